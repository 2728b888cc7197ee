/**
 * From the `shocks` block to what the kernel trusts: roots of correlations, the diffusion that jumps leave, drifts with
 * their compensation, or replayed prices as rows. The tilt: resolve-tilt.ts.
 *
 * Volatility is stated as a total, jumps and mixing included, because that is what people measure. The variance of the
 * diffusion is what is left: σ² = total² − λ_c(m_c² + s_c²) − λ_o(m_o² + s_o²) (Merton 1976).
 */

import type { ShockConfig, SimulatedShockConfig } from '../kernel/config.ts';
import { YEAR_SECONDS } from '../kernel/price/diffusion.ts';
import { choleskyRoot } from './correlation.ts';
import type { Problem } from './errors.ts';
import { hintNearest } from './nearest.ts';
import { spreadOverAssets } from './per-asset.ts';
import { resolveCorrelation } from './resolve-correlation.ts';
import { type ReplayRows, resolveReplay } from './resolve-replay.ts';
import { resolveSampling } from './resolve-sampling.ts';
import { resolveTilt } from './resolve-tilt.ts';
import type { Shocks, SimulatedShocks } from './schema/shocks.ts';

export type { ReplayRows } from './resolve-replay.ts';

export interface Horizon {
  readonly steps: number;
  readonly stepSeconds: number;
}

export interface ResolvedShocks {
  readonly config: ShockConfig;
  /** Unconditional volatility of the exogenous price per √step, [asset]. */
  readonly calmVolatilityPerStep: Float64Array;
  readonly problems: Problem[];
  /** Things a user should know that are not errors. */
  readonly warnings: string[];
}

/**
 * Resolves the `shocks` block. Nothing is thrown: mistakes are listed with paths such as `shocks.correlation.matrix`, and
 * the configuration is complete even so (with stand-in figures), so that other blocks can be checked too.
 *
 * @param assets names in the order of the scenario
 * @param startPriceUsd P₀, USD, [asset]
 * @param replayPrices rows read from `shocks.file`, when the block names one
 */
export function resolveShocks(
  shocks: Shocks,
  assets: readonly string[],
  horizon: Horizon,
  startPriceUsd: Float64Array,
  replayPrices?: ReplayRows,
): ResolvedShocks {
  if (shocks.kind === 'replay') return resolveReplay(shocks, assets, horizon, startPriceUsd, replayPrices);
  return resolveSimulated(shocks, assets, horizon);
}

function resolveSimulated(shocks: SimulatedShocks, assets: readonly string[], horizon: Horizon): ResolvedShocks {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const n = assets.length;
  const volatility = spreadOverAssets(shocks.volatilityPerYear, assets, 'shocks.volatilityPerYear', problems);
  const drift = spreadOverAssets(shocks.driftPerYear, assets, 'shocks.driftPerYear', problems);
  const correlationRoot = resolveCorrelation(shocks.correlation, assets, problems, warnings);
  const commonJumps = resolveCommonJumps(shocks.jumps?.common, assets, problems);
  checkOwnNames(shocks, assets, problems);
  const ownJumps = resolveOwnJumps(shocks.jumps?.own, assets);
  if (shocks.driftOf === 'price' && shocks.mixing !== undefined) {
    problems.push({
      path: 'shocks.driftOf',
      message: 'expected log together with mixing, received price: a Student-t log return has no mean price',
    });
  }

  const diffusionPerYear = new Float64Array(n);
  const logDriftPerYear = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const common = jumpMoments(commonJumps?.perYear, commonJumps?.meanLog[i], commonJumps?.sdLog[i]);
    const own = jumpMoments(ownJumps?.perYear[i], ownJumps?.meanLog[i], ownJumps?.sdLog[i]);
    const total = volatility[i]! * volatility[i]!;
    const left = total - common.variance - own.variance;
    if (left < 0) {
      problems.push({
        path:
          typeof shocks.volatilityPerYear === 'number'
            ? 'shocks.volatilityPerYear'
            : `shocks.volatilityPerYear.${assets[i]}`,
        message:
          `expected a total variance of at least that of the jumps of ${assets[i]}, received ${total.toPrecision(4)} a year ` +
          `(volatility ${volatility[i]}) under ${(common.variance + own.variance).toPrecision(4)} ` +
          `(common jumps ${common.variance.toPrecision(4)}, own jumps ${own.variance.toPrecision(4)})`,
        hint: `volatility includes the jumps; at least ${Math.sqrt(common.variance + own.variance).toPrecision(4)} here`,
      });
    }
    diffusionPerYear[i] = Math.sqrt(Math.max(0, left));
    logDriftPerYear[i] =
      shocks.driftOf === 'price'
        ? drift[i]! - 0.5 * Math.max(0, left) - common.growth - own.growth
        : drift[i]! - common.mean - own.mean;
  }

  const mixing = resolveMixing(shocks.mixing, horizon, warnings);
  const jumpRoot =
    commonJumps === null ? null : scaleRows(equicorrelationRoot(commonJumps.correlation, n), commonJumps.sdLog);
  const config: SimulatedShockConfig = {
    kind: 'simulated',
    correlationRoot,
    diffusionPerYear,
    logDriftPerYear,
    mixing,
    commonJumps:
      commonJumps === null || jumpRoot === null
        ? null
        : { perYear: commonJumps.perYear, meanLog: commonJumps.meanLog, covarianceRoot: jumpRoot },
    ownJumps,
    tilt: resolveTilt(
      shocks,
      assets,
      { correlationRoot, diffusionPerYear, mixing, steps: horizon.steps },
      problems,
      warnings,
    ),
    sampling: resolveSampling(shocks, scaleRows(correlationRoot, diffusionPerYear), jumpRoot, n),
  };
  const rootStep = Math.sqrt(horizon.stepSeconds / YEAR_SECONDS);
  return { config, calmVolatilityPerStep: volatility.map((sigma) => sigma * rootStep), problems, warnings };
}

