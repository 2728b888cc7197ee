/**
 * Policies side by side on the same shocks: every summary figure of each, and its paired difference from the base.
 *
 * Means by paired t, expected shortfall by paired influence functions, ratios by the delta method, quantiles by bootstrap on
 * shared resamples (model.md §2.6, §8.4). Several policies: Holm's correction over the policies, figure by figure.
 */

import type { PathMeasure } from '../kernel/result.ts';
import { computeAccountState } from '../results/account-state.ts';
import { type Efficiency, measureEfficiency } from '../results/efficiency.ts';
import { EVENTS, MEAN_MEASURES, RATIOS } from '../results/path-moments.ts';
import {
  CONFIDENCE,
  exactFigure,
  type Figure,
  SIZE_TOLERANCE,
  TAIL_PATHS_MINIMUM,
} from '../results/statistics/figure.ts';
import { holmAdjusted } from '../results/statistics/holm.ts';
import {
  type Difference,
  differencesAbove,
  type PairedSample,
  pairedMean,
  pairedProbability,
  pairedRatio,
} from '../results/statistics/paired.ts';
import { pairedQuantiles } from '../results/statistics/paired-quantile.ts';
import { pairedExpectedShortfall } from '../results/statistics/paired-tail.ts';
import { measureEvent } from '../results/statistics/probability.ts';
import { type Sample, sortSample } from '../results/statistics/sample.ts';
import { describeTail, expectedShortfall, valueAtRisk } from '../results/statistics/tail.ts';
import { DEPTH_LEVELS, LIQUIDATION_MEASURES, TAIL_MEASURES } from '../results/summary.ts';
import type { PathSample } from './path-sample.ts';
import { sampleOf } from './path-sample.ts';
import type { ResolvedPolicy } from './policy.ts';

export type FigureKind =
  | 'valueAtRisk'
  | 'expectedShortfall'
  | 'probability'
  | 'mean'
  | 'ratio'
  | 'depth'
  | 'shareWorse'
  | 'efficiency';

/** One figure of one policy beside the base. */
export interface ComparisonRow {
  readonly policy: string;
  readonly figure: FigureKind;
  readonly measure: string;
  readonly level: number | null;
  readonly unit: string;
  /** Null where there are not enough paths. */
  readonly baseEstimate: number | null;
  readonly estimate: number | null;
  readonly difference: Difference;
  /** Holm's p-value over the policies compared; null where there is no test. */
  readonly pValueHolm: number | null;
}

/** A policy that ran. */
export interface RanPolicy extends ResolvedPolicy {
  readonly sample: PathSample;
}

/** Share of a figure under which a difference is that of sums in another order. */
const ROUNDING = 1e-12;

/** Efficiency figures that are compared; exact. */
const EFFICIENCY = {
  exposureUsd: 'USD',
  collateralUsd: 'USD',
  initialMarginUsd: 'USD',
  maintenanceMarginUsd: 'USD',
  exposurePerMargin: 'ratio',
  exposurePerInitialMargin: 'ratio',
  effectiveLeverage: 'ratio',
  offsetSaving: 'fraction',
  idleShare: 'fraction',
  borrowUsage: 'fraction',
} as const satisfies Partial<Record<keyof Efficiency, string>>;

/**
 * Compares policies with the base.
 *
 * @param base  the policy that the others are measured against
 * @param others  each on as many paths with the same weights as the base
 */
export function comparePolicies(base: RanPolicy, others: readonly RanPolicy[]): ComparisonRow[] {
  const rows = others.map((other) => compareOne(base, other));
  const adjusted = (rows[0] ?? []).map((_, k) => holmAdjusted(rows.map((of) => of[k].difference.pValue)));
  return rows.flatMap((of, policy) => of.map((row, k) => ({ ...row, pValueHolm: adjusted[k][policy] })));
}

type Row = Omit<ComparisonRow, 'pValueHolm'>;

function compareOne(base: RanPolicy, other: RanPolicy): Row[] {
  const { measure, seed: _ } = base.resolved.scenario;
  const levels = measure.confidence;
  const pairOf = (name: PathMeasure): PairedSample => ({
    base: sampleOf(base.sample, name),
    other: sampleOf(other.sample, name),
  });
  const isSame = base.resolved.hash === other.resolved.hash;
  const row = (
    figure: FigureKind,
    name: string,
    level: number | null,
    estimates: readonly (number | null)[],
    difference: Difference,
  ): Row => ({
    policy: other.name,
    figure,
    measure: name,
    level,
    unit: difference.unit,
    baseEstimate: difference.estimate === null ? null : estimates[0],
    estimate: difference.estimate === null ? null : estimates[1],
    difference: isSame && difference.estimate !== null ? exactlyNone(difference) : difference,
  });
  return [
    ...compareQuantiles(base, levels, pairOf, row),
    ...TAIL_MEASURES.flatMap((name) =>
      levels.map((level) => {
        const pair = pairOf(name);
        const estimates = bothSides(pair, (sample) => ownShortfall(sample, level));
        return row('expectedShortfall', name, level, estimates, pairedExpectedShortfall(pair, level, 'USD'));
      }),
    ),
    ...Object.entries(EVENTS).map(([name, column]) => {
      const pair = eventPair(pairOf(column));
      const estimates = bothSides(pair, (sample) => measureEvent(sample).estimate!);
      return row('probability', name, null, estimates, pairedProbability(pair));
    }),
    ...MEAN_MEASURES.map((name) =>
      row('mean', name, null, bothSides(pairOf(name), mean), pairedMean(pairOf(name), 'USD')),
    ),
    ...Object.entries(RATIOS).map(([name, { x, y, unit, form }]) => {
      const [px, py] = [pairOf(x), pairOf(y)];
      const estimates = (['base', 'other'] as const).map((side) => {
        const ratio = mean(px[side]) / mean(py[side]);
        return form === 'ratio' ? ratio : 1 - ratio;
      });
      return row('ratio', name, null, estimates, pairedRatio({ x: px, y: py }, unit, form));
    }),
    shareWorse(pairOf(measure.loss), measure.loss, other.name),
    ...compareEfficiency(base, other),
  ];
}

