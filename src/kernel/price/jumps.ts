/**
 * Jumps of the log price: one Poisson clock for all assets, and one for each asset by itself.
 *
 * Merton, "Option pricing when underlying stock returns are discontinuous" (1976), with a common clock added. Waiting times
 * are exponential, so the number of jumps in each step is exactly Poisson and a path costs as many draws as it has jumps.
 * A jump lands inside one step, so that an account can fall from healthy to bankrupt between two marks.
 */

import type { SimulatedShockConfig } from '../config.ts';
import { normalQuantile } from '../random/normal.ts';
import { Purpose } from '../random/purpose.ts';
import {
  fillNormals,
  nextExponential,
  nextNormal,
  nextUniform,
  poissonQuantile,
  type RandomStream,
  seekStream,
} from '../random/stream.ts';
import { YEAR_SECONDS } from './diffusion.ts';
import type { LeadingJumps } from './leading.ts';

/** Jumps that hit all assets in the same step. */
export interface CommonJumps {
  readonly perStep: number;
  readonly meanLog: Float64Array;
  /** Lower-triangular root of the covariance of sizes, row-major, [asset × asset]. */
  readonly covarianceRoot: Float64Array;
  /** Scratch: the normals of one jump, [asset]. */
  readonly normals: Float64Array;
}

/** Independent jumps of each asset, all columns [asset]. */
export interface OwnJumps {
  readonly perStep: Float64Array;
  readonly meanLog: Float64Array;
  readonly sdLog: Float64Array;
}

export function createCommonJumps(
  config: SimulatedShockConfig['commonJumps'],
  stepSeconds: number,
): CommonJumps | null {
  if (config === null || !(config.perYear > 0)) return null;
  return {
    perStep: (config.perYear * stepSeconds) / YEAR_SECONDS,
    meanLog: config.meanLog,
    covarianceRoot: config.covarianceRoot,
    normals: new Float64Array(config.meanLog.length),
  };
}

export function createOwnJumps(config: SimulatedShockConfig['ownJumps'], stepSeconds: number): OwnJumps | null {
  if (config?.perYear.some((rate) => rate > 0) !== true) return null;
  return {
    perStep: config.perYear.map((rate) => (rate * stepSeconds) / YEAR_SECONDS),
    meanLog: config.meanLog,
    sdLog: config.sdLog,
  };
}

/**
 * Adds the path's common jumps to the log returns.
 *
 * Takes one uniform for each waiting time and one an asset for each jump inside the horizon.
 *
 * @param path index of the path, which names the stream
 * @param rateFactor intensity over the plain one, 1 unless the path is tilted; the same uniforms give earlier jumps
 * @param logReturn [step × asset]; modified in place
 * @returns number of jumps
 */
export function addCommonJumps(
  jumps: CommonJumps,
  stream: RandomStream,
  path: number,
  rateFactor: number,
  stepCount: number,
  logReturn: Float64Array,
): number {
  const { normals } = jumps;
  const rate = jumps.perStep * rateFactor;
  seekStream(stream, path, Purpose.commonJumps);
  let count = 0;
  for (let time = nextExponential(stream) / rate; time < stepCount; time += nextExponential(stream) / rate) {
    fillNormals(stream, normals, normals.length);
    addSizes(jumps, Math.floor(time), logReturn);
    count++;
  }
  return count;
}

/**
 * The same law with the number of jumps drawn first: given it, their times are independent and uniform over the horizon. Number,
 * times of the first jumps drawn and the leading part of the first size are given, the rest comes from the stream.
 *
 * @param given uniforms, in the place of the stream's
 * @returns number of jumps
 */
export function addCountedJumps(
  jumps: CommonJumps,
  stream: RandomStream,
  path: number,
  rateFactor: number,
  stepCount: number,
  given: LeadingJumps,
  logReturn: Float64Array,
): number {
  const { normals } = jumps;
  const count = poissonQuantile(given.count[0]!, jumps.perStep * rateFactor * stepCount);
  seekStream(stream, path, Purpose.commonJumps);
  for (let jump = 0; jump < count; jump++) {
    const uniform = jump < given.time.length ? given.time[jump]! : nextUniform(stream);
    fillNormals(stream, normals, normals.length);
    if (jump === 0) replaceCoordinate(normals, given.axis, normalQuantile(given.size[0]!));
    addSizes(jumps, Math.floor(uniform * stepCount), logReturn);
  }
  return count;
}

/** Adds one jump in every asset, from its normals. */
function addSizes({ meanLog, covarianceRoot, normals }: CommonJumps, step: number, logReturn: Float64Array): void {
  const assetCount = meanLog.length;
  const row = step * assetCount;
  for (let i = 0; i < assetCount; i++) {
    let size = meanLog[i]!;
    for (let j = 0; j <= i; j++) size += covarianceRoot[i * assetCount + j]! * normals[j]!;
    logReturn[row + i] = logReturn[row + i]! + size;
  }
}

/** Exchanges the coordinate of independent standard normals along a unit vector; the law stays. */
function replaceCoordinate(normals: Float64Array, axis: Float64Array, value: number): void {
  let drawn = 0;
  for (let i = 0; i < axis.length; i++) drawn += axis[i]! * normals[i]!;
  for (let i = 0; i < axis.length; i++) normals[i]! += (value - drawn) * axis[i]!;
}

/** How a tilted law draws own jumps, all columns [asset]. */
export interface OwnJumpTilt {
  /** Intensity over the plain one. */
  readonly ownJumpFactor: Float64Array;
  /** Added to the standard normal behind each size. */
  readonly ownSizeShift: Float64Array;
}

/** What the likelihood ratios of a path need of its own jumps, all columns [asset]. */
export interface OwnJumpScore {
  readonly ownJumpCount: Float64Array;
  /** Σ of the standard normals behind the sizes, as they were used. */
  readonly ownNormalSum: Float64Array;
}

/**
 * Adds each asset's own jumps to the log returns. Two uniforms a jump, in a stream of the asset's own, so that one asset's
 * intensity does not change another's jumps.
 *
 * @param law the tilted law that the path is drawn from; null for the plain one
 * @param logReturn [step × asset]; modified in place
 * @param score overwritten
 */
export function addOwnJumps(
  jumps: OwnJumps,
  stream: RandomStream,
  path: number,
  law: OwnJumpTilt | null,
  stepCount: number,
  logReturn: Float64Array,
  score: OwnJumpScore,
): void {
  const { perStep, meanLog, sdLog } = jumps;
  const assetCount = perStep.length;
  for (let i = 0; i < assetCount; i++) {
    score.ownJumpCount[i] = 0;
    score.ownNormalSum[i] = 0;
    const rate = law === null ? perStep[i]! : perStep[i]! * law.ownJumpFactor[i]!;
    const sizeShift = law === null ? 0 : law.ownSizeShift[i]!;
    if (!(rate > 0)) continue;
    seekStream(stream, path, Purpose.ownJumps, i);
    for (let time = nextExponential(stream) / rate; time < stepCount; time += nextExponential(stream) / rate) {
      const at = Math.floor(time) * assetCount + i;
      const normal = nextNormal(stream) + sizeShift;
      logReturn[at] = logReturn[at]! + meanLog[i]! + sdLog[i]! * normal;
      score.ownJumpCount[i] = score.ownJumpCount[i]! + 1;
      score.ownNormalSum[i] = score.ownNormalSum[i]! + normal;
    }
  }
}
