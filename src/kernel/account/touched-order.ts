/**
 * The buckets of a path's journal in ascending order, so that sums over them do not depend on the order in which they were
 * touched.
 */

import type { PathState } from './path-state.ts';

export interface TouchedOrder {
  /** Buckets in ascending order, `count` of them. */
  readonly bucket: Int32Array;
  count: number;
  /** Scratch: one bit a bucket. */
  readonly bits: Int32Array;
}

/** Allocates the list. */
export function createTouchedOrder(bucketCount: number): TouchedOrder {
  return { bucket: new Int32Array(bucketCount), count: 0, bits: new Int32Array((bucketCount >> 5) + 1) };
}

/** Fills the list from the journal: a bit for each bucket, read back in order, which costs no comparison. */
export function orderTouched(touched: TouchedOrder, state: PathState): void {
  const { bits, bucket } = touched;
  for (let i = 0; i < state.touchedCount; i++) {
    const at = state.touched[i];
    bits[at >> 5] |= 1 << (at & 31);
  }
  let count = 0;
  for (let word = 0; count < state.touchedCount; word++) {
    let left = bits[word];
    bits[word] = 0;
    while (left !== 0) {
      const lowest = left & -left;
      bucket[count++] = word * 32 + 31 - Math.clz32(lowest);
      left ^= lowest;
    }
  }
  touched.count = count;
}
