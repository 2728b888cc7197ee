/**
 * The state that accounts start in: who is under maintenance at P₀, and whether long and short open interest are equal
 * in each perp of each venue. What the scenario wants done about either is done here.
 */

import { type AccountTable, HoldingKind, type VenueConfig } from '../kernel/config.ts';
import { createMarginTable, evenScale } from '../kernel/margin/margin-table.ts';
import { excessUsd } from '../kernel/margin/requirement.ts';
import type { NamedAccountTable } from './account-table.ts';
import { tidyNumber } from './errors.ts';

/** Accounts named in a message before the rest is only counted. */
const NAMED_MAX = 5;
/** Net open interest within this share of the gross is rounding. */
const ROUNDING = 1e-9;
/** A topped-up account starts this share of the top-up above its requirement, so that rounding does not breach it. */
const CURE_MARGIN = 1e-9;

/** What the step found: a table to go on with, sentences for errors and for warnings. */
export interface StartingState {
  readonly named: NamedAccountTable;
  readonly problem: string | undefined;
  readonly hint: string | undefined;
  readonly warnings: readonly string[];
}

/** Margin equity minus maintenance of each bucket at P₀, USD, [bucket]; negative is a breach. */
export function computeStartExcess(
  table: AccountTable,
  venues: readonly VenueConfig[],
  startPriceUsd: Float64Array,
): Float64Array {
  // The kernel's own expression decides a breach; the table has the columns that it reads of a path's state.
  const assetCount = startPriceUsd.length;
  const margin = createMarginTable(table, venues, assetCount, evenScale(assetCount));
  const slope = new Float64Array(1);
  return Float64Array.from({ length: table.bucketCount }, (_, bucket) =>
    excessUsd(margin, table, bucket, startPriceUsd, 0, slope),
  );
}

/**
 * Deals with accounts that are under maintenance at the start, as `accounts.breached` says: `error` reports them,
 * `liquidate` leaves them to the first step, `drop` takes the accounts out, `cure` tops their cash up to the requirement.
 */
export function settleBreached(
  named: NamedAccountTable,
  venues: readonly VenueConfig[],
  startPriceUsd: Float64Array,
  wish: 'error' | 'liquidate' | 'drop' | 'cure',
): StartingState {
  const { table, accounts } = named;
  const excess = computeStartExcess(table, venues, startPriceUsd);
  const buckets: number[] = [];
  excess.forEach((value, bucket) => {
    if (value < 0) buckets.push(bucket);
  });
  if (buckets.length === 0) return { named, problem: undefined, hint: undefined, warnings: [] };
  const breached = new Set(buckets.map((bucket) => table.bucketAccount[bucket]));
  const count = `${breached.size} of ${table.accountCount} accounts`;
  const shown = buckets.slice(0, NAMED_MAX).map((bucket) => {
    const account = table.bucketAccount[bucket];
    return `${accounts?.[account] ?? `account ${account}`} (${formatUsd(-excess[bucket])} USD short)`;
  });
  const more = buckets.length > NAMED_MAX ? `, … ${buckets.length - NAMED_MAX} more` : '';
  const list = `${shown.join(', ')}${more}`;
  if (wish === 'error') {
    return {
      named,
      problem: `${count} are under maintenance at the start: ${list}`,
      hint: 'accounts.breached: liquidate, drop or cure says what to do with them',
      warnings: [],
    };
  }
  if (wish === 'liquidate') {
    const warnings = [`${count} are under maintenance at the start and are liquidated in the first step: ${list}.`];
    return { named, problem: undefined, hint: undefined, warnings };
  }
  if (wish === 'drop') {
    const kept = dropAccounts(named, breached);
    const warnings = [`${count} were under maintenance at the start and are left out: ${list}.`];
    return { named: kept, problem: undefined, hint: undefined, warnings };
  }
  const cashUsd = table.cashUsd.slice();
  let sum = 0;
  for (const bucket of buckets) {
    const topUp = -excess[bucket] * (1 + CURE_MARGIN) + Math.abs(cashUsd[bucket]) * 1e-15;
    cashUsd[bucket] += topUp;
    sum += topUp;
  }
  const warnings = [
    `${count} were under maintenance at the start and are topped up to it with ${formatUsd(sum)} USD in all: ${list}.`,
  ];
  return { named: { ...named, table: { ...table, cashUsd } }, problem: undefined, hint: undefined, warnings };
}

