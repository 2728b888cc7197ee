/** The Student-t distribution, for intervals of means and their tests. */

import { betaQuantile, incompleteBeta } from '../../kernel/random/incomplete-beta.ts';

/**
 * Two-sided point of Student's t: P(|T| ≤ point) = confidence.
 *
 * @param degreesOfFreedom  above 0
 */
export function studentPoint(confidence: number, degreesOfFreedom: number): number {
  // T² / (ν + T²) is Beta(½, ν/2).
  const x = betaQuantile(confidence, 0.5, degreesOfFreedom / 2);
  return Math.sqrt((degreesOfFreedom * x) / (1 - x));
}

/** P(|T| ≥ |t|). */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}
