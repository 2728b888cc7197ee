/**
 * From the rows of a book file to depth curves: a snapshot level by level, or cumulative depth by distance.
 *
 * Pure; files are read elsewhere. Used by `book.file` of a scenario and by `firebreak import book`.
 */

import { type Problem, tidyNumber } from './errors.ts';

/** Cumulative depth of one side as written in a scenario: USD within each distance, basis points of the price. */
export interface DepthPoints {
  bps: number[];
  cumulativeUsd: number[];
}

/** Both sides of one asset's book; the half-spread is known only from a snapshot. */
export interface SideCurves {
  halfSpread?: number;
  bid: DepthPoints;
  ask: DepthPoints;
}

export type BookSide = 'bid' | 'ask';
const SIDES = ['bid', 'ask'] as const;

/** One resting level of a snapshot. */
export interface LevelRow {
  readonly asset: string;
  readonly side: BookSide;
  readonly price: number;
  /** Base units. */
  readonly size: number;
}

/** One point of a depth curve. */
export interface BandRow {
  readonly asset: string;
  readonly side: BookSide;
  readonly bps: number;
  readonly cumulativeUsd: number;
}

export interface CurvesFromRows {
  readonly curves: Record<string, SideCurves>;
  readonly problems: readonly Problem[];
}

/** Distance that the best level is put at, basis points: depth must rise from zero at distance zero. */
const BEST_LEVEL_BPS = 0.001;

/**
 * Makes curves from snapshots (L2), one an asset.
 *
 * Distances are measured from the best price of the own side, since the half-spread is charged apart. The size of a
 * level is spread evenly between the level before it and itself.
 *
 * @returns curves of the assets without a fault, and the faults
 */
export function curvesFromLevels(rows: readonly LevelRow[]): CurvesFromRows {
  return collect(rows, (asset, bids, asks) => {
    for (const { price, size } of [...bids, ...asks]) {
      if (!(price > 0) || !(size > 0) || price === Infinity || size === Infinity) {
        return fault(asset, `expected positive prices and sizes, received ${size} at ${price}`);
      }
    }
    const bidLevels = mergeLevels(bids).reverse();
    const askLevels = mergeLevels(asks);
    const [bestBid, bestAsk] = [bidLevels[0][0], askLevels[0][0]];
    if (bestBid >= bestAsk)
      return fault(asset, `expected the best bid below the best ask, received ${bestBid} and ${bestAsk}`);
    return {
      halfSpread: (bestAsk - bestBid) / (bestAsk + bestBid),
      bid: pointsFromLevels(bidLevels),
      ask: pointsFromLevels(askLevels),
    };
  });
}

/** Makes curves from rows that already are cumulative depth by distance from the mid. */
export function curvesFromBands(rows: readonly BandRow[]): CurvesFromRows {
  return collect(rows, (asset, bids, asks) => {
    const [bid, ask] = [pointsFromBands(bids), pointsFromBands(asks)];
    for (const [side, points] of [
      ['bid', bid],
      ['ask', ask],
    ] as const) {
      const found = findDepthFault(points);
      if (found) return fault(asset, `${side}: ${found.message}`, found.hint);
    }
    return { bid, ask };
  });
}

/** A curve at chosen distances, up to where it reaches: a snapshot of a thousand levels in a few points. */
export function sampleDepth(points: DepthPoints, gridBps: readonly number[]): DepthPoints {
  const reach = points.bps.at(-1)!;
  const bps = gridBps.filter((distance) => distance <= reach);
  return { bps, cumulativeUsd: bps.map((distance) => depthAtBps(points, distance)) };
}

/** Cumulative USD within a distance, linear between points and from zero; the last slope continues. */
export function depthAtBps(points: DepthPoints, distanceBps: number): number {
  const last = points.bps.length - 1;
  let k = 0;
  while (k < last && points.bps[k] < distanceBps) k++;
  const [x0, y0] = k === 0 ? [0, 0] : [points.bps[k - 1], points.cumulativeUsd[k - 1]];
  return y0 + ((points.cumulativeUsd[k] - y0) / (points.bps[k] - x0)) * (distanceBps - x0);
}

