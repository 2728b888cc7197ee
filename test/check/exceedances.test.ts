// What: the tests of exceedances. Expected numbers are worked by hand from the likelihoods, or closed forms of χ².
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chiSquareTail, independenceStatistic, kupiecStatistic, testExceedances } from '../../src/check/exceedances.ts';

describe('the tail of χ²', () => {
  test('is exp(−x/2) for two degrees of freedom (closed form)', () => {
    for (const x of [0.1, 1, 4, 20]) expect(chiSquareTail(x, 2)).toBeCloseTo(Math.exp(-x / 2), 12);
  });

  test('is 5 % at 3.841459 and 1 % at 6.634897 for one (squares of the normal quantiles 1.959964 and 2.575829)', () => {
    expect(chiSquareTail(1.959963984540054 * 1.959963984540054, 1)).toBeCloseTo(0.05, 10);
    expect(chiSquareTail(2.5758293035489004 * 2.5758293035489004, 1)).toBeCloseTo(0.01, 10);
  });
});

describe('Kupiec', () => {
  test('20 exceedances in 1000 at 1 %: 2·(20 ln 2 + 980 ln(0.98/0.99)) by hand', () => {
    expect(kupiecStatistic(20, 1000, 0.01)).toBeCloseTo(2 * (20 * Math.log(2) + 980 * Math.log(0.98 / 0.99)), 9);
    // 2·(13.862944 − 9.949324) = 7.827239
    expect(kupiecStatistic(20, 1000, 0.01)).toBeCloseTo(7.827239, 5);
  });

  test('no exceedance at all: −2·T·ln(1 − p) by hand', () => {
    expect(kupiecStatistic(0, 1000, 0.01)).toBeCloseTo(-2000 * Math.log(0.99), 9);
  });

  test('the expected number of exceedances is never refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (tens) => {
        expect(kupiecStatistic(tens, 100 * tens, 0.01)).toBeLessThan(1e-9);
      }),
    );
  });
});

describe('independence', () => {
  test('worked by hand: 0 1 1 0 0 0 1 0 has transitions 2, 2, 2 and 1', () => {
    // π01 = 2/4, π11 = 1/3, π = 3/7: 2·[4 ln(1/2) + 2 ln(2/3) + ln(1/3) − 4 ln(4/7) − 3 ln(3/7)].
    const expected =
      2 * (4 * Math.log(1 / 2) + 2 * Math.log(2 / 3) + Math.log(1 / 3) - 4 * Math.log(4 / 7) - 3 * Math.log(3 / 7));
    expect(independenceStatistic(Uint8Array.of(0, 1, 1, 0, 0, 0, 1, 0))).toBeCloseTo(expected, 12);
  });

  test('is 0 where exceedances follow each other as often as anything else (π01 = π11 = 1/2)', () => {
    expect(independenceStatistic(Uint8Array.of(0, 0, 1, 1, 0))).toBeCloseTo(0, 12);
  });

  test('refuses exceedances in a row that coverage alone accepts', () => {
    const clustered = new Uint8Array(1000);
    clustered.fill(1, 500, 550);
    const found = testExceedances(clustered, 0.05);
    expect(found.kupiec!.pValue).toBeCloseTo(1, 6);
    expect(found.independence!.pValue).toBeLessThan(1e-6);
    expect(found.conditional!.statistic).toBeCloseTo(found.kupiec!.statistic + found.independence!.statistic, 12);
    expect(found.conditional!.degreesOfFreedom).toBe(2);
  });

  test('never gives NaN or less than 0, whatever the row', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 2, maxLength: 60 }), (row) => {
        expect(independenceStatistic(Uint8Array.from(row))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test('fewer than ten expected exceedances give no test but the number of periods that would do', () => {
  const found = testExceedances(new Uint8Array(999), 0.01);
  expect(found.kupiec).toBeNull();
  expect(found.conditional).toBeNull();
  expect(found.periodsNeeded).toBe(1000);
  expect(testExceedances(new Uint8Array(1000), 0.01).kupiec).not.toBeNull();
});