type MakeRow = (
  figure: FigureKind,
  name: string,
  level: number | null,
  estimates: readonly (number | null)[],
  difference: Difference,
) => Row;

function compareQuantiles(
  base: RanPolicy,
  levels: readonly number[],
  pairOf: (name: PathMeasure) => PairedSample,
  row: MakeRow,
): Row[] {
  const asked = [
    ...[...TAIL_MEASURES, ...LIQUIDATION_MEASURES].flatMap((name) =>
      levels.map((level) => ({ figure: 'valueAtRisk' as const, name, level, unit: 'USD' })),
    ),
    ...DEPTH_LEVELS.map((level) => ({
      figure: 'depth' as const,
      name: 'cascadeDepth' as const,
      level,
      unit: 'generation',
    })),
  ].map((question) => ({ ...question, pair: pairOf(question.name) }));
  const differences = pairedQuantiles(asked, base.resolved.kernel.seedKey);
  return asked.map(({ figure, name, level, pair }, k) =>
    row(
      figure,
      name,
      level,
      bothSides(pair, (sample) => valueAtRisk(sortSample(sample), level)),
      differences[k],
    ),
  );
}

/** Share of paths on which the policy loses more: a probability by itself, not a difference. */
function shareWorse(pair: PairedSample, measure: string, policy: string): Row {
  const figure: Figure = measureEvent(differencesAbove(pair));
  const difference = { ...figure, pValue: null };
  return {
    policy,
    figure: 'shareWorse',
    measure,
    level: null,
    unit: 'fraction',
    baseEstimate: null,
    estimate: figure.estimate,
    difference,
  };
}

function compareEfficiency(base: RanPolicy, other: RanPolicy): Row[] {
  const [from, to] = [base, other].map(({ resolved }) =>
    measureEfficiency(computeAccountState(resolved.kernel), () => true),
  );
  return (Object.keys(EFFICIENCY) as (keyof typeof EFFICIENCY)[]).map((name) => {
    const exists = Number.isFinite(from[name]) && Number.isFinite(to[name]);
    const difference = Math.abs(to[name] - from[name]) <= ROUNDING * Math.abs(from[name]) ? 0 : to[name] - from[name];
    return {
      policy: other.name,
      figure: 'efficiency',
      measure: name,
      level: null,
      unit: EFFICIENCY[name],
      baseEstimate: Number.isFinite(from[name]) ? from[name] : null,
      estimate: Number.isFinite(to[name]) ? to[name] : null,
      difference: { ...exactFigure(exists ? difference : null, EFFICIENCY[name]), pValue: null },
    };
  });
}

function bothSides<T>({ base, other }: PairedSample, measure: (sample: Sample) => T): T[] {
  return [measure(base), measure(other)];
}

/** A policy's own ES; null where its tail rests on too few paths, though the difference to another may rest on enough. */
function ownShortfall(sample: Sample, level: number): number | null {
  const sorted = sortSample(sample);
  const isNothing = sorted.n > 0 && sorted.value[0] === 0;
  const isCarried = isNothing || describeTail(sorted, level).size >= TAIL_PATHS_MINIMUM - SIZE_TOLERANCE;
  return isCarried ? expectedShortfall(sorted, level).estimate : null;
}

function mean({ value, weight }: Sample): number {
  let sum = 0;
  for (let p = 0; p < value.length; p++) sum += weight[p] * value[p];
  return sum / value.length;
}

function eventPair(pair: PairedSample): PairedSample {
  const indicator = (sample: Sample): Sample => ({ ...sample, value: sample.value.map((x) => (x > 0 ? 1 : 0)) });
  return { base: indicator(pair.base), other: indicator(pair.other) };
}

/** A policy that is the base differs by nothing, whatever the number of paths. */
function exactlyNone(difference: Difference): Difference {
  return {
    ...difference,
    low: 0,
    high: 0,
    confidence: CONFIDENCE,
    method: 'the same policy, exact',
    stdError: 0,
    pValue: 1,
  };
}
