/**
 * From one direction that breaks to the nearest break around it: CMA-ES over directions, the scale of each found by
 * bisection, and a fitted plane that proposes one direction a generation.
 *
 * The scale of a direction is all that is minimised, so that the search lives on the sphere: after each generation the mean
 * goes back to unit length.
 */

import type { RandomStream } from '../../kernel/random/stream.ts';
import { createCma, drawGeneration, learn } from './cma-es.ts';
import { findFirstBreaks, type Ray } from './first-break.ts';
import { lengthOf } from './horizon-law.ts';
import type { Judge } from './judge.ts';
import { dot } from './rays.ts';
import { type Break, findTangentDirection } from './tangent-step.ts';

export interface DescendOptions {
  readonly generations: number;
  /** Last bracket of a scale, relative. */
  readonly tolerance: number;
  /** How far a direction may be followed. */
  readonly limitOf: (direction: Float64Array) => number;
}

/** First step size, as an angle in radians. */
const SIGMA = 0.3;
/** Step sizes below this no longer change a shock by a figure that is printed. */
const SIGMA_MIN = 1e-3;
/** Directions are followed to this multiple of the best scale. */
const REACH = 1.5;
/** Points of the coarse walk up to there. */
const GRID = 3;
/** Widest bracket of a scale while directions are still compared roughly. */
const TOLERANCE_MAX = 0.01;
/** Generations without progress that end the search. */
const PATIENCE = 4;
/** Angle of the rays around a minimum that the last planes are fitted to, and the number of those planes at most. */
const POLISH_ANGLE = 0.03;
const POLISH_ROUNDS = 3;

/** Returns the nearest break found; the start itself where nothing nearer is. */
export async function descend(
  judge: Judge,
  start: Break,
  stream: RandomStream,
  { generations, tolerance, limitOf }: DescendOptions,
): Promise<Break> {
  let best = start;
  const state = createCma(start.direction, SIGMA);
  let known: Break[] = [start];
  let idle = 0;
  for (let generation = 0; generation < generations && idle < PATIENCE && state.sigma > SIGMA_MIN; generation++) {
    const points = drawGeneration(state, stream);
    const proposal = findTangentDirection(known, best);
    const directions = [...points.map(normalised), ...(proposal === null ? [] : [proposal])];
    const reach = REACH * best.scale;
    const rays: Ray[] = directions.map((direction) => ({ direction, limit: Math.min(reach, limitOf(direction)) }));
    const bracket = Math.max(tolerance, Math.min(TOLERANCE_MAX, 0.02 * state.sigma * state.sigma));
    const scales = await findFirstBreaks(judge, rays, { gridCount: GRID, tolerance: bracket });
    const found = directions.flatMap((direction, d) =>
      Number.isFinite(scales[d]) ? [{ direction, scale: scales[d] }] : [],
    );
    const before = best;
    for (const one of found) if (one.scale < best.scale) best = one;
    // What does not break within reach ranks behind what does, the nearer to the best direction the better.
    const from = before.direction;
    const values = points.map((_, p) =>
      Number.isFinite(scales[p]) ? scales[p] : reach * (2 - dot(from, directions[p])),
    );
    learn(state, points, values);
    const isProposed = proposal !== null && best !== before && best.direction === proposal;
    state.mean = isProposed ? proposal.slice() : normalised(state.mean);
    known = nearest([...known, ...found], 4 * state.size + 4);
    idle = best.scale < before.scale * (1 - 10 * tolerance) ? 0 : idle + 1;
  }
  return polish(judge, best, tolerance, limitOf);
}

/**
 * Fits planes to narrow brackets of rays close around the best, and follows them while they lead nearer: on a smooth edge
 * the digits that the rough brackets left open.
 */
async function polish(
  judge: Judge,
  start: Break,
  tolerance: number,
  limitOf: (direction: Float64Array) => number,
): Promise<Break> {
  let best = start;
  const measure = async (directions: readonly Float64Array[]): Promise<Break[]> => {
    const reach = REACH * best.scale;
    const rays = directions.map((direction) => ({ direction, limit: Math.min(reach, limitOf(direction)) }));
    const scales = await findFirstBreaks(judge, rays, { gridCount: GRID, tolerance });
    return directions.flatMap((direction, d) => (Number.isFinite(scales[d]) ? [{ direction, scale: scales[d] }] : []));
  };
  for (let round = 0; round < POLISH_ROUNDS; round++) {
    const around = [...best.direction.keys()].map((k) =>
      normalised(best.direction.map((value, i) => value + (i === k ? POLISH_ANGLE : 0))),
    );
    const found = await measure([best.direction, ...around]);
    const [first, ...others] = found.length > 0 ? found : [best];
    const proposal = findTangentDirection(others, first);
    const candidates = [...found, ...(proposal === null ? [] : await measure([proposal]))];
    const nearer = candidates.reduce((a, b) => (b.scale < a.scale ? b : a), best);
    const isDone = nearer.scale >= best.scale * (1 - tolerance);
    best = nearer;
    if (isDone) break;
  }
  return best;
}

/** The breaks with the smallest scales: those that say most about the edge near the minimum. */
function nearest(breaks: readonly Break[], count: number): Break[] {
  return [...breaks].sort((a, b) => a.scale - b.scale).slice(0, count);
}

function normalised(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}
