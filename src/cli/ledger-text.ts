/** The ledger of one path as aligned text for people, and as plain objects for machines. */

import type { EventColumn } from '../kernel/result.ts';
import type { Ledger, LedgerRow } from './ledger.ts';
import { formatExact, formatTable } from './table.ts';

/** Title and content of each column of the event table, in reading order. */
const COLUMNS: readonly (readonly [title: string, cell: (row: LedgerRow) => string])[] = [
  ['step', number('step')],
  ['round', number('round')],
  ['gen', number('generation')],
  ['event', (row) => row.kind],
  ['account', (row) => row.account ?? '–'],
  ['asset', (row) => row.asset ?? '–'],
  ['order', number('orderBase')],
  ['size', number('sizeBase')],
  ['mark', number('markPriceUsd')],
  ['equity', number('equityUsd')],
  ['maintenance', number('maintenanceUsd')],
  ['bankruptcy', number('bankruptcyPriceUsd')],
  ['limit', number('limitPriceUsd')],
  ['fill', number('averageFillUsd')],
  ['end price', number('endPriceUsd')],
  ['surplus', number('surplusUsd')],
  ['fee', number('feeUsd')],
  ['fund pays', number('fundPaidUsd')],
  ['against', (row) => row.counterparty ?? '–'],
  ['ADL cost', number('adlCostUsd')],
  ['bad debt', number('badDebtUsd')],
  ['cash after', number('cashAfterUsd')],
  ['fund after', number('fundAfterUsd')],
];
const LEFT = ['event', 'account', 'asset', 'against'].map((title) => COLUMNS.findIndex(([name]) => name === title));

function number(column: EventColumn): (row: LedgerRow) => string {
  return (row) => formatExact(row.number[column]);
}

/** The whole ledger as text: what the path came to, its events, who holds what at the end. */
export function formatLedger(ledger: Ledger): string {
  const { totals } = ledger;
  const figure = (name: keyof Ledger['totals']) => formatExact(totals[name]);
  const head = [
    `Path ${ledger.path}, weight ${formatExact(ledger.weight)}: ${figure('liquidations')} liquidations of ${figure('liquidatedAccounts')} accounts, cascade depth ${figure('cascadeDepth')}`,
    `liquidated ${figure('liquidatedUsd')} USD, shortfall ${figure('shortfallUsd')} USD (fund ${figure('fundPaidUsd')}, auto-deleveraging ${figure('adlCostUsd')}, socialised ${figure('socialisedUsd')}, bad debt ${figure('badDebtUsd')})`,
  ];
  const events =
    ledger.rows.length === 0
      ? 'Nothing was liquidated on this path.'
      : formatTable(
          COLUMNS.map(([title]) => title),
          ledger.rows.map((row) => COLUMNS.map(([, cell]) => cell(row))),
          LEFT,
        );
  const end = formatTable(
    ['at the end', 'cash', 'equity', 'holdings'],
    ledger.end.map((state) => [
      state.owner,
      formatExact(state.cashUsd),
      formatExact(state.equityUsd),
      Object.entries(state.quantityBase)
        .map(([asset, quantity]) => `${formatExact(quantity)} ${asset}`)
        .join(', '),
    ]),
    [0, 3],
  );
  return [...head, '', events, '', end].join('\n');
}

/** The ledger as plain JSON values; what does not apply is null. */
export function ledgerToJson(ledger: Ledger): unknown {
  const { path, weight, totals, end } = ledger;
  const events = ledger.rows.map(({ number: numbers, kind, account, counterparty, asset, venue }) => ({
    ...numbers,
    kind,
    account,
    counterparty,
    asset,
    venue,
  }));
  return { path, weight, totals, events, end };
}
