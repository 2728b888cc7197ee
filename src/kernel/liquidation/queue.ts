/**
 * The queue of a round: the breached buckets whose latency is over, worst margin ratio first (R2), each with its valuation
 * at the round's marks.
 *
 * Entries are numbered as they come in; `order` is what is sorted. A valuation stands until its turn unless somebody was
 * deleveraged in between.
 */

import type { Engine } from '../engine.ts';
import { type Balances, type BucketValue, marginRatio, valueBucket } from '../margin/requirement.ts';

export interface Queue {
  count: number;
  /** Entries by urgency; then bucket, margin ratio and valuation of each entry. Grow as needed. */
  order: Int32Array;
  /** Room for the sort. */
  scratch: Int32Array;
  bucket: Int32Array;
  ratio: Float64Array;
  value: Float64Array;
  /** Count of deleveraged positions when the entries were valued. */
  deleveragings: number;
}

/** Numbers of a valuation that an entry keeps. */
const VALUE_COLUMNS = 6;

/** Allocates an empty queue. */
export function createQueue(): Queue {
  const capacity = 256;
  return {
    count: 0,
    order: new Int32Array(capacity),
    scratch: new Int32Array(capacity),
    bucket: new Int32Array(capacity),
    ratio: new Float64Array(capacity),
    value: new Float64Array(capacity * VALUE_COLUMNS),
    deleveragings: 0,
  };
}

/** Doubles the room for entries. */
function grow(queue: Queue): void {
  const { order, bucket, ratio, value } = queue;
  queue.order = new Int32Array(2 * order.length);
  queue.order.set(order);
  queue.scratch = new Int32Array(2 * order.length);
  queue.bucket = new Int32Array(2 * bucket.length);
  queue.bucket.set(bucket);
  queue.ratio = new Float64Array(2 * ratio.length);
  queue.ratio.set(ratio);
  queue.value = new Float64Array(2 * value.length);
  queue.value.set(value);
}

/** Fills the queue with the breached buckets whose latency is over, sorted by urgency. */
export function fillQueue(engine: Engine): void {
  const { config, state, margin, queue } = engine;
  const { venues } = config;
  queue.count = 0;
  queue.deleveragings = engine.deleveragings;
  for (let i = 0; i < engine.breachedCount; i++) {
    const bucket = engine.breached[i];
    const { latencySteps } = venues[margin.bucketVenue[bucket]].liquidation;
    if (latencySteps > 0 && engine.step - state.breachStep[bucket] < latencySteps) continue;
    enqueue(engine, state, bucket);
  }
  sortByUrgency(engine);
}

/** Adds a bucket at the end of the queue, with its valuation; the queue has to be sorted after the last. */
export function enqueue(engine: Engine, balances: Balances, bucket: number): void {
  const { margin, queue, value } = engine;
  if (queue.count === queue.bucket.length) grow(queue);
  const entry = queue.count++;
  valueBucket(margin, balances, bucket, engine.markUsd, margin.bucketVenue[bucket] * margin.assetCount, value);
  queue.order[entry] = entry;
  queue.bucket[entry] = bucket;
  queue.ratio[entry] = marginRatio(value);
  const at = entry * VALUE_COLUMNS;
  queue.value[at] = value.equityUsd;
  queue.value[at + 1] = value.marginEquityUsd;
  queue.value[at + 2] = value.maintenanceUsd;
  queue.value[at + 3] = value.debtUsd;
  queue.value[at + 4] = value.grossUsd;
  queue.value[at + 5] = value.largestPerp;
}

/** Brings `engine.value` to the bucket of an entry at the round's marks. */
export function loadValue(engine: Engine, entry: number): void {
  const { margin, queue, state, value } = engine;
  if (queue.deleveragings !== engine.deleveragings) {
    const bucket = queue.bucket[entry];
    valueBucket(margin, state, bucket, engine.markUsd, margin.bucketVenue[bucket] * margin.assetCount, value);
    return;
  }
  readValue(queue, entry, value);
}

function readValue({ value: column }: Queue, entry: number, value: BucketValue): void {
  const at = entry * VALUE_COLUMNS;
  value.equityUsd = column[at];
  value.marginEquityUsd = column[at + 1];
  value.maintenanceUsd = column[at + 2];
  value.debtUsd = column[at + 3];
  value.grossUsd = column[at + 4];
  value.largestPerp = column[at + 5];
}

/** Runs of this length are sorted by insertion, then merged. */
const RUN = 32;

/**
 * Sorts the queue: worst margin ratio first, then by venue and rank. A merge sort that reads the ratios itself, since the
 * comparison of a typed array's own sort is a call each time.
 */
export function sortByUrgency(engine: Engine): void {
  const { queue } = engine;
  const { count } = queue;
  for (let start = 0; start < count; start += RUN) insertionSort(engine, start, Math.min(start + RUN, count));
  for (let width = RUN; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width)
      mergeRuns(engine, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
    const sorted = queue.scratch;
    queue.scratch = queue.order;
    queue.order = sorted;
  }
}

function insertionSort(engine: Engine, start: number, end: number): void {
  const { order, ratio } = engine.queue;
  for (let i = start + 1; i < end; i++) {
    const entry = order[i];
    const own = ratio[entry];
    let at = i;
    for (; at > start; at--) {
      const other = order[at - 1];
      if (own > ratio[other] || (own === ratio[other] && !isMoreUrgent(engine, entry, other))) break;
      order[at] = other;
    }
    order[at] = entry;
  }
}

/** Merges two sorted runs of `order` into the same place of `scratch`. */
function mergeRuns(engine: Engine, start: number, middle: number, end: number): void {
  const { order, scratch, ratio } = engine.queue;
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    if (right === end) scratch[at] = order[left++];
    else if (left === middle) scratch[at] = order[right++];
    else {
      const [x, y] = [order[left], order[right]];
      const rightFirst = ratio[y] < ratio[x] || (ratio[y] === ratio[x] && isMoreUrgent(engine, y, x));
      scratch[at] = rightFirst ? order[right++] : order[left++];
    }
  }
}

function isMoreUrgent(engine: Engine, x: number, y: number): boolean {
  const { ratio, bucket } = engine.queue;
  if (ratio[x] !== ratio[y]) return ratio[x] < ratio[y];
  const { bucketVenue } = engine.margin;
  const [a, b] = [bucket[x], bucket[y]];
  if (bucketVenue[a] !== bucketVenue[b]) return bucketVenue[a] < bucketVenue[b];
  return engine.order.bucketRank[a] < engine.order.bucketRank[b];
}
