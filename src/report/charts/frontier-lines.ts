/** Places and lines of the frontier: dots with their intervals, the Pareto set joined, the line of equal cost. */

import type { FrontierPoint, FrontierRows } from './frontier-points.ts';

export interface Dot extends FrontierPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

export function toDots(points: readonly FrontierPoint[]): Dot[] {
  return points.flatMap((point) => {
    const x = point.efficiency.figure.estimate;
    const { estimate: y, low, high } = point.contagion.figure;
    return x === null || y === null ? [] : [{ ...point, x, y, low: low ?? y, high: high ?? y }];
  });
}

/** A linear map onto px, or a logarithmic one; y downwards. */
export function toPx(domain: readonly number[], length: number, isLog: boolean): (value: number) => number {
  const [from, to] = domain;
  return (value) => (isLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from)) * length;
}

/** Places with the same sum of tail loss and priced margin as the current rules, inside the plot. */
export function isoLine({ isoCost }: FrontierRows, dots: readonly Dot[], x: readonly number[], y: readonly number[]) {
  const current = dots.find(({ isCurrent }) => isCurrent);
  if (isoCost === undefined || current === undefined) return [];
  return Array.from({ length: 41 }, (_, k) => x[0] + ((x[1] - x[0]) * k) / 40)
    .filter((at) => at > 0)
    .map((at) => ({ x: at, y: current.y + isoCost.perMargin * (1 / current.x - 1 / at) }))
    .filter((place) => place.y >= y[0] && place.y <= y[1]);
}

/** Neighbours of the Pareto set that are joined, as pieces of a line. */
export function linePieces(dots: readonly Dot[], joined: FrontierRows['joined']) {
  const pareto = dots.filter(({ isPareto }) => isPareto).sort((a, b) => a.x - b.x);
  return pareto.slice(1).flatMap((to, k) => {
    const from = pareto[k];
    const isJoined = joined === undefined || joined.some(([a, b]) => a === from.name && b === to.name);
    return isJoined ? [{ x: from.x, y: from.y, x2: to.x, y2: to.y }] : [];
  });
}

/** Small boxes along a line, px, that labels keep clear of. */
export function alongLine(x: number, y: number, x2: number, y2: number) {
  const count = Math.max(1, Math.ceil(Math.hypot(x2 - x, y2 - y) / 8));
  return Array.from({ length: count + 1 }, (_, k) => {
    const at = { x: x + ((x2 - x) * k) / count, y: y + ((y2 - y) * k) / count };
    return { left: at.x - 2, right: at.x + 2, top: at.y - 1, bottom: at.y + 1 };
  });
}
