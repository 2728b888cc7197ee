/**
 * Random kernel configurations for property tests: cross and isolated accounts, tiers, haircuts, debt, several venues,
 * every mark rule, slice and waterfall. One integer makes one configuration.
 */

import type { KernelConfig, LiquidationConfig, VenueConfig, WaterfallConfig } from '../../src/kernel/config.ts';
import { createTierTable } from '../../src/kernel/margin/tiers.ts';
import { YEAR_SECONDS } from '../../src/kernel/price/diffusion.ts';
import { createStream, nextNormal, nextUniform, seekStream } from '../../src/kernel/random/stream.ts';
import { accountTable, kernelConfig, ledgerVenue, plainBook, type TestBucket } from './kernel-config.ts';

export interface RandomScale {
  readonly accounts: number;
  readonly steps: number;
  readonly volatilityPerStep: number;
}

/** Makes the configuration of one integer. */
export function randomConfig(seed: number, scale: RandomScale): KernelConfig {
  const stream = createStream(seed, 77);
  seekStream(stream, 0, 6);
  const uniform = () => nextUniform(stream);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(uniform() * items.length)];
  const assetCount = 1 + Math.floor(uniform() * 4);
  const venueCount = 1 + Math.floor(uniform() * 2);
  const startPriceUsd = Float64Array.from({ length: assetCount }, () => Math.exp(8 * uniform() - 2));
  const venues = Array.from({ length: venueCount }, () => randomVenue(assetCount, uniform, pick));
  const buckets: TestBucket[] = [];
  const borrowerShare = pick([0, 0.12]);
  for (let account = 0; account < scale.accounts; account++)
    buckets.push(...randomAccount(account, venueCount, startPriceUsd, borrowerShare, uniform, pick));
  const accounts = accountTable(buckets, assetCount, venueCount);
  const maker = new Float64Array(venueCount * assetCount);
  for (let b = 0; b < accounts.bucketCount; b++)
    for (let h = accounts.holdingStart[b]; h < accounts.holdingStart[b + 1]; h++)
      if (accounts.holdingKind[h] === 0)
        maker[accounts.bucketVenue[b] * assetCount + accounts.holdingAsset[h]] -= accounts.quantityBase[h];
  const openUsd = buckets.reduce(
    (sum, bucket) => sum + (bucket.perps ?? []).reduce((s, [a, q]) => s + Math.abs(q) * startPriceUsd[a], 0),
    1,
  );
  const books = Array.from({ length: assetCount }, (_, a) => {
    const depthBase = (openUsd * (0.3 + 3 * uniform())) / startPriceUsd[a];
    return plainBook(
      uniform() < 0.5
        ? { kind: 'block', basePerLog: depthBase * 5 }
        : {
            kind: 'table',
            logDistance: Float64Array.of(0.001, 0.01, 0.1),
            baseCumulative: Float64Array.of(0.02 * depthBase, 0.1 * depthBase, 0.5 * depthBase),
          },
      {
        halfSpread: uniform() < 0.5 ? 0 : 0.0005,
        recoveryHalfLifeSeconds: uniform() < 0.3 ? Number.POSITIVE_INFINITY : 600,
        permanentPerBase: uniform() < 0.5 ? 0 : 0.02 / depthBase,
      },
    );
  });
  const prices: number[][] = [];
  const log = Array.from(startPriceUsd, Math.log);
  for (let step = 0; step < scale.steps; step++) {
    const common = nextNormal(stream);
    const jump = uniform() < 0.06 ? -0.25 * uniform() : 0;
    prices.push(
      log.map((_, a) => {
        log[a] += scale.volatilityPerStep * (0.8 * common + 0.6 * nextNormal(stream)) + jump;
        return Math.exp(log[a]);
      }),
    );
  }
  return kernelConfig({
    startPriceUsd,
    stepCount: scale.steps,
    shocks: { kind: 'replay', pathCount: 1, priceUsd: Float64Array.from(prices.flat()) },
    books,
    bookDynamics:
      uniform() < 0.5
        ? { thinning: null }
        : {
            thinning: {
              exponent: 1,
              floor: 0.1,
              halfLifeSteps: 12,
              calmVolatilityPerStep: new Float64Array(assetCount).fill(scale.volatilityPerStep),
            },
          },
    venues,
    accounts: { ...accounts, residualMakerBase: maker },
    roundSeconds: uniform() < 0.2 ? 60 : 0,
    record: { timelineStep: Int32Array.of(Math.ceil(scale.steps / 2), scale.steps) },
  });
}

/**
 * The same accounts, rules and books on drawn prices: assets of very different volatility, a heavy-tailed day and common
 * jumps, so that the breach check measures the moves of each asset on its own scale.
 */
