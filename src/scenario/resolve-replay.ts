/**
 * From a `shocks` block with given prices to the rows that the kernel replays.
 *
 * Prices that are given as the scenario's own pass through bit for bit; those of another market or time are rebased to P₀
 * and scaled: P = P₀·exp(scale·ln(p/p₀)).
 */

import { YEAR_SECONDS } from '../kernel/price/diffusion.ts';
import type { Problem } from './errors.ts';
import { spreadOverAssets } from './per-asset.ts';
import type { Horizon, ResolvedShocks } from './resolve-shocks.ts';
import type { ReplayShocks } from './schema/shocks.ts';

/** Prices read from a file, in the scenario's order of assets. */
export interface ReplayRows {
  /** Paths given; path p of the run takes p modulo this. */
  readonly pathCount: number;
  /** Price at the end of each step, USD, [path × step × asset], row-major. */
  readonly priceUsd: Float64Array;
  /** Price at the start of each path, USD, [path × asset]; P₀ of the scenario when left out. */
  readonly basePriceUsd?: Float64Array;
}

/** Resolves a replay; see `resolveShocks`. */
export function resolveReplay(
  shocks: ReplayShocks,
  assets: readonly string[],
  horizon: Horizon,
  startPriceUsd: Float64Array,
  rows: ReplayRows | undefined,
): ResolvedShocks {
  const problems: Problem[] = [];
  const given = shocks.prices !== undefined ? readInline(shocks.prices, assets, horizon, problems) : rows;
  const n = assets.length;
  const size = horizon.steps * n;
  let source: ReplayRows = { pathCount: 1, priceUsd: repeatStart(startPriceUsd, horizon.steps) };
  if (given === undefined) {
    if (problems.length === 0) problems.push({ path: 'shocks.file', message: 'expected prices, none were read' });
  } else if (given.pathCount < 1 || given.priceUsd.length !== given.pathCount * size) {
    const message = `expected ${size} prices a path (${horizon.steps} steps × ${n} assets), received ${given.priceUsd.length} in ${given.pathCount} paths`;
    problems.push({ path: shocks.file === undefined ? 'shocks.prices' : 'shocks.file', message });
  } else {
    source = given;
  }
  const priceUsd = rebase(source, startPriceUsd, shocks.scale, size);
  const bad = priceUsd.findIndex((price) => !(price > 0 && price < Infinity));
  if (bad >= 0) {
    problems.push({
      path: shocks.scale === 1 ? (shocks.file === undefined ? 'shocks.prices' : 'shocks.file') : 'shocks.scale',
      message: `expected prices above 0, received ${priceUsd[bad]} for ${assets[bad % n]} at step ${Math.floor((bad % size) / n) + 1}`,
    });
  }
  return {
    config: { kind: 'replay', pathCount: source.pathCount, priceUsd },
    calmVolatilityPerStep: calmVolatility(shocks, assets, horizon, startPriceUsd, priceUsd, problems),
    problems,
    warnings: [],
  };
}

function readInline(
  prices: Record<string, number[]>,
  assets: readonly string[],
  horizon: Horizon,
  problems: Problem[],
): ReplayRows | undefined {
  const n = assets.length;
  const priceUsd = new Float64Array(horizon.steps * n);
  for (const [i, asset] of assets.entries()) {
    const column = Object.hasOwn(prices, asset) ? prices[asset]! : undefined;
    if (column?.length !== horizon.steps) {
      problems.push({
        path: `shocks.prices.${asset}`,
        message: `expected ${horizon.steps} prices, one a step (horizon.steps), received ${column?.length ?? 'nothing'}`,
      });
      continue;
    }
    for (const [step, price] of column.entries()) priceUsd[step * n + i] = price;
  }
  return problems.length > 0 ? undefined : { pathCount: 1, priceUsd };
}

function repeatStart(startPriceUsd: Float64Array, steps: number): Float64Array {
  const n = startPriceUsd.length;
  return Float64Array.from({ length: steps * n }, (_, at) => startPriceUsd[at % n]!);
}

/** Rows as they are when nothing changes, rebased and scaled in log price otherwise. */
function rebase(rows: ReplayRows, startPriceUsd: Float64Array, scale: number, size: number): Float64Array {
  const n = startPriceUsd.length;
  return rows.priceUsd.map((price, at) => {
    const start = startPriceUsd[at % n]!;
    const base = rows.basePriceUsd === undefined ? start : rows.basePriceUsd[Math.floor(at / size) * n + (at % n)]!;
    if (scale === 1 && base === start) return price;
    return scale === 1 ? (start * price) / base : start * Math.exp(scale * Math.log(price / base));
  });
}

/** The given volatility, or the root mean square log return of the replay; 1 where nothing moves, so that nothing thins. */
function calmVolatility(
  shocks: ReplayShocks,
  assets: readonly string[],
  horizon: Horizon,
  startPriceUsd: Float64Array,
  priceUsd: Float64Array,
  problems: Problem[],
): Float64Array {
  if (shocks.volatilityPerYear !== undefined) {
    const rootStep = Math.sqrt(horizon.stepSeconds / YEAR_SECONDS);
    const volatility = spreadOverAssets(shocks.volatilityPerYear, assets, 'shocks.volatilityPerYear', problems);
    return volatility.map((sigma) => sigma * rootStep);
  }
  const n = assets.length;
  const squares = new Float64Array(n);
  const perPath = horizon.steps * n;
  for (let at = 0; at < priceUsd.length; at++) {
    const before = at % perPath < n ? startPriceUsd[at % n]! : priceUsd[at - n]!;
    const logReturn = Math.log(priceUsd[at]! / before);
    squares[at % n] = squares[at % n]! + logReturn * logReturn;
  }
  return squares.map((sum) => Math.sqrt((sum * n) / priceUsd.length) || 1);
}
