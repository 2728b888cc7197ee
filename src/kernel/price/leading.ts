/**
 * The leading draws of a path from scrambled Sobol points; everything else stays with its own pseudo-random stream.
 *
 * The coordinates in their order (the first ones are the most even): with a tilt, the choice of the law; end and midpoints of
 * the leading axis of the diffusion; the mixing variable of the first blocks; number of common jumps, size of the first along
 * its leading axis, times of the first two; ends of the diffusion along the other axes. Each is used by inversion, so
 * the law of a path is that of plain sampling.
 */

import type { SamplingConfig } from '../config.ts';
import { normalQuantile } from '../random/normal.ts';
import { createScrambledPoints, fillScrambledPoint, type ScrambledPoints } from '../random/scrambled-point.ts';
import { SOBOL_DIMENSIONS_MAX } from '../random/sobol.ts';
import type { RandomStream } from '../random/stream.ts';
import { createFactorBridge, type FactorBridge, replaceLeading } from './factor-bridge.ts';
import type { CommonJumps } from './jumps.ts';
import type { Mixing } from './mixing.ts';
import type { Tilt } from './tilt.ts';

/** Midpoints of the leading axis: the middle and the quarters of the horizon. */
const MIDPOINTS = 3;
/** Blocks of the mixing variable that have a coordinate. */
const MIXING_BLOCKS_MAX = 8;
const JUMP_TIMES = 2;
/** Mean number of common jumps on a path up to which jumps are counted first; beyond it the first of many says little. */
const COUNTED_JUMPS_MAX = 100;

/** Uniforms of the first common jumps of a path. */
export interface LeadingJumps {
  /** The number of jumps, [1]. */
  readonly count: Float64Array;
  /** Size of the first jump along `axis`, [1]. */
  readonly size: Float64Array;
  /** Times of the first jumps drawn, [jump]. */
  readonly time: Float64Array;
  /** Unit vector among the normals of a size, [asset]. */
  readonly axis: Float64Array;
}

/** Coordinates of a path and what they are for: every array but `point` is a view on it. */
export interface LeadingDraws {
  readonly points: ScrambledPoints;
  /** Uniforms of the path, [dimension]. */
  readonly point: Float64Array;
  /** The choice of the law, [1]; empty without a tilt. */
  readonly law: Float64Array;
  /** End and midpoints of the leading axis, [1 + midpoints]. */
  readonly factor: Float64Array;
  /** Mixing variable, [block]; empty without mixing. */
  readonly mixing: Float64Array;
  /** Null without common jumps, or with too many. */
  readonly jumps: LeadingJumps | null;
  /** Ends along the other axes, [axis − 1]. */
  readonly ends: Float64Array;
  readonly bridge: FactorBridge;
}

/** Shares the dimensions out. Null for plain sampling. */
export function createLeadingDraws(
  config: SamplingConfig | null,
  seedKey: readonly [number, number],
  parts: {
    readonly assetCount: number;
    readonly stepCount: number;
    readonly mixing: Mixing;
    readonly commonJumps: CommonJumps | null;
    readonly tilt: Tilt | null;
  },
): LeadingDraws | null {
  if (config === null) return null;
  const { assetCount, stepCount, mixing, commonJumps, tilt } = parts;
  const bridge = createFactorBridge(config.axis, assetCount, stepCount, MIDPOINTS);
  const isCounted = commonJumps !== null && mostJumps(commonJumps, tilt) * stepCount <= COUNTED_JUMPS_MAX;
  const point = new Float64Array(SOBOL_DIMENSIONS_MAX);
  let used = 0;
  const take = (count: number): Float64Array => {
    const from = used;
    used = Math.min(SOBOL_DIMENSIONS_MAX, used + count);
    return point.subarray(from, used);
  };
  const law = take(tilt === null ? 0 : 1);
  const factor = take(1 + bridge.split.length / 3);
  const mixed = take(mixing.halved === null ? 0 : Math.min(MIXING_BLOCKS_MAX, mixing.blockCount));
  const jumps = isCounted ? { count: take(1), size: take(1), time: take(JUMP_TIMES), axis: config.jumpAxis } : null;
  const ends = take(bridge.axisCount - 1);
  const points = createScrambledPoints(seedKey, config.replicates, used);
  return { points, point: point.subarray(0, used), law, factor, mixing: mixed, jumps, ends, bridge };
}

function mostJumps({ perStep }: CommonJumps, tilt: Tilt | null): number {
  return perStep * Math.max(1, ...(tilt?.laws.map(({ jumpFactor }) => jumpFactor) ?? []));
}

/** Makes the coordinates of a path. @param draws modified in place @param stream moved */
export function fillLeadingDraws(draws: LeadingDraws, path: number, stream: RandomStream): void {
  fillScrambledPoint(draws.points, path, stream, draws.point);
  const { factor, ends } = draws;
  for (let k = 0; k < factor.length; k++) factor[k] = normalQuantile(factor[k]!);
  for (let k = 0; k < ends.length; k++) ends[k] = normalQuantile(ends[k]!);
}

/** Puts the path's coordinates into its innovations. @param normals [step × asset]; modified in place, law unchanged */
export function placeLeadingNormals(
  { bridge, factor, ends }: LeadingDraws,
  blockMultiplier: Float64Array,
  blockSteps: number,
  normals: Float64Array,
): void {
  replaceLeading(bridge, factor, ends, blockMultiplier, blockSteps, normals);
}
