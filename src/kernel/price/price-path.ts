/**
 * Exogenous prices of one path: what the outside world does, before any liquidation moves the book.
 *
 * A path is a pure function of (run key, path index): two policies, or two orders of running, see the same prices. The
 * prices are never altered by the simulation; impact is kept apart, in the book.
 */

import type { KernelConfig, SimulatedShockConfig } from '../config.ts';
import { Purpose } from '../random/purpose.ts';
import { createStream, fillNormals, nextUniform, type RandomStream, seekStream } from '../random/stream.ts';
import { createDiffusion, type Diffusion, fillDiffusion } from './diffusion.ts';
import {
  addCommonJumps,
  addCountedJumps,
  addOwnJumps,
  type CommonJumps,
  createCommonJumps,
  createOwnJumps,
  type OwnJumps,
} from './jumps.ts';
import { createLeadingDraws, fillLeadingDraws, type LeadingDraws, placeLeadingNormals } from './leading.ts';
import { createMixing, fillMixing, type Mixing } from './mixing.ts';
import { createScreening, measureExtremes, type Screening, scoreDanger } from './screening.ts';
import {
  chooseLaw,
  computeWeight,
  createPathScore,
  createTilt,
  type PathScore,
  scoreMixing,
  shiftNormals,
  type Tilt,
  type TiltedLaw,
} from './tilt.ts';

/** What fills price paths: coefficients per step and scratch memory, made once a worker. */
export type PriceModel = SimulatedPrices | ReplayedPrices;

export interface SimulatedPrices {
  readonly kind: 'simulated';
  readonly stepCount: number;
  readonly assetCount: number;
  readonly stepSeconds: number;
  readonly startPriceUsd: Float64Array;
  readonly diffusion: Diffusion;
  readonly mixing: Mixing;
  readonly commonJumps: CommonJumps | null;
  readonly ownJumps: OwnJumps | null;
  readonly tilt: Tilt | null;
  /** Chooses one of several drawn paths; null where every drawn path counts. */
  readonly screening: Screening | null;
  /** Draws that come from scrambled Sobol points; null for plain sampling. */
  readonly leading: LeadingDraws | null;
  /** Scratch: what the weight of a path depends on. Filled only with a tilt. */
  readonly score: PathScore;
  readonly stream: RandomStream;
  /** Scratch: innovations of the path, [step × asset]. */
  readonly normals: Float64Array;
  /** Scratch: volatility multiplier of each block, [block]. */
  readonly blockMultiplier: Float64Array;
}

export interface ReplayedPrices {
  readonly kind: 'replay';
  readonly stepCount: number;
  readonly assetCount: number;
  readonly pathCount: number;
  readonly priceUsd: Float64Array;
}

/**
 * Creates the price model of a run. Allocates all it will ever need.
 *
 * @param config only the key, the horizon, the start prices and the shocks are read
 */
export function createPriceModel(
  config: Pick<KernelConfig, 'seedKey' | 'stepCount' | 'stepSeconds' | 'assetCount' | 'startPriceUsd' | 'shocks'>,
): PriceModel {
  const { stepCount, assetCount, shocks } = config;
  if (shocks.kind === 'replay') {
    return { kind: 'replay', stepCount, assetCount, pathCount: shocks.pathCount, priceUsd: shocks.priceUsd };
  }
  return createSimulatedPrices(config, shocks);
}

function createSimulatedPrices(
  config: Pick<KernelConfig, 'seedKey' | 'stepCount' | 'stepSeconds' | 'assetCount' | 'startPriceUsd'>,
  shocks: SimulatedShockConfig,
): SimulatedPrices {
  const { stepCount, stepSeconds, assetCount, startPriceUsd } = config;
  const mixing = createMixing(shocks.mixing, stepCount);
  const commonJumps = createCommonJumps(shocks.commonJumps, stepSeconds);
  const ownJumps = createOwnJumps(shocks.ownJumps, stepSeconds);
  const tilt = createTilt(shocks.tilt, commonJumps, ownJumps, mixing, stepCount);
  const parts = { assetCount, stepCount, mixing, commonJumps, tilt };
  return {
    kind: 'simulated',
    stepCount,
    assetCount,
    stepSeconds,
    startPriceUsd,
    diffusion: createDiffusion(shocks, assetCount, stepCount, stepSeconds),
    mixing,
    commonJumps,
    ownJumps,
    tilt,
    screening: createScreening(shocks.tilt?.screening ?? null, config.seedKey, config),
    leading: createLeadingDraws(shocks.sampling, config.seedKey, parts),
    score: createPathScore(assetCount),
    stream: createStream(config.seedKey[0], config.seedKey[1]),
    normals: new Float64Array(stepCount * assetCount),
    blockMultiplier: new Float64Array(mixing.blockCount),
  };
}

