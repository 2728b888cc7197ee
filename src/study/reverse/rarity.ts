/**
 * How rare a shock is: counted among the scenario's own simulated horizons, and by formula where the law is Gaussian.
 *
 * A horizon counts when somewhere in it prices move as badly in the time that the shock takes. "As badly" can mean three
 * things, so there are three counts. At least as far: in any direction, the Mahalanobis distance alone. Beyond the plane: on
 * the far side of the plane through the shock, at right angles to it in factors; for a set that breaks with a flat edge
 * this is the set itself. Beyond the plane in less: the same for moves over that time or any shorter one.
 */

import type { PriceConfig } from '../../calibrate/simulate-returns.ts';
import { createPriceModel, fillPricePath } from '../../kernel/price/price-path.ts';
import { logGamma } from '../../kernel/random/gamma.ts';
import { normalCdf } from '../../kernel/random/normal.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { probabilityFigure } from '../../results/statistics/probability.ts';
import { type HorizonLaw, lengthOf, toFactors } from './horizon-law.ts';

export interface Rarity {
  /** Horizons with a move over that time at least as far from its mean, in any direction. */
  readonly atLeastAsFar: Figure;
  /** Horizons with a move over that time beyond the plane through the shock. */
  readonly beyondPlane: Figure;
  /** Horizons with a move over that time, or over a shorter one, beyond it. */
  readonly beyondPlaneWithin: Figure;
}

/** Paths between two reports of progress. */
const REPORT_PATHS = 256;

/**
 * Counts over paths 0 to `paths` − 1 of the scenario, prices only.
 *
 * @param config  shocks without a tilt
 * @param law  of moves over `steps` steps
 * @param factors  the shock in factors of that law, [rank], not all zero
 * @param steps  steps that the shock takes, 1 to those of the horizon
 */
export function countRarity(
  config: PriceConfig,
  law: HorizonLaw,
  factors: Float64Array,
  steps: number,
  paths: number,
  onDone: (paths: number) => void = () => {},
): Rarity {
  const { assetCount: n, stepCount, startPriceUsd } = config;
  const distance = lengthOf(factors);
  const plane = planeOf(law, factors);
  const model = createPriceModel(config);
  const price = new Float64Array(stepCount * n);
  // Log prices over the start price, the start itself first, [step + 1 × asset].
  const log = new Float64Array((stepCount + 1) * n);
  const seen = { far: 0, beyond: 0, within: 0 };
  for (let path = 0; path < paths; path++) {
    fillPricePath(model, path, price);
    for (let at = 0; at < price.length; at++) log[n + at] = Math.log(price[at] / startPriceUsd[at % n]);
    if (hasFarMove(law, log, steps, distance)) seen.far++;
    const { over, within } = largestMoves(plane.slope, log, steps);
    if (over >= plane.level) seen.beyond++;
    if (within >= plane.level) seen.within++;
    if ((path + 1) % REPORT_PATHS === 0) onDone(path + 1);
  }
  return {
    atLeastAsFar: shareFigure(seen.far, paths),
    beyondPlane: shareFigure(seen.beyond, paths),
    beyondPlaneWithin: shareFigure(seen.within, paths),
  };
}

/** Whether some move over `steps` steps has at least this Mahalanobis distance. */
function hasFarMove(law: HorizonLaw, log: Float64Array, steps: number, distance: number): boolean {
  const n = law.assetCount;
  const move = new Float64Array(n);
  for (let end = steps * n; end < log.length; end += n) {
    for (let i = 0; i < n; i++) move[i] = log[end + i] - log[end - steps * n + i];
    if (lengthOf(toFactors(law, move)) >= distance) return true;
  }
  return false;
}

/** The largest slope·move over exactly `steps` steps, and over at most so many. */
function largestMoves(slope: Float64Array, log: Float64Array, steps: number): { over: number; within: number } {
  const n = slope.length;
  const along = new Float64Array(log.length / n);
  for (let at = 0; at < log.length; at++) along[Math.floor(at / n)] += slope[at % n] * log[at];
  let over = Number.NEGATIVE_INFINITY;
  let within = Number.NEGATIVE_INFINITY;
  for (let end = 1; end < along.length; end++) {
    if (end >= steps) over = Math.max(over, along[end] - along[end - steps]);
    for (let from = Math.max(0, end - steps); from < end; from++) within = Math.max(within, along[end] - along[from]);
  }
  return { over, within };
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
    largestWeight: 1,
  });
}

/**
 * Probabilities of a Gaussian law for one given stretch of time as long as the shock: beyond the plane, Φ(−d), and at least
 * as far in any direction, 1 − χ²ₖ(d²).
 *
 * @param rank  factors k
 */
export function gaussianRarity(distance: number, rank: number): { halfSpace: number; ellipsoid: number } {
  return { halfSpace: normalCdf(-distance), ellipsoid: chiSquareTail(rank, distance * distance) };
}

/**
 * P(χ²ₖ > x) by Q(a+1, y) = Q(a, y) + yᵃe^{−y}/Γ(a+1) (Abramowitz and Stegun 26.4.4, 26.4.5): a sum of positive terms, which
 * keeps its digits where 1 − P has none.
 */
function chiSquareTail(k: number, x: number): number {
  const y = 0.5 * x;
  const isOdd = k % 2 === 1;
  let a = isOdd ? 0.5 : 1;
  let tail = isOdd ? 2 * normalCdf(-Math.sqrt(x)) : Math.exp(-y);
  for (; a < 0.5 * k; a++) tail += Math.exp(a * Math.log(y) - y - logGamma(a + 1));
  return tail;
}
