/**
 * The first looks of all buckets, sorted: computed once per run from the start state, shared by all threads.
 *
 * Per venue and asset there are two lists of prices, one that falls cross and one that rises cross, the next to be crossed
 * first. A path reads them up to the present mark, so buckets that no price comes near cost nothing.
 */

import type { AccountTable } from '../config.ts';
import { createBucketRecords } from './bucket-records.ts';
import type { FirstLooks } from './first-look.ts';
import type { MarginTable } from './margin-table.ts';

export interface WatchTable {
  /** First entry of each list, [(venue × asset) × 2 + 1]: list 2k is crossed by falls of k = venue·assets + asset, 2k + 1 by rises. */
  readonly start: Int32Array;
  readonly bucket: Int32Array;
  readonly priceUsd: Float64Array;
  /** Buckets in breach at the start: looked at in the first round of every path. */
  readonly breachedAtStart: Int32Array;
  /** Start state of all buckets in short; see bucket-records.ts. */
  readonly record: Float64Array;
}

/** Sorts the first looks of a table of accounts. */
export function createWatchTable(accounts: AccountTable, margin: MarginTable, looks: FirstLooks): WatchTable {
  const { assetCount } = margin;
  const { bucketCount, bucketVenue, holdingStart, holdingAsset, quantityBase } = accounts;
  const lists = (margin.maintenance.start.length - 1) * 2;
  const start = new Int32Array(lists + 1);
  const listOf = new Int32Array(accounts.holdingCount).fill(-1);
  for (let bucket = 0; bucket < bucketCount; bucket++)
    for (let h = holdingStart[bucket]; h < holdingStart[bucket + 1]; h++) {
      if (Number.isNaN(looks.priceUsd[h])) continue;
      listOf[h] = (bucketVenue[bucket] * assetCount + holdingAsset[h]) * 2 + (quantityBase[h] > 0 ? 0 : 1);
      start[listOf[h] + 1]++;
    }
  for (let list = 0; list < lists; list++) start[list + 1] += start[list];
  const holding = new Int32Array(start[lists]);
  const bucketOf = new Int32Array(accounts.holdingCount);
  const next = start.slice();
  for (let bucket = 0; bucket < bucketCount; bucket++)
    for (let h = holdingStart[bucket]; h < holdingStart[bucket + 1]; h++) {
      bucketOf[h] = bucket;
      if (listOf[h] >= 0) holding[next[listOf[h]]++] = h;
    }
  const price = looks.priceUsd;
  for (let list = 0; list < lists; list++) {
    const falling = list % 2 === 0;
    holding
      .subarray(start[list], start[list + 1])
      .sort((x, y) => (falling ? price[y] - price[x] : price[x] - price[y]) || x - y);
  }
  return {
    start,
    bucket: holding.map((h) => bucketOf[h]),
    priceUsd: Float64Array.from(holding, (h) => price[h]),
    breachedAtStart: Int32Array.from({ length: bucketCount }, (_, b) => b).filter((b) => looks.safeMove[b] < 0),
    record: createBucketRecords(accounts, margin),
  };
}
