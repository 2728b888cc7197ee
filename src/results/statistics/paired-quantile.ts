/**
 * Differences of quantiles of two policies on the same shocks, by bootstrap over paths: both are measured on the same
 * resample, so that what they have in common cancels (Efron and Tibshirani 1993, §13). With replicates whole replicates are
 * drawn, and what a few of them lack in spread is made up: distances from the estimate grow by √(R/(R−1)) and by Student's
 * point over the normal one.
 */

import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../../kernel/random/stream.ts';
import { CONFIDENCE, flagOf, notEnoughPaths, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from './figure.ts';
import { NORMAL_POINT } from './moments.ts';
import type { Difference, PairedSample } from './paired.ts';
import { nameReplicates, replicatePoint } from './replicates.ts';
import { sortSample } from './sample.ts';
import { sizeBeyond, valueAtRisk } from './tail.ts';

/** Resamples of an interval. */
const RESAMPLES = 1000;

/** One quantile difference that is wanted. */
export interface QuantileQuestion {
  readonly pair: PairedSample;
  readonly level: number;
  readonly unit: string;
}

/**
 * Quantile of the other minus quantile of the base for several questions about the same paths; one set of resamples serves
 * them all.
 *
 * @param key  run key; the resamples depend on it alone
 */
export function pairedQuantiles(questions: readonly QuantileQuestion[], key: readonly [number, number]): Difference[] {
  const n = questions[0]?.pair.base.value.length ?? 0;
  const replicates = questions[0]?.pair.base.replicates ?? 0;
  const stretch = replicates > 0 ? stretchOf(replicates) : 1;
  const sides = questions.map(({ pair, level, unit }) => {
    const base = createRanked(pair.base);
    const other = createRanked(pair.other);
    const [sortedBase, sortedOther] = [sortSample(pair.base), sortSample(pair.other)];
    const size = Math.min(sizeBeyond(sortedBase, level), sizeBeyond(sortedOther, level));
    const estimate = valueAtRisk(sortedOther, level) - valueAtRisk(sortedBase, level);
    return { base, other, level, unit, size, estimate, resampled: new Float64Array(RESAMPLES) };
  });
  const asked = sides.filter(({ size }) => size >= TAIL_PATHS_MINIMUM - SIZE_TOLERANCE);
  if (asked.length > 0) {
    const stream = createStream(key[0], key[1]);
    const count = new Uint32Array(n);
    for (let b = 0; b < RESAMPLES; b++) {
      if (replicates > 0) drawReplicates(stream, b, replicates, count);
      else drawCounts(stream, b, count);
      for (const side of asked)
        side.resampled[b] =
          countedQuantile(side.other, count, side.level) - countedQuantile(side.base, count, side.level);
    }
  }
  return sides.map(({ level, unit, size, estimate, resampled }) => {
    if (!(size >= TAIL_PATHS_MINIMUM - SIZE_TOLERANCE))
      return { ...notEnoughPaths(n, size, Math.min(level, 1 - level), unit), pValue: null };
    const sorted = resampled.sort();
    for (let b = 0; stretch !== 1 && b < RESAMPLES; b++) sorted[b] = estimate + stretch * (sorted[b] - estimate);
    const at = (share: number) => sorted[Math.min(RESAMPLES - 1, Math.max(0, Math.ceil(share * RESAMPLES) - 1))];
    const side = (1 - CONFIDENCE) / 2;
    const below = sorted.filter((value) => value <= 0).length / RESAMPLES;
    const above = sorted.filter((value) => value >= 0).length / RESAMPLES;
    const pValue = Math.min(1, Math.max(2 * Math.min(below, above), 2 / RESAMPLES));
    const of = replicates > 0 ? ` of ${nameReplicates(replicates)}` : '';
    const method = `paired bootstrap${of}, ${RESAMPLES} resamples`;
    const ends = { low: at(side), high: at(1 - side), confidence: CONFIDENCE };
    return { estimate, ...ends, method, n, unit, pValue, ...flagOf(size) };
  });
}

interface Ranked {
  /** Paths by value, the largest first, [rank]. */
  readonly order: Uint32Array;
  readonly value: Float64Array;
  readonly weight: Float64Array;
}

function createRanked({ value, weight }: PairedSample['base']): Ranked {
  const order = Uint32Array.from(value, (_, p) => p).sort((a, b) => value[b] - value[a] || a - b);
  return { order, value, weight };
}

/** How often each path occurs in the b-th resample of n paths; overwrites `count`. */
export function drawCounts(stream: ReturnType<typeof createStream>, b: number, count: Uint32Array): void {
  const n = count.length;
  count.fill(0);
  seekStream(stream, b, Purpose.bootstrap, 1);
  for (let k = 0; k < n; k++) count[Math.floor(nextUniform(stream) * n)]++;
}

/** The same with whole replicates: as many as there are, each path as often as its replicate; overwrites `count`. */
function drawReplicates(
  stream: ReturnType<typeof createStream>,
  b: number,
  replicates: number,
  count: Uint32Array,
): void {
  const times = new Uint32Array(replicates);
  drawCounts(stream, b, times);
  for (let p = 0; p < count.length; p++) count[p] = times[p % replicates];
}

/** By how much a bootstrap of R replicates is too narrow for Student's interval. */
function stretchOf(replicates: number): number {
  return (Math.sqrt(replicates / (replicates - 1)) * replicatePoint(replicates)) / NORMAL_POINT;
}

/** Quantile of a resample: the smallest value whose paths above hold at most 1 − level. */
function countedQuantile({ order, value, weight }: Ranked, count: Uint32Array, level: number): number {
  const n = order.length;
  const target = n * (1 - level) * (1 + 1e-9);
  let above = 0;
  let quantile = value[order[0]];
  for (let rank = 0; rank < n; rank++) {
    const path = order[rank];
    if (count[path] === 0) continue;
    // `above` holds the paths with a larger value, up to those tied with this one.
    quantile = value[path];
    above += count[path] * weight[path];
    if (above > target) break;
  }
  return quantile;
}