/**
 * Fills the exogenous prices of one path.
 *
 * Simulated: P(t) = P₀·exp(Σ Δx), with Δx = drift + volatility × mixing × correlated normals + jumps, jumps in the step
 * they fall in (MODEL.md, price). Replayed: the given row, bit for bit; path p takes row p modulo the rows given.
 *
 * @param path index of the path, from 0
 * @param priceUsd price at the end of each step, USD, [step × asset], row-major; overwritten
 * @returns likelihood-ratio weight of the path, 1 without importance sampling
 */
export function fillPricePath(model: PriceModel, path: number, priceUsd: Float64Array): number {
  if (model.kind === 'replay') return copyPrices(model, path, priceUsd);
  if (model.screening === null) return simulatePrices(model, path, priceUsd);
  return screenPrices(model, model.screening, path, priceUsd);
}

/** Draws the candidates of a path, number path × K and on, and keeps one. Returns its weight. */
function screenPrices(model: SimulatedPrices, screening: Screening, path: number, priceUsd: Float64Array): number {
  const { candidates, stream, candidateUsd, extreme } = screening;
  seekStream(stream, path, Purpose.screening);
  let total = 0;
  let danger = 1;
  for (let k = 0; k < candidates; k++) {
    const ratio = simulatePrices(model, path * candidates + k, candidateUsd);
    measureExtremes(candidateUsd, model, extreme);
    const score = scoreDanger(screening, extreme);
    total += ratio * score;
    // Each takes the place with its share of all so far: in the end each stands with its share of all.
    if (nextUniform(stream) * total < ratio * score) {
      priceUsd.set(candidateUsd);
      danger = score;
    }
  }
  return total / (candidates * danger);
}

function copyPrices(model: ReplayedPrices, path: number, priceUsd: Float64Array): number {
  const size = model.stepCount * model.assetCount;
  const from = (path % model.pathCount) * size;
  for (let i = 0; i < size; i++) priceUsd[i] = model.priceUsd[from + i]!;
  return 1;
}

function simulatePrices(model: SimulatedPrices, path: number, priceUsd: Float64Array): number {
  const { stream, stepCount, assetCount, normals, mixing, blockMultiplier, commonJumps, ownJumps, tilt, leading } =
    model;
  if (leading !== null) fillLeadingDraws(leading, path, stream);
  let law: TiltedLaw | null = null;
  if (tilt !== null) {
    seekStream(stream, path, Purpose.tilt);
    law = chooseLaw(tilt, leading === null ? nextUniform(stream) : leading.law[0]!);
  }

  seekStream(stream, path, Purpose.mixing);
  fillMixing(mixing, stream, blockMultiplier, law === null ? null : law.mixing, leading?.mixing);
  seekStream(stream, path, Purpose.diffusion);
  fillNormals(stream, normals, stepCount * assetCount);
  if (leading !== null) placeLeadingNormals(leading, blockMultiplier, mixing.blockSteps, normals);
  if (tilt !== null) {
    scoreMixing(mixing, blockMultiplier, model.score);
    shiftNormals(law, stepCount, normals, model.score.normalSum);
  }

  // The array of prices holds log returns until the last pass.
  fillDiffusion(model.diffusion, normals, blockMultiplier, mixing.blockSteps, priceUsd);
  model.score.jumpCount = 0;
  if (commonJumps !== null) {
    const rateFactor = law === null ? 1 : law.jumpFactor;
    model.score.jumpCount =
      leading === null || leading.jumps === null
        ? addCommonJumps(commonJumps, stream, path, rateFactor, stepCount, priceUsd)
        : addCountedJumps(commonJumps, stream, path, rateFactor, stepCount, leading.jumps, priceUsd);
  }
  if (ownJumps !== null) addOwnJumps(ownJumps, stream, path, law, stepCount, priceUsd, model.score);
  accumulate(model.startPriceUsd, stepCount, priceUsd);
  return tilt === null ? 1 : computeWeight(tilt, model.score);
}

/** Keeps prices finite and positive when a heavy-tailed draw leaves the range of floating point (e^±600). */
const LOG_RETURN_MAX = 600;

/** Turns log returns into prices, in place: asset by asset, one exponential a price. */
function accumulate(startPriceUsd: Float64Array, stepCount: number, values: Float64Array): void {
  const assetCount = startPriceUsd.length;
  const end = stepCount * assetCount;
  for (let i = 0; i < assetCount; i++) {
    const start = startPriceUsd[i]!;
    let logReturn = 0;
    for (let at = i; at < end; at += assetCount) {
      logReturn += values[at]!;
      values[at] = start * Math.exp(Math.max(-LOG_RETURN_MAX, Math.min(LOG_RETURN_MAX, logReturn)));
    }
  }
}
