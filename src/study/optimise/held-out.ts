/**
 * The check on held-out shocks: a candidate that was chosen because it looked good is judged again on paths that had no part in
 * the choice, or the optimum is selected noise (model.md §8.3). Where it fails, the next candidate is tried, and all are reported.
 *
 * Each check lets a policy that breaks the constraint pass with a chance of at most 2.5 %, or 5 % with so few paths that only none
 * with the event passes (its bound is one-sided); k checks with at most k times that.
 */

import type { Verdict } from './constraint.ts';

/** A candidate that was judged again. */
export interface HeldOutCheck<C> {
  readonly candidate: C;
  readonly verdict: Verdict;
}

export interface HeldOutOutcome<C> {
  /** The first candidate that passed; undefined when none did. */
  readonly chosen: HeldOutCheck<C> | undefined;
  /** Those that failed before it, in order. */
  readonly rejected: readonly HeldOutCheck<C>[];
}

/**
 * Checks candidates, best first, until one passes.
 *
 * @param next  the best candidate that is none of the rejected; undefined when there is none left
 * @param check  judges a candidate on the held-out shocks
 * @param tries  candidates checked at most
 */
export async function chooseHeldOut<C>(
  next: (rejected: readonly C[]) => Promise<C | undefined>,
  check: (candidate: C) => Promise<Verdict>,
  tries: number,
): Promise<HeldOutOutcome<C>> {
  const rejected: HeldOutCheck<C>[] = [];
  while (rejected.length < tries) {
    const candidate = await next(rejected.map((one) => one.candidate));
    if (candidate === undefined) break;
    const verdict = await check(candidate);
    if (verdict.meets) return { chosen: { candidate, verdict }, rejected };
    rejected.push({ candidate, verdict });
  }
  return { chosen: undefined, rejected };
}
