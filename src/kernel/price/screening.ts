/**
 * Screening: of several candidate price paths one is walked, the more dangerous it looks the likelier.
 *
 * Drawing prices costs little beside walking the accounts along them, and the extremes of a path say much of what it will do.
 * Of K candidates with densities q and likelihood ratios r = f/q, one is chosen in proportion to r·s, s being the danger of
 * its prices; its weight is (1/K) Σ r·s over all candidates, divided by its own s. For any s > 0 and any K the weighted mean of
 * any measure of a path is unbiased (importance resampling: Talbot, Cline and Egbert, "Importance resampling for global
 * illumination", Eurographics Symposium on Rendering 2005, eq. 4).
 */

import type { ScreeningConfig } from '../config.ts';
import { createStream, type RandomStream } from '../random/stream.ts';

/** Kinds of extremes of an asset's path: deepest fall, highest rise, largest fall and largest rise of one step. */
export const EXTREMES = 4;

/** Added to an extreme before its logarithm is taken: falls far below 1 % are all alike. */
const SMALL_MOVE = 0.01;

/** Screening in units of the run, with its scratch memory. */
export interface Screening extends ScreeningConfig {
  /** Chooses among candidates; it stands apart from the stream that draws them. */
  readonly stream: RandomStream;
  /** Prices of the candidate at hand, USD, [step × asset]. */
  readonly candidateUsd: Float64Array;
  /** Its extremes, [extreme × asset]. */
  readonly extreme: Float64Array;
}

export function createScreening(
  config: ScreeningConfig | null,
  seedKey: readonly [number, number],
  { stepCount, assetCount }: { readonly stepCount: number; readonly assetCount: number },
): Screening | null {
  if (config === null) return null;
  return {
    ...config,
    stream: createStream(seedKey[0], seedKey[1]),
    candidateUsd: new Float64Array(stepCount * assetCount),
    extreme: new Float64Array(EXTREMES * assetCount),
  };
}

/**
 * Measures how far prices went: ln(0.01 + x) of each asset's deepest fall and highest rise from the start and of its largest
 * fall and rise within a step, all as positive log returns, 0 where there was none.
 *
 * @param priceUsd  price at the end of each step, USD, [step × asset]
 * @param startPriceUsd  [asset]
 * @param extreme  [extreme × asset]; overwritten
 */
export function measureExtremes(priceUsd: Float64Array, startPriceUsd: Float64Array, extreme: Float64Array): void {
  const n = startPriceUsd.length;
  for (let i = 0; i < n; i++) {
    const start = startPriceUsd[i]!;
    let last = start;
    let low = start;
    let high = start;
    let stepLow = 1;
    let stepHigh = 1;
    for (let at = i; at < priceUsd.length; at += n) {
      const price = priceUsd[at]!;
      const ratio = price / last;
      if (price < low) low = price;
      if (price > high) high = price;
      if (ratio < stepLow) stepLow = ratio;
      if (ratio > stepHigh) stepHigh = ratio;
      last = price;
    }
    extreme[i] = Math.log(SMALL_MOVE - Math.log(low / start));
    extreme[n + i] = Math.log(SMALL_MOVE + Math.log(high / start));
    extreme[2 * n + i] = Math.log(SMALL_MOVE - Math.log(stepLow));
    extreme[3 * n + i] = Math.log(SMALL_MOVE + Math.log(stepHigh));
  }
}

/** Danger s of a path: the floor, plus the logistic function of a sum over its extremes. Above 0. */
export function scoreDanger({ floor, intercept, coefficient }: ScreeningConfig, extreme: Float64Array): number {
  let sum = intercept;
  for (let k = 0; k < extreme.length; k++) sum += coefficient[k]! * extreme[k]!;
  return floor + 1 / (1 + Math.exp(-sum));
}
