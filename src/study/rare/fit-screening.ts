/**
 * Fits what makes a price path dangerous, to pilot paths.
 *
 * What a path loses is known only once it is walked, but its extremes foretell much of it. A logistic regression tells paths that
 * lost much from others, each of those that did counting by how much (fit-logistic.ts); from there the coefficients move
 * towards the least variance of the figure, as far as the worst rows can say (least-variance.ts). Rows of the regression count by the
 * root of their likelihood ratio: a line that cannot be right everywhere is fitted halfway between the days that pilots were
 * sent to and the days that there are.
 */

import { EXTREMES } from '../../kernel/price/screening.ts';
import { SCREENED } from '../../scenario/resolve-tilt.ts';
import type { ScreeningBlock } from '../../scenario/schema/shocks.ts';
import { dot } from '../reverse/rays.ts';
import { fitLogistic, logistic } from './fit-logistic.ts';
import { moveToLeastVariance } from './least-variance.ts';

/** Price paths drawn for each that is walked. */
const CANDIDATES = 16;
/** Rows that lost much, and rows that did not, below which nothing is fitted. */
const ROWS_MIN = 50;
/** Floor of the danger, as a share of its mean over all paths: weights are about its inverse at most. */
const FLOOR_SHARE = 0.05;
const DIGITS = 3;

/** Pilot paths as rows. */
export interface ScreeningSample {
  /** [extreme × asset] of each path, as the kernel measures them. */
  readonly extreme: readonly Float64Array[];
  /** What the path lost beyond the level from which on it counts as bad, otherwise 0; in any unit, [row]. */
  readonly harm: Float64Array;
  /** The same beyond a level nearer to that of the figure, [row]. */
  readonly rareHarm: Float64Array;
  /** Likelihood ratio f/q of each row. */
  readonly weight: Float64Array;
}

/**
 * @param assets  names in the order of the scenario
 * @returns null where too few pilot paths lost much, or too few did not
 */
export function fitScreening(sample: ScreeningSample, assets: readonly string[]): ScreeningBlock | null {
  const { extreme, harm, rareHarm, weight } = sample;
  const bad = harm.filter((value) => value > 0).length;
  if (Math.min(bad, harm.length - bad) < ROWS_MIN) return null;
  const { mean, scale } = standardise(extreme, EXTREMES * assets.length);
  const rows = extreme.map((x) => Float64Array.from([1, ...x.map((value, k) => (value - mean[k]!) * scale[k]!)]));
  const start = fitLogistic(
    rows,
    harm.map((value) => (value > 0 ? 1 : 0)),
    countRows(harm, weight),
  );
  const floor = FLOOR_SHARE * meanDanger(rows, weight, start);
  const fitted = moveToLeastVariance({ x: rows, harm: rareHarm, weight }, start, floor);
  const coefficient = mean.map((_, k) => fitted[k + 1]! * scale[k]!);
  const intercept = fitted[0]! - dot(coefficient, mean);
  const byAsset = SCREENED.map((key, k) => [
    key,
    Object.fromEntries(assets.map((asset, i) => [asset, round(coefficient[k * assets.length + i]!)])),
  ]);
  return {
    candidates: CANDIDATES,
    floor: Math.max(1e-9, round(FLOOR_SHARE * meanDanger(rows, weight, fitted))),
    intercept: round(intercept),
    ...(Object.fromEntries(byAsset) as Pick<ScreeningBlock, (typeof SCREENED)[number]>),
  };
}

/** Mean danger over all days, without the floor. */
function meanDanger(rows: readonly Float64Array[], weight: Float64Array, beta: Float64Array): number {
  let [sum, weights] = [0, 0];
  rows.forEach((x, row) => {
    sum += weight[row]! * logistic(dot(beta, x));
    weights += weight[row]!;
  });
  return sum / weights;
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

function round(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
