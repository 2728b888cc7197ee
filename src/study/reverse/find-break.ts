/**
 * The search on every course of prices: which shock breaks the system, what it does, and how sharp the edge is.
 */

import type { RandomStream } from '../../kernel/random/stream.ts';
import { type HorizonLaw, lengthOf, toShock } from './horizon-law.ts';
import { createJudge } from './judge.ts';
import type { PathShape } from './path-shape.ts';
import type { NamedDirection } from './rays.ts';
import { type BreakingShock, findLikeliestBreak, type SearchOptions } from './search.ts';
import type { ShockOutcome, ShockRunner } from './shock-runner.ts';
import type { BreakTarget } from './target.ts';

/** A breaking shock with what it does. */
export interface MeasuredShock extends BreakingShock {
  readonly outcome: ShockOutcome;
}

/** What the search found on one course. */
export interface ShapeBreak {
  readonly shape: PathShape;
  /** Of moves over the time that the course takes. */
  readonly law: HorizonLaw;
  /** Nearest first; empty where nothing within the limits breaks. */
  readonly minima: readonly MeasuredShock[];
  readonly rays: readonly MeasuredShock[];
  readonly shocksTried: number;
  /** Largest value of the target's measure met, and the shock that gave it, [asset]. */
  readonly largestLoss: number;
  readonly worstShock: Float64Array;
}

/** The measure at a multiple of a shock, on its own ray. */
export interface ScaledOutcome {
  readonly scale: number;
  readonly value: number;
  readonly breaks: boolean;
}

/** Multiples of a shock at which the edge is looked at. */
const EDGE_SCALES = [0.5, 0.75, 0.9, 0.95, 0.99, 1, 1.01, 1.05, 1.1, 1.25, 1.5, 2] as const;

/** Searches on one course. @param law  of moves over the time that it takes @param onShocks  is told how many shocks were tried so far */
export async function findBreak(
  runner: ShockRunner,
  law: HorizonLaw,
  target: BreakTarget,
  shape: PathShape,
  directions: readonly NamedDirection[],
  stream: RandomStream,
  options: SearchOptions,
  onShocks: (shocks: number) => void,
): Promise<ShapeBreak> {
  const lossOf = async (shocks: readonly Float64Array[]): Promise<number[]> => {
    onShocks(judge.seen.shocks);
    return (await runner.run(shape, shocks)).map((outcome) => outcome[target.measure]);
  };
  const judge = createJudge(law, lossOf, target.threshold);
  const result = await findLikeliestBreak(judge, directions, stream, options);
  const measure = async (shocks: readonly BreakingShock[]): Promise<MeasuredShock[]> => {
    const outcomes = await runner.run(
      shape,
      shocks.map(({ shock }) => shock),
    );
    return shocks.map((shock, k) => ({ ...shock, outcome: outcomes[k] }));
  };
  return { ...result, shape, law, minima: await measure(result.minima), rays: await measure(result.rays) };
}

/** The nearest break of all courses, with its course and law. */
export interface Likeliest {
  readonly shape: PathShape;
  readonly law: HorizonLaw;
  readonly point: MeasuredShock;
}

/** The course whose nearest break is nearest; null where none has one. */
export function chooseLikeliest(breaks: readonly ShapeBreak[]): Likeliest | null {
  let best: Likeliest | null = null;
  for (const { shape, law, minima } of breaks)
    if (minima.length > 0 && (best === null || minima[0].distance < best.point.distance))
      best = { shape, law, point: minima[0] };
  return best;
}

/** The measure along the ray of a shock, below it and beyond. */
export async function measureEdge(
  runner: ShockRunner,
  target: BreakTarget,
  { shape, law, point: { factors } }: Likeliest,
): Promise<ScaledOutcome[]> {
  if (lengthOf(factors) === 0) return [];
  const shocks = EDGE_SCALES.map((scale) =>
    toShock(
      law,
      factors.map((value) => scale * value),
    ),
  );
  const outcomes = await runner.run(shape, shocks);
  return EDGE_SCALES.map((scale, k) => {
    const value = outcomes[k][target.measure];
    return { scale, value, breaks: value > target.threshold };
  });
}
