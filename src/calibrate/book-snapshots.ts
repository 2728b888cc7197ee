/**
 * From rows of book files to snapshots on one grid of distances. Three forms: levels (`side, price, size`), depth by distance
 * (`side, bps, cumulativeUsd`), and one row a snapshot with columns `bid_usd_5bps`, `ask_usd_5bps`, ….
 *
 * Pure: rows in, snapshots out. Depth beyond what a snapshot is complete to is left out, not filled in.
 */

import { curvesFromLevels, depthAtBps } from '../scenario/book-curve.ts';

/** Distances from the mid at which books are compared, basis points. */
export const GRID_BPS: readonly number[] = [1, 2, 5, 10, 25, 50, 100, 200, 300, 400, 500];

export interface BookSnapshot {
  /** Unix seconds; NaN where the file has no time. */
  readonly time: number;
  /** Half the quoted spread over the mid; NaN where best prices are not in the file. */
  readonly halfSpread: number;
  /** USD within each of GRID_BPS; NaN beyond what is complete. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
}

export type SnapshotRow = Readonly<Record<string, string | undefined>>;

export interface RowFault {
  /** Index of the row, from 0; −1 for the file. */
  readonly row: number;
  readonly field: string;
  readonly message: string;
}

/** Names of a time column, in seconds or (`ts_ms`) milliseconds. */
const TIMES = ['ts', 'ts_ms'] as const;

/**
 * Reads snapshots, in order of time.
 *
 * @param contractUsd  sizes are inverse contracts of so many dollars; null for base units
 * @param faults  receives what is wrong
 */
export function readSnapshots(
  rows: readonly SnapshotRow[],
  contractUsd: number | null,
  faults: RowFault[],
): BookSnapshot[] {
  const names = Object.keys(rows[0] ?? {});
  const has = (...wanted: string[]): boolean => wanted.every((name) => names.includes(name));
  const timeColumn = TIMES.find((name) => names.includes(name));
  const isWide = names.some((name) => /^bid_usd_\d+bps$/.test(name));
  if (!isWide && !has('side', 'price', 'size') && !has('side', 'bps', 'cumulativeUsd')) {
    const message = `expected side with price and size, or with bps and cumulativeUsd, or bid_usd_…bps and ask_usd_…bps; received ${names.join(', ') || 'no rows'}`;
    faults.push({ row: -1, field: '', message });
    return [];
  }
  if (findMixed(rows, names, faults)) return [];
  const groups = new Map<number, { row: SnapshotRow; at: number }[]>();
  for (const [at, row] of rows.entries()) {
    const time = timeColumn === undefined ? 0 : numberOf(row, timeColumn) / (timeColumn === 'ts_ms' ? 1000 : 1);
    if (!Number.isFinite(time)) {
      faults.push({
        row: at,
        field: timeColumn!,
        message: `expected a time, received ${row[timeColumn!] || 'nothing'}`,
      });
      continue;
    }
    const group = groups.get(time);
    if (group) group.push({ row, at });
    else groups.set(time, [{ row, at }]);
  }
  const out: BookSnapshot[] = [];
  for (const [time, group] of [...groups].sort(([a], [b]) => a - b)) {
    const own = timeColumn === undefined ? Number.NaN : time;
    const found = isWide
      ? group.map(({ row, at }) => wideSnapshot(own, row, at, faults))
      : [has('price') ? levelSnapshot(own, group, contractUsd, faults) : bandSnapshot(own, group, faults)];
    for (const snapshot of found) if (snapshot !== null) out.push(snapshot);
  }
  return out;
}

/** Columns that name a book; rows of two of them would be read as one. */
const NAMES = ['asset', 'venue', 'symbol'] as const;

/** Reports rows of several books. */
function findMixed(rows: readonly SnapshotRow[], names: readonly string[], faults: RowFault[]): boolean {
  let isMixed = false;
  for (const name of NAMES) {
    if (!names.includes(name)) continue;
    const row = rows.findIndex((one) => one[name] !== rows[0]![name]);
    if (row < 0) continue;
    isMixed = true;
    const message = `expected rows of one ${name}, received ${rows[0]![name]} and ${rows[row]![name]}; --where ${name}=${rows[0]![name]} keeps one`;
    faults.push({ row, field: name, message });
  }
  return isMixed;
}

type Rows = readonly { readonly row: SnapshotRow; readonly at: number }[];

function numberOf(row: SnapshotRow, column: string): number {
  const text = row[column]?.trim() ?? '';
  return text === '' ? Number.NaN : Number(text);
}

function sideOf({ row, at }: Rows[number], faults: RowFault[]): 'bid' | 'ask' | null {
  const side = row['side'];
  if (side === 'bid' || side === 'ask') return side;
  faults.push({ row: at, field: 'side', message: `expected bid or ask, received ${side || 'nothing'}` });
  return null;
}

