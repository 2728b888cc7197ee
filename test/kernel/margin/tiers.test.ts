// What: tiered requirements. Expected numbers are worked by hand from Hyperliquid's BTC and ETH tables (docs, "Margin
// tiers": BTC 40x to 150 M USD, then 20x; maintenance is half the initial rate).

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandOf, createTierTable, requirementUsd } from '../../../src/kernel/margin/tiers.ts';

const table = createTierTable([
  [
    { lowerUsd: 0, rate: 0.0125 },
    { lowerUsd: 150e6, rate: 0.025 },
  ],
  [{ lowerUsd: 0, rate: 0.05 }],
]);

describe('requirementUsd', () => {
  test('charges the first rate below the first bound', () => {
    expect(requirementUsd(table, 0, 100e6)).toBe(1.25e6);
    expect(requirementUsd(table, 1, 100e6)).toBe(5e6);
  });

  test('charges 200 M of BTC 3,125,000: 150 M at 1.25 % and 50 M at 2.5 %', () => {
    expect(requirementUsd(table, 0, 200e6)).toBe(3_125_000);
    expect(table.deductionUsd[1]).toBe(1_875_000);
  });

  test('puts a value at the bound into the upper band, where both formulas agree', () => {
    expect(bandOf(table, 0, 150e6)).toBe(1);
    expect(bandOf(table, 0, 149_999_999)).toBe(0);
    expect(requirementUsd(table, 0, 150e6)).toBe(150e6 * 0.0125);
  });

  test('equals the sum of each band at its own rate, for any table', () => {
    const bands = fc.array(
      fc.record({
        width: fc.double({ min: 1, max: 1e7, noNaN: true }),
        step: fc.double({ min: 0, max: 0.1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(bands, fc.double({ min: 0, max: 1e8, noNaN: true }), (steps, valueUsd) => {
        let lowerUsd = 0;
        let rate = 0.01;
        const list = steps.map((step, index) => {
          if (index > 0) {
            lowerUsd += step.width;
            rate += step.step;
          }
          return { lowerUsd, rate };
        });
        let expected = 0;
        for (let t = 0; t < list.length; t++) {
          const upperUsd = t + 1 < list.length ? list[t + 1].lowerUsd : Number.POSITIVE_INFINITY;
          expected += Math.max(0, Math.min(valueUsd, upperUsd) - list[t].lowerUsd) * list[t].rate;
        }
        expect(requirementUsd(createTierTable([list]), 0, valueUsd)).toBeCloseTo(expected, 5);
      }),
    );
  });
});
