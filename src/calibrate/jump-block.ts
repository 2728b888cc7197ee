/**
 * A `shocks` block from estimates: volatility, correlation and degrees of freedom as estimated, jumps with the size that stands
 * out in the bars, and six numbers that bend them (searched in skew.ts).
 *
 * Volatility and correlation are totals, met by construction: the diffusion gets the variance and covariance that jumps leave,
 * ρᵢⱼ = (Cᵢⱼvᵢvⱼ − λ_c(mᵢmⱼ + r sᵢsⱼ))/(σᵢσⱼ).
 */

import { nearestCorrelation, smallestEigenvalue } from '../scenario/correlation.ts';
import { type SimulatedShocks, shocksSchema } from '../scenario/schema/shocks.ts';
import { JUMPS_MIN, type JumpFigures, type JumpFit } from './jump-sizes.ts';

/** No hold is drawn wilder than this multiple of the usual volatility: the wildest days on record had eight to nine times. */
const MAXIMUM_MULTIPLIER = 10;
/** Jumps may take this part of an asset's variance at most. */
const JUMP_SHARE_MAX = 0.9;

/** What was estimated of a market, step by step of the calibration. */
export interface MarketEstimates {
  readonly assets: readonly string[];
  readonly stepSeconds: number;
  readonly holdSeconds: number;
  /** Total, per √year, [asset]. */
  readonly volatilityPerYear: readonly number[];
  /** Of returns over a step, row-major, [asset × asset]. */
  readonly correlation: Float64Array;
  /** Infinity: no mixing. */
  readonly degreesOfFreedom: number;
  readonly jumps: JumpFit;
}

/**
 * How flagged jumps are bent: rates (and sizes of own jumps) times a factor, means as a part of the root mean square size, from
 * −1 to 1. Only large jumps stand out, so that a fit has more and smaller ones.
 */
export interface JumpShape {
  readonly commonRateFactor: number;
  readonly commonMeanShare: number;
  readonly ownRateFactor: number;
  readonly ownMeanShare: number;
  readonly ownSizeFactor: number;
  /** Correlation of sizes within a common jump, as written: bars in which several assets stand out show too much of it. */
  readonly commonCorrelation: number;
}

export interface JumpBlock {
  readonly shocks: SimulatedShocks;
  /** Smallest eigenvalue of the diffusion's correlation before any repair. */
  readonly smallest: number;
  /** Frobenius norm of what the repair changed; 0 for none. */
  readonly repairDistance: number;
}

export const hasCommon = ({ jumps }: MarketEstimates): boolean => jumps.common.count >= JUMPS_MIN;
export const hasOwn = ({ jumps }: MarketEstimates): boolean => jumps.own.some(({ count }) => count >= JUMPS_MIN);

/** The jumps as they were flagged, in the form that is bent: means over assets. */
export function flaggedShape({ jumps }: MarketEstimates): JumpShape {
  const share = (figures: readonly JumpFigures[]): number => {
    const known = figures.filter(({ count }) => count >= JUMPS_MIN);
    const sum = known.reduce((total, one) => total + one.meanLog / rootMeanSquare(one), 0);
    return known.length === 0 ? 0 : Math.max(-0.95, Math.min(0.95, sum / known.length));
  };
  return {
    commonRateFactor: 1,
    commonMeanShare: share(jumps.common.sizes),
    ownRateFactor: 1,
    ownMeanShare: share(jumps.own),
    ownSizeFactor: 1,
    commonCorrelation: Number.isNaN(jumps.commonCorrelation) ? 1 : Math.min(0.9, jumps.commonCorrelation),
  };
}

/**
 * Makes the block.
 *
 * @returns null when jumps take more than nine tenths of the variance of an asset
 */