/** Takes accounts out of the table; the order of the others stays. */
export function dropAccounts(named: NamedAccountTable, dropped: ReadonlySet<number>): NamedAccountTable {
  const { table } = named;
  const newAccount = new Int32Array(table.accountCount).fill(-1);
  const keptAccounts: number[] = [];
  for (let account = 0; account < table.accountCount; account++) {
    if (!dropped.has(account)) newAccount[account] = keptAccounts.push(account) - 1;
  }
  const buckets = [...table.bucketAccount.keys()].filter((bucket) => !dropped.has(table.bucketAccount[bucket]));
  const holdings = buckets.flatMap((bucket) => {
    const from = table.holdingStart[bucket];
    return Array.from({ length: table.holdingStart[bucket + 1] - from }, (_, k) => from + k);
  });
  const holdingStart = new Int32Array(buckets.length + 1);
  buckets.forEach((bucket, i) => {
    holdingStart[i + 1] = holdingStart[i] + table.holdingStart[bucket + 1] - table.holdingStart[bucket];
  });
  return {
    accounts: named.accounts && keptAccounts.map((account) => named.accounts![account]),
    groups: named.groups,
    table: {
      ...table,
      accountCount: keptAccounts.length,
      bucketCount: buckets.length,
      holdingCount: holdings.length,
      accountGroup: Uint16Array.from(keptAccounts, (account) => table.accountGroup[account]),
      bucketAccount: Int32Array.from(buckets, (bucket) => newAccount[table.bucketAccount[bucket]]),
      bucketVenue: Uint16Array.from(buckets, (bucket) => table.bucketVenue[bucket]),
      cashUsd: Float64Array.from(buckets, (bucket) => table.cashUsd[bucket]),
      debtUsd: Float64Array.from(buckets, (bucket) => table.debtUsd[bucket]),
      holdingStart,
      holdingAsset: Uint16Array.from(holdings, (h) => table.holdingAsset[h]),
      holdingKind: Uint8Array.from(holdings, (h) => table.holdingKind[h]),
      quantityBase: Float64Array.from(holdings, (h) => table.quantityBase[h]),
      entryPriceUsd: Float64Array.from(holdings, (h) => table.entryPriceUsd[h]),
    },
  };
}

export interface ClosedInterest {
  readonly table: AccountTable;
  /** One sentence a perp and venue whose sides differ. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Holds perps to a zero sum, per asset and venue.
 *
 * With `maker` the difference goes to the residual maker, an unmargined account that is never liquidated; its share of
 * the open interest is a warning above one half. With `none` a difference is a problem.
 */
export function closeOpenInterest(
  table: AccountTable,
  startPriceUsd: Float64Array,
  assets: readonly string[],
  venues: readonly string[],
  residual: 'none' | 'maker',
): ClosedInterest {
  const long = new Float64Array(venues.length * assets.length);
  const short = new Float64Array(long.length);
  for (let bucket = 0; bucket < table.bucketCount; bucket++) {
    const offset = table.bucketVenue[bucket] * assets.length;
    for (let h = table.holdingStart[bucket]; h < table.holdingStart[bucket + 1]; h++) {
      if (table.holdingKind[h] !== HoldingKind.perp) continue;
      const quantity = table.quantityBase[h];
      if (quantity > 0) long[offset + table.holdingAsset[h]] += quantity;
      else short[offset + table.holdingAsset[h]] -= quantity;
    }
  }
  const problems: string[] = [];
  const warnings: string[] = [];
  const residualMakerBase = new Float64Array(long.length);
  for (let venue = 0; venue < venues.length; venue++) {
    for (let asset = 0; asset < assets.length; asset++) {
      const k = venue * assets.length + asset;
      // The maker that the table may bring already (a population) counts as a side.
      const given = table.residualMakerBase[k] ?? 0;
      const net = long[k] - short[k] + given;
      residualMakerBase[k] = given;
      if (net === 0) continue;
      const where = venues.length > 1 ? `${assets[asset]} on ${venues[venue]}` : assets[asset];
      const isRounding = Math.abs(net) <= ROUNDING * (long[k] + short[k]);
      if (residual === 'none' && !isRounding) {
        const difference = `${net > 0 ? 'long' : 'short'} by ${tidyNumber(Math.abs(net))} base units`;
        const worth = `${formatUsd(Math.abs(net) * startPriceUsd[asset])} USD`;
        const sides = `long ${tidyNumber(long[k])}, short ${tidyNumber(short[k])}`;
        problems.push(`long and short open interest of ${where} differ: ${difference} (${worth}; ${sides})`);
      } else if (residual === 'maker') {
        residualMakerBase[k] = given - net;
        const share = Math.abs(net) / Math.max(long[k], short[k]);
        if (share > 0.5) {
          const percent = `${Math.round(share * 100)} %`;
          warnings.push(`The residual maker holds ${percent} of one side of the open interest of ${where}.`);
        }
      }
    }
  }
  return { table: { ...table, residualMakerBase }, problems, warnings };
}

function formatUsd(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 });
}
