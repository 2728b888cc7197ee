/** The books of a scenario as power laws with the same depth within one percent: the visible and the latent book beside it. */

import type { BookCurve } from '../../scenario/schema/book.ts';
import type { Scenario } from '../../scenario/schema.ts';

/** Distance at which both books agree, basis points. */
const ANCHOR_BPS = 100;

/**
 * Makes overrides that replace every curve of points by a power law.
 *
 * @returns a function from exponent to values by path; null where no book is a curve of points
 */
export function powerCurves({ book }: Scenario): ((exponent: number) => Record<string, unknown>) | null {
  const curves = Object.entries(book.curves).filter(([, curve]) => curve.bid !== undefined && curve.ask !== undefined);
  if (curves.length === 0) return null;
  return (exponent) =>
    Object.fromEntries(curves.map(([asset, curve]) => [`book.curves.${asset}`, asPower(curve, exponent)]));
}

function asPower({ bid, ask, halfSpread, permanentPerUsd }: BookCurve, exponent: number): unknown {
  const usdAtUnit = (depthWithin(bid!, ANCHOR_BPS) + depthWithin(ask!, ANCHOR_BPS)) / 2;
  return { halfSpread, permanentPerUsd, power: { usdAtUnit, unit: ANCHOR_BPS / 10_000, exponent } };
}

/** Cumulative depth within a distance, linear between the points; beyond the last point in proportion to it. */
function depthWithin(
  { bps, cumulativeUsd }: { readonly bps: readonly number[]; readonly cumulativeUsd: readonly number[] },
  distance: number,
): number {
  const next = bps.findIndex((at) => at >= distance);
  if (next < 0) return (cumulativeUsd[bps.length - 1] * distance) / bps[bps.length - 1];
  const [fromBps, fromUsd] = next === 0 ? [0, 0] : [bps[next - 1], cumulativeUsd[next - 1]];
  return fromUsd + ((cumulativeUsd[next] - fromUsd) * (distance - fromBps)) / (bps[next] - fromBps);
}
