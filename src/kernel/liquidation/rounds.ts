/**
 * The rounds of a step: judge all accounts on one set of marks, liquidate the breached ones worst first on the moving
 * book, take new marks, and again until nothing is breached or nothing fills (MODEL.md, order of a step; R1, R2, R7).
 */

import { Happened, Status, touchBucket } from '../account/path-state.ts';
import { recoverBooks } from '../book/recovery.ts';
import { HoldingKind } from '../config.ts';
import type { Engine } from '../engine.ts';
import { refreshMarks } from '../margin/mark.ts';
import { excessUsd, marginRatio, valueBucket } from '../margin/requirement.ts';
import { findBreaches, findBreachesNaively, forgetBucket, watchClosely } from '../margin/watch.ts';
import { liquidateCollateral } from './collateral.ts';
import { liquidatePerp } from './perp.ts';
import { liquidatePortfolio } from './portfolio.ts';
import { closeAlone, closesAlone } from './twin.ts';

/** A step that is still busy after so many rounds is stopped and its accounts counted as unresolved. */
const ROUNDS_MAX = 10_000;

/** Runs the rounds of the current step. */
export function runRounds(engine: Engine): void {
  const { config } = engine;
  const limited = config.roundSeconds > 0;
  const rounds = limited ? Math.max(1, Math.floor(config.stepSeconds / config.roundSeconds)) : ROUNDS_MAX;
  engine.recoveredSeconds = 0;
  for (let round = 0; round < rounds; round++) {
    engine.round = round;
    if (round > 0) {
      if (limited && engine.impact) {
        recoverBooks(engine.books, config.roundSeconds);
        engine.recoveredSeconds += config.roundSeconds;
      }
      refreshMarks(engine);
    }
    judgeBuckets(engine);
    const queued = queueBreached(engine);
    let acted = false;
    // The valuation of a queue of one still stands; in a longer one, deleveraging may have changed whose turn comes.
    for (let i = 0; i < queued; i++) if (liquidateBucket(engine, engine.queue[i], queued === 1)) acted = true;
    if (closeLoners(engine)) acted = true;
    if (!acted || engine.breachedCount === 0) return;
  }
}

/** Checks on the marks of the round: restored accounts leave the breached list, new ones join it. */
function judgeBuckets(engine: Engine): void {
  const { config, state, margin, watch, breached, markUsd } = engine;
  const { accounts, assetCount } = config;
  let kept = 0;
  for (let i = 0; i < engine.breachedCount; i++) {
    const bucket = breached[i];
    if (state.status[bucket] === Status.closed) continue;
    const offset = accounts.bucketVenue[bucket] * assetCount;
    if (excessUsd(margin, state, bucket, markUsd, offset, watch.slope) < 0) breached[kept++] = bucket;
    else {
      state.status[bucket] = Status.open;
      state.happened[bucket] &= ~Happened.sliced;
      watchClosely(watch, margin, bucket);
    }
  }
  const find = config.naive ? findBreachesNaively : findBreaches;
  const found = find(watch, margin, state, markUsd, breached, kept);
  const inShort = !engine.impact && !config.naive;
  for (let i = kept; i < found; i++) {
    const bucket = breached[i];
    if (inShort && closesAlone(engine, bucket)) engine.loners[engine.lonerCount++] = bucket;
    else {
      breached[kept++] = bucket;
      enterBreach(engine, bucket);
    }
  }
  engine.breachedCount = kept;
  engine.executedGeneration.fill(-1);
}

/** Closes the buckets of the twin that need no queue, after those in the queue; true when one of them needed it after all. */
function closeLoners(engine: Engine): boolean {
  let queued = false;
  for (let i = 0; i < engine.lonerCount; i++) {
    const bucket = engine.loners[i];
    if (closeAlone(engine, bucket)) continue;
    enterBreach(engine, bucket);
    engine.breached[engine.breachedCount++] = bucket;
    if (liquidateBucket(engine, bucket, false)) queued = true;
  }
  engine.lonerCount = 0;
  return queued;
}

/**
 * Marks a bucket as breached and gives the breach its cascade generation: 0 when the twin's marks of this step breach
 * it too, with its present holdings; otherwise one more than the highest generation executed in its assets since it
 * was last not in breach (at least 1: an older displacement still stands). The twin's marks are the exogenous prices,
 * since without impact every mark rule gives them.
 */
