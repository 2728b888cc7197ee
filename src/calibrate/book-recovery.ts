/**
 * How fast depth comes back: after a sweep, the logarithm of what is missing falls in a straight line (volume recovery; Alfonsi,
 * Fruth and Schied 2010), and its slope over all sweeps is the rate.
 *
 * A sweep takes more than a fifth of the depth that stood there before, from one snapshot to the next. Depth is measured within
 * the distance nearest to 25 basis points that snapshots are complete to.
 */

import { Purpose } from '../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../kernel/random/stream.ts';
import { type BookSnapshot, GRID_BPS } from './book-snapshots.ts';
import { meanOf, quantileOf } from './sample-statistics.ts';

/** Part of the depth that a sweep takes at least. */
const SWEPT_MIN = 0.2;
/** Snapshots further apart than this are not consecutive, seconds. */
const APART_MAX = 10;
/** How long depth is looked back on for what stood there, and how long a recovery is followed, seconds. */
const BEFORE = 60;
const AFTER = 300;
/** Deficits below this part of the depth are noise: the line ends there. */
const DEFICIT_MIN = 0.05;
export const SWEEPS_MIN = 10;
const REPLICATES = 400;
const KEY = [2026, 6] as const;

export interface RecoveryFit {
  readonly bps: number;
  readonly sweeps: number;
  /** ln 2 over the rate; null with fewer than SWEEPS_MIN sweeps, or where depth does not come back on average. */
  readonly halfLifeSeconds: { readonly estimate: number; readonly low: number; readonly high: number } | null;
  /** Why there is none. */
  readonly reason: string | null;
}

/** Σ(t − t̄)(ln deficit − mean) and Σ(t − t̄)² of one sweep: a level of its own, one slope for all. */
interface Sweep {
  readonly products: number;
  readonly squares: number;
}

/** Fits one half-life to all sweeps of both sides; its interval by bootstrap over sweeps. */
export function fitRecovery(snapshots: readonly BookSnapshot[]): RecoveryFit {
  const k = nearestComplete(snapshots);
  const bps = k < 0 ? Number.NaN : GRID_BPS[k]!;
  const none = (sweeps: number, reason: string): RecoveryFit => ({ bps, sweeps, halfLifeSeconds: null, reason });
  if (snapshots.length < 20 || Number.isNaN(snapshots[0]!.time) || k < 0) {
    return none(0, 'no consecutive snapshots with times');
  }
  const sweeps = (['bid', 'ask'] as const).flatMap((side) =>
    findSweeps(
      snapshots.map(({ time }) => time),
      snapshots.map((one) => one[side][k]!),
    ),
  );
  if (sweeps.length < SWEEPS_MIN) return none(sweeps.length, `${sweeps.length} sweeps; ${SWEEPS_MIN} would do`);
  const estimate = halfLifeOf(sweeps);
  if (!(estimate > 0 && Number.isFinite(estimate))) return none(sweeps.length, 'depth does not come back on average');
  const stream = createStream(KEY[0], KEY[1]);
  const values: number[] = [];
  for (let r = 0; r < REPLICATES; r++) {
    seekStream(stream, r, Purpose.bootstrap);
    const drawn = sweeps.map(
      () => sweeps[Math.min(sweeps.length - 1, Math.floor(nextUniform(stream) * sweeps.length))]!,
    );
    const value = halfLifeOf(drawn);
    values.push(value > 0 ? value : Number.POSITIVE_INFINITY);
  }
  values.sort((a, b) => a - b);
  const at = (p: number): number => values[Math.min(values.length - 1, Math.floor(p * values.length))]!;
  return { bps, sweeps: sweeps.length, halfLifeSeconds: { estimate, low: at(0.025), high: at(0.975) }, reason: null };
}

function halfLifeOf(sweeps: readonly Sweep[]): number {
  const products = sweeps.reduce((sum, one) => sum + one.products, 0);
  const squares = sweeps.reduce((sum, one) => sum + one.squares, 0);
  return (-Math.LN2 * squares) / products;
}

/** Index of the distance nearest to 25 basis points, of those that both sides are mostly complete to. */
function nearestComplete(snapshots: readonly BookSnapshot[]): number {
  let best = -1;
  for (const [k, bps] of GRID_BPS.entries()) {
    const complete = snapshots.filter(({ bid, ask }) => bid[k]! > 0 && ask[k]! > 0).length;
    if (complete < 0.9 * snapshots.length) continue;
    if (best < 0 || Math.abs(Math.log(bps / 25)) < Math.abs(Math.log(GRID_BPS[best]! / 25))) best = k;
  }
  return best;
}

function findSweeps(time: readonly number[], depth: readonly number[]): Sweep[] {
  const out: Sweep[] = [];
  for (let at = 1; at < time.length; at++) {
    if (time[at]! - time[at - 1]! > APART_MAX) continue;
    let first = at;
    while (first > 0 && time[first - 1]! >= time[at]! - BEFORE) first--;
    const before = depth.slice(first, at);
    const usual = before.length < 5 ? Number.NaN : quantileOf(before, 0.5);
    const fell = (depth[at - 1]! - depth[at]!) / usual;
    if (!(fell > SWEPT_MIN && 1 - depth[at]! / usual > SWEPT_MIN)) continue;
    const t: number[] = [];
    const y: number[] = [];
    let end = at;
    for (; end < time.length && time[end]! - time[at]! <= AFTER; end++) {
      if (end > at && time[end]! - time[end - 1]! > APART_MAX) break;
      const deficit = 1 - depth[end]! / usual;
      // The line ends where depth is back, or where the next sweep begins.
      if (!(deficit > DEFICIT_MIN) || (end > at && (depth[end - 1]! - depth[end]!) / usual > SWEPT_MIN)) break;
      t.push(time[end]! - time[at]!);
      y.push(Math.log(deficit));
    }
    // Back at the next snapshot: at most a speck is missing then.
    if (t.length < 2 && end < time.length && 1 - depth[end]! / usual <= DEFICIT_MIN) {
      t.push(time[end]! - time[at]!);
      y.push(Math.log(DEFICIT_MIN));
    }
    if (t.length < 2) continue;
    const [tMean, yMean] = [meanOf(t), meanOf(y)];
    out.push({
      products: t.reduce((sum, value, j) => sum + (value - tMean) * (y[j]! - yMean), 0),
      squares: t.reduce((sum, value) => sum + (value - tMean) * (value - tMean), 0),
    });
    at = Math.max(at, end - 1);
  }
  return out;
}
