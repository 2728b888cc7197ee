/**
 * Which policies nothing beats: the Pareto set of efficiency against contagion, and how sure membership is.
 *
 * A policy is beaten by one that is at least as efficient and at most as contagious, and better in one of the two. Efficiency is
 * exact; contagion is estimated, so membership is counted over resamples of the paths, the same resample for all policies (what
 * the shocks have in common cancels). Paths that no run has shown are in no resample: a policy without losses looks certain.
 */

import { createStream } from '../../kernel/random/stream.ts';
import { drawCounts } from '../../results/statistics/paired-quantile.ts';
import type { Sample } from '../../results/statistics/sample.ts';

/** A policy on the plane. */
export interface PlanePoint {
  /** More is better. */
  readonly efficiency: number;
  /** Less is better. */
  readonly contagion: number;
}

/**
 * Marks the points that no other beats; equal points are beaten by neither. A point with NaN is no member and beats nothing.
 *
 * @returns [point]
 */
export function findParetoSet(points: readonly PlanePoint[]): boolean[] {
  return points.map(
    (point) =>
      !Number.isNaN(point.efficiency) && !Number.isNaN(point.contagion) && !points.some((other) => beats(other, point)),
  );
}

function beats(a: PlanePoint, b: PlanePoint): boolean {
  if (!(a.efficiency >= b.efficiency && a.contagion <= b.contagion)) return false;
  return a.efficiency > b.efficiency || a.contagion < b.contagion;
}

/** Resamples that membership is counted over. */
export const PARETO_RESAMPLES = 1000;

/** A policy whose contagion is estimated from paths. */
export interface ParetoCandidate {
  readonly efficiency: number;
  /** Loss of each path, all candidates on the same paths. */
  readonly loss: Sample;
  /** What the estimate is divided by, such as open interest; positive. */
  readonly scale: number;
}

/** What is taken of the losses: ES at a level, or the mean (of an indicator: a probability). */
export type ContagionEstimate =
  | { readonly kind: 'expectedShortfall'; readonly level: number }
  | { readonly kind: 'mean' };

/**
 * Share of resamples in which each candidate is in the Pareto set, [candidate].
 *
 * @param key  run key; the resamples depend on it alone
 */
export function paretoShares(
  candidates: readonly ParetoCandidate[],
  estimate: ContagionEstimate,
  key: readonly [number, number],
): number[] {
  const n = candidates[0]?.loss.value.length ?? 0;
  const member = new Float64Array(candidates.length);
  if (n === 0) return [...member];
  const ordered = candidates.map(({ loss }) => orderByLoss(loss));
  const stream = createStream(key[0], key[1]);
  const count = new Uint32Array(n);
  for (let b = 0; b < PARETO_RESAMPLES; b++) {
    drawCounts(stream, b, count);
    const points = candidates.map(({ efficiency, scale }, k) => ({
      efficiency,
      contagion: resampled(ordered[k], count, estimate) / scale,
    }));
    findParetoSet(points).forEach((isMember, k) => {
      if (isMember) member[k]++;
    });
  }
  return Array.from(member, (times) => times / PARETO_RESAMPLES);
}

/** Paths with a loss, the largest first; the others add nothing to a sum. */
interface OrderedLoss {
  readonly path: Uint32Array;
  readonly value: Float64Array;
  readonly weight: Float64Array;
  readonly n: number;
}

function orderByLoss({ value, weight }: Sample): OrderedLoss {
  const losing = Array.from(value.keys()).filter((p) => value[p] > 0);
  const path = Uint32Array.from(losing).sort((a, b) => value[b] - value[a] || a - b);
  return {
    path,
    value: Float64Array.from(path, (p) => value[p]),
    weight: Float64Array.from(path, (p) => weight[p]),
    n: value.length,
  };
}

function resampled(ordered: OrderedLoss, count: Uint32Array, estimate: ContagionEstimate): number {
  const share = estimate.kind === 'mean' ? Number.POSITIVE_INFINITY : 1 - estimate.level;
  const { path, value, weight, n } = ordered;
  // Mean of the worst `share` of the resample; of what losing paths leave of it, zeros.
  const wanted = n * share;
  let taken = 0;
  let sum = 0;
  for (let rank = 0; rank < path.length && taken < wanted; rank++) {
    const mass = Math.min(wanted - taken, count[path[rank]] * weight[rank]);
    taken += mass;
    sum += mass * value[rank];
  }
  return sum / (estimate.kind === 'mean' ? n : wanted);
}
