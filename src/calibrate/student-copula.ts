/**
 * The Student-t copula: how often assets under one mixing variable go to their extremes together.
 */

import { incompleteBeta } from '../kernel/random/incomplete-beta.ts';

/** Returns P(T ≤ t) of a Student-t variable with ν degrees of freedom. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const tail = 0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return t <= 0 ? tail : 1 - tail;
}

/**
 * Returns the limit of tail dependence as the tail gets thin, 2·t_{ν+1}(−√((ν+1)(1−ρ)/(1+ρ))) (Embrechts, McNeil and
 * Straumann 2002): upper and lower alike, and above zero for any ρ above −1, where a Gaussian has none below ρ = 1.
 */
export function studentTailDependence(rho: number, degreesOfFreedom: number): number {
  if (rho >= 1) return 1;
  if (rho <= -1) return 0;
  const nu = degreesOfFreedom + 1;
  return 2 * studentCdf(-Math.sqrt((nu * (1 - rho)) / (1 + rho)), nu);
}
