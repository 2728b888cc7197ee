/**
 * From `shocks.sampling` to scrambled Sobol points: the principal axes that take the leading coordinates, and a number of paths
 * that fills every replicate evenly.
 */

import type { SamplingConfig } from '../kernel/config.ts';
import { symmetricEigen } from './correlation.ts';
import type { ScenarioProblem } from './errors.ts';
import type { SimulatedShocks } from './schema/shocks.ts';
import type { Scenario } from './schema.ts';

/** Coordinates of scrambled points have 28 scrambled digits: more points of one replicate would repeat. */
const POINTS_MAX = 268_435_456;

/**
 * Resolves the block; null for plain sampling.
 *
 * @param root  of the covariance of the diffusion, up to a scale, lower-triangular, [asset × asset]
 * @param jumpRoot  the same of common jump sizes; null without them
 */
export function resolveSampling(
  { sampling }: SimulatedShocks,
  root: Float64Array,
  jumpRoot: Float64Array | null,
  assetCount: number,
): SamplingConfig | null {
  if (sampling === undefined) return null;
  const axis = principalAxes(root, assetCount);
  const jumpAxis = jumpRoot === null ? axis : principalAxes(jumpRoot, assetCount);
  return { replicates: sampling.replicates, axis, jumpAxis: jumpAxis.slice(0, assetCount) };
}

/**
 * Orthonormal axes of the normals z, in rows, that the variance of A z is largest along: eigenvectors of AᵀA, the largest
 * first. The first moves the sum of all assets upwards.
 */
export function principalAxes(root: Float64Array, n: number): Float64Array {
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) gram[i * n + j] += root[k * n + i] * root[k * n + j];
  const { vectors } = symmetricEigen(gram, n);
  const axis = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const column = n - 1 - k;
    let moved = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) moved += root[i * n + j] * vectors[j * n + column];
    const sign = moved < 0 ? -1 : 1;
    for (let j = 0; j < n; j++) axis[k * n + j] = sign * vectors[j * n + column];
  }
  return axis;
}

/** Says which numbers of paths fill every replicate with 2^m points, where the scenario's does not. */
export function checkReplicates({ shocks, paths }: Scenario): ScenarioProblem[] {
  if (shocks.kind !== 'simulated' || shocks.sampling === undefined) return [];
  const { replicates } = shocks.sampling;
  const points = paths / replicates;
  const below = largestPower(points);
  if (points === below && points <= POINTS_MAX) return [];
  const near = points > 1 ? `${replicates * below} or ${2 * replicates * below}` : String(replicates);
  const message = `expected ${replicates} replicates (shocks.sampling.replicates) times a power of 2, received ${paths}`;
  return [
    { path: 'paths', message, hint: points > POINTS_MAX ? `at most ${POINTS_MAX} a replicate` : `${near} would do` },
  ];
}

/** Largest power of 2 that is at most x; 1 for less. */
function largestPower(x: number): number {
  let power = 1;
  while (2 * power <= x) power *= 2;
  return power;
}
