/**
 * A past event small enough to work by hand: the ledger of scenarios/ledger-o8, whose outcome is taken for what was observed.
 *
 * A falls from 100 to 93 outside; forced sales of 1000 A (400, then 600) take it to 83 and of 250 B from 50 to 45. So the
 * observed closes are 83 and 45, the reported liquidations 1000 A and 250 B, and the outside prices behind them 93 and 50.
 */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';

const SCENARIO = fileURLToPath(new URL('../../scenarios/ledger-o8/scenario.yaml', import.meta.url));

/** What is different from the event as it is. */
export interface EventChanges {
  /** Top-level keys of backtest.yaml; undefined takes a key away. */
  readonly backtest?: Readonly<Record<string, unknown>>;
  /** Text of prices.csv and liquidations.csv. */
  readonly prices?: string;
  readonly liquidations?: string;
}

export const OBSERVATION = { unit: 'USD', source: 'worked by hand', date: '2026-01-01', scored: true };

/** Writes the folder and returns its path. */
export function createEventFolder({ backtest = {}, prices, liquidations }: EventChanges = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-event-'));
  const source = (column: string) => ({ file: './prices.csv', columns: [column] });
  const content = {
    name: 'ledger-event',
    scenario: 'scenario.yaml',
    from: 0,
    runs: 199,
    prices: { A: source('A'), B: source('B') },
    liquidations: {
      file: './liquidations.csv',
      assets: { A: { soldColumn: 'soldA' }, B: { soldColumn: 'soldB' } },
    },
    observations: [
      { ...OBSERVATION, name: 'liquidated', measure: 'liquidatedUsd', value: 99_875 },
      { ...OBSERVATION, name: 'deleveraged', measure: 'deleveragedUsd', value: 12_458 },
      {
        ...OBSERVATION,
        name: 'low of A',
        measure: 'lowestPriceUsd',
        assets: ['A'],
        value: 'replayed',
        unit: 'USD/base',
      },
      { ...OBSERVATION, name: 'too much', measure: 'liquidatedUsd', value: 199_750, ifAbove: 'too little was sold' },
    ],
    ...backtest,
  };
  writeFileSync(join(folder, 'backtest.yaml'), stringify(content));
  writeFileSync(join(folder, 'scenario.yaml'), `name: ledger-event\nextends: ${JSON.stringify(SCENARIO)}\n`);
  writeFileSync(join(folder, 'prices.csv'), prices ?? 'ts,A,B\n0,100,50\n60,83,45\n');
  writeFileSync(join(folder, 'liquidations.csv'), liquidations ?? 'ts,soldA,soldB\n20,400,0\n40,600,250\n');
  return folder;
}
