/**
 * The search that gives lower and upper tails their difference: jumps as they stand out in the bars are bent until simulated
 * returns have the tail dependence below and above, and the worst and best returns, of history (simulated method of moments,
 * McFadden, Econometrica 57, 1989). Volatility, correlation and degrees of freedom stay as they were estimated.
 */

import { resolveShocks } from '../scenario/resolve-shocks.ts';
import type { SimulatedShocks } from '../scenario/schema/shocks.ts';
import type { BootstrapSpreads } from './hold-bootstrap.ts';
import {
  createJumpBlock,
  flaggedShape,
  hasCommon,
  hasOwn,
  type JumpBlock,
  type JumpShape,
  type MarketEstimates,
} from './jump-block.ts';
import { type Minimum, minimizeNelderMead } from './nelder-mead.ts';
import { compoundReturns } from './prices.ts';
import { DEPENDENCE_SHARES, measureReturns, QUANTILE_SHARES, type ReturnFigures } from './return-figures.ts';
import { meanOf } from './sample-statistics.ts';
import { simulateReturns } from './simulate-returns.ts';

/** Simulated values of one evaluation, about, and the holds that they may be. */
const VALUES = 400_000;
const HOLDS = { from: 1000, to: 5000 } as const;
const EVALUATIONS_MAX = 500;
/** The search ends when the simplex's values differ by this part: far less than the distance's own sampling error. */
const TOLERANCE = 0.01;
/** Differences below these are as good as none, whatever the bootstrap says of the measured figure. */
const FLOOR = {
  dependence: [0.02, 0.02, 0.04],
  worst: [0.05, 0.05, 0.08],
  best: [0.06, 0.08, 0.15],
  hold: 0.08,
} as const;
/** Returns of all assets together beyond a quantile that is compared. */
const POOLED_RETURNS_MIN = 10;
/** Rates and sizes stay within these factors of what was flagged. */
const LIMIT = { rate: Math.log(40), size: Math.log(5), share: Math.atanh(0.98) } as const;

/** Coordinates of the search, in order; those that cannot matter are left out. */
const NAMES = [
  'commonRateFactor',
  'commonMeanShare',
  'commonCorrelation',
  'ownRateFactor',
  'ownMeanShare',
  'ownSizeFactor',
] as const;
type Name = (typeof NAMES)[number];
/** First steps of the search: toward more, smaller and more one-sided jumps than those that stand out. */
const STEP: Readonly<Record<Name, number>> = {
  commonRateFactor: 0.7,
  commonMeanShare: -0.4,
  commonCorrelation: -0.5,
  ownRateFactor: 0.7,
  ownMeanShare: 0.4,
  ownSizeFactor: -0.3,
};
/** Coordinates between −1 and 1; the others are positive factors. */
const isShare = (name: Name): boolean => name.endsWith('Share') || name === 'commonCorrelation';

export interface SkewFit {
  readonly shape: JumpShape;
  readonly block: JumpBlock;
  /** 95 % intervals by the Gauss–Newton curvature of the distance, of the searched numbers; cut at the search's limits. */
  readonly interval: Partial<Record<Name, { readonly low: number; readonly high: number }>>;
  /** Σ (difference / tolerance)² over `figures` compared figures. */
  readonly distance: number;
  readonly figures: number;
  readonly evaluations: number;
  readonly converged: boolean;
  /** Spread of the last simplex over its worst value. */
  readonly spread: number;
}

/** Returns a block gives, over one hold a path: [asset][bar], hold after hold. */
export function simulateBlock(
  shocks: SimulatedShocks,
  { assets, stepSeconds, holdSeconds }: Pick<MarketEstimates, 'assets' | 'stepSeconds' | 'holdSeconds'>,
  holds: number,
  seedKey: readonly [number, number],
): Float64Array[] {
  const steps = holdSeconds / stepSeconds;
  const startPriceUsd = new Float64Array(assets.length).fill(1);
  const { config } = resolveShocks(shocks, assets, { steps, stepSeconds }, startPriceUsd);
  const kernel = { seedKey, stepCount: steps, stepSeconds, assetCount: assets.length, startPriceUsd, shocks: config };
  return simulateReturns(kernel, holds, 1).columns;
}

