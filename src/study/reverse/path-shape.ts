/**
 * The course that a shock over the horizon takes from the start price to its end: the share of the log return that is there
 * at each step, the same for all assets.
 *
 * One shock breaks a fund or does not, depending on the course: a gap leaves accounts no time to be closed in order, a
 * slow fall lets books recover. So several courses are searched and each gives its distance. A move is measured against
 * those that the scenario makes in the same time: ten percent in a step are further away than ten percent in a day.
 */

import { formatPercent, formatSeconds, formatShort } from '../../results/number-text.ts';

/** Share of the shock from which on its way is said to go beyond its end. */
const BEYOND_END = 1.005;

/** Names of the courses; what each is, stands in `describeShape`. */
export const SHAPE_NAMES = ['line', 'ramp', 'gap', 'own'] as const;
export type ShapeName = (typeof SHAPE_NAMES)[number];

export interface PathShape {
  readonly name: ShapeName;
  readonly description: string;
  /** Share of the shock at the end of each step, 1 at the last, [step]. */
  readonly share: Float64Array;
  /** Steps in which it happens: its distance is that of a move over so long. */
  readonly steps: number;
}

/** A straight line in log price over the whole horizon. */
export function createLine(stepCount: number): PathShape {
  const share = Float64Array.from({ length: stepCount }, (_, step) => (step + 1) / stepCount);
  return { name: 'line', description: 'a straight line in log price over the whole horizon', share, steps: stepCount };
}

/** A straight line over the first `seconds`, rounded up to whole steps; flat after it. */
export function createRamp(stepCount: number, stepSeconds: number, seconds: number): PathShape {
  const steps = Math.min(stepCount, Math.max(1, Math.ceil(seconds / stepSeconds - 1e-9)));
  const share = Float64Array.from({ length: stepCount }, (_, step) => Math.min(1, (step + 1) / steps));
  const minutes = Number(((steps * stepSeconds) / 60).toPrecision(6));
  return {
    name: 'ramp',
    description: `a straight line in log price over the first ${minutes} minutes, flat after it`,
    share,
    steps,
  };
}

/** All of it in the first step. */
export function createGap(stepCount: number): PathShape {
  return {
    name: 'gap',
    description: 'the whole shock in the first step, flat after it',
    share: new Float64Array(stepCount).fill(1),
    steps: 1,
  };
}

/** The course of the scenario's own worst paths (worst-paths.ts). */
export function createOwn(share: Float64Array, paths: number, stepSeconds: number): PathShape {
  const half = share.findIndex((value) => value >= 0.5) + 1;
  const largest = share.reduce((most, value, step) => Math.max(most, value - (step > 0 ? share[step - 1] : 0)), 0);
  const most = share.reduce((a, b) => Math.max(a, b));
  const beyond = most > BEYOND_END ? `, at most ${formatShort(most)} times it on the way` : '';
  return {
    name: 'own',
    description: `the mean course of the scenario's own ${paths} worst paths: half of it within ${formatSeconds(half * stepSeconds)}, ${formatPercent(largest)} in the largest step${beyond}`,
    share,
    steps: share.length,
  };
}

/** Shapes that give the same prices are one: the first of them stays. */
export function dropEqualShapes(shapes: readonly PathShape[]): PathShape[] {
  return shapes.filter(
    (shape, at) =>
      !shapes.slice(0, at).some((other) => other.share.every((share, step) => share === shape.share[step])),
  );
}

/**
 * Writes the prices of a shock.
 *
 * @param shock  log returns over the horizon, [asset]
 * @param priceUsd  receives the price at the end of each step, [step × asset] from `offset` on
 */
export function fillShockPath(
  { share }: PathShape,
  shock: Float64Array,
  startPriceUsd: Float64Array,
  priceUsd: Float64Array,
  offset: number,
): void {
  const n = shock.length;
  for (let step = 0; step < share.length; step++)
    for (let i = 0; i < n; i++) priceUsd[offset + step * n + i] = startPriceUsd[i] * Math.exp(share[step] * shock[i]);
}
