/**
 * The plain loop at its best: all accounts, at every update of marks, in the fastest layout that JavaScript allows.
 *
 * Accounts with the same set of assets lie together, column by column, and equity minus maintenance is folded into one
 * dot product: cash + Σ quantity·price − |quantity|·price·rate + deduction. So the loops have no index array, no inner
 * loop and one branch that is nearly never taken. Sets of four assets and more are stretched to eight columns. The few
 * accounts with a position near a margin band's edge are valued in full each time, since their rate can change.
 *
 * Accounts are scanned as they are at the start of a path, and one that is found is out until the next run, as a liquidated
 * one is. So it finds what the kernel liquidates, but for accounts that deleveraging or a partial close has changed.
 */

import { HoldingKind, type KernelConfig, type TierTable } from '../../src/kernel/config.ts';

/** Columns of the widest layout; scenarios with more assets have no plain loop here. */
const WIDE = 8;
const NARROW_MAX = 3;
/** A position within this factor of a band's edge is valued in full. */
const BAND_FACTOR = 4;

/** Accounts that hold the same assets: rows `start` … `start + count − 1`, slopes from `slopeStart`, column by column. */
interface AssetSet {
  readonly asset: readonly number[];
  readonly start: number;
  readonly count: number;
  readonly slopeStart: number;
}

export interface PlainBook {
  readonly accountCount: number;
  readonly sets: readonly AssetSet[];
  /** Cash with the bands' deductions, USD; Infinity once the account was found, [row]. */
  readonly cashUsd: Float64Array;
  /** Base units with maintenance taken off, [row × column of its set]. */
  readonly slopeBase: Float64Array;
  /** Accounts valued in full. */
  readonly exact: readonly ExactAccount[];
  /** Rows found in this run and their cash, to be put back. */
  readonly found: Int32Array;
  readonly foundCashUsd: Float64Array;
  readonly wideMarkUsd: Float64Array;
}

interface ExactAccount {
  readonly cashUsd: number;
  readonly asset: Int32Array;
  readonly quantityBase: Float64Array;
  isFound: boolean;
}

/**
 * Lays the accounts of a configuration out for the scan.
 *
 * @throws {Error} for several venues, more than eight assets, or holdings other than perps
 */
export function createPlainBook(config: KernelConfig): PlainBook {
  const { accounts, venues, assetCount } = config;
  if (venues.length > 1 || assetCount > WIDE) throw new Error('the plain loop knows one venue and up to eight assets');
  const { maintenance } = venues[0];
  const members = new Map<string, number[]>();
  const exact: ExactAccount[] = [];
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    const from = accounts.holdingStart[bucket];
    const to = accounts.holdingStart[bucket + 1];
    const asset = Int32Array.from(accounts.holdingAsset.subarray(from, to));
    const quantityBase = accounts.quantityBase.slice(from, to);
    if (accounts.holdingKind.subarray(from, to).some((kind) => kind !== HoldingKind.perp))
      throw new Error('the plain loop knows perps only');
    const nearBand = asset.some((a, i) =>
      isNearBand(maintenance, a, Math.abs(quantityBase[i]) * config.startPriceUsd[a]),
    );
    if (nearBand) exact.push({ cashUsd: accounts.cashUsd[bucket], asset, quantityBase, isFound: false });
    else {
      const key = asset.join();
      const set = members.get(key);
      if (set) set.push(bucket);
      else members.set(key, [bucket]);
    }
  }
  return layOut(config, [...members.values()], exact);
}

function layOut(config: KernelConfig, members: readonly number[][], exact: readonly ExactAccount[]): PlainBook {
  const { accounts, venues } = config;
  const { maintenance } = venues[0];
  const ordered = [...members].sort((a, b) => widthOf(config, a[0]) - widthOf(config, b[0]) || b.length - a.length);
  const rows = ordered.reduce((sum, set) => sum + set.length, 0);
  const cells = ordered.reduce((sum, set) => sum + set.length * columnsOf(widthOf(config, set[0])), 0);
  const cashUsd = new Float64Array(rows);
  const slopeBase = new Float64Array(cells);
  const sets: AssetSet[] = [];
  let row = 0;
  let cell = 0;
  for (const set of ordered) {
    const first = accounts.holdingStart[set[0]];
    const width = widthOf(config, set[0]);
    const asset = [...accounts.holdingAsset.subarray(first, first + width)];
    sets.push({ asset, start: row, count: set.length, slopeStart: cell });
    set.forEach((bucket, i) => {
      cashUsd[row + i] = accounts.cashUsd[bucket];
      for (let k = 0; k < width; k++) {
        const quantity = accounts.quantityBase[accounts.holdingStart[bucket] + k];
        const band = maintenance.start[asset[k]];
        const column = width > NARROW_MAX ? asset[k] : k;
        slopeBase[cell + column * set.length + i] = quantity - Math.abs(quantity) * maintenance.rate[band];
        cashUsd[row + i] += maintenance.deductionUsd[band];
      }
    });
    row += set.length;
    cell += set.length * columnsOf(width);
  }
  return {
    accountCount: accounts.bucketCount,
    sets,
    cashUsd,
    slopeBase,
    exact,
    found: new Int32Array(rows),
    foundCashUsd: new Float64Array(rows),
    wideMarkUsd: new Float64Array(WIDE),
  };
}

function widthOf(config: KernelConfig, bucket: number): number {
  return config.accounts.holdingStart[bucket + 1] - config.accounts.holdingStart[bucket];
}

