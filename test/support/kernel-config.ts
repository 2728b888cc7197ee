/**
 * Small kernel configurations for tests, written the way a person thinks of them; every field can be overridden.
 */

import type {
  AccountTable,
  BookConfig,
  DepthCurve,
  KernelConfig,
  LiquidationConfig,
  MarkConfig,
  ShockConfig,
  TierTable,
  VenueConfig,
  WaterfallConfig,
} from '../../src/kernel/config.ts';
import { createTierTable } from '../../src/kernel/margin/tiers.ts';

/** One bucket: an account's cross portfolio, or one isolated position. */
export interface TestBucket {
  readonly account: number;
  readonly venue?: number;
  /** Collateral in USD; ledger cash is this less Σ quantity × entry of the perps. */
  readonly cashUsd?: number;
  readonly debtUsd?: number;
  /** [asset, signed base, entry price]. */
  readonly perps?: readonly (readonly [number, number, number])[];
  /** [asset, base]. */
  readonly collateral?: readonly (readonly [number, number])[];
  readonly debt?: readonly (readonly [number, number])[];
  readonly group?: number;
}

/** Builds the columns of an account table. */
export function accountTable(
  buckets: readonly TestBucket[],
  assetCount: number,
  venueCount = 1,
  residualMakerBase?: Float64Array,
): AccountTable {
  const accountCount = Math.max(...buckets.map((bucket) => bucket.account)) + 1;
  const accountGroup = new Uint16Array(accountCount);
  const holdings = buckets.map((bucket) => [
    ...(bucket.perps ?? []).map(([asset, base, entry]) => ({ asset, base, entry, kind: 0 })),
    ...(bucket.collateral ?? []).map(([asset, base]) => ({ asset, base, entry: 0, kind: 1 })),
    ...(bucket.debt ?? []).map(([asset, base]) => ({ asset, base: -base, entry: 0, kind: 2 })),
  ]);
  const flat = holdings.flat();
  const start = [0];
  for (const own of holdings) start.push(start[start.length - 1] + own.length);
  for (const bucket of buckets) accountGroup[bucket.account] = bucket.group ?? 0;
  return {
    accountCount,
    bucketCount: buckets.length,
    holdingCount: flat.length,
    accountGroup,
    groupCount: Math.max(...accountGroup) + 1,
    bucketAccount: Int32Array.from(buckets, (bucket) => bucket.account),
    bucketVenue: Uint16Array.from(buckets, (bucket) => bucket.venue ?? 0),
    cashUsd: Float64Array.from(
      buckets,
      (bucket) => (bucket.cashUsd ?? 0) - (bucket.perps ?? []).reduce((sum, [, base, entry]) => sum + base * entry, 0),
    ),
    debtUsd: Float64Array.from(buckets, (bucket) => bucket.debtUsd ?? 0),
    holdingStart: Int32Array.from(start),
    holdingAsset: Uint16Array.from(flat, (holding) => holding.asset),
    holdingKind: Uint8Array.from(flat, (holding) => holding.kind),
    quantityBase: Float64Array.from(flat, (holding) => holding.base),
    entryPriceUsd: Float64Array.from(flat, (holding) => holding.entry),
    residualMakerBase: residualMakerBase ?? new Float64Array(venueCount * assetCount),
  };
}

/** The same flat rate for every asset. */
export function flatTable(assetCount: number, rate: number): TierTable {
  return createTierTable(Array.from({ length: assetCount }, () => [{ lowerUsd: 0, rate }]));
}

/** A symmetric book without spread, recovery or permanent impact. */
export function plainBook(curve: DepthCurve, overrides: Partial<BookConfig> = {}): BookConfig {
  return {
    bid: curve,
    ask: curve,
    halfSpread: 0,
    recoveryHalfLifeSeconds: Number.POSITIVE_INFINITY,
    permanentPerBase: 0,
    ...overrides,
  };
}

/** A venue under the reference ledger rules: 5 % flat maintenance, whole positions, 10 % cap, 1 % fee, no fund. */
export function ledgerVenue(
  assetCount: number,
  overrides: {
    maintenance?: TierTable;
    haircut?: TierTable;
    mark?: Partial<MarkConfig>;
    liquidation?: Partial<LiquidationConfig>;
    waterfall?: Partial<WaterfallConfig>;
  } = {},
): VenueConfig {
  return {
    maintenance: overrides.maintenance ?? flatTable(assetCount, 0.05),
    initial: flatTable(assetCount, 0.1),
    haircut: overrides.haircut ?? flatTable(assetCount, 0),
    mark: { kind: 'bookMid', impactPassThrough: 1, averageSeconds: 150, ...overrides.mark },
    liquidation: {
      scope: 'largest',
      slice: { kind: 'full' },
      slippageCap: 0.1,
      feeRate: 0.01,
      latencySteps: 0,
      ...overrides.liquidation,
    },
    waterfall: {
      insuranceFundUsd: 0,
      beyondFund: 'adl',
      adl: { ranking: 'hyperliquid', closeAt: 'bankruptcy' },
      ...overrides.waterfall,
    },
  };
}

/** Given prices: one path, prices[step][asset]. */
export function replay(prices: readonly (readonly number[])[]): ShockConfig {
  return { kind: 'replay', pathCount: 1, priceUsd: Float64Array.from(prices.flat()) };
}

/** A configuration from its parts. */
export function kernelConfig(
  parts: Pick<KernelConfig, 'startPriceUsd' | 'shocks' | 'books' | 'accounts' | 'stepCount'> & Partial<KernelConfig>,
): KernelConfig {
  const assetCount = parts.startPriceUsd.length;
  return {
    seedKey: [1, 2],
    stepSeconds: 300,
    assetCount,
    bookDynamics: { thinning: null },
    venues: [ledgerVenue(assetCount)],
    roundSeconds: 0,
    naive: false,
    record: { timelineStep: Int32Array.of(parts.stepCount) },
    ...parts,
  };
}

/** The three accounts and two assets of ledger example O8. */
export function ledgerO8(overrides: Partial<KernelConfig> = {}): KernelConfig {
  return kernelConfig({
    startPriceUsd: Float64Array.of(100, 50),
    shocks: replay([[93, 50]]),
    stepCount: 1,
    books: [plainBook({ kind: 'linearPrice', usdPerBase: 0.01 }), plainBook({ kind: 'linearPrice', usdPerBase: 0.02 })],
    accounts: accountTable(
      [
        { account: 0, cashUsd: 4400, perps: [[0, 400, 100]] },
        {
          account: 1,
          cashUsd: 9000,
          perps: [
            [0, 600, 100],
            [1, 500, 50],
          ],
        },
        {
          account: 2,
          cashUsd: 20000,
          perps: [
            [0, -1000, 100],
            [1, -500, 50],
          ],
        },
      ],
      2,
    ),
    ...overrides,
  });
}
