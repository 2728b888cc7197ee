/**
 * Accounts at the start as a committee sees them: equity, collateral, exposure, requirements, trigger price.
 *
 * Everything here follows from the account table, the start prices and the rules of the venue; no path is involved. The
 * residual maker is not an account and is left out.
 */

import { HoldingKind, type KernelConfig, type TierTable } from '../kernel/config.ts';
import { liquidationPriceUsd } from '../kernel/margin/liquidation-price.ts';
import { createMarginTable, evenScale } from '../kernel/margin/margin-table.ts';
import { createBucketValue, valueBucket } from '../kernel/margin/requirement.ts';
import { requirementUsd } from '../kernel/margin/tiers.ts';

/** Start state by account, all USD unless said otherwise, [account]. */
export interface AccountState {
  readonly venue: Uint16Array;
  readonly equityUsd: Float64Array;
  /** Equity + debt − unrealised profit of perps. */
  readonly collateralUsd: Float64Array;
  readonly debtUsd: Float64Array;
  /** Σ |q|P over perps, plus debt. */
  readonly notionalUsd: Float64Array;
  readonly initialMarginUsd: Float64Array;
  readonly maintenanceMarginUsd: Float64Array;
  /** Open perps, a count. */
  readonly positions: Uint32Array;
  /** USD per base unit; NaN where no positive price triggers. */
  readonly triggerPriceUsd: Float64Array;
  /** Asset of the trigger price, −1 for none. */
  readonly triggerAsset: Int32Array;
  /** Σ over buckets of max(0, initial margin − unrealised profit): collateral that cross margin takes. */
  readonly crossNeedUsd: Float64Array;
  /** The same position by position: collateral that isolated margin would take. */
  readonly isolatedNeedUsd: Float64Array;
  /** Σ over buckets of max(0, equity − initial margin), and of max(0, equity). */
  readonly idleUsd: Float64Array;
  readonly positiveEquityUsd: Float64Array;
  /** What may be borrowed by buckets with debt: cash + collateral after haircut. */
  readonly borrowLimitUsd: Float64Array;
}

/** Computes the start state of every account. */
export function computeAccountState(config: KernelConfig): AccountState {
  const { accounts, startPriceUsd, venues } = config;
  const column = () => new Float64Array(accounts.accountCount);
  const state = {
    venue: new Uint16Array(accounts.accountCount),
    equityUsd: column(),
    collateralUsd: column(),
    debtUsd: column(),
    notionalUsd: column(),
    initialMarginUsd: column(),
    maintenanceMarginUsd: column(),
    positions: new Uint32Array(accounts.accountCount),
    triggerPriceUsd: column().fill(Number.NaN),
    triggerAsset: new Int32Array(accounts.accountCount).fill(-1),
    crossNeedUsd: column(),
    isolatedNeedUsd: column(),
    idleUsd: column(),
    positiveEquityUsd: column(),
    borrowLimitUsd: column(),
  };
  const margin = createMarginTable(accounts, venues, config.assetCount, evenScale(config.assetCount));
  const value = createBucketValue();
  const largest = new Float64Array(accounts.accountCount);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    const account = accounts.bucketAccount[bucket];
    const rules = venues[accounts.bucketVenue[bucket]];
    valueBucket(margin, accounts, bucket, startPriceUsd, 0, value);
    const sums = sumBucket(config, bucket, rules.initial);
    state.venue[account] = accounts.bucketVenue[bucket];
    state.equityUsd[account] += value.equityUsd;
    state.debtUsd[account] += value.debtUsd;
    state.collateralUsd[account] += value.equityUsd + value.debtUsd - sums.profitUsd;
    state.notionalUsd[account] += sums.perpUsd + value.debtUsd;
    state.initialMarginUsd[account] += sums.initialUsd;
    state.maintenanceMarginUsd[account] += value.maintenanceUsd;
    state.positions[account] += sums.positions;
    state.crossNeedUsd[account] += Math.max(0, sums.initialUsd - sums.profitUsd);
    state.isolatedNeedUsd[account] += sums.isolatedNeedUsd;
    state.idleUsd[account] += Math.max(0, value.equityUsd - sums.initialUsd);
    state.positiveEquityUsd[account] += Math.max(0, value.equityUsd);
    if (value.debtUsd > 0) state.borrowLimitUsd[account] += Math.max(0, value.marginEquityUsd + value.debtUsd);
    // A perp triggers before collateral; among either, the largest by value over the account's buckets.
    const holding = value.largestPerp >= 0 ? value.largestPerp : largestCollateral(config, bucket);
    if (holding < 0) continue;
    const asset = accounts.holdingAsset[holding];
    const isPerp = value.largestPerp >= 0;
    const rank = (isPerp ? 1e30 : 1) * Math.abs(accounts.quantityBase[holding]) * startPriceUsd[asset];
    if (rank <= largest[account]) continue;
    largest[account] = rank;
    state.triggerAsset[account] = asset;
    state.triggerPriceUsd[account] = triggerPrice(config, bucket, holding, value.marginEquityUsd, value.maintenanceUsd);
  }
  return state;
}

