/**
 * A `book` curve from snapshots: the median depth by distance, a stressed quantile of the same snapshots, the exponent of a
 * power law through it as a yardstick, and how fast depth comes back after sweeps.
 */

import { Purpose } from '../kernel/random/purpose.ts';
import { createStream, nextUniform, type RandomStream, seekStream } from '../kernel/random/stream.ts';
import type { DepthPoints } from '../scenario/book-curve.ts';
import { fitRecovery, type RecoveryFit } from './book-recovery.ts';
import { type BookSnapshot, GRID_BPS } from './book-snapshots.ts';
import { meanOf, quantileOf, slopeOf } from './sample-statistics.ts';

const REPLICATES = 400;
const KEY = [2026, 5] as const;
/** A distance is used where at least this part of the snapshots is complete there. */
const COMPLETE_MIN = 0.5;
/** Snapshots below which a 5 % quantile is not a quantile of anything (ten of them beyond it). */
export const STRESSED_MIN = 200;
/** Distances of the power law: 5 bps to 5 %. */
const POWER_BPS = { from: 5, to: 500 } as const;

export interface SideFit {
  /** Median depth. */
  readonly calm: DepthPoints;
  /** 5 % quantile; null with fewer than STRESSED_MIN snapshots. */
  readonly stressed: DepthPoints | null;
  /** Exponent of depth ∝ distance^γ over 5 bps to 5 %; null with fewer than three distances. */
  readonly exponent: { readonly estimate: number; readonly low: number; readonly high: number } | null;
  /** At each distance of `calm`: power law over median − 1, and the median of |snapshot over median − 1|. */
  readonly powerError: readonly number[];
  readonly scatter: readonly number[];
}

export interface BookFit {
  readonly snapshots: number;
  /** Unix seconds; NaN without times. */
  readonly from: number;
  readonly to: number;
  readonly halfSpread: number;
  readonly bid: SideFit;
  readonly ask: SideFit;
  readonly recovery: RecoveryFit;
}

/** Fits both sides; a side without any complete distance has an empty curve. */
export function fitBook(snapshots: readonly BookSnapshot[]): BookFit {
  const spreads = snapshots.map(({ halfSpread }) => halfSpread).filter((value) => value >= 0);
  const times = snapshots.map(({ time }) => time);
  return {
    snapshots: snapshots.length,
    from: Math.min(...times),
    to: Math.max(...times),
    halfSpread: quantileOf(spreads, 0.5),
    bid: fitSide(snapshots, 'bid'),
    ask: fitSide(snapshots, 'ask'),
    recovery: fitRecovery(snapshots),
  };
}

function fitSide(snapshots: readonly BookSnapshot[], side: 'bid' | 'ask'): SideFit {
  const calm = curveOf(snapshots, side, 0.5);
  const line = powerLaw(calm);
  const error = calm.bps.map((bps, k) => (line === null ? Number.NaN : line(bps) / calm.cumulativeUsd[k]! - 1));
  const scatter = calm.bps.map((bps, k) => {
    const at = GRID_BPS.indexOf(bps);
    const values = snapshots.map((one) => Math.abs(one[side][at]! / calm.cumulativeUsd[k]! - 1));
    return quantileOf(values.filter(Number.isFinite), 0.5);
  });
  return {
    calm,
    stressed: snapshots.length < STRESSED_MIN ? null : curveOf(snapshots, side, 0.05),
    exponent: line === null ? null : exponentOf(snapshots, side, calm),
    powerError: error,
    scatter,
  };
}

/** Depth at a quantile over snapshots, at distances where enough of them are complete; rising. */
function curveOf(snapshots: readonly BookSnapshot[], side: 'bid' | 'ask', quantile: number): DepthPoints {
  const points: DepthPoints = { bps: [], cumulativeUsd: [] };
  for (const [k, bps] of GRID_BPS.entries()) {
    const values = snapshots.map((one) => one[side][k]!).filter((usd) => !Number.isNaN(usd));
    if (values.length === 0 || values.length < COMPLETE_MIN * snapshots.length) continue;
    const usd = quantileOf(values, quantile);
    if (!(usd > (points.cumulativeUsd.at(-1) ?? 0))) continue;
    points.bps.push(bps);
    points.cumulativeUsd.push(usd);
  }
  return points;
}

function powerPoints({ bps, cumulativeUsd }: DepthPoints): { x: number[]; y: number[] } {
  const kept = bps
    .map((value, k) => [value, cumulativeUsd[k]!] as const)
    .filter(([at]) => at >= POWER_BPS.from && at <= POWER_BPS.to);
  return { x: kept.map(([at]) => Math.log(at)), y: kept.map(([, usd]) => Math.log(usd)) };
}

/** Least-squares line through the logarithms, as depth by distance. */
function powerLaw(points: DepthPoints): ((bps: number) => number) | null {
  const { x, y } = powerPoints(points);
  if (x.length < 3) return null;
  const slope = slopeOf(x, y);
  const level = meanOf(y) - slope * meanOf(x);
  return (bps) => Math.exp(level + slope * Math.log(bps));
}

/** Interval by the stationary bootstrap over snapshots, blocks of a cube root of their number, at least 5, on average. */
function exponentOf(snapshots: readonly BookSnapshot[], side: 'bid' | 'ask', calm: DepthPoints): SideFit['exponent'] {
  const slope = (points: DepthPoints): number => {
    const { x, y } = powerPoints(points);
    return x.length < 3 ? Number.NaN : slopeOf(x, y);
  };
  const stream = createStream(KEY[0], KEY[1]);
  const values: number[] = [];
  for (let r = 0; r < REPLICATES && snapshots.length >= 10; r++) {
    seekStream(stream, r, Purpose.bootstrap);
    const value = slope(curveOf(drawBlocks(snapshots, stream), side, 0.5));
    if (Number.isFinite(value)) values.push(value);
  }
  return { estimate: slope(calm), low: quantileOf(values, 0.025), high: quantileOf(values, 0.975) };
}

function drawBlocks(snapshots: readonly BookSnapshot[], stream: RandomStream): BookSnapshot[] {
  const count = snapshots.length;
  const length = Math.max(5, Math.cbrt(count));
  let at = 0;
  return Array.from({ length: count }, (_, k) => {
    const isNew = k === 0 || nextUniform(stream) < 1 / length;
    at = isNew ? Math.min(count - 1, Math.floor(nextUniform(stream) * count)) : (at + 1) % count;
    return snapshots[at]!;
  });
}
