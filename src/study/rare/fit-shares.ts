/**
 * Shares of the plain and the tilted laws in the mixture: those under which the pilots say that the figure varies least.
 *
 * The second moment Σ f/q × payoff² of a mixture q = Σ p_k g_k is convex in the shares. Multiplying each by the root of its
 * slope and dividing by the sum goes down at every turn (the multiplicative algorithm of optimal designs: Torsney 1983; Yu,
 * Annals of Statistics 38, 2010).
 */

import { logLikelihoodRatio, type Tilt } from '../../kernel/price/tilt.ts';
import type { RareSample } from './pilot.ts';

const TURNS = 200;

export interface FittedShares {
  readonly plainShare: number;
  /** Of the tilted paths, [law]; they sum to 1. */
  readonly share: Float64Array;
}

/**
 * @param tilt  the laws; its shares are where the search starts
 * @param plainShareMin  the share of plain paths is not taken below: it bounds the weights
 */
export function fitShares(tilt: Tilt, sample: RareSample, plainShareMin: number): FittedShares {
  const { payoff, weight, score } = sample;
  const count = tilt.laws.length + 1;
  // The plain law first; [row × law].
  const ratio = score.map((path) => [1, ...tilt.laws.map((law) => Math.exp(logLikelihoodRatio(law, path)))]);
  const density = (row: number, p: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += p[k]! * ratio[row]![k]!;
    return sum;
  };
  let share = Float64Array.from([plainShareMin, ...tilt.laws.map((law) => law.share)]);
  share = share.map((p) => p / share.reduce((sum, q) => sum + q, 0));
  for (let turn = 0; turn < TURNS; turn++) {
    const slope = new Float64Array(count);
    for (let row = 0; row < payoff.length; row++) {
      const q = density(row, share);
      const term = (weight[row]! * payoff[row]! * payoff[row]!) / (q * q);
      for (let k = 0; k < count; k++) slope[k] = slope[k]! + term * ratio[row]![k]!;
    }
    const raised = share.map((p, k) => p * Math.sqrt(slope[k]!));
    const tilted = raised.reduce((sum, p) => sum + p, 0) - raised[0]!;
    const plain = Math.max(plainShareMin, raised[0]! / (raised[0]! + tilted));
    share = raised.map((p, k) => (k === 0 ? plain : ((1 - plain) * p) / tilted));
  }
  const plainShare = share[0]!;
  return { plainShare, share: share.subarray(1).map((p) => p / (1 - plainShare)) };
}
