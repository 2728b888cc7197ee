/**
 * The danger of price paths under which a figure varies least from run to run.
 *
 * Screening draws paths in proportion to f·s, so a figure Σ w h has the second moment E_f[s]·E_f[h²/s], least where s is in proportion
 * to √E[h² | extremes] (variance minimisation: Rubinstein and Kroese, "Simulation and the Monte Carlo Method", 3rd ed., §5.6). The
 * pilots show it on few rows where tails are heavy, so they may only move a start that rests on more: the logarithm of the
 * moment, plus a ridge penalty on the distance from the start, is minimised by a Gauss–Newton method. With p ∝ w·s, v ∝ w·h²/s
 * and e = d ln s/du the gradient is E_p[e x] − E_v[e x], and the curvature taken is Cov_p[e x] + Cov_v[e x].
 */

import { effectiveSize } from '../../results/statistics/sample.ts';
import { choleskyRoot, solveCholesky } from '../../scenario/correlation.ts';
import { dot } from '../reverse/rays.ts';
import { logistic } from './fit-logistic.ts';

/** Ridge penalty times the effective number of rows that the second moment rests on. */
const PENALTY_ROWS = 8;
const TURNS_MAX = 50;
/** Fall of the logarithm of the second moment in a turn that ends the search. */
const SETTLED = 1e-6;
const SHORTEST_STEP = 1e-4;

/** Pilot paths as rows. */
export interface DangerRows {
  /** 1 and the standardised extremes, [row][column]. */
  readonly x: readonly Float64Array[];
  /** h: what the path adds to the figure, at least 0, in any unit, [row]. */
  readonly harm: Float64Array;
  /** Likelihood ratio f/q, [row]. */
  readonly weight: Float64Array;
}

/**
 * Coefficients β of u = β·x in s = floor + 1/(1 + e^−u), moved from a start towards the least second moment.
 *
 * @param start  [column]
 * @param floor  above 0
 * @returns [column]; the start where no row does harm
 */
export function moveToLeastVariance(rows: DangerRows, start: Float64Array, floor: number): Float64Array {
  const penalty = PENALTY_ROWS / countFelt(rows);
  if (!Number.isFinite(penalty)) return start;
  let beta = start;
  let state = measureState(rows, beta, floor);
  let objective = state.logMoment;
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const away = beta.map((b, k) => b - start[k]!);
    const { gradient, curvature } = expand(rows, state, away, penalty);
    const step = solveCholesky(choleskyRoot(curvature, beta.length), gradient);
    const slope = dot(gradient, step);
    const before = objective;
    for (let length = 1; length > SHORTEST_STEP; length /= 2) {
      const next = beta.map((b, k) => b - length * step[k]!);
      const found = measureState(rows, next, floor);
      const value = found.logMoment + penalty * next.reduce((sum, b, k) => sum + (b - start[k]!) ** 2, 0);
      if (!(value < before - 1e-4 * length * slope)) continue;
      [beta, state, objective] = [next, found, value];
      break;
    }
    if (before - objective < SETTLED) break;
  }
  return beta;
}

/** Effective number of rows that Σ w h² rests on. */
function countFelt({ harm, weight }: DangerRows): number {
  let [sum, squares] = [0, 0];
  for (let row = 0; row < harm.length; row++) {
    const felt = weight[row]! * harm[row]! ** 2;
    sum += felt;
    squares += felt * felt;
  }
  return effectiveSize(sum, squares);
}

interface State {
  /** ln(Σ w s · Σ w h²/s). */
  readonly logMoment: number;
  /** Shares of the rows in Σ w s and in Σ w h²/s, [row]. */
  readonly drawn: Float64Array;
  readonly felt: Float64Array;
  /** d ln s/du, [row]. */
  readonly elasticity: Float64Array;
}

function measureState({ x, harm, weight }: DangerRows, beta: Float64Array, floor: number): State {
  const [drawn, felt, elasticity] = [0, 1, 2].map(() => new Float64Array(x.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let [sumDrawn, sumFelt] = [0, 0];
  for (let row = 0; row < x.length; row++) {
    const p = logistic(dot(beta, x[row]!));
    const s = floor + p;
    elasticity[row] = (p * (1 - p)) / s;
    drawn[row] = weight[row]! * s;
    felt[row] = (weight[row]! * harm[row]! ** 2) / s;
    sumDrawn += drawn[row]!;
    sumFelt += felt[row]!;
  }
  return {
    logMoment: Math.log(sumDrawn) + Math.log(sumFelt),
    drawn: drawn.map((value) => value / sumDrawn),
    felt: felt.map((value) => value / sumFelt),
    elasticity,
  };
}

/**
 * Gradient of the objective and the curvature that a step takes.
 *
 * @param away  distance from the start, [column]
 * @returns [column] and [column × column], lower triangle
 */
function expand({ x }: DangerRows, { drawn, felt, elasticity }: State, away: Float64Array, penalty: number) {
  const n = away.length;
  const [meanDrawn, meanFelt] = [new Float64Array(n), new Float64Array(n)];
  const curvature = new Float64Array(n * n);
  for (const [row, columns] of x.entries()) {
    const e = elasticity[row]!;
    const both = (drawn[row]! + felt[row]!) * e * e;
    for (let i = 0; i < n; i++) {
      meanDrawn[i] += drawn[row]! * e * columns[i]!;
      meanFelt[i] += felt[row]! * e * columns[i]!;
      for (let j = 0; j <= i; j++) curvature[i * n + j] += both * columns[i]! * columns[j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) curvature[i * n + j] -= meanDrawn[i]! * meanDrawn[j]! + meanFelt[i]! * meanFelt[j]!;
    curvature[i * n + i] += 2 * penalty;
  }
  return { gradient: away.map((a, i) => meanDrawn[i]! - meanFelt[i]! + 2 * penalty * a), curvature };
}
