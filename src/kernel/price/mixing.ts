/**
 * The mixing variable: one random volatility multiplier for all assets, held for a block of steps.
 *
 * W ~ χ²_ν/ν gives Z/√W a Student-t law with ν degrees of freedom and all assets a common t copula (Demarta and McNeil,
 * "The t copula and related copulas", 2005). The multiplier m = √((ν−2)/ν / W) keeps the variance at that of Z, so that a
 * requested volatility is the realised one. Held over a day it makes whole days calm or wild; drawn afresh in each small
 * step it would average out within the day.
 */

import type { SimulatedShockConfig } from '../config.ts';
import { createGammaShape, type GammaShape } from '../random/gamma.ts';
import { nextChiSquare, type RandomStream } from '../random/stream.ts';

/** Blocks of a path and the law of their multiplier; `halved` is null for a plain Gaussian diffusion. */
export interface Mixing {
  readonly degreesOfFreedom: number;
  readonly halved: GammaShape | null;
  readonly blockSteps: number;
  readonly blockCount: number;
}

/** The first block starts with the path; the last one may be shorter. */
export function createMixing(mixing: SimulatedShockConfig['mixing'], stepCount: number): Mixing {
  if (mixing === null) return { degreesOfFreedom: Infinity, halved: null, blockSteps: stepCount, blockCount: 1 };
  return {
    degreesOfFreedom: mixing.degreesOfFreedom,
    halved: createGammaShape(0.5 * mixing.degreesOfFreedom),
    blockSteps: mixing.blockSteps,
    blockCount: Math.ceil(stepCount / mixing.blockSteps),
  };
}

/**
 * Draws the multiplier of each block: one uniform a block.
 *
 * @param stream at the start of the path's mixing stream; advanced
 * @param blockMultiplier [block]; overwritten; all 1 without mixing
 */
export function fillMixing(mixing: Mixing, stream: RandomStream, blockMultiplier: Float64Array): void {
  const { halved, blockCount, degreesOfFreedom } = mixing;
  for (let block = 0; block < blockCount; block++) {
    blockMultiplier[block] = halved === null ? 1 : Math.sqrt((degreesOfFreedom - 2) / nextChiSquare(stream, halved));
  }
}
