/**
 * What is measured on a set of margin portfolios, real or generated: sizes, leverage, numbers of assets, distances to
 * liquidation, open interest at risk, concentration. The population of a scenario is fitted to these figures, and
 * `firebreak check` puts the same figures of the generated accounts beside them.
 */

import { quantileOf, quantileOfSorted, sumOf } from './sample-statistics.ts';

/** Portfolios as columns; positions of an account are neighbours. */
export interface Portfolios {
  readonly accountCount: number;
  /** [account + 1]. */
  readonly start: Int32Array;
  /** Economic equity at the marks, USD, [account]. */
  readonly equityUsd: Float64Array;
  /** Signed notional at the marks, USD, [position]. */
  readonly notionalUsd: Float64Array;
  /** |liquidation price / mark − 1|, others frozen; NaN where there is no liquidation price, [position]. */
  readonly distance: Float64Array;
}

export interface QuantilePoints {
  readonly probability: readonly number[];
  readonly value: readonly number[];
}

/** Figures that the generator is fitted to, in the form of `accounts.population.targets`. */
export interface PopulationTargets {
  readonly accounts: number;
  readonly medianUsd: number;
  readonly sizeOverMedian: QuantilePoints;
  readonly leverage: QuantilePoints;
  readonly assetCount: readonly number[];
  readonly distance: QuantilePoints;
  readonly withLiquidationPrice: number;
  readonly atRisk: { readonly distance: readonly number[]; readonly share: readonly number[] };
  readonly gini: number;
}

/** Probabilities at which distributions are compared. */
export const QUANTILES: readonly number[] = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];
/** Moves against a position at which open interest at risk is given. */
export const RISK_DISTANCES: readonly number[] = [0.02, 0.05, 0.1, 0.2, 0.3];

/**
 * Measures portfolios.
 *
 * @param assetMaximum  length of `assetCount`; accounts with more assets count at its end
 */
export function measurePortfolios(portfolios: Portfolios, assetMaximum: number): PopulationTargets {
  const { accountCount, start } = portfolios;
  const sizes = accountSizes(portfolios);
  const median = quantileOf(sizes, 0.5);
  const assetCount = new Array<number>(assetMaximum).fill(0);
  for (let account = 0; account < accountCount; account++) {
    const held = Math.min(assetMaximum, start[account + 1] - start[account]);
    if (held > 0) assetCount[held - 1] += 1 / accountCount;
  }
  const priced = portfolios.distance.filter((distance) => !Number.isNaN(distance));
  return {
    accounts: accountCount,
    medianUsd: median,
    sizeOverMedian: quantilesOf(sizes.map((usd) => usd / median)),
    leverage: quantilesOf(sizes.map((usd, account) => usd / portfolios.equityUsd[account])),
    assetCount,
    distance: quantilesOf(priced),
    withLiquidationPrice: priced.length / portfolios.distance.length,
    atRisk: { distance: RISK_DISTANCES, share: atRiskShares(portfolios, 0) },
    gini: giniOf(sizes),
  };
}

/** Gross notional by account, USD. */
export function accountSizes({ accountCount, start, notionalUsd }: Portfolios): Float64Array {
  const sizes = new Float64Array(accountCount);
  for (let account = 0; account < accountCount; account++) {
    for (let p = start[account]; p < start[account + 1]; p++) sizes[account] += Math.abs(notionalUsd[p]);
  }
  return sizes;
}

/**
 * Part of open interest whose position is liquidated by a move of its own price against it, for each of `RISK_DISTANCES`.
 *
 * @param side  1 longs, −1 shorts, 0 both
 */
export function atRiskShares({ notionalUsd, distance }: Portfolios, side: -1 | 0 | 1): number[] {
  const atRisk = new Array<number>(RISK_DISTANCES.length).fill(0);
  let totalUsd = 0;
  for (let p = 0; p < notionalUsd.length; p++) {
    if (side * notionalUsd[p] < 0) continue;
    const usd = Math.abs(notionalUsd[p]);
    totalUsd += usd;
    for (let i = 0; i < atRisk.length; i++) if (distance[p] <= RISK_DISTANCES[i]) atRisk[i] += usd;
  }
  return atRisk.map((usd) => (totalUsd > 0 ? usd / totalUsd : 0));
}

/** Values at `QUANTILES`, type 7 (linear between order statistics). */
export function quantilesOf(values: Float64Array): QuantilePoints {
  const sorted = values.slice().sort();
  return { probability: QUANTILES, value: QUANTILES.map((p) => quantileOfSorted(sorted, p)) };
}

/** Gini coefficient: 0 for equal sizes, near 1 when few hold all. */
export function giniOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  let sum = 0;
  let ranked = 0;
  sorted.forEach((value, i) => {
    sum += value;
    ranked += (2 * (i + 1) - sorted.length - 1) * value;
  });
  return sum > 0 ? ranked / (sorted.length * sum) : 0;
}

/** Herfindahl–Hirschman index, Σ share², from 1/n to 1. */
export function herfindahlOf(values: Float64Array): number {
  const sum = sumOf(values);
  return sum > 0 ? sumOf(values.map((value) => (value / sum) * (value / sum))) : 0;
}

/** Part of the sum that the `count` largest hold. */
export function topShareOf(values: Float64Array, count: number): number {
  const sorted = values.slice().sort();
  const sum = sumOf(sorted);
  return sum > 0 ? sumOf(sorted.subarray(Math.max(0, sorted.length - count))) / sum : 0;
}
