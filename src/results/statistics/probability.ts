/**
 * Probabilities over paths: Wilson's interval, Clopper and Pearson's for rare events, a one-sided bound where none was seen.
 *
 * Wilson's interval may cover less than it says where few events are seen (Brown, Cai and DasGupta 2001), so below 10 of
 * them (or of their absence) the exact interval takes its place.
 * With weights the probability is Σ w 1{event} / n and the interval is that of the number of plain paths that would
 * have the same standard error (effective sample). Nothing seen: at most 1 − 0.05^{1/n}, about 3/n, at 95 %.
 */

import { betaQuantile } from '../../kernel/random/incomplete-beta.ts';
import { CONFIDENCE, type Figure, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from './figure.ts';
import { NORMAL_POINT } from './moments.ts';
import { effectiveSize, type Sample } from './sample.ts';

/** What a run says about an event. */
export interface EventCount {
  /** Paths. */
  readonly n: number;
  /** Paths with the event, unweighted. */
  readonly events: number;
  /** Σ w and Σ w² over paths with the event. */
  readonly weight: number;
  readonly weightSquared: number;
  /** Σ w and Σ w² over all paths. */
  readonly totalWeight: number;
  readonly totalWeightSquared: number;
}

/**
 * Wilson's score interval (Wilson 1927) for a share p of n draws; n may be an effective, fractional number.
 */
export function wilsonInterval(p: number, n: number, point: number = NORMAL_POINT): { low: number; high: number } {
  const z2 = (point * point) / n;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (point / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * Clopper and Pearson's exact interval (1934) for a share p of n draws, from beta quantiles; n may be an effective,
 * fractional number.
 */
export function clopperPearsonInterval(
  p: number,
  n: number,
  confidence: number = CONFIDENCE,
): { low: number; high: number } {
  const events = p * n;
  const others = n - events;
  const side = (1 - confidence) / 2;
  return {
    low: events > 0 ? betaQuantile(side, events, others + 1) : 0,
    high: others > 0 ? betaQuantile(1 - side, events + 1, others) : 1,
  };
}

/** One-sided upper bound of a probability that was not seen once in n paths: 1 − (1−confidence)^{1/n}. */
export function zeroEventBound(n: number, confidence: number = CONFIDENCE): number {
  return -Math.expm1(Math.log(1 - confidence) / n);
}

/**
 * Standard error of a mean from Σ and Σ² of its terms (w·1{event}, w·loss), sample variance (n−1); NaN with fewer than two
 * paths.
 */
export function stdErrorFromSums(sum: number, sumSquared: number, n: number): number {
  if (n < 2) return Number.NaN;
  return Math.sqrt(Math.max(0, sumSquared - (sum * sum) / n) / (n - 1) / n);
}

/** Probability of an event given by its indicator, 0 or 1, on each weighted path. */
export function measureEvent({ value, weight }: Sample): Figure {
  const count = { n: value.length, events: 0, weight: 0, weightSquared: 0, totalWeight: 0, totalWeightSquared: 0 };
  for (let p = 0; p < value.length; p++) {
    count.totalWeight += weight[p];
    count.totalWeightSquared += weight[p] * weight[p];
    if (!(value[p] > 0)) continue;
    count.events++;
    count.weight += weight[p];
    count.weightSquared += weight[p] * weight[p];
  }
  return probabilityFigure(count);
}

/**
 * Of a common event under weights: 1 − P(it does not happen), whose paths are the fewer ones. Σ w 1{event} / n would leave [0, 1]
 * by the error of the weights' own mean.
 */
function commonEvent(count: EventCount): Figure {
  const { n, events, weight, weightSquared, totalWeight, totalWeightSquared } = count;
  const none = probabilityFigure({
    ...count,
    events: n - events,
    weight: Math.max(0, totalWeight - weight),
    weightSquared: Math.max(0, totalWeightSquared - weightSquared),
  });
  const complement = (value: number | null) => (value === null ? null : Math.max(0, 1 - value));
  const { estimate, low, high, method, flag, ...rest } = none;
  return {
    ...rest,
    // An absence that no path showed is nothing to be warned of.
    ...(flag === undefined || flag === 'noneSeen' ? {} : { flag }),
    estimate: complement(estimate),
    low: complement(high),
    high: complement(low),
    method: `${method}, of the complement`,
  };
}

/** Probability of an event with its interval. */
export function probabilityFigure(count: EventCount): Figure {
  const { n, events, weight, weightSquared, totalWeight, totalWeightSquared } = count;
  const base = { confidence: CONFIDENCE, n, unit: 'fraction' };
  const size = effectiveSize(totalWeight, totalWeightSquared);
  if (n === 0) return { ...base, estimate: null, low: null, high: null, method: 'no paths' };
  if (events === 0)
    return {
      ...base,
      estimate: 0,
      low: 0,
      high: zeroEventBound(size),
      method: 'none seen, one-sided bound',
      flag: 'noneSeen',
    };
  const plain = weight === events && weightSquared === events && totalWeight === n;
  if (!plain && weight > totalWeight - weight) return commonEvent(count);
  const estimate = weight / n;
  const p = Math.min(1, estimate);
  // Population variance of w·1{event} against p(1−p): plain paths give back n itself.
  const variance = weightSquared / n - estimate * estimate;
  const effective = plain ? n : variance > 0 && p < 1 ? (n * p * (1 - p)) / variance : size;
  const rare = plain ? Math.min(events, n - events) : effective * Math.min(p, 1 - p);
  const isRare = rare < TAIL_PATHS_MINIMUM - SIZE_TOLERANCE;
  const { low, high } = isRare ? clopperPearsonInterval(p, effective) : wilsonInterval(p, effective);
  const method = isRare ? `Clopper–Pearson, fewer than ${TAIL_PATHS_MINIMUM} events` : 'Wilson';
  return {
    ...base,
    estimate,
    low,
    high,
    method: plain ? method : `${method}, effective sample`,
    stdError: stdErrorFromSums(weight, weightSquared, n),
    ...(rare > 0 && isRare ? { flag: 'fewPaths' as const } : {}),
  };
}
