// What: jumps by the test of Lee and Mykland. Thresholds by hand from the formula; false alarms counted on simulated bars.
import { describe, expect, test } from 'vitest';
import { collectJumps, commonAt } from '../../src/calibrate/jump-sizes.ts';
import { flagJumps, jumpThreshold, localVolatility } from '../../src/calibrate/lee-mykland.ts';
import { simulateReturns } from '../../src/calibrate/simulate-returns.ts';
import { buildPriceConfig, equicorrelated } from '../support/shock-builder.ts';

const days = (count: number, bars: number) => Int32Array.from({ length: count + 1 }, (_, day) => day * bars);

describe('the threshold', () => {
  test('for 10,000 bars at 1 % is 4.971724, worked by hand', () => {
    // ln n = 9.210340, √(2 ln n) = 4.291932, ln π + ln ln n = 1.144730 + 2.220327 = 3.365057,
    // C = 4.291932 − 3.365057/8.583864 = 3.899911, β = 4.600149, S = 0.232995: 3.899911 + 1.071813 = 4.971724.
    expect(jumpThreshold(10_000, 0.01)).toBeCloseTo(4.971724, 5);
  });

  test('is higher for more bars and for a stricter test', () => {
    expect(jumpThreshold(100_000)).toBeGreaterThan(jumpThreshold(10_000));
    expect(jumpThreshold(10_000, 0.001)).toBeGreaterThan(jumpThreshold(10_000, 0.01));
  });
});

describe('local volatility', () => {
  test('of returns ±1 is √(π/2), whatever bar is left out (bipower variation by hand)', () => {
    const local = localVolatility(
      Float64Array.from({ length: 20 }, (_, k) => (k % 2 ? 1 : -1)),
      days(1, 20),
    );
    for (const value of local) expect(value).toBeCloseTo(Math.sqrt(Math.PI / 2), 12);
  });

  test('of a bar does not contain the bar itself, and says nothing of a block of few bars', () => {
    const returns = new Float64Array(20).fill(1);
    returns[7] = 1000;
    const local = localVolatility(returns, days(1, 20));
    expect(local[7]).toBeCloseTo(Math.sqrt(Math.PI / 2), 12);
    expect(localVolatility(new Float64Array(5).fill(1), days(1, 5))).toEqual(new Float64Array(5).fill(Number.NaN));
  });

  test('leaves a block that does not move without jumps', () => {
    const still = new Float64Array(24);
    still[3] = 1;
    expect(flagJumps(still, localVolatility(still, days(1, 24)), 5)).toEqual(new Uint8Array(24));
  });
});

describe('on simulated bars of 300 s', () => {
  const assets = ['A', 'B', 'C'];
  const simulate = (shocks: object, count: number) =>
    simulateReturns(
      buildPriceConfig({
        assets,
        steps: 288,
        stepSeconds: 300,
        shocks: { kind: 'simulated', volatilityPerYear: 0.8, correlation: equicorrelated(assets, 0.5), ...shocks },
      }),
      count,
      1,
    ).columns;
  const detect = (columns: readonly Float64Array[]) => {
    const starts = days(columns[0]!.length / 288, 288);
    const local = columns.map((column) => localVolatility(column, starts));
    const threshold = jumpThreshold(columns[0]!.length);
    const flags = columns.map((column, i) => flagJumps(column, local[i]!, threshold));
    return collectJumps(columns, flags, local, 300);
  };
  const mixing = { degreesOfFreedom: 4, holdSeconds: 86_400 };

  test('without jumps next to none is flagged, although days differ in volatility by the mixing variable', () => {
    const found = detect(simulate({ mixing }, 300));
    // 86,400 bars an asset: 1 % for the whole sample by construction; local volatility from 286 pairs adds a little.
    expect(found.common.count).toBe(0);
    for (const own of found.own) expect(own.count).toBeLessThanOrEqual(3);
  });

  test('recovers rates and sizes of jumps that stand out, within three standard errors', () => {
    const jumps = {
      common: { perYear: 60, meanLog: -0.04, sdLog: 0.008, correlation: 0.5 },
      own: { A: { perYear: 90, meanLog: 0.035, sdLog: 0.006 } },
    };
    const found = detect(simulate({ mixing, jumps, volatilityPerYear: 0.9 }, 1000));
    const years = 1000 / 365;
    const { count, perYear } = found.common;
    expect(Math.abs(perYear - 60)).toBeLessThan((3 * Math.sqrt(60 * years)) / years);
    for (const size of found.common.sizes) {
      expect(Math.abs(size.meanLog + 0.04)).toBeLessThan((3 * 0.008) / Math.sqrt(count));
      expect(Math.abs(size.sdLog - 0.008)).toBeLessThan((3 * 0.008) / Math.sqrt(2 * count));
    }
    // Fisher's z of a correlation of r from m pairs has error 1/√(m − 3); three pairs share assets, so one pair's error.
    expect(Math.abs(Math.atanh(found.commonCorrelation) - Math.atanh(0.5))).toBeLessThan(3 / Math.sqrt(count - 3));
    const own = found.own[0]!;
    expect(Math.abs(own.perYear - 90)).toBeLessThan((3 * Math.sqrt(90 * years)) / years);
    expect(Math.abs(own.meanLog - 0.035)).toBeLessThan((3 * 0.006) / Math.sqrt(own.count));
    expect(found.own[1]!.count).toBeLessThan(10);
  });
});

test('a common jump is one of a third of the assets, at least two', () => {
  expect([2, 3, 6, 7, 8, 30].map(commonAt)).toEqual([2, 2, 2, 3, 3, 10]);
});
