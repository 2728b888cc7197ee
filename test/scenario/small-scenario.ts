// A small valid scenario and a folder to write input files into, shared by the tests of src/scenario.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ScenarioError, type ScenarioProblem } from '../../src/scenario/errors.ts';

/** Two assets, one long and one short account each way, nobody near liquidation. */
export const SMALL = `name: small
paths: 100
horizon: { steps: 48, stepSeconds: 1800 }
assets:
  BTC: { priceUsd: 100, lotBase: 0.001 }
  ETH: { priceUsd: 50, lotBase: 0.01 }
shocks:
  kind: simulated
  volatilityPerYear: { BTC: 0.6, ETH: 0.8 }
  correlation: { assets: [BTC, ETH], matrix: [[1, 0.8], [0.8, 1]] }
accounts:
  list:
    - { account: long, kind: cash, quantity: 1000 }
    - { account: long, kind: perp, asset: BTC, quantity: 10, entryPriceUsd: 90 }
    - { account: short, kind: cash, quantity: 1000 }
    - { account: short, kind: perp, asset: BTC, quantity: -10 }
margin:
  tiers:
    default: [{ fromUsd: 0, initialRate: 0.1, maintenanceRate: 0.05 }]
book:
  curves:
    BTC: { block: { usdPerLog: 1e6 } }
    ETH: { block: { usdPerLog: 2e6 } }
liquidation: { slippageCap: 0.1 }
waterfall: { insuranceFundUsd: 500 }
`;

/** A fresh folder with the given files; returns its path. */
export function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-scenario-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A file of that content in a fresh folder; returns its path. */
export function writeOne(name: string, content: string | Uint8Array): string {
  return join(writeFolder({ [name]: content }), name);
}

/** The problems that a promise is refused with; fails when it is not refused by a ScenarioError. */
export async function problemsOf(work: Promise<unknown>): Promise<readonly ScenarioProblem[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
  throw new Error('expected a ScenarioError, received a scenario without problems');
}

/** `path: message (hint)` of each problem, without places. */
export function sentences(problems: readonly ScenarioProblem[]): string[] {
  return problems.map(({ path, message, hint }) => `${path}: ${message}${hint ? ` (${hint})` : ''}`);
}
