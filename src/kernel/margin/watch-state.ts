/**
 * Memory of the lazy check for one worker: where every bucket stands, which shelves are live, and how far prices went.
 *
 * A shelf's own move need not be worked out at every update: per venue an odometer adds up the largest relative fall and
 * rise of any asset, and a shelf is looked at only when the odometer has gone as far as the shelf still had.
 */

import type { KernelConfig } from '../config.ts';
import { Direction, SHELF_RADIUS, SHELVES, SLOTS, type WatchTable } from './watch-table.ts';

/** Whereabouts of a bucket that has not left its start segment or trigger list, or is on no shelf. */
export const AT_START = -1;
export const NOWHERE = -2;

export interface Watch {
  readonly table: WatchTable;
  /** AT_START, NOWHERE, or the shelf whose list holds the bucket, [place]. */
  readonly whereabouts: Int32Array;
  /** 1 when the bucket's holdings are no longer those of its record, [place]. */
  readonly hasChanged: Uint8Array;
  /** Doubly linked lists of the shelves, [place]; −1 ends a list. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly head: Int32Array;
  /** Next entry of each trigger list that has not been crossed on this path. */
  readonly nextTrigger: Int32Array;
  /** 1 while the shelf's start segment has not been opened on this path, [shelf]. */
  readonly segmentFresh: Uint8Array;
  /** 1 / mark at which the shelf was last anchored, [shelf × asset]. */
  readonly anchorInverse: Float64Array;
  /** Odometers, log price: largest fall and rise of any asset per update, summed, [venue]; and the marks last seen. */
  readonly fallen: Float64Array;
  readonly risen: Float64Array;
  readonly lastMarkUsd: Float64Array;
  readonly startMarkUsd: Float64Array;
  /** Odometer readings at which a shelf has to be looked at, [shelf]. */
  readonly lookAtFallen: Float64Array;
  readonly lookAtRisen: Float64Array;
  /** Earliest of these readings over the shelves of one class and radius, [level = shelf / SLOTS]. */
  readonly levelLookAtFallen: Float64Array;
  readonly levelLookAtRisen: Float64Array;
  /** 1 while anything may stand on a shelf, [shelf]. */
  readonly isLive: Uint8Array;
  /** Places to be valued in this round. */
  readonly due: Int32Array;
  /** Places that left their start segment or trigger list on this path. */
  readonly moved: Int32Array;
  movedCount: number;
  readonly startInverse: Float64Array;
  /** Radius, direction, first mark and venue of each shelf, [shelf]. */
  readonly radius: Float64Array;
  readonly direction: Uint8Array;
  readonly markOffset: Int32Array;
  readonly shelfVenue: Uint16Array;
  /** Widest further move before a shelf is opened, and the update it was worked out in, [shelf]. */
  readonly widest: Float64Array;
  readonly widestAt: Float64Array;
  /** Number of the present update of marks, over all paths. */
  update: number;
  /** Scratch: lowest and highest mark over an anchor; slope of the bucket being valued. */
  readonly extreme: Float64Array;
  readonly slope: Float64Array;
  /** Valuations made so far, over all paths: the cost of the check. */
  valuations: number;
}

/**
 * Allocates the lists for one worker.
 *
 * @param startMarkUsd  marks the table was computed at, [venue × asset]
 */
export function createWatch(config: KernelConfig, table: WatchTable, startMarkUsd: Float64Array): Watch {
  const { bucketCount } = config.accounts;
  const { assetCount } = config;
  const { shelfCount } = table;
  const startInverse = new Float64Array(shelfCount * assetCount);
  const column = (): Float64Array => new Float64Array(shelfCount);
  const radius = column();
  const direction = new Uint8Array(shelfCount);
  const markOffset = new Int32Array(shelfCount);
  const shelfVenue = new Uint16Array(shelfCount);
  for (let shelf = 0; shelf < shelfCount; shelf++) {
    const bucketClass = Math.floor(shelf / SHELVES);
    radius[shelf] = SHELF_RADIUS[Math.floor((shelf % SHELVES) / SLOTS)];
    direction[shelf] = bucketClass % 3;
    shelfVenue[shelf] = Math.floor(bucketClass / 3);
    markOffset[shelf] = shelfVenue[shelf] * assetCount;
    for (let a = 0; a < assetCount; a++) startInverse[shelf * assetCount + a] = 1 / startMarkUsd[markOffset[shelf] + a];
  }
  const watch: Watch = {
    table,
    whereabouts: new Int32Array(bucketCount).fill(AT_START),
    hasChanged: new Uint8Array(bucketCount),
    next: new Int32Array(bucketCount),
    previous: new Int32Array(bucketCount),
    head: new Int32Array(table.shelfCount),
    nextTrigger: new Int32Array(table.triggers.start.length - 1),
    segmentFresh: new Uint8Array(table.shelfCount),
    anchorInverse: new Float64Array(table.shelfCount * assetCount),
    fallen: new Float64Array(config.venues.length),
    risen: new Float64Array(config.venues.length),
    lastMarkUsd: startMarkUsd.slice(),
    startMarkUsd: startMarkUsd.slice(),
    lookAtFallen: column(),
    lookAtRisen: column(),
    radius,
    direction,
    markOffset,
    shelfVenue,
    levelLookAtFallen: new Float64Array(shelfCount / SLOTS),
    levelLookAtRisen: new Float64Array(shelfCount / SLOTS),
    isLive: new Uint8Array(shelfCount),
    due: new Int32Array(bucketCount),
    moved: new Int32Array(bucketCount),
    movedCount: 0,
    startInverse,
    widest: column(),
    widestAt: column().fill(-1),
    update: 0,
    extreme: new Float64Array(2),
    slope: new Float64Array(1),
    valuations: 0,
  };
  resetWatch(watch);
  return watch;
}