export function createJumpBlock(estimates: MarketEstimates, shape: JumpShape): JumpBlock | null {
  const { assets, jumps, correlation } = estimates;
  const n = assets.length;
  const figure = (value: number): number => Number(value.toPrecision(3));
  const bent = (one: JumpFigures, share: number, factor = 1) => {
    const size = factor * rootMeanSquare(one);
    return { meanLog: figure(share * size), sdLog: figure(Math.sqrt(1 - share * share) * size) };
  };
  const commonPerYear = hasCommon(estimates) ? figure(jumps.common.perYear * shape.commonRateFactor) : 0;
  const common = jumps.common.sizes.map((one) =>
    commonPerYear > 0 ? bent(one, shape.commonMeanShare) : { meanLog: 0, sdLog: 0 },
  );
  const own = jumps.own.map((one) =>
    one.count >= JUMPS_MIN
      ? { perYear: figure(one.perYear * shape.ownRateFactor), ...bent(one, shape.ownMeanShare, shape.ownSizeFactor) }
      : { perYear: 0, meanLog: 0, sdLog: 0 },
  );
  const sizeCorrelation = figure(shape.commonCorrelation);
  const total = estimates.volatilityPerYear.map(figure);
  const square = (one: { meanLog: number; sdLog: number }): number => one.meanLog * one.meanLog + one.sdLog * one.sdLog;
  const left = total.map(
    (sigma, i) => sigma * sigma - commonPerYear * square(common[i]!) - own[i]!.perYear * square(own[i]!),
  );
  if (left.some((variance, i) => !(variance > (1 - JUMP_SHARE_MAX) * total[i]! * total[i]!))) return null;

  const matrix = correlation.map((c, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i === j) return 1;
    const [a, b] = [common[i]!, common[j]!];
    const together = commonPerYear * (a.meanLog * b.meanLog + sizeCorrelation * a.sdLog * b.sdLog);
    return (c * total[i]! * total[j]! - together) / Math.sqrt(left[i]! * left[j]!);
  });
  const smallest = smallestEigenvalue(matrix, n);
  const repaired = smallest > 1e-4 ? { matrix, distance: 0 } : nearestCorrelation(matrix, n);
  const byAsset = (values: readonly number[]) => Object.fromEntries(assets.map((asset, i) => [asset, values[i]!]));
  const jumping = assets.map((asset, i) => [asset, own[i]!] as const).filter(([, { perYear }]) => perYear > 0);
  const parts = {
    ...(commonPerYear > 0 && {
      common: {
        perYear: commonPerYear,
        meanLog: byAsset(common.map(({ meanLog }) => meanLog)),
        sdLog: byAsset(common.map(({ sdLog }) => sdLog)),
        correlation: sizeCorrelation,
      },
    }),
    ...(jumping.length > 0 && { own: Object.fromEntries(jumping) }),
  };
  const shocks = shocksSchema.parse({
    kind: 'simulated',
    volatilityPerYear: byAsset(total),
    ...(n > 1 && {
      correlation: {
        assets: [...assets],
        matrix: assets.map((_, i) => assets.map((__, j) => roundCorrelation(repaired.matrix[i * n + j]!))),
        // Rounding to three digits can undo a repair.
        ...(smallest <= 1e-3 && { repair: true }),
      },
    }),
    ...(Number.isFinite(estimates.degreesOfFreedom) && {
      mixing: {
        degreesOfFreedom: figure(estimates.degreesOfFreedom),
        holdSeconds: estimates.holdSeconds,
        maximumMultiplier: MAXIMUM_MULTIPLIER,
      },
    }),
    ...(Object.keys(parts).length > 0 && { jumps: parts }),
  }) as SimulatedShocks;
  return { shocks, smallest, repairDistance: repaired.distance };
}

function rootMeanSquare({ meanLog, sdLog }: JumpFigures): number {
  return Math.sqrt(meanLog * meanLog + sdLog * sdLog);
}

function roundCorrelation(value: number): number {
  return Number(Math.max(-1, Math.min(1, value)).toFixed(3));
}
