/**
 * Who causes the loss of the tail: each account's share of the expected shortfall, with its standard error.
 *
 * The share is a ratio R = E[c·s]/E[c·S] over the paths of the tail, where s is what the account causes, S what all do and c
 * the weight of the path times the part of it that lies in the tail. That the tail begins at an estimated VaR v matters as
 * much as the paths in it: the influence of a path is c((s − m) − R(S − v)) + k, where m is what the account causes on
 * paths at the edge of the tail and k makes the mean zero (as for marginal expected shortfall; Acharya et al. 2017).
 */

import { partInTail, type TailPlan } from './trace-plan.ts';
import type { AccountShortfall } from './walked-path.ts';

/** Sums over the paths of the tail. */
export interface TailTotals {
  /** Σ c·s, Σ (c·s)², Σ c²·s·S and Σ c²·s by account. */
  readonly own: Float64Array;
  readonly ownSquared: Float64Array;
  readonly ownWhole: Float64Array;
  readonly ownCoefficient: Float64Array;
  /** Σ c·s over the paths at the edge of the tail, by account, and Σ c·S and Σ c of those. */
  readonly edgeOwn: Float64Array;
  edgeWhole: number;
  edgeCoefficient: number;
  /** Σ c·S, Σ (c·S)², Σ c²·S, Σ c and Σ c². */
  whole: number;
  wholeSquared: number;
  wholeCoefficient: number;
  coefficient: number;
  coefficientSquared: number;
  paths: number;
}

export function createTailTotals(accountCount: number): TailTotals {
  const column = () => new Float64Array(accountCount);
  return {
    own: column(),
    ownSquared: column(),
    ownWhole: column(),
    ownCoefficient: column(),
    edgeOwn: column(),
    edgeWhole: 0,
    edgeCoefficient: 0,
    whole: 0,
    wholeSquared: 0,
    wholeCoefficient: 0,
    coefficient: 0,
    coefficientSquared: 0,
    paths: 0,
  };
}

/**
 * Adds a path, if it belongs to the tail.
 *
 * @param shortfallUsd  shortfall of the path as recorded in the run
 * @param shortfall  by the accounts that caused it
 */
export function addTailPath(
  totals: TailTotals,
  plan: TailPlan,
  weight: number,
  shortfallUsd: number,
  { account: accounts, shortfallUsd: causedUsd }: AccountShortfall,
): void {
  const c = weight * partInTail(plan, shortfallUsd);
  if (c === 0) return;
  let sum = 0;
  for (const usd of causedUsd) sum += usd;
  const whole = c * sum;
  const isEdge = shortfallUsd <= plan.edgeUsd;
  totals.whole += whole;
  totals.wholeSquared += whole * whole;
  totals.wholeCoefficient += whole * c;
  totals.coefficient += c;
  totals.coefficientSquared += c * c;
  totals.paths++;
  if (isEdge) {
    totals.edgeWhole += whole;
    totals.edgeCoefficient += c;
  }
  for (let k = 0; k < accounts.length; k++) {
    const account = accounts[k];
    const own = c * causedUsd[k];
    totals.own[account] += own;
    totals.ownSquared[account] += own * own;
    totals.ownWhole[account] += own * whole;
    totals.ownCoefficient[account] += own * c;
    if (isEdge) totals.edgeOwn[account] += own;
  }
}

/**
 * Share of an account in the tail loss.
 *
 * @param paths  paths of the run, in the tail or not
 * @returns NaN twice without a tail
 */
export function tailShare(
  totals: TailTotals,
  plan: TailPlan,
  account: number,
  paths: number,
): { readonly share: number; readonly stdError: number } {
  if (!(totals.whole > 0)) return { share: Number.NaN, stdError: Number.NaN };
  const share = totals.own[account] / totals.whole;
  // m − R·v, with the edge standing for the paths at VaR. Where VaR is zero every loss is in the tail, wherever it begins.
  const hasEdge = plan.valueAtRisk > 0 && totals.edgeCoefficient > 0;
  const d = hasEdge ? (totals.edgeOwn[account] - share * totals.edgeWhole) / totals.edgeCoefficient : 0;
  const squares =
    totals.ownSquared[account] +
    share * share * totals.wholeSquared +
    d * d * totals.coefficientSquared -
    2 * share * totals.ownWhole[account] -
    2 * d * totals.ownCoefficient[account] +
    2 * share * d * totals.wholeCoefficient;
  const shift = (d * totals.coefficient) / paths;
  return { share, stdError: Math.sqrt(Math.max(0, squares - paths * shift * shift)) / totals.whole };
}
