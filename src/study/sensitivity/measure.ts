/**
 * What a sensitivity measures: the expected shortfall of a loss at one level, the response made of it, and both under
 * resamples of the paths.
 */

import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../../kernel/random/stream.ts';
import type { PathMeasure } from '../../kernel/result.ts';
import { type Figure, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';
import { isUnweighted, type Sample, type SortedSample, sortSample } from '../../results/statistics/sample.ts';
import { expectedShortfall, expectedShortfallFigure } from '../../results/statistics/tail.ts';
import { seedKey } from '../../run/seed.ts';
import { type PathSample, sampleOf } from '../path-sample.ts';

export interface Measure {
  readonly loss: PathMeasure;
  readonly level: number;
  /** `log`: log(1 + ES in USD); `loss`: ES in USD. */
  readonly response: 'log' | 'loss';
}

/** Resamples of the paths behind the noise of a response. */
export const PATH_RESAMPLES = 200;
/** Item of the bootstrap stream that belongs to paths. */
const STREAM_ITEM = 3;

/** The figure of a run. */
export function shortfallFigure(sample: PathSample, { loss, level }: Measure): Figure {
  return expectedShortfallFigure(sortSample(sampleOf(sample, loss)), level, 'USD');
}

/**
 * The highest level at which the base has 10 paths in the tail.
 *
 * @returns the level, or how many paths would do for the lowest one
 */
export function chooseLevel(
  sample: PathSample,
  loss: PathMeasure,
  levels: readonly number[],
): number | { readonly pathsNeeded: number } {
  const sorted = sortSample(sampleOf(sample, loss));
  const figures = levels.map((level) => ({ level, figure: expectedShortfallFigure(sorted, level, 'USD') }));
  // A base that loses nothing says nothing about the tail; others may lose.
  const enough = figures.findLast(
    ({ level, figure }) => figure.estimate !== null && sample.n * (1 - level) >= TAIL_PATHS_MINIMUM - SIZE_TOLERANCE,
  );
  if (enough !== undefined) return enough.level;
  const [{ level, figure }] = figures;
  return { pathsNeeded: figure.pathsNeeded ?? Math.ceil(TAIL_PATHS_MINIMUM / (1 - level) - SIZE_TOLERANCE) };
}

/** How often each path occurs in each resample, [resample][path]; the same for every run of the study. */
export function drawPathResamples(paths: number, seed: string): Uint16Array[] {
  const stream = createStream(...seedKey(seed));
  return Array.from({ length: PATH_RESAMPLES }, (_, resample) => {
    const count = new Uint16Array(paths);
    seekStream(stream, resample, Purpose.bootstrap, STREAM_ITEM);
    for (let k = 0; k < paths; k++) count[Math.floor(nextUniform(stream) * paths)]++;
    return count;
  });
}

/** A run's response, and its response under each resample. */
export interface RunResponse {
  readonly value: number;
  readonly resampled: Float64Array;
}

/** The response of a run. */
export function respond(sample: PathSample, measure: Measure, resamples: readonly Uint16Array[]): RunResponse {
  const { value, weight } = sampleOf(sample, measure.loss);
  const order = Uint32Array.from(value, (_, path) => path).sort((a, b) => value[b] - value[a] || a - b);
  const responseOf = (shortfallUsd: number) =>
    measure.response === 'log' ? Math.log(1 + Math.max(0, shortfallUsd)) : shortfallUsd;
  const ranked: Sample = {
    value: Float64Array.from(order, (path) => value[path]),
    weight: Float64Array.from(order, (path) => weight[path]),
  };
  const of = (weights: Float64Array) =>
    responseOf(expectedShortfall(rank(ranked.value, weights), measure.level).estimate);
  const resampled = Float64Array.from(resamples, (count) => of(ranked.weight.map((w, r) => w * count[order[r]])));
  return { value: of(ranked.weight), resampled };
}

/** A sample that is sorted already, with other weights. */
function rank(value: Float64Array, weight: Float64Array): SortedSample {
  const n = value.length;
  const weightBefore = new Float64Array(n + 1);
  const weightSquaredBefore = new Float64Array(n + 1);
  for (let r = 0; r < n; r++) {
    weightBefore[r + 1] = weightBefore[r] + weight[r];
    weightSquaredBefore[r + 1] = weightSquaredBefore[r] + weight[r] * weight[r];
  }
  return { n, value, weight, weightBefore, weightSquaredBefore, isUnweighted: isUnweighted(weight) };
}
