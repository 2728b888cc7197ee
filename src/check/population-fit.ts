/**
 * How the generated accounts compare with the real ones they were fitted to, and how fragile the whole population is.
 *
 * The same figures (calibrate/accounts.ts) are measured on the account table and put beside the scenario's
 * `accounts.population.targets`; concentration and leverage are those of all accounts.
 */

import {
  accountSizes,
  atRiskShares,
  giniOf,
  herfindahlOf,
  measurePortfolios,
  type Portfolios,
  RISK_DISTANCES,
  topShareOf,
} from '../calibrate/accounts.ts';
import { quantileOfSorted, sumOf } from '../calibrate/sample-statistics.ts';
import type { AccountTable, TierTable } from '../kernel/config.ts';
import { liquidationPriceUsd } from '../kernel/margin/liquidation-price.ts';
import { requirementUsd } from '../kernel/margin/tiers.ts';
import type { Population } from '../scenario/schema/population.ts';

/** One compared figure. */
export interface FitRow {
  readonly measure: 'sizeOverMedian' | 'leverage' | 'assetCount' | 'distance';
  /** Probability of the quantile, or number of assets. */
  readonly at: number;
  readonly target: number;
  readonly generated: number;
}

export interface PopulationFit {
  /** Group that the targets belong to; empty where there are none. */
  readonly group: string;
  readonly source: string;
  readonly rows: readonly FitRow[];
  /** Part of open interest liquidated by a move of its own price against it. */
  readonly atRisk: readonly {
    readonly distance: number;
    /** Real, of the observed group; NaN without targets. */
    readonly target: number;
    /** Generated: the same group, then everybody, then everybody's longs and shorts. */
    readonly group: number;
    readonly all: number;
    readonly longs: number;
    readonly shorts: number;
  }[];
  readonly groups: readonly {
    readonly name: string;
    readonly accounts: number;
    /** Of the gross notional. */
    readonly openInterestShare: number;
    /** Long part of its notional. */
    readonly longShare: number;
    /** Σ notional over Σ equity. */
    readonly effectiveLeverage: number;
  }[];
  readonly gini: number;
  readonly herfindahl: number;
  readonly topTenShare: number;
  /** Quantiles of leverage over all accounts at 5, 25, 50, 75, 95 %. */
  readonly leverage: readonly number[];
}

const LEVERAGE_AT = [0.05, 0.25, 0.5, 0.75, 0.95];

/**
 * Measures the fit of a table of cross-margined perps.
 *
 * @param groups  names of the table's groups
 * @param targets  of the scenario's population; undefined leaves the comparison out
 */
export function fitPopulation(
  table: AccountTable,
  groups: readonly string[],
  maintenance: TierTable,
  startPriceUsd: Float64Array,
  targets: Population['targets'],
): PopulationFit {
  const all = portfoliosOfTable(table, maintenance, startPriceUsd, -1);
  const sizes = accountSizes(all);
  const groupIndex = targets === undefined ? -1 : groups.indexOf(targets.group);
  const own = groupIndex < 0 ? undefined : portfoliosOfTable(table, maintenance, startPriceUsd, groupIndex);
  const [both, longs, shorts, inGroup] = [
    atRiskShares(all, 0),
    atRiskShares(all, 1),
    atRiskShares(all, -1),
    own === undefined ? [] : atRiskShares(own, 0),
  ];
  const leverage = sizes
    .map((usd, account) => usd / all.equityUsd[account])
    .filter(Number.isFinite)
    .sort();
  const grossUsd = sumOf(sizes);
  return {
    group: targets?.group ?? '',
    source: targets?.source ?? '',
    rows: own === undefined || targets === undefined ? [] : compare(own, targets),
    atRisk: RISK_DISTANCES.map((distance, i) => ({
      distance,
      target: targets?.atRisk.share[targets.atRisk.distance.indexOf(distance)] ?? Number.NaN,
      group: inGroup[i] ?? Number.NaN,
      all: both[i],
      longs: longs[i],
      shorts: shorts[i],
    })),
    groups: groups.map((name, g) =>
      describeGroup(name, portfoliosOfTable(table, maintenance, startPriceUsd, g), grossUsd),
    ),
    gini: giniOf(sizes),
    herfindahl: herfindahlOf(sizes),
    topTenShare: topShareOf(sizes, 10),
    leverage: LEVERAGE_AT.map((p) => quantileOfSorted(leverage, p)),
  };
}

