/**
 * Sums over the paths of a block, account by account: how often it was liquidated and deleveraged, and what it lost.
 *
 * One row of six numbers an account, allocated once a worker; a block empties what it filled.
 */

import type { AccountSums } from '../result.ts';

/** Numbers a row: liquidated, deleveraged and loss (USD), each with its square. */
const COLUMNS = 6;

export interface AccountBook {
  /** [account × COLUMNS] */
  readonly sums: Float64Array;
  /** 1 for accounts with an entry in this block, [account]. */
  readonly hasEntry: Uint8Array;
  entries: number;
}

/** Allocates an empty book. */
export function createAccountBook(accountCount: number): AccountBook {
  return {
    sums: new Float64Array(accountCount * COLUMNS),
    hasEntry: new Uint8Array(accountCount),
    entries: 0,
  };
}

/** Adds what happened to an account on one path; all three already times the weight of the path. */
export function addToAccount(
  book: AccountBook,
  account: number,
  liquidated: number,
  deleveraged: number,
  lossUsd: number,
): void {
  const { sums } = book;
  if (book.hasEntry[account] === 0) {
    book.hasEntry[account] = 1;
    book.entries += 1;
  }
  const at = account * COLUMNS;
  sums[at] += liquidated;
  sums[at + 1] += liquidated * liquidated;
  sums[at + 2] += deleveraged;
  sums[at + 3] += deleveraged * deleveraged;
  sums[at + 4] += lossUsd;
  sums[at + 5] += lossUsd * lossUsd;
}

/**
 * Gives the entries as columns, accounts in ascending order of their rank, and empties the book.
 *
 * @param accountRank  number of each account outside the kernel, [account]
 */
export function closeAccountBook(book: AccountBook, accountRank: Int32Array): AccountSums {
  const { sums, hasEntry, entries } = book;
  const at = new Int32Array(accountRank.length).fill(-1);
  for (let a = 0; a < accountRank.length; a++) if (hasEntry[a] === 1) at[accountRank[a]] = a;
  const account = new Int32Array(entries);
  const columns = Array.from({ length: COLUMNS }, () => new Float64Array(entries));
  let row = 0;
  for (let rank = 0; row < entries; rank++) {
    if (at[rank] < 0) continue;
    account[row] = rank;
    for (let k = 0; k < COLUMNS; k++) columns[k][row] = sums[at[rank] * COLUMNS + k];
    row++;
  }
  sums.fill(0);
  hasEntry.fill(0);
  book.entries = 0;
  const [liquidated, liquidatedSquared, deleveraged, deleveragedSquared, lossUsd, lossUsdSquared] = columns;
  return { account, liquidated, liquidatedSquared, deleveraged, deleveragedSquared, lossUsd, lossUsdSquared };
}
