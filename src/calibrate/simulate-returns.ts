/**
 * Log returns of simulated shocks alone: no accounts, no book. For calibration and for checking a scenario.
 */

import type { KernelConfig } from '../kernel/config.ts';
import { createPriceModel, fillPricePath } from '../kernel/price/price-path.ts';

/** The part of the kernel's configuration that prices depend on. */
export type PriceConfig = Pick<
  KernelConfig,
  'seedKey' | 'stepCount' | 'stepSeconds' | 'assetCount' | 'startPriceUsd' | 'shocks'
>;

export interface SimulatedReturns {
  /** Returns in each path. */
  readonly perPath: number;
  /** Log returns over `returnSteps` steps, path after path: one column an asset. */
  readonly columns: Float64Array[];
  /** Likelihood-ratio weight of each path, [path]. */
  readonly weight: Float64Array;
}

/**
 * Simulates paths 0 to `paths` − 1 and returns their log returns over `returnSteps` steps without overlap; steps left over at
 * the end of a path are dropped.
 */
export function simulateReturns(config: PriceConfig, paths: number, returnSteps: number): SimulatedReturns {
  const { assetCount: n, stepCount, startPriceUsd } = config;
  const perPath = Math.floor(stepCount / returnSteps);
  const columns = Array.from({ length: n }, () => new Float64Array(paths * perPath));
  const weight = new Float64Array(paths);
  const model = createPriceModel(config);
  const price = new Float64Array(stepCount * n);
  for (let path = 0; path < paths; path++) {
    weight[path] = fillPricePath(model, path, price);
    for (let i = 0; i < n; i++) {
      let before = startPriceUsd[i]!;
      for (let k = 0; k < perPath; k++) {
        const after = price[((k + 1) * returnSteps - 1) * n + i]!;
        columns[i]![path * perPath + k] = Math.log(after / before);
        before = after;
      }
    }
  }
  return { perPath, columns, weight };
}
