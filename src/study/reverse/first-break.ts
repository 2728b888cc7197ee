/**
 * The smallest scale at which each of several rays breaks.
 *
 * Loss along a ray is piecewise constant and need not rise: a deeper fall can be cheaper, where it closes accounts
 * earlier. So a ray is walked outwards on a grid to the first point that breaks, and only then bisected. What breaks and
 * holds again between two grid points is not seen here; `findSmaller` looks once more on a fine grid below a minimum.
 */

import type { Judge } from './judge.ts';

/** A direction from the mean of the law, and the scales at which it is tried. */
export interface Ray {
  /** Unit length, [rank]. */
  readonly direction: Float64Array;
  /** Rising. */
  readonly grid: readonly number[];
}

export interface FirstBreakOptions {
  /** Width of the last bracket over its upper end. */
  readonly tolerance: number;
  /** A ray is followed no further than this multiple of the nearest break so far; Infinity by default. */
  readonly reach?: number;
  /** Only breaks at or below this scale are bisected; the others stay at their grid point. Infinity by default. */
  readonly bisectBelow?: number;
}

/**
 * Walks and bisects all rays side by side, so that one call of the loss answers for many.
 *
 * @returns scale of the first break of each ray, the upper end of its bracket: it breaks itself; Infinity where none was met
 */
export async function findFirstBreaks(
  { judge }: Judge,
  rays: readonly Ray[],
  { tolerance, reach = Number.POSITIVE_INFINITY, bisectBelow = Number.POSITIVE_INFINITY }: FirstBreakOptions,
): Promise<Float64Array> {
  const low = new Float64Array(rays.length);
  const high = new Float64Array(rays.length).fill(Number.POSITIVE_INFINITY);
  const ask = async (which: readonly number[], scaleOf: (ray: number) => number): Promise<void> => {
    const broken = await judge(which.map((ray) => scaled(rays[ray].direction, scaleOf(ray))));
    which.forEach((ray, k) => {
      (broken[k] ? high : low)[ray] = scaleOf(ray);
    });
  };
  const all = [...rays.keys()];
  for (let k = 0; ; k++) {
    const farthest = reach * high.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const walking = all.filter(
      (ray) => high[ray] === Number.POSITIVE_INFINITY && k < rays[ray].grid.length && rays[ray].grid[k] <= farthest,
    );
    if (walking.length === 0) break;
    await ask(walking, (ray) => rays[ray].grid[k]);
  }
  for (;;) {
    const wide = all.filter((ray) => high[ray] <= bisectBelow && high[ray] - low[ray] > tolerance * high[ray]);
    const finite = wide.filter((ray) => Number.isFinite(high[ray]));
    if (finite.length === 0) return high;
    const middle = low.map((from, ray) => 0.5 * (from + high[ray]));
    await ask(finite, (ray) => middle[ray]);
  }
}

/** A vector times a number. */
export function scaled(direction: Float64Array, scale: number): Float64Array {
  return direction.map((value) => value * scale);
}

/** Shares of a minimum's scale at which the second look is taken: every 2 %, and 99 %. */
const SECOND_LOOK = [...Array.from({ length: 49 }, (_, k) => 0.02 * (k + 1)), 0.99];

/**
 * Looks below a break on a fine grid for a smaller one on the same ray.
 *
 * @returns the scale of a smaller break, or the one given
 */
export async function findSmaller(
  judge: Judge,
  direction: Float64Array,
  scale: number,
  tolerance: number,
): Promise<number> {
  const broken = await judge.judge(SECOND_LOOK.map((share) => scaled(direction, share * scale)));
  const first = broken.indexOf(true);
  if (first < 0) return scale;
  const grid = SECOND_LOOK.slice(0, first + 1).map((share) => share * scale);
  return (await findFirstBreaks(judge, [{ direction, grid }], { tolerance }))[0];
}
