/**
 * Running means, variances and the covariance of two weighted quantities, one path at a time, in path order.
 *
 * Welford's update keeps the variance accurate where the mean is large against the spread (Welford 1962; Chan, Golub and
 * LeVeque 1983). All figures that are means or ratios of means come from here, so they need one pass and no memory.
 */

import { normalQuantile } from '../../kernel/random/normal.ts';
import {
  CONFIDENCE,
  type Figure,
  notEnoughPaths,
  SIZE_TOLERANCE,
  TAIL_PATHS_FLAGGED,
  TAIL_PATHS_MINIMUM,
} from './figure.ts';
import { nameReplicates, replicateOf, replicatePoint, replicateStdError } from './replicates.ts';

/** Two-sided normal point of the intervals, 1.959964 at 95 %. */
export const NORMAL_POINT: number = normalQuantile((1 + CONFIDENCE) / 2);

export interface PairMoments {
  n: number;
  meanX: number;
  meanY: number;
  /** Σ (x − mean)² and so on. */
  squaresX: number;
  squaresY: number;
  products: number;
  /** Σ and Σ² of the weights of paths in which y is not zero: what a ratio rests on. */
  activeWeight: number;
  activeWeightSquared: number;
  /** Σ x and Σ y by replicate, [replicate]; empty where all paths are independent. */
  readonly replicateX: Float64Array;
  readonly replicateY: Float64Array;
}

/** @param replicates  R > 0: the paths that are added belong to replicates 0, 1, … R − 1, 0, … in turn */
export function createPairMoments(replicates = 0): PairMoments {
  return {
    n: 0,
    meanX: 0,
    meanY: 0,
    squaresX: 0,
    squaresY: 0,
    products: 0,
    activeWeight: 0,
    activeWeightSquared: 0,
    replicateX: new Float64Array(replicates),
    replicateY: new Float64Array(replicates),
  };
}

/** Adds a path: x and y are multiplied by its weight. */
export function addPair(moments: PairMoments, x: number, y: number, weight: number): void {
  const wx = weight * x;
  const wy = weight * y;
  if (moments.replicateX.length > 0) {
    const replicate = replicateOf(moments.n, moments.replicateX.length);
    moments.replicateX[replicate] += wx;
    moments.replicateY[replicate] += wy;
  }
  moments.n++;
  const fromX = wx - moments.meanX;
  const fromY = wy - moments.meanY;
  moments.meanX += fromX / moments.n;
  moments.meanY += fromY / moments.n;
  moments.squaresX += fromX * (wx - moments.meanX);
  moments.squaresY += fromY * (wy - moments.meanY);
  moments.products += fromX * (wy - moments.meanY);
  if (y !== 0) {
    moments.activeWeight += weight;
    moments.activeWeightSquared += weight * weight;
  }
}

/** Standard error of the mean of x: sample standard deviation (n−1) over √n; NaN with fewer than two paths. */
export function stdErrorOfMean(squares: number, n: number): number {
  return n > 1 ? Math.sqrt(Math.max(0, squares) / (n - 1) / n) : Number.NaN;
}

/** Standard error of the mean of x, from replicates where there are any. */
export function stdErrorOfX({ squaresX, n, replicateX }: PairMoments): number {
  return replicateX.length > 0 ? replicateStdError(replicateX, n) : stdErrorOfMean(squaresX, n);
}

/** Mean of x over paths; log-normal interval where it is positive, so that it stays so. */
export function meanFigure(moments: PairMoments, unit: string): Figure {
  const { meanX, n, replicateX } = moments;
  return positiveFigure(meanX, stdErrorOfX(moments), n, unit, 'mean', replicateX.length);
}

/**
 * E[x]/E[y] with its standard error by the delta method: the residuals x − R·y over the mean of y.
 *
 * @returns NaN twice where the mean of y is zero
 */
