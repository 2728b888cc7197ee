/**
 * Pareto k̂ of importance weights: whether the largest of them leave a variance to speak of.
 *
 * The largest weights are fitted by a generalised Pareto distribution; its shape k says how many moments they have (fewer
 * than 1/k). Above 0.7 the error of a weighted mean falls too slowly with the number of paths for its interval to be
 * trusted (Vehtari, Simpson, Gelman, Yao and Gabry, "Pareto smoothed importance sampling", JMLR 25, 2024). The estimator is
 * that of Zhang and Stephens, "A new and efficient estimation method for the generalized Pareto distribution",
 * Technometrics 51 (2009), with the prior of ten weights of k = ½ that Vehtari et al. add.
 */

/** k̂ above which weighted figures are not to be trusted. */
export const PARETO_K_LIMIT = 0.7;

/** Fewest weights in the fitted tail. */
const TAIL_WEIGHTS_MINIMUM = 5;
/** The prior on k: so many weights of this shape. */
const PRIOR_WEIGHTS = 10;
const PRIOR_SHAPE = 0.5;

/** Least share of the paths that the effective sample size may be, and the largest share that one path may have in Σw. */
const EFFECTIVE_SHARE_LIMIT = 0.02;
const WEIGHT_SHARE_LIMIT = 0.05;

/** What is known of the weights of a run. */
export interface WeightFacts {
  readonly paths: number;
  readonly effectiveSampleSize: number;
  /** Largest share of a single path in Σw. */
  readonly largestWeightShare: number;
  readonly paretoK: number | null;
}

/** One sentence a way in which the weights degenerate; none when they do not. */
export function warnOfWeights({ paths, effectiveSampleSize, largestWeightShare, paretoK }: WeightFacts): string[] {
  const advice = 'raise shocks.tilt.plainShare, tilt less, or run plainly';
  const warnings: string[] = [];
  if (paretoK !== null && paretoK > PARETO_K_LIMIT) {
    warnings.push(
      `weights degenerate: Pareto k of the largest is ${paretoK.toFixed(2)}, above ${PARETO_K_LIMIT}, so no interval here can be trusted; ${advice}`,
    );
  }
  if (effectiveSampleSize < EFFECTIVE_SHARE_LIMIT * paths) {
    warnings.push(
      `weights degenerate: the paths are worth ${Math.floor(effectiveSampleSize)} plain ones, under ${100 * EFFECTIVE_SHARE_LIMIT} % of them; ${advice}`,
    );
  }
  if (largestWeightShare > WEIGHT_SHARE_LIMIT) {
    warnings.push(
      `weights degenerate: one path holds ${(100 * largestWeightShare).toFixed(1)} % of all weight, above ${100 * WEIGHT_SHARE_LIMIT} %; ${advice}`,
    );
  }
  return warnings;
}

/**
 * Returns k̂ of the largest min(n/5, 3√n) weights; null where there are too few, or where they are all alike (a bounded
 * weight that many paths reach: as good as weights can be).
 *
 * @param weights likelihood ratios, [path]; not modified
 */
export function paretoShape(weights: Float64Array): number | null {
  const n = weights.length;
  const count = Math.ceil(Math.min(n / 5, 3 * Math.sqrt(n)));
  if (count < TAIL_WEIGHTS_MINIMUM || count >= n) return null;
  const sorted = Float64Array.from(weights).sort();
  const cut = sorted[n - count - 1];
  const excess = sorted.subarray(n - count).map((weight) => weight - cut);
  const fitted = fitShape(excess);
  if (fitted === null) return null;
  return (count * fitted + PRIOR_WEIGHTS * PRIOR_SHAPE) / (count + PRIOR_WEIGHTS);
}

/**
 * Shape of a generalised Pareto distribution from excesses over its threshold: the mean of θ = −k/σ under the profile
 * likelihood on a grid, turned into k (Zhang and Stephens 2009, equations 5 to 7; their k has the other sign).
 *
 * @param excess ascending, at least 0
 * @returns null where a quarter of them or more are 0
 */
function fitShape(excess: Float64Array): number | null {
  const n = excess.length;
  const largest = excess[n - 1];
  const quartile = excess[Math.max(0, Math.floor(n / 4 + 0.5) - 1)];
  if (!(quartile > 0)) return null;
  const points = 30 + Math.floor(Math.sqrt(n));
  const theta = Float64Array.from(
    { length: points },
    (_, j) => 1 / largest + (1 - Math.sqrt(points / (j + 0.5))) / (3 * quartile),
  );
  const logLikelihood = theta.map((t) => {
    const k = shapeAt(t, excess);
    return n * (Math.log(-t / k) - k - 1);
  });
  let best = Number.NEGATIVE_INFINITY;
  for (const value of logLikelihood) if (value > best) best = value;
  let total = 0;
  let mean = 0;
  for (let j = 0; j < points; j++) {
    const weight = Math.exp(logLikelihood[j] - best);
    if (!(weight >= 0)) continue; // θ of exactly 0: no likelihood there
    total += weight;
    mean += weight * theta[j];
  }
  return total > 0 ? shapeAt(mean / total, excess) : null;
}

/** k at a given θ: the mean of ln(1 − θx). */
function shapeAt(theta: number, excess: Float64Array): number {
  let sum = 0;
  for (const x of excess) sum += Math.log1p(-theta * x);
  return sum / excess.length;
}
