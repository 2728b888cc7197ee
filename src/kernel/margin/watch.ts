/**
 * The lazy check: finds the buckets that are in breach at the marks of a round without touching the safe ones.
 *
 * Every bucket that is not in breach stands in exactly one place: its start segment or trigger list (`whereabouts`
 * AT_START), the list of one shelf, or nowhere (it can never breach). A trigger list is read up to the present mark. A
 * shelf is opened when the worst mark has moved by its radius since its anchor prices; its buckets are valued and put back.
 * Exactness: the bound holds for any price sequence, and the same expression (`excessUsd`) decides as in the plain loop.
 * Inside, buckets are numbered by place (`WatchTable`).
 */

import { type PathState, Status } from '../account/path-state.ts';
import { startExcessUsd } from './bucket-records.ts';
import type { MarginTable } from './margin-table.ts';
import { excessUsd } from './requirement.ts';
import { TRIGGER_BAND } from './trigger-list.ts';
import {
  AT_START,
  addLive,
  advanceOdometers,
  lowerLevelLook,
  NOWHERE,
  setNextLook,
  type Watch,
} from './watch-state.ts';
import { Direction, NEVER, radiusNumber, SAFE_SHARE, SHELVES, SLOTS } from './watch-table.ts';

/** Takes a bucket off whatever it stands on. */
function unlink(watch: Watch, place: number): void {
  const at = watch.whereabouts[place];
  if (at === AT_START) watch.moved[watch.movedCount++] = place;
  else if (at >= 0) {
    const before = watch.previous[place];
    const after = watch.next[place];
    if (before >= 0) watch.next[before] = after;
    else watch.head[at] = after;
    if (after >= 0) watch.previous[after] = before;
  }
  watch.whereabouts[place] = NOWHERE;
}

function link(watch: Watch, place: number, shelf: number): void {
  if (watch.isLive[shelf] === 0) addLive(watch, shelf);
  const first = watch.head[shelf];
  watch.next[place] = first;
  watch.previous[place] = -1;
  if (first >= 0) watch.previous[first] = place;
  watch.head[shelf] = place;
  watch.whereabouts[place] = shelf;
}

/** Stops watching a bucket (it is in breach, or closed). */
export function forgetBucket(watch: Watch, bucket: number): void {
  unlink(watch, watch.table.bucketPlace[bucket]);
}

/** Has a bucket checked in the next round: its holdings changed, so its old shelf no longer bounds it. */
export function watchClosely(watch: Watch, bucket: number): void {
  const place = watch.table.bucketPlace[bucket];
  unlink(watch, place);
  watch.hasChanged[place] = 1;
  link(watch, place, watch.table.placeClass[place] * SHELVES);
}

/** Worst relative move against a class between its anchor and now. */
function worstMove(direction: number, lowest: number, highest: number): number {
  if (direction === Direction.long) return 1 - lowest;
  if (direction === Direction.short) return highest - 1;
  return Math.max(1 - lowest, highest - 1);
}

/** Sets `watch.extreme` to the lowest and highest mark over the shelf's anchor. */
function measureMove(watch: Watch, shelf: number, markUsd: Float64Array, assetCount: number): void {
  const offset = watch.markOffset[shelf];
  const at = shelf * assetCount;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (let a = 0; a < assetCount; a++) {
    const ratio = markUsd[offset + a] * watch.anchorInverse[at + a];
    if (ratio < lowest) lowest = ratio;
    if (ratio > highest) highest = ratio;
  }
  watch.extreme[0] = lowest;
  watch.extreme[1] = highest;
}

/** Works out the widest adverse move that can still happen before a live shelf is opened; once per shelf and update. */
function setWidest(watch: Watch, shelf: number, markUsd: Float64Array, assetCount: number): void {
  const radius = watch.radius[shelf];
  const direction = watch.direction[shelf];
  measureMove(watch, shelf, markUsd, assetCount);
  const lowest = watch.extreme[0];
  const highest = watch.extreme[1];
  const down = 1 - (1 - radius) / highest;
  const up = (1 + radius) / lowest - 1;
  watch.widest[shelf] = direction === Direction.long ? down : direction === Direction.short ? up : Math.max(down, up);
  watch.widestAt[shelf] = watch.update;
}

/** Puts a bucket that is not in breach on the widest shelf that will be opened before it can breach. */
function shelve(
  watch: Watch,
  place: number,
  safeMove: number,
  markUsd: Float64Array,
  offset: number,
  assetCount: number,
): void {
  const bucketClass = watch.table.placeClass[place];
  const direction = bucketClass % 3;
  const own = radiusNumber(safeMove, direction);
  if (own === NEVER) return;
  const base = bucketClass * SHELVES;
  for (let shelf = base + own * SLOTS; shelf >= base + SLOTS; shelf -= SLOTS) {
    for (let slot = shelf; slot < shelf + SLOTS; slot++) {
      if (watch.isLive[slot] === 0) {
        const at = slot * assetCount;
        for (let a = 0; a < assetCount; a++) watch.anchorInverse[at + a] = 1 / markUsd[offset + a];
        link(watch, place, slot);
        return;
      }
      // The shelf keeps its older anchor: the widest further move before it opens must still be safe.
      if (watch.widestAt[slot] !== watch.update) setWidest(watch, slot, markUsd, assetCount);
      if (watch.widest[slot] <= safeMove) {
        link(watch, place, slot);
        return;
      }
    }
  }
  link(watch, place, base);
}

