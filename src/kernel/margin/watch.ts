/**
 * Where every bucket waits that is not in breach: memory of the breach check for one worker.
 *
 * A bucket waits for a price that cannot be reached unnoticed: its first look (WatchTable) as long as the path has not come
 * to it, after that its place on the ladders; or for the next round, when its holdings changed.
 */

import type { PathState } from '../account/path-state.ts';
import type { KernelConfig } from '../config.ts';
import { recordStart, startExcessUsd } from './bucket-records.ts';
import { priceAfterMoveUsd, SAFE_SHARE } from './first-look.ts';
import { CELLS, cellOf, createLadders, type Ladders, stopWaiting, waitAt } from './ladder.ts';
import type { MarginTable } from './margin-table.ts';
import { excessUsd } from './requirement.ts';
import type { WatchTable } from './watch-table.ts';

/** Where a bucket waits; `crossed` is on the ladders still, but due in this round. */
export const Wait = { firstLook: 0, ladder: 1, crossed: 2, nextRound: 3, nowhere: 4 } as const;

export interface Watch {
  readonly table: WatchTable;
  readonly ladders: Ladders;
  /** Where each bucket waits, [bucket]. */
  readonly wait: Uint8Array;
  /** 1 when the bucket's holdings are no longer those of its record, [bucket]. */
  readonly hasChanged: Uint8Array;
  /** Next entry of each list of first looks that has not been crossed on this path. */
  readonly nextLook: Int32Array;
  /** Marks of the last round, USD, [venue × asset]. */
  readonly lastMarkUsd: Float64Array;
  readonly startMarkUsd: Float64Array;
  /** Buckets that wait for the next round. */
  readonly nextRound: Int32Array;
  nextRoundCount: number;
  /** Buckets to be valued in this round. */
  readonly due: Int32Array;
  /** Buckets that left their first look on this path. */
  readonly moved: Int32Array;
  movedCount: number;
  readonly holdingBucket: Int32Array;
  /** Scratch: slope of the bucket being valued. */
  readonly slope: Float64Array;
  /** Valuations made, and marks checked, so far over all paths: the cost of the check. */
  valuations: number;
  update: number;
}

/**
 * Allocates the watch of one worker.
 *
 * @param startMarkUsd  marks the table was computed at, [venue × asset]
 * @param holdingBucket  bucket of each holding
 */
export function createWatch(
  config: KernelConfig,
  table: WatchTable,
  startMarkUsd: Float64Array,
  holdingBucket: Int32Array,
): Watch {
  const { bucketCount, holdingCount } = config.accounts;
  return {
    table,
    ladders: createLadders(holdingCount, startMarkUsd),
    wait: new Uint8Array(bucketCount),
    hasChanged: new Uint8Array(bucketCount),
    nextLook: new Int32Array(table.start.length - 1),
    lastMarkUsd: startMarkUsd.slice(),
    startMarkUsd: startMarkUsd.slice(),
    nextRound: new Int32Array(bucketCount),
    nextRoundCount: 0,
    due: new Int32Array(bucketCount),
    moved: new Int32Array(bucketCount),
    movedCount: 0,
    holdingBucket,
    slope: new Float64Array(1),
    valuations: 0,
    update: 0,
  };
}

/** Returns all buckets to their first look; costs what the last path moved. */
export function resetWatch(watch: Watch, margin: MarginTable): void {
  const { table, ladders } = watch;
  const { holdingStart } = margin;
  for (let i = 0; i < watch.movedCount; i++) {
    const bucket = watch.moved[i];
    watch.wait[bucket] = Wait.firstLook;
    watch.hasChanged[bucket] = 0;
    for (let h = holdingStart[bucket]; h < holdingStart[bucket + 1]; h++) {
      if (ladders.place[h] < 0) continue;
      ladders.head[ladders.place[h]] = -1;
      ladders.place[h] = -1;
    }
  }
  watch.movedCount = 0;
  watch.nextRoundCount = 0;
  ladders.outermost.fill(-1);
  watch.nextLook.set(table.start.subarray(0, watch.nextLook.length));
  watch.lastMarkUsd.set(watch.startMarkUsd);
  for (const bucket of table.breachedAtStart) waitForNextRound(watch, bucket);
}

