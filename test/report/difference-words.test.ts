// What: differences of policies in words. Interval ends are written by hand on either side of zero and of the materiality band.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { materialityOf, wordDifference } from '../../src/report/sections/difference-words.ts';
import { differenceOf, figureOf, rowOf } from './study-fixtures.ts';

/** A hundredth of this fund, USD 70,000, is what counts in a tail loss. */
const FUND = 7e6;
const words = (row: Parameters<typeof wordDifference>[1]) => wordDifference('compare:rows.0.difference', row, FUND);
const textOf = (row: Parameters<typeof wordDifference>[1]) => words(row).figure.text;

describe('the sign is a word', () => {
  it('less loss is "lower by", and no minus is printed', () => {
    expect(textOf(rowOf(differenceOf(-2.8e6, -3.7e6, -2.0e6)))).toBe('lower by USD 2.8 M (2.0 to 3.7)');
  });

  it('more loss is "higher by"', () => {
    expect(textOf(rowOf(differenceOf(2.8e6, 2.0e6, 3.7e6)))).toBe('higher by USD 2.8 M (2.0 to 3.7)');
  });

  it('an interval over zero gives the most that it is either way, rounded up', () => {
    // The farther end is 541,200: two digits, up.
    expect(textOf(rowOf(differenceOf(2e5, -1.4e5, 541_200)))).toBe(
      'no clear difference; at most USD 550,000 either way',
    );
  });

  it('the figure keeps the signed difference of summary.json', () => {
    expect(words(rowOf(differenceOf(-2.8e6, -3.7e6, -2.0e6))).figure.figure.estimate).toBe(-2.8e6);
  });

  it('property: "lower" only below zero and the band, "higher" only above both', () => {
    const end = fc.double({ min: -1e7, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(end, end, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const { verdict, materiality } = words(rowOf(differenceOf((low + high) / 2, low, high)));
        if (verdict === 'lower') expect(high).toBeLessThanOrEqual(-materiality);
        else if (verdict === 'higher') expect(low).toBeGreaterThanOrEqual(materiality);
        else expect(low < materiality && high > -materiality).toBe(true);
      }),
    );
  });
});

describe('what counts', () => {
  it('a tail loss has to differ by a hundredth of the fund over its whole interval', () => {
    expect(textOf(rowOf(differenceOf(-5e5, -9e5, -69_000)))).toBe(
      'no clear difference; at most USD 900,000 either way',
    );
    expect(words(rowOf(differenceOf(-5e5, -9e5, -71_000))).verdict).toBe('lower');
  });

  it('a probability has to differ by 1 in 10,000', () => {
    const row = rowOf(differenceOf(0.0138, 0.0114, 0.0162, { unit: 'fraction' }), {
      figure: 'probability',
      measure: 'fundDepleted',
    });
    expect(materialityOf(row, FUND)).toBe(1e-4);
    expect(textOf(row)).toBe('higher by 138 in 10,000 (114 to 162)');
  });

  it('a mean has to differ by a hundredth of the figure as it is', () => {
    const row = (high: number) => rowOf(differenceOf(-3e5, -6e5, high), { figure: 'mean', level: null });
    // The base is 10 M: 100,000 counts.
    expect(words(row(-99_000)).verdict).toBe('none');
    expect(words(row(-101_000)).verdict).toBe('lower');
  });

  it('of several policies a difference has to pass Holm’s correction too', () => {
    const row = rowOf(differenceOf(-2.8e6, -3.7e6, -2.0e6), { pValueHolm: 0.08 });
    expect(textOf(row)).toBe('no clear difference; at most USD 3.7 M either way');
  });
});

describe('what has no interval', () => {
  it('too few paths: how many would do', () => {
    const difference = {
      ...figureOf(null, null, null, { flag: 'notEnoughPaths', pathsNeeded: 100_000 }),
      pValue: null,
    };
    expect(textOf(rowOf(difference))).toBe('not enough paths; 100,000 would do');
  });

  it('exact figures of the start state are told apart without an interval', () => {
    const exact = (value: number) =>
      rowOf(differenceOf(value, value, value, { confidence: 1, pValue: null }), {
        figure: 'efficiency',
        pValueHolm: null,
      });
    expect(textOf(exact(-615e6))).toBe('lower by USD 615 M');
    expect(textOf(exact(0))).toBe('the same');
  });

  it('shares differ by percentage points', () => {
    const row = rowOf(differenceOf(0.031, 0.024, 0.038, { unit: 'fraction' }), {
      figure: 'ratio',
      baseEstimate: 0.776,
      estimate: 0.807,
    });
    expect(textOf(row)).toBe('higher by 3.1 percentage points (2.4 to 3.8)');
  });
});

it('both policies are rounded to the place of their difference', () => {
  const { current, proposed } = words(
    rowOf(differenceOf(-2_824_000, -3_659_000, -1_990_000), { baseEstimate: 9_076_195, estimate: 6_252_092 }),
  );
  // Half-width 834,500: one digit, place 100,000.
  expect([current, proposed]).toEqual(['USD 9.1 M', 'USD 6.3 M']);
});

describe('both sides', () => {
  const row = rowOf(differenceOf(-0.01, -0.02, -0.005, { unit: 'fraction' }), {
    figure: 'probability',
    measure: 'badDebt',
    level: null,
    baseEstimate: 0.02,
    estimate: 0.01,
  });
  const seen = figureOf(0.02, 0.017, 0.023, { unit: 'fraction' });
  const none = figureOf(0, 0, 0.0003, { unit: 'fraction', flag: 'noneSeen' });

  it('are printed with their own intervals where their paths are at hand', () => {
    const { current, proposed } = wordDifference('x', row, FUND, { base: seen });
    // The other side is rounded as the difference is: half of 0.015 is 0.0075, one digit.
    expect([current, proposed]).toEqual(['200 in 10,000 (170 to 230)', '100 in 10,000']);
  });

  it('do not print the number of weighted paths as if they were days', () => {
    const of = (isWeighted: boolean) => wordDifference('x', row, FUND, { policy: none, isWeighted }).proposed;
    expect(of(false)).toBe('none in 10,000 paths; at most 3 in 10,000 (one-sided 95 %)');
    expect(of(true)).toBe('none seen; at most 3 in 10,000 (one-sided 95 %)');
  });
});