/** Figures of simulated returns, as history's. */
export function measureSimulated(columns: readonly Float64Array[], estimates: MarketEstimates): ReturnFigures {
  const perHold = estimates.holdSeconds / estimates.stepSeconds;
  const holds = columns.map((column) => compoundReturns(column, perHold));
  return measureReturns(columns, holds, estimates.stepSeconds, perHold);
}

/** Holds to simulate in one evaluation. */
export function searchHolds({ assets, holdSeconds, stepSeconds }: MarketEstimates): number {
  const perHold = (assets.length * holdSeconds) / stepSeconds;
  return Math.max(HOLDS.from, Math.min(HOLDS.to, Math.round(VALUES / perHold)));
}

/**
 * Differences of simulated from measured figures over their tolerance: the larger of the measured figure's standard error
 * (bootstrap) and a floor. Figures that either side cannot give are left out.
 */
export function differencesOf(simulated: ReturnFigures, measured: ReturnFigures, spreads: BootstrapSpreads): number[] {
  const out: number[] = [];
  const add = (difference: number, tolerance: number): void => {
    if (Number.isFinite(difference)) out.push(difference / tolerance);
  };
  const ratio = (own: readonly number[], other: readonly number[]): number =>
    meanOf(own.map((value, i) => Math.log(value / other[i]!)));
  for (const tail of ['lower', 'upper'] as const) {
    for (const k of DEPENDENCE_SHARES.keys()) {
      const error = spreads[tail]?.[k]?.standardError ?? 0;
      add(simulated[tail][k]! - measured[tail][k]!, Math.max(FLOOR.dependence[k]!, error));
    }
  }
  for (const [k, share] of QUANTILE_SHARES.entries()) {
    // Pooled over assets there have to be some returns beyond a quantile.
    if (share * measured.bars * measured.worst[k]!.length < POOLED_RETURNS_MIN) continue;
    add(ratio(simulated.worst[k]!, measured.worst[k]!), FLOOR.worst[k]!);
    add(ratio(simulated.best[k]!, measured.best[k]!), FLOOR.best[k]!);
  }
  if (measured.holds >= 1000) {
    add(ratio(simulated.worstHoldPercent, measured.worstHoldPercent), FLOOR.hold);
    add(ratio(simulated.bestHoldPercent, measured.bestHoldPercent), FLOOR.hold);
  }
  return out;
}

/**
 * Searches the shape.
 *
 * @returns null when even the flagged jumps take more variance than an asset has
 */
export function fitSkew(
  estimates: MarketEstimates,
  measured: ReturnFigures,
  spreads: BootstrapSpreads,
  seedKey: readonly [number, number],
  evaluationsMax = EVALUATIONS_MAX,
): SkewFit | null {
  const start = flaggedShape(estimates);
  const active = NAMES.filter((name) => (name.startsWith('common') ? hasCommon(estimates) : hasOwn(estimates)));
  const holds = searchHolds(estimates);
  const differences = (point: readonly number[]): number[] | null => {
    const block = createJumpBlock(estimates, decode(active, point, start));
    if (block === null || isOutside(active, point)) return null;
    const simulated = measureSimulated(simulateBlock(block.shocks, estimates, holds, seedKey), estimates);
    const out = differencesOf(simulated, measured, spreads);
    // A diffusion correlation that needs repair no longer meets the measured one.
    out.push(block.smallest < 0.002 ? 100 * Math.sqrt(0.002 - block.smallest) : 0);
    return out;
  };
  const objective = (point: readonly number[]): number => {
    const values = differences(point);
    return values === null ? Number.POSITIVE_INFINITY : values.reduce((sum, value) => sum + value * value, 0);
  };
  const first = encode(active, start);
  const step = active.map((name) => STEP[name]);
  const found =
    active.length === 0
      ? { point: first, value: objective(first), evaluations: 1, spread: 0, converged: true }
      : searchTwice(objective, first, step, evaluationsMax);
  const shape = decode(active, found.point, start);
  const block = createJumpBlock(estimates, shape);
  if (block === null || !Number.isFinite(found.value)) return null;
  return {
    shape,
    block,
    interval: intervalsOf(active, found.point, start, differences, measured.holds / holds),
    distance: found.value,
    figures: differences(found.point)!.length - 1,
    evaluations: found.evaluations,
    converged: found.converged,
    spread: found.value > 0 ? found.spread / (found.value + found.spread) : 0,
  };
}

