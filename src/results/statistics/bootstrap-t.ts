/**
 * Interval of an expected shortfall that rests on few paths, by bootstrap-t: the law of (ES* − ES)/se* over resamples takes the
 * place of the normal law.
 *
 * With few paths in a heavy tail the standard error is small exactly where the estimate is too low, so that a normal interval
 * misses on the high side; the resamples show by how much (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993,
 * §12.5; Hall, "Theoretical comparison of bootstrap confidence intervals", Annals of Statistics 16, 1988).
 */

import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../../kernel/random/stream.ts';
import { CONFIDENCE } from './figure.ts';
import { stdErrorOfMean } from './moments.ts';
import type { SortedSample } from './sample.ts';

/** Resamples of an interval. */
export const BOOTSTRAP_T_RESAMPLES = 1000;

/** Weight of the paths that are resampled, in widths of the tail: lower ones are in no resample's tail. */
const TAIL_WIDTHS = 3;
/** Paths that are resampled besides. */
const SPARE_PATHS = 12;

/** Keeps the resamples of these intervals apart from others'. */
const STREAM_ITEM = 2;

/**
 * Ends of the interval; null where resamples do not vary (a tail of equal losses).
 *
 * Every sample meets the same resamples: they depend on nothing but ranks.
 *
 * @param estimate  expected shortfall of the sample, and its standard error
 */
export function bootstrapTInterval(
  sorted: SortedSample,
  level: number,
  { estimate, stdError }: { readonly estimate: number; readonly stdError: number },
): { readonly low: number; readonly high: number } | null {
  if (!(stdError > 0)) return null;
  const stream = createStream(0, 0);
  const count = new Uint8Array(countResampled(sorted, level));
  const ratio = new Float64Array(BOOTSTRAP_T_RESAMPLES);
  let kept = 0;
  for (let b = 0; b < BOOTSTRAP_T_RESAMPLES; b++) {
    seekStream(stream, b, Purpose.bootstrap, STREAM_ITEM);
    for (let rank = 0; rank < count.length; rank++) count[rank] = poissonOfOne(nextUniform(stream));
    const resampled = resampledShortfall(sorted, level, count);
    if (resampled.stdError > 0) ratio[kept++] = (resampled.estimate - estimate) / resampled.stdError;
  }
  if (kept < BOOTSTRAP_T_RESAMPLES / 2) return null;
  const inOrder = ratio.subarray(0, kept).sort();
  const at = (share: number): number => inOrder[Math.min(kept - 1, Math.max(0, Math.ceil(share * kept) - 1))];
  const side = (1 - CONFIDENCE) / 2;
  return { low: Math.max(0, estimate - at(1 - side) * stdError), high: estimate - at(side) * stdError };
}

/** Number of ranks from the top that resamples draw from. */
function countResampled({ n, weightBefore }: SortedSample, level: number): number {
  let rank = 0;
  while (rank < n && weightBefore[rank] < TAIL_WIDTHS * n * (1 - level)) rank++;
  return Math.min(n, rank + SPARE_PATHS);
}

/**
 * Number of times that one of many paths occurs in a resample of them all: Poisson with mean 1, the limit of the binomial law.
 *
 * @param u  uniform
 */
function poissonOfOne(u: number): number {
  let term = Math.exp(-1);
  let sum = term;
  let k = 0;
  while (u > sum && k < 20) {
    k++;
    term /= k;
    sum += term;
  }
  return k;
}

/**
 * Expected shortfall of a resample and its standard error.
 *
 * @param count  how often each of the largest paths occurs, [rank]
 */
function resampledShortfall({ n, value, weight }: SortedSample, level: number, count: Uint8Array) {
  const share = 1 - level;
  let at = 0;
  let above = 0;
  for (; at < count.length - 1; at++) {
    above += count[at] * weight[at];
    if (above > n * share) break;
  }
  const valueAtRisk = value[at];
  let mean = 0;
  let squares = 0;
  for (let rank = 0; rank < at; rank++) {
    const influence = (weight[rank] * (value[rank] - valueAtRisk)) / share;
    mean += (count[rank] * influence) / n;
    squares += count[rank] * influence * influence;
  }
  return { estimate: valueAtRisk + mean, stdError: stdErrorOfMean(squares - n * mean * mean, n) };
}
