/**
 * Value at risk and expected shortfall of a sample of losses, with atoms and weights.
 *
 * VaR_α = inf{x : P(L > x) ≤ 1−α} and ES_α = VaR + E[(L−VaR)₊]/(1−α), which is right where the loss has atoms (at zero, at
 * steps of a ladder). P(L > x) is Σ w 1{L>x} / n. The standard error of ES is sd(ψ)/√n with the influence function
 * ψ = VaR + w (L−VaR)₊/(1−α), atoms and weights included.
 */

import { bootstrapTInterval } from './bootstrap-t.ts';
import { CONFIDENCE, type Figure, flagOf, notEnoughPaths, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from './figure.ts';
import { NORMAL_POINT, positiveFigure, stdErrorOfMean } from './moments.ts';
import { findRankInterval, pathsForUpperBound } from './order-statistics.ts';
import { nameReplicates, replicatePoint, replicateStdError } from './replicates.ts';
import { effectiveSize, type SortedSample } from './sample.ts';

/** Shares of rounding in n(1−α): 10,000 × 0.01 is 100.00000000000009. */
const ROUNDING = 1e-9;

/**
 * Rank of the value at risk in a sample sorted descending: the first whose paths above hold at most 1−α, and whose own
 * value would hold more. Returns n − 1 when weights are too small to reach 1−α at all.
 *
 * @param shift  standard errors added to (positive) or taken from the tail probability, for the ends of an interval
 * @param leastVariance  of the tail probability
 */
function findQuantileRank(sorted: SortedSample, level: number, shift: number, leastVariance = 0): number {
  const { n, value, weightBefore, weightSquaredBefore } = sorted;
  const target = (1 - level) * (1 + ROUNDING);
  const replicated = shift === 0 ? null : createReplicatedShare(sorted);
  let answer = 0;
  for (let i = 0; i < n; i++) {
    if (i > 0) replicated?.add(i - 1);
    if (i > 0 && value[i] === value[i - 1]) continue;
    // Paths strictly above value[i] are the ranks before i.
    const p = weightBefore[i] / n;
    const variance = replicated?.variance() ?? Math.max(0, weightSquaredBefore[i] / n - p * p) / n;
    if (p + shift * Math.sqrt(Math.max(variance, leastVariance)) > target) break;
    answer = i;
  }
  return answer;
}

/**
 * Variance of the share of paths at or above VaR: what the upper end of its interval rests on. The paths above that end do not
 * show how heavy the next one may be, so that by their own variance a single heavy path at VaR would be the end.
 */
function varianceAtRisk({ n, value, weight }: SortedSample, rank: number): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n && value[i] >= value[rank]; i++) {
    sum += weight[i] / n;
    squares += (weight[i] * weight[i]) / n;
  }
  return Math.max(0, squares - sum * sum) / n;
}

/** Running variance, from replicates, of the share of paths above a rank; null where all paths are independent. */
function createReplicatedShare({ n, weight, replicate, replicates = 0 }: SortedSample) {
  if (replicate === undefined || replicates < 2) return null;
  const total = new Float64Array(replicates);
  let sum = 0;
  let squares = 0;
  return {
    add(rank: number): void {
      const w = weight[rank];
      squares += w * (2 * total[replicate[rank]] + w);
      total[replicate[rank]] += w;
      sum += w;
    },
    variance: () => (Math.max(0, squares - (sum * sum) / replicates) * replicates) / (replicates - 1) / (n * n),
  };
}

/** VaR of a sorted sample; NaN for an empty one. */
export function valueAtRisk(sorted: SortedSample, level: number): number {
  return sorted.n === 0 ? Number.NaN : sorted.value[findQuantileRank(sorted, level, 0)];
}

/** Which paths make up the tail beyond a level, and how much of the paths that lie exactly on VaR belongs to it. */
export interface TailSet {
  readonly valueAtRisk: number;
  /** P(L > VaR), weighted. */
  readonly above: number;
  /** Share of each path at L = VaR that belongs to the tail; 0 to 1. */
  readonly atomShare: number;
  /** Effective number of paths that decide the tail. */
  readonly size: number;
}

/**
 * Describes the tail beyond a level.
 *
 * Its effective size counts the paths above VaR and the part of those on VaR that fills the tail up to 1−α. Paths at zero
 * do not count: where fewer paths than the tail is wide lose anything, those few are what the figure rests on.
 */
export function describeTail(sorted: SortedSample, level: number): TailSet {
  const { n, value, weightBefore, weightSquaredBefore } = sorted;
  const rank = findQuantileRank(sorted, level, 0);
  const at = value[rank];
  let end = rank;
  while (end < n && value[end] === at) end++;
  const above = weightBefore[rank] / n;
  const atom = (weightBefore[end] - weightBefore[rank]) / n;
  const missing = 1 - level - above;
  const atomShare = atom > 0 && missing > ROUNDING * (1 - level) ? Math.min(1, missing / atom) : 0;
  const counted = at === 0 ? 0 : atomShare;
  const sum = weightBefore[rank] + counted * (weightBefore[end] - weightBefore[rank]);
  const sumSquared = weightSquaredBefore[rank] + counted * (weightSquaredBefore[end] - weightSquaredBefore[rank]);
  return { valueAtRisk: at, above, atomShare, size: effectiveSize(sum, sumSquared) };
}

/** Part of a tail that stands for the paths at VaR: its lowest fifth. */
const EDGE_SHARE = 0.2;

/** Value up to which a path of the tail counts as being at its edge: four fifths of the tail's weight lie above it. */
export function tailEdge(sorted: SortedSample, level: number): number {
  const { n, value, weightBefore } = sorted;
  let rank = 0;
  while (rank + 1 < n && weightBefore[rank + 1] <= (1 - EDGE_SHARE) * n * (1 - level)) rank++;
  return Math.max(valueAtRisk(sorted, level), value[rank]);
}

