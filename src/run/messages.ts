/**
 * What travels between the main thread and a worker: one request in, typed-array columns out.
 *
 * Requests are a few numbers. Answers own all their arrays, which are moved, not copied.
 */

import type { BlockResult } from '../kernel/result.ts';
import type { WalkedPaths } from '../results/collect/walked-path.ts';
import type { BlockPart } from './block-parts.ts';
import type { PathTask } from './plan.ts';

/** Simulates whole blocks or a part of one, or walks single paths again with everything kept. */
export type BatchRequest =
  | PathTask
  | { readonly kind: 'traces'; readonly paths: readonly number[]; readonly keep: TraceKeep };

/** The `full` path as its files show it, or only what `tail` statistics need. */
export type TraceKeep = keyof WalkedPaths;

export interface BlocksAnswer {
  readonly kind: 'blocks';
  readonly blocks: readonly BlockResult[];
  /** Time the thread spent on it, milliseconds. */
  readonly milliseconds: number;
}

export interface PartAnswer {
  readonly kind: 'part';
  readonly part: BlockPart;
  readonly milliseconds: number;
}

export interface TracesAnswer<Keep extends TraceKeep = TraceKeep> {
  readonly kind: 'traces';
  /** In the order asked. */
  readonly traces: readonly WalkedPaths[Keep][];
  readonly milliseconds: number;
}

export type BatchAnswer = BlocksAnswer | PartAnswer | TracesAnswer;
