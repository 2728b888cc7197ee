/**
 * The lazy check: finds the buckets that are in breach at the marks of a round without touching the safe ones.
 *
 * A bucket whose price is crossed is valued by the expression that decides in the plain loop too, and waits again with the
 * excess that it has now. Exactness: the bound holds for any sequence of prices (first-look.ts).
 */

import { type PathState, Status } from '../account/path-state.ts';
import { CELLS, cellOf } from './ladder.ts';
import type { MarginTable } from './margin-table.ts';
import { excessUsd } from './requirement.ts';
import { excessNowUsd, leaveLadders, Wait, type Watch, waitOnLadders } from './watch.ts';

/**
 * Finds the buckets that entered breach at these marks, appends them to `breached` and stops watching them.
 *
 * @param markUsd  marks of the round, [venue × asset]
 * @param breached  receives bucket numbers from index `count` on
 * @returns the new length of `breached`
 */
export function findBreaches(
  watch: Watch,
  margin: MarginTable,
  state: PathState,
  markUsd: Float64Array,
  breached: Int32Array,
  count: number,
): number {
  const { assetCount, bucketVenue } = margin;
  const dueCount = crossMarks(watch, markUsd, takeNextRound(watch));
  watch.update += 1;
  watch.valuations += dueCount;
  for (let i = 0; i < dueCount; i++) {
    const bucket = watch.due[i];
    const offset = bucketVenue[bucket] * assetCount;
    const excess = excessNowUsd(watch, margin, state, bucket, markUsd, offset);
    if (excess < 0) {
      leaveLadders(watch, margin, bucket);
      watch.wait[bucket] = Wait.nowhere;
      breached[count++] = bucket;
    } else waitOnLadders(watch, margin, state, bucket, excess, markUsd);
  }
  return count;
}

/** Moves the buckets that waited for this round to `watch.due`; returns their number. */
function takeNextRound(watch: Watch): number {
  let dueCount = 0;
  for (let i = 0; i < watch.nextRoundCount; i++) {
    const bucket = watch.nextRound[i];
    if (watch.wait[bucket] !== Wait.nextRound) continue;
    watch.wait[bucket] = Wait.nowhere;
    watch.due[dueCount++] = bucket;
  }
  watch.nextRoundCount = 0;
  return dueCount;
}

/** Collects the buckets whose prices the marks have crossed since the last round, from `watch.due[dueCount]` on. */
function crossMarks(watch: Watch, markUsd: Float64Array, dueCount: number): number {
  const { lastMarkUsd, ladders } = watch;
  for (let k = 0; k < markUsd.length; k++) {
    const mark = markUsd[k];
    const last = lastMarkUsd[k];
    if (mark === last) continue;
    lastMarkUsd[k] = mark;
    const cell = cellOf(mark, ladders.cellsPerUsd[k]);
    // A mark that turns back crosses nothing: whoever waits beyond it began to wait on this side of it.
    if (mark < last) {
      dueCount = crossFirstLooks(watch, 2 * k, mark, dueCount);
      if (ladders.outermost[2 * k] >= cell) dueCount = crossLadder(watch, 2 * k, cell, mark, dueCount);
    } else {
      dueCount = crossFirstLooks(watch, 2 * k + 1, mark, dueCount);
      const mirrored = CELLS - 1 - cell;
      if (ladders.outermost[2 * k + 1] >= mirrored) dueCount = crossLadder(watch, 2 * k + 1, mirrored, mark, dueCount);
    }
  }
  return dueCount;
}

/** Reads a list of first looks on to the mark. */
function crossFirstLooks(watch: Watch, list: number, mark: number, dueCount: number): number {
  const { priceUsd, bucket, start } = watch.table;
  const { wait } = watch;
  const end = start[list + 1];
  const falling = (list & 1) === 0;
  let i = watch.nextLook[list];
  for (; i < end && (falling ? priceUsd[i] >= mark : priceUsd[i] <= mark); i++) {
    const found = bucket[i];
    if (wait[found] !== Wait.firstLook) continue;
    watch.moved[watch.movedCount++] = found;
    wait[found] = Wait.nowhere;
    watch.due[dueCount++] = found;
  }
  watch.nextLook[list] = i;
  return dueCount;
}

/** Takes whoever waits on a ladder at or before the mark, which is in `cell`. They are taken off when they are valued. */
function crossLadder(watch: Watch, ladder: number, cell: number, mark: number, dueCount: number): number {
  const { ladders, wait, holdingBucket, due } = watch;
  const { head, next, waitUsd } = ladders;
  const base = ladder * CELLS;
  const falling = (ladder & 1) === 0;
  for (let c = ladders.outermost[ladder]; c >= cell; c--)
    for (let h = head[base + c]; h >= 0; h = next[h]) {
      if (c === cell && (falling ? waitUsd[h] < mark : waitUsd[h] > mark)) continue;
      const bucket = holdingBucket[h];
      if (wait[bucket] !== Wait.ladder) continue;
      wait[bucket] = Wait.crossed;
      due[dueCount++] = bucket;
    }
  ladders.outermost[ladder] = cell;
  return dueCount;
}

/** The plain loop over all open buckets, with the same result as `findBreaches`: the oracle, and `--naive`. */
export function findBreachesNaively(
  watch: Watch,
  margin: MarginTable,
  state: PathState,
  markUsd: Float64Array,
  breached: Int32Array,
  count: number,
): number {
  const { assetCount, bucketVenue } = margin;
  watch.nextRoundCount = 0;
  watch.update += 1;
  watch.valuations += bucketVenue.length;
  for (let bucket = 0; bucket < bucketVenue.length; bucket++) {
    if (state.status[bucket] !== Status.open) continue;
    const offset = bucketVenue[bucket] * assetCount;
    if (excessUsd(margin, state, bucket, markUsd, offset, watch.slope) < 0) breached[count++] = bucket;
  }
  return count;
}
