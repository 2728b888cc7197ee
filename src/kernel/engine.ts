/**
 * Everything that works together while one path runs: rules, account state, books, marks, watch lists and scratch space.
 *
 * One engine a worker; `simulate.ts` drives it. The functions of margin/ and liquidation/ take it as their first
 * argument and change it in place.
 */

import { createPathState, type PathState } from './account/path-state.ts';
import { createTouchedOrder, type TouchedOrder } from './account/touched-order.ts';
import { type BookState, createBookState } from './book/book-state.ts';
import { createOrderFill, type OrderFill } from './book/market-order.ts';
import { HoldingKind, type KernelConfig } from './config.ts';
import type { DeleverageQueue } from './liquidation/deleverage-queue.ts';
import { createQueue, type Queue } from './liquidation/queue.ts';
import { findLonerVenues, gridOf } from './liquidation/twin.ts';
import type { MarginTable } from './margin/margin-table.ts';
import { type BucketValue, createBucketValue } from './margin/requirement.ts';
import { createWatch, type Watch } from './margin/watch.ts';
import type { PreparedKernel } from './prepare.ts';
import type { EventLog } from './result.ts';

export interface Engine {
  /** Accounts in the order of the watch; `order` has their ranks, the numbers of the account table as it was given. */
  readonly config: KernelConfig;
  readonly order: PreparedKernel['order'];
  readonly accountBucketStart: Int32Array;
  readonly accountBucket: Int32Array;
  readonly state: PathState;
  /** Filled at the end of a path. */
  readonly touched: TouchedOrder;
  readonly books: BookState;
  readonly margin: MarginTable;
  readonly watch: Watch;
  /** False in the twin: orders fill whole at the round's mark and never move a price. */
  impact: boolean;
  /** Zero-based step and round now running. */
  step: number;
  round: number;
  /** Seconds of this step in which the book has already recovered between rounds. */
  recoveredSeconds: number;
  /** Marks of the round, and those of the end of the last step, [venue × asset]. */
  readonly markUsd: Float64Array;
  readonly previousMarkUsd: Float64Array;
  /** Average of (mid − oracle), USD, with its weight so far, [venue × asset]. */
  readonly premiumSum: Float64Array;
  readonly premiumWeight: Float64Array;
  /** What is left of the average's past after a step, [venue]. */
  readonly premiumDecay: Float64Array;
  /** Buckets in breach, in no order. */
  readonly breached: Int32Array;
  breachedCount: number;
  /** Buckets of the twin that close alone in this round. */
  readonly loners: Int32Array;
  lonerCount: number;
  /** 1 for venues where buckets may close alone, [venue]; see liquidation/twin.ts, also for the grid of its sums. */
  readonly lonerVenue: Uint8Array;
  readonly twinGrid: number;
  /** Buckets of this round by urgency. */
  readonly queue: Queue;
  /** Positions deleveraged so far, over all paths: tells whether a valuation still stands. */
  deleveragings: number;
  /** Highest generation executed since the last check for breaches, −1 for none, [asset]. */
  readonly executedGeneration: Int32Array;
  /** Perp holdings by venue × asset × side: those of slot s = 2·(venue·assets + asset) + (0 long, 1 short) are
   *  holder[holderStart[s] … holderStart[s+1]−1]. */
  readonly holderStart: Int32Array;
  readonly holder: Int32Array;
  readonly holdingBucket: Int32Array;
  /** Deleveraging queues, made when first needed, [(venue × asset) × 2 sides]. */
  readonly deleverageQueues: (DeleverageQueue | null)[];
  /** Scratch: the bucket being valued, the order being filled. */
  readonly value: BucketValue;
  readonly fill: OrderFill;
  /** Event log of a traced path; null in a run. */
  events: EventLog | null;
  /** Bad debt of the traced path that rows of the log have named so far, USD. */
  loggedBadDebtUsd: number;
}

/** Allocates an engine for a configuration, at the start of a path. */
export function createEngine(prepared: PreparedKernel): Engine {
  const { config, order, margin } = prepared;
  const { accounts, assetCount, venues } = config;
  const marks = venues.length * assetCount;
  const startMarkUsd = new Float64Array(marks);
  for (let v = 0; v < venues.length; v++) startMarkUsd.set(config.startPriceUsd, v * assetCount);
  const holdingBucket = new Int32Array(accounts.holdingCount);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++)
    holdingBucket.fill(bucket, accounts.holdingStart[bucket], accounts.holdingStart[bucket + 1]);
  return {
    config,
    order,
    accountBucketStart: prepared.accountBucketStart,
    accountBucket: prepared.accountBucket,
    state: createPathState(config),
    touched: createTouchedOrder(accounts.bucketCount),
    books: createBookState(config),
    margin,
    watch: createWatch(config, prepared.watchTable, startMarkUsd, holdingBucket),
    impact: true,
    step: 0,
    round: 0,
    recoveredSeconds: 0,
    markUsd: startMarkUsd.slice(),
    previousMarkUsd: startMarkUsd.slice(),
    premiumSum: new Float64Array(marks),
    premiumWeight: new Float64Array(marks),
    premiumDecay: Float64Array.from(venues, ({ mark }) => Math.exp(-config.stepSeconds / mark.averageSeconds)),
    breached: new Int32Array(accounts.bucketCount),
    breachedCount: 0,
    loners: new Int32Array(accounts.bucketCount),
    lonerCount: 0,
    lonerVenue: findLonerVenues(config),
    twinGrid: gridOf(prepared.grossUsd),
    queue: createQueue(),
    deleveragings: 0,
    executedGeneration: new Int32Array(assetCount).fill(-1),
    ...listHolders(config, holdingBucket),
    holdingBucket,
    deleverageQueues: new Array(marks * 2).fill(null),
    value: createBucketValue(),
    fill: createOrderFill(),
    events: null,
    loggedBadDebtUsd: 0,
  };
}

/** Perp holdings by venue, asset and side; a position may be closed but never changes its side. */
function listHolders(
  { accounts, assetCount, venues }: KernelConfig,
  holdingBucket: Int32Array,
): Pick<Engine, 'holderStart' | 'holder'> {
  const slots = venues.length * assetCount * 2;
  const holderStart = new Int32Array(slots + 1);
  const slotOf = (h: number): number => {
    if (accounts.holdingKind[h] !== HoldingKind.perp || accounts.quantityBase[h] === 0) return -1;
    const k = accounts.bucketVenue[holdingBucket[h]] * assetCount + accounts.holdingAsset[h];
    return 2 * k + (accounts.quantityBase[h] > 0 ? 0 : 1);
  };
  for (let h = 0; h < accounts.holdingCount; h++) if (slotOf(h) >= 0) holderStart[slotOf(h) + 1]++;
  for (let slot = 0; slot < slots; slot++) holderStart[slot + 1] += holderStart[slot];
  const holder = new Int32Array(holderStart[slots]);
  const next = holderStart.slice();
  for (let h = 0; h < accounts.holdingCount; h++) if (slotOf(h) >= 0) holder[next[slotOf(h)]++] = h;
  return { holderStart, holder };
}
