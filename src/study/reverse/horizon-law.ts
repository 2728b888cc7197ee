/**
 * Mean and covariance of the log returns over the whole horizon, as the scenario states them, and the change of variables
 * between a shock and its standardised factors: x = μ + A·z, A·Aᵀ = Σ.
 *
 * Everything that moves prices is in Σ. The mixing variable has a mean square of 1 (kernel/price/mixing.ts), so that the
 * diffusion counts with its stated variance; a compound Poisson process adds λT(m·mᵀ + S) (Merton 1976). |z| is the
 * Mahalanobis distance of a shock; of its law it says all there is only where the law is Gaussian.
 */

import type { SimulatedShockConfig } from '../../kernel/config.ts';
import { YEAR_SECONDS } from '../../kernel/price/diffusion.ts';
import { symmetricEigen } from '../../scenario/correlation.ts';

/** Law of the log returns over a stretch of time, the horizon or a part of it, up to its second moments. */
export interface HorizonLaw {
  readonly assetCount: number;
  /** Directions in which prices move at all: the length of z. */
  readonly rank: number;
  /** μ, [asset]. */
  readonly meanLog: Float64Array;
  /** √Σᵢᵢ, [asset]. */
  readonly sdLog: Float64Array;
  /** A: √λₖ·vₖ, the principal component with the largest variance first, [asset × rank]. */
  readonly root: Float64Array;
  /** Its left inverse, [rank × asset]. */
  readonly inverse: Float64Array;
  /** No mixing variable and no jumps: |z|² is χ² with `rank` degrees of freedom. */
  readonly isGaussian: boolean;
}

/** Variances below this share of the largest are rounding. */
const VARIANCE_MIN = 1e-12;

/** Law of the returns over `stepCount` steps. */
export function computeHorizonLaw(
  shocks: SimulatedShockConfig,
  assetCount: number,
  stepCount: number,
  stepSeconds: number,
): HorizonLaw {
  const years = (stepCount * stepSeconds) / YEAR_SECONDS;
  const meanLog = shocks.logDriftPerYear.map((drift) => drift * years);
  const covariance = new Float64Array(assetCount * assetCount);
  addProduct(covariance, scaledRoot(shocks, assetCount), assetCount, years);
  const { commonJumps, ownJumps, mixing } = shocks;
  if (commonJumps !== null) {
    const { perYear, meanLog: size, covarianceRoot } = commonJumps;
    addProduct(covariance, covarianceRoot, assetCount, perYear * years);
    for (let i = 0; i < assetCount; i++) {
      meanLog[i] += perYear * years * size[i];
      for (let j = 0; j < assetCount; j++) covariance[i * assetCount + j] += perYear * years * size[i] * size[j];
    }
  }
  if (ownJumps !== null)
    for (let i = 0; i < assetCount; i++) {
      const rate = ownJumps.perYear[i] * years;
      meanLog[i] += rate * ownJumps.meanLog[i];
      const meanSquare = ownJumps.meanLog[i] * ownJumps.meanLog[i] + ownJumps.sdLog[i] * ownJumps.sdLog[i];
      covariance[i * assetCount + i] += rate * meanSquare;
    }
  const jumps = (commonJumps?.perYear ?? 0) > 0 || (ownJumps?.perYear.some((rate) => rate > 0) ?? false);
  return { ...lawOf(meanLog, covariance), isGaussian: mixing === null && !jumps };
}

/** The law with this mean and covariance, [asset] and [asset × asset]; called Gaussian. */
export function lawOf(meanLog: Float64Array, covariance: Float64Array): HorizonLaw {
  const n = meanLog.length;
  const { values, vectors } = symmetricEigen(covariance, n);
  const kept = [...values.keys()].reverse().filter((k) => values[k] > VARIANCE_MIN * values[n - 1] && values[k] > 0);
  const rank = kept.length;
  const root = new Float64Array(n * rank);
  const inverse = new Float64Array(rank * n);
  kept.forEach((from, k) => {
    const sd = Math.sqrt(values[from]);
    for (let i = 0; i < n; i++) {
      root[i * rank + k] = vectors[i * n + from] * sd;
      inverse[k * n + i] = vectors[i * n + from] / sd;
    }
  });
  const sdLog = Float64Array.from({ length: n }, (_, i) => Math.sqrt(covariance[i * n + i]));
  return { assetCount: n, rank, meanLog, sdLog, root, inverse, isGaussian: true };
}

/** The law over a part of the horizon: mean and covariance grow evenly with time. @param share  of the horizon, above 0 */
export function shareOfLaw(law: HorizonLaw, share: number): HorizonLaw {
  const root = Math.sqrt(share);
  return {
    ...law,
    meanLog: law.meanLog.map((value) => value * share),
    sdLog: law.sdLog.map((value) => value * root),
    root: law.root.map((value) => value * root),
    inverse: law.inverse.map((value) => value / root),
  };
}

/** The shock μ + A·z, log returns, [asset]. */
export function toShock({ assetCount, rank, meanLog, root }: HorizonLaw, z: Float64Array): Float64Array {
  const shock = Float64Array.from(meanLog);
  for (let i = 0; i < assetCount; i++) for (let k = 0; k < rank; k++) shock[i] += root[i * rank + k] * z[k];
  return shock;
}

/** Factors z of a shock, [rank]. */
export function toFactors({ assetCount, rank, meanLog, inverse }: HorizonLaw, shock: Float64Array): Float64Array {
  const z = new Float64Array(rank);
  for (let k = 0; k < rank; k++)
    for (let i = 0; i < assetCount; i++) z[k] += inverse[k * assetCount + i] * (shock[i] - meanLog[i]);
  return z;
}

/** |z|. */
export function lengthOf(z: Float64Array): number {
  let sum = 0;
  for (const value of z) sum += value * value;
  return Math.sqrt(sum);
}

/** σᵢ·Lᵢⱼ of the diffusion, per √year. */
function scaledRoot({ correlationRoot, diffusionPerYear }: SimulatedShockConfig, n: number): Float64Array {
  return correlationRoot.map((value, at) => value * diffusionPerYear[Math.floor(at / n)]);
}

/** Adds `scale`·L·Lᵀ. */
function addProduct(sum: Float64Array, root: Float64Array, n: number, scale: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k <= Math.min(i, j); k++) sum[i * n + j] += scale * root[i * n + k] * root[j * n + k];
}
