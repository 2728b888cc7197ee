/**
 * Whether an observation lies inside what was simulated: a distribution-free prediction interval from the order statistics
 * of independent runs.
 *
 * [X₍ᵣ₎, X₍ₙ₊₁₋ᵣ₎] with r = ⌊(n+1)(1−c)/2⌋ holds the next independent draw with probability (n+1−2r)/(n+1) ≥ c, whatever the
 * distribution; with atoms it holds it more often (David and Nagaraja 2003, §7.3).
 */

import { TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';

/** What the runs say about one observation. */
export interface Verdict {
  /** Ends of the interval and median over runs; null with too few runs. */
  readonly low: number | null;
  readonly median: number | null;
  readonly high: number | null;
  /** Null where there is no interval. */
  readonly isInside: boolean | null;
  /** Observed over the end that it passes, 1 inside; null where that end is 0 or there is no interval. */
  readonly missRatio: number | null;
  /** Share of the runs under the observation, those equal to it counted half. */
  readonly shareBelow: number | null;
  /** Runs in which the measure exists. */
  readonly runs: number;
  /** Runs that would do; null where there are enough. */
  readonly runsNeeded: number | null;
}

/**
 * Judges one observation.
 *
 * @param simulated  measure by run; NaN where a run has none
 * @param confidence  c, such as 0.9
 */
export function judge(observed: number, simulated: Float64Array, confidence: number): Verdict {
  const values = simulated.filter((value) => !Number.isNaN(value)).sort();
  const n = values.length;
  const rank = Math.floor(((n + 1) * (1 - confidence)) / 2 + 1e-9);
  if (rank < TAIL_PATHS_MINIMUM) {
    const nothing = { low: null, median: null, high: null, isInside: null, missRatio: null, shareBelow: null };
    const enough = Math.ceil((2 * TAIL_PATHS_MINIMUM) / (1 - confidence) - 1 - 1e-9);
    // Runs without the measure are to be expected among further ones too.
    return { ...nothing, runs: n, runsNeeded: n === 0 ? null : Math.ceil((enough * simulated.length) / n) };
  }
  const low = values[rank - 1];
  const high = values[n - rank];
  const median = (values[(n - 1) >> 1] + values[n >> 1]) / 2;
  const isInside = observed >= low && observed <= high;
  const end = observed < low ? low : high;
  let below = 0;
  for (const value of values) below += value < observed ? 1 : value === observed ? 0.5 : 0;
  return {
    low,
    median,
    high,
    isInside,
    missRatio: isInside ? 1 : end === 0 ? null : observed / end,
    shareBelow: below / n,
    runs: n,
    runsNeeded: null,
  };
}