function enterBreach(engine: Engine, bucket: number): void {
  const { config, state, watch } = engine;
  const { accounts } = config;
  touchBucket(state, bucket);
  forgetBucket(watch, engine.margin, bucket);
  state.status[bucket] = Status.breached;
  state.breachStep[bucket] = engine.step;
  state.generation[bucket] = 0;
  if (!engine.impact) return;
  const exogenous = engine.books.exogenousPriceUsd;
  if (excessUsd(engine.margin, state, bucket, exogenous, 0, watch.slope) < 0) return;
  let generation = 1;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    const executed = engine.executedGeneration[accounts.holdingAsset[h]] + 1;
    if (state.quantityBase[h] !== 0 && executed > generation) generation = executed;
  }
  state.generation[bucket] = generation;
}

/** Fills the queue with the breached buckets whose latency is over, worst margin ratio first; returns its length. */
function queueBreached(engine: Engine): number {
  const { config, state, ratio } = engine;
  const { accounts, assetCount, venues } = config;
  let count = 0;
  for (let i = 0; i < engine.breachedCount; i++) {
    const bucket = engine.breached[i];
    const venue = accounts.bucketVenue[bucket];
    if (engine.step - state.breachStep[bucket] < venues[venue].liquidation.latencySteps) continue;
    valueBucket(engine.margin, state, bucket, engine.markUsd, venue * assetCount, engine.value);
    ratio[bucket] = marginRatio(engine.value);
    engine.queue[count++] = bucket;
  }
  sortByUrgency(engine, count);
  return count;
}

/** Queues up to this length are sorted by insertion: three times as fast for twenty buckets (Node 20, `npm run bench -- kernel`). */
const SHORT_QUEUE = 64;

/** Sorts the queue: worst margin ratio first, then by venue and rank. */
function sortByUrgency(engine: Engine, count: number): void {
  const { queue, ratio } = engine;
  if (count > SHORT_QUEUE) {
    queue.subarray(0, count).sort((x, y) => (isMoreUrgent(engine, x, y) ? -1 : 1));
    return;
  }
  for (let i = 1; i < count; i++) {
    const bucket = queue[i];
    const own = ratio[bucket];
    let at = i;
    for (; at > 0; at--) {
      const other = queue[at - 1];
      if (own > ratio[other] || (own === ratio[other] && !isMoreUrgent(engine, bucket, other))) break;
      queue[at] = other;
    }
    queue[at] = bucket;
  }
}

function isMoreUrgent(engine: Engine, x: number, y: number): boolean {
  const { ratio } = engine;
  if (ratio[x] !== ratio[y]) return ratio[x] < ratio[y];
  const { bucketVenue } = engine.margin;
  if (bucketVenue[x] !== bucketVenue[y]) return bucketVenue[x] < bucketVenue[y];
  return engine.order.bucketRank[x] < engine.order.bucketRank[y];
}

/**
 * One turn of a bucket: perps while it has any, collateral and debt after the last.
 *
 * @param isValued  whether `engine.value` holds the bucket at the round's marks
 * @returns true when anything happened
 */
function liquidateBucket(engine: Engine, bucket: number, isValued: boolean): boolean {
  const { config, state, value } = engine;
  const venue = config.accounts.bucketVenue[bucket];
  const offset = venue * config.assetCount;
  if (!isValued) valueBucket(engine.margin, state, bucket, engine.markUsd, offset, value);
  let acted = false;
  if (value.largestPerp >= 0) {
    const whole = config.venues[venue].liquidation.scope === 'all';
    acted = whole ? liquidatePortfolio(engine, bucket) : liquidatePerp(engine, bucket, value.largestPerp);
    if (hasOpen(engine, bucket, HoldingKind.perp)) return acted;
  }
  if (state.cashUsd[bucket] < 0 || state.debtUsd[bucket] > 0 || hasOpen(engine, bucket, HoldingKind.debt)) {
    if (value.largestPerp >= 0) valueBucket(engine.margin, state, bucket, engine.markUsd, offset, value);
    acted = liquidateCollateral(engine, bucket) || acted;
  }
  if (isEmpty(engine, bucket)) state.status[bucket] = Status.closed;
  return acted;
}

function hasOpen(engine: Engine, bucket: number, kind: number): boolean {
  const { holdingStart, holdingKind } = engine.margin;
  for (let h = holdingStart[bucket]; h < holdingStart[bucket + 1]; h++)
    if (holdingKind[h] === kind && engine.state.quantityBase[h] !== 0) return true;
  return false;
}

/** True when a bucket has no position, collateral or debt left. */
function isEmpty(engine: Engine, bucket: number): boolean {
  if (engine.state.debtUsd[bucket] > 0) return false;
  const { holdingStart } = engine.margin;
  for (let h = holdingStart[bucket]; h < holdingStart[bucket + 1]; h++)
    if (engine.state.quantityBase[h] !== 0) return false;
  return true;
}
