/**
 * Which pilot paths lost much, foretold by their extremes: logistic regression by maximum likelihood with a ridge penalty, by Newton's
 * method (Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2nd ed., §4.4.1 and §4.4.4).
 */

import { choleskyRoot, solveCholesky } from '../../scenario/correlation.ts';
import { dot } from '../reverse/rays.ts';

/** Ridge penalty, in rows. */
const PENALTY = 1;
const TURNS_MAX = 50;
const SETTLED = 1e-8;

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

/** Logistic function. */
export function logistic(u: number): number {
  return 1 / (1 + Math.exp(-u));
}