/** First thing wrong with a curve's points: lengths that differ, values that do not rise, fractions for basis points. */
export function findDepthFault(
  points: DepthPoints,
): { path: (string | number)[]; message: string; hint?: string } | null {
  const { bps, cumulativeUsd } = points;
  if (bps.length === 0) return { path: ['bps'], message: 'expected at least one distance, received none' };
  if (bps.length !== cumulativeUsd.length) {
    const message = `expected as many amounts as distances (${bps.length}), received ${cumulativeUsd.length}`;
    return { path: ['cumulativeUsd'], message };
  }
  for (const [key, list] of [
    ['bps', bps],
    ['cumulativeUsd', cumulativeUsd],
  ] as const) {
    for (let i = 0; i < list.length; i++) {
      const before = i === 0 ? 0 : list[i - 1];
      if (list[i] > before && list[i] < Infinity) continue;
      const hint = i > 0 && key === 'cumulativeUsd' ? { hint: 'amounts are cumulative, from the mid outwards' } : {};
      return { path: [key, i], message: `expected more than ${before}, received ${list[i]}`, ...hint };
    }
  }
  const reach = bps.at(-1)!;
  if (reach < 1) {
    return {
      path: ['bps'],
      message: `expected distances that reach at least 1 basis point, received ${reach} at most`,
      hint: `were fractions meant? ${reach} is ${tidyNumber(reach * 10_000)} basis points`,
    };
  }
  return null;
}

type Outcome = SideCurves | { readonly problem: Problem };

function fault(asset: string, message: string, hint?: string): Outcome {
  return { problem: { path: asset, message, ...(hint === undefined ? {} : { hint }) } };
}

/** Groups rows by asset, in order of first appearance, and makes each asset's curves. */
function collect<Row extends { readonly asset: string; readonly side: BookSide }>(
  rows: readonly Row[],
  make: (asset: string, bids: Row[], asks: Row[]) => Outcome,
): CurvesFromRows {
  const curves: Record<string, SideCurves> = {};
  const problems: Problem[] = [];
  for (const [asset, own] of groupBy(rows, (row) => row.asset)) {
    const [bids, asks] = SIDES.map((side) => own.filter((row) => row.side === side)) as [Row[], Row[]];
    const missing = SIDES.find((side) => (side === 'bid' ? bids : asks).length === 0);
    const outcome = missing
      ? fault(asset, `expected rows of both sides, received none of side ${missing}`)
      : make(asset, bids, asks);
    if ('problem' in outcome) problems.push(outcome.problem);
    else curves[asset] = outcome;
  }
  return { curves, problems };
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** [price, size] by rising price, sizes of one price added. */
function mergeLevels(levels: readonly LevelRow[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const { price, size } of [...levels].sort((a, b) => a.price - b.price)) {
    const last = merged.at(-1);
    if (last && last[0] === price) last[1] += size;
    else merged.push([price, size]);
  }
  return merged;
}

function pointsFromLevels(levels: readonly (readonly [number, number])[]): DepthPoints {
  const best = levels[0][0];
  const points: DepthPoints = { bps: [], cumulativeUsd: [] };
  let sum = 0;
  for (const [price, size] of levels) {
    sum += price * size;
    points.bps.push(price === best ? BEST_LEVEL_BPS : BEST_LEVEL_BPS + (Math.abs(price - best) / best) * 10_000);
    points.cumulativeUsd.push(sum);
  }
  return points;
}

function pointsFromBands(rows: readonly BandRow[]): DepthPoints {
  const sorted = [...rows].sort((a, b) => a.bps - b.bps);
  return { bps: sorted.map((row) => row.bps), cumulativeUsd: sorted.map((row) => row.cumulativeUsd) };
}
