/**
 * Holdings as rows, before they become the kernel's account table: one row a holding, from a file or from the
 * scenario's own list. The rules that a row can break by itself, or together with the other rows of its account, are
 * checked here; what needs prices and margin rules is in resolve-accounts.ts.
 */

import { formatReceived } from './errors.ts';
import { findNearest } from './nearest.ts';

export const HOLDING_KINDS = ['cash', 'collateral', 'debt', 'perp'] as const;
export type HoldingKindName = (typeof HOLDING_KINDS)[number];

/** The columns of an account file, required ones first. */
export const HOLDING_COLUMNS = {
  required: ['account', 'kind', 'asset', 'quantity'],
  optional: ['entryPriceUsd', 'group', 'isolated', 'venue'],
} as const;

/** One holding as written. */
export interface Holding {
  readonly account: string;
  readonly kind: HoldingKindName;
  /** Empty for cash; USD for a dollar debt. */
  readonly asset: string;
  /** USD for cash and dollar debt, else base units; debt is positive. */
  readonly quantity: number;
  /** Undefined: P₀. */
  readonly entryPriceUsd: number | undefined;
  /** Undefined: cross-margined. */
  readonly isolated: number | undefined;
  readonly group: string;
  readonly venue: string;
}

/** A row whose cells are read but not judged; NaN stands for a number that is none. */
export type RawHolding = Omit<Holding, 'kind' | 'quantity'> & {
  readonly kind: string;
  readonly quantity: number | undefined;
};

/** Reports a broken rule of one row: column, message, likely slip. */
export type ReportRow = (row: number, column: string, message: string, hint?: string) => void;

/**
 * Judges rows and returns the good ones.
 *
 * @param quote  a cell as written, for messages
 */
export function checkHoldings(
  rows: readonly RawHolding[],
  assets: readonly string[],
  quote: (row: number, column: string) => string,
  report: ReportRow,
): Holding[] {
  const good: Holding[] = [];
  const seen = new Map<string, number>();
  const first = new Map<string, { row: number; holding: RawHolding }>();
  rows.forEach((holding, row) => {
    let ok = true;
    const fail = (column: string, message: string, hint?: string) => {
      ok = false;
      report(row, column, message, hint);
    };
    checkRow(holding, assets, (column) => quote(row, column), fail);
    const key = [holding.account, holding.kind, holding.asset, holding.isolated !== undefined].join('\u0000');
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      const what = [holding.kind, holding.asset].filter((part) => part !== '').join(' ');
      fail('account', `a second row of ${what} for the account, received ${formatReceived(holding.account)}`);
    } else seen.set(key, row);
    const other = first.get(holding.account);
    if (other === undefined) first.set(holding.account, { row, holding });
    for (const column of ['venue', 'group'] as const) {
      if (other === undefined || other.holding[column] === holding[column]) continue;
      const values = `${formatReceived(other.holding[column])} and ${formatReceived(holding[column])}`;
      fail(column, `expected one ${column} an account, received ${values} for ${formatReceived(holding.account)}`);
    }
    if (ok) good.push(holding as Holding);
  });
  return good;
}

function checkRow(
  holding: RawHolding,
  assets: readonly string[],
  quote: (column: string) => string,
  fail: (column: string, message: string, hint?: string) => void,
): void {
  const { kind, asset, quantity, entryPriceUsd, isolated } = holding;
  if (holding.account === '') fail('account', 'expected an account name, received nothing');
  if (!(HOLDING_KINDS as readonly string[]).includes(kind)) {
    const nearest = findNearest(kind, HOLDING_KINDS);
    const hint = nearest === undefined ? undefined : `did you mean ${nearest}?`;
    fail('kind', `expected one of ${HOLDING_KINDS.join(', ')}, received ${quote('kind')}`, hint);
    return;
  }
  checkAsset(kind, asset, assets, fail);
  if (quantity === undefined || Number.isNaN(quantity)) {
    fail('quantity', `expected a finite number, received ${quote('quantity')}`);
  } else if (kind === 'perp' && quantity === 0) {
    fail('quantity', 'expected a position size other than 0, received 0');
  } else if ((kind === 'debt' || kind === 'collateral') && quantity < 0) {
    const hint = kind === 'debt' ? 'debt is written as a positive amount' : 'a short position is kind perp';
    fail('quantity', `expected a quantity of at least 0 for ${kind}, received ${quantity}`, hint);
  }
  if (entryPriceUsd !== undefined) {
    if (kind !== 'perp') fail('entryPriceUsd', `only a perp has an entry price, received it for ${kind}`);
    else if (!(entryPriceUsd > 0)) {
      fail('entryPriceUsd', `expected a price in USD above 0, received ${quote('entryPriceUsd')}`);
    }
  }
  if (isolated !== undefined) {
    if (kind !== 'perp') fail('isolated', `only a perp can be isolated, received an amount for ${kind}`);
    else if (Number.isNaN(isolated)) fail('isolated', `expected an amount in USD, received ${quote('isolated')}`);
  }
}

function checkAsset(
  kind: string,
  asset: string,
  assets: readonly string[],
  fail: (column: string, message: string, hint?: string) => void,
): void {
  if (kind === 'cash') {
    if (asset !== '' && asset !== 'USD') fail('asset', `cash is in USD, received ${formatReceived(asset)}`);
    return;
  }
  if (asset === 'USD' && kind === 'debt') return;
  if (asset === 'USD' && kind === 'collateral') {
    fail('asset', 'collateral in dollars is kind cash, received "USD"');
  } else if (!assets.includes(asset)) {
    const nearest = findNearest(asset, assets);
    fail(
      'asset',
      `the scenario has no asset of this name, so no price, shock or book for it, received ${formatReceived(asset)}`,
      nearest === undefined ? undefined : `did you mean ${nearest}?`,
    );
  }
}
