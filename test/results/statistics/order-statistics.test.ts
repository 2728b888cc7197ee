// What: ranks of the distribution-free quantile interval. Expected ranks and coverages: binomial sums computed
// independently in exact arithmetic (Python fractions).
import { describe, expect, it } from 'vitest';
import { findRankInterval, pathsForUpperBound } from '../../../src/results/statistics/order-statistics.ts';

describe('findRankInterval', () => {
  it('finds the shortest pair that covers 95 % of the 99 % quantile of 10,000', () => {
    const ranks = findRankInterval(10_000, 0.99, 0.95);
    expect([ranks.low, ranks.high]).toEqual([9881, 9920]);
    expect(ranks.coverage).toBeCloseTo(0.950272, 6);
  });

  it('asks for a wider pair where more is to be covered: (9880, 9920) at 0.955, (9880, 9921) at 0.96', () => {
    expect(findRankInterval(10_000, 0.99, 0.955)).toMatchObject({ low: 9880, high: 9920 });
    expect(findRankInterval(10_000, 0.99, 0.955).coverage).toBeCloseTo(0.955755, 6);
    expect(findRankInterval(10_000, 0.99, 0.96)).toMatchObject({ low: 9880, high: 9921 });
    expect(findRankInterval(10_000, 0.99, 0.96).coverage).toBeCloseTo(0.960869, 6);
  });

  it('covers 0.963536 with ranks (984, 997) of 1,000', () => {
    const ranks = findRankInterval(1000, 0.99, 0.95);
    expect([ranks.low, ranks.high]).toEqual([984, 997]);
    expect(ranks.coverage).toBeCloseTo(0.963536, 6);
  });

  it('has no upper end where the sample is too small', () => {
    expect(findRankInterval(100, 0.99, 0.95).high).toBe(101);
  });
});

describe('pathsForUpperBound', () => {
  it('is 299 for the 99 % quantile at 95 %: ln 0.05 / ln 0.99', () => {
    expect(pathsForUpperBound(0.99, 0.95)).toBe(299);
    expect(0.99 ** 299).toBeLessThanOrEqual(0.05);
    expect(0.99 ** 298).toBeGreaterThan(0.05);
  });
});
