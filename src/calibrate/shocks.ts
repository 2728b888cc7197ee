/**
 * From measured returns to a `shocks` block: mixing, common downward jumps and own jumps whose simulated hourly returns have
 * the measured tails and tail dependence.
 *
 * Volatility and correlation are met by construction: jumps are stated in hourly standard deviations, and the diffusion gets
 * the variance and covariance that they leave. Eight numbers shape the tails; they are searched so that the statistics of
 * prices.ts agree between history and simulation (simulated method of moments, McFadden, Econometrica 57, 1989).
 */

import { nearestCorrelation, smallestEigenvalue } from '../scenario/correlation.ts';
import { resolveShocks } from '../scenario/resolve-shocks.ts';
import { type Shocks, shocksSchema } from '../scenario/schema/shocks.ts';
import {
  DAY_HOURS,
  HOUR,
  HOUR_SHARES,
  type MarketFacts,
  measureTails,
  TAIL_SHARES,
  type TailStatistics,
} from './market.ts';
import { minimizeNelderMead } from './nelder-mead.ts';
import { meanOf } from './sample-statistics.ts';
import { simulateReturns } from './simulate-returns.ts';

/** No day is drawn wilder than this multiple of the usual volatility: the wildest on record had eight to nine times. */
const MAXIMUM_MULTIPLIER = 10;

/** The numbers that shape the tails; sizes in standard deviations of an asset's hourly return. */
export interface TailShape {
  readonly degreesOfFreedom: number;
  readonly commonPerYear: number;
  /** Mean and standard deviation of a common jump; the mean is meant to be negative. */
  readonly commonMean: number;
  readonly commonSd: number;
  readonly commonCorrelation: number;
  readonly ownPerYear: number;
  readonly ownMean: number;
  readonly ownSd: number;
}

/**
 * Makes the `shocks` block of a shape.
 *
 * An asset's common jumps are the larger the heavier its worst hours, its own jumps the larger the less it moves with the
 * others. The diffusion correlation is ρᵢⱼ = (Cᵢⱼvᵢvⱼ − λ_c(mᵢmⱼ + r sᵢsⱼ))/(σᵢσⱼ), so that total correlation is C.
 *
 * @returns the block, its diffusion correlation before any repair and the smallest eigenvalue of that; null when jumps take
 *   more than the total variance of an asset
 */
export function createShockBlock(
  facts: MarketFacts,
  shape: TailShape,
): { shocks: Shocks; smallest: number; matrix: Float64Array } | null {
  const n = facts.assets.length;
  const hourly = facts.volatilityPerYear.map((sigma) => sigma / Math.sqrt(365 * DAY_HOURS));
  const worst = facts.tails.worstHour.map((quantiles, i) => -quantiles[1]! / hourly[i]!);
  const alone = facts.assets.map((_, i) => 1 - (rowSum(facts.correlation, i, n) - 1) / Math.max(1, n - 1));
  const figure = (value: number): number => Number(value.toPrecision(3));
  const mean = hourly.map((h, i) => figure((shape.commonMean * h * worst[i]!) / meanOf(worst)));
  const sd = hourly.map((h, i) => figure((shape.commonSd * h * worst[i]!) / meanOf(worst)));
  const ownScale = hourly.map((h, i) => h * Math.sqrt(alone[i]! / meanOf(alone)));
  const ownMean = ownScale.map((h) => figure(shape.ownMean * h));
  const ownSd = ownScale.map((h) => figure(shape.ownSd * h));
  const total = facts.volatilityPerYear.map((sigma) => figure(sigma));
  const commonPerYear = figure(shape.commonPerYear);
  const ownPerYear = figure(shape.ownPerYear);
  const correlation = figure(shape.commonCorrelation);

  const left = total.map(
    (sigma, i) =>
      sigma * sigma -
      commonPerYear * (mean[i]! * mean[i]! + sd[i]! * sd[i]!) -
      ownPerYear * (ownMean[i]! * ownMean[i]! + ownSd[i]! * ownSd[i]!),
  );
  if (left.some((variance) => !(variance > 0))) return null;
  const matrix = facts.correlation.map((c, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i === j) return 1;
    const jumps = commonPerYear * (mean[i]! * mean[j]! + correlation * sd[i]! * sd[j]!);
    return (c * total[i]! * total[j]! - jumps) / Math.sqrt(left[i]! * left[j]!);
  });
  const smallest = smallestEigenvalue(matrix, n);
  const valid = smallest > 1e-4 ? matrix : nearestCorrelation(matrix, n).matrix;
  const byAsset = (values: readonly number[]) =>
    Object.fromEntries(facts.assets.map((asset, i) => [asset, values[i]!]));
  const shocks = shocksSchema.parse({
    kind: 'simulated',
    volatilityPerYear: byAsset(total),
    correlation: {
      assets: [...facts.assets],
      matrix: facts.assets.map((_, i) =>
        facts.assets.map((__, j) => Number(Math.max(-1, Math.min(1, valid[i * n + j]!)).toFixed(3))),
      ),
    },
    mixing: {
      degreesOfFreedom: figure(shape.degreesOfFreedom),
      holdSeconds: 86_400,
      maximumMultiplier: MAXIMUM_MULTIPLIER,
    },
    jumps: {
      common: { perYear: commonPerYear, meanLog: byAsset(mean), sdLog: byAsset(sd), correlation },
      own: Object.fromEntries(
        facts.assets.map((asset, i) => [asset, { perYear: ownPerYear, meanLog: ownMean[i]!, sdLog: ownSd[i]! }]),
      ),
    },
  });
  return { shocks, smallest, matrix };
}

