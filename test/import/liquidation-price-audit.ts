/**
 * Our margin rules against Hyperliquid's own liquidation prices, on the crawl of real accounts.
 *
 * Two predictions of each listed liquidation price: from the listed account value, and, without it, from the account's
 * other positions (their prices inverted for the account's margin excess; the position itself left out).
 */

import type { ListedAccount, readCrawl } from '../../src/import/hyperliquid.ts';
import {
  impliedCollateralUsd,
  impliedMaximumLeverage,
  type ListedPosition,
  readAccount,
} from '../../src/import/hyperliquid-equity.ts';
import { isProtocolVault } from '../../src/import/hyperliquid-portfolios.ts';
import { liquidationPriceUsd } from '../../src/kernel/margin/liquidation-price.ts';
import { requirementUsd } from '../../src/kernel/margin/tiers.ts';

type Rules = ReturnType<typeof readCrawl>['rules'];

export interface Audit {
  /** Positions predicted or given up, by what became of them. */
  readonly counts: Map<string, number>;
  /** Relative errors of all positions that had a prediction. */
  readonly errors: number[];
}

const TOLERANCE = 1e-3;

function predict(rules: Rules, position: ListedPosition, excessUsd: number): number {
  const valueUsd = Math.abs(position.quantityBase) * position.markPriceUsd;
  const own = requirementUsd(rules.maintenance, position.asset, valueUsd);
  const other = excessUsd + own - position.quantityBase * position.markPriceUsd;
  return liquidationPriceUsd(rules.maintenance, position.asset, position.quantityBase, other, 0);
}

/** (b): each position from the others of its account. */
export function auditFromOthers(
  accounts: readonly ListedAccount[],
  rules: Rules,
  isolatedOnly: ReadonlySet<string>,
): Audit {
  const counts = new Map<string, number>();
  const errors: number[] = [];
  const note = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const collateral = collateralHistory(accounts, rules);
  for (const account of accounts) {
    const priced = account.positions.filter((p) => !Number.isNaN(p.liquidationPriceUsd));
    if (!account.complete || priced.length < 2) continue;
    const vault = isProtocolVault(account, rules);
    const whole = readAccount(rules.maintenance, account.positions, account.valueUsd, isolatedOnly);
    account.positions.forEach((position, i) => {
      if (Number.isNaN(position.liquidationPriceUsd)) return;
      const others = account.positions.filter((_, j) => j !== i);
      const reading = readAccount(rules.maintenance, others, account.valueUsd, isolatedOnly);
      const predicted = reading.agreeing > 0 ? predict(rules, position, reading.excessUsd) : Number.NaN;
      const error = Math.abs(predicted / position.liquidationPriceUsd - 1);
      if (!Number.isNaN(error)) errors.push(error);
      if (error < TOLERANCE) note('predicted');
      else if (vault) note('protocol vault with a table of its own');
      else if (isolatedOnly.has(position.coin)) note('isolated: the coin is isolated only');
      else if (opensAtSetting(position, rules)) note('isolated: collateral is entry notional / leverage setting');
      else if (collateral.isSteady(account, position)) note('isolated: own collateral the same in other snapshots');
      else if (whole.mode[i] === 'olderTable' && isWhole(position, whole.excessUsd))
        note('older margin table: agrees at another whole-numbered maximum leverage');
      else if (whole.mode[i] === 'olderTable') note('older margin table, its upper tier');
      else if (whole.agreeing > 1 && whole.mode[i] === 'isolated')
        note('isolated: two or more others agree without it');
      else if (whole.agreeing < 2) note('no two positions agree: at most one of them is cross');
      else if (reading.agreeing < 2) note('cross, but the only other cross position was not found');
      else note('unexplained');
    });
  }
  return { counts, errors };
}

