/**
 * How users answer a change of margin requirements (model.md §7.3; MODEL.md, policies).
 *
 * A bucket whose requirement would go from m₀ to m₁ scales its perps by (m₀/m₁)^ε, trading at the start prices, and keeps
 * the dollars that it holds above its requirement: what the new rules free of margin it withdraws, what they ask more it
 * pays in. ε = 0 is fixed notional, with collateral leaving or coming; ε = 1 fixed collateral, with users levering up or down.
 * The requirement is the initial one, or maintenance where only that changes. Collateral and debt are left as they are.
 */

import {
  type AccountTable,
  HoldingKind,
  type KernelConfig,
  type TierTable,
  type VenueConfig,
} from '../kernel/config.ts';
import { requirementUsd } from '../kernel/margin/tiers.ts';
import { computeStartExcess } from '../scenario/starting-state.ts';

/** What the response moved, USD, all accounts. */
export interface ResponseCost {
  readonly elasticity: number;
  /** Accounts whose requirement changed. */
  readonly accounts: number;
  /** Initial requirement (or maintenance) before, and after the response. */
  readonly requirementBeforeUsd: number;
  readonly requirementAfterUsd: number;
  /** Gross perp notional before and after. */
  readonly notionalBeforeUsd: number;
  readonly notionalAfterUsd: number;
  /** Collateral that left, and that came in. */
  readonly withdrawnUsd: number;
  readonly paidInUsd: number;
  /** Paid in beyond that by accounts still under maintenance, to reach it: a cost to users. */
  readonly curedUsd: number;
  readonly curedAccounts: number;
}

/** Requirements closer than this share are the same. */
const SAME = 1e-12;
/** Share of a top-up by which it exceeds what is missing, so that rounding does not breach the account again. */
const CURE_MARGIN = 1e-9;

/**
 * Applies the response to the accounts of a run.
 *
 * @param base  accounts, prices and old rules; not modified
 * @param venues  new rules, in the order of the base's venues
 * @param elasticity  ε, 0 to 1
 * @returns fresh accounts with what it cost; null when no account's requirement changes
 */
export function respondToMargin(
  base: KernelConfig,
  venues: readonly VenueConfig[],
  elasticity: number,
): { readonly accounts: AccountTable; readonly cost: ResponseCost } | null {
  const { accounts: table, startPriceUsd } = base;
  const sums = { before: 0, after: 0, notionalBefore: 0, notionalAfter: 0, withdrawn: 0, paidIn: 0 };
  const changed = new Set<number>();
  const next = copyTable(table);
  for (let bucket = 0; bucket < table.bucketCount; bucket++) {
    const from = base.venues[table.bucketVenue[bucket]];
    const to = venues[table.bucketVenue[bucket]];
    const rule = chooseRule(table, bucket, startPriceUsd, from, to);
    const before = requirementOf(table, bucket, startPriceUsd, from[rule]);
    const asked = requirementOf(table, bucket, startPriceUsd, to[rule]);
    const notional = notionalOf(table, bucket, startPriceUsd);
    sums.before += before;
    sums.notionalBefore += notional;
    if (isSame(before, asked)) {
      sums.after += asked;
      sums.notionalAfter += notional;
      continue;
    }
    changed.add(table.bucketAccount[bucket]);
    const factor = asked > 0 && before > 0 ? Math.exp(elasticity * Math.log(before / asked)) : 1;
    scalePerps(next, bucket, startPriceUsd, factor);
    const after = requirementOf(next, bucket, startPriceUsd, to[rule]);
    const move = moveCollateral(next, bucket, startPriceUsd, after - before, after);
    if (move < 0) sums.withdrawn -= move;
    else sums.paidIn += move;
    sums.after += after;
    sums.notionalAfter += notional * factor;
  }
  const cured = cureBreached(next, base, venues);
  if (changed.size === 0 && cured.accounts === 0) return null;
  closeByMaker(next, table, base.assetCount);
  return {
    accounts: next,
    cost: {
      elasticity,
      accounts: changed.size,
      requirementBeforeUsd: sums.before,
      requirementAfterUsd: sums.after,
      notionalBeforeUsd: sums.notionalBefore,
      notionalAfterUsd: sums.notionalAfter,
      withdrawnUsd: sums.withdrawn,
      paidInUsd: sums.paidIn,
      curedUsd: cured.usd,
      curedAccounts: cured.accounts,
    },
  };
}

