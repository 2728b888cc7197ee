/**
 * The points that variance-based indices are estimated from (Saltelli et al. 2010): two independent samples A and B, and for
 * each column a copy of A with that column taken from B.
 */

import { createDesign, type Design, pointOf } from './design.ts';
import { sobolDesign } from './sobol-sequence.ts';

/** Parameters that a Sobol sequence of 40 dimensions has room for. */
export const SALTELLI_COLUMNS_MAX = 20;

/**
 * N(d + 2) points: rows 0 … N−1 are A, N … 2N−1 are B, and (2 + i)N … (3 + i)N−1 are A with column i of B.
 *
 * @param size  N, a power of 2 for the balance of the sequence
 * @param columns  d, 1 to 20
 * @param seed  text that the shift of the sequence is drawn from
 * @throws {RangeError} for more columns than that
 */
export function saltelliDesign(size: number, columns: number, seed: string): Design {
  const both = sobolDesign(size, 2 * columns, seed);
  const design = createDesign(size * (columns + 2), columns);
  for (let row = 0; row < size; row++) {
    const point = pointOf(both, row);
    const a = point.subarray(0, columns);
    const b = point.subarray(columns);
    pointOf(design, row).set(a);
    pointOf(design, size + row).set(b);
    for (let column = 0; column < columns; column++) {
      const mixed = pointOf(design, (2 + column) * size + row);
      mixed.set(a);
      mixed[column] = b[column];
    }
  }
  return design;
}