/** (a): each position from the listed account value. */
export function auditFromListedValue(
  accounts: readonly ListedAccount[],
  rules: Rules,
  isolatedOnly: ReadonlySet<string>,
): Audit & { readonly equityRatio: number[] } {
  const counts = new Map<string, number>();
  const errors: number[] = [];
  const equityRatio: number[] = [];
  const note = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const account of accounts) {
    if (!account.complete || account.positions.every((p) => Number.isNaN(p.liquidationPriceUsd))) continue;
    const vault = isProtocolVault(account, rules);
    const reading = readAccount(rules.maintenance, account.positions, account.valueUsd, isolatedOnly);
    let crossUsd = account.valueUsd;
    account.positions.forEach((p, i) => {
      const profitUsd = p.quantityBase * (p.markPriceUsd - p.entryPriceUsd);
      if (reading.mode[i] === 'isolated') crossUsd -= reading.isolatedUsd[i] + profitUsd;
    });
    const ratio = (reading.excessUsd + reading.crossMaintenanceUsd) / crossUsd;
    if (!vault && reading.agreeing > 0) equityRatio.push(ratio);
    account.positions.forEach((position, i) => {
      if (Number.isNaN(position.liquidationPriceUsd)) return;
      if (reading.mode[i] === 'isolated') {
        note('isolated');
        return;
      }
      const predicted = predict(rules, position, crossUsd - reading.crossMaintenanceUsd);
      const error = Math.abs(predicted / position.liquidationPriceUsd - 1);
      errors.push(Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
      if (error < TOLERANCE) note('predicted within 0.1 %');
      else if (error < 0.01) note('predicted within 1 %');
      else if (vault) note('protocol vault with a table of its own');
      else if (reading.mode[i] === 'olderTable') note('older margin table');
      else if (ratio < 0.95) note('listed value above margin equity by more than 5 %: assets that are no margin');
      else if (ratio > 1.05) note('listed value below margin equity by more than 5 %: stale or negative spot');
      else note('listed value off by less than 5 %: stale');
    });
  }
  return { counts, errors, equityRatio };
}

function isWhole(position: ListedPosition, excessUsd: number): boolean {
  const leverage = impliedMaximumLeverage(position, excessUsd);
  return Math.abs(leverage - Math.round(leverage)) < 5e-3;
}

function opensAtSetting(position: ListedPosition, rules: Rules): boolean {
  const openingUsd = (Math.abs(position.quantityBase) * position.entryPriceUsd) / position.leverageSetting;
  return Math.abs(impliedCollateralUsd(rules.maintenance, position) / openingUsd - 1) < 0.05;
}

/**
 * Whether a position that was not traded between two snapshots implies the same own collateral in both: an isolated one
 * does (up to funding), a cross one follows the rest of its account.
 */
function collateralHistory(accounts: readonly ListedAccount[], rules: Rules) {
  const history = new Map<string, { snapshot: string; position: ListedPosition; collateralUsd: number }[]>();
  for (const { account, snapshot, positions } of accounts) {
    for (const position of positions) {
      if (Number.isNaN(position.liquidationPriceUsd)) continue;
      const key = `${account} ${position.coin}`;
      const list = history.get(key) ?? [];
      history.set(key, list);
      list.push({ snapshot, position, collateralUsd: impliedCollateralUsd(rules.maintenance, position) });
    }
  }
  const near = (a: number, b: number, tolerance: number) => Math.abs(a / b - 1) < tolerance;
  return {
    isSteady({ account, snapshot }: ListedAccount, position: ListedPosition): boolean {
      const own = impliedCollateralUsd(rules.maintenance, position);
      return (history.get(`${account} ${position.coin}`) ?? []).some(
        (other) =>
          other.snapshot !== snapshot &&
          near(other.position.quantityBase, position.quantityBase, 1e-3) &&
          near(other.position.entryPriceUsd, position.entryPriceUsd, 1e-3) &&
          near(other.collateralUsd, own, 0.02),
      );
    },
  };
}

/** Cross positions without a liquidation price, in accounts whose equity others tell: whether ours has none either. */
export function auditBlanks(
  accounts: readonly ListedAccount[],
  rules: Rules,
  isolatedOnly: ReadonlySet<string>,
): { readonly agree: number; readonly differ: number } {
  let agree = 0;
  let differ = 0;
  for (const account of accounts.filter((one) => one.complete)) {
    const reading = readAccount(rules.maintenance, account.positions, account.valueUsd, isolatedOnly);
    if (reading.agreeing < 2) continue;
    for (const position of account.positions) {
      if (!Number.isNaN(position.liquidationPriceUsd)) continue;
      if (Number.isNaN(predict(rules, position, reading.excessUsd))) agree++;
      else differ++;
    }
  }
  return { agree, differ };
}
