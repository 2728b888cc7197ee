/**
 * What log returns look like: volatility, correlation, tails and their dependence. Pure functions over columns of returns.
 *
 * The same functions measure history (to calibrate) and simulated paths (to check them), so that the two can be compared
 * figure by figure.
 */

import { YEAR_SECONDS } from '../kernel/price/diffusion.ts';
import { centralMoment, correlationOf } from './sample-statistics.ts';

/** One asset's closes. */
export interface PriceSeries {
  /** Unix seconds of each bar, rising. */
  readonly ts: ArrayLike<number>;
  /** Close of the bar, USD. */
  readonly close: ArrayLike<number>;
}

/**
 * Returns log returns over bars exactly `seconds` apart, at the times that every series has: one column an asset.
 *
 * Bars next to a gap of any series are left out of all, so that the columns line up.
 */
export function alignReturns(series: readonly PriceSeries[], seconds: number): Float64Array[] {
  const closes = series.map((one) => {
    const map = new Map<number, number>();
    for (let k = 0; k < one.ts.length; k++) map.set(one.ts[k]!, one.close[k]!);
    return map;
  });
  const columns: number[][] = series.map(() => []);
  for (const ts of closes[0]?.keys() ?? []) {
    if (!closes.every((map) => map.has(ts) && map.has(ts - seconds))) continue;
    for (const [i, map] of closes.entries()) columns[i]!.push(Math.log(map.get(ts)! / map.get(ts - seconds)!));
  }
  return columns.map((column) => Float64Array.from(column));
}

/** Sums of `count` consecutive returns without overlap; what is left over at the end is dropped. */
export function compoundReturns(returns: Float64Array, count: number): Float64Array {
  const out = new Float64Array(Math.floor(returns.length / count));
  for (let k = 0; k < out.length * count; k++) {
    const at = Math.floor(k / count);
    out[at] = out[at]! + returns[k]!;
  }
  return out;
}

/** Population standard deviation × √(returns a year). */
export function annualVolatility(returns: Float64Array, seconds: number): number {
  return Math.sqrt((centralMoment(returns, 2) * YEAR_SECONDS) / seconds);
}

/** Fourth central moment over squared variance, less the 3 of a normal. */
export function excessKurtosis(returns: Float64Array): number {
  const variance = centralMoment(returns, 2);
  return centralMoment(returns, 4) / (variance * variance) - 3;
}

/** Third central moment over the cubed standard deviation. */
export function skewness(returns: Float64Array): number {
  const variance = centralMoment(returns, 2);
  return centralMoment(returns, 3) / (variance * Math.sqrt(variance));
}

/** Pearson correlation of the columns, row-major, [asset × asset]. */
export function correlationMatrix(columns: readonly Float64Array[]): Float64Array {
  const n = columns.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      const rho = correlationOf(columns[i]!, columns[j]!);
      matrix[i * n + j] = rho;
      matrix[j * n + i] = rho;
    }
  }
  return matrix;
}

/** Mean of a symmetric matrix over its off-diagonal entries; NaN for a single asset. */
export function meanOffDiagonal(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) sum += matrix[i * n + j]!;
  }
  return sum / ((n * (n - 1)) / 2);
}

export type Tail = 'lower' | 'upper';

/** Values sorted ascending, with the sign turned for the upper tail, so that the extreme ones come first. */
function sortTail(values: Float64Array, tail: Tail): Float64Array {
  return (tail === 'lower' ? Float64Array.from(values) : values.map((value) => -value)).sort();
}

/**
 * Hill's estimate of the tail index from the most extreme `share` of the values: the reciprocal of the mean log excess over
 * the first value outside it (Hill 1975). Losses for `lower`, gains for `upper`.
 */
export function hillIndex(values: Float64Array, share: number, tail: Tail): number {
  const sorted = sortTail(values, tail);
  const count = Math.floor(share * sorted.length);
  const threshold = -sorted[count]!;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += Math.log(-sorted[k]! / threshold);
  return count / sum;
}

/**
 * Returns empirical tail dependence for every pair, [asset × asset]: the share of the `share` most extreme returns of one
 * asset that are also among the `share` most extreme of the other. Symmetric, 1 on the diagonal.
 */
export function tailDependence(columns: readonly Float64Array[], share: number, tail: Tail): Float64Array {
  const n = columns.length;
  const length = columns[0]?.length ?? 0;
  const count = Math.max(1, Math.floor(share * length));
  // Rows in the tail of each asset; ties at the threshold count in full on both sides.
  const flagged = columns.map((column) => {
    const threshold = sortTail(column, tail)[count - 1]!;
    const flags = new Uint8Array(length);
    for (let k = 0; k < length; k++) flags[k] = (tail === 'lower' ? column[k]! : -column[k]!) <= threshold ? 1 : 0;
    return flags;
  });
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let both = 0;
      const [a, b] = [flagged[i]!, flagged[j]!];
      for (let k = 0; k < length; k++) both += a[k]! & b[k]!;
      out[i * n + j] = both / count;
      out[j * n + i] = both / count;
    }
  }
  return out;
}
