// What: the printed ledger. The event is the first row of the three-account ledger worked by hand in MODEL.md: 400 A sold
// from mark 93 in a book of 0.01 USD a unit, fill 91, bankruptcy price 89, surplus 800, fee 1 % of 36,400 = 364.
import { describe, expect, it } from 'vitest';
import { buildLedger } from '../../src/cli/ledger.ts';
import { formatLedger, ledgerToJson } from '../../src/cli/ledger-text.ts';
import { EVENT_COLUMNS, type EventColumn, type PathTrace } from '../../src/kernel/result.ts';
import { createToyConfig } from '../support/toy-config.ts';
import { createToyEngine } from '../support/toy-engine.ts';

const config = createToyConfig();
const labels = {
  assets: ['A', 'B'],
  venues: ['main'],
  groups: ['all'],
  accounts: ['A1', 'A2', 'A3'],
  bookSource: ['assumed', 'assumed'] as const,
};
const EVENT: Partial<Record<EventColumn, number>> = {
  kind: 0,
  step: 0,
  round: 0,
  generation: 0,
  bucket: 0,
  account: 0,
  venue: 0,
  asset: 0,
  orderBase: 400,
  sizeBase: 400,
  markPriceUsd: 93,
  equityUsd: 1600,
  maintenanceUsd: 1860,
  bankruptcyPriceUsd: 89,
  limitPriceUsd: 83.7,
  averageFillUsd: 91,
  endPriceUsd: 89,
  surplusUsd: 800.0000000000001,
  feeUsd: 364,
  cashAfterUsd: 436,
  fundAfterUsd: 364,
};
const column = Object.fromEntries(EVENT_COLUMNS.map((name) => [name, Float64Array.of(EVENT[name] ?? Number.NaN)]));
const trace: PathTrace = {
  ...createToyEngine({ config }).tracePath(0),
  midPriceUsd: Float64Array.of(89, 50, 89, 50, 89, 50, 89, 50),
  events: { count: 1, column: column as PathTrace['events']['column'] },
  endCashUsd: Float64Array.of(436, 0, 0),
  endQuantityBase: new Float64Array(3),
};
const ledger = buildLedger(config, labels, trace);

describe('the ledger', () => {
  it('prints every number of an event as it was worked by hand', () => {
    const [, row] = formatLedger(ledger).split('\n\n')[1]!.split('\n');
    const cells = row!.trim().split(/\s{2,}/);
    expect(cells).toEqual([
      '1',
      '1',
      '0',
      'perp',
      'A1',
      'A',
      '400',
      '400',
      '93',
      '1600',
      '1860',
      '89',
      '83.7',
      '91',
      '89',
      '800',
      '364',
      '–',
      '–',
      '–',
      '–',
      '436',
      '364',
    ]);
  });

  it('ends with the accounts touched, the other side of the book, and the fund', () => {
    expect(ledger.end).toEqual([
      { owner: 'A1', cashUsd: 436, quantityBase: {}, equityUsd: 436 },
      // The book paid 400 × 91 and holds 400 at 89.
      { owner: 'book', cashUsd: -36400, quantityBase: { A: 400 }, equityUsd: -800 },
      { owner: 'fund', cashUsd: 364, quantityBase: {}, equityUsd: 364 },
    ]);
  });

  it('carries names and numbers in its JSON form', () => {
    const json = ledgerToJson(ledger) as { events: Record<string, unknown>[] };
    expect(json.events[0]).toMatchObject({ kind: 'perp', account: 'A1', asset: 'A', counterparty: null, feeUsd: 364 });
  });

  it('says so when nothing happened', () => {
    const quiet = { ...trace, events: { count: 0, column: trace.events.column } };
    expect(formatLedger(buildLedger(config, labels, quiet))).toContain('Nothing was liquidated on this path.');
  });
});
