/**
 * Intervals of figures of returns by the stationary block bootstrap (Politis and Romano, JASA 89 (1994)): whole days of all assets
 * are drawn in blocks of geometric length, so that volatility clustering stays in.
 *
 * Figures are ratios of sums over days, so that a replicate costs a pass over days, not over bars. Thresholds of tails stay those of
 * the whole sample.
 */

import { YEAR_SECONDS } from '../kernel/price/diffusion.ts';
import { Purpose } from '../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../kernel/random/stream.ts';
import type { PriceBars } from './price-bars.ts';
import { DEPENDENCE_SHARES, flagTail } from './return-figures.ts';
import { centralMoment, quantileOf } from './sample-statistics.ts';

const REPLICATES = 400;
const KEY = [2026, 1994] as const;

export interface Spread {
  readonly standardError: number;
  /** 2.5 and 97.5 % quantiles of the replicates. */
  readonly low: number;
  readonly high: number;
}

export interface BootstrapSpreads {
  /** Mean length of a block, days: the cube root of their number, at least 5. */
  readonly meanBlockHolds: number;
  readonly replicates: number;
  /** [asset]. */
  readonly volatilityPerYear: readonly Spread[];
  /** Null for one asset. */
  readonly meanCorrelation: Spread | null;
  /** At each of DEPENDENCE_SHARES; null for one asset. */
  readonly lower: readonly Spread[] | null;
  readonly upper: readonly Spread[] | null;
}

/** Draws days and measures each draw. */
export function bootstrapHolds(bars: PriceBars): BootstrapSpreads {
  const { assets, returns, holdStart, stepSeconds } = bars;
  const n = assets.length;
  const holds = holdStart.length - 1;
  const sorted = returns.map((column) => column.slice().sort());
  const tails =
    n > 1
      ? ([['lower'], ['upper']] as const).flatMap(([tail]) => DEPENDENCE_SHARES.map((share) => ({ tail, share })))
      : [];
  const flags = tails.map(({ tail, share }) => returns.map((column, i) => flagTail(column, sorted[i]!, share, tail)));

  // Sums of a day: bars; Σr² and Σr by asset; products by pair; for each tail pairs hit and mean single hits.
  const pairCount = (n * (n - 1)) / 2;
  const width = 1 + 2 * n + pairCount + 2 * tails.length;
  const sums = new Float64Array(holds * width);
  for (let hold = 0; hold < holds; hold++) {
    const row = hold * width;
    for (let k = holdStart[hold]!; k < holdStart[hold + 1]!; k++) {
      sums[row]! += 1;
      let pair = 0;
      for (let i = 0; i < n; i++) {
        const x = returns[i]![k]!;
        sums[row + 1 + i]! += x * x;
        sums[row + 1 + n + i]! += x;
        for (let j = 0; j < i; j++) sums[row + 1 + 2 * n + pair++]! += x * returns[j]![k]!;
      }
      for (const [t, own] of flags.entries()) {
        let hits = 0;
        for (const one of own) hits += one[k]!;
        sums[row + 1 + 2 * n + pairCount + 2 * t]! += (hits * (hits - 1)) / 2;
        sums[row + 2 + 2 * n + pairCount + 2 * t]! += hits;
      }
    }
  }

  const meanBlockHolds = Math.max(5, Math.round(Math.cbrt(holds)));
  const replicate: number[][] = [];
  const stream = createStream(KEY[0], KEY[1]);
  const total = new Float64Array(width);
  for (let r = 0; r < REPLICATES; r++) {
    seekStream(stream, r, Purpose.bootstrap);
    total.fill(0);
    let at = 0;
    for (let k = 0; k < holds; k++) {
      const isNew = k === 0 || nextUniform(stream) < 1 / meanBlockHolds;
      at = isNew ? Math.min(holds - 1, Math.floor(nextUniform(stream) * holds)) : (at + 1) % holds;
      for (let c = 0; c < width; c++) total[c]! += sums[at * width + c]!;
    }
    replicate.push(figuresOf(total, n, pairCount, tails.length, YEAR_SECONDS / stepSeconds));
  }
  const spread = (column: number): Spread => {
    const values = replicate.map((row) => row[column]!);
    return {
      standardError: Math.sqrt((centralMoment(values, 2) * REPLICATES) / (REPLICATES - 1)),
      low: quantileOf(values, 0.025),
      high: quantileOf(values, 0.975),
    };
  };
  const shares = DEPENDENCE_SHARES.length;
  return {
    meanBlockHolds,
    replicates: REPLICATES,
    volatilityPerYear: assets.map((_, i) => spread(i)),
    meanCorrelation: n > 1 ? spread(n) : null,
    lower: n > 1 ? DEPENDENCE_SHARES.map((_, k) => spread(n + 1 + k)) : null,
    upper: n > 1 ? DEPENDENCE_SHARES.map((_, k) => spread(n + 1 + shares + k)) : null,
  };
}

/** Volatilities, mean correlation, tail dependences of one set of sums. */
function figuresOf(sums: Float64Array, n: number, pairCount: number, tails: number, perYear: number): number[] {
  const bars = sums[0]!;
  const variance = Array.from({ length: n }, (_, i) => {
    const mean = sums[1 + n + i]! / bars;
    return sums[1 + i]! / bars - mean * mean;
  });
  const out = variance.map((value) => Math.sqrt(value * perYear));
  let correlation = 0;
  let pair = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const product = sums[1 + 2 * n + pair++]! / bars;
      const covariance = product - (sums[1 + n + i]! / bars) * (sums[1 + n + j]! / bars);
      correlation += covariance / Math.sqrt(variance[i]! * variance[j]!) / pairCount;
    }
  }
  out.push(correlation);
  for (let t = 0; t < tails; t++) {
    const at = 1 + 2 * n + pairCount + 2 * t;
    const single = sums[at + 1]! / n;
    out.push(single > 0 ? sums[at]! / pairCount / single : 0);
  }
  return out;
}
