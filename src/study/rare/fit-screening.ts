/**
 * Fits what makes a price path dangerous: a logistic regression on its extremes of whether pilots lost much on it, each of those
 * that did counting by how much.
 *
 * What a path loses is known only once it is walked, but its extremes foretell much of it. The fit maximises the likelihood with
 * a ridge penalty on standardised coefficients, by Newton's method (Hastie, Tibshirani and Friedman, "The Elements of Statistical
 * Learning", 2nd ed., §4.4.1 and §4.4.4). Rows count by the root of their likelihood ratio: a line that cannot be right everywhere is
 * fitted halfway between the days that pilots were sent to and the days that there are.
 */

import { EXTREMES } from '../../kernel/price/screening.ts';
import { choleskyRoot, solveCholesky } from '../../scenario/correlation.ts';
import { SCREENED } from '../../scenario/resolve-tilt.ts';
import type { ScreeningBlock } from '../../scenario/schema/shocks.ts';
import { dot } from '../reverse/rays.ts';

/** Price paths drawn for each that is walked. */
const CANDIDATES = 16;
/** Rows that lost much, and rows that did not, below which nothing is fitted. */
const ROWS_MIN = 50;
/** Ridge penalty, in rows. */
const PENALTY = 1;
const TURNS_MAX = 50;
const SETTLED = 1e-8;
/** Floor of the danger, as a share of its mean over all paths: weights are about its inverse at most. */
const FLOOR_SHARE = 0.05;
const DIGITS = 3;

/** Pilot paths as rows. */
export interface ScreeningSample {
  /** [extreme × asset] of each path, as the kernel measures them. */
  readonly extreme: readonly Float64Array[];
  /** What the path adds to the figure, above 0 where it lost much, in any unit, [row]. */
  readonly harm: Float64Array;
  /** Likelihood ratio f/q of each row. */
  readonly weight: Float64Array;
}

/**
 * @param assets  names in the order of the scenario
 * @returns null where too few pilot paths lost much, or too few did not
 */
export function fitScreening(sample: ScreeningSample, assets: readonly string[]): ScreeningBlock | null {
  const { extreme, harm, weight } = sample;
  const bad = harm.filter((value) => value > 0).length;
  if (Math.min(bad, harm.length - bad) < ROWS_MIN) return null;
  const { mean, scale } = standardise(extreme, EXTREMES * assets.length);
  const rows = extreme.map((x) => Float64Array.from([1, ...x.map((value, k) => (value - mean[k]!) * scale[k]!)]));
  const fitted = fitLogistic(
    rows,
    harm.map((value) => (value > 0 ? 1 : 0)),
    countRows(harm, weight),
  );
  const danger = rows.map((x) => logistic(dot(fitted, x)));
  const total = weight.reduce((sum, w) => sum + w, 0);
  const meanDanger = danger.reduce((sum, p, row) => sum + p * weight[row]!, 0) / total;
  const coefficient = mean.map((_, k) => fitted[k + 1]! * scale[k]!);
  const intercept = fitted[0]! - dot(coefficient, mean);
  const byAsset = SCREENED.map((key, k) => [
    key,
    Object.fromEntries(assets.map((asset, i) => [asset, round(coefficient[k * assets.length + i]!)])),
  ]);
  return {
    candidates: CANDIDATES,
    floor: Math.max(1e-9, round(FLOOR_SHARE * meanDanger)),
    intercept: round(intercept),
    ...(Object.fromEntries(byAsset) as Pick<ScreeningBlock, (typeof SCREENED)[number]>),
  };
}

/** How many rows each stands for: by its harm where it did any, and by the root of its likelihood ratio; their mean is 1. */
function countRows(harm: Float64Array, weight: Float64Array): Float64Array {
  const bad = harm.filter((value) => value > 0);
  const meanHarm = bad.reduce((sum, value) => sum + value, 0) / bad.length;
  const count = harm.map((value, row) => (value > 0 ? value / meanHarm : 1) * Math.sqrt(weight[row]!));
  const mean = count.reduce((sum, value) => sum + value, 0) / count.length;
  return count.map((value) => value / mean);
}

/** Means, and inverse standard deviations: 0 where nothing varies, so that the coefficient is 0. */
function standardise(rows: readonly Float64Array[], count: number): { mean: Float64Array; scale: Float64Array } {
  const mean = new Float64Array(count);
  const scale = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    for (const row of rows) mean[k] += row[k]! / rows.length;
    let square = 0;
    for (const row of rows) square += (row[k]! - mean[k]!) ** 2 / rows.length;
    scale[k] = square > 1e-20 ? 1 / Math.sqrt(square) : 0;
  }
  return { mean, scale };
}

/**
 * Penalised maximum likelihood; the first column, the constant, is not penalised.
 *
 * @param outcome  0 or 1, [row]
 * @param count  how many rows each stands for, [row]
 * @returns coefficients, [column]
 */
export function fitLogistic(rows: readonly Float64Array[], outcome: Float64Array, count: Float64Array): Float64Array {
  const n = rows[0]!.length;
  let beta = new Float64Array(n);
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const slope = beta.map((b, k) => (k === 0 ? 0 : -PENALTY * b));
    const curvature = new Float64Array(n * n);
    for (let k = 1; k < n; k++) curvature[k * n + k] = PENALTY;
    rows.forEach((x, row) => {
      const p = logistic(dot(beta, x));
      const missing = count[row]! * (outcome[row]! - p);
      const spread = count[row]! * p * (1 - p);
      for (let i = 0; i < n; i++) {
        slope[i] += x[i]! * missing;
        const scaled = spread * x[i]!;
        for (let j = 0; j <= i; j++) curvature[i * n + j] += scaled * x[j]!;
      }
    });
    const step = solveCholesky(choleskyRoot(curvature, n), slope);
    beta = beta.map((b, k) => b + step[k]!);
    if (step.every((move) => Math.abs(move) < SETTLED)) break;
  }
  return beta;
}

function logistic(u: number): number {
  return 1 / (1 + Math.exp(-u));
}

function round(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
