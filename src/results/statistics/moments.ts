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
}

export function createPairMoments(): PairMoments {
  return {
    n: 0,
    meanX: 0,
    meanY: 0,
    squaresX: 0,
    squaresY: 0,
    products: 0,
    activeWeight: 0,
    activeWeightSquared: 0,
  };
}

/** Adds a path: x and y are multiplied by its weight. */
export function addPair(moments: PairMoments, x: number, y: number, weight: number): void {
  const wx = weight * x;
  const wy = weight * y;
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

/** Mean of x over paths; log-normal interval where it is positive, so that it stays so. */
export function meanFigure(moments: PairMoments, unit: string): Figure {
  return positiveFigure(moments.meanX, stdErrorOfMean(moments.squaresX, moments.n), moments.n, unit, 'mean');
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
      : { ...notEnoughPaths(n, 0, 3 / Math.max(n, 1), unit), method: 'not a single path to take it from' };
  const { ratio, stdError } = ratioOfMeans(moments);
  const ofRatio = positiveFigure(ratio, stdError, n, unit, 'ratio of means, delta method');
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
 * positive.
 */
export function positiveFigure(estimate: number, stdError: number, n: number, unit: string, method: string): Figure {
  if (!(estimate > 0) || !Number.isFinite(stdError))
    return normalFigure(estimate, stdError, n, unit, `${method}, normal interval`);
  const factor = Math.exp((NORMAL_POINT * stdError) / estimate);
  return {
    estimate,
    confidence: CONFIDENCE,
    method: `${method}, log-normal interval`,
    n,
    unit,
    low: estimate / factor,
    high: estimate * factor,
    stdError,
  };
}

/** Estimate ± normal point × standard error. */
export function normalFigure(estimate: number, stdError: number, n: number, unit: string, method: string): Figure {
  const base = { estimate, confidence: CONFIDENCE, method, n, unit };
  if (!Number.isFinite(stdError)) return { ...base, low: null, high: null };
  return { ...base, low: estimate - NORMAL_POINT * stdError, high: estimate + NORMAL_POINT * stdError, stdError };
}
