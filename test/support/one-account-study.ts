/**
 * A study of one leveraged long over one step, whose loss has a closed form: the price moves by e^X with X normal, mean −σ²/2 and
 * σ = 5 %, the book is too deep to move, the account has exactly the margin that the rules ask.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { YEAR_SECONDS } from '../../src/kernel/price/diffusion.ts';
import { normalCdf, normalQuantile } from '../../src/kernel/random/normal.ts';

export const SIGMA = 0.05;
/** Size of the position, USD. */
export const NOTIONAL_USD = 10_000;

const DAY_SECONDS = 86_400;

/** Writes scenario and study into a folder. @returns the study file */
export function writeStudyFiles(folder: string, study: string, margin = 0.2): string {
  const scenario = {
    name: 'one-long',
    seed: '7',
    paths: 2000,
    horizon: { steps: 1, stepSeconds: DAY_SECONDS },
    assets: { X: { priceUsd: 100 } },
    shocks: {
      kind: 'simulated',
      volatilityPerYear: SIGMA * Math.sqrt(YEAR_SECONDS / DAY_SECONDS),
      driftPerYear: 0,
      driftOf: 'price',
    },
    accounts: {
      list: [
        { account: 'long', kind: 'perp', asset: 'X', quantity: 100, entryPriceUsd: 100 },
        { account: 'long', kind: 'cash', quantity: margin * NOTIONAL_USD },
      ],
      residual: 'maker',
    },
    margin: { tiers: { default: [{ fromUsd: 0, initialRate: margin, maintenanceRate: margin }] } },
    book: { thinning: 'none', recoveryHalfLifeSeconds: 'never', curves: { X: { block: { usdPerLog: 1e12 } } } },
    mark: { kind: 'external' },
    liquidation: { slice: { kind: 'full' }, slippageCap: 0.9, feeRate: 0 },
    waterfall: { insuranceFundUsd: 0, beyondFund: 'none' },
    measure: { confidence: [0.95, 0.99], loss: 'badDebtUsd' },
    record: { worstPaths: 1, samplePaths: 1, timelinePoints: 1 },
  };
  writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
  const file = join(folder, 'study.yaml');
  writeFileSync(file, study);
  return file;
}

/** P(1 − e^X > loss), a share of the start price. */
export function probabilityBeyond(loss: number): number {
  return normalCdf((Math.log1p(-loss) + (SIGMA * SIGMA) / 2) / SIGMA);
}

/** ES at a level of max(0, 1 − e^X − margin): a put on a log-normal price (Black 1976) beyond margin or VaR. */
export function badDebtTail(margin: number, level: number): number {
  const valueAtRisk = -Math.expm1(SIGMA * normalQuantile(1 - level) - (SIGMA * SIGMA) / 2);
  const strike = 1 - Math.max(margin, valueAtRisk);
  const d = (Math.log(strike) + (SIGMA * SIGMA) / 2) / SIGMA;
  const put = strike * normalCdf(d) - normalCdf(d - SIGMA);
  return Math.max(0, valueAtRisk - margin) + put / (1 - level);
}
