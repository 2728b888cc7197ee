// What: price configurations for tests, made by the product's own resolver from a `shocks` block as a person writes it.
import type { TiltComponent, TiltConfig } from '../../src/kernel/config.ts';
import { resolveShocks } from '../../src/scenario/resolve-shocks.ts';
import { shocksSchema } from '../../src/scenario/schema/shocks.ts';
import type { PriceConfig } from './price-model-contract.ts';

export interface ShockBuild {
  readonly assets: readonly string[];
  readonly steps: number;
  readonly stepSeconds: number;
  readonly shocks: unknown;
  readonly startPriceUsd?: readonly number[];
  readonly seedKey?: readonly [number, number];
}

/** Resolves a block that must have no problems. */
export function buildPriceConfig(build: ShockBuild): PriceConfig {
  const startPriceUsd = Float64Array.from(build.startPriceUsd ?? build.assets.map(() => 100));
  const { config, problems } = resolveShocks(shocksSchema.parse(build.shocks), build.assets, build, startPriceUsd);
  if (problems.length > 0) throw new Error(`test shocks have problems: ${JSON.stringify(problems)}`);
  return {
    seedKey: build.seedKey ?? [2026, -1],
    stepCount: build.steps,
    stepSeconds: build.stepSeconds,
    assetCount: build.assets.length,
    startPriceUsd,
    shocks: config,
  };
}

/** Correlation block with one correlation for all pairs. */
export function equicorrelated(assets: readonly string[], correlation: number): unknown {
  return { assets: [...assets], matrix: assets.map((_, i) => assets.map((__, j) => (i === j ? 1 : correlation))) };
}

/** A mixture of tilted laws of the kernel; what is left out of a law is as in the plain one. */
export function buildTilt(
  plainShare: number,
  ...laws: readonly (Partial<TiltComponent> & Pick<TiltComponent, 'shift'>)[]
): TiltConfig {
  const plain = (n: number): Omit<TiltComponent, 'shift'> => ({
    share: 1 / laws.length,
    commonJumpFactor: 1,
    mixingFactor: 1,
    ownJumpFactor: new Float64Array(n).fill(1),
    ownSizeShift: new Float64Array(n),
  });
  return { plainShare, screening: null, components: laws.map((law) => ({ ...plain(law.shift.length), ...law })) };
}
