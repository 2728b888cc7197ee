// What: the ends of tail intervals, for any losses: many equal ones, zeros, a few that dwarf the rest; for weights as uneven as
// importance sampling makes them; from 10 effective tail paths to past the 200 at which the kind of interval changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../src/results/statistics/figure.ts';
import { pairedExpectedShortfall } from '../../../src/results/statistics/paired-tail.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { describeTail, expectedShortfallFigure, valueAtRiskFigure } from '../../../src/results/statistics/tail.ts';

const loss = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 5, 5 + 1e-9, 1e9) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
);
const weight = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(0.01, 0.3, 10) },
);
const paths = fc.array(fc.record({ base: loss, other: loss, weight }), { minLength: 100, maxLength: 700 });
/** 0.5 of the largest samples is past 200 tail paths. */
const level = fc.constantFrom(0.5, 0.7, 0.9, 0.95);

function sampleOf(rows: readonly { base: number; other: number; weight: number }[], side: 'base' | 'other') {
  const column = (key: 'base' | 'other' | 'weight') => Float64Array.from(rows, (row) => row[key]);
  return { value: column(side), weight: column('weight') };
}

/** Both ends are there, finite, and hold the estimate between them to 12 digits. */
function expectHeld({ estimate, low, high, flag }: Figure): void {
  if (estimate === null) return;
  const rounding = 1e-12 * Math.abs(estimate);
  expect(Number.isFinite(low)).toBe(true);
  expect(low!).toBeLessThanOrEqual(estimate + rounding);
  if (flag === 'noneSeen') return;
  expect(Number.isFinite(high)).toBe(true);
  expect(high!).toBeGreaterThanOrEqual(estimate - rounding);
}

describe('the interval', () => {
  it('of an expected shortfall holds its estimate between finite ends, for any losses and weights', () => {
    fc.assert(
      fc.property(paths, level, (rows, at) => {
        expectHeld(expectedShortfallFigure(sortSample(sampleOf(rows, 'base')), at, 'USD'));
      }),
      { seed: 21, numRuns: 150 },
    );
  });

  it('of a difference of two holds its estimate, and leaves out 0 only where the p-value is at most 5 %', () => {
    fc.assert(
      fc.property(paths, level, (rows, at) => {
        const found = pairedExpectedShortfall(
          { base: sampleOf(rows, 'base'), other: sampleOf(rows, 'other') },
          at,
          'USD',
        );
        if (found.flag === 'noneSeen') return;
        expectHeld(found);
        if (found.low! > 0 || found.high! < 0) expect(found.pValue).toBeLessThanOrEqual(0.05);
      }),
      { seed: 22, numRuns: 100 },
    );
  });

  it('of a value at risk holds its estimate between its ends, where it has them', () => {
    fc.assert(
      fc.property(paths, level, (rows, at) => {
        const { estimate, low, high } = valueAtRiskFigure(sortSample(sampleOf(rows, 'base')), at, 'USD');
        if (estimate === null) return;
        expect(low ?? estimate).toBeLessThanOrEqual(estimate);
        expect(high ?? estimate).toBeGreaterThanOrEqual(estimate);
      }),
      { seed: 23, numRuns: 300 },
    );
  });

  it('of an expected shortfall changes little from just below to just above 200 tail paths', () => {
    // Losses 1, 2, … n at 90 %: 199 and 201 tail paths, both about ± 3 % of the estimate.
    const widthOf = (n: number) => {
      const sorted = sortSample({ value: Float64Array.from({ length: n }, (_, p) => p), weight: ones(n) });
      expect(Math.abs(describeTail(sorted, 0.9).size - n / 10)).toBeLessThan(1e-6);
      const { estimate, low, high } = expectedShortfallFigure(sorted, 0.9, 'USD');
      return (high! - low!) / estimate!;
    };
    expect(Math.abs(widthOf(1990) / widthOf(2010) - 1)).toBeLessThan(0.1);
  });

  it('of a weighted value at risk reaches above a heavy path that lies on it', () => {
    // Of 2,000 paths 98 of weight 0.01 lose 200 to 103, one of weight 1.5 loses 102, the rest (weight 1) 1 or less: VaR 99.9 % is 102. The
    // tail above it has 0.98 of 2 paths; with the heavy one the standard error is √(98·0.01² + 1.5²)/2000 = 7.5e-4, and 1.96 of them
    // are more than 1 in 1,000: nothing says that a path above 200 is not heavy too.
    const value = Float64Array.from({ length: 2000 }, (_, p) => (p < 98 ? 200 - p : p === 98 ? 102 : 1 - p / 2000));
    const heavy = value.map((x) => (x > 102 ? 0.01 : x === 102 ? 1.5 : 1));
    const none = valueAtRiskFigure(sortSample({ value, weight: heavy }), 0.999, 'USD');
    expect(none).toMatchObject({ estimate: 102, high: null });
    // Of weight 0.7, and 0.014 above it, the standard error is 3.56e-4 and leaves 3.02e-4 to paths above: 43 of them, so the end is
    // the 44th largest loss.
    const lighter = value.map((x) => (x > 102 ? 0.014 : x === 102 ? 0.7 : 1));
    const some = valueAtRiskFigure(sortSample({ value, weight: lighter }), 0.999, 'USD');
    expect(some.estimate).toBe(102);
    expect(some.high).toBe(157);
  });
});

function ones(n: number): Float64Array {
  return new Float64Array(n).fill(1);
}
