/**
 * Columns of the files about single paths kept in full: trace.arrow and liquidations.arrow.
 *
 * The keys of the second are the kernel's event columns, so that a new one without a declaration does not compile.
 */

import { EVENT_COLUMNS, type EventColumn, EventKind } from '../../kernel/result.ts';
import {
  base,
  flag,
  fraction,
  index,
  label,
  type Nameless,
  named,
  nullable,
  price,
  seconds,
  type TableDeclaration,
  usd,
} from './column.ts';

const path = index('Path', 'Index of the traced path.');
const isWorst = flag(
  'Worst',
  'The path is one of the worst by `measure.loss`; otherwise it belongs to the fixed random sample.',
);
const step = index('Step', 'Step, counted from 1.');
const timeSeconds = seconds('Time', 'Time of the step’s end since the start.');

export const TRACE: TableDeclaration = {
  file: 'trace.arrow',
  row: 'a traced path × step × asset',
  description: 'Prices and liquidations step by step on the worst paths and on a fixed random sample.',
  columns: named({
    path,
    isWorst,
    step,
    timeSeconds,
    asset: label('Asset', 'Name of the asset in the scenario.'),
    midPriceUsd: price('Price', 'Book mid at the end of the step.'),
    noImpactPriceUsd: price('Price, no impact', 'Outside price at the end of the step, untouched by selling.'),
    markPriceUsd: price('Mark', 'Mark price of the first venue at the end of the step.'),
    depthFactor: fraction('Depth', 'Resting depth over that of a calm market.'),
    liquidatedUsd: usd('Liquidated', 'Fill value of liquidations in the step.'),
  }),
};

/** Text of each event kind, by its number in the kernel. */
export const EVENT_KIND_NAMES: readonly string[] = Object.entries(EventKind)
  .sort((a, b) => a[1] - b[1])
  .map(([name]) => name);

const EVENT: Record<Exclude<EventColumn, 'step'>, Nameless> = {
  kind: label(
    'Event',
    '`perp`: order of a liquidated position. `collateral`: sale of collateral. `debt`: repayment. `adl`: position closed by auto-deleveraging. `settle`: deficit with nothing left to sell. `unresolved`: still below maintenance after the rounds of the step.',
  ),
  round: index('Round', 'Round within the step, counted from 1; all accounts of a round are judged on the same marks.'),
  generation: {
    ...index('Generation', 'Cascade generation of the breach; 0 is brought about by the outside move alone.'),
    type: 'i32',
  },
  bucket: index('Bucket', 'Margin bucket: the cross portfolio of an account or one isolated position.'),
  otherBucket: nullable(index('Other bucket', 'The bankrupt bucket that a deleveraged position was closed against.')),
  account: index('Account', 'Index of the account, as in accounts.arrow.'),
  venue: label('Venue', 'Venue of the account.'),
  asset: nullable(label('Asset', 'Asset traded; null for a repayment in dollars or a settlement.')),
  orderBase: nullable(
    base('Order', 'Size ordered, signed from the account’s side before the event: closing a long is positive.'),
  ),
  sizeBase: nullable(base('Filled', 'Size filled, signed the same way.')),
  markPriceUsd: nullable(price('Mark', 'Mark of the round.')),
  equityUsd: nullable(usd('Equity', 'Margin equity of the bucket at the marks of the round.')),
  maintenanceUsd: nullable(usd('Maintenance', 'Maintenance requirement at the marks of the round.')),
  bankruptcyPriceUsd: nullable(
    price('Bankruptcy price', 'Price at which the equity would be zero, fixed before the fill.'),
  ),
  limitPriceUsd: nullable(price('Limit', 'Limit of the immediate-or-cancel order.')),
  averageFillUsd: nullable(price('Average fill', 'Average price of the fill.')),
  endPriceUsd: nullable(price('Price after', 'Book mid after the fill.')),
  surplusUsd: nullable(usd('Surplus', 'Value of the fill beyond the bankruptcy price; negative is a deficit.')),
  feeUsd: nullable(usd('Fee', 'Liquidation fee paid to the fund.')),
  fundPaidUsd: nullable(usd('Fund paid', 'Paid by the insurance fund.')),
  adlCostUsd: nullable(usd('Cost of deleveraging', 'Given up by the deleveraged account against the book price.')),
  badDebtUsd: nullable(usd('Bad debt', 'Loss that nobody paid.')),
  cashAfterUsd: nullable(usd('Cash after', 'Ledger cash of the bucket after the event.')),
  fundAfterUsd: nullable(usd('Fund after', 'Insurance fund of the venue after the event.')),
};

export const LIQUIDATIONS: TableDeclaration = {
  file: 'liquidations.arrow',
  row: 'a liquidation event of a traced path',
  description: 'Every order, sale, repayment, deleveraging and settlement on the traced paths, in order: the ledger.',
  columns: named({
    path,
    isWorst,
    step,
    timeSeconds,
    ...Object.fromEntries(EVENT_COLUMNS.filter((name) => name !== 'step').map((name) => [name, EVENT[name]])),
  }),
};
