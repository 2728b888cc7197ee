/**
 * An `accounts` block from real accounts: one group with the sizes, leverage, numbers of assets and sides that were measured.
 */

import { normalQuantile } from '../kernel/random/normal.ts';
import { fitGroupShape, type GroupShape } from './account-shape.ts';
import { accountSizes, measurePortfolios, type PopulationTargets, type Portfolios } from './accounts.ts';
import { bivariateNormalCdf } from './gaussian-copula.ts';
import { centralMoment, meanOf, sumOf } from './sample-statistics.ts';

/** Accounts that a fit of shapes needs: ten in the largest tenth, for its tail index. */
export const ACCOUNTS_MIN = 100;
/** How strongly positions follow the assets' open interest within an account: an assumption (as scenarios/population). */
const WEIGHT_TILT = 0.5;

export interface PopulationFigures {
  readonly targets: PopulationTargets;
  readonly shape: GroupShape;
  /** Standard error of the tail index, α/√k for k accounts in the largest tenth (Hill 1975). */
  readonly tailAlphaError: number;
  /** Spread of ln position within an account, after the tilt. */
  readonly weightSdLog: number;
  /** Correlation of direction that gives the measured part of pairs on one side. */
  readonly sideCorrelation: number;
  /** Correlation of a Gaussian copula with the measured rank correlation, 2 sin(πr/6). */
  readonly sizeLeverageCorrelation: number;
  /** Gross notional over both sides, USD, [asset]. */
  readonly grossUsd: Float64Array;
}

/**
 * Accounts worth fitting: with equity, and with enough in positions that they are no remainder of closed ones.
 *
 * @param asset  asset of each position, [position]
 * @returns the portfolios kept and the asset of each of their positions
 */
export function keepPortfolios(
  portfolios: Portfolios,
  asset: ArrayLike<number>,
  minimumUsd: number,
): { portfolios: Portfolios; asset: Uint16Array } {
  const sizes = accountSizes(portfolios);
  const start = [0];
  const equity: number[] = [];
  const positions: number[] = [];
  for (let account = 0; account < portfolios.accountCount; account++) {
    if (!(sizes[account]! >= minimumUsd && sizes[account]! > 0 && portfolios.equityUsd[account]! > 0)) continue;
    for (let p = portfolios.start[account]!; p < portfolios.start[account + 1]!; p++) positions.push(p);
    equity.push(portfolios.equityUsd[account]!);
    start.push(positions.length);
  }
  return {
    portfolios: {
      accountCount: equity.length,
      start: Int32Array.from(start),
      equityUsd: Float64Array.from(equity),
      notionalUsd: Float64Array.from(positions, (p) => portfolios.notionalUsd[p]!),
      distance: Float64Array.from(positions, (p) => portfolios.distance[p]!),
    },
    asset: Uint16Array.from(positions, (p) => asset[p]!),
  };
}

/** Measures what the block says. */
export function fitPopulationBlock(portfolios: Portfolios, asset: Uint16Array, assetCount: number): PopulationFigures {
  const targets = measurePortfolios(portfolios, assetCount);
  const shape = fitGroupShape(portfolios);
  const grossUsd = new Float64Array(assetCount);
  for (let p = 0; p < asset.length; p++) grossUsd[asset[p]!]! += Math.abs(portfolios.notionalUsd[p]!);
  const rank = shape.sizeLeverageRank;
  return {
    targets,
    shape,
    tailAlphaError: shape.tailAlpha / Math.sqrt(Math.floor(0.1 * portfolios.accountCount)),
    weightSdLog: withinSpread(portfolios, asset, grossUsd),
    sideCorrelation: sideCorrelation(shape.pair.sameSide, shape.longShare.byCount),
    sizeLeverageCorrelation: Number.isFinite(rank) ? 2 * Math.sin((Math.PI * rank) / 6) : 0,
    grossUsd,
  };
}

/** Pooled standard deviation within accounts of ln |position| − tilt·ln(asset's share). */
function withinSpread(
  { start, notionalUsd, accountCount }: Portfolios,
  asset: Uint16Array,
  grossUsd: Float64Array,
): number {
  const total = sumOf(grossUsd);
  let [squares, freedom] = [0, 0];
  for (let account = 0; account < accountCount; account++) {
    const [from, to] = [start[account]!, start[account + 1]!];
    if (to - from < 2) continue;
    const logs = Array.from({ length: to - from }, (_, k) => {
      const p = from + k;
      return Math.log(Math.abs(notionalUsd[p]!)) - WEIGHT_TILT * Math.log(grossUsd[asset[p]!]! / total);
    });
    squares += centralMoment(logs, 2) * logs.length;
    freedom += logs.length - 1;
  }
  return freedom > 0 ? Math.sqrt(squares / freedom) : 1;
}