interface BucketSums {
  perpUsd: number;
  profitUsd: number;
  initialUsd: number;
  isolatedNeedUsd: number;
  positions: number;
}

function sumBucket(config: KernelConfig, bucket: number, initial: TierTable): BucketSums {
  const { accounts, startPriceUsd } = config;
  const sums: BucketSums = { perpUsd: 0, profitUsd: 0, initialUsd: 0, isolatedNeedUsd: 0, positions: 0 };
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    if (accounts.holdingKind[h] !== HoldingKind.perp || accounts.quantityBase[h] === 0) continue;
    const asset = accounts.holdingAsset[h];
    const quantity = accounts.quantityBase[h];
    const notional = Math.abs(quantity) * startPriceUsd[asset];
    const profit = quantity * (startPriceUsd[asset] - accounts.entryPriceUsd[h]);
    const required = requirementUsd(initial, asset, notional);
    sums.perpUsd += notional;
    sums.profitUsd += profit;
    sums.initialUsd += required;
    sums.isolatedNeedUsd += Math.max(0, required - profit);
    sums.positions++;
  }
  return sums;
}

function largestCollateral(config: KernelConfig, bucket: number): number {
  const { accounts, startPriceUsd } = config;
  let found = -1;
  let foundUsd = 0;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    if (accounts.holdingKind[h] !== HoldingKind.collateral) continue;
    const value = accounts.quantityBase[h] * startPriceUsd[accounts.holdingAsset[h]];
    if (value > foundUsd) {
      foundUsd = value;
      found = h;
    }
  }
  return found;
}

/** Price of one holding at which its bucket is at maintenance, the other holdings frozen. */
function triggerPrice(
  config: KernelConfig,
  bucket: number,
  holding: number,
  marginEquityUsd: number,
  maintenanceUsd: number,
): number {
  const { accounts, startPriceUsd } = config;
  const rules = config.venues[accounts.bucketVenue[bucket]];
  const asset = accounts.holdingAsset[holding];
  const quantity = accounts.quantityBase[holding];
  const value = quantity * startPriceUsd[asset];
  if (accounts.holdingKind[holding] === HoldingKind.perp) {
    const own = requirementUsd(rules.maintenance, asset, Math.abs(value));
    return liquidationPriceUsd(rules.maintenance, asset, quantity, marginEquityUsd - value, maintenanceUsd - own);
  }
  // Collateral: its haircut falls with its price just as a requirement does.
  const afterHaircut = value - requirementUsd(rules.haircut, asset, value);
  return liquidationPriceUsd(rules.haircut, asset, quantity, marginEquityUsd - afterHaircut, maintenanceUsd);
}
