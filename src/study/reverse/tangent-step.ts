/**
 * The direction in which a plane fitted to the breaks lies nearest.
 *
 * Where the set that breaks is a half-space {z : a·z ≥ 1}, the ray u meets it at the scale r(u) = 1/(a·u), so that 1/r is
 * linear in the direction: a few rays give a by least squares, and the nearest point lies along a. On a curved edge it is a
 * Newton step of the first-order reliability method (Hasofer and Lind 1974) that needs no derivative.
 */

import { choleskyRoot, solveCholesky } from '../../scenario/correlation.ts';
import { lengthOf } from './horizon-law.ts';
import { dot } from './rays.ts';

/** A ray that breaks, and where. */
export interface Break {
  readonly direction: Float64Array;
  readonly scale: number;
}

/** Pull towards the plane through the best break alone, in shares of one ray's weight. */
const PULL = 1e-6;

/**
 * Fits the plane to breaks.
 *
 * @param best  the nearest of them
 * @returns unit direction; null where the fit gives none
 */
export function findTangentDirection(breaks: readonly Break[], best: Break): Float64Array | null {
  const n = best.direction.length;
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  const start = best.direction.map((value) => value / best.scale);
  for (const { direction, scale } of breaks) {
    const missing = 1 / scale - dot(start, direction);
    for (let i = 0; i < n; i++) {
      right[i] += direction[i] * missing;
      for (let j = 0; j < n; j++) normal[i * n + j] += direction[i] * direction[j];
    }
  }
  for (let i = 0; i < n; i++) normal[i * n + i] += PULL;
  const correction = solveCholesky(choleskyRoot(normal, n), right);
  const plane = start.map((value, i) => value + correction[i]);
  const length = lengthOf(plane);
  return length > 0 && Number.isFinite(length) ? plane.map((value) => value / length) : null;
}
