/**
 * How far prices went on a path: running extremes of the mid and of the exogenous price over step ends.
 *
 * Extremes are kept in USD and turned into logs once a path, since the measures are Σ wᵢ max |ln mid/P₀|.
 */

import type { KernelConfig } from '../config.ts';
import type { Engine } from '../engine.ts';

export interface PriceExtremes {
  readonly lowestUsd: Float64Array;
  readonly highestUsd: Float64Array;
  readonly lowestExogenousUsd: Float64Array;
  readonly highestExogenousUsd: Float64Array;
  /** Largest of mid/exogenous and exogenous/mid so far. */
  readonly displacementRatio: Float64Array;
}

/** Allocates the trackers, [asset]. */
export function createPriceExtremes(assetCount: number): PriceExtremes {
  return {
    lowestUsd: new Float64Array(assetCount),
    highestUsd: new Float64Array(assetCount),
    lowestExogenousUsd: new Float64Array(assetCount),
    highestExogenousUsd: new Float64Array(assetCount),
    displacementRatio: new Float64Array(assetCount),
  };
}

/** Starts a path at the start prices. */
export function resetPriceExtremes(extremes: PriceExtremes, startPriceUsd: Float64Array): void {
  extremes.lowestUsd.set(startPriceUsd);
  extremes.highestUsd.set(startPriceUsd);
  extremes.lowestExogenousUsd.set(startPriceUsd);
  extremes.highestExogenousUsd.set(startPriceUsd);
  extremes.displacementRatio.fill(1);
}

/** Takes in the prices at the end of a step. */
export function trackPrices(extremes: PriceExtremes, engine: Engine): void {
  const { midUsd, exogenousPriceUsd, assetCount } = engine.books;
  for (let a = 0; a < assetCount; a++) {
    const mid = midUsd[a];
    const exogenous = exogenousPriceUsd[a];
    if (mid < extremes.lowestUsd[a]) extremes.lowestUsd[a] = mid;
    if (mid > extremes.highestUsd[a]) extremes.highestUsd[a] = mid;
    if (exogenous < extremes.lowestExogenousUsd[a]) extremes.lowestExogenousUsd[a] = exogenous;
    if (exogenous > extremes.highestExogenousUsd[a]) extremes.highestExogenousUsd[a] = exogenous;
    if (mid !== exogenous) {
      const ratio = mid < exogenous ? exogenous / mid : mid / exogenous;
      if (ratio > extremes.displacementRatio[a]) extremes.displacementRatio[a] = ratio;
    }
  }
}

/** Σ wᵢ |ln(price/P₀)| over assets, for one of the extremes. */
export function weightedMove(weight: Float64Array, extremeUsd: Float64Array, startPriceUsd: Float64Array): number {
  let sum = 0;
  for (let a = 0; a < weight.length; a++)
    if (weight[a] !== 0 && extremeUsd[a] !== startPriceUsd[a])
      sum += weight[a] * Math.abs(Math.log(extremeUsd[a] / startPriceUsd[a]));
  return sum;
}

/**
 * Weight of each asset in the price measures: its share of one-sided perp open interest at the start; without perps its
 * share of collateral value; equal shares without either.
 */
export function assetWeights({ accounts, assetCount, startPriceUsd }: KernelConfig): Float64Array {
  const perpUsd = new Float64Array(assetCount);
  const collateralUsd = new Float64Array(assetCount);
  for (let h = 0; h < accounts.holdingCount; h++) {
    const asset = accounts.holdingAsset[h];
    const usd = accounts.quantityBase[h] * startPriceUsd[asset];
    if (accounts.holdingKind[h] === 0) perpUsd[asset] += Math.max(usd, 0);
    else if (accounts.holdingKind[h] === 1) collateralUsd[asset] += usd;
  }
  for (let k = 0; k < accounts.residualMakerBase.length; k++)
    perpUsd[k % assetCount] += Math.max(0, accounts.residualMakerBase[k] * startPriceUsd[k % assetCount]);
  const pick = perpUsd.some((usd) => usd > 0) ? perpUsd : collateralUsd;
  let sum = 0;
  for (const usd of pick) sum += usd;
  return sum > 0 ? pick.map((usd) => usd / sum) : new Float64Array(assetCount).fill(1 / assetCount);
}
