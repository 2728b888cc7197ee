/**
 * The diffusion of the log price: drift plus correlated Gaussian innovations, exact at the ends of steps.
 *
 * Glasserman, "Monte Carlo Methods in Financial Engineering" (2003), §3.2.3: with constant coefficients the log-Euler step
 * has the exact joint law at grid times, whatever the step.
 */

import type { SimulatedShockConfig } from '../config.ts';

/** Seconds of the year in every "per year" figure: 365 days, since crypto trades around the clock. */
export const YEAR_SECONDS = 31_536_000;

/** Coefficients per step. */
export interface Diffusion {
  readonly assetCount: number;
  readonly stepCount: number;
  /** Drift of the log price, [asset]. */
  readonly driftPerStep: Float64Array;
  /** σᵢ√Δ·Lᵢⱼ, row-major, [asset × asset]; entries above the diagonal are 0 and never read. */
  readonly rootPerStep: Float64Array;
}

/** Scales drift, volatility and correlation root to the step. */
export function createDiffusion(
  shocks: SimulatedShockConfig,
  assetCount: number,
  stepCount: number,
  stepSeconds: number,
): Diffusion {
  const stepYears = stepSeconds / YEAR_SECONDS;
  const rootStep = Math.sqrt(stepYears);
  const driftPerStep = new Float64Array(assetCount);
  const rootPerStep = new Float64Array(assetCount * assetCount);
  for (let i = 0; i < assetCount; i++) {
    driftPerStep[i] = shocks.logDriftPerYear[i]! * stepYears;
    for (let j = 0; j <= i; j++) {
      const at = i * assetCount + j;
      rootPerStep[at] = shocks.diffusionPerYear[i]! * rootStep * shocks.correlationRoot[at]!;
    }
  }
  return { assetCount, stepCount, driftPerStep, rootPerStep };
}

/**
 * Writes the log return of every step: drift + multiplier × (root · normals).
 *
 * @param normals independent standard normals, [step × asset]
 * @param blockMultiplier multiplier of the volatility in each block of steps, [block]
 * @param blockSteps steps in a block
 * @param logReturn [step × asset]; overwritten
 */
export function fillDiffusion(
  diffusion: Diffusion,
  normals: Float64Array,
  blockMultiplier: Float64Array,
  blockSteps: number,
  logReturn: Float64Array,
): void {
  const { assetCount, stepCount, driftPerStep, rootPerStep } = diffusion;
  let block = 0;
  let blockEnd = blockSteps;
  let multiplier = blockMultiplier[0]!;
  let row = 0;
  for (let step = 0; step < stepCount; step++) {
    if (step === blockEnd) {
      block++;
      blockEnd += blockSteps;
      multiplier = blockMultiplier[block]!;
    }
    let at = 0;
    for (let i = 0; i < assetCount; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += rootPerStep[at + j]! * normals[row + j]!;
      logReturn[row + i] = driftPerStep[i]! + multiplier * sum;
      at += assetCount;
    }
    row += assetCount;
  }
}