export function ratioOfMeans(moments: PairMoments): { ratio: number; stdError: number } {
  const { n, meanX, meanY } = moments;
  if (meanY === 0) return { ratio: Number.NaN, stdError: Number.NaN };
  const ratio = meanX / meanY;
  const { replicateX, replicateY } = moments;
  if (replicateX.length > 0) {
    const residual = replicateX.map((x, r) => x - ratio * replicateY[r]);
    return { ratio, stdError: replicateStdError(residual, n) / Math.abs(meanY) };
  }
  const squares = moments.squaresX - 2 * ratio * moments.products + ratio * ratio * moments.squaresY;
  return { ratio, stdError: stdErrorOfMean(squares, n) / Math.abs(meanY) };
}

/**
 * E[x]/E[y], or 1 − E[x]/E[y], with a delta-method interval. The paths with y ≠ 0 are the ones it rests on: fewer than 10
 * of them (effective size) give no figure, fewer than 50 a flagged one. Never clipped: an endogenous share may be negative.
 */
export function ratioFigure(moments: PairMoments, unit: string, form: 'ratio' | 'complement' = 'ratio'): Figure {
  const { activeWeight, activeWeightSquared, n } = moments;
  const active = activeWeightSquared > 0 ? (activeWeight * activeWeight) / activeWeightSquared : 0;
  if (active < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE)
    return active > 0
      ? notEnoughPaths(n, active, 1, unit)
      : { ...notEnoughPaths(n, 0, Math.min(1, 3 / n), unit), method: 'not a single path to take it from' };
  const { ratio, stdError } = ratioOfMeans(moments);
  const ofRatio = positiveFigure(ratio, stdError, n, unit, 'ratio of means, delta method', moments.replicateX.length);
  const figure = form === 'ratio' ? ofRatio : complementOf(ofRatio);
  return active < TAIL_PATHS_FLAGGED - SIZE_TOLERANCE ? { ...figure, flag: 'fewPaths' } : figure;
}

/** 1 − a figure: the ends of the interval change places. */
function complementOf(figure: Figure): Figure {
  const { estimate, low, high } = figure;
  return {
    ...figure,
    estimate: estimate === null ? null : 1 - estimate,
    low: high === null ? null : 1 - high,
    high: low === null ? null : 1 - low,
  };
}

/**
 * A figure that cannot be negative: estimate × e^(± normal point × relative standard error), the normal interval of its
 * logarithm, which is wider above than below as the samples of heavy-tailed losses are. Normal where the estimate is not
 * positive. With replicates, Student's t is in the place of the normal.
 *
 * @param replicates  R > 0: the standard error is that of R replicates
 */
export function positiveFigure(
  estimate: number,
  stdError: number,
  n: number,
  unit: string,
  method: string,
  replicates = 0,
): Figure {
  const isReplicated = replicates > 0;
  const words = isReplicated ? `${method}, ${nameReplicates(replicates)}, t interval` : method;
  if (!(estimate > 0) || !Number.isFinite(stdError))
    return normalFigure(estimate, stdError, n, unit, isReplicated ? words : `${method}, normal interval`, replicates);
  const point = isReplicated ? replicatePoint(replicates) : NORMAL_POINT;
  const factor = Math.exp((point * stdError) / estimate);
  return {
    estimate,
    confidence: CONFIDENCE,
    method: isReplicated ? `${words} of the logarithm` : `${method}, log-normal interval`,
    n,
    unit,
    low: estimate / factor,
    high: estimate * factor,
    stdError,
  };
}

/** Estimate ± normal point × standard error; Student's point with `replicates`. */
export function normalFigure(
  estimate: number,
  stdError: number,
  n: number,
  unit: string,
  method: string,
  replicates = 0,
): Figure {
  const point = replicates > 0 ? replicatePoint(replicates) : NORMAL_POINT;
  const base = { estimate, confidence: CONFIDENCE, method, n, unit };
  if (!Number.isFinite(stdError)) return { ...base, low: null, high: null };
  return { ...base, low: estimate - point * stdError, high: estimate + point * stdError, stdError };
}
