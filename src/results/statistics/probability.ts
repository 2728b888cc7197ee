/**
 * Probabilities over paths: Wilson's interval, Clopper and Pearson's for rare events, a one-sided bound where none was seen.
 *
 * Wilson's interval may cover less than it says where few events are seen (Brown, Cai and DasGupta 2001), so below 10 of
 * them (or of their absence) the exact interval takes its place.
 * With weights the probability is Σ w 1{event} / n and the interval is that of the number of plain paths that would
 * have the same standard error (effective sample); with replicates it is their standard error and Student's point. Ten
 * events are too few to fill the replicates: there, and where none was seen, the interval is that of independent paths. Nothing seen: at most 1 − 0.05^{1/n}, about 3/n, at 95 %.
 */

import { betaQuantile } from '../../kernel/random/incomplete-beta.ts';
import { CONFIDENCE, type Figure, SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from './figure.ts';
import { NORMAL_POINT } from './moments.ts';
import { AS_INDEPENDENT, nameReplicates, replicatePoint, replicateStdError } from './replicates.ts';
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
  /** Of all paths; 1 without importance sampling. */
  readonly largestWeight: number;
  /** Left out where all paths are independent. */
  readonly byReplicate?: ReplicateCount;
}

/** Σ w over paths with the event, and over all paths, by replicate, [replicate]. */
export interface ReplicateCount {
  readonly event: Float64Array;
  readonly all: Float64Array;
}

/** A count of nothing; undefined without replicates. */
export function createReplicateCount(replicates: number): ReplicateCount | undefined {
  return replicates > 0 ? { event: new Float64Array(replicates), all: new Float64Array(replicates) } : undefined;
}

/** Adds a path. @param count modified in place; undefined without replicates */
export function addToReplicate(
  count: ReplicateCount | undefined,
  path: number,
  weight: number,
  isEvent: boolean,
): void {
  if (count === undefined) return;
  const replicate = path % count.all.length;
  count.all[replicate] += weight;
  if (isEvent) count.event[replicate] += weight;
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

/** Counts an event given by an indicator, above 0 where it happens, on each weighted path. */
export function countEvent({ value, weight, replicates = 0 }: Sample): EventCount {
  const byReplicate = createReplicateCount(replicates);
  const all = { totalWeight: 0, totalWeightSquared: 0, largestWeight: 0 };
  const count = { n: value.length, events: 0, weight: 0, weightSquared: 0, ...all };
  for (let p = 0; p < value.length; p++) {
    count.largestWeight = Math.max(count.largestWeight, weight[p]);
    count.totalWeight += weight[p];
    count.totalWeightSquared += weight[p] * weight[p];
    addToReplicate(byReplicate, p, weight[p], value[p] > 0);
    if (!(value[p] > 0)) continue;
    count.events++;
    count.weight += weight[p];
    count.weightSquared += weight[p] * weight[p];
  }
  return byReplicate === undefined ? count : { ...count, byReplicate };
}

/** Probability of an event given by its indicator. */
export function measureEvent(sample: Sample): Figure {
  return probabilityFigure(countEvent(sample));
}

/**
 * One-sided upper bound of what no path showed, under weights: P = E[w 1{event}] is at most the largest weight times the share
 * of such paths among those drawn. Without weights that of `zeroEventBound`.
 */
export function unseenBound({ n, largestWeight }: Pick<EventCount, 'n' | 'largestWeight'>): number {
  return Math.min(1, largestWeight * zeroEventBound(n));
}

/**
 * Of a common event under weights: 1 − P(it does not happen), whose paths are the fewer ones. Σ w 1{event} / n would leave [0, 1]
 * by the error of the weights' own mean.
 */
function commonEvent(count: EventCount): Figure {
  const { n, events, weight, weightSquared, totalWeight, totalWeightSquared, byReplicate } = count;
  const none = probabilityFigure({
    ...count,
    events: n - events,
    weight: Math.max(0, totalWeight - weight),
    weightSquared: Math.max(0, totalWeightSquared - weightSquared),
    ...(byReplicate && {
      byReplicate: { event: byReplicate.all.map((w, r) => w - byReplicate.event[r]), all: byReplicate.all },
    }),
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
  const { n, events, weight, weightSquared, totalWeight, totalWeightSquared, byReplicate } = count;
  const independence = byReplicate === undefined ? '' : `, ${AS_INDEPENDENT}`;
  const base = { confidence: CONFIDENCE, n, unit: 'fraction' };
  const size = effectiveSize(totalWeight, totalWeightSquared);
  if (n === 0) return { ...base, estimate: null, low: null, high: null, method: 'no paths' };
  if (events === 0)
    return {
      ...base,
      estimate: 0,
      low: 0,
      high: unseenBound(count),
      method: `none seen, one-sided bound${independence}`,
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
  if (byReplicate !== undefined && !isRare) return replicatedProbability(count, byReplicate);
  const { low, high } = isRare ? clopperPearsonInterval(p, effective) : wilsonInterval(p, effective);
  const method = isRare ? `Clopper–Pearson, fewer than ${TAIL_PATHS_MINIMUM} events` : 'Wilson';
  return {
    ...base,
    estimate,
    low,
    high,
    method: `${plain ? method : `${method}, effective sample`}${independence}`,
    stdError: stdErrorFromSums(weight, weightSquared, n),
    ...(rare > 0 && isRare ? { flag: 'fewPaths' as const } : {}),
  };
}

/** Wilson's interval for the number of independent paths that would have the replicates' standard error, at Student's point. */
function replicatedProbability({ n, weight }: EventCount, { event }: ReplicateCount): Figure {
  const estimate = weight / n;
  const p = Math.min(1, estimate);
  const stdError = replicateStdError(event, n);
  const effective = (p * (1 - p)) / (stdError * stdError);
  const replicates = event.length;
  const { low, high } = wilsonInterval(p, effective, replicatePoint(replicates));
  const method = `${nameReplicates(replicates)}, t interval (Wilson's form)`;
  return { estimate, low, high, confidence: CONFIDENCE, method, n, unit: 'fraction', stdError };
}
