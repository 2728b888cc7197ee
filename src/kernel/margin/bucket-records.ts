/**
 * Start state of every bucket as one short record: cash, then quantity, slope and code of each holding.
 *
 * Most buckets that are valued have not been touched on the path, and a record is one or two cache lines where the columns
 * are a dozen. The arithmetic is that of `excessUsd`, step by step, so the two agree to the last bit
 * (test/kernel/lazy.test.ts).
 */

import { type AccountTable, HoldingKind } from '../config.ts';
import type { FlatBands, MarginTable } from './margin-table.ts';

/** Where the record of a bucket starts, given its first holding: records lie in bucket order without gaps. */
export function recordStart(bucket: number, firstHolding: number): number {
  return bucket + 3 * firstHolding;
}

/** Packs the account table: cash − debt, then (quantity, slope, asset × 4 + kind) a holding, bucket after bucket. */
export function createBucketRecords(accounts: AccountTable, margin: MarginTable): Float64Array {
  const record = new Float64Array(accounts.bucketCount + 3 * accounts.holdingCount);
  let at = 0;
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    record[at++] = accounts.cashUsd[bucket] - accounts.debtUsd[bucket];
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
      record[at++] = accounts.quantityBase[h];
      record[at++] = margin.holdingSlope[h];
      record[at++] = accounts.holdingAsset[h] * 4 + accounts.holdingKind[h];
    }
  }
  return record;
}

/**
 * `excessUsd` of a bucket in its start state.
 *
 * @param record  records of all buckets
 * @param offset  where the bucket's venue starts in `price` and in the bands
 * @param slope  slope[0] receives Σ value × slope, USD
 */
export function startExcessUsd(
  margin: MarginTable,
  record: Float64Array,
  bucket: number,
  price: Float64Array,
  offset: number,
  slope: Float64Array,
): number {
  const { maintenance, haircut, holdingStart } = margin;
  const end = recordStart(bucket + 1, holdingStart[bucket + 1]);
  let at = recordStart(bucket, holdingStart[bucket]);
  let equity = record[at++];
  let required = 0;
  let slopeSum = 0;
  for (; at < end; at += 3) {
    const code = record[at + 2] | 0;
    const key = offset + (code >> 2);
    const value = record[at] * price[key];
    const notional = value < 0 ? -value : value;
    equity += value;
    slopeSum += notional * record[at + 1];
    const kind = code & 3;
    if (kind === HoldingKind.perp) required += bandedUsd(maintenance, key, notional);
    else if (kind === HoldingKind.collateral) equity -= bandedUsd(haircut, key, value);
  }
  slope[0] = slopeSum;
  return equity - required;
}

/** N·r − d in the band of the value, for venue × asset `key`; the same arithmetic as `requirementUsd`. */
export function bandedUsd(bands: FlatBands, key: number, valueUsd: number): number {
  const last = bands.start[key + 1] - 1;
  let band = bands.start[key];
  while (band < last && valueUsd >= bands.lowerUsd[band + 1]) band++;
  return valueUsd * bands.rate[band] - bands.deductionUsd[band];
}