/** Returns all buckets to their start segments; costs what the last path moved. */
export function resetWatch(watch: Watch): void {
  const { table } = watch;
  for (let i = 0; i < watch.movedCount; i++) {
    watch.whereabouts[watch.moved[i]] = AT_START;
    watch.hasChanged[watch.moved[i]] = 0;
  }
  watch.movedCount = 0;
  watch.head.fill(-1);
  watch.nextTrigger.set(table.triggers.start.subarray(0, watch.nextTrigger.length));
  watch.segmentFresh.fill(1);
  watch.anchorInverse.set(watch.startInverse);
  watch.fallen.fill(0);
  watch.risen.fill(0);
  watch.lastMarkUsd.set(watch.startMarkUsd);
  watch.levelLookAtFallen.fill(Number.POSITIVE_INFINITY);
  watch.levelLookAtRisen.fill(Number.POSITIVE_INFINITY);
  watch.isLive.fill(0);
  for (let shelf = 0; shelf < table.shelfCount; shelf++)
    if (table.segmentStart[shelf + 1] > table.segmentStart[shelf]) addLive(watch, shelf);
}

/** Makes a shelf live that is anchored at the present marks. */
export function addLive(watch: Watch, shelf: number): void {
  watch.isLive[shelf] = 1;
  setNextLook(watch, shelf, 1, 1);
}

/** A shelf is looked at a little before it can be due, so that rounding in the odometer cannot matter. */
const LOOK_EARLY = 1e-9;

/** Sets when a shelf has to be looked at again, given its lowest and highest mark over its anchor now. */
export function setNextLook(watch: Watch, shelf: number, lowest: number, highest: number): void {
  const venue = watch.shelfVenue[shelf];
  // ln q ≥ 1 − 1/q: a bound a little early is as good as the logarithm, and costs a division.
  const left = 1 - watch.radius[shelf];
  const down = left > 0 ? 1 - left / lowest : Number.POSITIVE_INFINITY;
  const up = 1 - highest / (1 + watch.radius[shelf]);
  const direction = watch.direction[shelf];
  watch.lookAtFallen[shelf] =
    direction === Direction.short ? Number.POSITIVE_INFINITY : watch.fallen[venue] + down - LOOK_EARLY;
  watch.lookAtRisen[shelf] =
    direction === Direction.long ? Number.POSITIVE_INFINITY : watch.risen[venue] + up - LOOK_EARLY;
  lowerLevelLook(watch, shelf);
}

/** Has the shelf's level looked at no later than the shelf. */
export function lowerLevelLook(watch: Watch, shelf: number): void {
  const level = Math.floor(shelf / SLOTS);
  if (watch.lookAtFallen[shelf] < watch.levelLookAtFallen[level])
    watch.levelLookAtFallen[level] = watch.lookAtFallen[shelf];
  if (watch.lookAtRisen[shelf] < watch.levelLookAtRisen[level])
    watch.levelLookAtRisen[level] = watch.lookAtRisen[shelf];
}

/** Moves the odometers on to the marks of this update. */
export function advanceOdometers(watch: Watch, markUsd: Float64Array, assetCount: number): void {
  const { lastMarkUsd } = watch;
  for (let venue = 0; venue < watch.fallen.length; venue++) {
    let lowest = 1;
    let highest = 1;
    for (let k = venue * assetCount; k < (venue + 1) * assetCount; k++) {
      if (markUsd[k] === lastMarkUsd[k]) continue;
      const ratio = markUsd[k] / lastMarkUsd[k];
      if (ratio < lowest) lowest = ratio;
      else if (ratio > highest) highest = ratio;
      lastMarkUsd[k] = markUsd[k];
    }
    if (lowest < 1) watch.fallen[venue] -= Math.log(lowest);
    if (highest > 1) watch.risen[venue] += Math.log(highest);
  }
}
