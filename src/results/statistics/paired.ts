/**
 * Differences of two policies on the same shocks: what the shocks have in common cancels path by path.
 *
 * All functions take the measure under the base and under the other policy, [path] with equal weights, and give other minus
 * base. With replicates the differences are summed replicate by replicate, and Student's t has R − 1 degrees of freedom.
 * Two policies that agree on every path differ by exactly zero, and the interval says what n paths could have missed.
 */

import { incompleteBeta } from '../../kernel/random/incomplete-beta.ts';
import { CONFIDENCE, type Figure, flagOf, notEnoughPaths, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from './figure.ts';
import { clopperPearsonInterval, measureEvent, unseenBound } from './probability.ts';
import { AS_INDEPENDENT, nameReplicates, replicateStdError } from './replicates.ts';
import { effectiveSize, type Sample } from './sample.ts';
import { studentPoint, studentTwoSided } from './student.ts';

/** A difference, other minus base, with a test of "no difference". */
export interface Difference extends Figure {
  /** Two-sided, by itself; null where there is no figure. */
  readonly pValue: number | null;
}

/** The measure on the same paths under two policies. */
export interface PairedSample {
  readonly base: Sample;
  readonly other: Sample;
}

/**
 * E[other] − E[base] by the paired t interval. Where fewer than 10 paths differ (effective number) the t law is too sure: the exact
 * sign test of the paths that differ has to reject too, and the interval holds 0 where it does not.
 */
export function pairedMean(pair: PairedSample, unit: string): Difference {
  return heldToSignTest(meanDifference(pair, unit), pair);
}

/**
 * A difference as it stands where at least 10 paths differ, otherwise no surer than the exact sign test of them.
 *
 * @param pair  what differs on the paths that the difference rests on
 */
export function heldToSignTest(difference: Difference, pair: PairedSample): Difference {
  const { share, size } = differingOf(pair);
  if (difference.stdError === 0 || !(size < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE)) return difference;
  const { low, high, method } = difference;
  const pSign = signTestPValue(share, size);
  const holdsZero = pSign > 1 - CONFIDENCE;
  return {
    ...difference,
    low: holdsZero && low !== null ? Math.min(low, 0) : low,
    high: holdsZero && high !== null ? Math.max(high, 0) : high,
    method: `${method}, and ${SIGN_TEST}${independenceOf(pair)}`,
    flag: 'fewPaths',
    pValue: difference.pValue === null ? null : Math.max(difference.pValue, pSign),
  };
}

const SIGN_TEST = `exact sign test of the paths that differ, fewer than ${TAIL_PATHS_MINIMUM}`;

function independenceOf({ base: { replicates } }: PairedSample): string {
  return replicates === undefined || replicates === 0 ? '' : `, ${AS_INDEPENDENT}`;
}

function meanDifference({ base, other }: PairedSample, unit: string): Difference {
  const { value, weight, replicates } = base;
  return differenceOf(
    value.map((x, p) => other.weight[p] * other.value[p] - weight[p] * x),
    unit,
    'paired t',
    replicates,
  );
}

/**
 * P(event) under the other minus under the base, from indicators [path] of 0 and 1. Where fewer than 10 paths differ (effective
 * number) the t law does not hold: four that all differ one way would be called more than chance, which one in eight such fours
 * are. There the exact sign test of the paths that differ takes its place (McNemar 1947); where none differs the interval is what
 * that many paths may miss.
 */
export function pairedProbability(pair: PairedSample): Difference {
  const difference = meanDifference(pair, 'fraction');
  const { weight } = pair.base;
  if (difference.stdError === 0) {
    const largestWeight = weight.reduce((most, w) => Math.max(most, w), 0);
    const bound = unseenBound({ n: weight.length, largestWeight });
    return { ...difference, low: -bound, high: bound, method: 'no path differs, bound for what was not seen' };
  }
  const { share, size, differing } = differingOf(pair);
  if (!(size < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE)) return difference;
  const method = `${SIGN_TEST}${independenceOf(pair)}`;
  return { ...difference, ...signTest(share, size, measureEvent(differing)), method, flag: 'fewPaths' };
}

/** The paths that differ as 0 and 1, their effective number, and the share of them (by weight) with more under the other policy. */
function differingOf(pair: PairedSample): { differing: Sample; size: number; share: number } {
  const differing = { ...pair.base, value: pair.base.value.map((x, p) => (x === pair.other.value[p] ? 0 : 1)) };
  return {
    differing,
    size: activeSize(differing),
    share: weightedMean(differencesAbove(pair)) / weightedMean(differing),
  };
}

/**
 * Test that a differing path is as likely to differ either way, and ends of the difference of probabilities (2θ − 1)·P(differing),
 * θ by Clopper and Pearson's interval, which leaves out ½ where the test rejects.
 *
 * @param share  of the differing paths, those with the event under the other policy alone
 * @param size  their effective number
 */
function signTest(share: number, size: number, differing: Figure): Pick<Difference, 'low' | 'high' | 'pValue'> {
  const theta = clopperPearsonInterval(share, size);
  const [least, most] = [differing.low ?? 0, differing.high ?? 1];
  const end = (balance: number, isLow: boolean) => balance * (balance > 0 === isLow ? least : most);
  return {
    low: end(2 * theta.low - 1, true),
    high: end(2 * theta.high - 1, false),
    pValue: signTestPValue(share, size),
  };
}

/** Two-sided p-value of the exact sign test: a differing path is as likely to differ either way. */
function signTestPValue(share: number, size: number): number {
  const above = share * size;
  const below = size - above;
  const atLeast = above > 0 ? incompleteBeta(0.5, above, below + 1) : 1;
  const atMost = below > 0 ? incompleteBeta(0.5, below, above + 1) : 1;
  return Math.min(1, 2 * Math.min(atLeast, atMost));
}

/** Measures x and y of a ratio of means on the same paths under two policies. */
export interface PairedRatio {
  readonly x: PairedSample;
  readonly y: PairedSample;
}

/**
 * E[x]/E[y] of the other minus that of the base, by the difference of the delta method's residuals; with `complement`, of
 * 1 − E[x]/E[y]. No figure where either rests on fewer than 10 paths with y ≠ 0, counted by their effective number; on fewer
 * than 50 it is flagged.
 */
export function pairedRatio({ x, y }: PairedRatio, unit: string, form: 'ratio' | 'complement'): Difference {
  const n = x.base.value.length;
  const sides = (['base', 'other'] as const).map((side) => {
    const meanX = weightedMean(x[side]);
    const meanY = weightedMean(y[side]);
    const active = activeSize(y[side]);
    return { side, ratio: meanX / meanY, meanY, active };
  });
  const fewest = Math.min(...sides.map(({ active }) => active));
  if (fewest < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE)
    return { ...notEnoughPaths(n, fewest, Math.min(1, 3 / n), unit), pValue: null };
  const sign = form === 'ratio' ? 1 : -1;
  const [base, other] = sides.map(({ side, ratio, meanY }) =>
    x[side].value.map((value, p) => ratio + (x[side].weight[p] * (value - ratio * y[side].value[p])) / meanY),
  );
  const difference = differenceOf(
    base.map((value, p) => sign * (other[p] - value)),
    unit,
    'paired delta method',
    x.base.replicates,
  );
  return { ...difference, ...flagOf(fewest) };
}

/** Share of paths (by weight) on which the other policy's measure is larger than the base's. */
export function differencesAbove({ base, other }: PairedSample): Sample {
  return { ...base, value: base.value.map((x, p) => (other.value[p] > x ? 1 : 0)) };
}

/** Effective number of paths on which a measure is not 0. */
function activeSize({ value, weight }: Sample): number {
  let sum = 0;
  let squares = 0;
  for (let p = 0; p < value.length; p++) {
    if (value[p] === 0) continue;
    sum += weight[p];
    squares += weight[p] * weight[p];
  }
  return effectiveSize(sum, squares);
}

function weightedMean({ value, weight }: Sample): number {
  let sum = 0;
  for (let p = 0; p < value.length; p++) sum += weight[p] * value[p];
  return sum / value.length;
}

/** Mean of path-by-path differences with its t interval: over paths, or over replicates. */
export function differenceOf(difference: Float64Array, unit: string, method: string, replicates = 0): Difference {
  const n = difference.length;
  let mean = 0;
  for (let p = 0; p < n; p++) mean += difference[p];
  mean /= n;
  const stdError = replicates > 0 ? errorByReplicate(difference, replicates) : errorByPath(difference, mean);
  const freedom = (replicates > 0 ? replicates : n) - 1;
  const half = n > 1 ? studentPoint(CONFIDENCE, freedom) * stdError : Number.NaN;
  const pValue = !(n > 1) ? null : stdError > 0 ? studentTwoSided(mean / stdError, freedom) : mean === 0 ? 1 : 0;
  const ends = n > 1 ? { low: mean - half, high: mean + half, stdError } : { low: null, high: null };
  const how = replicates > 0 ? `${method}, ${nameReplicates(replicates)}` : method;
  return { estimate: mean, ...ends, confidence: CONFIDENCE, method: how, n, unit, pValue };
}

function errorByPath(difference: Float64Array, mean: number): number {
  const n = difference.length;
  let squares = 0;
  for (let p = 0; p < n; p++) squares += (difference[p] - mean) * (difference[p] - mean);
  return n > 1 ? Math.sqrt(squares / (n - 1) / n) : Number.NaN;
}

function errorByReplicate(difference: Float64Array, replicates: number): number {
  const total = new Float64Array(replicates);
  for (let p = 0; p < difference.length; p++) total[p % replicates] += difference[p];
  return replicateStdError(total, difference.length);
}
