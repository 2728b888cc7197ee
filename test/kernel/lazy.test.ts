// What: the lazy check gives the very same events, totals and balances as the plain loop over all accounts, and every
// random scenario keeps its ledger closed (asserted inside the kernel per path). The plain loop is the oracle.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSimulator, simulateBlock, tracePath } from '../../src/kernel/simulate.ts';
import { randomConfig } from '../support/random-config.ts';

describe('lazy breach check', () => {
  test('agrees with the plain loop to the last bit on random scenarios', () => {
    let liquidations = 0;
    let deleveragings = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const config = randomConfig(seed, { accounts: 60, steps: 40, volatilityPerStep: 0.02 });
        const lazy = tracePath(createSimulator(config), 0);
        const naive = tracePath(createSimulator({ ...config, naive: true }), 0);
        liquidations += lazy.totals.liquidations;
        deleveragings += lazy.totals.adlAccounts;
        expect(lazy).toEqual(naive);
      }),
      { numRuns: 400, seed: 20261122 },
    );
    // The property would be empty if nothing happened.
    expect(liquidations).toBeGreaterThan(2000);
    expect(deleveragings).toBeGreaterThan(100);
  });

  test('a simulator gives the same block after other paths were run on it', () => {
    const config = randomConfig(5, { accounts: 80, steps: 30, volatilityPerStep: 0.015 });
    const used = createSimulator(config);
    const first = simulateBlock(used, 0, 3);
    expect(simulateBlock(used, 0, 3)).toEqual(first);
    expect(simulateBlock(createSimulator(config), 0, 3)).toEqual(first);
  });

  test('values far fewer accounts than the plain loop', () => {
    const config = randomConfig(11, { accounts: 400, steps: 200, volatilityPerStep: 0.002 });
    const lazy = createSimulator(config);
    const naive = createSimulator({ ...config, naive: true });
    expect(simulateBlock(lazy, 0, 1)).toEqual(simulateBlock(naive, 0, 1));
    expect(lazy.engine.watch.valuations).toBeLessThan(naive.engine.watch.valuations / 5);
  });
});
