/**
 * The rounds of a step: judge all accounts on one set of marks, liquidate the breached ones worst first on the moving
 * book, take new marks, and again until nothing is breached or nothing fills (MODEL.md, order of a step; R1, R2, R7).
 */

import { Happened, Status, touchBucket } from '../account/path-state.ts';
import { recoverBooks } from '../book/recovery.ts';
import { HoldingKind } from '../config.ts';
import type { Engine } from '../engine.ts';
import { findBreaches, findBreachesNaively } from '../margin/find-breaches.ts';
import { refreshMarks } from '../margin/mark.ts';
import { excessUsd, valueBucket } from '../margin/requirement.ts';
import { excessNowUsd, forgetBucket, waitAgain } from '../margin/watch.ts';
import { liquidateCollateral } from './collateral.ts';
import { liquidatePerp } from './perp.ts';
import { liquidatePortfolio } from './portfolio.ts';
import { enqueue, fillQueue, loadValue, sortByUrgency } from './queue.ts';
import { closeLargest, closesAlone } from './twin.ts';

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
    fillQueue(engine);
    let acted = runQueue(engine);
    if (engine.lonerCount > 0 && closeLoners(engine)) acted = true;
    if (!acted || engine.breachedCount === 0) return;
  }
}

/** Gives each bucket of the queue its turn; true when anything happened. */
function runQueue(engine: Engine): boolean {
  const { order, bucket, count } = engine.queue;
  let acted = false;
  for (let i = 0; i < count; i++) {
    loadValue(engine, order[i]);
    if (liquidateBucket(engine, bucket[order[i]])) acted = true;
  }
  return acted;
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
    const excess = excessUsd(margin, state, bucket, markUsd, offset, watch.slope);
    if (excess < 0) breached[kept++] = bucket;
    else {
      state.status[bucket] = Status.open;
      state.happened[bucket] &= ~Happened.sliced;
      waitAgain(watch, margin, state, bucket, excess, markUsd);
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

/**
 * Closes the buckets of the twin that need no queue, after those in it.
 *
 * @returns true when another round is needed
 */
function closeLoners(engine: Engine): boolean {
  const { loners, lonerCount, state } = engine;
  engine.lonerCount = 0;
  if (engine.deleveragings !== engine.queue.deleveragings) return queueLoners(engine, lonerCount);
  let isAnyLeft = false;
  for (let i = 0; i < lonerCount; i++) {
    if (!closeLargest(engine, loners[i])) continue;
    joinBreached(engine, loners[i]);
    state.happened[loners[i]] |= Happened.sliced;
    isAnyLeft = true;
  }
  return isAnyLeft;
}

/** Sends them the long way after all, since somebody was deleveraged in this round, in the order they would have had. */
function queueLoners(engine: Engine, lonerCount: number): boolean {
  const { loners, queue, config } = engine;
  queue.count = 0;
  // They are as at the start of the path, but for what they lost in this round.
  for (let i = 0; i < lonerCount; i++) enqueue(engine, config.accounts, loners[i]);
  sortByUrgency(engine);
  for (let i = 0; i < lonerCount; i++) joinBreached(engine, loners[i]);
  return runQueue(engine);
}

function joinBreached(engine: Engine, bucket: number): void {
  engine.breached[engine.breachedCount++] = bucket;
  enterBreach(engine, bucket);
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
  if (excessNowUsd(watch, engine.margin, state, bucket, exogenous, 0) < 0) return;
  let generation = 1;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    const executed = engine.executedGeneration[accounts.holdingAsset[h]] + 1;
    if (state.quantityBase[h] !== 0 && executed > generation) generation = executed;
  }
  state.generation[bucket] = generation;
}

/**
 * One turn of a bucket: perps while it has any, collateral and debt after the last.
 * `engine.value` must hold its valuation at the round's marks.
 *
 * @returns true when anything happened
 */
function liquidateBucket(engine: Engine, bucket: number): boolean {
  const { config, state, value } = engine;
  const venue = config.accounts.bucketVenue[bucket];
  let acted = false;
  if (value.largestPerp >= 0) {
    const whole = config.venues[venue].liquidation.scope === 'all';
    acted = whole ? liquidatePortfolio(engine, bucket) : liquidatePerp(engine, bucket, value.largestPerp);
    if (hasOpen(engine, bucket, HoldingKind.perp)) return acted;
  }
  if (state.cashUsd[bucket] < 0 || state.debtUsd[bucket] > 0 || hasOpen(engine, bucket, HoldingKind.debt)) {
    if (value.largestPerp >= 0)
      valueBucket(engine.margin, state, bucket, engine.markUsd, venue * config.assetCount, value);
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
