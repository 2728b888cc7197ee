/**
 * What a calibration compares: figures of returns, measured in the same way on history and on simulated paths.
 */

import { annualVolatility, correlationMatrix, excessKurtosis, meanOffDiagonal } from './prices.ts';
import { correlationOf, quantileOfSorted } from './sample-statistics.ts';

/** Shares of returns that count as a tail in tail dependence. */
export const DEPENDENCE_SHARES = [0.05, 0.01, 0.001] as const;
/** Shares of the worst and best returns whose quantiles are compared. */
export const QUANTILE_SHARES = [0.01, 0.001, 0.0001] as const;

/** Of a single asset a quantile with fewer than 10 returns beyond it is not printed; a mean over assets can use one with 4. */
const QUANTILE_RETURNS_MIN = 4;

export interface ReturnFigures {
  readonly bars: number;
  readonly holds: number;
  /** [asset]. */
  readonly volatilityPerYear: readonly number[];
  /** Excess kurtosis of returns, and of returns over a hold (a day), [asset]. */
  readonly kurtosis: readonly number[];
  readonly holdKurtosis: readonly number[];
  /** Mean over pairs of the correlation of returns; NaN for one asset. */
  readonly meanCorrelation: number;
  /** Tail dependence at each of DEPENDENCE_SHARES, mean over pairs; NaN for one asset or fewer than 10 returns in the tail. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Quantiles of log returns at QUANTILE_SHARES, [share][asset]; NaN with fewer than QUANTILE_RETURNS_MIN returns beyond. */
  readonly worst: readonly (readonly number[])[];
  readonly best: readonly (readonly number[])[];
  /** Lowest return over a hold, and its quantile at 1 %, [asset]. */
  readonly worstHold: readonly number[];
  readonly worstHoldPercent: readonly number[];
  readonly bestHoldPercent: readonly number[];
  /** Autocorrelation of absolute returns at a lag of one bar and of one hold, [asset]. */
  readonly absoluteLagBar: readonly number[];
  readonly absoluteLagHold: readonly number[];
}

/**
 * Measures returns.
 *
 * @param returns  [asset][bar]
 * @param holds  returns over whole holds, [asset][hold]
 */
export function measureReturns(
  returns: readonly Float64Array[],
  holds: readonly Float64Array[],
  stepSeconds: number,
  barsPerHold: number,
): ReturnFigures {
  const n = returns.length;
  const bars = returns[0]!.length;
  const sorted = returns.map((column) => column.slice().sort());
  const sortedHolds = holds.map((column) => column.slice().sort());
  const quantiles = (upper: boolean) =>
    QUANTILE_SHARES.map((share) =>
      sorted.map((column) =>
        share * bars >= QUANTILE_RETURNS_MIN ? quantileOfSorted(column, upper ? 1 - share : share) : Number.NaN,
      ),
    );
  const absolute = returns.map((column) => column.map(Math.abs));
  const lag = (count: number) => absolute.map((column) => autocorrelation(column, count));
  const dependence = (tail: 'lower' | 'upper') =>
    DEPENDENCE_SHARES.map((share) => (n > 1 ? meanDependence(returns, sorted, share, tail) : Number.NaN));
  return {
    bars,
    holds: holds[0]!.length,
    volatilityPerYear: returns.map((column) => annualVolatility(column, stepSeconds)),
    kurtosis: returns.map(excessKurtosis),
    holdKurtosis: holds.map(excessKurtosis),
    meanCorrelation: n > 1 ? meanOffDiagonal(correlationMatrix(returns), n) : Number.NaN,
    lower: dependence('lower'),
    upper: dependence('upper'),
    worst: quantiles(false),
    best: quantiles(true),
    worstHold: sortedHolds.map((column) => column[0]!),
    worstHoldPercent: sortedHolds.map((column) => quantileOfSorted(column, 0.01)),
    bestHoldPercent: sortedHolds.map((column) => quantileOfSorted(column, 0.99)),
    absoluteLagBar: lag(1),
    absoluteLagHold: lag(barsPerHold),
  };
}

/** Bars of the tail of one asset: those at or beyond the threshold that leaves `share` of them. */
export function flagTail(
  column: Float64Array,
  sorted: Float64Array,
  share: number,
  tail: 'lower' | 'upper',
): Uint8Array {
  const count = Math.max(1, Math.floor(share * sorted.length));
  const threshold = tail === 'lower' ? sorted[count - 1]! : sorted[sorted.length - count]!;
  const flags = new Uint8Array(column.length);
  for (let k = 0; k < column.length; k++) {
    flags[k] = (tail === 'lower' ? column[k]! <= threshold : column[k]! >= threshold) ? 1 : 0;
  }
  return flags;
}

/** Mean over pairs of the share of one asset's tail that is also in the other's; as tailDependence of prices.ts, sorted once. */
function meanDependence(
  returns: readonly Float64Array[],
  sorted: readonly Float64Array[],
  share: number,
  tail: 'lower' | 'upper',
): number {
  const bars = returns[0]!.length;
  if (share * bars < 10) return Number.NaN;
  const n = returns.length;
  const hits = new Uint16Array(bars);
  for (const [i, column] of returns.entries()) {
    const flags = flagTail(column, sorted[i]!, share, tail);
    for (let k = 0; k < bars; k++) hits[k]! += flags[k]!;
  }
  let pairs = 0;
  for (const count of hits) pairs += (count * (count - 1)) / 2;
  return pairs / ((n * (n - 1)) / 2) / Math.max(1, Math.floor(share * bars));
}

function autocorrelation(values: Float64Array, lag: number): number {
  if (values.length < lag + 100) return Number.NaN;
  return correlationOf(values.subarray(lag), values.subarray(0, values.length - lag));
}
