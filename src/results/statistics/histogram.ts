/**
 * Quantile bands from fixed bins, so that memory does not grow with paths and the answer does not depend on their order.
 *
 * Bins are spaced like asinh(x / scale): of even width near zero, of constant relative width further out. Each bin keeps
 * the sum of weights, the sum of squared weights and the least and greatest value seen, so that an atom (no liquidation,
 * an untouched fund) comes back exactly. Quantiles are of the weights' own total (Σ w 1{x ≤ q} = level × Σ w).
 */

import { NORMAL_POINT } from './moments.ts';

/** Bins of a histogram; 32 bytes each. */
const BINS = 2048;
/** Numbers that a histogram keeps. */
export const HISTOGRAM_NUMBERS = 4 * BINS;

export interface Histogram {
  /** Size below which values are not told apart finely, in their unit. */
  readonly scale: number;
  /** Half of the range of asinh(x/scale); what lies beyond shares the last bin. */
  readonly halfRange: number;
  /** [bin] */
  readonly weight: Float64Array;
  readonly weightSquared: Float64Array;
  /** Meaningless where no weight is: left at zero, the pages of a bin that nothing falls into are never touched. */
  readonly least: Float64Array;
  readonly greatest: Float64Array;
}

/**
 * Allocates an empty histogram.
 *
 * @param scale  above 0
 * @param greatest  size of the largest values that are kept apart, in the same unit
 * @param memory  zeros for its bins, HISTOGRAM_NUMBERS of them: many histograms in one array cost nothing until values come
 */
export function createHistogram(
  scale: number,
  greatest: number,
  memory: Float64Array = new Float64Array(HISTOGRAM_NUMBERS),
): Histogram {
  const column = (k: number) => memory.subarray(k * BINS, (k + 1) * BINS);
  return {
    scale,
    halfRange: asinh(greatest / scale),
    weight: column(0),
    weightSquared: column(1),
    least: column(2),
    greatest: column(3),
  };
}

/** For the metadata of files: what a band may be off by, at most. */
export function describeResolution({ scale, halfRange }: Histogram): string {
  const width = (2 * halfRange) / BINS;
  return `bins of ${(100 * width).toPrecision(2)} % of the value, at least ${(width * scale).toPrecision(2)}, interpolated between the values seen in the bin`;
}

/** By logarithm and square root, whose bits do not differ between engines. */
function asinh(x: number): number {
  const size = Math.abs(x);
  const value = Math.log(size + Math.sqrt(size * size + 1));
  return x < 0 ? -value : value;
}

function binOf({ scale, halfRange }: Histogram, value: number): number {
  const place = Math.floor(((asinh(value / scale) + halfRange) / (2 * halfRange)) * BINS);
  return place < 0 ? 0 : place >= BINS ? BINS - 1 : place;
}

/** Adds a value with its weight. */
export function addValue(histogram: Histogram, value: number, weight: number, weightSquared = weight * weight): void {
  const bin = binOf(histogram, value);
  const isFirst = histogram.weight[bin] === 0;
  histogram.weight[bin] += weight;
  histogram.weightSquared[bin] += weightSquared;
  if (isFirst || value < histogram.least[bin]) histogram.least[bin] = value;
  if (isFirst || value > histogram.greatest[bin]) histogram.greatest[bin] = value;
}

/** Quantile at a level of the total weight; NaN for an empty histogram. */
export function histogramQuantile(histogram: Histogram, level: number): number {
  const { weight, least, greatest } = histogram;
  let total = 0;
  for (let bin = 0; bin < BINS; bin++) total += weight[bin];
  const target = level * total;
  let before = 0;
  let last = Number.NaN;
  for (let bin = 0; bin < BINS; bin++) {
    if (weight[bin] <= 0) continue;
    last = greatest[bin];
    if (before + weight[bin] >= target)
      return least[bin] + ((greatest[bin] - least[bin]) * Math.max(0, target - before)) / weight[bin];
    before += weight[bin];
  }
  return last;
}

/**
 * A quantile with its standard error: half the distance between the quantiles at level ± z standard errors of the weighted
 * share below it, over z (Woodruff 1952). Zero inside an atom; NaN for an empty histogram.
 *
 * @param transform  rising function from what the histogram holds to what is reported
 */
export function quantileWithError(
  histogram: Histogram,
  level: number,
  transform: (value: number) => number = (value) => value,
): { estimate: number; stdError: number } {
  const { weight, weightSquared } = histogram;
  const estimate = histogramQuantile(histogram, level);
  let total = 0;
  let squares = 0;
  let below = 0;
  let squaresBelow = 0;
  const bin = binOf(histogram, estimate);
  for (let k = 0; k < BINS; k++) {
    total += weight[k];
    squares += weightSquared[k];
    if (k <= bin) {
      below += weight[k];
      squaresBelow += weightSquared[k];
    }
  }
  if (!(total > 0)) return { estimate: Number.NaN, stdError: Number.NaN };
  // Σ w² (1{x ≤ q} − level)², with the paths of the quantile's bin shared so that the level is met.
  const share = below > 0 ? Math.min(1, (level * total) / below) : 0;
  const under = squaresBelow * share;
  const variance = (under * (1 - level) * (1 - level) + (squares - under) * level * level) / (total * total);
  const step = NORMAL_POINT * Math.sqrt(variance);
  const low = histogramQuantile(histogram, Math.max(0, level - step));
  const high = histogramQuantile(histogram, Math.min(1, level + step));
  return { estimate: transform(estimate), stdError: (transform(high) - transform(low)) / (2 * NORMAL_POINT) };
}