export function withDrawnPrices(config: KernelConfig, seed: number, volatilityPerStep: number): KernelConfig {
  const stream = createStream(seed, 78);
  seekStream(stream, 0, 6);
  const { assetCount } = config;
  const stepsPerYear = YEAR_SECONDS / config.stepSeconds;
  const correlation = 0.9 * nextUniform(stream);
  // One common factor: root of a constant-correlation matrix, by its Cholesky recursion.
  const root = new Float64Array(assetCount * assetCount);
  for (let i = 0; i < assetCount; i++)
    for (let j = 0; j <= i; j++) {
      let rest = i === j ? 1 : correlation;
      for (let k = 0; k < j; k++) rest -= root[i * assetCount + k] * root[j * assetCount + k];
      root[i * assetCount + j] = i === j ? Math.sqrt(rest) : rest / root[j * assetCount + j];
    }
  const diffusionPerYear = Float64Array.from(
    { length: assetCount },
    () => volatilityPerStep * Math.sqrt(stepsPerYear) * Math.exp(-4 * nextUniform(stream)),
  );
  return {
    ...config,
    seedKey: [seed, 79],
    shocks: {
      kind: 'simulated',
      correlationRoot: root,
      diffusionPerYear,
      logDriftPerYear: new Float64Array(assetCount),
      mixing: { degreesOfFreedom: 3.5, blockSteps: config.stepCount, maximumMultiplier: 10 },
      commonJumps: {
        perYear: (2 * stepsPerYear) / config.stepCount,
        meanLog: new Float64Array(assetCount).fill(-0.03),
        covarianceRoot: root.map((entry) => 0.05 * entry),
      },
      ownJumps: null,
      tilt: null,
      sampling: null,
    },
  };
}

function randomVenue(
  assetCount: number,
  uniform: () => number,
  pick: <Item>(items: readonly Item[]) => Item,
): VenueConfig {
  const tiers = () =>
    createTierTable(
      Array.from({ length: assetCount }, () => {
        const rate = 0.01 + 0.03 * uniform();
        return [
          { lowerUsd: 0, rate },
          { lowerUsd: 5000, rate: rate * 2 },
          { lowerUsd: 50000, rate: rate * 3 },
        ];
      }),
    );
  const haircut = createTierTable(
    Array.from({ length: assetCount }, () => [
      { lowerUsd: 0, rate: 0.05 },
      { lowerUsd: 20000, rate: 0.2 },
    ]),
  );
  return ledgerVenue(assetCount, {
    maintenance: tiers(),
    haircut,
    mark: {
      kind: pick(['bookMid', 'external', 'medianWithExternal'] as const),
      impactPassThrough: pick([0, 0.5, 1]),
    },
    liquidation: {
      scope: pick(['largest', 'largest', 'all'] as const),
      slice: pick<LiquidationConfig['slice']>([
        { kind: 'full' },
        { kind: 'fraction', fraction: 0.2, fullBelowUsd: 1000, thenFull: true },
        { kind: 'fraction', fraction: 0.5, fullBelowUsd: 500, thenFull: false },
        { kind: 'restore', buffer: 0.1, floor: 0.2, expectedSlippage: 0.005 },
      ]),
      slippageCap: pick([0.02, 0.1]),
      feeRate: pick([0, 0.005]),
      latencySteps: pick([0, 0, 1, 2]),
    },
    waterfall: {
      insuranceFundUsd: pick([0, 2000, 1e6]),
      beyondFund: pick<WaterfallConfig['beyondFund']>(['adl', 'adl', 'socialised', 'none']),
      adl: {
        ranking: pick(['hyperliquid', 'bitmex', 'proRata'] as const),
        closeAt: pick(['bankruptcy', 'bankruptcy', 'mark', 'previousMark'] as const),
      },
    },
  });
}

function randomAccount(
  account: number,
  venueCount: number,
  priceUsd: Float64Array,
  borrowerShare: number,
  uniform: () => number,
  pick: <Item>(items: readonly Item[]) => Item,
): TestBucket[] {
  const venue = Math.floor(uniform() * venueCount);
  const group = Math.floor(uniform() * 2);
  const size = 200 * Math.exp(5 * uniform());
  const leverage = 1 + 14 * uniform() * uniform();
  const assets = Array.from(priceUsd, (_, a) => a).filter(() => uniform() < 0.6);
  if (assets.length === 0) assets.push(0);
  if (uniform() < borrowerShare) {
    // A borrower: collateral in one asset, debt in dollars or in another asset.
    const asset = assets[0];
    const owed = size * (0.4 + 0.35 * uniform());
    const debtAsset = (asset + 1) % priceUsd.length;
    const inBase = uniform() < 0.5 && debtAsset !== asset;
    return [
      {
        account,
        venue,
        group,
        collateral: [[asset, size / priceUsd[asset]]],
        ...(inBase ? { debt: [[debtAsset, owed / priceUsd[debtAsset]] as const] } : { debtUsd: owed }),
      },
    ];
  }
  const perps = assets.map((asset): [number, number, number] => {
    const side = uniform() < 0.6 ? 1 : -1;
    const entry = priceUsd[asset] * (1 + 0.2 * (uniform() - 0.5));
    return [asset, (side * size * (0.2 + uniform())) / priceUsd[asset], entry];
  });
  const notional = perps.reduce((sum, [a, q]) => sum + Math.abs(q) * priceUsd[a], 0);
  const gain = perps.reduce((sum, [a, q, entry]) => sum + q * (priceUsd[a] - entry), 0);
  const buckets: TestBucket[] = [];
  if (uniform() < 0.25) {
    for (const perp of perps) {
      const own = Math.abs(perp[1]) * priceUsd[perp[0]];
      const profit = perp[1] * (priceUsd[perp[0]] - perp[2]);
      buckets.push({ account, venue, group, cashUsd: own / leverage + own * 0.04 - profit, perps: [perp] });
    }
    return buckets;
  }
  const posted = uniform() < 0.3 ? (0.5 * notional) / leverage : 0;
  const collateralAsset = pick(Array.from(priceUsd, (_, a) => a));
  buckets.push({
    account,
    venue,
    group,
    cashUsd: notional / leverage + 0.04 * notional - gain - posted,
    perps,
    ...(posted > 0 ? { collateral: [[collateralAsset, posted / priceUsd[collateralAsset]] as const] } : {}),
  });
  return buckets;
}
