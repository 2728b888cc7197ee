/**
 * How much of a position one liquidation order closes.
 */

import type { LiquidationConfig, TierTable } from '../config.ts';
import type { BucketValue } from '../margin/requirement.ts';
import { bandOf } from '../margin/tiers.ts';

/**
 * Size of the next order on a position, base units, unsigned, at most the position.
 *
 * An account whose margin equity is not positive is closed whole. `restore` closes Δ = ((1+u)·MM − E) / (P((1+u)r − s − f))
 * with the marginal rate r of the position's band, buffer u, expected slippage s and fee f; where the denominator is
 * not positive selling cannot restore and the whole position goes.
 *
 * @param sizeBase  open position, base units, unsigned
 * @param alreadySliced  whether this breach has had an order before
 */
export function sliceBase(
  rules: LiquidationConfig,
  maintenance: TierTable,
  asset: number,
  sizeBase: number,
  markUsd: number,
  value: BucketValue,
  alreadySliced: boolean,
): number {
  const { slice } = rules;
  if (slice.kind === 'full' || value.marginEquityUsd <= 0) return sizeBase;
  if (slice.kind === 'fraction') {
    if (sizeBase * markUsd <= slice.fullBelowUsd || (slice.thenFull && alreadySliced)) return sizeBase;
    return sizeBase * slice.fraction;
  }
  const rate = maintenance.rate[bandOf(maintenance, asset, sizeBase * markUsd)];
  const target = (1 + slice.buffer) * value.maintenanceUsd;
  const relief = markUsd * ((1 + slice.buffer) * rate - slice.expectedSlippage - rules.feeRate);
  if (relief <= 0) return sizeBase;
  const needed = (target - value.marginEquityUsd) / relief;
  return Math.min(sizeBase, Math.max(needed, slice.floor * sizeBase));
}
