/**
 * Variance-based indices from the points of a Saltelli design.
 *
 * First order Sᵢ is the share of the response's variance that parameter i explains by itself, by the estimator of Saltelli et
 * al. (2010), f_B (f_ABᵢ − f_A); total S_Tᵢ what would be left if only i stayed unknown, by that of Jansen (1999),
 * (f_A − f_ABᵢ)²/2. Responses are centred first, which moves neither and narrows the first.
 */

import type { Figure } from '../../results/statistics/figure.ts';
import { bootstrapFigures } from './bootstrap.ts';
import { noiseShare, type Responses } from './responses.ts';

export interface VarianceIndices {
  /** By column of the design. */
  readonly indices: readonly { readonly first: Figure; readonly total: Figure }[];
  /** Variance of the response over the ranges. */
  readonly variance: Figure;
  readonly noiseShare: number | null;
}

/**
 * Estimates the indices.
 *
 * @param size  N of the design
 * @param columns  d of the design
 * @param responses  N(d + 2), in the order of the design's rows
 * @param unit  unit of the response
 * @param seed  of the bootstrap
 * @returns indices without estimate where the response does not vary
 */
export function estimateVarianceIndices(
  size: number,
  columns: number,
  responses: Responses,
  unit: string,
  seed: string,
): VarianceIndices {
  const figures = bootstrapFigures({
    responses,
    units: size,
    unitName: 'rows',
    seed,
    statistic: (row, response) => computeIndices(size, columns, row, response),
    unitOf: (index) => (index === 2 * columns ? `${unit}²` : 'fraction'),
  });
  const indices = Array.from({ length: columns }, (_, i) => ({ first: figures[i], total: figures[columns + i] }));
  return { indices, variance: figures[2 * columns], noiseShare: noiseShare(responses) };
}

/** S of every column, then S_T, then the variance, over the chosen rows. */
function computeIndices(size: number, columns: number, rows: Uint32Array, response: Float64Array): Float64Array {
  const n = rows.length;
  let mean = 0;
  for (const row of rows) mean += response[row] + response[size + row];
  mean /= 2 * n;
  let squares = 0;
  const answer = new Float64Array(2 * columns + 1);
  for (const row of rows) {
    const a = response[row] - mean;
    const b = response[size + row] - mean;
    squares += a * a + b * b;
    for (let i = 0; i < columns; i++) {
      const mixed = response[(2 + i) * size + row] - mean;
      answer[i] += b * (mixed - a);
      answer[columns + i] += ((a - mixed) * (a - mixed)) / 2;
    }
  }
  const variance = squares / (2 * n - 1);
  for (let k = 0; k < 2 * columns; k++) answer[k] = variance > 0 ? answer[k] / n / variance : Number.NaN;
  answer[2 * columns] = variance;
  return answer;
}
