/**
 * The likeliest shock that breaks something: the nearest point to the mean of the law, in Mahalanobis distance, at which a
 * loss is above its threshold (reverse stress test; first-order reliability's design point, Hasofer and Lind 1974).
 *
 * Rays in readable directions come first, each walked and bisected to its first break. From the nearest, and from the
 * nearest of those that point elsewhere, a search over directions goes on (descend.ts). START HERE in study/reverse/.
 */

import type { RandomStream } from '../../kernel/random/stream.ts';
import { descend } from './descend.ts';
import { findFirstBreaks, findSmaller, type Ray, scaled } from './first-break.ts';
import { type HorizonLaw, toShock } from './horizon-law.ts';
import type { Judge } from './judge.ts';
import { dot, type NamedDirection } from './rays.ts';
import type { Break } from './tangent-step.ts';

/** Falls and rises beyond which no shock is looked for, log returns. */
export const FALL_MAX = Math.log(0.05);
export const RISE_MAX = Math.log(4);

export interface SearchOptions {
  /** Width of the bracket of a minimum's distance over the distance. */
  readonly tolerance: number;
  /** Generations of CMA-ES at most. */
  readonly generations: number;
}

export const SEARCH_DEFAULTS: SearchOptions = { tolerance: 1e-4, generations: 10 };

/** Bracket of the rays, which are compared and listed but not searched for more digits. */
const RAY_TOLERANCE = 0.005;
/** Rays are walked in steps of a quarter, from a fiftieth of the shortest ray on, to this multiple of the nearest break. */
const GRID_RATIO = 1.25;
const GRID_START = 0.02;
const RAY_REACH = 2;

/** A shock that breaks, the smallest in its direction. */
export interface BreakingShock {
  readonly name: string;
  /** Mahalanobis distance from the mean; 0 where the mean itself breaks. */
  readonly distance: number;
  /** Factors, [rank]. */
  readonly factors: Float64Array;
  /** Log returns over the horizon, [asset]. */
  readonly shock: Float64Array;
}

export interface SearchResult {
  /** Nearest first; empty where nothing within the limits breaks. */
  readonly minima: readonly BreakingShock[];
  /**
   * First breaks of the rays, in the order of the directions, to half a percent; rays that hold to twice the nearest break
   * have none.
   */
  readonly rays: readonly BreakingShock[];
  readonly shocksTried: number;
  readonly largestLoss: number;
  /** Shock with the largest loss, [asset]. */
  readonly worstShock: Float64Array;
}

/** Directions that share less than this cosine count as other ways to break. */
const ELSEWHERE = 0.5;

/**
 * Searches.
 *
 * @param directions  where to start, with names
 * @param stream  where the draws come from; advanced
 */
export async function findLikeliestBreak(
  judge: Judge,
  directions: readonly NamedDirection[],
  stream: RandomStream,
  options: SearchOptions = SEARCH_DEFAULTS,
): Promise<SearchResult> {
  const { law, seen } = judge;
  const answer = (minima: readonly BreakingShock[], rays: readonly BreakingShock[]): SearchResult => ({
    minima: [...minima].sort((a, b) => a.distance - b.distance),
    rays,
    shocksTried: seen.shocks,
    largestLoss: seen.largestLoss,
    worstShock: toShock(law, seen.worst ?? new Float64Array(law.rank)),
  });
  const centre = new Float64Array(law.rank);
  if ((await judge.judge([centre]))[0]) return answer([describe(law, 'no shock', centre, 0)], []);

  const limitOf = (direction: Float64Array) => findLimit(law, direction);
  const rays = gridRays(directions, limitOf);
  const tolerance = Math.max(RAY_TOLERANCE, options.tolerance);
  const scales = await findFirstBreaks(judge, rays, { tolerance, reach: RAY_REACH });
  const breaks = directions.flatMap(({ name, direction }, d) =>
    Number.isFinite(scales[d]) ? [{ name, direction, scale: scales[d] }] : [],
  );
  const minima: BreakingShock[] = [];
  for (const [at, start] of chooseStarts(breaks).entries()) {
    // The second minimum is there to be compared: planes alone.
    const generations = at === 0 ? options.generations : 0;
    const found = law.rank === 1 ? start : await descend(judge, start, stream, { ...options, generations, limitOf });
    const name = found === start ? start.name : 'nearest';
    minima.push(describe(law, name, found.direction, await settle(judge, found, options)));
  }
  return answer(
    minima,
    breaks.map(({ name, direction, scale }) => describe(law, name, direction, scale)),
  );
}

/** The nearest break, and the nearest that points elsewhere. */
function chooseStarts<B extends Break>(breaks: readonly B[]): B[] {
  const sorted = [...breaks].sort((a, b) => a.scale - b.scale);
  const [first] = sorted;
  if (first === undefined) return [];
  const second = sorted.find(({ direction }) => dot(direction, first.direction) < ELSEWHERE);
  return second === undefined ? [first] : [first, second];
}

/** Rays on one geometric grid, each to its own limit, which is its last point. */
function gridRays(directions: readonly NamedDirection[], limitOf: (direction: Float64Array) => number): Ray[] {
  const limits = directions.map(({ direction }) => limitOf(direction));
  const start = GRID_START * Math.min(...limits.filter((limit) => limit > 0));
  return directions.map(({ direction }, d) => {
    const grid: number[] = [];
    for (let scale = start; scale < limits[d]; scale *= GRID_RATIO) grid.push(scale);
    return { direction, grid: limits[d] > 0 ? [...grid, limits[d]] : [] };
  });
}

/** The scale of a found direction to the last tolerance, and a second look below it. */
async function settle(judge: Judge, { direction, scale }: Break, { tolerance }: SearchOptions): Promise<number> {
  const grid = [0.97 * scale, scale];
  const [first] = await findFirstBreaks(judge, [{ direction, grid }], { tolerance });
  return findSmaller(judge, direction, Number.isFinite(first) ? first : scale, tolerance);
}

/** The scale at which the first asset reaches the largest fall or rise. */
function findLimit({ assetCount, rank, meanLog, root }: HorizonLaw, direction: Float64Array): number {
  let limit = Number.POSITIVE_INFINITY;
  for (let i = 0; i < assetCount; i++) {
    const speed = dot(root.subarray(i * rank, (i + 1) * rank), direction);
    if (speed !== 0) limit = Math.min(limit, ((speed < 0 ? FALL_MAX : RISE_MAX) - meanLog[i]) / speed);
  }
  return Math.max(0, limit);
}

function describe(law: HorizonLaw, name: string, direction: Float64Array, distance: number): BreakingShock {
  const factors = scaled(direction, distance);
  return { name, distance, factors, shock: toShock(law, factors) };
}