function columnsOf(width: number): number {
  return width > NARROW_MAX ? WIDE : width;
}

/** True unless the position stays well inside its asset's first band. */
function isNearBand(tiers: TierTable, asset: number, notionalUsd: number): boolean {
  const next = tiers.start[asset] + 1;
  return next < tiers.start[asset + 1] && notionalUsd * BAND_FACTOR > tiers.lowerUsd[next];
}

/**
 * Scans all accounts at each update of one run, then puts the accounts it found back.
 *
 * @param markUsd  [update × asset], of which updates `from` … `to − 1` are scanned
 * @returns accounts found below maintenance
 */
export function scanRun(book: PlainBook, tiers: TierTable, markUsd: Float64Array, from: number, to: number): number {
  const assetCount = tiers.start.length - 1;
  let count = 0;
  let exactCount = 0;
  for (let update = from; update < to; update++) {
    count = scanSets(book, markUsd, update * assetCount, assetCount, count);
    exactCount += scanExact(book.exact, tiers, markUsd, update * assetCount);
  }
  for (let i = count - 1; i >= 0; i--) book.cashUsd[book.found[i]] = book.foundCashUsd[i];
  for (const account of book.exact) account.isFound = false;
  return count + exactCount;
}

function scanSets(book: PlainBook, markUsd: Float64Array, at: number, assetCount: number, count: number): number {
  const { cashUsd, slopeBase, found, foundCashUsd, wideMarkUsd } = book;
  for (let a = 0; a < assetCount; a++) wideMarkUsd[a] = markUsd[at + a];
  for (const { asset, start, count: rows, slopeStart } of book.sets) {
    const before = count;
    const p = markUsd[at + asset[0]];
    if (asset.length === 1) count = scanOne(cashUsd, slopeBase, start, rows, slopeStart, p, found, count);
    else if (asset.length === 2) {
      const q = markUsd[at + asset[1]];
      count = scanTwo(cashUsd, slopeBase, start, rows, slopeStart, p, q, found, count);
    } else if (asset.length === 3) {
      const q = markUsd[at + asset[1]];
      const r = markUsd[at + asset[2]];
      count = scanThree(cashUsd, slopeBase, start, rows, slopeStart, p, q, r, found, count);
    } else count = scanWide(cashUsd, slopeBase, start, rows, slopeStart, wideMarkUsd, found, count);
    for (let i = before; i < count; i++) {
      foundCashUsd[i] = cashUsd[found[i]];
      cashUsd[found[i]] = Number.POSITIVE_INFINITY;
    }
  }
  return count;
}

function scanOne(
  cash: Float64Array,
  slope: Float64Array,
  start: number,
  rows: number,
  slopeStart: number,
  p: number,
  found: Int32Array,
  count: number,
): number {
  for (let i = start, j = slopeStart, end = start + rows; i < end; i++, j++)
    if (cash[i] + slope[j] * p < 0) found[count++] = i;
  return count;
}

function scanTwo(
  cash: Float64Array,
  slope: Float64Array,
  start: number,
  rows: number,
  slopeStart: number,
  p: number,
  q: number,
  found: Int32Array,
  count: number,
): number {
  for (let i = start, j = slopeStart, k = j + rows, end = start + rows; i < end; i++, j++, k++)
    if (cash[i] + slope[j] * p + slope[k] * q < 0) found[count++] = i;
  return count;
}

function scanThree(
  cash: Float64Array,
  slope: Float64Array,
  start: number,
  rows: number,
  slopeStart: number,
  p: number,
  q: number,
  r: number,
  found: Int32Array,
  count: number,
): number {
  for (let i = start, j = slopeStart, k = j + rows, l = k + rows, end = start + rows; i < end; i++, j++, k++, l++)
    if (cash[i] + slope[j] * p + slope[k] * q + slope[l] * r < 0) found[count++] = i;
  return count;
}

function scanWide(
  cash: Float64Array,
  slope: Float64Array,
  start: number,
  rows: number,
  slopeStart: number,
  mark: Float64Array,
  found: Int32Array,
  count: number,
): number {
  const [p0, p1, p2, p3, p4, p5, p6, p7] = [mark[0], mark[1], mark[2], mark[3], mark[4], mark[5], mark[6], mark[7]];
  for (let i = start, j = slopeStart, end = start + rows; i < end; i++, j++) {
    const low = slope[j] * p0 + slope[j + rows] * p1 + slope[j + 2 * rows] * p2 + slope[j + 3 * rows] * p3;
    const k = j + 4 * rows;
    const high = slope[k] * p4 + slope[k + rows] * p5 + slope[k + 2 * rows] * p6 + slope[k + 3 * rows] * p7;
    if (cash[i] + low + high < 0) found[count++] = i;
  }
  return count;
}

function scanExact(accounts: readonly ExactAccount[], tiers: TierTable, markUsd: Float64Array, at: number): number {
  let found = 0;
  for (const account of accounts) {
    if (account.isFound) continue;
    let excess = account.cashUsd;
    for (let i = 0; i < account.asset.length; i++) {
      const asset = account.asset[i];
      const value = account.quantityBase[i] * markUsd[at + asset];
      const notional = Math.abs(value);
      let band = tiers.start[asset];
      while (band + 1 < tiers.start[asset + 1] && notional >= tiers.lowerUsd[band + 1]) band++;
      excess += value - (notional * tiers.rate[band] - tiers.deductionUsd[band]);
    }
    if (excess >= 0) continue;
    account.isFound = true;
    found++;
  }
  return found;
}
