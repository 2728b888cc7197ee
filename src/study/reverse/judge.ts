/**
 * Asks of shocks whether they break what the search is about, and keeps count.
 *
 * The loss is any function of the log returns over the horizon: the kernel on a given course, or a formula.
 */

import { type HorizonLaw, toShock } from './horizon-law.ts';

/** Losses of shocks (log returns over the horizon, [asset]), one a shock. */
export type LossOf = (shocks: readonly Float64Array[]) => Promise<ArrayLike<number>>;

export interface Judge {
  readonly law: HorizonLaw;
  /** Whether each point breaks: its loss is above the threshold. Points are factors z, [rank]. */
  judge(points: readonly Float64Array[]): Promise<boolean[]>;
  /** Shocks tried so far, and the largest loss seen with its point. */
  readonly seen: { shocks: number; largestLoss: number; worst: Float64Array | null };
}

/** Opens a judge. @param threshold  a loss above it breaks */
export function createJudge(law: HorizonLaw, lossOf: LossOf, threshold: number): Judge {
  const seen = { shocks: 0, largestLoss: Number.NEGATIVE_INFINITY, worst: null as Float64Array | null };
  const judge = async (points: readonly Float64Array[]): Promise<boolean[]> => {
    if (points.length === 0) return [];
    const losses = await lossOf(points.map((z) => toShock(law, z)));
    seen.shocks += points.length;
    return points.map((point, p) => {
      if (losses[p] > seen.largestLoss) {
        seen.largestLoss = losses[p];
        seen.worst = point;
      }
      return losses[p] > threshold;
    });
  };
  return { law, judge, seen };
}
