// What: the property of lazy.test.ts over many more and larger random scenarios, and the first-passage probability of
// O1 at a tenth of the quick test's standard error. Runs with `npm run test:long`.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSimulator, simulateBlock, tracePath } from '../../src/kernel/simulate.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { randomConfig } from '../support/random-config.ts';

describe('lazy breach check, at length', () => {
  test('agrees with the plain loop on 4,000 random scenarios', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const config = randomConfig(seed, { accounts: 150, steps: 60, volatilityPerStep: 0.015 });
        expect(tracePath(createSimulator(config), 0)).toEqual(
          tracePath(createSimulator({ ...config, naive: true }), 0),
        );
      }),
      { numRuns: 4000, seed: 7 },
    );
  });

  test('agrees with the plain loop on the default scenario, 64 paths', async () => {
    const lazy = await loadScenario('scenarios/perp-majors.yaml');
    const naive = await loadScenario('scenarios/perp-majors.yaml', { naive: true });
    expect(simulateBlock(createSimulator(lazy.kernel), 0, 64)).toEqual(
      simulateBlock(createSimulator(naive.kernel), 0, 64),
    );
  });
});

describe('O1 at length', () => {
  test('the first-passage scenario gives 0.611815 within 4 standard errors of 100,000 paths', async () => {
    const { kernel } = await loadScenario('scenarios/first-passage.yaml');
    const simulator = createSimulator(kernel);
    const paths = 100_000;
    let liquidated = 0;
    for (let first = 0; first < paths; first += 250)
      for (const count of simulateBlock(simulator, first, 250).path.liquidatedAccounts) liquidated += count;
    const share = liquidated / paths;
    expect(Math.abs(share - 0.611815)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / paths));
  });
});
