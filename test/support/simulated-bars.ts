/** Hourly bars simulated by the kernel, day after day, as if read from files. */

import { joinBars, type PriceBars } from '../../src/calibrate/price-bars.ts';
import { simulateReturns } from '../../src/calibrate/simulate-returns.ts';
import type { ScenarioProblem } from '../../src/scenario/errors.ts';
import { buildPriceConfig, equicorrelated } from './shock-builder.ts';

export interface SimulatedBars {
  readonly assets: readonly string[];
  readonly days: number;
  readonly shocks: object;
  /** Of the diffusion, one for all pairs. */
  readonly correlation?: number;
}

/** Simulates closes under known shocks and joins them as files are joined. */
export function simulatedBars({ assets, days, shocks, correlation = 0.5 }: SimulatedBars): { bars: PriceBars } {
  const config = buildPriceConfig({
    assets,
    steps: 24,
    stepSeconds: 3600,
    shocks: {
      kind: 'simulated',
      ...(assets.length > 1 && { correlation: equicorrelated(assets, correlation) }),
      ...shocks,
    },
  });
  const { columns } = simulateReturns(config, days, 1);
  const start = Date.UTC(2025, 0, 1) / 1000;
  const files = assets.map((asset, i) => {
    const close = [100];
    for (const value of columns[i]!) close.push(close.at(-1)! * Math.exp(value));
    const time = close.map((_, k) => start + 3600 * k);
    return {
      file: `${asset}.csv`,
      fileAssets: 1,
      asset,
      time: Float64Array.from(time),
      close: Float64Array.from(close),
    };
  });
  const problems: ScenarioProblem[] = [];
  const bars = joinBars(files, {}, problems);
  if (bars === undefined) throw new Error(`test bars have problems: ${JSON.stringify(problems)}`);
  return { bars };
}