/** Solves P(both long) + P(both short) = `sameSide` for the correlation of two directions, by bisection; 0 … 0.99. */
export function sideCorrelation(sameSide: number, longShare: number): number {
  if (!(longShare > 0 && longShare < 1) || !Number.isFinite(sameSide)) return 0.5;
  const z = normalQuantile(longShare);
  const same = (rho: number): number => 2 * bivariateNormalCdf(z, z, rho) + 1 - 2 * longShare;
  let [low, high] = [0, 0.99];
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    if (same(middle) < sameSide) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Correlations of size and leverage that are tried, besides the measured one. */
export const TRIED_CORRELATIONS: readonly number[] = [-0.4, -0.2, 0, 0.15, 0.3, 0.45];

/**
 * How far generated open interest at risk is from the real, Σ (ln ratio)² over distances from 5 %. The rank correlation of all
 * accounts is often that of small ones at low leverage; what the large ones hold decides a cascade.
 */
export function riskDistance(
  rows: readonly { readonly distance: number; readonly target: number; readonly group: number }[],
): number {
  return rows
    .filter(({ distance, target }) => distance >= 0.05 && target > 0)
    .reduce((sum, { target, group }) => {
      const off = Math.log(Math.max(1e-4, group) / target);
      return sum + off * off;
    }, 0);
}

/** The block to write; `sizeLeverage` is the copula's correlation, the measured one by default. */
export function populationBlock(
  figures: PopulationFigures,
  portfolios: Portfolios,
  assets: readonly string[],
  source: string,
  sizeLeverage: number = figures.sizeLeverageCorrelation,
): Record<string, unknown> {
  const { targets, shape } = figures;
  const round = (value: number): number => Number(value.toPrecision(4));
  const roundAll = (values: readonly number[]): number[] => values.map(round);
  const table = (points: { probability: readonly number[]; value: readonly number[] }) => ({
    probability: [...points.probability],
    value: roundAll(points.value),
  });
  const gross = sumOf(figures.grossUsd);
  const held = assets.map((asset, i) => [asset, round(figures.grossUsd[i]! / gross)] as const);
  return {
    count: portfolios.accountCount,
    openInterestUsd: Number((gross / 2).toPrecision(3)),
    population: {
      assetShares: Object.fromEntries(held),
      groups: {
        observed: {
          openInterestShare: 1,
          accountShare: 1,
          size: {
            sdLog: round(shape.sizeSdLog),
            tailFrom: 0.9,
            tailAlpha: round(shape.tailAlpha),
            maximumOverMedian: round(shape.maximumOverMedian),
          },
          leverage: { quantiles: table(targets.leverage) },
          sizeLeverageCorrelation: round(sizeLeverage),
          assetCount: roundAll(targets.assetCount),
          weightSdLog: round(figures.weightSdLog),
          weightTilt: WEIGHT_TILT,
          side: { longShare: round(shape.longShare.byNotional), correlation: round(figures.sideCorrelation) },
        },
      },
      targets: {
        source,
        group: 'observed',
        accounts: targets.accounts,
        medianUsd: round(targets.medianUsd),
        sizeOverMedian: table(targets.sizeOverMedian),
        leverage: table(targets.leverage),
        assetCount: roundAll(targets.assetCount),
        distance: table(targets.distance),
        withLiquidationPrice: round(targets.withLiquidationPrice),
        atRisk: { distance: [...targets.atRisk.distance], share: roundAll(targets.atRisk.share) },
        gini: round(targets.gini),
      },
    },
  };
}

/** Lines for print and comments. */
export function describePopulation({ targets, shape, ...figures }: PopulationFigures): string[] {
  const fixed = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '–');
  return [
    `${targets.accounts} accounts, median ${targets.medianUsd.toFixed(0)} USD, Gini ${fixed(targets.gini)}`,
    `size: spread of ln size ${fixed(shape.sizeSdLog)}, tail index of the largest tenth ${fixed(shape.tailAlpha)} ± ${fixed(figures.tailAlphaError)} (s.e., Hill 1975)`,
    `leverage: median ${fixed(targets.leverage.value[5]!)}, rank correlation with size ${fixed(shape.sizeLeverageRank)} (± ${fixed(1 / Math.sqrt(Math.max(1, targets.accounts - 1)))} s.e. if there were none)`,
    `sides: ${(100 * shape.longShare.byNotional).toFixed(0)} % of notional long; ${shape.pair.accounts} accounts with two assets, ${(100 * shape.pair.sameSide).toFixed(0)} % of them on one side in both`,
    `within an account: spread of ln position ${fixed(figures.weightSdLog)}, mean assets ${fixed(meanOf(targets.assetCount.map((share, k) => share * (k + 1))) * targets.assetCount.length)}`,
  ];
}
