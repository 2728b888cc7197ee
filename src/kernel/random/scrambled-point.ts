/**
 * Points of independently scrambled Sobol sequences (randomised quasi-Monte Carlo).
 *
 * Nested uniform scrambling (Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995) in base 2: each binary digit
 * of a coordinate is flipped or not by a random bit that belongs to the digits before it. Every point is uniform on the
 * cube, and 2^m points keep the balance of the sequence. The bits are not stored but made again where they are needed, as
 * in hash-based scrambling (Laine and Karras 2011; Burley 2020); the hash is Philox, keyed like every other draw. 28 digits
 * are scrambled; those below are pure chance, as Owen's would be, since no two points of a sequence share 28.
 */

import { fillPhiloxBlock } from './philox.ts';
import { Purpose } from './purpose.ts';
import { sobolDirections, sobolWord } from './sobol.ts';
import { nextUniform, type RandomStream, seekStream } from './stream.ts';

/** Digits that the bits of one Philox block scramble: a tree of 127 places in 128 bits. */
const DIGITS_PER_BLOCK = 7;
const BLOCKS = 4;
const DIGITS = DIGITS_PER_BLOCK * BLOCKS;
/** Digits below the scrambled ones, to the 52 of every uniform of the run. */
const REST = 16777216; // 2²⁴
const UNIT = 2.220446049250313e-16; // 2⁻⁵²

/** Sequences of one run: independent scrambles of the same points. */
export interface ScrambledPoints {
  /** Number of independent scrambles: path p is point ⌊p/replicates⌋ of replicate p mod replicates. */
  readonly replicates: number;
  readonly dimensions: number;
  /** Direction numbers, [dimension]. */
  readonly direction: readonly Int32Array[];
  readonly key0: number;
  readonly key1: number;
  /** Scratch: one Philox block. */
  readonly words: Int32Array;
}

/** @param dimensions  at most `SOBOL_DIMENSIONS_MAX` */
export function createScrambledPoints(
  seedKey: readonly [number, number],
  replicates: number,
  dimensions: number,
): ScrambledPoints {
  return {
    replicates,
    dimensions,
    direction: Array.from({ length: dimensions }, (_, d) => sobolDirections(d)),
    key0: seedKey[0] | 0,
    key1: seedKey[1] | 0,
    words: new Int32Array(4),
  };
}

/**
 * Writes the point of a path, each coordinate strictly between 0 and 1.
 *
 * @param path  point ⌊path/replicates⌋ of replicate path mod replicates
 * @param stream  moved; draws the digits below the scrambled ones
 * @param out  [dimension]; overwritten
 */
export function fillScrambledPoint(
  points: ScrambledPoints,
  path: number,
  stream: RandomStream,
  out: Float64Array,
): void {
  const replicate = path % points.replicates;
  const index = (path - replicate) / points.replicates;
  seekStream(stream, path, Purpose.belowScramble);
  for (let dimension = 0; dimension < points.dimensions; dimension++) {
    const plain = sobolWord(points.direction[dimension]!, index) >>> (32 - DIGITS);
    const high = scramble(points, plain, replicate, dimension);
    out[dimension] = (high * REST + Math.floor(nextUniform(stream) * REST) + 0.5) * UNIT;
  }
}

/** Flips the digits of a 28-bit fraction, each by the bit of its place in the tree of all digits before it. */
function scramble({ key0, key1, words }: ScrambledPoints, plain: number, replicate: number, dimension: number): number {
  let flipped = plain;
  for (let block = 0; block < BLOCKS; block++) {
    const below = DIGITS - block * DIGITS_PER_BLOCK;
    const prefix = plain >>> below;
    fillPhiloxBlock(prefix, replicate, Purpose.scramble, dimension * BLOCKS + block, key0, key1, words, 0);
    // Places of a binary tree in breadth-first order: the root is 1, the children of t are 2t and 2t + 1.
    let place = 1;
    for (let digit = below - 1; digit >= below - DIGITS_PER_BLOCK; digit--) {
      const bit = (words[place >>> 5]! >>> (place & 31)) & 1;
      flipped ^= bit << digit;
      place = 2 * place + ((plain >>> digit) & 1);
    }
  }
  return flipped;
}
