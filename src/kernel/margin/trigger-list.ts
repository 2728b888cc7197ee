/**
 * Liquidation prices of the buckets with a single perp, sorted by venue, asset and side: a move then costs the accounts
 * it crosses, whatever their number.
 *
 * Longs are in falling order, shorts in rising order, so that on each list the next to be crossed is the next entry. The
 * price only says whom to look at; `excessUsd` decides, with a guard band against rounding.
 */

import { type AccountTable, HoldingKind, type KernelConfig } from '../config.ts';
import { liquidationPriceUsd } from './liquidation-price.ts';

/** Relative band around a liquidation price inside which the exact expression is asked. */
export const TRIGGER_BAND = 1e-9;

export interface TriggerList {
  /** First entry of each list, [(venue × asset) × 2 + 1]; the longs of an asset come before its shorts. */
  readonly start: Int32Array;
  readonly bucket: Int32Array;
  readonly priceUsd: Float64Array;
}

/** Whether a bucket is one perp and nothing else. */
export function hasOnePerp(accounts: AccountTable, bucket: number): boolean {
  const first = accounts.holdingStart[bucket];
  return (
    accounts.holdingStart[bucket + 1] === first + 1 &&
    accounts.holdingKind[first] === HoldingKind.perp &&
    accounts.quantityBase[first] !== 0
  );
}

/** Computes and sorts the liquidation prices at the start state; buckets that no price can breach are left out. */
export function createTriggerList(config: KernelConfig): TriggerList {
  const { accounts, assetCount, venues } = config;
  const lists = venues.length * assetCount * 2;
  const start = new Int32Array(lists + 1);
  const price = new Float64Array(accounts.bucketCount).fill(Number.NaN);
  const list = new Int32Array(accounts.bucketCount);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    if (!hasOnePerp(accounts, bucket)) continue;
    const holding = accounts.holdingStart[bucket];
    const venue = accounts.bucketVenue[bucket];
    const asset = accounts.holdingAsset[holding];
    const quantity = accounts.quantityBase[holding];
    const cashUsd = accounts.cashUsd[bucket] - accounts.debtUsd[bucket];
    price[bucket] = liquidationPriceUsd(venues[venue].maintenance, asset, quantity, cashUsd, 0);
    if (Number.isNaN(price[bucket])) continue;
    list[bucket] = (venue * assetCount + asset) * 2 + (quantity > 0 ? 0 : 1);
    start[list[bucket] + 1]++;
  }
  for (let k = 0; k < lists; k++) start[k + 1] += start[k];
  const bucket = new Int32Array(start[lists]);
  const next = start.slice();
  for (let b = 0; b < accounts.bucketCount; b++) if (!Number.isNaN(price[b])) bucket[next[list[b]]++] = b;
  for (let k = 0; k < lists; k++) {
    const falling = k % 2 === 0;
    bucket
      .subarray(start[k], start[k + 1])
      .sort((x, y) => (falling ? price[y] - price[x] : price[x] - price[y]) || x - y);
  }
  return { start, bucket, priceUsd: Float64Array.from(bucket, (b) => price[b]) };
}
