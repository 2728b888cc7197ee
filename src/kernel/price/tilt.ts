/**
 * Importance sampling of price paths by a defensive mixture.
 *
 * A path is drawn from the plain law f with probability ε, otherwise from the tilted law g, under which the innovations of
 * every step are N(θ, I) and common jumps come `commonJumpFactor` times as often. Weighting it by f/(ε f + (1−ε) g) ≤ 1/ε
 * keeps every estimate unbiased, whatever the cascade does with the prices (Hesterberg, "Weighted average importance
 * sampling and defensive mixture distributions", Technometrics 37, 1995).
 */

import type { TiltConfig } from '../config.ts';
import type { CommonJumps } from './jumps.ts';

/** The tilt in units of the run. */
export interface Tilt {
  readonly plainShare: number;
  readonly shift: Float64Array;
  readonly jumpFactor: number;
  readonly logJumpFactor: number;
  /** ½|θ|² × steps + (factor − 1) × expected common jumps: what the log ratio ln g/f subtracts on every path. */
  readonly constant: number;
}

export function createTilt(config: TiltConfig | null, jumps: CommonJumps | null, stepCount: number): Tilt | null {
  if (config === null) return null;
  let square = 0;
  for (const shift of config.shift) square += shift * shift;
  const expectedJumps = jumps === null ? 0 : jumps.perStep * stepCount;
  return {
    plainShare: config.plainShare,
    shift: config.shift,
    jumpFactor: jumps === null ? 1 : config.commonJumpFactor,
    logJumpFactor: jumps === null ? 0 : Math.log(config.commonJumpFactor),
    constant: 0.5 * square * stepCount + (config.commonJumpFactor - 1) * expectedJumps,
  };
}

/**
 * Shifts the innovations of a tilted path and returns θ·Σz of the innovations as they then stand.
 *
 * @param tilted whether this path is drawn from the tilted law
 * @param normals [step × asset]; modified in place when tilted
 */
export function shiftNormals(tilt: Tilt, tilted: boolean, stepCount: number, normals: Float64Array): number {
  const shift = tilt.shift;
  const assetCount = shift.length;
  let product = 0;
  for (let i = 0; i < assetCount; i++) {
    const theta = shift[i]!;
    if (theta === 0) continue;
    const added = tilted ? theta : 0;
    let sum = 0;
    for (let at = i; at < stepCount * assetCount; at += assetCount) {
      const z = normals[at]! + added;
      normals[at] = z;
      sum += z;
    }
    product += theta * sum;
  }
  return product;
}

/**
 * Returns the path's likelihood-ratio weight f/(ε f + (1−ε) g).
 *
 * @param product θ·Σz from `shiftNormals`
 * @param jumpCount common jumps on the path
 */
export function computeWeight(tilt: Tilt, product: number, jumpCount: number): number {
  const logRatio = product + jumpCount * tilt.logJumpFactor - tilt.constant; // ln g/f
  // exp overflows to Infinity only where the weight is 0 to all digits.
  return 1 / (tilt.plainShare + (1 - tilt.plainShare) * Math.exp(logRatio));
}
