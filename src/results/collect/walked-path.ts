/**
 * What is kept of a path that is walked again for the results: all that its files show, or only who caused its loss.
 *
 * The loss by account is kept for the accounts that made one. With 1,000,000 accounts a whole column would be 8 MB a path,
 * and the balances at the end, which no result shows, 20 MB.
 */

import type { PathTrace } from '../../kernel/result.ts';

/** Shortfall caused, USD, by the accounts that caused any, in ascending order. */
export interface AccountShortfall {
  readonly account: Int32Array;
  readonly shortfallUsd: Float64Array;
}

/** The part that the tail shares need. */
export interface TailPath extends Pick<PathTrace, 'path' | 'weight' | 'totals'> {
  readonly shortfall: AccountShortfall;
}

/** The part that trace.arrow and liquidations.arrow show, and the tail shares need. */
export interface FullPath
  extends TailPath,
    Omit<PathTrace, 'accountShortfallUsd' | 'endCashUsd' | 'endQuantityBase' | keyof TailPath> {}

/** By what is asked for. */
export interface WalkedPaths {
  readonly full: FullPath;
  readonly tail: TailPath;
}

/** Keeps what the files by path show. */
export function keepFull({ accountShortfallUsd, endCashUsd: _, endQuantityBase: __, ...rest }: PathTrace): FullPath {
  return { ...rest, shortfall: findShortfalls(accountShortfallUsd) };
}

/** Keeps what the tail shares need. */
export function keepTail({ path, weight, totals, accountShortfallUsd }: PathTrace): TailPath {
  return { path, weight, totals, shortfall: findShortfalls(accountShortfallUsd) };
}

/** From a column over all accounts, [account], to those that are not zero. */
export function findShortfalls(accountShortfallUsd: Float64Array): AccountShortfall {
  const account: number[] = [];
  for (let k = 0; k < accountShortfallUsd.length; k++) if (accountShortfallUsd[k] !== 0) account.push(k);
  return { account: Int32Array.from(account), shortfallUsd: Float64Array.from(account, (k) => accountShortfallUsd[k]) };
}
