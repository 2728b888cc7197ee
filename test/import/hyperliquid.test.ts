// What: the account importer. The made-up accounts are built from the margin rules by hand: a portfolio's liquidation prices
// are computed from a known equity, and the importer has to find that equity and the margin mode again.

import { describe, expect, test } from 'vitest';
import { convertHyperliquid, formatAccountsCsv, formatAssetsYaml } from '../../src/import/hyperliquid.ts';
import { agreedValue } from '../../src/import/hyperliquid-equity.ts';
import { hyperliquidMargin, readCrawlRows } from '../support/crawl.ts';

const DATA = process.env['FIREBREAK_DATA'];
const margin = hyperliquidMargin();

const account = (name: string, value: number, complete = '1', snapshot = '2026-02-22') => ({
  snapshot_utc: snapshot,
  account: name,
  portfolio_complete: complete,
  account_value_usd: String(value),
});
const position = (
  name: string,
  coin: string,
  size: number,
  entry: number,
  mark: number,
  liquidation: number | '',
  leverage = 10,
  snapshot = '2026-02-22',
) => ({
  snapshot_utc: snapshot,
  account: name,
  coin,
  side: size > 0 ? 'long' : 'short',
  size_coin: String(Math.abs(size)),
  entry_px: String(entry),
  mark_px: String(mark),
  liquidation_px: String(liquidation),
  leverage_setting: String(leverage),
});

// Short 1 BTC and 10 ETH at marks 100,000 and 2,000 with equity 50,000; maintenance 1.25 % and 2 %: 1,250 + 400, excess 48,350.
// P* − mark = excess / (size (1 + rate)).
const BTC_LIQUIDATION = 100_000 + 48_350 / 1.0125;
const ETH_LIQUIDATION = 2000 + 48_350 / (10 * 1.02);
// Isolated long of 1,000 LINK from 10, mark 11, collateral 2,000, maintenance 5 %: (10 × 1000 − 2000) / (1000 × 0.95).
const LINK_LIQUIDATION = 8000 / 950;

const accounts = [account('a', 60_000), account('b', 1000, '0'), account('a', 1, '1', '2026-02-13')];
const positions = [
  position('a', 'BTC', -1, 90_000, 100_000, BTC_LIQUIDATION),
  position('a', 'ETH', -10, 2100, 2000, ETH_LIQUIDATION),
  position('a', 'LINK', 1000, 10, 11, LINK_LIQUIDATION, 5),
  position('b', 'BTC', 0.01, 90_000, 100_200, ''),
  position('a', 'BTC', -1, 90_000, 95_000, '', 10, '2026-02-13'),
];

describe('convertHyperliquid', () => {
  test('gives cash = account value − unrealised profit − isolated collateral, and finds the isolated position', () => {
    const { rows, counts, snapshot } = convertHyperliquid(accounts, positions, margin);
    expect(snapshot).toBe('2026-02-22');
    // Unrealised: −10,000 (BTC) + 1,000 (ETH) + 1,000 (LINK) = −8,000; 60,000 + 8,000 − 2,000 = 66,000.
    expect(formatAccountsCsv(rows)).toBe(
      'account,kind,asset,quantity,entryPriceUsd,group,isolated,venue\n' +
        'a,cash,,66000,,,,\na,perp,BTC,-1,90000,,,\na,perp,ETH,-10,2100,,,\na,perp,LINK,1000,10,,2000,\n',
    );
    expect(counts).toMatchObject({ accounts: 1, positions: 3, isolated: 1, equityKnown: 1 });
  });

  test('takes the equity that the liquidation prices imply when asked to: 50,000 + 9,000 of cross cash', () => {
    const { rows } = convertHyperliquid(accounts, positions, margin, { equity: 'liquidationPrices' });
    expect(Number(rows[0].quantity)).toBeCloseTo(59_000, 4);
  });

  test('closes positions in other coins at their mark, so that equity stays', () => {
    const { rows } = convertHyperliquid(accounts, positions, margin, { assets: ['BTC'] });
    expect(rows.map((row) => row.asset)).toEqual(['', 'BTC']);
    // 60,000 − (−10,000) of BTC alone.
    expect(Number(rows[0].quantity)).toBeCloseTo(70_000, 6);
  });

  test('leaves incomplete portfolios out unless asked, and takes another snapshot by name', () => {
    const all = convertHyperliquid(accounts, positions, margin, { incomplete: true });
    expect(all.counts.accounts).toBe(2);
    expect(all.priceUsd.get('BTC')).toBe(100_100);
    expect(all.lotBase.get('BTC')).toBe(0.01);
    expect(formatAssetsYaml(all)).toContain('  BTC: { priceUsd: 100100, lotBase: 0.01 }');
    const early = convertHyperliquid(accounts, positions, margin, { snapshot: '2026-02-13' });
    expect(early.priceUsd.get('BTC')).toBe(95_000);
    expect(() => convertHyperliquid(accounts, positions, margin, { snapshot: '2020-01-01' })).toThrow(
      'expected a snapshot of 2026-02-13, 2026-02-22, received 2020-01-01',
    );
  });

  test('keeps a position cross that agrees at an older maximum leverage: WIF at 10x instead of 5x', () => {
    const wif = 0.2 + 48_350 / (10_000 * 1.05);
    const rows = convertHyperliquid(
      accounts,
      [...positions, position('a', 'WIF', -10_000, 0.2, 0.2, wif)],
      margin,
    ).rows;
    expect(rows.find((row) => row.asset === 'WIF')?.isolated).toBe('');
  });

  test('names row and column of a cell that is no number, and a position of nobody', () => {
    expect(() => convertHyperliquid(accounts, [{ ...positions[0], entry_px: 'x' }], margin)).toThrow(
      'row 1: expected a number in entry_px, received x',
    );
    expect(() => convertHyperliquid([], positions, margin)).toThrow('expected a row in accounts, received none');
  });
});

describe('agreedValue', () => {
  test('finds the value most agree on, and none where no two agree', () => {
    expect(agreedValue([5, 100, 100.001, 99.999, Number.NaN, 7])).toEqual([100, 3]);
    expect(agreedValue([5, 7, 100])).toEqual([Number.NaN, 0]);
  });
});

describe.skipIf(!DATA)('the crawl of 2026-02 [data: set FIREBREAK_DATA]', () => {
  test('becomes accounts whose equity is the listed value, position by position', () => {
    const crawl = [readCrawlRows(DATA!, 'accounts'), readCrawlRows(DATA!, 'positions')] as const;
    const { rows, counts, snapshot } = convertHyperliquid(...crawl, margin);
    expect(counts).toMatchObject({ accounts: 608, positions: 5225, isolated: 132, equityKnown: 548 });
    const equity = new Map<string, number>();
    const add = (name: string, usd: number) => equity.set(name, (equity.get(name) ?? 0) + usd);
    for (const row of rows) add(row.account, row.kind === 'cash' ? Number(row.quantity) : Number(row.isolated));
    for (const row of crawl[1]) {
      if (row['snapshot_utc'] !== snapshot || !equity.has(row['account']!)) continue;
      const side = row['side'] === 'long' ? 1 : -1;
      add(row['account']!, side * Number(row['size_coin']) * (Number(row['mark_px']) - Number(row['entry_px'])));
    }
    for (const row of crawl[0]) {
      const own = equity.get(row['account']!);
      if (row['snapshot_utc'] !== snapshot || own === undefined) continue;
      expect(Math.abs(own - Number(row['account_value_usd']))).toBeLessThan(1e-3);
    }
  });
});
