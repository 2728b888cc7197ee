// What: tier tables from rows. The venue preset in scenarios/venues was written by this code from the published table,
// and the [data] test holds the two together.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formatTiersYaml, tiersFromRows } from '../../src/import/tiers.ts';

const DATA = process.env['FIREBREAK_DATA'];
const row = (coin: string, lower: string, leverage: string, initial: string, maintenance: string, delisted = '0') => ({
  coin,
  notional_lower_usd: lower,
  max_leverage: leverage,
  initial_margin_rate: initial,
  maintenance_margin_rate: maintenance,
  delisted,
  isolated_only: coin === 'MEGA' ? '1' : '0',
});

describe('tiersFromRows', () => {
  test('turns rounded rates back into exact ones by the stated leverage, and leaves delisted coins out', () => {
    const block = tiersFromRows([
      row('ETH', '0', '25', '0.04', '0.02'),
      row('ETH', '100000000', '15', '0.066667', '0.033333'),
      row('GONE', '0', '3', '0.333333', '0.166667', '1'),
      row('MEGA', '0', '3', '0.333333', '0.166667'),
    ]);
    expect(block.tiers['ETH'][1]).toEqual({ fromUsd: 1e8, initialRate: 1 / 15, maintenanceRate: 1 / 30 });
    expect(Object.keys(block.tiers)).toEqual(['ETH', 'MEGA']);
    expect(block.isolatedOnly).toEqual(['MEGA']);
  });

  test('names row and column of a value that is no number', () => {
    expect(() => tiersFromRows([row('ETH', '0', '25', 'x', '0.02')])).toThrow(
      'row 1 (ETH): expected a number in initial_margin_rate, received x',
    );
  });

  test('writes YAML that reads back as the same block, names like 0G and ON included', () => {
    const block = tiersFromRows([row('0G', '0', '3', '0.333333', '0.166667'), row('ON', '0', '5', '0.2', '0.1')]);
    expect(parse(formatTiersYaml(block)).margin).toEqual(block);
  });
});

describe.skipIf(!DATA)('the Hyperliquid preset [data: set FIREBREAK_DATA]', () => {
  test('holds the tiers of all listed coins of the published table', () => {
    const text = readFileSync(join(DATA as string, 'venue-rules/hyperliquid-margin-tiers.csv'), 'utf8');
    const [header, ...lines] = text
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const rows = lines.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index]])));
    const preset = parse(readFileSync(new URL('../../scenarios/venues/hyperliquid.yaml', import.meta.url), 'utf8'));
    const { tiers, isolatedOnly } = tiersFromRows(rows);
    expect(Object.keys(tiers)).toHaveLength(189);
    expect(preset.margin.tiers).toEqual(tiers);
    expect(preset.margin.isolatedOnly).toEqual(isolatedOnly);
  });
});
