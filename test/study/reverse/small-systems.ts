// Two small systems written as files, whose breaking prices are worked by hand, and a reverse stress test of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StudyProgress } from '../../../src/study/evaluate.ts';
import type { ShapeName } from '../../../src/study/reverse/path-shape.ts';
import { type ReverseOutcome, runReverse } from '../../../src/study/reverse/run-reverse.ts';
import { type BreakTarget, FUND_DEPLETED } from '../../../src/study/reverse/target.ts';
import { createTestFolder } from '../../support/toy-run.ts';

/**
 * For each asset one isolated long of 10 base at 100 USD with 100 USD of collateral, a book that nobody can move, no fee, a
 * fund of 50 USD for all, four steps of an hour, volatility 0.8.
 */
export function writeSystem(assets: readonly string[], overrides: Readonly<Record<string, unknown>> = {}): string {
  const file = join(createTestFolder(), 'scenario.json');
  const byAsset = <T>(value: (asset: string) => T) => Object.fromEntries(assets.map((asset) => [asset, value(asset)]));
  const matrix = assets.map((_, i) => assets.map((__, j) => Number(i === j)));
  const scenario = {
    name: 'hand-worked',
    seed: '1',
    paths: 100,
    horizon: { steps: 4, stepSeconds: 3600 },
    assets: byAsset(() => ({ priceUsd: 100 })),
    shocks: {
      kind: 'simulated',
      volatilityPerYear: 0.8,
      ...(assets.length > 1 ? { correlation: { assets, matrix } } : {}),
    },
    accounts: {
      list: assets.map((asset) => ({
        account: `long${asset}`,
        kind: 'perp',
        asset,
        quantity: 10,
        entryPriceUsd: 100,
        isolated: 100,
      })),
      residual: 'maker',
    },
    margin: { tiers: { default: [{ fromUsd: 0, initialRate: 0.1, maintenanceRate: 0.05 }] } },
    book: {
      thinning: 'none',
      recoveryHalfLifeSeconds: 'never',
      curves: byAsset(() => ({ block: { usdPerLog: 1e15 } })),
    },
    mark: { kind: 'external' },
    liquidation: { slice: { kind: 'full' }, slippageCap: 0.5, feeRate: 0 },
    waterfall: { insuranceFundUsd: 50, beyondFund: 'none' },
    ...overrides,
  };
  writeFileSync(file, JSON.stringify(scenario));
  return file;
}

/** Runs a reverse stress test on few paths, in one thread. */
export function reverse(
  file: string,
  options: {
    readonly shapes?: readonly ShapeName[];
    readonly target?: BreakTarget;
    readonly set?: readonly string[];
    readonly threads?: number;
    readonly rarityPaths?: number;
    readonly folder?: string;
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: StudyProgress) => void;
  } = {},
): Promise<ReverseOutcome> {
  return runReverse({
    file,
    set: [],
    target: FUND_DEPLETED,
    shapes: ['gap'],
    rampSeconds: 7200,
    rarityPaths: 500,
    lookPaths: 64,
    threads: 1,
    folder: createTestFolder(),
    ...options,
  });
}
