/**
 * Accounts in another order: what is looked at together lies together in memory.
 *
 * Inside a run buckets, holdings and accounts are numbered by the order of the watch; what leaves the kernel or breaks a tie
 * goes by the numbers of the account table as it was given, their *rank*.
 */

import type { AccountTable } from '../config.ts';

/** Ranks: number in the table given, [bucket], [holding] and [account]. */
export interface AccountOrder {
  readonly bucketRank: Int32Array;
  readonly holdingRank: Int32Array;
  readonly accountRank: Int32Array;
}

/**
 * Reorders the buckets of a table and numbers accounts by their first bucket.
 *
 * @param bucketRank  number in the table of each bucket in the new order, a permutation
 */
export function reorderAccounts(
  table: AccountTable,
  bucketRank: Int32Array,
): { readonly accounts: AccountTable; readonly order: AccountOrder } {
  const { bucketCount, holdingCount, accountCount } = table;
  const holdingStart = new Int32Array(bucketCount + 1);
  const holdingRank = new Int32Array(holdingCount);
  const accountRank = new Int32Array(accountCount);
  const accountOf = new Int32Array(accountCount).fill(-1);
  let h = 0;
  let a = 0;
  const place = (rank: number) => {
    accountOf[rank] = a;
    accountRank[a++] = rank;
  };
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const rank = bucketRank[bucket];
    holdingStart[bucket] = h;
    for (let from = table.holdingStart[rank]; from < table.holdingStart[rank + 1]; from++) holdingRank[h++] = from;
    if (accountOf[table.bucketAccount[rank]] < 0) place(table.bucketAccount[rank]);
  }
  holdingStart[bucketCount] = h;
  for (let account = 0; account < accountCount; account++) if (accountOf[account] < 0) place(account);
  return {
    accounts: {
      ...table,
      accountGroup: permute(table.accountGroup, accountRank),
      bucketAccount: permute(table.bucketAccount, bucketRank).map((account) => accountOf[account]),
      bucketVenue: permute(table.bucketVenue, bucketRank),
      cashUsd: permute(table.cashUsd, bucketRank),
      debtUsd: permute(table.debtUsd, bucketRank),
      holdingStart,
      holdingAsset: permute(table.holdingAsset, holdingRank),
      holdingKind: permute(table.holdingKind, holdingRank),
      quantityBase: permute(table.quantityBase, holdingRank),
      entryPriceUsd: permute(table.entryPriceUsd, holdingRank),
    },
    order: { bucketRank, holdingRank, accountRank },
  };
}

/** A column in a new order. @param rank  old place of each new one */
export function permute<Column extends Float64Array | Int32Array | Uint16Array | Uint8Array>(
  column: Column,
  rank: Int32Array,
): Column {
  const permuted = column.slice();
  for (let i = 0; i < rank.length; i++) permuted[i] = column[rank[i]];
  return permuted as Column;
}

/** A column in the order of the table given: the inverse of `permute`. */
export function byRank(column: Float64Array, rank: Int32Array): Float64Array {
  const sorted = new Float64Array(column.length);
  for (let i = 0; i < rank.length; i++) sorted[rank[i]] = column[i];
  return sorted;
}
