/**
 * The smallest scale at which each of several rays breaks.
 *
 * Loss along a ray is piecewise constant and need not rise: a deeper fall can be cheaper, where it closes accounts
 * earlier. So a ray is walked outwards on a grid to the first point that breaks, and only then bisected. What breaks and
 * holds again between two grid points is not seen here; `findSmaller` looks once more on a fine grid below a minimum.
 */

import type { Judge } from './judge.ts';

/** A direction from the mean of the law, and how far it may be followed. */
export interface Ray {
  /** Unit length, [rank]. */
  readonly direction: Float64Array;
  /** Scale up to which shocks are thinkable. */
  readonly limit: number;
}

export interface FirstBreakOptions {
  /** Grid points on each ray. */
  readonly gridCount: number;
  /** Width of the last bracket over its upper end. */
  readonly tolerance: number;
}

/**
 * Walks and bisects all rays side by side, so that one call of the loss answers for many.
 *
 * @returns scale of the first break of each ray, the upper end of its bracket: it breaks itself; Infinity where none does
 */
export async function findFirstBreaks(
  { judge }: Judge,
  rays: readonly Ray[],
  { gridCount, tolerance }: FirstBreakOptions,
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
  for (let k = 1; k <= gridCount; k++) {
    const unbroken = all.filter((ray) => high[ray] === Number.POSITIVE_INFINITY);
    if (unbroken.length === 0) break;
    await ask(unbroken, (ray) => (rays[ray].limit * k) / gridCount);
  }
  for (;;) {
    const wide = all.filter((ray) => Number.isFinite(high[ray]) && high[ray] - low[ray] > tolerance * high[ray]);
    if (wide.length === 0) return high;
    const middle = low.map((from, ray) => 0.5 * (from + high[ray]));
    await ask(wide, (ray) => middle[ray]);
  }
}

/** A vector times a number. */
export function scaled(direction: Float64Array, scale: number): Float64Array {
  return direction.map((value) => value * scale);
}

/** Points of the second look below a minimum: every 2 % of its scale, and 99 %. */
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
  let low = first === 0 ? 0 : SECOND_LOOK[first - 1] * scale;
  let high = SECOND_LOOK[first] * scale;
  while (high - low > tolerance * high) {
    const middle = 0.5 * (low + high);
    if ((await judge.judge([scaled(direction, middle)]))[0]) high = middle;
    else low = middle;
  }
  return high;
}
