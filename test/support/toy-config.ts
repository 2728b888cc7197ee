/** A small configuration, two assets and one venue, for tests that need the shape and not the market. */

import type { KernelConfig } from '../../src/kernel/config.ts';

/** Two linear books, three accounts with one long perp each; `failingPath` makes the toy engine throw there. */
export function createToyConfig(failingPath = -1): KernelConfig {
  const tiers = {
    start: Int32Array.of(0, 1, 2),
    lowerUsd: new Float64Array(2),
    rate: Float64Array.of(0.05, 0.05),
    deductionUsd: new Float64Array(2),
  };
  const curve = { kind: 'linearPrice', usdPerBase: 0.01 } as const;
  const book = { bid: curve, ask: curve, halfSpread: 0, recoveryHalfLifeSeconds: 600, permanentPerBase: 0 };
  return {
    seedKey: [1, failingPath],
    stepCount: 4,
    stepSeconds: 300,
    assetCount: 2,
    startPriceUsd: Float64Array.of(100, 50),
    shocks: { kind: 'replay', pathCount: 1, priceUsd: Float64Array.of(99, 50, 98, 50, 97, 50, 93, 50) },
    bookDynamics: { thinning: null },
    books: [book, book],
    venues: [
      {
        maintenance: tiers,
        initial: { ...tiers, rate: Float64Array.of(0.1, 0.1) },
        haircut: { ...tiers, rate: new Float64Array(2) },
        mark: { kind: 'bookMid', impactPassThrough: 1, averageSeconds: 150 },
        liquidation: {
          scope: 'largest',
          slice: { kind: 'full' },
          slippageCap: 0.1,
          feeRate: 0.01,
          latencySteps: 0,
        },
        waterfall: {
          insuranceFundUsd: 0,
          beyondFund: 'adl',
          adl: { ranking: 'hyperliquid', closeAt: 'bankruptcy' },
        },
      },
    ],
    accounts: {
      accountCount: 3,
      bucketCount: 3,
      holdingCount: 3,
      accountGroup: Uint16Array.of(0, 0, 0),
      groupCount: 1,
      bucketAccount: Int32Array.of(0, 1, 2),
      bucketVenue: Uint16Array.of(0, 0, 0),
      cashUsd: Float64Array.of(-900, -850, -700),
      debtUsd: new Float64Array(3),
      holdingStart: Int32Array.of(0, 1, 2, 3),
      holdingAsset: Uint16Array.of(0, 0, 0),
      holdingKind: new Uint8Array(3),
      quantityBase: Float64Array.of(10, 10, 10),
      entryPriceUsd: Float64Array.of(100, 100, 100),
      residualMakerBase: Float64Array.of(-30, 0),
    },
    roundSeconds: 0,
    naive: false,
    record: { timelineStep: Int32Array.of(2, 4) },
  };
}
