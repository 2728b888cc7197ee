/**
 * Start state of every bucket as one short record: cash, then quantity, slope and code of each holding.
 *
 * Most buckets that are valued have not been touched on the path, and a record is one or two cache lines where the columns
 * are a dozen. Records lie in the order of the watch's places. The arithmetic is that of `excessUsd`, step by step, so the
 * two agree to the last bit (test/kernel/lazy.test.ts).
 */

import { type AccountTable, HoldingKind } from '../config.ts';
import type { FlatBands, MarginTable } from './margin-table.ts';

export interface BucketRecords {
  /** First number of each record, [place + 1]. */
  readonly start: Int32Array;
  /** cash − debt, then (quantity, slope, asset × 4 + kind) a holding. */
  readonly number: Float64Array;
}

/** Packs the account table. @param placeBucket  bucket of each place */
export function createBucketRecords(
  accounts: AccountTable,
  margin: MarginTable,
  placeBucket: Int32Array,
): BucketRecords {
  const start = new Int32Array(placeBucket.length + 1);
  const number = new Float64Array(accounts.bucketCount + 3 * accounts.holdingCount);
  let at = 0;
  for (let place = 0; place < placeBucket.length; place++) {
    const bucket = placeBucket[place];
    start[place] = at;
    number[at++] = accounts.cashUsd[bucket] - accounts.debtUsd[bucket];
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
      number[at++] = accounts.quantityBase[h];
      number[at++] = margin.holdingSlope[h];
      number[at++] = accounts.holdingAsset[h] * 4 + accounts.holdingKind[h];
    }
  }
  start[placeBucket.length] = at;
  return { start, number };
}

/**
 * `excessUsd` of a bucket in its start state.
 *
 * @param offset  where the bucket's venue starts in `price` and in the bands
 * @param slope  slope[0] receives Σ value × slope, USD
 */
export function startExcessUsd(
  margin: MarginTable,
  records: BucketRecords,
  place: number,
  price: Float64Array,
  offset: number,
  slope: Float64Array,
): number {
  const { number } = records;
  const { maintenance, haircut } = margin;
  const end = records.start[place + 1];
  let at = records.start[place];
  let equity = number[at++];
  let required = 0;
  let slopeSum = 0;
  for (; at < end; at += 3) {
    const code = number[at + 2] | 0;
    const key = offset + (code >> 2);
    const value = number[at] * price[key];
    const notional = value < 0 ? -value : value;
    equity += value;
    slopeSum += notional * number[at + 1];
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
