/**
 * Price ladders: where buckets wait that were looked at on this path and are not in breach.
 *
 * Each holding of such a bucket waits at the price at which its bucket has to be looked at again. A ladder holds the
 * waiting prices of one venue, asset and side in cells of equal width, as doubly linked lists; a move of the mark visits the
 * cells it crosses and nothing else. Ladder 2k waits for falls of mark k, 2k + 1 for rises; cells of a rising ladder are
 * numbered downwards, so that on both the outermost entry is met first.
 */

/** Cells up to the start price, and in all: prices beyond four times the start price share the last cell. */
const CELLS_TO_START = 512;
export const CELLS = 4 * CELLS_TO_START;

export interface Ladders {
  /** First holding of each cell, −1 for none, [ladder × cell]. */
  readonly head: Int32Array;
  /** Links and place of each holding; place = ladder·CELLS + cell, −1 when it does not wait, [holding]. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly place: Int32Array;
  /** Price that a holding waits for, USD, [holding]. */
  readonly waitUsd: Float64Array;
  /** No cell above this one holds anything, −1 for none at all, [ladder]. */
  readonly outermost: Int32Array;
  /** Cells per USD, [venue × asset]. */
  readonly cellsPerUsd: Float64Array;
}

/** Allocates empty ladders. @param startMarkUsd  marks at the start of a path, [venue × asset] */
export function createLadders(holdingCount: number, startMarkUsd: Float64Array): Ladders {
  const ladders = startMarkUsd.length * 2;
  return {
    head: new Int32Array(ladders * CELLS).fill(-1),
    next: new Int32Array(holdingCount),
    previous: new Int32Array(holdingCount),
    place: new Int32Array(holdingCount).fill(-1),
    waitUsd: new Float64Array(holdingCount),
    outermost: new Int32Array(ladders).fill(-1),
    cellsPerUsd: startMarkUsd.map((usd) => CELLS_TO_START / usd),
  };
}

/** Cell of a price on a falling ladder; monotone in the price, so that a price beyond another is never in a later cell. */
export function cellOf(priceUsd: number, cellsPerUsd: number): number {
  const cell = priceUsd * cellsPerUsd;
  return cell < CELLS - 1 ? Math.floor(cell) : CELLS - 1;
}

/** Has a holding wait at a price, taking it from where it waited before. */
export function waitAt(ladders: Ladders, holding: number, ladder: number, cell: number, priceUsd: number): void {
  ladders.waitUsd[holding] = priceUsd;
  const place = ladder * CELLS + cell;
  const before = ladders.place[holding];
  if (before === place) return;
  if (before >= 0) unlink(ladders, holding, before);
  const first = ladders.head[place];
  ladders.next[holding] = first;
  ladders.previous[holding] = -1;
  if (first >= 0) ladders.previous[first] = holding;
  ladders.head[place] = holding;
  ladders.place[holding] = place;
  if (cell > ladders.outermost[ladder]) ladders.outermost[ladder] = cell;
}

/** Takes a holding off its ladder, if it is on one. */
export function stopWaiting(ladders: Ladders, holding: number): void {
  const place = ladders.place[holding];
  if (place < 0) return;
  unlink(ladders, holding, place);
  ladders.place[holding] = -1;
}

function unlink(ladders: Ladders, holding: number, place: number): void {
  const after = ladders.next[holding];
  const before = ladders.previous[holding];
  if (before >= 0) ladders.next[before] = after;
  else ladders.head[place] = after;
  if (after >= 0) ladders.previous[after] = before;
}
