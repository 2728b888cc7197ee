/**
 * What calibration looks at in a market's hourly returns: volatility, correlation, and the tails that jumps and mixing shape.
 */

import {
  annualVolatility,
  compoundReturns,
  correlationMatrix,
  excessKurtosis,
  meanOffDiagonal,
  tailDependence,
} from './prices.ts';
import { meanOf, quantileOf, quantileOfSorted } from './sample-statistics.ts';

export const HOUR = 3600;
export const DAY_HOURS = 24;
/** Shares at which tails and their dependence are compared. */
export const TAIL_SHARES = [0.05, 0.01, 0.001] as const;
/** Shares at which single hours are compared. */
export const HOUR_SHARES = [0.01, 0.001, 0.0001] as const;

/** Tails of hourly returns, means over assets or pairs. */
export interface TailStatistics {
  /** Mean tail dependence at each of TAIL_SHARES. */
  readonly lower: number[];
  readonly upper: number[];
  /** Quantile over standard deviation at each of HOUR_SHARES, mean over assets, as positive numbers. */
  readonly worst: number[];
  readonly best: number[];
  /** Quantile of the day's return over its standard deviation at 1 %, mean over assets, as a positive number. */
  readonly worstDay: number;
  readonly bestDay: number;
  /** Excess kurtosis of daily returns, median over assets. */
  readonly dailyKurtosis: number;
  /** Quantiles of each asset's hourly log return at HOUR_SHARES, [asset][share]. */
  readonly worstHour: number[][];
}

/** What is measured of a market: columns of hourly log returns on common hours, and volatilities over each asset's life. */
export interface MarketFacts {
  readonly assets: readonly string[];
  readonly volatilityPerYear: readonly number[];
  /** Correlation of hourly returns, row-major, [asset × asset]. */
  readonly correlation: Float64Array;
  readonly tails: TailStatistics;
}

/** Measures hourly returns on common hours (`columns`), and volatilities from each asset's own hours (`own`). */
export function measureMarket(
  assets: readonly string[],
  columns: readonly Float64Array[],
  own: readonly Float64Array[] = columns,
): MarketFacts {
  return {
    assets,
    volatilityPerYear: own.map((returns) => annualVolatility(returns, HOUR)),
    correlation: correlationMatrix(columns),
    tails: measureTails(columns, own),
  };
}

/**
 * Measures tails: dependence on common hours, single assets on their own hours.
 *
 * @param volatilityPerYear scale of each asset's returns; that of the sample by default. Simulated returns are scaled by the
 *   requested volatility, since one wild day in thousands can carry much of a sample's variance
 */
export function measureTails(
  columns: readonly Float64Array[],
  own: readonly Float64Array[] = columns,
  volatilityPerYear?: readonly number[],
): TailStatistics {
  const n = columns.length;
  const dependence = (tail: 'lower' | 'upper') =>
    TAIL_SHARES.map((share) => meanOffDiagonal(tailDependence(columns, share, tail), n));
  const sorted = own.map((returns) => Float64Array.from(returns).sort());
  const perHour = Math.sqrt(365 * DAY_HOURS);
  const scale = own.map((returns, i) => (volatilityPerYear?.[i] ?? annualVolatility(returns, HOUR)) / perHour);
  const mean = (f: (i: number) => number): number => meanOf(sorted.map((_, i) => f(i)));
  const days = own.map((returns) => compoundReturns(returns, DAY_HOURS));
  const sortedDays = days.map((returns) => Float64Array.from(returns).sort());
  const dayScale = days.map(
    (returns, i) => (volatilityPerYear?.[i] ?? annualVolatility(returns, DAY_HOURS * HOUR)) / Math.sqrt(365),
  );
  return {
    lower: dependence('lower'),
    upper: dependence('upper'),
    worst: HOUR_SHARES.map((share) => mean((i) => -quantileOfSorted(sorted[i]!, share) / scale[i]!)),
    best: HOUR_SHARES.map((share) => mean((i) => quantileOfSorted(sorted[i]!, 1 - share) / scale[i]!)),
    worstDay: mean((i) => -quantileOfSorted(sortedDays[i]!, 0.01) / dayScale[i]!),
    bestDay: mean((i) => quantileOfSorted(sortedDays[i]!, 0.99) / dayScale[i]!),
    dailyKurtosis: quantileOf(days.map(excessKurtosis), 0.5),
    worstHour: sorted.map((values) => HOUR_SHARES.map((share) => quantileOfSorted(values, share))),
  };
}