/** Effective number of paths in the upper 1−α of the sample, whatever their values; below the median, paths in the lower α. */
export function sizeBeyond(sorted: SortedSample, level: number): number {
  if (level < 0.5) return sorted.n * level;
  if (sorted.isUnweighted) return sorted.n * (1 - level);
  let i = 0;
  while (i < sorted.n && sorted.weightBefore[i + 1] <= sorted.n * (1 - level) * (1 + ROUNDING)) i++;
  return effectiveSize(sorted.weightBefore[i], sorted.weightSquaredBefore[i]);
}

/**
 * VaR with its interval: exact order statistics when all weights are 1, otherwise the values at which the tail probability
 * less or plus its standard errors crosses 1−α (Glynn 1996), upwards no smaller ones than at VaR itself; with replicates the latter, with their standard error. Levels of one half and below are medians and lower quantiles;
 * the smaller side counts as the tail.
 */
export function valueAtRiskFigure(sorted: SortedSample, level: number, unit: string): Figure {
  const { n, value } = sorted;
  const narrow = Math.max(level, 1 - level);
  const size = sizeBeyond(sorted, level);
  if (n === 0 || size < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE) {
    const figure = notEnoughPaths(n, 0, 1 - narrow, unit);
    return sorted.isUnweighted
      ? { ...figure, pathsNeeded: Math.max(figure.pathsNeeded ?? 0, pathsForUpperBound(narrow, CONFIDENCE)) }
      : size > 0
        ? notEnoughPaths(n, size, 1 - narrow, unit)
        : figure;
  }
  const base = { confidence: CONFIDENCE, n, unit, ...flagOf(size) };
  const { replicates = 0 } = sorted;
  if (sorted.isUnweighted && replicates === 0) {
    const ranks = findRankInterval(n, level, CONFIDENCE);
    // Ranks count from the smallest value, the sample from the largest.
    return {
      ...base,
      estimate: valueAtRisk(sorted, level),
      low: ranks.low >= 1 ? value[n - ranks.low] : null,
      high: ranks.high <= n ? value[n - ranks.high] : null,
      method: 'order statistics',
    };
  }
  const point = replicates > 0 ? replicatePoint(replicates) : NORMAL_POINT;
  const rank = findQuantileRank(sorted, level, 0);
  const variance = replicates > 0 ? 0 : varianceAtRisk(sorted, rank);
  return {
    ...base,
    estimate: value[rank],
    low: value[findQuantileRank(sorted, level, -point)],
    // Where even the worst path is not sure to be beyond VaR there is no upper end.
    high: point * Math.sqrt(variance) > 1 - level ? null : value[findQuantileRank(sorted, level, point, variance)],
    method:
      replicates > 0
        ? `tail probability inverted, ${nameReplicates(replicates)}, t interval`
        : 'weighted tail probability inverted',
  };
}

/** ES of a sorted sample and its standard error; NaN for an empty one. */
export function expectedShortfall(sorted: SortedSample, level: number): { estimate: number; stdError: number } {
  const { n, value, weight } = sorted;
  const at = valueAtRisk(sorted, level);
  let sum = 0;
  let end = 0;
  for (; end < n && value[end] > at; end++) sum += weight[end] * (value[end] - at);
  const mean = sum / n / (1 - level);
  if (sorted.replicate !== undefined) {
    const total = new Float64Array(sorted.replicates ?? 0);
    for (let i = 0; i < end; i++) total[sorted.replicate[i]] += (weight[i] * (value[i] - at)) / (1 - level);
    return { estimate: at + mean, stdError: replicateStdError(total, n) };
  }
  let squares = (n - end) * mean * mean;
  for (let i = 0; i < end; i++) {
    const influence = (weight[i] * (value[i] - at)) / (1 - level) - mean;
    squares += influence * influence;
  }
  return { estimate: at + mean, stdError: stdErrorOfMean(squares, n) };
}

/** Effective tail paths up to which the normal law of an expected shortfall, or of a difference of two, is not trusted. */
export const TAIL_PATHS_NORMAL = 200;

/**
 * ES with its interval; no figure below 10 tail paths. From 200 tail paths on, and with replicates, the interval is that of the
 * influence function (log-normal: a loss has no negative end); below, bootstrap-t.
 */
export function expectedShortfallFigure(sorted: SortedSample, level: number, unit: string): Figure {
  const { n, value, replicates } = sorted;
  if (n === 0) return notEnoughPaths(0, 0, 1 - level, unit);
  if (value[0] === 0 && value[n - 1] === 0)
    return {
      estimate: 0,
      low: 0,
      high: null,
      confidence: CONFIDENCE,
      method: 'no path lost anything',
      n,
      unit,
      flag: 'noneSeen',
    };
  const { size } = describeTail(sorted, level);
  if (size < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE) return notEnoughPaths(n, size, 1 - level, unit);
  const { estimate, stdError } = expectedShortfall(sorted, level);
  const figure = {
    ...positiveFigure(estimate, stdError, n, unit, 'influence function', replicates),
    ...flagOf(size),
  };
  if (replicates !== undefined || size >= TAIL_PATHS_NORMAL - SIZE_TOLERANCE) return figure;
  const found = bootstrapTInterval([{ sorted, sign: 1 }], level, { estimate, stdError });
  if (found === null) return figure;
  const ends = { low: Math.max(0, found.low), high: found.high };
  return { ...figure, ...ends, method: 'influence function, bootstrap-t interval' };
}
