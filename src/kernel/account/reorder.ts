/**
 * Buckets in another order: what is looked at together lies together in memory.
 *
 * Inside a run buckets and holdings are numbered by the order of the watch; everything that leaves the kernel, breaks a tie
 * or adds up goes by the numbers of the account table, their *rank*.
 */

import type { AccountTable } from '../config.ts';

/** A table in a new order, and where everything came from. */
export interface ReorderedAccounts {
  readonly accounts: AccountTable;
  /** Number in the table given, [bucket] and [holding]. */
  readonly bucketRank: Int32Array;
  readonly holdingRank: Int32Array;
  /** Inverse: new number of each bucket of the table given, and its account, [rank]. */
  readonly bucketAtRank: Int32Array;
  readonly accountAtRank: Int32Array;
}

/** Reorders the buckets of a table; accounts keep their numbers. @param order  old number of each new bucket, a permutation */
export function reorderAccounts(table: AccountTable, order: Int32Array): ReorderedAccounts {
  const { bucketCount, holdingCount } = table;
  const holdingStart = new Int32Array(bucketCount + 1);
  const holdingRank = new Int32Array(holdingCount);
  const bucketAtRank = new Int32Array(bucketCount);
  let h = 0;
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const rank = order[bucket];
    bucketAtRank[rank] = bucket;
    holdingStart[bucket] = h;
    for (let from = table.holdingStart[rank]; from < table.holdingStart[rank + 1]; from++) holdingRank[h++] = from;
  }
  holdingStart[bucketCount] = h;
  return {
    accounts: {
      ...table,
      bucketAccount: table.bucketAccount.map((_, bucket) => table.bucketAccount[order[bucket]]),
      bucketVenue: table.bucketVenue.map((_, bucket) => table.bucketVenue[order[bucket]]),
      cashUsd: table.cashUsd.map((_, bucket) => table.cashUsd[order[bucket]]),
      debtUsd: table.debtUsd.map((_, bucket) => table.debtUsd[order[bucket]]),
      holdingStart,
      holdingAsset: table.holdingAsset.map((_, holding) => table.holdingAsset[holdingRank[holding]]),
      holdingKind: table.holdingKind.map((_, holding) => table.holdingKind[holdingRank[holding]]),
      quantityBase: table.quantityBase.map((_, holding) => table.quantityBase[holdingRank[holding]]),
      entryPriceUsd: table.entryPriceUsd.map((_, holding) => table.entryPriceUsd[holdingRank[holding]]),
    },
    bucketRank: order,
    holdingRank,
    bucketAtRank,
    accountAtRank: table.bucketAccount,
  };
}
