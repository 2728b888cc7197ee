// What: statistics of plain samples on numbers worked by hand, typed arrays and arrays alike, and of nothing at all.
import { describe, expect, it } from 'vitest';
import {
  centralMoment,
  correlationOf,
  meanAndError,
  meanOf,
  quantileOf,
  quantileOfSorted,
  rankCorrelation,
  slopeOf,
  sumOf,
} from '../../src/calibrate/sample-statistics.ts';

const VALUES = Float64Array.of(4, 1, 3, 2);

describe('statistics of a plain sample', () => {
  it('take quantiles between order statistics (type 7) and leave the sample as it was', () => {
    expect([0, 0.25, 0.5, 1].map((p) => quantileOf(VALUES, p))).toEqual([1, 1.75, 2.5, 4]);
    expect(quantileOf([4, 1, 3, 2], 0.05)).toBeCloseTo(1.15, 12);
    expect(quantileOfSorted(VALUES.toSorted(), 0.25)).toBe(1.75);
    expect([...VALUES]).toEqual([4, 1, 3, 2]);
  });

  it('divide the squares by n − 1 for a standard error and by n for a moment', () => {
    // Squares 2.25 + 2.25 + 0.25 + 0.25 = 5: √(5/3/4), and 5/4.
    expect(meanAndError(VALUES)).toEqual({ mean: 2.5, standardError: Math.sqrt(5 / 12) });
    expect(centralMoment(VALUES, 2)).toBe(1.25);
    expect(centralMoment(Float64Array.of(0, 0, 3), 3)).toBeCloseTo((8 - 1 - 1) / 3, 14);
  });

  it('correlate values and ranks of typed arrays, ties at their mean rank', () => {
    expect(
      correlationOf(
        VALUES,
        VALUES.map((x) => 5 - 2 * x),
      ),
    ).toBeCloseTo(-1, 15);
    // 1 − 6·Σd²/(n(n²−1)) with d = 0, 1, 1, 0.
    expect(rankCorrelation(Float64Array.of(1, 2, 3, 4), Float64Array.of(10, 30, 20, 40))).toBeCloseTo(0.8, 12);
    // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5/√(4.5 × 5).
    expect(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 14);
    expect(slopeOf(Float64Array.of(0, 1, 2), Float64Array.of(1, 3, 5))).toBe(2);
  });

  it('lose no small number beside large ones', () => {
    expect(sumOf([1e16, 1, -1e16])).toBe(1);
  });

  it('are NaN where there is nothing to take them from', () => {
    const none = new Float64Array(0);
    expect([meanOf(none), quantileOf(none, 0.5), quantileOfSorted(none, 0.5), centralMoment(none, 2)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(meanAndError([7])).toEqual({ mean: 7, standardError: Number.NaN });
  });
});
