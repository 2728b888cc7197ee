/**
 * The search for the most efficient policy that meets a constraint, with few runs and without derivatives.
 *
 * Efficiency follows from the accounts and needs no paths, so candidates are run in the order of their efficiency and only
 * until one meets the constraint: all others are worse. Around the best, a compass search with diagonals (generating set
 * search: Kolda, Lewis and Torczon 2003) moves to better neighbours and halves its step where there is none. All candidates are
 * run on the same shocks, so that they differ by their rules alone. Where none meets the constraint, the search goes to the one
 * that comes closest. Nothing is random: the same study takes the same steps.
 */

import type { Verdict } from './constraint.ts';

export type Stage = 'current' | 'named' | 'design' | 'refinement';

/** A policy that may be chosen. */
export interface Candidate<P> {
  readonly policy: P;
  readonly stage: Stage;
  /** More is better; exact. */
  readonly efficiency: number;
  /** Coordinates from 0 to 1; undefined for a policy that is no point of the box. */
  readonly point: readonly number[] | undefined;
  /** Undefined while it has not been run. */
  readonly verdict: Verdict | undefined;
}

export interface SearchProblem<P> {
  /** Policies before any refinement. */
  readonly start: readonly { readonly policy: P; readonly stage: Stage; readonly point?: readonly number[] }[];
  /** First step of each parameter in coordinates, and whether it may be halved (a list of values has neighbours only). */
  readonly steps: readonly { readonly size: number; readonly canHalve: boolean }[];
  readonly halvings: number;
  /** Runs at most. */
  readonly runs: number;
  policyAt(point: readonly number[]): P;
  /** What tells policies apart. */
  keyOf(policy: P): string;
  efficiencyOf(policy: P): Promise<number>;
  /** Runs a policy and judges it. */
  judge(policy: P): Promise<Verdict>;
}

export interface Search<P> {
  /** The most efficient candidate that meets the constraint and is none of `rejected`; runs what it needs to know that. */
  best(rejected: readonly Candidate<P>[]): Promise<Candidate<P> | undefined>;
  /** The candidate with the least upper bound, feasible or not. */
  closest(): Candidate<P> | undefined;
  /** All candidates in the order they were thought of. */
  candidates(): readonly Candidate<P>[];
  /** True when the runs were used up before the search was over. */
  isSpent(): boolean;
}

/** Searches; the answer is then asked with `best`. */
export async function searchBest<P>(problem: SearchProblem<P>): Promise<Search<P>> {
  const { start, steps, halvings, runs, policyAt, keyOf, efficiencyOf, judge } = problem;
  const known = new Map<string, Candidate<P>>();
  let used = 0;
  let isSpent = false;
  const add = async (policy: P, stage: Stage, point: readonly number[] | undefined) => {
    const key = keyOf(policy);
    if (!known.has(key))
      known.set(key, { policy, stage, point, efficiency: await efficiencyOf(policy), verdict: undefined });
  };
  const best: Search<P>['best'] = async (rejected) => {
    const out = new Set(rejected.map(({ policy }) => keyOf(policy)));
    for (const [key, candidate] of byEfficiency(known)) {
      if (out.has(key)) continue;
      let { verdict } = candidate;
      if (verdict === undefined) {
        if (used >= runs) {
          isSpent = true;
          continue;
        }
        used++;
        verdict = await judge(candidate.policy);
        known.set(key, { ...candidate, verdict });
      }
      if (verdict.meets) return { ...candidate, verdict };
    }
    return undefined;
  };
  const closestOf = (candidates: readonly Candidate<P>[]) =>
    candidates
      .filter(({ verdict }) => verdict !== undefined)
      .reduce<Candidate<P> | undefined>(
        (least, one) => (least === undefined || one.verdict!.upper < least.verdict!.upper ? one : least),
        undefined,
      );
  for (const { policy, stage, point } of start) await add(policy, stage, point);
  // Only points of the box have neighbours: around the best of them, or the closest where none meets the constraint.
  const findCentre = async () => {
    const others = [...known.values()].filter(({ point }) => point === undefined);
    const points = () => [...known.values()].filter(({ point }) => point !== undefined);
    return (await best(others)) ?? closestOf(points());
  };
  await best([]);
  let centre = await findCentre();
  for (let halved = 0; halved <= halvings && centre?.point !== undefined && !isSpent; ) {
    for (const point of neighbours(centre.point, steps, halved)) await add(policyAt(point), 'refinement', point);
    const next = await findCentre();
    if (next === undefined || keyOf(next.policy) === keyOf(centre.policy)) halved++;
    else centre = next;
  }
  const candidates = () => [...known.values()];
  return { best, closest: () => closestOf(candidates()), candidates, isSpent: () => isSpent };
}

/** The most efficient first; equals in the order they were thought of. */
function byEfficiency<P>(known: ReadonlyMap<string, Candidate<P>>): [string, Candidate<P>][] {
  return [...known].sort(([, a], [, b]) => b.efficiency - a.efficiency);
}

/** Parts of the two steps of a diagonal: an edge of the feasible set seldom runs at exactly half a right angle. */
const DIAGONALS: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 0.5],
  [0.5, 1],
];
const SIGNS = [1, -1] as const;

/** Points one step away along each axis and the diagonals of each two axes, inside the cube. */
function neighbours(
  point: readonly number[],
  steps: SearchProblem<unknown>['steps'],
  halved: number,
): (readonly number[])[] {
  const sizes = steps.map(({ size, canHalve }) => (canHalve ? size / 2 ** halved : size));
  const found: number[][] = [];
  const add = (moves: readonly (readonly [axis: number, move: number])[]) => {
    const next = [...point];
    for (const [axis, move] of moves) next[axis] = Math.min(1, Math.max(0, next[axis] + move * sizes[axis]));
    found.push(next);
  };
  for (let a = 0; a < steps.length; a++)
    for (const sign of SIGNS) {
      add([[a, sign]]);
      for (let b = a + 1; b < steps.length; b++)
        for (const other of SIGNS)
          for (const [own, across] of DIAGONALS)
            add([
              [a, sign * own],
              [b, other * across],
            ]);
    }
  return found;
}
