/**
 * Random streams: one is named by (run key, path, purpose, item) and is the same wherever and whenever it is opened.
 *
 * A stream is a position in Philox's counter: (block, path, purpose, item) under the run's key. A block gives two uniforms.
 * Every draw below says how many uniforms it takes; all but Poisson's search time is fixed, none depends on what was drawn.
 */

import { type GammaShape, gammaQuantile } from './gamma.ts';
import { normalQuantile } from './normal.ts';
import { fillPhiloxBlock, fillPhiloxPair } from './philox.ts';
import type { Purpose } from './purpose.ts';

/** A stream; its fields are private to this file. */
export interface RandomStream {
  readonly key0: number;
  readonly key1: number;
  path: number;
  purpose: number;
  item: number;
  /** The next block to compute. */
  block: number;
  /** The second uniform of the current block, if it is still to be given out. */
  spare: number;
  hasSpare: boolean;
  readonly words: Int32Array;
}

/** Creates a stream under a key, at path 0 of purpose 0: call `seekStream` before drawing. */
export function createStream(key0: number, key1: number): RandomStream {
  return {
    key0: key0 | 0,
    key1: key1 | 0,
    path: 0,
    purpose: 0,
    item: 0,
    block: 0,
    spare: 0,
    hasSpare: false,
    words: new Int32Array(8),
  };
}

/**
 * Moves a stream to the first draw of (path, purpose, item).
 *
 * @param stream modified in place
 * @param path index of the path, 0 to 2³² − 1
 * @param item a further index within the purpose, such as the asset; 0 where there is none
 * @param draw number of uniforms to skip, so that any draw can be made by itself
 */
export function seekStream(stream: RandomStream, path: number, purpose: Purpose, item = 0, draw = 0): void {
  stream.path = path | 0;
  stream.purpose = purpose;
  stream.item = item | 0;
  stream.block = draw >>> 1;
  stream.hasSpare = false;
  if ((draw & 1) === 1) nextUniform(stream);
}

/**
 * A uniform from two words: 52 random bits at the middle of their cell, so that 0 and 1 never occur and 1 − u is exact.
 * (53 bits and a half would round up to 1 once in 2⁵³ draws.)
 */
function uniformOf(high: number, low: number): number {
  return ((high >>> 6) * 67108864 + (low >>> 6) + 0.5) * 2.220446049250313e-16;
}

/** Returns the next uniform, strictly between 0 and 1. */
export function nextUniform(stream: RandomStream): number {
  if (stream.hasSpare) {
    stream.hasSpare = false;
    return stream.spare;
  }
  const words = stream.words;
  fillPhiloxBlock(stream.block, stream.path, stream.purpose, stream.item, stream.key0, stream.key1, words, 0);
  stream.block = (stream.block + 1) | 0;
  stream.spare = uniformOf(words[2]!, words[3]!);
  stream.hasSpare = true;
  return uniformOf(words[0]!, words[1]!);
}

/** Returns the next standard normal: the quantile of one uniform. */
export function nextNormal(stream: RandomStream): number {
  return normalQuantile(nextUniform(stream));
}

/**
 * Fills the first `count` places with standard normals: the same values as `count` calls of `nextNormal`, faster.
 *
 * @param out modified in place
 */
export function fillNormals(stream: RandomStream, out: Float64Array, count: number): void {
  let i = 0;
  if (count > 0 && stream.hasSpare) {
    out[0] = nextNormal(stream);
    i = 1;
  }
  const { words, path, purpose, item, key0, key1 } = stream;
  let block = stream.block;
  for (; i + 4 <= count; i += 4) {
    fillPhiloxPair(block, path, purpose, item, key0, key1, words, 0);
    block = (block + 2) | 0;
    out[i] = normalQuantile(uniformOf(words[0]!, words[1]!));
    out[i + 1] = normalQuantile(uniformOf(words[2]!, words[3]!));
    out[i + 2] = normalQuantile(uniformOf(words[4]!, words[5]!));
    out[i + 3] = normalQuantile(uniformOf(words[6]!, words[7]!));
  }
  stream.block = block;
  for (; i < count; i++) out[i] = nextNormal(stream);
}

/** Returns the next exponential variate of unit mean: one uniform, falling in it. */
export function nextExponential(stream: RandomStream): number {
  return -Math.log(nextUniform(stream));
}

/**
 * Returns the next gamma variate of unit scale: one uniform, by inversion. With shape ν/2, twice the value is a
 * chi-square with ν degrees of freedom.
 */
export function nextGamma(stream: RandomStream, gamma: GammaShape): number {
  return gammaQuantile(gamma, nextUniform(stream));
}

/** Returns the next chi-square variate, `halved` being the gamma shape of ν/2: one uniform. */
export function nextChiSquare(stream: RandomStream, halved: GammaShape): number {
  return 2 * nextGamma(stream, halved);
}

/**
 * Returns the next Poisson count: one uniform, by inversion, searching upwards from 0.
 *
 * @param mean from 0 to 500; the search takes about `mean` steps
 * @throws {RangeError} outside that range, where the probability of 0 would run out of precision
 */
export function nextPoisson(stream: RandomStream, mean: number): number {
  if (!(mean >= 0 && mean <= 500)) throw new RangeError(`nextPoisson: expected a mean from 0 to 500, received ${mean}`);
  return poissonQuantile(nextUniform(stream), mean);
}

/** Returns the least count whose cumulative Poisson probability reaches u, searching upwards from 0. @param mean 0 to 500 */
export function poissonQuantile(u: number, mean: number): number {
  let count = 0;
  let probability = Math.exp(-mean);
  let cumulative = probability;
  while (u > cumulative && count < 1200) {
    count++;
    probability *= mean / count;
    cumulative += probability;
  }
  return count;
}
