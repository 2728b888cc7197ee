/**
 * From one direction that breaks to the nearest break around it.
 *
 * Planes fitted to narrow brackets lead to the minimum of a smooth edge in a few rounds; CMA-ES over directions then looks
 * wider, for edges with corners and steps. The scale of a direction is all that is minimised, so both live on the sphere.
 */

import type { RandomStream } from '../../kernel/random/stream.ts';
import { createCma, drawGeneration, learn } from './cma-es.ts';
import { findFirstBreaks, type Ray } from './first-break.ts';
import { lengthOf } from './horizon-law.ts';
import type { Judge } from './judge.ts';
import { dot } from './rays.ts';
import { type Break, findTangentDirection } from './tangent-step.ts';

export interface DescendOptions {
  /** Generations of CMA-ES at most; 0 leaves it out. */
  readonly generations: number;
  /** Last bracket of a scale, relative. */
  readonly tolerance: number;
  /** How far a direction may be followed. */
  readonly limitOf: (direction: Float64Array) => number;
}

/** Angle of the rays around a break that a plane is fitted to, and the number of planes at most. */
const PLANE_ANGLE = 0.03;
const PLANES = 4;
/** Multiples of the best scale at which rays close to it are tried. */
const NEAR_GRID = [0.6, 0.9, 0.97, 1.03, 1.15, 1.5];
/** First step size of CMA-ES, as an angle in radians; below the last one, shocks no longer change in figures printed. */
const SIGMA = 0.3;
const SIGMA_MIN = 1e-3;
/** Multiples of the best scale at which its samples are tried; only those nearer than the best are bisected. */
const SAMPLE_GRID = [1, 1.1, 1.25, 1.5];
/** Generations without progress that end it. */
const PATIENCE = 3;

/** Returns the nearest break found; the start itself where nothing nearer is. */
export async function descend(
  judge: Judge,
  start: Break,
  stream: RandomStream,
  options: DescendOptions,
): Promise<Break> {
  const first = await followPlanes(judge, start, options);
  if (options.generations === 0) return first;
  const second = await sampleAround(judge, first, stream, options);
  return second === first ? first : followPlanes(judge, second, options);
}

/** Fits planes to rays close around the best break, and follows them while they lead nearer. */
async function followPlanes(judge: Judge, start: Break, { tolerance, limitOf }: DescendOptions): Promise<Break> {
  let best = start;
  for (let round = 0; round < PLANES; round++) {
    const measure = async (directions: readonly Float64Array[]): Promise<Break[]> => {
      const rays = directions.map((direction) => rayNear(direction, best.scale, NEAR_GRID, limitOf));
      return keepBroken(directions, await findFirstBreaks(judge, rays, { tolerance }));
    };
    const around = [...best.direction.keys()].map((k) =>
      normalised(best.direction.map((value, i) => value + (i === k ? PLANE_ANGLE : 0))),
    );
    const found = await measure([best.direction, ...around]);
    const [centre, ...others] = found.length > 0 ? found : [best];
    const proposal = findTangentDirection(others, centre);
    const candidates = [...found, ...(proposal === null ? [] : await measure([proposal]))];
    const nearer = candidates.reduce((a, b) => (b.scale < a.scale ? b : a), best);
    const isDone = nearer.scale >= best.scale * (1 - 2 * tolerance);
    best = nearer;
    if (isDone) break;
  }
  return best;
}

/** CMA-ES: returns the start itself where no sample breaks nearer. */
async function sampleAround(
  judge: Judge,
  start: Break,
  stream: RandomStream,
  { generations, tolerance, limitOf }: DescendOptions,
): Promise<Break> {
  let best = start;
  const state = createCma(start.direction, SIGMA);
  for (let generation = 0, idle = 0; generation < generations && idle < PATIENCE; generation++) {
    const directions = drawGeneration(state, stream).map(normalised);
    const { scale, direction } = best;
    const rays = directions.map((one) => rayNear(one, scale, SAMPLE_GRID, limitOf));
    const scales = await findFirstBreaks(judge, rays, { tolerance, bisectBelow: scale });
    for (const one of keepBroken(directions, scales)) if (one.scale < best.scale) best = one;
    // What ties on the grid, or does not break within reach, ranks by how near it points to the best direction.
    const farthest = scale * SAMPLE_GRID[SAMPLE_GRID.length - 1] * 1.1;
    const values = scales.map((own, p) => Math.min(own, farthest) * (1 + 0.01 * (1 - dot(direction, directions[p]))));
    learn(state, directions, values);
    state.mean = normalised(state.mean);
    if (state.sigma < SIGMA_MIN) break;
    idle = best.scale < scale * (1 - 10 * tolerance) ? 0 : idle + 1;
  }
  return best;
}

/** A ray tried at multiples of a scale, as far as it may be followed. */
function rayNear(
  direction: Float64Array,
  scale: number,
  multiples: readonly number[],
  limitOf: (direction: Float64Array) => number,
): Ray {
  const limit = limitOf(direction);
  return { direction, grid: multiples.map((multiple) => multiple * scale).filter((one) => one <= limit) };
}

function keepBroken(directions: readonly Float64Array[], scales: Float64Array): Break[] {
  return directions.flatMap((direction, d) => (Number.isFinite(scales[d]) ? [{ direction, scale: scales[d] }] : []));
}

function normalised(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}