function describeGroup(name: string, own: Portfolios, grossUsd: number): PopulationFit['groups'][number] {
  const ownUsd = sumOf(accountSizes(own));
  const equityUsd = sumOf(own.equityUsd);
  const longUsd = own.notionalUsd.reduce((sum, usd) => sum + Math.max(0, usd), 0);
  return {
    name,
    accounts: own.accountCount,
    openInterestShare: ownUsd / grossUsd,
    longShare: longUsd / ownUsd,
    effectiveLeverage: ownUsd / equityUsd,
  };
}

/** Quantiles from 5 to 95 %, and 99 % for sizes and leverage: further out a few hundred accounts say nothing. */
function compare(own: Portfolios, targets: NonNullable<Population['targets']>): FitRow[] {
  const measured = measurePortfolios(own, targets.assetCount.length);
  const rows: FitRow[] = [];
  for (const measure of ['sizeOverMedian', 'leverage', 'distance'] as const) {
    targets[measure].probability.forEach((p, i) => {
      if (p < 0.05 || p > (measure === 'distance' ? 0.9 : 0.99)) return;
      const generated = measured[measure].value[measured[measure].probability.indexOf(p)] ?? Number.NaN;
      rows.push({ measure, at: p, target: targets[measure].value[i], generated });
    });
  }
  targets.assetCount.forEach((target, i) => {
    rows.push({ measure: 'assetCount', at: i + 1, target, generated: measured.assetCount[i] });
  });
  return rows;
}

/**
 * Portfolios of the accounts of one group (−1: all). Each bucket counts as a portfolio; liquidation prices are those of one
 * position with the others frozen.
 */
export function portfoliosOfTable(
  table: AccountTable,
  maintenance: TierTable,
  startPriceUsd: Float64Array,
  group: number,
): Portfolios {
  const start = new Int32Array(table.bucketCount + 1);
  const equityUsd = new Float64Array(table.bucketCount);
  const notionalUsd = new Float64Array(table.holdingCount);
  const distance = new Float64Array(table.holdingCount);
  let bucketCount = 0;
  let position = 0;
  for (let bucket = 0; bucket < table.bucketCount; bucket++) {
    if (group >= 0 && table.accountGroup[table.bucketAccount[bucket]] !== group) continue;
    const [from, to] = [table.holdingStart[bucket], table.holdingStart[bucket + 1]];
    let equity = table.cashUsd[bucket] - table.debtUsd[bucket];
    let required = 0;
    for (let h = from; h < to; h++) {
      const valueUsd = table.quantityBase[h] * startPriceUsd[table.holdingAsset[h]];
      equity += valueUsd;
      required += requirementUsd(maintenance, table.holdingAsset[h], Math.abs(valueUsd));
    }
    for (let h = from; h < to; h++) {
      const asset = table.holdingAsset[h];
      const valueUsd = table.quantityBase[h] * startPriceUsd[asset];
      const ownRequired = requirementUsd(maintenance, asset, Math.abs(valueUsd));
      const price = liquidationPriceUsd(
        maintenance,
        asset,
        table.quantityBase[h],
        equity - valueUsd,
        required - ownRequired,
      );
      notionalUsd[position] = valueUsd;
      distance[position] = Math.abs(price / startPriceUsd[asset] - 1);
      position++;
    }
    equityUsd[bucketCount] = equity;
    bucketCount++;
    start[bucketCount] = position;
  }
  return {
    accountCount: bucketCount,
    start: start.slice(0, bucketCount + 1),
    equityUsd: equityUsd.slice(0, bucketCount),
    notionalUsd: notionalUsd.slice(0, position),
    distance: distance.slice(0, position),
  };
}
