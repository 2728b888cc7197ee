// What: the lazy check gives the very same events, totals, balances and account sums as the plain loop over all accounts,
// and every random scenario keeps its ledger closed (asserted inside the kernel per path). The plain loop is the oracle.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KernelConfig } from '../../src/kernel/config.ts';
import { createSimulator, simulateBlock, tracePath } from '../../src/kernel/simulate.ts';
import { randomConfig, withDrawnPrices } from '../support/random-config.ts';

/** What the properties need to have happened not to be empty. */
function count() {
  return { liquidations: 0, deleveragings: 0, closedInTwin: 0 };
}

function expectSameEvents(config: KernelConfig, seen: ReturnType<typeof count>): void {
  const lazy = tracePath(createSimulator(config), 0);
  expect(lazy).toEqual(tracePath(createSimulator({ ...config, naive: true }), 0));
  seen.liquidations += lazy.totals.liquidations;
  seen.deleveragings += lazy.totals.adlAccounts;
  if (lazy.totals.liquidatedNoImpactUsd > 0) seen.closedInTwin += 1;
}

describe('lazy breach check', () => {
  test('agrees with the plain loop to the last bit on random scenarios', () => {
    const seen = count();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        expectSameEvents(randomConfig(seed, { accounts: 60, steps: 40, volatilityPerStep: 0.02 }), seen);
      }),
      { numRuns: 400, seed: 20261122 },
    );
    expect(seen.liquidations).toBeGreaterThan(2000);
    expect(seen.deleveragings).toBeGreaterThan(100);
    expect(seen.closedInTwin).toBeGreaterThan(200);
  });

  test('agrees with it where assets differ in volatility by up to fifty times, with jumps', () => {
    const seen = count();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const config = randomConfig(seed, { accounts: 60, steps: 40, volatilityPerStep: 0.02 });
        expectSameEvents(withDrawnPrices(config, seed, 0.03), seen);
      }),
      { numRuns: 200, seed: 20261125 },
    );
    expect(seen.liquidations).toBeGreaterThan(1000);
    expect(seen.deleveragings).toBeGreaterThan(50);
  });

  test('gives blocks equal to those of the plain loop, account sums and cohorts included', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const config = withDrawnPrices(
          randomConfig(seed, { accounts: 50, steps: 20, volatilityPerStep: 0.02 }),
          seed,
          0.03,
        );
        expect(simulateBlock(createSimulator(config), 3, 4)).toEqual(
          simulateBlock(createSimulator({ ...config, naive: true }), 3, 4),
        );
      }),
      { numRuns: 100, seed: 20261126 },
    );
  });

  test('finds accounts that are in breach before the first step, as the plain loop does', () => {
    const config = randomConfig(12, { accounts: 80, steps: 10, volatilityPerStep: 0.005 });
    const { accounts } = config;
    const poor = {
      ...config,
      accounts: { ...accounts, cashUsd: accounts.cashUsd.map((usd, b) => usd - (b % 5) * 150) },
    };
    const seen = count();
    expectSameEvents(poor, seen);
    expect(seen.liquidations).toBeGreaterThan(20);
  });

  test('agrees with it when a gap puts hundreds of accounts into one queue', () => {
    const seen = count();
    for (const seed of [3, 4, 5, 6]) {
      const config = randomConfig(seed, { accounts: 900, steps: 3, volatilityPerStep: 0.01 });
      const { priceUsd } = config.shocks as { priceUsd: Float64Array };
      const gap = priceUsd.map((usd, i) => (i < config.assetCount ? usd : 0.75 * usd));
      expectSameEvents({ ...config, shocks: { kind: 'replay', pathCount: 1, priceUsd: gap } }, seen);
    }
    expect(seen.liquidations).toBeGreaterThan(700);
  });

  test('a simulator gives the same block after other paths were run on it', () => {
    const config = withDrawnPrices(randomConfig(5, { accounts: 80, steps: 30, volatilityPerStep: 0.015 }), 5, 0.03);
    const used = createSimulator(config);
    const first = simulateBlock(used, 0, 3);
    simulateBlock(used, 40, 5);
    expect(simulateBlock(used, 0, 3)).toEqual(first);
    expect(simulateBlock(createSimulator(config), 0, 3)).toEqual(first);
  });

  test('values far fewer accounts than the plain loop', () => {
    const config = randomConfig(11, { accounts: 400, steps: 200, volatilityPerStep: 0.002 });
    const lazy = createSimulator(config);
    const naive = createSimulator({ ...config, naive: true });
    expect(simulateBlock(lazy, 0, 1)).toEqual(simulateBlock(naive, 0, 1));
    expect(lazy.engine.watch.valuations).toBeLessThan(naive.engine.watch.valuations / 20);
  });
});