/** Nelder and Mead's method, and once more from where it ended with fresh steps: a simplex can fold up on a slope. */
function searchTwice(
  objective: (point: readonly number[]) => number,
  start: readonly number[],
  step: readonly number[],
  evaluationsMax: number,
): Minimum {
  const once = minimizeNelderMead(objective, start, step, evaluationsMax, TOLERANCE);
  if (!once.converged) return once;
  const left = evaluationsMax - once.evaluations;
  const again = minimizeNelderMead(
    objective,
    once.point,
    step.map((value) => -value / 2),
    left,
    TOLERANCE,
  );
  return { ...again, evaluations: once.evaluations + again.evaluations };
}

/** Variances of the coordinates: (D'D)⁻¹·(1 + measured over simulated holds), D the slopes of the differences. */
function intervalsOf(
  active: readonly Name[],
  point: readonly number[],
  start: JumpShape,
  differences: (point: readonly number[]) => number[] | null,
  noise: number,
): SkewFit['interval'] {
  const h = 0.1;
  const slopes = active.map((_, i) => {
    const moved = (by: number) => differences(point.map((value, k) => (k === i ? value + by : value)));
    const [above, below] = [moved(h), moved(-h)];
    return above === null || below === null ? null : above.map((value, k) => (value - below[k]!) / (2 * h));
  });
  if (slopes.some((slope) => slope === null)) return {};
  const n = active.length;
  const normal = Array.from({ length: n * n }, (_, at) =>
    slopes[Math.floor(at / n)]!.reduce((sum, value, k) => sum + value * slopes[at % n]![k]!, 0),
  );
  const variance = diagonalOfInverse(normal, n);
  return Object.fromEntries(
    active.flatMap((name, i) => {
      const error = Math.sqrt(variance[i]! * (1 + noise));
      if (!Number.isFinite(error)) return [];
      // Beyond the limits of the search nothing is known: an interval that ends there says that the figures do not tell.
      const limit = limitOf(name);
      const at = (by: number): number => {
        const moved = point.map((value, k) => (k === i ? Math.max(-limit, Math.min(limit, value + by)) : value));
        return decode(active, moved, start)[name];
      };
      return [[name, { low: at(-1.96 * error), high: at(1.96 * error) }]];
    }),
  );
}

/** Gauss–Jordan elimination with pivots; NaN where the matrix is singular. */
function diagonalOfInverse(matrix: readonly number[], n: number): number[] {
  const rows = Array.from({ length: n }, (_, i) => [
    ...matrix.slice(i * n, (i + 1) * n),
    ...Array.from({ length: n }, (__, j) => (i === j ? 1 : 0)),
  ]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const scale = rows[c]![c]!;
    if (!(Math.abs(scale) > 1e-9)) return new Array<number>(n).fill(Number.NaN);
    rows[c] = rows[c]!.map((value) => value / scale);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = rows[r]![c]!;
      rows[r] = rows[r]!.map((value, k) => value - factor * rows[c]![k]!);
    }
  }
  return rows.map((row, i) => row[n + i]!);
}

/** To coordinates without bounds: logarithms of factors, inverse hyperbolic tangents of shares. */
function encode(active: readonly Name[], shape: JumpShape): number[] {
  return active.map((name) => (isShare(name) ? Math.atanh(shape[name]) : Math.log(shape[name])));
}

function decode(active: readonly Name[], point: readonly number[], start: JumpShape): JumpShape {
  const values = active.map((name, i) => [name, isShare(name) ? Math.tanh(point[i]!) : Math.exp(point[i]!)]);
  return { ...start, ...Object.fromEntries(values) };
}

/** How far a coordinate may go from 0. */
function limitOf(name: Name): number {
  return name === 'ownSizeFactor' ? LIMIT.size : isShare(name) ? LIMIT.share : LIMIT.rate;
}

function isOutside(active: readonly Name[], point: readonly number[]): boolean {
  return active.some(
    (name, i) => Math.abs(point[i]!) > limitOf(name) || (name === 'commonCorrelation' && point[i]! < 0),
  );
}
