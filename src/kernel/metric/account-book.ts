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
  /** Ranks of the accounts with an entry, as they came, `entries` of them. */
  readonly entryRank: Int32Array;
  entries: number;
  /** Number of each account outside the kernel, [account], and the inverse, [rank]. */
  readonly accountRank: Int32Array;
  readonly accountAtRank: Int32Array;
}

/** Allocates an empty book. @param accountRank  number of each account outside the kernel, [account] */
export function createAccountBook(accountRank: Int32Array): AccountBook {
  const accountAtRank = new Int32Array(accountRank.length);
  for (let account = 0; account < accountRank.length; account++) accountAtRank[accountRank[account]] = account;
  return {
    sums: new Float64Array(accountRank.length * COLUMNS),
    hasEntry: new Uint8Array(accountRank.length),
    entryRank: new Int32Array(accountRank.length),
    entries: 0,
    accountRank,
    accountAtRank,
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
    book.entryRank[book.entries++] = book.accountRank[account];
  }
  const at = account * COLUMNS;
  sums[at] += liquidated;
  sums[at + 1] += liquidated * liquidated;
  sums[at + 2] += deleveraged;
  sums[at + 3] += deleveraged * deleveraged;
  sums[at + 4] += lossUsd;
  sums[at + 5] += lossUsd * lossUsd;
}

/** Gives the entries as columns, accounts in ascending order of their rank, and empties the book; costs what it holds. */
export function closeAccountBook(book: AccountBook): AccountSums {
  const { sums, hasEntry, accountAtRank } = book;
  const account = book.entryRank.slice(0, book.entries).sort();
  const columns = Array.from({ length: COLUMNS }, () => new Float64Array(account.length));
  for (let row = 0; row < account.length; row++) {
    const entry = accountAtRank[account[row]];
    hasEntry[entry] = 0;
    for (let k = 0; k < COLUMNS; k++) {
      columns[k][row] = sums[entry * COLUMNS + k];
      sums[entry * COLUMNS + k] = 0;
    }
  }
  book.entries = 0;
  const [liquidated, liquidatedSquared, deleveraged, deleveragedSquared, lossUsd, lossUsdSquared] = columns;
  return { account, liquidated, liquidatedSquared, deleveraged, deleveragedSquared, lossUsd, lossUsdSquared };
}