function levelSnapshot(time: number, rows: Rows, contractUsd: number | null, faults: RowFault[]): BookSnapshot | null {
  const levels = [];
  for (const one of rows) {
    const side = sideOf(one, faults);
    const [price, size] = [numberOf(one.row, 'price'), numberOf(one.row, 'size')];
    if (!(price > 0) || !(size >= 0)) {
      faults.push({
        row: one.at,
        field: price > 0 ? 'size' : 'price',
        message: `expected a price above 0 and a size, received ${one.row['price'] || 'nothing'} and ${one.row['size'] || 'nothing'}`,
      });
    } else if (side !== null && size > 0) {
      levels.push({ asset: 'book', side, price, size: contractUsd === null ? size : (size * contractUsd) / price });
    }
  }
  const { curves, problems } = curvesFromLevels(levels);
  const book = curves['book'];
  if (book === undefined) {
    const message = problems[0]?.message ?? 'expected levels on both sides';
    faults.push({ row: rows[0]!.at, field: 'side', message });
    return null;
  }
  const sample = ({ bps, cumulativeUsd }: { bps: number[]; cumulativeUsd: number[] }) =>
    Float64Array.from(GRID_BPS, (at) => (at <= bps.at(-1)! ? depthAtBps({ bps, cumulativeUsd }, at) : Number.NaN));
  return { time, halfSpread: book.halfSpread ?? Number.NaN, bid: sample(book.bid), ask: sample(book.ask) };
}

function bandSnapshot(time: number, rows: Rows, faults: RowFault[]): BookSnapshot {
  const found = { bid: new Map<number, Rows[number]>(), ask: new Map<number, Rows[number]>() };
  for (const one of rows) {
    const side = sideOf(one, faults);
    const [bps, usd] = [numberOf(one.row, 'bps'), numberOf(one.row, 'cumulativeUsd')];
    if (!(bps > 0)) {
      const message = `expected a distance above 0 in basis points, received ${one.row['bps'] || 'nothing'}`;
      faults.push({ row: one.at, field: 'bps', message });
    } else if (!(usd >= 0)) {
      faults.push({
        row: one.at,
        field: 'cumulativeUsd',
        message: `expected an amount in USD, received ${one.row['cumulativeUsd'] || 'nothing'}`,
      });
    } else if (side !== null && found[side].has(bps)) {
      faults.push({ row: one.at, field: 'bps', message: `the distance ${bps} is twice in one ${side}` });
    } else if (side !== null) found[side].set(bps, one);
  }
  return {
    time,
    halfSpread: Number.NaN,
    bid: sampleBands(found.bid, faults),
    ask: sampleBands(found.ask, faults),
  };
}

/** Depth at GRID_BPS from a row a distance, linear between them as in a scenario; NaN before the first and beyond the last. */
function sampleBands(found: ReadonlyMap<number, Rows[number]>, faults: RowFault[]): Float64Array {
  const bps = [...found.keys()].sort((a, b) => a - b);
  const cumulativeUsd = bps.map((at) => numberOf(found.get(at)!.row, 'cumulativeUsd'));
  const fall = cumulativeUsd.findIndex((usd, k) => k > 0 && usd < cumulativeUsd[k - 1]!);
  if (fall > 0) {
    const message = `expected depth that does not fall with distance, received ${cumulativeUsd[fall]} within ${bps[fall]} after ${cumulativeUsd[fall - 1]} within ${bps[fall - 1]}`;
    faults.push({ row: found.get(bps[fall]!)!.at, field: 'cumulativeUsd', message });
  }
  return Float64Array.from(GRID_BPS, (at) =>
    at >= bps[0]! && at <= bps.at(-1)! ? depthAtBps({ bps, cumulativeUsd }, at) : Number.NaN,
  );
}

function wideSnapshot(time: number, row: SnapshotRow, at: number, faults: RowFault[]): BookSnapshot {
  const [bestBid, bestAsk] = [numberOf(row, 'best_bid'), numberOf(row, 'best_ask')];
  const side = (name: 'bid' | 'ask') => {
    const complete = numberOf(row, `${name}_complete_to_bps`);
    return Float64Array.from(GRID_BPS, (bps) => {
      const column = `${name}_usd_${bps}bps`;
      if (row[column] === undefined || bps > complete) return Number.NaN;
      const usd = numberOf(row, column);
      if (!(usd >= 0))
        faults.push({
          row: at,
          field: column,
          message: `expected an amount in USD, received ${row[column] || 'nothing'}`,
        });
      return usd;
    });
  };
  return { time, halfSpread: (bestAsk - bestBid) / (bestAsk + bestBid), bid: side('bid'), ask: side('ask') };
}
