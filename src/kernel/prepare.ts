/**
 * What is worked out once per run, before the first path, and shared read-only by all threads: the order of the buckets,
 * the margin columns and the first looks of the breach check, the figures of the start.
 */

import { type AccountOrder, permute, reorderAccounts } from './account/reorder.ts';
import type { AccountTable, KernelConfig } from './config.ts';
import { computeFirstLooks, type FirstLooks, hasOnePerp } from './margin/first-look.ts';
import { createMarginTable, type MarginTable, moveScale } from './margin/margin-table.ts';
import { createWatchTable, type WatchTable } from './margin/watch-table.ts';
import { assetWeights } from './metric/price-extremes.ts';

/** A configuration ready to run, its accounts in the order of the watch (account/reorder.ts). Plain data; see `KernelConfig` for what may travel to a thread. */
export interface PreparedKernel {
  /** The configuration with its accounts in the order of the watch. */
  readonly config: KernelConfig;
  readonly order: AccountOrder;
  readonly margin: MarginTable;
  readonly watchTable: WatchTable;
  /** Weight of each asset in the price measures, [asset]. */
  readonly assetWeight: Float64Array;
  /** Buckets of each account, ascending: accountBucket[accountBucketStart[a] … accountBucketStart[a+1]−1]. */
  readonly accountBucketStart: Int32Array;
  readonly accountBucket: Int32Array;
  /** Equity of each account at the start, USD, [account]. */
  readonly startEquityUsd: Float64Array;
  /** Gross notional at the start, USD: the scale of the ledger's tolerance. */
  readonly grossUsd: number;
}

/** Prepares a configuration. */
export function prepareKernel(given: KernelConfig): PreparedKernel {
  const { venues, assetCount, startPriceUsd, shocks } = given;
  const scale = moveScale(shocks, assetCount);
  const givenMargin = createMarginTable(given.accounts, venues, assetCount, scale);
  const first = computeFirstLooks(given.accounts, venues, givenMargin, startPriceUsd);
  const { accounts, order } = reorderAccounts(given.accounts, watchOrder(given.accounts, first));
  const margin = createMarginTable(accounts, venues, assetCount, scale);
  const looks = {
    priceUsd: permute(first.priceUsd, order.holdingRank),
    safeMove: permute(first.safeMove, order.bucketRank),
  };
  return {
    config: { ...given, accounts },
    order,
    margin,
    watchTable: createWatchTable(accounts, margin, looks),
    assetWeight: assetWeights(given),
    ...startFigures(accounts, startPriceUsd),
  };
}

/**
 * Order of the buckets: single perps by asset, side and liquidation price, then the others by safe move, the nearest
 * first; so buckets that are looked at in the same round are near each other.
 */
function watchOrder(accounts: AccountTable, looks: FirstLooks): Int32Array {
  const { bucketCount, holdingStart, holdingAsset, quantityBase } = accounts;
  const group = new Int32Array(bucketCount);
  const key = new Float64Array(bucketCount);
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    key[bucket] = looks.safeMove[bucket];
    if (!hasOnePerp(accounts, bucket)) continue;
    const h = holdingStart[bucket];
    group[bucket] = -1 - 2 * holdingAsset[h] - (quantityBase[h] > 0 ? 1 : 0);
  }
  return Int32Array.from({ length: bucketCount }, (_, bucket) => bucket).sort(
    (x, y) => group[x] - group[y] || (key[x] < key[y] ? -1 : key[x] > key[y] ? 1 : x - y),
  );
}

function startFigures(accounts: AccountTable, startPriceUsd: Float64Array) {
  const startEquityUsd = new Float64Array(accounts.accountCount);
  const accountBucketStart = new Int32Array(accounts.accountCount + 1);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++)
    accountBucketStart[accounts.bucketAccount[bucket] + 1]++;
  for (let account = 0; account < accounts.accountCount; account++)
    accountBucketStart[account + 1] += accountBucketStart[account];
  const accountBucket = new Int32Array(accounts.bucketCount);
  const next = accountBucketStart.slice();
  let grossUsd = 1;
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    accountBucket[next[accounts.bucketAccount[bucket]]++] = bucket;
    let equity = accounts.cashUsd[bucket] - accounts.debtUsd[bucket];
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
      const usd = accounts.quantityBase[h] * startPriceUsd[accounts.holdingAsset[h]];
      equity += usd;
      grossUsd += Math.abs(usd);
    }
    startEquityUsd[accounts.bucketAccount[bucket]] += equity;
  }
  return { startEquityUsd, grossUsd, accountBucketStart, accountBucket };
}
