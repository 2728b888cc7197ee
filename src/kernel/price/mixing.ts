/**
 * The mixing variable: one random volatility multiplier for all assets, held for a block of steps.
 *
 * W ~ χ²_ν/ν gives Z/√W a Student-t law with ν degrees of freedom and all assets a common t copula (Demarta and McNeil,
 * "The t copula and related copulas", 2005). The multiplier m = √((ν−2)/ν / W) keeps the variance at that of Z, so that a
 * requested volatility is the realised one. Held over a day it makes whole days calm or wild; drawn afresh in each small
 * step it would average out within the day. A bound on m cuts the lowest values of W off (days wilder than any on record);
 * the rest is scaled so that E[m²] stays 1.
 */

import type { SimulatedShockConfig } from '../config.ts';
import { createGammaShape, type GammaShape, gammaCdf, gammaQuantile } from '../random/gamma.ts';
import { nextUniform, type RandomStream } from '../random/stream.ts';

/** Blocks of a path and the law of their multiplier; `halved` is null for a plain Gaussian diffusion. */
export interface Mixing {
  readonly halved: GammaShape | null;
  /** Probability of the values of W that the bound cuts off; uniforms are squeezed into what is left. */
  readonly cutOff: number;
  /** m² · χ²: ν − 2 without a bound. */
  readonly scale: number;
  readonly blockSteps: number;
  readonly blockCount: number;
}

/** The first block starts with the path; the last one may be shorter. */
export function createMixing(mixing: SimulatedShockConfig['mixing'], stepCount: number): Mixing {
  if (mixing === null) return { halved: null, cutOff: 0, scale: 1, blockSteps: stepCount, blockCount: 1 };
  const { degreesOfFreedom, maximumMultiplier, blockSteps } = mixing;
  const halved = createGammaShape(0.5 * degreesOfFreedom);
  const bound = boundedLaw(degreesOfFreedom, maximumMultiplier, halved);
  return { halved, ...bound, blockSteps, blockCount: Math.ceil(stepCount / blockSteps) };
}

/**
 * The law of χ² given that m ≤ the bound, m² = scale/χ².
 *
 * E[1/χ²; χ² ≥ x] = P(χ²_{ν−2} ≥ x)/(ν−2), so scale = (ν−2)(1 − F_ν(x))/(1 − F_{ν−2}(x)) with x = scale/bound²: a fixed
 * point, reached in a few steps because the cut-off probabilities are small.
 */
function boundedLaw(degreesOfFreedom: number, maximumMultiplier: number, halved: GammaShape) {
  let scale = degreesOfFreedom - 2;
  let cutOff = 0;
  if (!Number.isFinite(maximumMultiplier)) return { cutOff, scale };
  const fewer = createGammaShape(0.5 * (degreesOfFreedom - 2));
  for (let step = 0; step < 100; step++) {
    const half = (0.5 * scale) / (maximumMultiplier * maximumMultiplier);
    cutOff = gammaCdf(halved.shape, half, halved.logGammaShape);
    const next = ((degreesOfFreedom - 2) * (1 - cutOff)) / (1 - gammaCdf(fewer.shape, half, fewer.logGammaShape));
    if (Math.abs(next - scale) <= 1e-14 * scale) return { cutOff, scale: next };
    scale = next;
  }
  return { cutOff, scale };
}

/**
 * Draws the multiplier of each block: one uniform a block.
 *
 * @param stream at the start of the path's mixing stream; advanced
 * @param blockMultiplier [block]; overwritten; all 1 without mixing
 */
export function fillMixing(mixing: Mixing, stream: RandomStream, blockMultiplier: Float64Array): void {
  const { halved, blockCount, cutOff, scale } = mixing;
  for (let block = 0; block < blockCount; block++) {
    if (halved === null) blockMultiplier[block] = 1;
    else {
      const u = cutOff + (1 - cutOff) * nextUniform(stream);
      blockMultiplier[block] = Math.sqrt(scale / (2 * gammaQuantile(halved, u)));
    }
  }
}
