/**
 * A weighted sample of paths, and the numbers that say how much it is worth.
 *
 * Weights are likelihood ratios: their mean over many paths is 1, and means are Σ wx / n, not Σ wx / Σ w. So
 * probabilities and tail means are unbiased under importance sampling (Hesterberg 1995).
 */

/** Values and weights of the paths, [path]. */
export interface Sample {
  readonly value: Float64Array;
  readonly weight: Float64Array;
  /** R > 0: values are in path order and path p belongs to replicate p mod R; left out or 0, all paths are independent. */
  readonly replicates?: number;
}

/** True when every weight is exactly 1: plain sampling. */
export function isUnweighted(weight: Float64Array): boolean {
  return weight.every((w) => w === 1);
}

/** Effective sample size (Σw)²/Σw² (Kish 1965); 0 for no weights. */
export function effectiveSize(sum: number, sumSquared: number): number {
  return sumSquared > 0 ? (sum * sum) / sumSquared : 0;
}

/** A sample sorted by value, the largest first, with running sums of the weights. */
export interface SortedSample {
  readonly n: number;
  /** Descending, [rank]. */
  readonly value: Float64Array;
  readonly weight: Float64Array;
  /** Σ w and Σ w² over ranks 0 … rank−1, [rank + 1]. */
  readonly weightBefore: Float64Array;
  readonly weightSquaredBefore: Float64Array;
  readonly isUnweighted: boolean;
  /** Replicate of each path, and how many there are; left out where all paths are independent, [rank]. */
  readonly replicate?: Uint16Array;
  readonly replicates?: number;
}

/** Sorts a sample; equal values stay in path order, so that sums do not depend on the sorting method. */
export function sortSample(sample: Sample): SortedSample {
  const n = sample.value.length;
  const plain = isUnweighted(sample.weight);
  const replicates = sample.replicates ?? 0;
  let replicate: Uint16Array | undefined;
  let value: Float64Array;
  let weight: Float64Array;
  if (plain && replicates === 0) {
    value = Float64Array.from(sample.value).sort().reverse();
    weight = sample.weight;
  } else {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    order.sort((a, b) => sample.value[b] - sample.value[a] || a - b);
    value = Float64Array.from(order, (i) => sample.value[i]);
    weight = Float64Array.from(order, (i) => sample.weight[i]);
    if (replicates > 0) replicate = Uint16Array.from(order, (i) => i % replicates);
  }
  const weightBefore = new Float64Array(n + 1);
  const weightSquaredBefore = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    weightBefore[i + 1] = weightBefore[i] + weight[i];
    weightSquaredBefore[i + 1] = weightSquaredBefore[i] + weight[i] * weight[i];
  }
  const sorted = { n, value, weight, weightBefore, weightSquaredBefore, isUnweighted: plain };
  return replicate === undefined ? sorted : { ...sorted, replicate, replicates };
}
