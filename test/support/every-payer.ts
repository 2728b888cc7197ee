/** A small system in which every payer pays: three venues, cross, isolated and collateral accounts, on three assets. */

import { loadScenarioValue } from '../../src/scenario/load.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { createUniform } from './random.ts';

const ASSETS = { A: 100, B: 20, C: 5 } as const;
const VENUES = ['deleverage', 'socialise', 'bare'] as const;
const ACCOUNTS = 120;

/** Paths traced whatever happens on them. */
export const SAMPLE_PATHS = 1000;

/** Holdings of accounts with 1.5 to 10.5 times leverage, a few of them isolated or with collateral in B and a debt. */
function listHoldings(): Record<string, unknown>[] {
  const uniform = createUniform(20);
  const names = Object.keys(ASSETS) as (keyof typeof ASSETS)[];
  const rows: Record<string, unknown>[] = [];
  for (let k = 0; k < ACCOUNTS; k++) {
    const own = {
      account: `a${k}`,
      venue: VENUES[Math.floor(uniform() * VENUES.length)],
      group: k % 10 === 0 ? 'large' : 'small',
    };
    const sizeUsd = (k % 10 === 0 ? 200_000 : 20_000) * (0.5 + uniform());
    const asset = names[Math.floor(uniform() * names.length)]!;
    const side = uniform() < 0.6 ? 1 : -1;
    const equityUsd = sizeUsd / (1.5 + 9 * uniform());
    const isIsolated = k % 7 === 3;
    const isCollateral = k % 5 === 4;
    const cashUsd = isCollateral ? -0.2 * equityUsd : isIsolated ? 100 : equityUsd;
    rows.push({ ...own, kind: 'cash', quantity: cashUsd });
    if (isCollateral) rows.push({ ...own, kind: 'collateral', asset: 'B', quantity: (1.3 * equityUsd) / ASSETS.B });
    rows.push({
      ...own,
      kind: 'perp',
      asset,
      quantity: (side * sizeUsd) / ASSETS[asset],
      ...(isIsolated ? { isolated: equityUsd } : {}),
    });
  }
  return rows;
}

/**
 * Resolves the scenario: 24 hours, mixing, common jumps, small funds.
 *
 * @param tilt  the `shocks.tilt` block; none for plain paths
 * @param sampling  the `shocks.sampling` block; none for independent draws
 */
export function resolveEveryPayer(
  seed: string,
  paths: number,
  tilt: Readonly<Record<string, number>> | undefined,
  sampling?: Readonly<Record<string, unknown>>,
): Promise<ResolvedScenario> {
  return loadScenarioValue({
    name: 'every-payer',
    seed,
    paths,
    horizon: { steps: 24, stepSeconds: 3600 },
    assets: Object.fromEntries(Object.entries(ASSETS).map(([asset, priceUsd]) => [asset, { priceUsd }])),
    shocks: {
      kind: 'simulated',
      volatilityPerYear: { A: 0.55, B: 0.7, C: 0.85 },
      correlation: {
        assets: Object.keys(ASSETS),
        matrix: [
          [1, 0.7, 0.6],
          [0.7, 1, 0.65],
          [0.6, 0.65, 1],
        ],
      },
      mixing: { degreesOfFreedom: 5, holdSeconds: 43_200 },
      jumps: { common: { perYear: 60, meanLog: -0.03, sdLog: 0.03, correlation: 0.9 } },
      ...(tilt && { tilt }),
      ...(sampling && { sampling }),
    },
    accounts: { list: listHoldings(), residual: 'maker' },
    margin: {
      tiers: { default: [{ fromUsd: 0, initialRate: 0.06, maintenanceRate: 0.03 }] },
      haircut: { default: [{ fromUsd: 0, rate: 0.05 }] },
    },
    book: {
      curves: {
        A: { block: { usdPerLog: 1.2e7 } },
        B: { power: { usdAtUnit: 2e5, unit: 0.01, exponent: 1.2 } },
        C: { exponential: { usdTotal: 1e6, scale: 0.05 }, halfSpread: 0.0005 },
      },
      recoveryHalfLifeSeconds: 1800,
      thinning: {},
    },
    mark: { kind: 'bookMid' },
    liquidation: { slippageCap: 0.05, feeRate: 0.002 },
    waterfall: { insuranceFundUsd: 2000 },
    venues: {
      deleverage: { waterfall: { beyondFund: 'adl' } },
      socialise: { waterfall: { beyondFund: 'socialised' } },
      bare: { waterfall: { beyondFund: 'none' } },
    },
    measure: { confidence: [0.9, 0.95, 0.99], loss: 'beyondFundUsd' },
    record: { worstPaths: 5, samplePaths: SAMPLE_PATHS, timelinePoints: 6 },
  });
}
