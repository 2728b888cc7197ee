/**
 * Importance sampling of price paths by a defensive mixture.
 *
 * A path is drawn from the plain law f with probability ε, otherwise from one of the tilted laws g_k. Under g_k the
 * innovations of every step are N(θ, I), common jumps come `commonJumpFactor` times as often, each asset's own jumps have
 * another intensity and a shifted size, and the mixing variable W has the rate of its gamma law multiplied by `mixingFactor`: extremes of a t copula come from small W, which a shift alone does
 * not reach (Glasserman, Heidelberger and Shahabuddin, "Portfolio value-at-risk with heavy-tailed risk factors", Mathematical
 * Finance 12, 2002). Weighting a path by f/(ε f + Σ p_k g_k) ≤ 1/ε keeps every estimate unbiased, whatever the cascade does
 * with the prices (Hesterberg, "Weighted average importance sampling and defensive mixture distributions", Technometrics 37,
 * 1995).
 *
 * All of these are exponential tilts, so ln g_k/f is linear in what `PathScore` gathers of a path.
 */

import type { TiltConfig } from '../config.ts';
import type { CommonJumps, OwnJumpScore, OwnJumps, OwnJumpTilt } from './jumps.ts';
import { createMixingTilt, type Mixing, type MixingTilt, sumHalvedChiSquare } from './mixing.ts';

/** The tilt in units of the run. */
export interface Tilt {
  readonly plainShare: number;
  readonly laws: readonly TiltedLaw[];
}

/** One g_k. */
export interface TiltedLaw extends OwnJumpTilt {
  /** p_k, share of all paths. */
  readonly share: number;
  /** End of its stretch of (0, 1), above ε: the path's uniform chooses the law. */
  readonly until: number;
  readonly shift: Float64Array;
  readonly jumpFactor: number;
  readonly logJumpFactor: number;
  /** ln(own factor) − ½ size shift²: what each own jump adds to ln g_k/f, besides shift × its normal, [asset]. */
  readonly logOwnJump: Float64Array;
  readonly mixing: MixingTilt;
  /** What ln g_k/f subtracts on every path: ½|θ|² × steps + (factor − 1) × expected jumps − blocks × constant of the mixing. */
  readonly constant: number;
}

/** What a path's likelihood ratios depend on. */
export interface PathScore extends OwnJumpScore {
  /** Σ over steps of the innovations as they were used, [asset]. */
  readonly normalSum: Float64Array;
  /** Common jumps on the path. */
  jumpCount: number;
  /** Σ over blocks of χ²/2, the mixing variable as drawn; 0 without mixing. */
  halvedChiSquareSum: number;
}

export function createTilt(
  config: TiltConfig | null,
  jumps: CommonJumps | null,
  own: OwnJumps | null,
  mixing: Mixing,
  stepCount: number,
): Tilt | null {
  if (config === null) return null;
  const tilted = 1 - config.plainShare;
  let until = config.plainShare;
  const laws = config.components.map(
    ({ share, shift, commonJumpFactor, mixingFactor, ownJumpFactor, ownSizeShift }): TiltedLaw => {
      until += tilted * share;
      let square = 0;
      for (const theta of shift) square += theta * theta;
      const expectedJumps = jumps === null ? 0 : jumps.perStep * stepCount;
      let ownConstant = 0;
      for (let i = 0; own !== null && i < shift.length; i++) {
        ownConstant += (ownJumpFactor[i]! - 1) * own.perStep[i]! * stepCount;
      }
      const mixingTilt = createMixingTilt(mixing, mixingFactor);
      return {
        share: tilted * share,
        until,
        shift,
        jumpFactor: jumps === null ? 1 : commonJumpFactor,
        logJumpFactor: jumps === null ? 0 : Math.log(commonJumpFactor),
        ownJumpFactor,
        ownSizeShift,
        logOwnJump: ownJumpFactor.map((factor, i) => Math.log(factor) - 0.5 * ownSizeShift[i]! * ownSizeShift[i]!),
        mixing: mixingTilt,
        constant:
          0.5 * square * stepCount +
          (commonJumpFactor - 1) * expectedJumps +
          ownConstant -
          mixing.blockCount * mixingTilt.logConstant,
      };
    },
  );
  return { plainShare: config.plainShare, laws };
}

/**
 * Returns the law that a path is drawn from, null for the plain one.
 *
 * @param uniform the path's draw of `Purpose.tilt`
 */
export function chooseLaw({ plainShare, laws }: Tilt, uniform: number): TiltedLaw | null {
  if (uniform < plainShare) return null;
  return laws.find(({ until }) => uniform < until) ?? laws[laws.length - 1]!;
}

/**
 * Shifts the innovations of a path and sums them as they then stand.
 *
 * @param law the law that the path is drawn from; null leaves the innovations as they are
 * @param normals [step × asset]; modified in place
 * @param normalSum [asset]; overwritten
 */
export function shiftNormals(
  law: TiltedLaw | null,
  stepCount: number,
  normals: Float64Array,
  normalSum: Float64Array,
): void {
  const assetCount = normalSum.length;
  for (let i = 0; i < assetCount; i++) {
    const added = law === null ? 0 : law.shift[i]!;
    let sum = 0;
    for (let at = i; at < stepCount * assetCount; at += assetCount) {
      const z = normals[at]! + added;
      normals[at] = z;
      sum += z;
    }
    normalSum[i] = sum;
  }
}

/** Returns a score with its arrays allocated. */
export function createPathScore(assetCount: number): PathScore {
  const column = (): Float64Array => new Float64Array(assetCount);
  return {
    normalSum: column(),
    jumpCount: 0,
    ownJumpCount: column(),
    ownNormalSum: column(),
    halvedChiSquareSum: 0,
  };
}

/** A copy that the next path does not overwrite. */
export function copyPathScore(score: PathScore): PathScore {
  const { normalSum, ownJumpCount, ownNormalSum } = score;
  return {
    ...score,
    normalSum: normalSum.slice(),
    ownJumpCount: ownJumpCount.slice(),
    ownNormalSum: ownNormalSum.slice(),
  };
}

/** Notes the mixing variable of a path. @param score modified in place */
export function scoreMixing(mixing: Mixing, blockMultiplier: Float64Array, score: PathScore): void {
  score.halvedChiSquareSum = sumHalvedChiSquare(mixing, blockMultiplier);
}

/** Returns ln g/f of a path under one law. */
export function logLikelihoodRatio(law: TiltedLaw, score: PathScore): number {
  const { shift, ownSizeShift, logOwnJump, mixing } = law;
  let product = 0;
  let own = 0;
  for (let i = 0; i < shift.length; i++) {
    product += shift[i]! * score.normalSum[i]!;
    own += logOwnJump[i]! * score.ownJumpCount[i]! + ownSizeShift[i]! * score.ownNormalSum[i]!;
  }
  const mixed = (mixing.factor - 1) * score.halvedChiSquareSum;
  return product + score.jumpCount * law.logJumpFactor + own - mixed - law.constant;
}

/** Returns the path's likelihood-ratio weight f/(ε f + Σ p_k g_k). */
export function computeWeight(tilt: Tilt, score: PathScore): number {
  let density = tilt.plainShare;
  for (const law of tilt.laws) {
    // exp overflows to Infinity only where the weight is 0 to all digits.
    if (law.share > 0) density += law.share * Math.exp(logLikelihoodRatio(law, score));
  }
  return 1 / density;
}
