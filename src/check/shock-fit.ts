/**
 * Do the simulated shocks do what was asked of them? Simulates prices alone and sets requested figures beside realised ones.
 *
 * A generator that quietly halves its volatility makes every tail figure wrong and looks fine: so the figures here come from
 * the same price paths that a run uses, measured as history is measured.
 */

import { gaussianTailDependence } from '../calibrate/gaussian-copula.ts';
import { correlationMatrix, meanOffDiagonal, type Tail, tailDependence } from '../calibrate/prices.ts';
import { meanAndError, meanOf, quantileOfSorted } from '../calibrate/sample-statistics.ts';
import { simulateReturns } from '../calibrate/simulate-returns.ts';
import { studentTailDependence } from '../calibrate/student-copula.ts';
import type { KernelConfig, SimulatedShockConfig } from '../kernel/config.ts';
import { YEAR_SECONDS } from '../kernel/price/diffusion.ts';
import type { ShockTargets } from '../scenario/schema/shocks.ts';

export interface VolatilityRow {
  readonly asset: string;
  /** Total volatility that the configuration asks for, per √year. */
  readonly requestedPerYear: number;
  readonly realisedPerYear: number;
  /** Standard error of the realised figure, from the spread of realised variance over paths. */
  readonly standardError: number;
}

export interface CorrelationFit {
  /** Mean over pairs of the correlation of one step's return. */
  readonly requestedMean: number;
  readonly realisedMean: number;
  /** The pair that is furthest off, in standard errors. */
  readonly worstPair: {
    readonly assets: readonly [string, string];
    readonly requested: number;
    readonly realised: number;
    readonly standardError: number;
  };
}

/** A realised figure beside its target, where the scenario states one. */
export interface TargetRow {
  readonly name: string;
  readonly realised: number;
  readonly target: number | null;
  /** What a Gaussian with the same correlation would give, where that is known; null otherwise. */
  readonly gaussian: number | null;
  /** Where tail dependence goes as the tail gets thin under the mixing variable; null without one, and for a correlation. */
  readonly limit: number | null;
}

export interface WorstReturnRow {
  readonly asset: string;
  readonly share: number;
  /** Quantile of the log return. */
  readonly realised: number;
  readonly target: number | null;
}

export interface ShockFit {
  readonly paths: number;
  /** Length of the returns that correlation and tails are about, seconds. */
  readonly returnSeconds: number;
  /** Returns of each asset. */
  readonly returnCount: number;
  readonly volatility: readonly VolatilityRow[];
  /** Null with a single asset. */
  readonly correlation: CorrelationFit | null;
  readonly dependence: readonly TargetRow[];
  readonly worstReturn: readonly WorstReturnRow[];
}

export interface ShockFitOptions {
  readonly paths: number;
  /** The scenario's `shocks.targets`. */
  readonly targets?: ShockTargets | undefined;
}

/**
 * Simulates shocks alone and measures them. Importance sampling is left out: this is about the law itself.
 *
 * Returns are over `targets.returnSeconds` (an hour by default) in whole steps, never across paths, and over the whole path
 * where it is shorter than that.
 *
 * @returns null for replayed prices, which have nothing to fit
 */
export function fitShocks(
  kernel: KernelConfig,
  assetNames: readonly string[],
  options: ShockFitOptions,
): ShockFit | null {
  const { shocks, stepCount, stepSeconds } = kernel;
  if (shocks.kind !== 'simulated') return null;
  const plain = { ...kernel, shocks: { ...shocks, tilt: null, sampling: null } };
  const wanted = Math.max(1, Math.round((options.targets?.returnSeconds ?? 3600) / stepSeconds));
  const returnSteps = Math.min(wanted, stepCount);
  const { columns, perPath } = simulateReturns(plain, options.paths, returnSteps);
  const returnSeconds = returnSteps * stepSeconds;
  const covariance = requestedCovariance(shocks, assetNames.length);
  return {
    paths: options.paths,
    returnSeconds,
    returnCount: columns[0]!.length,
    volatility: assetNames.map((asset, i) =>
      fitVolatility(asset, Math.sqrt(covariance[i * assetNames.length + i]!), columns[i]!, perPath, returnSeconds),
    ),
    correlation: assetNames.length > 1 ? fitCorrelation(assetNames, covariance, columns, perPath) : null,
    dependence: assetNames.length > 1 ? fitDependence(columns, shocks, options.targets) : [],
    worstReturn: fitWorstReturns(assetNames, columns, options.targets),
  };
}

/** Covariance rate per year of the configured law: diffusion, common jumps, own jumps (Merton 1976), [asset × asset]. */
export function requestedCovariance(shocks: SimulatedShockConfig, n: number): Float64Array {
  const { correlationRoot, diffusionPerYear, commonJumps, ownJumps } = shocks;
  const product = (root: Float64Array, i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += root[i * n + k]! * root[j * n + k]!;
    return sum;
  };
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let rate = diffusionPerYear[i]! * diffusionPerYear[j]! * product(correlationRoot, i, j);
    if (commonJumps !== null) {
      const { perYear, meanLog, covarianceRoot } = commonJumps;
      rate += perYear * (meanLog[i]! * meanLog[j]! + product(covarianceRoot, i, j));
    }
    if (ownJumps !== null && i === j) {
      rate +=
        ownJumps.perYear[i]! * (ownJumps.meanLog[i]! * ownJumps.meanLog[i]! + ownJumps.sdLog[i]! * ownJumps.sdLog[i]!);
    }
    return rate;
  });
}