/** Yearly contribution of a compound Poisson process of N(m, s²) sizes: mean, variance, and λ(e^{m+s²/2} − 1). */
function jumpMoments(perYear = 0, mean = 0, sd = 0): { mean: number; variance: number; growth: number } {
  return {
    mean: perYear * mean,
    variance: perYear * (mean * mean + sd * sd),
    growth: perYear * Math.expm1(mean + 0.5 * sd * sd),
  };
}

/**
 * Reports own jumps of a name that nothing else in the block knows: a slip there would silently drop jumps. A shared block
 * may cover more assets than a scenario trades, as long as it names them throughout.
 */
function checkOwnNames(shocks: SimulatedShocks, assets: readonly string[], problems: Problem[]): void {
  const named = typeof shocks.volatilityPerYear === 'number' ? [] : Object.keys(shocks.volatilityPerYear);
  const known = new Set([...assets, ...(shocks.correlation?.assets ?? []), ...named]);
  for (const name of Object.keys(shocks.jumps?.own ?? {})) {
    if (known.has(name)) continue;
    problems.push({
      path: `shocks.jumps.own.${name}`,
      message: `expected an asset of the scenario, received ${name}`,
      hint: hintNearest(name, known),
    });
  }
}

interface CommonJumpFigures {
  readonly perYear: number;
  readonly meanLog: Float64Array;
  readonly sdLog: Float64Array;
  readonly correlation: number;
}

function resolveCommonJumps(
  block: NonNullable<SimulatedShocks['jumps']>['common'],
  assets: readonly string[],
  problems: Problem[],
): CommonJumpFigures | null {
  if (block === undefined) return null;
  const path = 'shocks.jumps.common';
  const lowest = assets.length > 1 ? -1 / (assets.length - 1) : -1;
  if (block.correlation < lowest) {
    problems.push({
      path: `${path}.correlation`,
      message: `expected at least ${lowest.toPrecision(4)}, the lowest that ${assets.length} assets can share, received ${block.correlation}`,
    });
  }
  return {
    perYear: block.perYear,
    meanLog: spreadOverAssets(block.meanLog, assets, `${path}.meanLog`, problems),
    sdLog: spreadOverAssets(block.sdLog, assets, `${path}.sdLog`, problems),
    correlation: Math.max(lowest, block.correlation),
  };
}

/** Root of the matrix with one correlation everywhere off the diagonal. */
function equicorrelationRoot(correlation: number, n: number): Float64Array {
  const matrix = new Float64Array(n * n).fill(correlation);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return choleskyRoot(matrix, n);
}

function scaleRows(root: Float64Array, scale: Float64Array): Float64Array {
  const n = scale.length;
  return root.map((value, at) => value * scale[Math.floor(at / n)]!);
}

function resolveOwnJumps(
  block: NonNullable<SimulatedShocks['jumps']>['own'],
  assets: readonly string[],
): SimulatedShockConfig['ownJumps'] {
  if (block === undefined) return null;
  return {
    perYear: Float64Array.from(assets, (asset) => block[asset]?.perYear ?? 0),
    meanLog: Float64Array.from(assets, (asset) => block[asset]?.meanLog ?? 0),
    sdLog: Float64Array.from(assets, (asset) => block[asset]?.sdLog ?? 0),
  };
}

function resolveMixing(
  block: SimulatedShocks['mixing'],
  horizon: Horizon,
  warnings: string[],
): SimulatedShockConfig['mixing'] {
  if (block === undefined) return null;
  const steps = block.holdSeconds / horizon.stepSeconds;
  const blockSteps = Math.max(1, Math.round(steps));
  if (Math.abs(steps - blockSteps) > 1e-9) {
    warnings.push(
      `shocks.mixing.holdSeconds ${block.holdSeconds} is not a whole number of steps; it is held for ${blockSteps} ` +
        `steps, ${blockSteps * horizon.stepSeconds} s`,
    );
  }
  const maximumMultiplier = block.maximumMultiplier ?? Number.POSITIVE_INFINITY;
  return { degreesOfFreedom: block.degreesOfFreedom, blockSteps, maximumMultiplier };
}
