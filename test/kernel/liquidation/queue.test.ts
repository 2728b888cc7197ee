// What: the order of a round's queue, R2: worst margin ratio first, ties by venue, then by number in the account table. Short
// and long queues are sorted in two ways; both are held to a plain sort of the same buckets.

import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../src/kernel/engine.ts';
import { fillQueue, loadValue } from '../../../src/kernel/liquidation/queue.ts';
import { createBucketValue, marginRatio, valueBucket } from '../../../src/kernel/margin/requirement.ts';
import { prepareKernel } from '../../../src/kernel/prepare.ts';
import { randomConfig } from '../../support/random-config.ts';

/** An engine with every third bucket equal to its neighbour, the first `count` of them in breach. */
function queueOf(count: number) {
  const config = randomConfig(31, { accounts: 2000, steps: 1, volatilityPerStep: 0.01 });
  const venues = config.venues.map((venue) => ({ ...venue, liquidation: { ...venue.liquidation, latencySteps: 0 } }));
  const cashUsd = config.accounts.cashUsd.map((usd, b) => (b % 3 === 0 ? 1000 : usd));
  const quantityBase = config.accounts.quantityBase.map(
    (base) => Math.sign(base) * Math.max(1, Math.round(Math.abs(base))),
  );
  const engine = createEngine(
    prepareKernel({ ...config, venues, accounts: { ...config.accounts, cashUsd, quantityBase } }),
  );
  for (let i = 0; i < count; i++) engine.breached[i] = (7 * i) % count;
  engine.breachedCount = count;
  fillQueue(engine);
  return engine;
}

describe.each([1, 2, 64, 65, 300, 2000])('a queue of %i', (count) => {
  const engine = queueOf(count);
  const { queue, margin, state, order } = engine;
  const buckets = Array.from(queue.order.subarray(0, queue.count), (entry) => queue.bucket[entry]);
  const value = createBucketValue();
  const ratioOf = (bucket: number) => {
    const offset = margin.bucketVenue[bucket] * margin.assetCount;
    valueBucket(margin, state, bucket, engine.markUsd, offset, value);
    return marginRatio(value);
  };

  test('holds every breached bucket once', () => {
    expect([...buckets].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  test('is in the order of margin ratio, venue and number in the table', () => {
    const plain = [...buckets].sort(
      (x, y) =>
        ratioOf(x) - ratioOf(y) ||
        margin.bucketVenue[x] - margin.bucketVenue[y] ||
        order.bucketRank[x] - order.bucketRank[y],
    );
    expect(buckets).toEqual(plain);
  });

  test('gives each entry the valuation of its bucket', () => {
    for (let i = 0; i < queue.count; i++) {
      const entry = queue.order[i];
      loadValue(engine, entry);
      const loaded = { ...engine.value };
      const offset = margin.bucketVenue[queue.bucket[entry]] * margin.assetCount;
      valueBucket(margin, state, queue.bucket[entry], engine.markUsd, offset, value);
      expect(loaded).toEqual(value);
    }
  });
});