function waitForNextRound(watch: Watch, bucket: number): void {
  const { wait } = watch;
  if (wait[bucket] === Wait.nextRound) return;
  if (wait[bucket] === Wait.firstLook) watch.moved[watch.movedCount++] = bucket;
  wait[bucket] = Wait.nextRound;
  watch.nextRound[watch.nextRoundCount++] = bucket;
}

/** Whether a bucket's holdings are no longer those it started with, as far as it has been open. */
export function isChanged(watch: Watch, bucket: number): boolean {
  return watch.hasChanged[bucket] === 1;
}

/** Stops watching a bucket (it is in breach, or closed). */
export function forgetBucket(watch: Watch, margin: MarginTable, bucket: number): void {
  if (watch.wait[bucket] === Wait.nowhere) return;
  leaveLadders(watch, margin, bucket);
  if (watch.wait[bucket] === Wait.firstLook) watch.moved[watch.movedCount++] = bucket;
  watch.wait[bucket] = Wait.nowhere;
}

/** Has a bucket looked at in the next round: its holdings changed, so where it waits no longer bounds it. */
export function watchClosely(watch: Watch, margin: MarginTable, bucket: number): void {
  leaveLadders(watch, margin, bucket);
  watch.hasChanged[bucket] = 1;
  waitForNextRound(watch, bucket);
}

/**
 * Has a bucket wait on the ladders: it was in breach, its holdings changed, and at these marks it is not any more.
 *
 * @param excess  what `excessUsd` just gave for it at these marks, USD; its slope is in `watch.slope`
 */
export function waitAgain(
  watch: Watch,
  margin: MarginTable,
  state: PathState,
  bucket: number,
  excess: number,
  markUsd: Float64Array,
): void {
  if (watch.wait[bucket] === Wait.firstLook) watch.moved[watch.movedCount++] = bucket;
  watch.hasChanged[bucket] = 1;
  waitOnLadders(watch, margin, state, bucket, excess, markUsd);
}

/** Margin excess of a bucket, `excessUsd`, read from its record while it is as at the start. */
export function excessNowUsd(
  watch: Watch,
  margin: MarginTable,
  state: PathState,
  bucket: number,
  price: Float64Array,
  offset: number,
): number {
  return watch.hasChanged[bucket] === 0
    ? startExcessUsd(margin, watch.table.record, bucket, price, offset, watch.slope)
    : excessUsd(margin, state, bucket, price, offset, watch.slope);
}

/** Takes a bucket's holdings off the ladders, if they are on them. */
export function leaveLadders(watch: Watch, margin: MarginTable, bucket: number): void {
  if (watch.wait[bucket] !== Wait.ladder && watch.wait[bucket] !== Wait.crossed) return;
  for (let h = margin.holdingStart[bucket]; h < margin.holdingStart[bucket + 1]; h++) stopWaiting(watch.ladders, h);
}

/** Has each holding of a bucket wait at the price where its excess, with the slope in `watch.slope`, may be used up. */
export function waitOnLadders(
  watch: Watch,
  margin: MarginTable,
  state: PathState,
  bucket: number,
  excess: number,
  markUsd: Float64Array,
): void {
  const slope = watch.slope[0];
  const safeMove = slope > 0 ? (excess / slope) * SAFE_SHARE : Number.POSITIVE_INFINITY;
  const offset = margin.bucketVenue[bucket] * margin.assetCount;
  watch.wait[bucket] = Wait.ladder;
  const { ladders } = watch;
  const { record } = watch.table;
  const { holdingStart, scale } = margin;
  const changed = watch.hasChanged[bucket] === 1;
  const end = holdingStart[bucket + 1];
  let h = holdingStart[bucket];
  for (let at = recordStart(bucket, h) + 1; h < end; h++, at += 3) {
    // A position may be closed but never changes its side.
    const quantity = changed && state.quantityBase[h] === 0 ? 0 : record[at];
    const asset = record[at + 2] >> 2;
    const k = offset + asset;
    const price = priceAfterMoveUsd(quantity, markUsd[k], safeMove * scale[asset]);
    if (Number.isNaN(price)) {
      stopWaiting(ladders, h);
      continue;
    }
    const cell = cellOf(price, ladders.cellsPerUsd[k]);
    if (quantity > 0) waitAt(ladders, h, 2 * k, cell, price);
    else waitAt(ladders, h, 2 * k + 1, CELLS - 1 - cell, price);
  }
}
