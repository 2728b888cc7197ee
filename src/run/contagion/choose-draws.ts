/**
 * The price paths of the contagion runs: draws of the scenario's own price model in which one asset goes furthest, with all
 * other assets held at their start prices.
 */

import type { KernelConfig, ShockConfig } from '../../kernel/config.ts';
import { createPriceModel, fillPricePath, type PriceModel } from '../../kernel/price/price-path.ts';
import { TAIL_PATHS_FLAGGED, TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';

/** Directions, in the order of the runs. */
export const DIRECTIONS = ['down', 'up'] as const;

/** The tail that is kept: one draw in so many. */
const DRAWN_PER_KEPT = 100;
/** All contagion runs together take at most this share of the paths of the run, within the limits below. */
const SHARE_OF_PATHS = 0.08;
/** Prices of all contagion runs in memory, bytes. */
const PRICE_BYTES_MAX = 64e6;
/** Draws between two looks at the world outside. */
const DRAWS_PER_TURN = 100;

export interface DrawPlan {
  /** Draws kept for each source and direction, and drawn in all. */
  readonly kept: number;
  readonly drawn: number;
  /** False where the scenario gives its paths. */
  readonly isSampled: boolean;
}

/**
 * How many draws there are. Simulated: 10 to 50 kept, so that the runs cost little against the scenario's paths, out of 100
 * times as many. Given: the worst 1 % of the first 5,000 paths given (fewer where they fill memory), at least one.
 */
export function planDraws({ shocks, assetCount, stepCount }: KernelConfig, paths: number): DrawPlan {
  const runs = DIRECTIONS.length * assetCount;
  const holdable = PRICE_BYTES_MAX / (8 * runs * stepCount * assetCount);
  const most = Math.max(TAIL_PATHS_MINIMUM, Math.min(TAIL_PATHS_FLAGGED, Math.floor(holdable)));
  if (shocks.kind === 'replay') {
    const drawn = Math.max(1, Math.min(shocks.pathCount, paths, DRAWN_PER_KEPT * most));
    return { kept: Math.ceil(drawn / DRAWN_PER_KEPT), drawn, isSampled: false };
  }
  const affordable = Math.floor((SHARE_OF_PATHS * paths) / runs);
  const kept = Math.max(TAIL_PATHS_MINIMUM, Math.min(most, affordable));
  return { kept, drawn: DRAWN_PER_KEPT * kept, isSampled: true };
}

/**
 * Draws price paths and keeps those in which each asset falls, and rises, furthest by itself. They are the first paths of
 * the run, drawn from the plain law: importance sampling would favour what it was tilted to.
 *
 * @param stop  asked now and then; when true nothing is chosen
 * @returns number of the draw, furthest first, [direction × source × kept]; null when stopped
 */
export async function chooseDraws(
  config: KernelConfig,
  plan: DrawPlan,
  stop: () => boolean,
): Promise<Int32Array | null> {
  const { assetCount, stepCount, startPriceUsd } = config;
  const { kept, drawn } = plan;
  const model = createPlainModel(config);
  const priceUsd = new Float64Array(stepCount * assetCount);
  // Extreme over start, one column a direction and source: lowest for falls, negated highest for rises.
  const extremes = Array.from({ length: DIRECTIONS.length * assetCount }, () => new Float64Array(drawn));
  for (let draw = 0; draw < drawn; draw++) {
    if (draw % DRAWS_PER_TURN === 0) {
      await new Promise((resolve) => setImmediate(resolve)); // lets signals and the progress bar in
      if (stop()) return null;
    }
    fillPricePath(model, draw, priceUsd);
    for (let asset = 0; asset < assetCount; asset++) {
      let lowest = startPriceUsd[asset];
      let highest = lowest;
      for (let at = asset; at < priceUsd.length; at += assetCount) {
        if (priceUsd[at] < lowest) lowest = priceUsd[at];
        if (priceUsd[at] > highest) highest = priceUsd[at];
      }
      extremes[asset][draw] = lowest;
      extremes[assetCount + asset][draw] = -highest;
    }
  }
  const chosen = new Int32Array(extremes.length * kept);
  const order = new Int32Array(drawn);
  extremes.forEach((extreme, k) => {
    for (let draw = 0; draw < drawn; draw++) order[draw] = draw;
    order.sort((a, b) => extreme[a] - extreme[b] || a - b);
    chosen.set(order.subarray(0, kept), k * kept);
  });
  return chosen;
}

/** The chosen draws as given prices, [(direction × source × kept) × step × asset]: the source moves, the rest stands. */
export function isolateSources(config: KernelConfig, { kept }: DrawPlan, chosen: Int32Array): ShockConfig {
  const { assetCount, stepCount, startPriceUsd } = config;
  const size = stepCount * assetCount;
  const model = createPlainModel(config);
  const drawnUsd = new Float64Array(size);
  const priceUsd = new Float64Array(chosen.length * size);
  const rows = Int32Array.from(chosen, (_, row) => row).sort((a, b) => chosen[a] - chosen[b] || a - b);
  let last = -1;
  for (const row of rows) {
    if (chosen[row] !== last) fillPricePath(model, chosen[row], drawnUsd);
    last = chosen[row];
    const source = Math.floor(row / kept) % assetCount;
    for (let step = 0; step < stepCount; step++) {
      const at = step * assetCount;
      priceUsd.set(startPriceUsd, row * size + at);
      priceUsd[row * size + at + source] = drawnUsd[at + source];
    }
  }
  return { kind: 'replay', pathCount: chosen.length, priceUsd };
}

/** The scenario's price model without importance sampling, all draws independent. */
function createPlainModel(config: KernelConfig): PriceModel {
  const { shocks } = config;
  return createPriceModel({
    ...config,
    shocks: shocks.kind === 'replay' ? shocks : { ...shocks, tilt: null, sampling: null },
  });
}
