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
  /** Least χ²/2 that the bound on m allows; 0 without one. */
  readonly leastHalved: number;
  /** m² · χ²: ν − 2 without a bound. */
  readonly scale: number;
  readonly blockSteps: number;
  readonly blockCount: number;
}

/** The first block starts with the path; the last one may be shorter. */
export function createMixing(mixing: SimulatedShockConfig['mixing'], stepCount: number): Mixing {
  if (mixing === null)
    return { halved: null, cutOff: 0, leastHalved: 0, scale: 1, blockSteps: stepCount, blockCount: 1 };
  const { degreesOfFreedom, maximumMultiplier, blockSteps } = mixing;
  const halved = createGammaShape(0.5 * degreesOfFreedom);
  const bound = boundedLaw(degreesOfFreedom, maximumMultiplier, halved);
  const leastHalved = (0.5 * bound.scale) / (maximumMultiplier * maximumMultiplier);
  return { halved, ...bound, leastHalved, blockSteps, blockCount: Math.ceil(stepCount / blockSteps) };
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

/** The law of W on paths drawn from a tilted law: the rate of its gamma density multiplied, the bound on m kept. */
export interface MixingTilt {
  /** c, rate over the plain one; 1 leaves the law as it is. */
  readonly factor: number;
  /** Probability, without the bound, of the values that the bound cuts off. */
  readonly cutOff: number;
  /** What ln g/f of one block has that does not depend on the draw. */
  readonly logConstant: number;
}

/**
 * The tilt of the mixing variable.
 *
 * With x = χ²/2 of density x^{a−1} e^{−x}/Γ(a) on x ≥ x₀ (a = ν/2), the tilted density is that of rate c on the same
 * x ≥ x₀, and g/f = c^a e^{−(c−1)x} (1 − F(x₀))/(1 − F(c x₀)): both laws are divided by what the bound leaves of them.
 *
 * @param factor c > 0
 */
export function createMixingTilt({ halved, cutOff, leastHalved }: Mixing, factor: number): MixingTilt {
  if (halved === null || factor === 1) return { factor: 1, cutOff, logConstant: 0 };
  const tiltedCutOff = gammaCdf(halved.shape, factor * leastHalved, halved.logGammaShape);
  return {
    factor,
    cutOff: tiltedCutOff,
    logConstant: halved.shape * Math.log(factor) + Math.log((1 - cutOff) / (1 - tiltedCutOff)),
  };
}

const NONE: Float64Array = new Float64Array(0);

/**
 * Draws the multiplier of each block: one uniform a block.
 *
 * @param stream at the start of the path's mixing stream; advanced
 * @param blockMultiplier [block]; overwritten; all 1 without mixing
 * @param tilt law that the path is drawn from; null for the plain one
 * @param given uniforms of the first blocks, in the place of the stream's; may be empty
 */
export function fillMixing(
  mixing: Mixing,
  stream: RandomStream,
  blockMultiplier: Float64Array,
  tilt: MixingTilt | null = null,
  given: Float64Array = NONE,
): void {
  const { halved, blockCount, scale } = mixing;
  const cutOff = tilt === null ? mixing.cutOff : tilt.cutOff;
  const factor = tilt === null ? 1 : tilt.factor;
  for (let block = 0; block < blockCount; block++) {
    if (halved === null) blockMultiplier[block] = 1;
    else {
      const uniform = block < given.length ? given[block]! : nextUniform(stream);
      const u = cutOff + (1 - cutOff) * uniform;
      blockMultiplier[block] = Math.sqrt((factor * scale) / (2 * gammaQuantile(halved, u)));
    }
  }
}

/** Returns Σ over blocks of χ²/2, found again from the multipliers; 0 without mixing. */
export function sumHalvedChiSquare({ halved, scale, blockCount }: Mixing, blockMultiplier: Float64Array): number {
  if (halved === null) return 0;
  let sum = 0;
  for (let block = 0; block < blockCount; block++) {
    const multiplier = blockMultiplier[block]!;
    sum += (0.5 * scale) / (multiplier * multiplier);
  }
  return sum;
}
