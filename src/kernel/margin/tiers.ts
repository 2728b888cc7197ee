/**
 * Tiered margin requirements: marginal bands by asset, looked up by value.
 *
 * One table form serves maintenance, initial margin and collateral haircuts (`TierTable` of ../config.ts). Tables have
 * one to ten bands an asset, so the lookup is a plain scan from the lowest band.
 */

import type { TierTable } from '../config.ts';

/** One band as people write it: the rate on the part of the value from `lowerUsd` on. */
export interface TierBand {
  readonly lowerUsd: number;
  readonly rate: number;
}

/**
 * Builds the table and its deductions, d₀ = 0 and d_t = d_{t−1} + lower_t (r_t − r_{t−1}), which make the requirement
 * continuous in the value (Hyperliquid docs, "Margin tiers"; Binance calls d the maintenance amount).
 *
 * @param bandsByAsset  bands of each asset, first at 0, `lowerUsd` rising, at least one an asset
 */
export function createTierTable(bandsByAsset: readonly (readonly TierBand[])[]): TierTable {
  const start = new Int32Array(bandsByAsset.length + 1);
  for (let asset = 0; asset < bandsByAsset.length; asset++)
    start[asset + 1] = start[asset] + bandsByAsset[asset].length;
  const bandCount = start[bandsByAsset.length];
  const lowerUsd = new Float64Array(bandCount);
  const rate = new Float64Array(bandCount);
  const deductionUsd = new Float64Array(bandCount);
  for (let asset = 0; asset < bandsByAsset.length; asset++) {
    const first = start[asset];
    for (let t = 0; t < bandsByAsset[asset].length; t++) {
      const band = bandsByAsset[asset][t];
      lowerUsd[first + t] = band.lowerUsd;
      rate[first + t] = band.rate;
      if (t > 0)
        deductionUsd[first + t] = deductionUsd[first + t - 1] + band.lowerUsd * (band.rate - rate[first + t - 1]);
    }
  }
  return { start, lowerUsd, rate, deductionUsd };
}

/**
 * Finds the band that holds a value: the last one of the asset with lowerUsd ≤ value.
 *
 * @param valueUsd  unsigned value (notional, or collateral for a haircut), at least 0
 * @returns index into the table's band arrays
 */
export function bandOf(table: TierTable, asset: number, valueUsd: number): number {
  const last = table.start[asset + 1] - 1;
  let band = table.start[asset];
  while (band < last && valueUsd >= table.lowerUsd[band + 1]) band++;
  return band;
}

/**
 * Requirement (or haircut) of one holding: N·r − d in the band of N.
 *
 * @param valueUsd  unsigned value, USD, at least 0
 * @returns USD
 */
export function requirementUsd(table: TierTable, asset: number, valueUsd: number): number {
  const last = table.start[asset + 1] - 1;
  let band = table.start[asset];
  while (band < last && valueUsd >= table.lowerUsd[band + 1]) band++;
  return valueUsd * table.rate[band] - table.deductionUsd[band];
}
