/**
 * The journal of a path by rank, so that sums over it do not depend on the order in which buckets were touched.
 */

import type { PathState } from './path-state.ts';

/** Ranks of the buckets touched on a path. */
export interface TouchedRanks {
  /** In ascending order, `count` of them. */
  readonly rank: Int32Array;
  count: number;
  /** Scratch: one bit a rank. */
  readonly bits: Int32Array;
}

/** Allocates the list. */
export function createTouchedRanks(bucketCount: number): TouchedRanks {
  return { rank: new Int32Array(bucketCount), count: 0, bits: new Int32Array((bucketCount >> 5) + 1) };
}

/** Fills the list from the journal: a bit for each rank, read back in order (a sort took ten times as long). */
export function fillTouchedRanks(touched: TouchedRanks, state: PathState, bucketRank: Int32Array): void {
  const { bits, rank } = touched;
  for (let i = 0; i < state.touchedCount; i++) {
    const at = bucketRank[state.touched[i]];
    bits[at >> 5] |= 1 << (at & 31);
  }
  let count = 0;
  for (let word = 0; count < state.touchedCount; word++) {
    let left = bits[word];
    bits[word] = 0;
    while (left !== 0) {
      const lowest = left & -left;
      rank[count++] = word * 32 + 31 - Math.clz32(lowest);
      left ^= lowest;
    }
  }
  touched.count = count;
}
