/**
 * Cross-entropy: the tilted laws nearest to the law of the paths that make up a rare figure.
 *
 * The law that would need a single path has density in proportion to f(path) × payoff(path). Among mixtures of exponential
 * tilts the nearest to it, in Kullback and Leibler's sense, has in each law the moments of the rare paths that belong to it:
 * expectation and maximisation by turns (Rubinstein and Kroese, "The Cross-Entropy Method", 2004; Dempster, Laird and Rubin,
 * JRSS B 39, 1977). Each law starts from the idea of one way to a loss (start-laws.ts) and moves only what belongs to it.
 */

import type { SimulatedShockConfig } from '../../kernel/config.ts';
import { YEAR_SECONDS } from '../../kernel/price/diffusion.ts';
import { createMixing, type Mixing } from '../../kernel/price/mixing.ts';
import { logLikelihoodRatio, type PathScore } from '../../kernel/price/tilt.ts';
import { gammaCdf } from '../../kernel/random/gamma.ts';
import { commonShift } from '../../scenario/resolve-tilt.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { RareSample } from './pilot.ts';
import { kernelTilt, type WayLaw } from './start-laws.ts';

/** Turns of expectation and maximisation; a mixture of few laws is settled long before. */
const TURNS = 40;
/** Paths of the law as it started that each law is given beside its own, so that a handful of paths cannot carry it away. */
const PRIOR_PATHS = 5;
/** Shares that no path belongs to stay above zero, so that the next turn may find some. */
const LEAST_SHARE = 1e-4;
/** Factors stay within what a scenario may say. */
const FACTOR_RANGE = [0.05, 400] as const;
const SHIFT_MAX = 5;

/** Moments of a plain path, which the rare ones are compared with. */
interface PlainMoments {
  /** Per unit of `standardDeviations`: projects Σz on the common direction, [asset]. */
  readonly direction: Float64Array;
  readonly commonJumps: number;
  /** [asset] */
  readonly ownJumps: Float64Array;
  readonly mixing: Mixing;
}

/**
 * Fits laws to the rare paths of pilots.
 *
 * @param laws  where to start; shares above 0
 * @returns the laws moved, with shares that sum to 1
 */
export function fitLaws(resolved: ResolvedScenario, sample: RareSample, laws: readonly WayLaw[]): WayLaw[] {
  const plain = plainMoments(resolved);
  const importance = normalise(sample.payoff.map((payoff, row) => payoff * sample.weight[row]!));
  const prior = PRIOR_PATHS * importance.reduce((sum, h) => sum + h * h, 0);
  let fitted = [...laws];
  for (let turn = 0; turn < TURNS; turn++) {
    const belongs = shareOut(resolved, sample, fitted, importance);
    fitted = laws.map((start, k) => maximise(start, belongs[k]!, sample.score, prior, plain));
  }
  return fitted;
}

/** How much of each rare path belongs to each law, [law][row]; sums to 1 in all. */
function shareOut(
  resolved: ResolvedScenario,
  { score }: RareSample,
  laws: readonly WayLaw[],
  importance: Float64Array,
): Float64Array[] {
  const tilt = kernelTilt(resolved, laws, 0);
  const belongs = laws.map(() => new Float64Array(score.length));
  score.forEach((path, row) => {
    const logs = tilt.laws.map((law) => Math.log(law.share) + logLikelihoodRatio(law, path));
    const top = Math.max(...logs);
    const densities = logs.map((value) => Math.exp(value - top));
    const total = densities.reduce((sum, density) => sum + density, 0);
    densities.forEach((density, k) => {
      belongs[k]![row] = (importance[row]! * density) / total;
    });
  });
  return belongs;
}

/** The law with the moments of its paths and of its start, in what it may move. */
function maximise(
  { law, way }: WayLaw,
  belongs: Float64Array,
  score: readonly PathScore[],
  prior: number,
  plain: PlainMoments,
): WayLaw {
  const share = belongs.reduce((sum, r) => sum + r, 0);
  const mean = (atStart: number, measure: (path: PathScore) => number): number => {
    let sum = prior * atStart;
    for (let row = 0; row < belongs.length; row++) sum += belongs[row]! * measure(score[row]!);
    return sum / (share + prior);
  };
  const { direction, commonJumps, ownJumps, mixing } = plain;
  const project = ({ normalSum }: PathScore) => normalSum.reduce((sum, z, i) => sum + z * direction[i]!, 0);
  const moved = {
    ...law,
    share: Math.max(share, LEAST_SHARE),
    standardDeviations: clamp(mean(law.standardDeviations, project), -SHIFT_MAX, SHIFT_MAX),
    mixingFactor: mixing.halved === null ? 1 : solveMixingFactor(mixing, mean, law.mixingFactor),
  };
  if (way.kind === 'ownJump') {
    const expected = ownJumps[way.asset]!;
    const started = expected * way.factor;
    const count = mean(started, (path) => path.ownJumpCount[way.asset]!);
    const sum = mean(started * way.shift, (path) => path.ownNormalSum[way.asset]!);
    const ownJumpFactor = { [way.name]: clamp(count / expected, ...FACTOR_RANGE) };
    const ownJumpShift = { [way.name]: clamp(sum / count, -SHIFT_MAX, SHIFT_MAX) };
    return { law: { ...moved, ownJumpFactor, ownJumpShift }, way };
  }
  const count = mean(commonJumps * law.commonJumpFactor, (path) => path.jumpCount);
  const commonJumpFactor = commonJumps > 0 ? clamp(count / commonJumps, ...FACTOR_RANGE) : 1;
  return { law: { ...moved, commonJumpFactor }, way };
}

function plainMoments({ kernel }: ResolvedScenario): PlainMoments {
  const { stepCount, stepSeconds } = kernel;
  const shocks = kernel.shocks as SimulatedShockConfig;
  const years = (stepCount * stepSeconds) / YEAR_SECONDS;
  const ownPerYear = shocks.ownJumps?.perYear ?? new Float64Array(kernel.assetCount);
  return {
    direction: commonShift({ ...shocks, steps: stepCount }, 1),
    commonJumps: (shocks.commonJumps?.perYear ?? 0) * years,
    ownJumps: ownPerYear.map((perYear) => perYear * years),
    mixing: createMixing(shocks.mixing, stepCount),
  };
}

/** E[x] of one block under rate c: (a/c)(1 − F_{a+1}(c x₀))/(1 − F_a(c x₀)), x = χ²/2 bounded below by x₀. */
function meanHalved({ halved, leastHalved }: Mixing, factor: number): number {
  const { shape } = halved!;
  const bound = factor * leastHalved;
  return ((shape / factor) * (1 - gammaCdf(shape + 1, bound))) / (1 - gammaCdf(shape, bound));
}

/** The factor whose blocks sum to the mean of the paths and the start; bisection in its logarithm, since the mean falls. */
function solveMixingFactor(
  mixing: Mixing,
  mean: (atStart: number, measure: (path: PathScore) => number) => number,
  start: number,
): number {
  const { blockCount } = mixing;
  const wanted = mean(meanHalved(mixing, start) * blockCount, (path) => path.halvedChiSquareSum) / blockCount;
  let [low, high] = FACTOR_RANGE.map(Math.log) as [number, number];
  for (let step = 0; step < 60; step++) {
    const middle = 0.5 * (low + high);
    if (meanHalved(mixing, Math.exp(middle)) > wanted) low = middle;
    else high = middle;
  }
  return Math.exp(0.5 * (low + high));
}

function normalise(values: Float64Array): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / total);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
