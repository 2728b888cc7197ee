/**
 * The order in which winners are auto-deleveraged: a heap over the opposing positions of one asset, built at most once a
 * round, so that closing many accounts costs in proportion to what is closed.
 *
 * Ranked once at book prices when first needed in a round, no re-ranking (R6). Winners only: an index that is not
 * sign-aware would let a levered loser outrank a winner.
 */

import type { Engine } from '../engine.ts';
import { equityAt } from '../margin/requirement.ts';

export interface DeleverageQueue {
  /** Max-heap by score, lower bucket first on a tie. */
  readonly holding: Int32Array;
  readonly score: Float64Array;
  count: number;
  /** Step and round it was built in. */
  step: number;
  round: number;
  /** False once a new path began. */
  valid: boolean;
}

/**
 * Score of an opposing position; higher is deleveraged first.
 *
 * hyperliquid: (mark/entry for longs, entry/mark for shorts) × notional / account value (docs, "Auto-deleveraging"; the
 * short side by symmetry). bitmex: PnL share of the entry value × effective leverage, divided instead when losing.
 *
 * @param sizeBase  signed position
 * @param equityUsd  account value, positive
 */
export function deleverageScore(
  ranking: 'hyperliquid' | 'bitmex' | 'proRata',
  sizeBase: number,
  entryUsd: number,
  priceUsd: number,
  equityUsd: number,
): number {
  const leverage = (Math.abs(sizeBase) * priceUsd) / equityUsd;
  if (ranking === 'hyperliquid') return (sizeBase > 0 ? priceUsd / entryUsd : entryUsd / priceUsd) * leverage;
  const gainShare = ((sizeBase > 0 ? 1 : -1) * (priceUsd - entryUsd)) / entryUsd;
  if (ranking === 'bitmex') return gainShare > 0 ? gainShare * leverage : gainShare / leverage;
  return gainShare * Math.abs(sizeBase) * entryUsd;
}

function before(queue: DeleverageQueue, engine: Engine, i: number, j: number): boolean {
  if (queue.score[i] !== queue.score[j]) return queue.score[i] > queue.score[j];
  return engine.order.holdingRank[queue.holding[i]] < engine.order.holdingRank[queue.holding[j]];
}

function swap(queue: DeleverageQueue, i: number, j: number): void {
  const holding = queue.holding[i];
  queue.holding[i] = queue.holding[j];
  queue.holding[j] = holding;
  const score = queue.score[i];
  queue.score[i] = queue.score[j];
  queue.score[j] = score;
}

function siftDown(queue: DeleverageQueue, engine: Engine, start: number): void {
  let i = start;
  for (;;) {
    const left = 2 * i + 1;
    if (left >= queue.count) return;
    const right = left + 1;
    const child = right < queue.count && before(queue, engine, right, left) ? right : left;
    if (!before(queue, engine, child, i)) return;
    swap(queue, i, child);
    i = child;
  }
}

/** Removes the first of the queue. */
export function dropFirst(queue: DeleverageQueue, engine: Engine): void {
  queue.count -= 1;
  swap(queue, 0, queue.count);
  siftDown(queue, engine, 0);
}

/**
 * The queue of winners on one side of an asset, built if this round has none yet.
 *
 * @param side  +1: longs are wanted (a short is bankrupt), −1: shorts
 */
export function deleverageQueue(engine: Engine, venue: number, asset: number, side: number): DeleverageQueue {
  const { config, state } = engine;
  const k = venue * config.assetCount + asset;
  const slot = 2 * k + (side > 0 ? 0 : 1);
  const first = engine.holderStart[slot];
  const last = engine.holderStart[slot + 1];
  let queue = engine.deleverageQueues[slot];
  if (queue === null) {
    queue = {
      holding: new Int32Array(last - first),
      score: new Float64Array(last - first),
      count: 0,
      step: 0,
      round: 0,
      valid: false,
    };
    engine.deleverageQueues[slot] = queue;
  }
  if (queue.valid && queue.step === engine.step && queue.round === engine.round) return queue;
  const price = engine.books.midUsd[asset];
  const { ranking } = config.venues[venue].waterfall.adl;
  queue.count = 0;
  for (let i = first; i < last; i++) {
    const holding = engine.holder[i];
    const size = state.quantityBase[holding];
    const entry = config.accounts.entryPriceUsd[holding];
    if (size * side <= 0 || (price - entry) * side <= 0) continue;
    const equity = equityAt(engine.margin, state, engine.holdingBucket[holding], engine.books.midUsd);
    if (equity <= 0) continue;
    queue.holding[queue.count] = holding;
    queue.score[queue.count++] = deleverageScore(ranking, size, entry, price, equity);
  }
  for (let i = (queue.count >> 1) - 1; i >= 0; i--) siftDown(queue, engine, i);
  queue.step = engine.step;
  queue.round = engine.round;
  queue.valid = true;
  return queue;
}

/** Forgets all queues; to be called at the start of a path. */
export function resetDeleverageQueues(engine: Engine): void {
  for (const queue of engine.deleverageQueues) if (queue !== null) queue.valid = false;
}
