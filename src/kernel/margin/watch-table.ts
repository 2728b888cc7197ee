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
import type { KernelConfig } from '../config.ts';
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
  const quarter = (shelf - 1) % SHELVES_PER_OCTAVE;
  let radius = SMALLEST_RADIUS * (1 + quarter / SHELVES_PER_OCTAVE);
  for (let k = 0; k < octave; k++) radius *= 2;
  return radius;
});

/** A bucket that no price can breach (long only, and solvent at price zero). */
export const NEVER = -1;

export interface WatchTable {
  /** Direction class, venue × 3 + direction, [bucket]. */
  readonly bucketClass: Uint16Array;
  /** Buckets by shelf at the start prices: those of shelf s are members[segmentStart[s] … segmentStart[s+1]−1]. */
  readonly members: Int32Array;
  readonly segmentStart: Int32Array;
  readonly shelfCount: number;
  readonly triggers: TriggerList;
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
  const { accounts, assetCount, venues } = config;
  const bucketClass = new Uint16Array(accounts.bucketCount);
  const shelfCount = venues.length * 3 * SHELVES;
  const shelf = new Int32Array(accounts.bucketCount);
  const segmentStart = new Int32Array(shelfCount + 1);
  const slope = new Float64Array(1);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    const venue = accounts.bucketVenue[bucket];
    let falls = false;
    let rises = false;
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
      const quantity = accounts.quantityBase[h];
      if (quantity > 0) falls = true;
      else if (quantity < 0) rises = true;
    }
    const direction = rises ? (falls ? Direction.mixed : Direction.short) : Direction.long;
    bucketClass[bucket] = venue * 3 + direction;
    if (hasOnePerp(accounts, bucket)) {
      shelf[bucket] = NEVER;
      continue;
    }
    const excess = excessUsd(margin, state, bucket, markUsd, venue * assetCount, slope);
    const safe = slope[0] > 0 ? (excess / slope[0]) * SAFE_SHARE : excess >= 0 ? Number.POSITIVE_INFINITY : 0;
    const own = radiusNumber(safe, direction);
    shelf[bucket] = own === NEVER ? NEVER : bucketClass[bucket] * SHELVES + own * SLOTS;
    if (own !== NEVER) segmentStart[shelf[bucket] + 1]++;
  }
  for (let s = 0; s < shelfCount; s++) segmentStart[s + 1] += segmentStart[s];
  const members = new Int32Array(segmentStart[shelfCount]);
  const fill = segmentStart.slice();
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++)
    if (shelf[bucket] !== NEVER) members[fill[shelf[bucket]]++] = bucket;
  return { bucketClass, members, segmentStart, shelfCount, triggers: createTriggerList(config) };
}
