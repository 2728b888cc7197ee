/**
 * Screening: of several candidate price paths one is walked, the more dangerous it looks the likelier.
 *
 * Drawing prices costs little beside walking the accounts along them, and the extremes of a path say much of what it will do.
 * Of K candidates with densities q and likelihood ratios r = f/q, one is chosen in proportion to r·s, s being the danger of
 * its prices; its weight is (1/K) Σ r·s over all candidates, divided by its own s. For any s > 0 and any K the weighted mean of
 * any measure of a path is unbiased (importance resampling: Talbot, Cline and Egbert, "Importance resampling for global
 * illumination", Eurographics Symposium on Rendering 2005, eq. 4).
 */

import type { KernelConfig, ScreeningConfig } from '../config.ts';
import { createStream, type RandomStream } from '../random/stream.ts';

/** Kinds of extremes of an asset's path, each as a fall and as a rise: see {@link measureExtremes}. */
export const EXTREMES = 8;

/** Windows over which a move counts besides that of a step, seconds: makers come back within minutes, calm within an hour. */
const WINDOWS_SECONDS = [900, 3600] as const;

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

/** What extremes are measured on. */
type Path = Pick<KernelConfig, 'startPriceUsd' | 'stepSeconds'>;

/**
 * Measures how far prices went, and how suddenly: ln(0.01 + x) of log returns x ≥ 0, of each asset its deepest fall and highest rise
 * from the start; the largest step by which it passed its lowest and its highest price so far; and its largest fall and rise
 * within a quarter of an hour and within an hour (one step where steps are longer).
 *
 * Sudden moves count besides far ones: accounts are liquidated where a price has not yet been, and into books that are
 * thin after a jump and have had no time to recover.
 *
 * @param priceUsd  price at the end of each step, USD, [step × asset]
 * @param extreme  [extreme × asset]: fall, rise, new low, new high, fall and rise of each window; overwritten
 */
export function measureExtremes(
  priceUsd: Float64Array,
  { startPriceUsd, stepSeconds }: Path,
  extreme: Float64Array,
): void {
  const n = startPriceUsd.length;
  for (let i = 0; i < n; i++) measureReach(priceUsd, n, i, startPriceUsd[i]!, extreme);
  WINDOWS_SECONDS.forEach((seconds, k) => {
    const reach = n * Math.max(1, Math.round(seconds / stepSeconds));
    for (let i = 0; i < n; i++) measureWindow(priceUsd, n, i, startPriceUsd[i]!, reach, extreme, (4 + 2 * k) * n);
  });
}

/** Fall and rise from the start, and the largest steps into prices not yet seen. */
function measureReach(priceUsd: Float64Array, n: number, asset: number, start: number, extreme: Float64Array): void {
  let low = start;
  let high = start;
  let lowStep = 1;
  let highStep = 1;
  for (let at = asset; at < priceUsd.length; at += n) {
    const price = priceUsd[at]!;
    if (price < low) {
      if (price < lowStep * low) lowStep = price / low;
      low = price;
    } else if (price > high) {
      if (price > highStep * high) highStep = price / high;
      high = price;
    }
  }
  extreme[asset] = sizeOf(start / low);
  extreme[n + asset] = sizeOf(high / start);
  extreme[2 * n + asset] = sizeOf(1 / lowStep);
  extreme[3 * n + asset] = sizeOf(highStep);
}

/** Largest fall and rise over `reach` places of the array; over all that there is near the start. */
function measureWindow(
  priceUsd: Float64Array,
  n: number,
  asset: number,
  start: number,
  reach: number,
  extreme: Float64Array,
  offset: number,
): void {
  let least = 1;
  let most = 1;
  for (let at = asset; at < priceUsd.length; at += n) {
    const ratio = priceUsd[at]! / (at < reach ? start : priceUsd[at - reach]!);
    if (ratio < least) least = ratio;
    if (ratio > most) most = ratio;
  }
  extreme[offset + asset] = sizeOf(1 / least);
  extreme[offset + n + asset] = sizeOf(most);
}

/** ln(0.01 + x) of a log return x ≥ 0, given as the ratio of two prices. */
function sizeOf(ratio: number): number {
  return Math.log(SMALL_MOVE + Math.log(ratio));
}

/** Danger s of a path: the floor, plus the logistic function of a sum over its extremes. Above 0. */
export function scoreDanger({ floor, intercept, coefficient }: ScreeningConfig, extreme: Float64Array): number {
  let sum = intercept;
  for (let k = 0; k < extreme.length; k++) sum += coefficient[k]! * extreme[k]!;
  return floor + 1 / (1 + Math.exp(-sum));
}
