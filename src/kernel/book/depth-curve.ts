/**
 * Cumulative depth N(x) and its inverse: how many base units rest within log distance x of the reference price.
 *
 * The curves of the scenario (DepthCurve) are prepared once into one object shape for all kinds, so that the walk of an
 * order stays fast. Depth here is at depth factor 1; the book multiplies it. `linearPrice` is not a depth curve in log
 * price and is handled by the ledger branch of each book function.
 */

import type { DepthCurve } from '../config.ts';

/** Which formula a prepared curve uses. */
export const CurveKind = { block: 0, power: 1, exponential: 2, table: 3 } as const;

/** A depth curve as the hot functions want it: the same fields for every kind. */
export interface PreparedCurve {
  /** CurveKind. */
  readonly kind: number;
  /** Base units: per log (block), at `unit` (power), in total (exponential); unused by a table. */
  readonly base: number;
  /** Log distance: 1 (block), the unit (power), the decay length (exponential). */
  readonly unit: number;
  /** Exponent γ of N ∝ x^γ; 1 but for a power curve. */
  readonly exponent: number;
  /** Table points with (0, 0) in front, [point]. */
  readonly distance: Float64Array;
  readonly cumulative: Float64Array;
}

const EMPTY = new Float64Array(0);

/** Brings a depth curve into the common shape; `linearPrice` becomes an empty block that is never asked. */
export function prepareCurve(curve: DepthCurve): PreparedCurve {
  const shape = { exponent: 1, distance: EMPTY, cumulative: EMPTY };
  switch (curve.kind) {
    case 'block':
      return { kind: CurveKind.block, base: curve.basePerLog, unit: 1, ...shape };
    case 'power':
      return { kind: CurveKind.power, base: curve.baseAtUnit, unit: curve.unit, ...shape, exponent: curve.exponent };
    case 'exponential':
      return { kind: CurveKind.exponential, base: curve.baseTotal, unit: curve.scale, ...shape };
    case 'table':
      return {
        kind: CurveKind.table,
        base: 0,
        unit: 1,
        ...shape,
        distance: withZero(curve.logDistance),
        cumulative: withZero(curve.baseCumulative),
      };
    case 'linearPrice':
      return { kind: CurveKind.block, base: 0, unit: 1, ...shape };
  }
}

function withZero(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length + 1);
  result.set(values, 1);
  return result;
}

/**
 * Depth N(x) within log distance x ≥ 0.
 *
 * @returns base units at depth factor 1
 */
export function depthWithin(curve: PreparedCurve, distance: number): number {
  if (distance === 0) return 0;
  switch (curve.kind) {
    case CurveKind.block:
      return curve.base * distance;
    case CurveKind.power:
      return curve.base * Math.exp(curve.exponent * Math.log(distance / curve.unit));
    case CurveKind.exponential:
      return -curve.base * Math.expm1(-distance / curve.unit);
    default: {
      const k = segmentOf(curve.distance, distance);
      return curve.cumulative[k] + densityOf(curve, k) * (distance - curve.distance[k]);
    }
  }
}

/**
 * Inverse of {@link depthWithin}: the log distance that `base` units reach to.
 *
 * @returns log distance; Infinity where an exponential curve does not hold so much
 */
export function distanceOf(curve: PreparedCurve, base: number): number {
  if (base === 0) return 0;
  switch (curve.kind) {
    case CurveKind.block:
      return base / curve.base;
    case CurveKind.power:
      return curve.unit * Math.exp(Math.log(base / curve.base) / curve.exponent);
    case CurveKind.exponential:
      return base >= curve.base ? Infinity : -curve.unit * Math.log1p(-base / curve.base);
    default: {
      const k = segmentOf(curve.cumulative, base);
      return curve.distance[k] + (base - curve.cumulative[k]) / densityOf(curve, k);
    }
  }
}

/** Index k of the segment with points[k] ≤ value < points[k+1]; the last segment has no end. */
export function segmentOf(points: Float64Array, value: number): number {
  let low = 0;
  let high = points.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (points[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Base units per unit of log distance in segment k of a table. */
export function densityOf(curve: PreparedCurve, k: number): number {
  return (curve.cumulative[k + 1] - curve.cumulative[k]) / (curve.distance[k + 1] - curve.distance[k]);
}
