/**
 * What walking a depth curve is worth: ∫ e^{∓u} dN(u) between two log distances, in closed form for each kind.
 *
 * Times the reference price and the depth factor this is the value in USD of an order that takes the curve from one
 * displacement to another: bids pay e^{−u}, asks ask e^{+u}. The power curve needs the lower incomplete gamma function
 * (DLMF 8.7.1); every series here has positive terms only, so nothing cancels.
 */

import { CurveKind, densityOf, type PreparedCurve, segmentOf } from './depth-curve.ts';

/**
 * ∫ from `near` to `far` of e^{sign·u} dN(u).
 *
 * @param sign  −1 for a bid curve, +1 for an ask curve
 * @param near  log distance, at least 0
 * @param far   log distance, at least `near`
 * @returns base units, each weighted with its price over the reference price
 */
export function valueBetween(curve: PreparedCurve, sign: number, near: number, far: number): number {
  if (far <= near) return 0;
  switch (curve.kind) {
    case CurveKind.block:
      return curve.base * exponentialIntegral(sign, near, far);
    case CurveKind.power: {
      const scale = curve.base * curve.exponent * Math.exp(-curve.exponent * Math.log(curve.unit));
      return scale * (gammaIntegral(curve.exponent, sign, far) - gammaIntegral(curve.exponent, sign, near));
    }
    case CurveKind.exponential:
      return (curve.base / curve.unit) * exponentialIntegral(sign - 1 / curve.unit, near, far);
    default:
      return tableValue(curve, sign, near, far);
  }
}

/** ∫ e^{rate·u} du from near to far, exact for small rates and short intervals. */
function exponentialIntegral(rate: number, near: number, far: number): number {
  const width = far - near;
  if (rate === 0) return width;
  return (Math.exp(rate * near) * Math.expm1(rate * width)) / rate;
}

/** ∫ from 0 to x of u^{γ−1} e^{sign·u} du: Σ x^k/(k!(γ+k)) for +, e^{−x} Σ x^k/(γ(γ+1)…(γ+k)) for −; times x^γ. */
function gammaIntegral(exponent: number, sign: number, distance: number): number {
  if (distance === 0) return 0;
  let sum = 1 / exponent;
  let term = sign > 0 ? 1 : sum;
  for (let k = 1; k < 1000; k++) {
    term *= distance / (sign > 0 ? k : exponent + k);
    const addend = sign > 0 ? term / (exponent + k) : term;
    sum += addend;
    if (addend < 1e-17 * sum) break;
  }
  const power = Math.exp(exponent * Math.log(distance));
  return sign > 0 ? power * sum : power * Math.exp(-distance) * sum;
}

/** Walks the segments of a table; the density is constant within each. */
function tableValue(curve: PreparedCurve, sign: number, near: number, far: number): number {
  const last = curve.distance.length - 2;
  let value = 0;
  let start = near;
  for (let k = segmentOf(curve.distance, near); k <= last; k++) {
    const end = k === last ? far : Math.min(far, curve.distance[k + 1]);
    value += densityOf(curve, k) * exponentialIntegral(sign, start, end);
    if (end === far) break;
    start = end;
  }
  return value;
}
