/** Density and quantiles of Student's t, for likelihoods. */

import { logGamma } from '../kernel/random/gamma.ts';
import { studentCdf } from './student-copula.ts';

/** ln density of t with ν degrees of freedom. */
export function studentLogDensity(t: number, nu: number): number {
  return studentLogConstant(nu) - 0.5 * (nu + 1) * Math.log1p((t * t) / nu);
}

/** ln of the factor before (1 + t²/ν)^(−(ν+1)/2). */
export function studentLogConstant(nu: number): number {
  return logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(nu * Math.PI);
}

/**
 * Quantiles at k/(count + 1), k = 1 … count: the scores of ranks. Newton's method from the quantile before, kept between bounds;
 * the upper half follows by symmetry.
 */
export function studentRankScores(count: number, nu: number): Float64Array {
  const out = new Float64Array(count);
  let t = 0;
  // From the middle outwards, so that each quantile starts the search for the next.
  for (let k = Math.floor(count / 2) - 1; k >= 0; k--) {
    const share = (k + 1) / (count + 1);
    let high = t;
    let low = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < 60; step++) {
      const off = studentCdf(t, nu) - share;
      if (off > 0) high = Math.min(high, t);
      else low = t;
      const newton = t - off / Math.exp(studentLogDensity(t, nu));
      const next = newton > low && newton < high ? newton : Number.isFinite(low) ? (low + high) / 2 : 2 * t - 1;
      const isStill = Math.abs(next - t) <= 1e-10 * (1 + Math.abs(t));
      t = next;
      if (isStill) break;
    }
    out[k] = t;
    out[count - 1 - k] = -t;
  }
  return out;
}