/** Collects the buckets of every shelf whose radius is used up into `watch.due`; returns their number. */
function openShelves(watch: Watch, markUsd: Float64Array, assetCount: number): number {
  const { levelLookAtFallen, levelLookAtRisen } = watch;
  let dueCount = 0;
  for (let level = 0; level < levelLookAtFallen.length; level++) {
    const venue = watch.shelfVenue[level * SLOTS];
    const fallen = watch.fallen[venue];
    const risen = watch.risen[venue];
    if (fallen < levelLookAtFallen[level] && risen < levelLookAtRisen[level]) continue;
    levelLookAtFallen[level] = Number.POSITIVE_INFINITY;
    levelLookAtRisen[level] = Number.POSITIVE_INFINITY;
    for (let shelf = level * SLOTS; shelf < (level + 1) * SLOTS; shelf++) {
      if (watch.isLive[shelf] === 0) continue;
      if (fallen < watch.lookAtFallen[shelf] && risen < watch.lookAtRisen[shelf]) lowerLevelLook(watch, shelf);
      else if (isUsedUp(watch, shelf, markUsd, assetCount)) dueCount = emptyShelf(watch, shelf, dueCount);
    }
  }
  return dueCount;
}

/** Whether the marks have moved by a shelf's radius since its anchor; if not, sets when to look again. */
function isUsedUp(watch: Watch, shelf: number, markUsd: Float64Array, assetCount: number): boolean {
  const radius = watch.radius[shelf];
  if (radius === 0) return true;
  measureMove(watch, shelf, markUsd, assetCount);
  const lowest = watch.extreme[0];
  const highest = watch.extreme[1];
  if (worstMove(watch.direction[shelf], lowest, highest) >= radius) return true;
  setNextLook(watch, shelf, lowest, highest);
  return false;
}

/** Takes all buckets off a shelf into `watch.due`, from `dueCount` on; returns its new length. */
function emptyShelf(watch: Watch, shelf: number, dueCount: number): number {
  const { segmentStart } = watch.table;
  if (watch.segmentFresh[shelf] === 1) {
    watch.segmentFresh[shelf] = 0;
    for (let place = segmentStart[shelf]; place < segmentStart[shelf + 1]; place++) {
      if (watch.whereabouts[place] !== AT_START) continue;
      watch.moved[watch.movedCount++] = place;
      watch.whereabouts[place] = NOWHERE;
      watch.due[dueCount++] = place;
    }
  }
  for (let place = watch.head[shelf]; place >= 0; place = watch.next[place]) {
    watch.whereabouts[place] = NOWHERE;
    watch.due[dueCount++] = place;
  }
  watch.head[shelf] = -1;
  watch.isLive[shelf] = 0;
  return dueCount;
}

/** Collects the buckets whose only liquidation price the marks have reached, from `watch.due[dueCount]` on. */
function crossTriggers(watch: Watch, markUsd: Float64Array, dueCount: number): number {
  const { start, priceUsd } = watch.table.triggers;
  const { triggerPlace } = watch.table;
  const { nextTrigger } = watch;
  for (let list = 0; list < nextTrigger.length; list++) {
    const end = start[list + 1];
    let i = nextTrigger[list];
    if (i === end) continue;
    const mark = markUsd[list >> 1];
    // Times the band, so that a price next to the line is left to the exact expression.
    if ((list & 1) === 0) while (i < end && priceUsd[i] * (1 + TRIGGER_BAND) >= mark) i++;
    else while (i < end && priceUsd[i] * (1 - TRIGGER_BAND) <= mark) i++;
    for (let place = triggerPlace + nextTrigger[list]; place < triggerPlace + i; place++) {
      if (watch.whereabouts[place] !== AT_START) continue;
      watch.moved[watch.movedCount++] = place;
      watch.whereabouts[place] = NOWHERE;
      watch.due[dueCount++] = place;
    }
    nextTrigger[list] = i;
  }
  return dueCount;
}

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
  const { assetCount } = margin;
  const { placeBucket, placeClass, records } = watch.table;
  watch.update += 1;
  advanceOdometers(watch, markUsd, assetCount);
  const dueCount = crossTriggers(watch, markUsd, openShelves(watch, markUsd, assetCount));
  watch.valuations += dueCount;
  for (let i = 0; i < dueCount; i++) {
    const place = watch.due[i];
    const offset = Math.floor(placeClass[place] / 3) * assetCount;
    const excess =
      watch.hasChanged[place] === 0
        ? startExcessUsd(margin, records, place, markUsd, offset, watch.slope)
        : excessUsd(margin, state, placeBucket[place], markUsd, offset, watch.slope);
    if (excess < 0) {
      breached[count++] = placeBucket[place];
      continue;
    }
    const slope = watch.slope[0];
    if (slope > 0) shelve(watch, place, (excess / slope) * SAFE_SHARE, markUsd, offset, assetCount);
  }
  return count;
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
  watch.valuations += bucketVenue.length;
  for (let bucket = 0; bucket < bucketVenue.length; bucket++) {
    if (state.status[bucket] !== Status.open) continue;
    const offset = bucketVenue[bucket] * assetCount;
    if (excessUsd(margin, state, bucket, markUsd, offset, watch.slope) < 0) breached[count++] = bucket;
  }
  return count;
}