function rowSum(matrix: Float64Array, row: number, n: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) sum += matrix[row * n + j]!;
  return sum;
}

/** Tails of hourly returns that a block gives, over `days` simulated days of one path each. */
export function simulateTails(
  shocks: Shocks,
  assets: readonly string[],
  days: number,
  seedKey: readonly [number, number],
): TailStatistics {
  const startPriceUsd = new Float64Array(assets.length).fill(1);
  const horizon = { steps: DAY_HOURS, stepSeconds: HOUR };
  const { config, calmVolatilityPerStep } = resolveShocks(shocks, assets, horizon, startPriceUsd);
  const { columns } = simulateReturns(
    { seedKey, stepCount: DAY_HOURS, stepSeconds: HOUR, assetCount: assets.length, startPriceUsd, shocks: config },
    days,
    1,
  );
  const volatilityPerYear = Array.from(calmVolatilityPerStep, (sigma) => sigma * Math.sqrt(365 * DAY_HOURS));
  return measureTails(columns, columns, volatilityPerYear);
}

/** How far simulated tails are from measured ones: squares of differences over the tolerance given to each figure. */
export function tailDistance(simulated: TailStatistics, measured: TailStatistics): number {
  let sum = 0;
  const add = (difference: number, tolerance: number): void => {
    sum += (difference / tolerance) * (difference / tolerance);
  };
  for (const k of TAIL_SHARES.keys()) {
    // Few hours are left at 0.1 %: a looser figure there.
    add(simulated.lower[k]! - measured.lower[k]!, k === 2 ? 0.04 : 0.02);
    add(simulated.upper[k]! - measured.upper[k]!, k === 2 ? 0.04 : 0.02);
  }
  for (const k of HOUR_SHARES.keys()) {
    // The worst hour in ten thousand decides the worst day in a few hundred: no looser than the others.
    add(Math.log(simulated.worst[k]! / measured.worst[k]!), [0.05, 0.05, 0.06][k]!);
    add(Math.log(simulated.best[k]! / measured.best[k]!), [0.06, 0.08, 0.2][k]!);
  }
  add(Math.log(simulated.worstDay / measured.worstDay), 0.08);
  add(Math.log(simulated.bestDay / measured.bestDay), 0.1);
  add(Math.log((simulated.dailyKurtosis + 3) / (measured.dailyKurtosis + 3)), 0.4);
  return sum;
}

export interface FitOptions {
  readonly start: TailShape;
  /** Simulated days in each evaluation; the same random numbers every time. */
  readonly days: number;
  readonly evaluations: number;
  readonly seedKey: readonly [number, number];
}

export interface ShockCalibration {
  readonly shape: TailShape;
  readonly shocks: Shocks;
  readonly simulated: TailStatistics;
  readonly distance: number;
}

/**
 * Searches the shape whose simulated tails are nearest to the measured ones.
 *
 * @throws {RangeError} when the start is not allowed (jumps above the total variance)
 */
export function calibrateShocks(facts: MarketFacts, options: FitOptions): ShockCalibration {
  const { start, days, evaluations, seedKey } = options;
  const objective = (point: readonly number[]): number => {
    const shape = decodeShape(point);
    const block = createShockBlock(facts, shape);
    if (block === null) return Number.POSITIVE_INFINITY;
    // A diffusion correlation that needs repair no longer meets the measured one.
    const penalty = block.smallest < 0.002 ? 1e4 * (0.002 - block.smallest) : 0;
    return tailDistance(simulateTails(block.shocks, facts.assets, days, seedKey), facts.tails) + penalty;
  };
  const found = minimizeNelderMead(
    objective,
    encodeShape(start),
    [0.4, 0.4, 0.4, 0.3, 0.5, 0.4, 0.4, 0.3],
    evaluations,
  );
  const shape = decodeShape(found.point);
  const block = createShockBlock(facts, shape);
  if (block === null)
    throw new RangeError('calibrateShocks: the jumps of the starting shape exceed the total variance');
  const simulated = simulateTails(block.shocks, facts.assets, days, seedKey);
  return { shape, shocks: block.shocks, simulated, distance: found.value };
}

/** To coordinates without bounds: logarithms of positive numbers, a logit for the correlation. */
function encodeShape(shape: TailShape): number[] {
  const correlation = shape.commonCorrelation;
  return [
    Math.log(shape.degreesOfFreedom - 2.05),
    Math.log(shape.commonPerYear),
    shape.commonMean,
    Math.log(shape.commonSd),
    Math.log(correlation / (1 - correlation)),
    Math.log(shape.ownPerYear),
    shape.ownMean,
    Math.log(shape.ownSd),
  ];
}

function decodeShape(point: readonly number[]): TailShape {
  return {
    degreesOfFreedom: 2.05 + Math.exp(point[0]!),
    commonPerYear: Math.exp(point[1]!),
    commonMean: point[2]!,
    commonSd: Math.exp(point[3]!),
    commonCorrelation: 1 / (1 + Math.exp(-point[4]!)),
    ownPerYear: Math.exp(point[5]!),
    ownMean: point[6]!,
    ownSd: Math.exp(point[7]!),
  };
}
