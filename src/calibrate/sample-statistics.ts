/**
 * Statistics of plain, unweighted samples, from simple-statistics: the only file that imports it.
 *
 * The library is typed for arrays and reads any indexable numbers, so the one cast is here. Its `variance` is that of a
 * population, its `quantile` of type 7 (linear between order statistics). Runs have weights: their statistics are in
 * results/statistics, and normal probabilities in kernel/random/normal.ts (the library's are lookup tables).
 */

import {
  linearRegression,
  mean,
  quantile,
  quantileSorted,
  sampleCorrelation,
  sampleRankCorrelation,
  sampleVariance,
  sum,
  sumNthPowerDeviations,
} from 'simple-statistics';

export type Numbers = readonly number[] | Float64Array;

const plain = (values: Numbers): number[] => values as number[];

/** Sum with compensated rounding (Neumaier 1974). */
export function sumOf(values: Numbers): number {
  return sum(plain(values));
}

/** Mean; NaN for none. */
export function meanOf(values: Numbers): number {
  return values.length === 0 ? Number.NaN : mean(plain(values));
}

/** Mean and its standard error from the sample variance (n − 1); the error is NaN for fewer than two. */
export function meanAndError(values: Numbers): { mean: number; standardError: number } {
  const n = values.length;
  return { mean: meanOf(values), standardError: n < 2 ? Number.NaN : Math.sqrt(sampleVariance(plain(values)) / n) };
}

/** Mean of the `order`-th power of the distance from the mean; order 2 is the population variance. */
export function centralMoment(values: Numbers, order: number): number {
  return values.length === 0 ? Number.NaN : sumNthPowerDeviations(plain(values), order) / values.length;
}

/** Quantile of type 7; NaN for none. */
export function quantileOf(values: Numbers, p: number): number {
  return values.length === 0 ? Number.NaN : quantile(plain(values), p);
}

/** The same of values that are already sorted ascending. */
export function quantileOfSorted(sorted: Numbers, p: number): number {
  return sorted.length === 0 ? Number.NaN : quantileSorted(plain(sorted), p);
}

/** Pearson's correlation. */
export function correlationOf(x: Numbers, y: Numbers): number {
  return sampleCorrelation(plain(x), plain(y));
}

/** Spearman's rank correlation; ties share their mean rank. */
export function rankCorrelation(x: Numbers, y: Numbers): number {
  // The library pairs values with places, which a typed array cannot hold.
  return sampleRankCorrelation(Array.from(x), Array.from(y));
}

/** Slope of the least-squares line through (x, y). */
export function slopeOf(x: Numbers, y: Numbers): number {
  return linearRegression(Array.from(x, (value, i) => [value, y[i]!])).m;
}