/** Mean product of two columns in each path: paths are independent, returns within one are not (they share the mixing). */
function productByPath(a: Float64Array, b: Float64Array, perPath: number): Float64Array {
  const out = new Float64Array(a.length / perPath);
  for (let k = 0; k < a.length; k++) {
    const path = Math.floor(k / perPath);
    out[path] = out[path]! + (a[k]! * b[k]!) / perPath;
  }
  return out;
}

function fitVolatility(
  asset: string,
  requestedPerYear: number,
  returns: Float64Array,
  perPath: number,
  returnSeconds: number,
): VolatilityRow {
  const { mean, standardError } = meanAndError(productByPath(returns, returns, perPath));
  const toYear = YEAR_SECONDS / returnSeconds;
  const realisedPerYear = Math.sqrt(mean * toYear);
  // d√v = dv / 2√v
  const error = realisedPerYear > 0 ? (0.5 * standardError * toYear) / realisedPerYear : 0;
  return { asset, requestedPerYear, realisedPerYear, standardError: error };
}

function fitCorrelation(
  names: readonly string[],
  covariance: Float64Array,
  columns: readonly Float64Array[],
  perPath: number,
): CorrelationFit {
  const n = names.length;
  const realised = correlationMatrix(columns);
  const requested = covariance.map((c, at) => {
    const scale = Math.sqrt(covariance[Math.floor(at / n) * (n + 1)]! * covariance[(at % n) * (n + 1)]!);
    return scale > 0 ? c / scale : 0;
  });
  let worstPair: CorrelationFit['worstPair'] | undefined;
  let furthest = -1;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const at = i * n + j;
      const standardError = correlationError(columns[i]!, columns[j]!, perPath);
      const off = Math.abs(realised[at]! - requested[at]!) / standardError;
      if (off > furthest || worstPair === undefined) {
        furthest = off;
        worstPair = {
          assets: [names[j]!, names[i]!],
          requested: requested[at]!,
          realised: realised[at]!,
          standardError,
        };
      }
    }
  }
  return {
    requestedMean: meanOffDiagonal(requested, n),
    realisedMean: meanOffDiagonal(realised, n),
    worstPair: worstPair!,
  };
}

/** Delta method over paths: the influence of a path on r = c/√(uv) is its mean of (c' − r(u'/u + v'/v)√(uv)/2)/√(uv). */
function correlationError(a: Float64Array, b: Float64Array, perPath: number): number {
  const [aa, bb, ab] = [productByPath(a, a, perPath), productByPath(b, b, perPath), productByPath(a, b, perPath)];
  const [u, v, c] = [meanOf(aa), meanOf(bb), meanOf(ab)];
  const scale = Math.sqrt(u * v);
  const influence = ab.map((value, path) => value / scale - (0.5 * c * (aa[path]! / u + bb[path]! / v)) / scale);
  return meanAndError(influence).standardError;
}

/**
 * Limit of tail dependence, mean over pairs: that of a Student-t copula with the correlation of the diffusion. Jumps are
 * normal and do not change it; nor does the length of the returns, whose extremes come from one draw of the mixing variable.
 * A bound on that variable (`maximumMultiplier`) takes the last of the tail away: then this is a yardstick, like the Gaussian.
 */
function limitOfDependence({ mixing, correlationRoot: root }: SimulatedShockConfig, n: number): number | null {
  if (mixing === null) return null;
  const limit = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let rho = 0;
    for (let k = 0; k < n; k++) rho += root[i * n + k]! * root[j * n + k]!;
    return studentTailDependence(rho, mixing.degreesOfFreedom);
  });
  return meanOffDiagonal(limit, n);
}

function fitDependence(
  columns: readonly Float64Array[],
  shocks: SimulatedShockConfig,
  targets: ShockTargets | undefined,
): TargetRow[] {
  const n = columns.length;
  const share = targets?.tailShare ?? 0.01;
  const percent = `${Number((100 * share).toPrecision(6))} %`;
  const matrix = correlationMatrix(columns);
  const gaussian = meanOffDiagonal(
    matrix.map((rho) => gaussianTailDependence(rho, share)),
    n,
  );
  const limit = limitOfDependence(shocks, n);
  const tailRow = (tail: Tail, target: number | undefined): TargetRow => ({
    name: `${tail} tail dependence at ${percent}`,
    realised: meanOffDiagonal(tailDependence(columns, share, tail), n),
    target: target ?? null,
    gaussian,
    limit,
  });
  return [
    {
      name: 'mean correlation',
      realised: meanOffDiagonal(matrix, n),
      target: targets?.meanCorrelation ?? null,
      gaussian: null,
      limit: null,
    },
    tailRow('lower', targets?.lowerTailDependence),
    tailRow('upper', targets?.upperTailDependence),
  ];
}

function fitWorstReturns(
  names: readonly string[],
  columns: readonly Float64Array[],
  targets: ShockTargets | undefined,
): WorstReturnRow[] {
  const shares = targets?.worstShares ?? [0.001, 0.0001];
  return names.flatMap((asset, i) => {
    const sorted = Float64Array.from(columns[i]!).sort();
    return shares.map((share, k) => ({
      asset,
      share,
      // Under ten returns below it, a quantile says nothing.
      realised: share * sorted.length >= 10 ? quantileOfSorted(sorted, share) : Number.NaN,
      target: targets?.worstReturn[asset]?.[k] ?? null,
    }));
  });
}
