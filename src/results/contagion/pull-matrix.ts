/**
 * The matrix C of pulls: mean extra move of the target over mean outside move of the source, over the source's tail.
 *
 * Its errors come from influence functions, so that sums, differences and the spectral radius of C have theirs by the delta
 * method, whatever draws the sources have in common. With e = y − R·s the residual of a draw, α the share of draws kept and
 * e_q the residual expected where the tail begins, a draw's influence on R is ((e − e_q) 1{kept}/α + e_q) / mean s: that the
 * tail begins at an estimated quantile counts as well (as for the expected shortfall). e_q is read off the straight line of
 * e against s.
 */

import type { PullSample, PullSide } from './pull-sample.ts';

export interface PullMatrix {
  readonly size: number;
  /** Draws kept a source, and drawn. */
  readonly kept: number;
  readonly drawn: number;
  readonly isSampled: boolean;
  /** Mean outside move of each source, log, [source]. */
  readonly sourceMove: Float64Array;
  /** C, extra move of the target per unit of the source's, [source × target]; NaN where the source never moved. */
  readonly pull: Float64Array;
  /** Number of each draw, [source × draw], and its influence with and without being kept, [source × draw × target] and
   *  [source × target]. */
  readonly draw: Int32Array;
  readonly keptInfluence: Float64Array;
  readonly restInfluence: Float64Array;
}

/** Estimates the matrix of one direction. */
export function computePulls(sample: PullSample, side: PullSide): PullMatrix {
  const { assetCount: size, kept, drawn } = sample;
  const matrix: PullMatrix = {
    size,
    kept,
    drawn,
    isSampled: sample.isSampled,
    sourceMove: new Float64Array(size),
    pull: new Float64Array(size * size).fill(Number.NaN),
    draw: side.draw,
    keptInfluence: new Float64Array(size * kept * size),
    restInfluence: new Float64Array(size * size),
  };
  for (let source = 0; source < size; source++) {
    const moves = side.sourceMove.subarray(source * kept, (source + 1) * kept);
    const mean = meanOf(moves);
    matrix.sourceMove[source] = mean;
    if (!(mean > 0)) continue;
    for (let target = 0; target < size; target++) fillPull(matrix, side, moves, source, target);
  }
  return matrix;
}

function fillPull(matrix: PullMatrix, side: PullSide, moves: Float64Array, source: number, target: number): void {
  const { size, kept, drawn } = matrix;
  const mean = matrix.sourceMove[source];
  const extra = moves.map((_, k) => side.extraMove[(source * kept + k) * size + target]);
  const pull = meanOf(extra) / mean;
  const residual = extra.map((y, k) => y - pull * moves[k]);
  let products = 0;
  let squares = 0;
  for (let k = 0; k < kept; k++) {
    products += residual[k] * (moves[k] - mean);
    squares += (moves[k] - mean) * (moves[k] - mean);
  }
  // Draws come furthest first: the tail begins at the last one.
  const edge = squares > 0 ? (products / squares) * (moves[kept - 1] - mean) : 0;
  // (n/(n−1)) of a variance: the residuals have mean zero by construction.
  const correction = kept > 1 ? Math.sqrt(kept / (kept - 1)) : Number.NaN;
  matrix.pull[source * size + target] = pull;
  matrix.restInfluence[source * size + target] = (correction * edge) / mean;
  for (let k = 0; k < kept; k++)
    matrix.keptInfluence[(source * kept + k) * size + target] =
      (correction * (residual[k] - edge) * drawn) / (kept * mean);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Standard error of Σ weight × pull over all entries.
 *
 * @param weight  derivative of the figure by each entry, [source × target]
 * @returns NaN where nothing is sampled
 */
export function pullStdError(matrix: PullMatrix, weight: Float64Array): number {
  const { size, kept, drawn, draw, keptInfluence, restInfluence } = matrix;
  if (!matrix.isSampled) return Number.NaN;
  let rest = 0;
  for (let k = 0; k < size * size; k++) if (weight[k] !== 0) rest += weight[k] * restInfluence[k];
  const influence = new Float64Array(drawn).fill(rest);
  for (let row = 0; row < size * kept; row++) {
    const source = Math.floor(row / kept);
    for (let target = 0; target < size; target++) {
      const w = weight[source * size + target];
      if (w !== 0) influence[draw[row]] += w * keptInfluence[row * size + target];
    }
  }
  let squares = 0;
  for (const x of influence) squares += x * x;
  return Math.sqrt(squares) / drawn;
}
