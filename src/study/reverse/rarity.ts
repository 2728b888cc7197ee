/**
 * How rare a shock is: counted among the scenario's own simulated horizons, and by formula where the law is Gaussian.
 *
 * Three counts, since "as bad" can mean three things. At least as far: any direction, the Mahalanobis distance alone.
 * Beyond the plane: at the end of the horizon on the far side of the plane through the shock, at right angles to it in
 * factors; for a set that breaks with a flat edge this is the set itself. Beyond it at any time: at the end of any step.
 */

import type { PriceConfig } from '../../calibrate/simulate-returns.ts';
import { createPriceModel, fillPricePath } from '../../kernel/price/price-path.ts';
import { gammaCdf } from '../../kernel/random/gamma.ts';
import { normalCdf } from '../../kernel/random/normal.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { probabilityFigure } from '../../results/statistics/probability.ts';
import { type HorizonLaw, lengthOf, toFactors } from './horizon-law.ts';

export interface Rarity {
  /** Simulated horizons at least as far from the mean, in any direction. */
  readonly atLeastAsFar: Figure;
  /** Simulated horizons that end beyond the plane through the shock. */
  readonly beyondPlane: Figure;
  /** Simulated horizons that are beyond it at the end of any step. */
  readonly beyondPlaneAnyTime: Figure;
}

/** Paths between two reports of progress. */
const REPORT_PATHS = 256;

/**
 * Counts over paths 0 to `paths` − 1 of the scenario, prices only.
 *
 * @param config  shocks without a tilt
 * @param factors  the shock in factors, [rank], not all zero
 */
export function countRarity(
  config: PriceConfig,
  law: HorizonLaw,
  factors: Float64Array,
  paths: number,
  onDone: (paths: number) => void = () => {},
): Rarity {
  const { assetCount: n, stepCount, startPriceUsd } = config;
  const distance = lengthOf(factors);
  const { slope, level } = planeOf(law, factors);
  const model = createPriceModel(config);
  const price = new Float64Array(stepCount * n);
  const shock = new Float64Array(n);
  const seen = { far: 0, beyond: 0, ever: 0 };
  for (let path = 0; path < paths; path++) {
    fillPricePath(model, path, price);
    let along = 0;
    let isEver = false;
    for (let step = 0; step < stepCount; step++) {
      along = 0;
      for (let i = 0; i < n; i++) {
        shock[i] = Math.log(price[step * n + i] / startPriceUsd[i]);
        along += slope[i] * shock[i];
      }
      isEver ||= along >= level;
    }
    if (lengthOf(toFactors(law, shock)) >= distance) seen.far++;
    if (along >= level) seen.beyond++;
    if (isEver) seen.ever++;
    if ((path + 1) % REPORT_PATHS === 0) onDone(path + 1);
  }
  return {
    atLeastAsFar: shareFigure(seen.far, paths),
    beyondPlane: shareFigure(seen.beyond, paths),
    beyondPlaneAnyTime: shareFigure(seen.ever, paths),
  };
}

/** The plane through the shock in log returns: slope·x ≥ level. */
function planeOf({ assetCount, rank, inverse, meanLog }: HorizonLaw, factors: Float64Array) {
  const slope = new Float64Array(assetCount);
  let level = 0;
  for (let k = 0; k < rank; k++) level += factors[k] * factors[k];
  for (let i = 0; i < assetCount; i++) {
    for (let k = 0; k < rank; k++) slope[i] += factors[k] * inverse[k * assetCount + i];
    level += slope[i] * meanLog[i];
  }
  return { slope, level };
}

/** Share of plain paths with its interval. */
export function shareFigure(events: number, paths: number): Figure {
  return probabilityFigure({
    n: paths,
    events,
    weight: events,
    weightSquared: events,
    totalWeight: paths,
    totalWeightSquared: paths,
  });
}

/**
 * Probabilities of a Gaussian law: beyond the plane, Φ(−d), and at least as far in any direction, 1 − χ²ₖ(d²).
 *
 * @param rank  factors k
 */
export function gaussianRarity(distance: number, rank: number): { halfSpace: number; ellipsoid: number } {
  return { halfSpace: normalCdf(-distance), ellipsoid: 1 - gammaCdf(0.5 * rank, 0.5 * distance * distance) };
}
