/**
 * From measured depth to the curves of a scenario's book: medians over snapshots, joining, extending, scaling.
 *
 * Pure functions over rows that were parsed elsewhere. Curves are cumulative USD by basis points of the price, as in the
 * scenario file. A curve of another quantile of the same rows (5 %) is a stressed book.
 */

import { type BookSide, type DepthPoints, depthAtBps } from '../scenario/book-curve.ts';
import { quantileOf } from './sample-statistics.ts';

/** What rested within one distance on one side in one snapshot. */
export interface BandObservation {
  readonly side: BookSide;
  readonly bps: number;
  readonly usd: number;
}

/** What a venue publishes about the price of a standard order (Hyperliquid: impact prices), and the day's volume. */
export interface ImpactQuote {
  /** Size of the standard order, USD. */
  readonly notionalUsd: number;
  /** Distance of its average price from the mid, mean of both sides, basis points. */
  readonly impactBps: number;
  /** Smallest price change of the market, basis points. */
  readonly tickBps: number;
  /** Volume of a typical day, USD. */
  readonly dayVolumeUsd: number;
}

/**
 * Depth curve of one side whose points are a quantile over snapshots, band by band.
 *
 * Bands without any depth at that quantile are left out. Since each snapshot rises with distance, so does the result.
 *
 * @param quantile  0.5 for the median, 0.05 for a stressed book
 */
export function curveFromBands(observations: readonly BandObservation[], side: BookSide, quantile = 0.5): DepthPoints {
  const bands = new Map<number, number[]>();
  for (const { side: own, bps, usd } of observations) {
    if (own !== side) continue;
    const values = bands.get(bps);
    if (values) values.push(usd);
    else bands.set(bps, [usd]);
  }
  const points: DepthPoints = { bps: [], cumulativeUsd: [] };
  for (const bps of [...bands.keys()].sort((a, b) => a - b)) {
    const usd = quantileOf(bands.get(bps)!, quantile);
    if (!(usd > (points.cumulativeUsd.at(-1) ?? 0))) continue;
    points.bps.push(bps);
    points.cumulativeUsd.push(usd);
  }
  return points;
}

/** Takes the near curve up to where the far one starts, then the far one. Each must be complete where it is used. */
export function joinDepth(near: DepthPoints, far: DepthPoints): DepthPoints {
  const kept = near.bps.filter((bps) => bps < far.bps[0]).length;
  return {
    bps: [...near.bps.slice(0, kept), ...far.bps],
    cumulativeUsd: [...near.cumulativeUsd.slice(0, kept), ...far.cumulativeUsd],
  };
}

/** Continues a curve beyond its reach r in another curve's shape: N(r)·shape(x)/shape(r). */
export function extendDepth(points: DepthPoints, shape: DepthPoints): DepthPoints {
  const reach = points.bps.at(-1)!;
  const level = points.cumulativeUsd.at(-1)! / depthAtBps(shape, reach);
  const beyond = shape.bps.filter((bps) => bps > reach);
  return {
    bps: [...points.bps, ...beyond],
    cumulativeUsd: [...points.cumulativeUsd, ...beyond.map((bps) => level * depthAtBps(shape, bps))],
  };
}

/** All depth times a factor. */
export function scaleDepth(points: DepthPoints, factor: number): DepthPoints {
  return { bps: [...points.bps], cumulativeUsd: points.cumulativeUsd.map((usd) => usd * factor) };
}

/**
 * Depth of an asset over that of a reference asset, from quotes of the same venue and moment and volumes of one market.
 *
 * Geometric mean of two ratios: of depth near the mid, which a standard order of N USD with average distance d shows as
 * N/(2d) USD per basis point, and of day volume. An order that fills at the best price, half a tick from the mid, says
 * nothing about depth; then the volume ratio stands alone.
 */
export function depthRatio(asset: ImpactQuote, reference: ImpactQuote): number {
  const volume = asset.dayVolumeUsd / reference.dayVolumeUsd;
  const atBest = (quote: ImpactQuote): boolean => quote.impactBps <= 0.51 * quote.tickBps;
  if (atBest(asset) || atBest(reference)) return volume;
  const depth = asset.notionalUsd / asset.impactBps / (reference.notionalUsd / reference.impactBps);
  return Math.sqrt(depth * volume);
}

/** Share of a calm curve that was left when only `usd` rested within `reachBps`. */
export function remainingShare(calm: DepthPoints, reachBps: number, usd: number): number {
  return usd / depthAtBps(calm, reachBps);
}
