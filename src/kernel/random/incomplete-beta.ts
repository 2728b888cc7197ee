/**
 * The regularised incomplete beta function and its inverse: binomial tails, the beta and the Student-t distribution.
 *
 * I_x(a, b) by the continued fraction DLMF 8.17.22 (Lentz's method; Thompson and Barnett 1986), on the side of the mean
 * where it converges in about √max(a, b) terms, to about 1e-12 for a and b up to 1e6.
 */

import { logGamma } from './gamma.ts';

const TERMS_MAX = 100_000;
const CONVERGED = 1e-15;
/** Stands for a denominator of zero. */
const TINY = 1e-300;

/**
 * Returns I_x(a, b), the probability that a Beta(a, b) variable is at most x.
 *
 * @param a above 0
 * @param b above 0
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - lowerBeta(1 - x, b, a);
  return lowerBeta(x, a, b);
}

function lowerBeta(x: number, a: number, b: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  let c = 1;
  let d = 1 / keepAway(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < TERMS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / keepAway(1 + even * d);
    c = keepAway(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / keepAway(1 + odd * d);
    c = keepAway(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < CONVERGED) break;
  }
  return (Math.exp(logFront) * fraction) / a;
}

function keepAway(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Returns the x with I_x(a, b) = p, by bisection to the last bit that matters. */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let k = 0; k < 200; k++) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
