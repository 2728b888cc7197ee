// What: the shortfall of a path divided over assets. The sum over assets is checked on random scenarios with cross and
// isolated accounts, debt and several venues; the division on a case worked by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSimulator, simulateBlock } from '../../../src/kernel/simulate.ts';
import { accountTable, kernelConfig, ledgerO8, ledgerVenue, plainBook, replay } from '../../support/kernel-config.ts';
import { randomConfig, withDrawnPrices } from '../../support/random-config.ts';

describe('shortfall by asset', () => {
  test('adds up to the shortfall of the path on random scenarios', () => {
    let made = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const random = randomConfig(seed, { accounts: 60, steps: 30, volatilityPerStep: 0.02 });
        const config = seed % 2 === 0 ? random : withDrawnPrices(random, seed, 0.03);
        const { path, asset } = simulateBlock(createSimulator(config), 0, 2);
        for (let p = 0; p < 2; p++) {
          const parts = asset.shortfallUsd.subarray(p * config.assetCount, (p + 1) * config.assetCount);
          const sum = parts.reduce((total, usd) => total + usd, 0);
          // 1e-9 of the loss itself, and of a cent where positive and negative parts cancel.
          expect(Math.abs(sum - path.shortfallUsd[p])).toBeLessThanOrEqual(1e-9 * (Math.abs(path.shortfallUsd[p]) + 1));
          if (path.shortfallUsd[p] > 0) made++;
        }
      }),
      { numRuns: 300, seed: 20261126 },
    );
    expect(made).toBeGreaterThan(150);
  });

  test('goes to what lost the money, not to what was closed last: ledger O8, 583 at 83/45 and 1208 at 83/45', () => {
    // A2 holds 600 A and 500 B. Both parts are booked after its sale took B to 45: lost 600 × 17 = 10 200 on A and
    // 500 × 5 = 2500 on B, though only B was sold at a deficit.
    const { asset } = simulateBlock(createSimulator(ledgerO8()), 0, 1);
    expect(asset.shortfallUsd[0]).toBeCloseTo((1791 * 10_200) / 12_700, 9);
    expect(asset.shortfallUsd[1]).toBeCloseTo((1791 * 2500) / 12_700, 9);
  });

  test('leaves out what gained: a short in the falling asset has no part', () => {
    const config = kernelConfig({
      startPriceUsd: Float64Array.of(100, 100, 100),
      shocks: replay([[80, 80, 90]]),
      stepCount: 1,
      books: [0, 1, 2].map(() => plainBook({ kind: 'block', basePerLog: 1e12 })),
      accounts: accountTable(
        [
          {
            account: 0,
            cashUsd: 1500,
            perps: [
              [0, 100, 100],
              [1, -10, 100],
              [2, 100, 100],
            ],
          },
        ],
        3,
        1,
        Float64Array.of(-100, 10, -100),
      ),
      venues: [ledgerVenue(3, { waterfall: { insuranceFundUsd: 1e6 } })],
    });
    const { asset, path } = simulateBlock(createSimulator(config), 0, 1);
    // Lost 2000 on asset 0 and 1000 on asset 2, gained 200 on asset 1; equity 1500 − 2800.
    expect(path.shortfallUsd[0]).toBeCloseTo(1300, 4);
    expect(asset.shortfallUsd[0] / path.shortfallUsd[0]).toBeCloseTo(2 / 3, 9);
    expect(asset.shortfallUsd[1]).toBe(0);
  });
});
