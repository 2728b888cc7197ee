/**
 * The Gaussian copula, as the yardstick for tail dependence: what correlation alone would give.
 */

import { normalCdf, normalQuantile } from '../kernel/random/normal.ts';

/**
 * Returns P(X ≤ h, Y ≤ k) of two standard normals with correlation ρ.
 *
 * Φ(h)Φ(k) + (1/2π) ∫₀^{asin ρ} exp(−(h² + k² − 2hk sin θ)/(2cos² θ)) dθ (Plackett 1954, in the form of Drezner and
 * Wesolowsky 1990), by Simpson's rule, to about 1e-10 for |ρ| ≤ 0.99.
 */
export function bivariateNormalCdf(h: number, k: number, rho: number): number {
  if (rho >= 1) return normalCdf(Math.min(h, k));
  if (rho <= -1) return Math.max(0, normalCdf(h) - normalCdf(-k));
  const end = Math.asin(rho);
  // Simpson's rule on a fine grid: the integrand is smooth up to the end, where it is exp(−(h−k)²/…) at worst.
  const intervals = 2000;
  const width = end / intervals;
  let sum = 0;
  for (let i = 0; i <= intervals; i++) {
    const sine = Math.sin(i * width);
    const weight = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-(h * h + k * k - 2 * h * k * sine) / (2 * (1 - sine * sine)));
  }
  return normalCdf(h) * normalCdf(k) + (sum * width) / 3 / (2 * Math.PI);
}

/** Returns P(V ≤ q | U ≤ q) of a Gaussian copula: the tail dependence at a share that correlation alone gives. */
export function gaussianTailDependence(rho: number, share: number): number {
  const z = normalQuantile(share);
  return bivariateNormalCdf(z, z, Math.min(1, rho)) / share;
}
