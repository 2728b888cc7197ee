/**
 * Interval of an expected shortfall that rests on few paths, or of a difference of two, by bootstrap-t: the law of (ES* − ES)/se*
 * over resamples takes the place of the normal law.
 *
 * With few paths in a heavy tail the standard error is small exactly where the estimate is too low, so that a normal interval
 * misses on the high side; the resamples show by how much (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993,
 * §12.5; Hall, "Theoretical comparison of bootstrap confidence intervals", Annals of Statistics 16, 1988).
 */

import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, nextUniform, poissonQuantile, seekStream } from '../../kernel/random/stream.ts';
import { CONFIDENCE } from './figure.ts';
import { stdErrorOfMean } from './moments.ts';
import type { SortedSample } from './sample.ts';

/** Resamples of an interval. */
const RESAMPLES = 1000;

/** Weight of the paths that are resampled, in widths of the tail: lower ones are in no resample's tail. */
const TAIL_WIDTHS = 3;
/** Paths that are resampled besides. */
const SPARE_PATHS = 12;

/** Keeps the resamples of these intervals apart from others'. */
const STREAM_ITEM = 2;

/** One expected shortfall of the sum that is wanted, its paths in the order of their losses. */
export interface ShortfallSide {
  readonly sorted: SortedSample;
  /** Path at each rank; left out where paths bear their ranks as numbers, [rank]. */
  readonly path?: Uint32Array;
  /** 1, or −1 for what is taken away. */
  readonly sign: 1 | -1;
}

/** Where an estimate stands among its resamples. */
export interface BootstrapT {
  readonly low: number;
  readonly high: number;
  /** Two-sided, of "it is 0". */
  readonly pValue: number;
}

/**
 * Ends of the interval of an expected shortfall, or of one less another on the same paths. Null where resamples do not vary (a tail
 * of equal losses), or so often not that an end is not seen.
 *
 * Every sample meets the same resamples: they depend on ranks, those of a difference on the order of its paths.
 *
 * @param estimate  what the sides add up to, and its standard error
 */
export function bootstrapTInterval(
  sides: readonly ShortfallSide[],
  level: number,
  { estimate, stdError }: { readonly estimate: number; readonly stdError: number },
): BootstrapT | null {
  if (!(stdError > 0)) return null;
  const stream = createStream(0, 0);
  const tails = resampledTails(sides, level);
  const count = new Uint8Array(tails.paths);
  const influence = new Float64Array(tails.paths);
  const ratio = new Float64Array(RESAMPLES);
  for (let b = 0; b < RESAMPLES; b++) {
    seekStream(stream, b, Purpose.bootstrap, STREAM_ITEM);
    // How often one of many paths occurs in a resample of them all: Poisson with mean 1, the limit of the binomial law.
    for (let place = 0; place < count.length; place++) count[place] = poissonQuantile(nextUniform(stream), 1);
    const resampled = resampledShortfall(tails, level, count, influence);
    const error = resampled.estimate - estimate;
    ratio[b] = error === 0 ? 0 : error / resampled.stdError;
  }
  ratio.sort();
  const at = (share: number): number => ratio[Math.max(0, Math.ceil(share * ratio.length) - 1)];
  const side = (1 - CONFIDENCE) / 2;
  const [least, most] = [at(side), at(1 - side)];
  if (!Number.isFinite(least) || !Number.isFinite(most)) return null;
  const found = estimate / stdError;
  const share = (isBeyond: (t: number) => boolean): number => ratio.filter(isBeyond).length / ratio.length;
  const beyond = Math.min(
    share((t) => t >= found),
    share((t) => t <= found),
  );
  return {
    low: estimate - most * stdError,
    high: estimate - least * stdError,
    pValue: Math.min(1, Math.max(2 * beyond, 2 / ratio.length)),
  };
}

/** What resamples draw from: the paths of largest loss on any side. */
interface ResampledTails {
  readonly n: number;
  /** How many they are. */
  readonly paths: number;
  readonly sides: readonly (ShortfallSide & {
    /** Place among the resampled paths, [rank]. */
    readonly place: Uint32Array;
  })[];
}

function resampledTails(sides: readonly ShortfallSide[], level: number): ResampledTails {
  const tops = sides.map(({ sorted, path }) => {
    const ranks = countResampled(sorted, level);
    return path?.subarray(0, ranks) ?? Uint32Array.from({ length: ranks }, (_, rank) => rank);
  });
  const paths = [...new Set(tops.flatMap((top) => [...top]))].sort((a, b) => a - b);
  const placeOf = new Map(paths.map((path, place) => [path, place]));
  return {
    n: sides[0].sorted.n,
    paths: paths.length,
    sides: sides.map((side, k) => ({ ...side, place: tops[k].map((path) => placeOf.get(path)!) })),
  };
}

/** Number of ranks from the top that resamples draw from. */
function countResampled({ n, weightBefore }: SortedSample, level: number): number {
  let rank = 0;
  while (rank < n && weightBefore[rank] < TAIL_WIDTHS * n * (1 - level)) rank++;
  return Math.min(n, rank + SPARE_PATHS);
}

/**
 * What the sides of a resample add up to and its standard error.
 *
 * @param count  how often each path occurs, [place]
 * @param influence  of each path, overwritten, [place]
 */
function resampledShortfall({ n, sides }: ResampledTails, level: number, count: Uint8Array, influence: Float64Array) {
  const share = 1 - level;
  let estimate = 0;
  influence.fill(0);
  for (const { sorted, place, sign } of sides) {
    const { value, weight } = sorted;
    let at = 0;
    let above = 0;
    for (; at < place.length - 1; at++) {
      above += count[place[at]] * weight[at];
      if (above > n * share) break;
    }
    for (let rank = 0; rank < at; rank++)
      influence[place[rank]] += (sign * weight[rank] * (value[rank] - value[at])) / share;
    estimate += sign * value[at];
  }
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < count.length; k++) {
    sum += count[k] * influence[k];
    squares += count[k] * influence[k] * influence[k];
  }
  return { estimate: estimate + sum / n, stdError: stdErrorOfMean(squares - (sum * sum) / n, n) };
}
