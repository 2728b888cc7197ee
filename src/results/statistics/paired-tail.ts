/**
 * Differences of expected shortfalls of two policies on the same shocks, by the difference of their influence functions
 * ψ = VaR + w (L − VaR)₊/(1−α), path by path.
 *
 * The t law of that mean holds where many paths are in the tail. On few, a policy that loses a fixed part less everywhere differs
 * by a skewed amount: there the interval also reaches as far as bootstrap-t, with resamples that both policies share.
 */

import { bootstrapTInterval, type ShortfallSide } from './bootstrap-t.ts';
import { flagOf, notEnoughPaths, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from './figure.ts';
import { type Difference, differenceOf, heldToSignTest, type PairedSample } from './paired.ts';
import { type Sample, type SortedSample, sortSample } from './sample.ts';
import { describeTail, TAIL_PATHS_NORMAL, valueAtRisk } from './tail.ts';

interface Side {
  readonly sample: Sample;
  readonly sorted: SortedSample;
  /** Value at risk. */
  readonly at: number;
  /** Effective number of tail paths. */
  readonly size: number;
}

/**
 * ES_α of the other minus ES_α of the base; no figure where neither has 10 tail paths. Below 200 the interval is the wider of t and
 * bootstrap-t, and where fewer than 10 paths of the tails differ it is held against the exact sign test of those.
 */
export function pairedExpectedShortfall({ base, other }: PairedSample, level: number, unit: string): Difference {
  const sides = [describeSide(base, level), describeSide(other, level)] as const;
  const size = Math.max(...sides.map((side) => side.size));
  const n = base.value.length;
  const isNothing = sides.every(({ sorted }) => sorted.n > 0 && sorted.value[0] === 0);
  if (!isNothing && size < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE)
    return { ...notEnoughPaths(n, size, 1 - level, unit), pValue: null };
  const influence = ({ sample, at }: Side, p: number) =>
    at + (sample.weight[p] * Math.max(0, sample.value[p] - at)) / (1 - level);
  const difference = differenceOf(
    base.value.map((_, p) => influence(sides[1], p) - influence(sides[0], p)),
    unit,
    'paired influence function',
    base.replicates,
  );
  // As for a single expected shortfall: that no path loses anything says nothing of the tail beyond them.
  if (isNothing) return { ...difference, low: null, high: null, flag: 'noneSeen' };
  const isFew = (base.replicates ?? 0) === 0 && size < TAIL_PATHS_NORMAL - SIZE_TOLERANCE;
  const judged = isFew ? judgeByResamples(difference, sides, level) : difference;
  return heldToSignTest({ ...judged, ...flagOf(size) }, ofTheTails(sides));
}

function describeSide(sample: Sample, level: number): Side {
  const sorted = sortSample(sample);
  const size = sorted.n > 0 ? describeTail(sorted, level).size : 0;
  return { sample, sorted, at: valueAtRisk(sorted, level), size };
}

/**
 * The difference as unsure as t and bootstrap-t are, end by end: t is too narrow where differences are skewed, bootstrap-t where they
 * are as likely to fall either way. As it is where resamples do not vary enough to tell.
 */
function judgeByResamples(difference: Difference, [base, other]: readonly [Side, Side], level: number): Difference {
  const { estimate, stdError, low, high, pValue, method } = difference;
  if (estimate === null || stdError === undefined || low === null || high === null || pValue === null)
    return difference;
  const found = bootstrapTInterval([sideOf(other, 1), sideOf(base, -1)], level, { estimate, stdError });
  if (found === null) return difference;
  return {
    ...difference,
    low: Math.min(low, found.low),
    high: Math.max(high, found.high),
    pValue: Math.max(pValue, found.pValue),
    method: `${method}, the wider ends of t and bootstrap-t`,
  };
}

function sideOf({ sample: { value }, sorted }: Side, sign: 1 | -1): ShortfallSide {
  const path = Uint32Array.from(value, (_, p) => p).sort((a, b) => value[b] - value[a] || a - b);
  return { sorted, path, sign };
}

/** The losses on paths that are in the tail of either policy, 0 on the others. */
function ofTheTails([base, other]: readonly [Side, Side]): PairedSample {
  const inTail = (p: number) => base.sample.value[p] > base.at || other.sample.value[p] > other.at;
  const keep = ({ sample }: Side): Sample => ({ ...sample, value: sample.value.map((x, p) => (inTail(p) ? x : 0)) });
  return { base: keep(base), other: keep(other) };
}
