/**
 * What travels between the main thread and a worker: one request in, typed-array columns out.
 *
 * Requests are a few numbers. Answers own all their arrays, which are moved, not copied.
 */

import type { BlockResult, PathTrace } from '../kernel/result.ts';
import type { PathRange } from './plan.ts';

/** Simulates whole blocks, or walks single paths again with everything kept. */
export type BatchRequest =
  | ({ readonly kind: 'blocks' } & PathRange)
  | { readonly kind: 'traces'; readonly paths: readonly number[]; readonly keep: TraceKeep };

/** `all` of a trace, or only what tail statistics need: weight, totals and each account's shortfall. */
export type TraceKeep = 'all' | 'shortfall';

/** The part of a trace that tail statistics need. */
export type TailTrace = Pick<PathTrace, 'path' | 'weight' | 'accountShortfallUsd' | 'totals'>;

export interface BlocksAnswer {
  readonly kind: 'blocks';
  readonly blocks: readonly BlockResult[];
  /** Time the thread spent on it, milliseconds. */
  readonly milliseconds: number;
}

export interface TracesAnswer {
  readonly kind: 'traces';
  /** In the order asked; a `shortfall` answer has empty arrays in place of what was not kept. */
  readonly traces: readonly PathTrace[];
  readonly milliseconds: number;
}

export type BatchAnswer = BlocksAnswer | TracesAnswer;
