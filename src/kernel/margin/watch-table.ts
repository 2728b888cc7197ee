/**
 * Which accounts need watching at which price move: computed once per run from the start state, shared by all threads.
 *
 * For every bucket, excess / slope is a relative adverse price move that cannot breach it (its safe move). Buckets are
 * put on *shelves* of equal safe move, and a whole shelf is left alone until the worst price has moved by the shelf's
 * radius from the prices it was filled at. Three classes by direction keep the test one-sided: long (only falls hurt),
 * short (only rises), mixed (both). A bucket with a single perp needs no shelf: its one liquidation price is known, and
 * all of them are sorted by asset and side (`TriggerList`).
 */

import type { PathState } from '../account/path-state.ts';
import type { AccountTable, KernelConfig } from '../config.ts';
import { type BucketRecords, createBucketRecords } from './bucket-records.ts';
import type { MarginTable } from './margin-table.ts';
import { excessUsd } from './requirement.ts';
import { createTriggerList, hasOnePerp, type TriggerList } from './trigger-list.ts';

/** Directions in which prices can hurt a bucket. */
export const Direction = { long: 0, short: 1, mixed: 2 } as const;

/** Radii per class: number 0 is checked at every update, number k holds safe moves of at least SHELF_RADIUS[k]. */
const SHELVES_PER_OCTAVE = 2;
const OCTAVES = 10;
const SMALLEST_RADIUS = 1 / 512;
export const RADII = OCTAVES * SHELVES_PER_OCTAVE + 1;

/**
 * Shelves of the same radius, filled at different prices: an account that comes back finds one whose anchor is near, and
 * is not pushed to a narrower shelf by an old one.
 */
export const SLOTS = 4;
/** Shelves per class; shelf = (class × RADII + radius number) × SLOTS + slot. Start segments are on slot 0. */
export const SHELVES = RADII * SLOTS;

/** A safe move is used only up to this share, so that rounding in the bound cannot matter. */
export const SAFE_SHARE = 1 - 1e-9;

/** Radius of each shelf: 0, then 2^−9 (1 + m/2) 2^e up to 1.5. */
export const SHELF_RADIUS: Float64Array = Float64Array.from({ length: RADII }, (_, shelf) => {
  if (shelf === 0) return 0;
  const octave = Math.floor((shelf - 1) / SHELVES_PER_OCTAVE);
  const within = (shelf - 1) % SHELVES_PER_OCTAVE;
  let radius = SMALLEST_RADIUS * (1 + within / SHELVES_PER_OCTAVE);
  for (let k = 0; k < octave; k++) radius *= 2;
  return radius;
});

/** A bucket that no price can breach (long only, and solvent at price zero). */
export const NEVER = -1;

export interface WatchTable {
  /**
   * The watch numbers buckets by *place*: shelf by shelf, then trigger list by trigger list, then those that can never be
   * breached, so that what is valued together lies together in memory. [place] → bucket and [bucket] → place.
   */
  readonly placeBucket: Int32Array;
  readonly bucketPlace: Int32Array;
  /** Direction class, venue × 3 + direction, [place]. */
  readonly placeClass: Uint16Array;
  /** Start segments: those of shelf s are the places segmentStart[s] … segmentStart[s+1]−1. */
  readonly segmentStart: Int32Array;
  readonly shelfCount: number;
  /** Trigger list k holds the places triggerPlace + triggers.start[k] and on. */
  readonly triggerPlace: number;
  readonly triggers: TriggerList;
  readonly records: BucketRecords;
}

/** Number of the largest radius that is at most the safe move; NEVER for a long-only bucket that cannot be breached. */
export function radiusNumber(safeMove: number, direction: number): number {
  if (direction === Direction.long && safeMove > 1) return NEVER;
  if (!(safeMove >= SMALLEST_RADIUS)) return 0;
  let low = 1;
  let high = RADII - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (SHELF_RADIUS[middle] <= safeMove) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Computes the table from the start state. `state` must be as at the start of a path.
 *
 * @param markUsd  marks before the first step, [venue × asset]
 */
export function createWatchTable(
  config: KernelConfig,
  margin: MarginTable,
  state: PathState,
  markUsd: Float64Array,
): WatchTable {
  const { accounts, venues } = config;
  const { bucketCount } = accounts;
  const shelfCount = venues.length * 3 * SHELVES;
  const bucketClass = new Uint16Array(bucketCount);
  const shelf = new Int32Array(bucketCount);
  const segmentStart = new Int32Array(shelfCount + 1);
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const direction = directionOf(accounts, bucket);
    bucketClass[bucket] = accounts.bucketVenue[bucket] * 3 + direction;
    const own = hasOnePerp(accounts, bucket)
      ? NEVER
      : radiusNumber(safeMove(margin, state, bucket, markUsd), direction);
    shelf[bucket] = own === NEVER ? NEVER : bucketClass[bucket] * SHELVES + own * SLOTS;
    if (own !== NEVER) segmentStart[shelf[bucket] + 1]++;
  }
  for (let s = 0; s < shelfCount; s++) segmentStart[s + 1] += segmentStart[s];
  const triggers = createTriggerList(config);
  const triggerPlace = segmentStart[shelfCount];
  const bucketPlace = new Int32Array(bucketCount).fill(-1);
  const fill = segmentStart.slice();
  for (let bucket = 0; bucket < bucketCount; bucket++)
    if (shelf[bucket] !== NEVER) bucketPlace[bucket] = fill[shelf[bucket]]++;
  triggers.bucket.forEach((bucket, i) => {
    bucketPlace[bucket] = triggerPlace + i;
  });
  let last = triggerPlace + triggers.bucket.length;
  for (let bucket = 0; bucket < bucketCount; bucket++) if (bucketPlace[bucket] < 0) bucketPlace[bucket] = last++;
  const placeBucket = new Int32Array(bucketCount);
  for (let bucket = 0; bucket < bucketCount; bucket++) placeBucket[bucketPlace[bucket]] = bucket;
  return {
    placeBucket,
    bucketPlace,
    placeClass: Uint16Array.from(placeBucket, (bucket) => bucketClass[bucket]),
    segmentStart,
    shelfCount,
    triggerPlace,
    triggers,
    records: createBucketRecords(accounts, margin, placeBucket),
  };
}

function directionOf(accounts: AccountTable, bucket: number): number {
  let falls = false;
  let rises = false;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    if (accounts.quantityBase[h] > 0) falls = true;
    else if (accounts.quantityBase[h] < 0) rises = true;
  }
  return rises ? (falls ? Direction.mixed : Direction.short) : Direction.long;
}

const slopeScratch = new Float64Array(1);

/** Relative adverse move that cannot breach a bucket at the start; Infinity when no move can. */
function safeMove(margin: MarginTable, state: PathState, bucket: number, markUsd: Float64Array): number {
  const offset = margin.bucketVenue[bucket] * margin.assetCount;
  const excess = excessUsd(margin, state, bucket, markUsd, offset, slopeScratch);
  if (slopeScratch[0] > 0) return (excess / slopeScratch[0]) * SAFE_SHARE;
  return excess >= 0 ? Number.POSITIVE_INFINITY : 0;
}
