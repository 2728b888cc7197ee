/**
 * A block put together from parts that several threads simulated, with the bytes of a block that one thread simulated.
 *
 * Columns follow each other. Sums by account cannot be added part by part, since (a + b) + (c + d) is not a + b + c + d in
 * floating point: a part brings what each of its paths adds, and all are added path by path, as the kernel does.
 */

import type { AccountSums, BlockResult } from '../kernel/result.ts';

/** A block without its sums by account. */
export type BlockColumns = Omit<BlockResult, 'accounts'>;

/** Consecutive paths of one block. */
export interface BlockPart {
  readonly columns: BlockColumns;
  /** What each path adds to the sums by account, [path]. */
  readonly accounts: readonly AccountSums[];
}

/** A part from blocks of one path each, in order. */
export function createBlockPart(paths: readonly BlockResult[]): BlockPart {
  return { columns: joinColumns(paths), accounts: paths.map(({ accounts }) => accounts) };
}

/** The whole block from all its parts, in order. */
export function joinBlockParts(parts: readonly BlockPart[]): BlockResult {
  const columns = joinColumns(parts.map((part) => part.columns));
  return { ...columns, accounts: addAccounts(parts.flatMap(({ accounts }) => accounts)) };
}

type NumberArray = Float64Array | Float32Array | Int32Array;

function joinArrays<T extends NumberArray>(arrays: readonly T[]): T {
  const Type = arrays[0]!.constructor as new (length: number) => T;
  const joined = new Type(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    joined.set(array, at);
    at += array.length;
  }
  return joined;
}

function joinRecords<Name extends string>(records: readonly Record<Name, Float64Array>[]): Record<Name, Float64Array> {
  const names = Object.keys(records[0]!) as Name[];
  const joined = names.map((name) => [name, joinArrays(records.map((record) => record[name]))]);
  return Object.fromEntries(joined) as Record<Name, Float64Array>;
}

function joinColumns(parts: readonly BlockColumns[]): BlockColumns {
  const join = <T extends NumberArray>(pick: (part: BlockColumns) => T) => joinArrays(parts.map(pick));
  const pathCount = parts.reduce((sum, part) => sum + part.pathCount, 0);
  // Each part counts its generations from 0.
  const generationStart = new Int32Array(pathCount + 1);
  let path = 0;
  for (const part of parts) {
    const before = generationStart[path]!;
    for (let p = 1; p <= part.pathCount; p++) generationStart[path + p] = before + part.generationStart[p]!;
    path += part.pathCount;
  }
  return {
    firstPath: parts[0]!.firstPath,
    pathCount,
    path: joinRecords(parts.map((part) => part.path)),
    venue: joinRecords(parts.map((part) => part.venue)),
    asset: joinRecords(parts.map((part) => part.asset)),
    groupShortfallUsd: join((part) => part.groupShortfallUsd),
    groupLiquidated: join((part) => part.groupLiquidated),
    generationStart,
    generationUsd: join((part) => part.generationUsd),
    timelineLog: join((part) => part.timelineLog),
    timelineUsd: join((part) => part.timelineUsd),
  };
}

/** Sums over paths, account by account in the order of the paths; accounts in ascending order. */
function addAccounts(paths: readonly AccountSums[]): AccountSums {
  // Accounts of a path ascend, so the last is the largest.
  const end = paths.reduce((most, { account }) => Math.max(most, 1 + (account.at(-1) ?? -1)), 0);
  const row = new Int32Array(end).fill(-1);
  for (const { account } of paths) for (let k = 0; k < account.length; k++) row[account[k]!] = 0;
  let rows = 0;
  for (let name = 0; name < end; name++) if (row[name] === 0) row[name] = rows++;
  const account = new Int32Array(rows);
  for (let name = 0; name < end; name++) if (row[name]! >= 0) account[row[name]!] = name;
  const add = (pick: (path: AccountSums) => Float64Array) => {
    const sums = new Float64Array(rows);
    for (const path of paths) {
      const added = pick(path);
      for (let k = 0; k < added.length; k++) sums[row[path.account[k]!]!]! += added[k]!;
    }
    return sums;
  };
  return {
    account,
    liquidated: add((path) => path.liquidated),
    liquidatedSquared: add((path) => path.liquidatedSquared),
    deleveraged: add((path) => path.deleveraged),
    deleveragedSquared: add((path) => path.deleveragedSquared),
    lossUsd: add((path) => path.lossUsd),
    lossUsdSquared: add((path) => path.lossUsdSquared),
  };
}
