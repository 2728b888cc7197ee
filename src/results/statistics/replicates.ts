/**
 * Standard errors from replicates: groups of paths that are independent of each other, while the paths within a group are not
 * (scrambled Sobol points).
 *
 * An estimate that is a mean over paths of some term, or behaves like one, has the standard error of R independent group
 * means, whatever happens inside the groups, and Student's t with R − 1 degrees of freedom as the law of its error (Owen 1997;
 * L'Ecuyer and Lemieux 2002). Path p belongs to replicate p mod R, so all groups grow together.
 */

import { CONFIDENCE } from './figure.ts';
import { studentPoint } from './student.ts';

/** Replicate of a path; 0 where there are none. */
export function replicateOf(path: number, replicates: number): number {
  return replicates > 0 ? path % replicates : 0;
}

/**
 * Standard error of Σ over all paths / n from the sums by replicate: √(R/(R−1) Σ (T_r − T̄)²) / n; NaN with fewer than two.
 *
 * @param total  Σ of the paths' terms by replicate, [replicate]
 * @param n  paths in all replicates together
 */
export function replicateStdError(total: Float64Array, n: number): number {
  const count = total.length;
  if (count < 2 || n < 2) return Number.NaN;
  let mean = 0;
  for (const sum of total) mean += sum / count;
  let squares = 0;
  for (const sum of total) squares += (sum - mean) * (sum - mean);
  return Math.sqrt((squares * count) / (count - 1)) / n;
}

/** Two-sided point of an interval from replicates: Student's t with R − 1 degrees of freedom. */
export function replicatePoint(replicates: number): number {
  return studentPoint(CONFIDENCE, replicates - 1);
}

/** How a method names its replicates. */
export function nameReplicates(replicates: number): string {
  return `${replicates} scrambled replicates`;
}

/** What is said of an interval that cannot come from replicates. */
export const AS_INDEPENDENT = 'as if all paths were independent';
