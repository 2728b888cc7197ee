/**
 * A risk constraint P(loss > x) ≤ α, judged by the upper end of the probability's interval: what the paths have not excluded
 * counts as possible. Nothing seen counts with its one-sided bound, about 3/n.
 */

import type { LOSSES } from '../../kernel/result.ts';
import { CONFIDENCE, type Figure } from '../../results/statistics/figure.ts';
import { measureEvent } from '../../results/statistics/probability.ts';
import type { Sample } from '../../results/statistics/sample.ts';
import type { PathSample } from '../path-sample.ts';

/** What may happen, and how rarely it has to. */
export interface Constraint {
  /** A loss of paths.arrow in USD, or `fundDepleted`. */
  readonly of: (typeof LOSSES)[number] | 'fundDepleted';
  /** The loss has to exceed this to count; 0 for an event. */
  readonly aboveUsd: number;
  readonly probability: number;
}

export interface Verdict {
  readonly probability: Figure;
  /** Upper end of its interval; 1 where there is none. */
  readonly upper: number;
  readonly meets: boolean;
}

/** 1 on paths where the event of a constraint happens, 0 elsewhere. */
export function eventOf({ column }: PathSample, { of, aboveUsd }: Constraint): Sample {
  return { value: column[of].map((loss) => (loss > aboveUsd ? 1 : 0)), weight: column.weight };
}

/** Judges the paths of a policy. */
export function judge(sample: PathSample, constraint: Constraint): Verdict {
  const probability = measureEvent(eventOf(sample, constraint));
  const upper = probability.high ?? 1;
  return { probability, upper, meets: upper <= constraint.probability };
}

/** Fewest plain paths with which anything can meet a probability: those whose zero-event bound is below it. */
export function fewestPathsFor(probability: number): number {
  return Math.ceil(Math.log(1 - CONFIDENCE) / Math.log1p(-probability));
}

/** P(beyondFundUsd > 1e6) ≤ 0.01. */
export function formatConstraint({ of, aboveUsd, probability }: Constraint): string {
  const event = of === 'fundDepleted' ? 'fund depleted' : `${of} > ${aboveUsd}`;
  return `P(${event}) ≤ ${probability}`;
}
