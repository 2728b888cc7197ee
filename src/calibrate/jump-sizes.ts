/**
 * From flagged bars to rates and sizes of jumps: bars in which several assets are flagged are common jumps, of all assets; the
 * rest are an asset's own (model: Merton 1976 with a common clock).
 *
 * Only jumps that stand out are counted. Smaller ones stay with the diffusion, so rates are lower and sizes larger than those of
 * a law whose jumps were all seen.
 */

import { YEAR_SECONDS } from '../kernel/price/diffusion.ts';
import { centralMoment, correlationOf, meanOf } from './sample-statistics.ts';

/** Fewer flagged bars than this give no standard deviation worth the name: no jumps are written. */
export const JUMPS_MIN = 10;

export interface JumpFigures {
  readonly count: number;
  readonly perYear: number;
  /** Mean and standard deviation of the size, log price, without the diffusion of the bar. */
  readonly meanLog: number;
  readonly sdLog: number;
}

export interface JumpFit {
  /** Assets that have to be flagged in a bar for it to be a common jump. */
  readonly together: number;
  /** 1 for bars of common jumps, [bar]. */
  readonly commonBars: Uint8Array;
  /** Number of common jumps and their rate; sizes by asset, [asset]. */
  readonly common: { readonly count: number; readonly perYear: number; readonly sizes: readonly JumpFigures[] };
  /** Mean correlation of sizes over pairs within common jumps, limited to 0 … 0.99; NaN with fewer than JUMPS_MIN. */
  readonly commonCorrelation: number;
  /** [asset]. */
  readonly own: readonly JumpFigures[];
}

/** A third of the assets, at least two. */
export function commonAt(assetCount: number): number {
  return Math.max(2, Math.ceil(assetCount / 3));
}

/**
 * Collects jumps.
 *
 * @param flags  1 where the asset's bar is a jump, [asset][bar]
 * @param local  volatility per bar around each bar, [asset][bar]; its square is taken off the variance of sizes
 * @param seconds  length of a bar
 */
export function collectJumps(
  columns: readonly Float64Array[],
  flags: readonly Uint8Array[],
  local: readonly Float64Array[],
  seconds: number,
): JumpFit {
  const n = columns.length;
  const bars = columns[0]!.length;
  const years = (bars * seconds) / YEAR_SECONDS;
  const together = commonAt(n);
  const commonBars = new Uint8Array(bars);
  const commonAtBar: number[] = [];
  for (let k = 0; k < bars; k++) {
    let flagged = 0;
    for (const one of flags) flagged += one[k]!;
    if (flagged < together || n < 2) continue;
    commonBars[k] = 1;
    commonAtBar.push(k);
  }
  const figures = (i: number, at: readonly number[]): JumpFigures => {
    const sizes = at.map((k) => columns[i]![k]!);
    const noise = meanOf(at.map((k) => (local[i]![k]! > 0 ? local[i]![k]! * local[i]![k]! : 0)));
    const variance = Math.max(0, centralMoment(sizes, 2) - noise);
    return { count: at.length, perYear: at.length / years, meanLog: meanOf(sizes), sdLog: Math.sqrt(variance) };
  };
  let correlation = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const sizesOf = (asset: number): number[] => commonAtBar.map((k) => columns[asset]![k]!);
      if (commonAtBar.length >= JUMPS_MIN) correlation += correlationOf(sizesOf(i), sizesOf(j)) / ((n * (n - 1)) / 2);
    }
  }
  const own = columns.map((_, i) => {
    const at: number[] = [];
    for (let k = 0; k < bars; k++) if (flags[i]![k] === 1 && commonBars[k] === 0) at.push(k);
    return figures(i, at);
  });
  return {
    together,
    commonBars,
    common: {
      count: commonAtBar.length,
      perYear: commonAtBar.length / years,
      sizes: columns.map((_, i) => figures(i, commonAtBar)),
    },
    commonCorrelation: commonAtBar.length < JUMPS_MIN ? Number.NaN : Math.max(0, Math.min(0.99, correlation)),
    own,
  };
}
