/**
 * Headline figures of the matrix of pulls in falls: who pulls most, who is pulled most, and whether pulls feed themselves.
 *
 * Strengths are log moves per 10 % (log 0.1) fall of a source. The two radii are per unit: of C without its diagonal, and of
 * B in the linear response A = I + C = (I − B)⁻¹, whose vectors are those of C, so that ρ(B) = ρ(C)/(1 + ρ(C)); at 1 falls
 * feed themselves without end. No entry of A is negative, since it is a ratio of falls, so the radius is a Perron root.
 */

import { CONFIDENCE, type Figure, TAIL_PATHS_FLAGGED } from '../statistics/figure.ts';
import { normalFigure, positiveFigure } from '../statistics/moments.ts';
import { perronRoot } from '../statistics/perron.ts';
import { PULL_MOVE } from './contagion-file.ts';
import { computePulls, type PullMatrix, pullStdError } from './pull-matrix.ts';
import type { PullSample } from './pull-sample.ts';

export type ByAsset = Readonly<Record<string, Figure>>;

export interface PullSummary {
  /** Draws a source, the worst 1 % of those drawn; `isSampled` is false where the scenario gives its paths. */
  readonly draws: { readonly kept: number; readonly drawn: number; readonly isSampled: boolean };
  /** Largest pull between two assets; null where no asset pulls another. */
  readonly strongest: { readonly source: string; readonly target: string; readonly pull: Figure } | null;
  /** Extra falls of all others per 10 % fall of the asset. */
  readonly outStrength: ByAsset;
  /** Extra falls of the asset, added up over 10 % falls of each other. */
  readonly inStrength: ByAsset;
  /** Out less in. */
  readonly netStrength: ByAsset;
  readonly spectralRadius: Figure;
  readonly feedbackRadius: Figure;
  /** Entries of C below zero, all on its diagonal: purchases there hold a price up. */
  readonly negativeEntries: number;
}

/** Computes the figures of a sample. */
export function summarisePulls(sample: PullSample, assets: readonly string[]): PullSummary {
  const matrix = computePulls(sample, sample.down);
  const byAsset = (make: (asset: number) => Figure) => Object.fromEntries(assets.map((name, a) => [name, make(a)]));
  const sum = (weigh: (source: number, target: number) => number, isSigned = false) =>
    sumFigure(matrix, weigh, isSigned);
  const isOut = (a: number) => (s: number, t: number) => Number(s === a && t !== a);
  const isIn = (a: number) => (s: number, t: number) => Number(t === a && s !== a);
  return {
    draws: { kept: sample.kept, drawn: sample.drawn, isSampled: sample.isSampled },
    strongest: findStrongest(matrix, assets),
    outStrength: byAsset((a) => sum(isOut(a))),
    inStrength: byAsset((a) => sum(isIn(a))),
    netStrength: byAsset((a) => sum((s, t) => isOut(a)(s, t) - isIn(a)(s, t), true)),
    spectralRadius: radiusFigure(matrix, false),
    feedbackRadius: radiusFigure(matrix, true),
    negativeEntries: matrix.pull.filter((pull) => pull < 0).length,
  };
}

function findStrongest(matrix: PullMatrix, assets: readonly string[]): PullSummary['strongest'] {
  const { size, pull } = matrix;
  let best = -1;
  for (let k = 0; k < size * size; k++) if (k % (size + 1) !== 0 && pull[k] > (best < 0 ? 0 : pull[best])) best = k;
  if (best < 0) return null;
  const source = Math.floor(best / size);
  const target = best % size;
  const figure = sumFigure(matrix, (s, t) => Number(s === source && t === target), false);
  return { source: assets[source], target: assets[target], pull: figure };
}

/** Σ weight × pull per 10 %; no figure where a source that it needs never moved. */
function sumFigure(matrix: PullMatrix, weigh: (source: number, target: number) => number, isSigned: boolean): Figure {
  const { size, pull } = matrix;
  const weight = new Float64Array(size * size);
  let estimate = 0;
  for (let k = 0; k < size * size; k++) {
    weight[k] = PULL_MOVE * weigh(Math.floor(k / size), k % size);
    if (weight[k] !== 0) estimate += weight[k] * pull[k];
  }
  return finish(matrix, estimate, weight, 'log', isSigned);
}

/** ρ of C without its diagonal, or with it ρ(B) = ρ(C)/(1 + ρ(C)). The derivative by an entry is u·v over Σ u·v. */
function radiusFigure(matrix: PullMatrix, isFeedback: boolean): Figure {
  const { size, pull } = matrix;
  const isDiagonal = (k: number) => k % (size + 1) === 0;
  // With the diagonal the root is taken of A = I + C, which has no entry below zero.
  const entries = pull.map((x, k) => (isDiagonal(k) ? (isFeedback ? 1 + x : 0) : x));
  if (!isFeedback && size === 1) return noFigure(matrix.kept, 'ratio', 'needs two assets');
  if (entries.some((x) => Number.isNaN(x))) return finish(matrix, Number.NaN, null, 'ratio', false);
  const { value, right, left, isSettled } = perronRoot(entries, size);
  const estimate = isFeedback ? 1 - 1 / value : value;
  if (right === null || left === null || !isSettled) return finish(matrix, estimate, null, 'ratio', isFeedback);
  const slope = isFeedback ? 1 / (value * value) : 1;
  let product = 0;
  for (let i = 0; i < size; i++) product += left[i] * right[i];
  const weight = pull.map((_, k) =>
    isDiagonal(k) && !isFeedback ? 0 : (slope * left[Math.floor(k / size)] * right[k % size]) / product,
  );
  return finish(matrix, estimate, weight, 'ratio', isFeedback);
}

/** The figure with its interval; exact where the scenario gives its paths. `weight` null: the error is not known. */
function finish(
  matrix: PullMatrix,
  estimate: number,
  weight: Float64Array | null,
  unit: string,
  isSigned: boolean,
): Figure {
  const { kept: n, isSampled } = matrix;
  if (!Number.isFinite(estimate)) return noFigure(n, unit, 'needs a source that moves');
  if (!isSampled)
    return { estimate, low: estimate, high: estimate, confidence: 1, method: 'the paths given, not a sample', n, unit };
  if (estimate === 0 && !isSigned)
    return { estimate, low: 0, high: null, confidence: CONFIDENCE, method: 'none seen', n, unit, flag: 'noneSeen' };
  const method = 'ratio of means over the tail, influence functions';
  const stdError = weight === null ? Number.NaN : pullStdError(matrix, weight);
  const figure = isSigned
    ? normalFigure(estimate, stdError, n, unit, `${method}, normal interval`)
    : positiveFigure(estimate, stdError, n, unit, method);
  return n < TAIL_PATHS_FLAGGED ? { ...figure, flag: 'fewPaths' } : figure;
}

function noFigure(n: number, unit: string, method: string): Figure {
  return { estimate: null, low: null, high: null, confidence: CONFIDENCE, method, n, unit };
}
