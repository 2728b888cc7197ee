/**
 * Trajectories of Morris's screening (Morris 1991): from a random grid point, each parameter in turn moves by Δ, in random
 * order, so that d + 1 points give one elementary effect of each of the d parameters.
 */

import { nextUniform, type RandomStream } from '../../kernel/random/stream.ts';
import { createDesign, type Design, DesignStream, openDesignStream, pointOf } from './design.ts';

/** Trajectories and what moves along them. */
export interface Trajectories {
  readonly count: number;
  /** Trajectory by trajectory, d + 1 rows each. */
  readonly design: Design;
  /** Which column moves at each step, [trajectory × step]. */
  readonly moved: Int32Array;
  /** By how much: +Δ or −Δ, [trajectory × step]. */
  readonly change: Float64Array;
}

/**
 * Draws trajectories on a grid of p levels with Δ = p / (2(p − 1)), which takes all levels equally often.
 *
 * @param count  r, number of trajectories; 20 or more for a screening
 * @param columns  d, number of parameters
 * @param seed  any text
 * @param levels  p, even; 4 is usual
 */
export function drawTrajectories(count: number, columns: number, seed: string, levels = 4): Trajectories {
  const stream = openDesignStream(seed, DesignStream.trajectories);
  const step = levels / (2 * (levels - 1));
  const design = createDesign(count * (columns + 1), columns);
  const moved = new Int32Array(count * columns);
  const change = new Float64Array(count * columns);
  for (let t = 0; t < count; t++) {
    const first = t * (columns + 1);
    const point = pointOf(design, first);
    // Half of the levels can move up by Δ, the other half down.
    for (let column = 0; column < columns; column++)
      point[column] = Math.floor(nextUniform(stream) * levels) / (levels - 1);
    const order = drawOrder(columns, stream);
    for (let s = 0; s < columns; s++) {
      const next = pointOf(design, first + s + 1);
      next.set(pointOf(design, first + s));
      const column = order[s];
      const move = next[column] + step > 1 + 1e-9 ? -step : step;
      next[column] = Math.min(1, Math.max(0, next[column] + move));
      moved[t * columns + s] = column;
      change[t * columns + s] = move;
    }
  }
  return { count, design, moved, change };
}

function drawOrder(columns: number, stream: RandomStream): Int32Array {
  const order = new Int32Array(columns);
  for (let i = 0; i < columns; i++) {
    const other = Math.floor(nextUniform(stream) * (i + 1));
    order[i] = order[other];
    order[other] = i;
  }
  return order;
}