function copyTable(table: AccountTable): AccountTable {
  return {
    ...table,
    cashUsd: table.cashUsd.slice(),
    quantityBase: table.quantityBase.slice(),
    entryPriceUsd: table.entryPriceUsd.slice(),
    residualMakerBase: table.residualMakerBase.slice(),
  };
}

/** Initial, unless only maintenance changes for this bucket. */
function chooseRule(
  table: AccountTable,
  bucket: number,
  priceUsd: Float64Array,
  from: VenueConfig,
  to: VenueConfig,
): 'initial' | 'maintenance' {
  const before = requirementOf(table, bucket, priceUsd, from.initial);
  return isSame(before, requirementOf(table, bucket, priceUsd, to.initial)) ? 'maintenance' : 'initial';
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME * Math.max(a, b);
}

function* perpsOf(table: AccountTable, bucket: number): Generator<number> {
  for (let h = table.holdingStart[bucket]; h < table.holdingStart[bucket + 1]; h++)
    if (table.holdingKind[h] === HoldingKind.perp) yield h;
}

function requirementOf(table: AccountTable, bucket: number, priceUsd: Float64Array, tiers: TierTable): number {
  let sum = 0;
  for (const h of perpsOf(table, bucket)) {
    const asset = table.holdingAsset[h];
    sum += requirementUsd(tiers, asset, Math.abs(table.quantityBase[h]) * priceUsd[asset]);
  }
  return sum;
}

function notionalOf(table: AccountTable, bucket: number, priceUsd: Float64Array): number {
  let sum = 0;
  for (const h of perpsOf(table, bucket)) sum += Math.abs(table.quantityBase[h]) * priceUsd[table.holdingAsset[h]];
  return sum;
}

/** Trades each perp to `factor` times its size at the start price: equity stays, a larger position averages its entry. */
function scalePerps(table: AccountTable, bucket: number, priceUsd: Float64Array, factor: number): void {
  for (const h of perpsOf(table, bucket)) {
    const price = priceUsd[table.holdingAsset[h]];
    const traded = table.quantityBase[h] * (factor - 1);
    if (factor > 1) table.entryPriceUsd[h] = (table.entryPriceUsd[h] + (factor - 1) * price) / factor;
    table.quantityBase[h] += traded;
    table.cashUsd[bucket] -= traded * price;
  }
}

/** Pays in or withdraws, the latter only what lies above the requirement. @returns what was paid in, negative: withdrawn */
function moveCollateral(
  table: AccountTable,
  bucket: number,
  priceUsd: Float64Array,
  wanted: number,
  requirement: number,
): number {
  let equity = table.cashUsd[bucket] - table.debtUsd[bucket];
  for (let h = table.holdingStart[bucket]; h < table.holdingStart[bucket + 1]; h++)
    equity += table.quantityBase[h] * priceUsd[table.holdingAsset[h]];
  const move = wanted >= 0 ? wanted : Math.max(wanted, Math.min(0, requirement - equity));
  table.cashUsd[bucket] += move;
  return move;
}

/** Tops buckets that the new rules breach up to them; those that the old rules breach already stay as they are. */
function cureBreached(
  table: AccountTable,
  base: KernelConfig,
  venues: readonly VenueConfig[],
): { usd: number; accounts: number } {
  const before = computeStartExcess(base.accounts, base.venues, base.startPriceUsd);
  const cured = new Set<number>();
  let usd = 0;
  computeStartExcess(table, venues, base.startPriceUsd).forEach((excess, bucket) => {
    if (excess >= 0 || before[bucket] < 0) return;
    const topUp = -excess * (1 + CURE_MARGIN) + Math.abs(table.cashUsd[bucket]) * 1e-15;
    table.cashUsd[bucket] += topUp;
    usd += topUp;
    cured.add(table.bucketAccount[bucket]);
  });
  return { usd, accounts: cured.size };
}

/** Gives the residual maker what the response took from either side, so that each perp still sums as it did. */
function closeByMaker(next: AccountTable, before: AccountTable, assetCount: number): void {
  for (let bucket = 0; bucket < next.bucketCount; bucket++) {
    const offset = next.bucketVenue[bucket] * assetCount;
    for (const h of perpsOf(next, bucket))
      next.residualMakerBase[offset + next.holdingAsset[h]] -= next.quantityBase[h] - before.quantityBase[h];
  }
}
