/**
 * The frontier: for each policy what its margin buys and what contagion it allows, who is beaten by nobody, and what a freed
 * dollar of margin costs in tail loss.
 *
 * Pure: policies that have run go in, rows come out. Efficiency is exact; everything over paths has an interval, differences
 * are paired on the common shocks. All policies of one elasticity are weighed against each other, never across elasticities.
 */

import type { PathMeasure } from '../../kernel/result.ts';
import type { Efficiency } from '../../results/efficiency.ts';
import { type Figure, scaleFigure } from '../../results/statistics/figure.ts';
import { addPair, createPairMoments, meanFigure } from '../../results/statistics/moments.ts';
import { measureEvent } from '../../results/statistics/probability.ts';
import { type Sample, sortSample } from '../../results/statistics/sample.ts';
import { expectedShortfallFigure } from '../../results/statistics/tail.ts';
import type { Setting } from '../parameters.ts';
import { type PathSample, sampleOf } from '../path-sample.ts';
import type { ResponseCost } from '../response.ts';
import { findParetoSet, type ParetoCandidate, paretoShares } from './pareto.ts';
import { priceOfEfficiency } from './price-of-efficiency.ts';

/** A policy that ran under one elasticity. */
export interface FrontierPolicy {
  readonly name: string;
  readonly settings: readonly Setting[];
  readonly elasticity: number;
  /** The rules as they are. */
  readonly isCurrent: boolean;
  readonly scenarioHash: string;
  readonly efficiency: Efficiency;
  /** One side, at the start, USD. */
  readonly openInterestUsd: number;
  readonly insuranceFundUsd: number;
  readonly response: ResponseCost | null;
  readonly sample: PathSample;
}

/** What is asked of the policies. */
export interface FrontierQuestion {
  /** The loss whose tail is contagion. */
  readonly loss: PathMeasure;
  /** Level of its expected shortfall. */
  readonly confidence: number;
  /** Of the run, for the resamples. */
  readonly key: readonly [number, number];
}

/** One point of the plane, and what it costs users. */
export interface FrontierRow extends Omit<FrontierPolicy, 'sample'> {
  readonly expectedShortfallUsd: Figure;
  readonly expectedShortfallPerOpenInterest: Figure;
  readonly probabilityDepleted: Figure;
  /** ES of the shortfall over fund + maintenance margin. */
  readonly marginCoverage: Figure;
  readonly meanFeesUsd: Figure;
  readonly meanAdlCostUsd: Figure;
  readonly meanAccountLossUsd: Figure;
  /** Dollars of ES for a dollar of freed margin, from the current rules to these. */
  readonly priceAgainstCurrent: Figure;
  /** The same from these to the next more efficient policy of the Pareto set; null where there is none. */
  readonly priceToNext: Figure | null;
  readonly nextPolicy: string | null;
  /** Member of the Pareto set of ES over open interest against exposure over margin, by the estimates; not without one. */
  readonly isPareto: boolean;
  /** Share of resamples of the paths in which it is; null where its ES rests on too few paths to be weighed. */
  readonly paretoShare: number | null;
  /** The same with P(fund depleted) as contagion. */
  readonly isParetoDepleted: boolean;
  readonly paretoShareDepleted: number | null;
}

/**
 * Rows of all policies, in order, elasticity by elasticity.
 *
 * @param policies  of each elasticity exactly one is current; all on the same paths
 */
export function describeFrontier(policies: readonly FrontierPolicy[], question: FrontierQuestion): FrontierRow[] {
  const elasticities = [...new Set(policies.map(({ elasticity }) => elasticity))];
  return elasticities.flatMap((one) =>
    describePlane(
      policies.filter(({ elasticity }) => elasticity === one),
      question,
    ),
  );
}

function describePlane(policies: readonly FrontierPolicy[], question: FrontierQuestion): FrontierRow[] {
  const { loss, confidence, key } = question;
  const losses = policies.map(({ sample }) => sampleOf(sample, loss));
  const depleted = policies.map(({ sample }) => sampleOf(sample, 'fundDepleted'));
  const figures = losses.map((sample) => expectedShortfallFigure(sortSample(sample), confidence, 'USD'));
  const efficiency = policies.map((policy) => policy.efficiency.exposurePerMargin);
  const tails = planeOf(
    policies.map((policy, k) => ({ efficiency: efficiency[k], loss: losses[k], scale: policy.openInterestUsd || 1 })),
    (_, k) => figures[k].estimate,
    { kind: 'expectedShortfall', level: confidence },
    key,
  );
  const ruins = planeOf(
    policies.map((_, k) => ({ efficiency: efficiency[k], loss: depleted[k], scale: 1 })),
    meanValue,
    { kind: 'mean' },
    key,
  );
  const priced = policies.map((policy, k) => ({
    requiredMarginUsd: policy.efficiency.maintenanceMarginUsd,
    loss: losses[k],
  }));
  const current = policies.findIndex(({ isCurrent }) => isCurrent);
  const next = findNext(efficiency, tails.members);
  return policies.map(({ sample, ...policy }, k) => {
    const tail = figures[k];
    const shortfall = expectedShortfallFigure(sortSample(sampleOf(sample, 'shortfallUsd')), confidence, 'USD');
    const cover = policy.insuranceFundUsd + policy.efficiency.maintenanceMarginUsd;
    const over = (figure: Figure, by: number) => scaleFigure(figure, by > 0 ? 1 / by : Number.NaN, 'ratio');
    return {
      ...policy,
      expectedShortfallUsd: tail,
      expectedShortfallPerOpenInterest: over(tail, policy.openInterestUsd),
      probabilityDepleted: measureEvent(depleted[k]),
      marginCoverage: over(shortfall, cover),
      meanFeesUsd: meanOf(sampleOf(sample, 'feesUsd')),
      meanAdlCostUsd: meanOf(sampleOf(sample, 'adlCostUsd')),
      meanAccountLossUsd: meanOf(sampleOf(sample, 'accountLossUsd')),
      priceAgainstCurrent: priceOfEfficiency(priced[current], priced[k], confidence),
      priceToNext: next[k] === undefined ? null : priceOfEfficiency(priced[k], priced[next[k]], confidence),
      nextPolicy: next[k] === undefined ? null : policies[next[k]].name,
      isPareto: tails.members[k],
      paretoShare: tails.shares[k],
      isParetoDepleted: ruins.members[k],
      paretoShareDepleted: ruins.shares[k],
    };
  });
}

/** @param estimate  null where there are too few paths for one: such a candidate is not weighed against the others */
function planeOf(
  candidates: readonly ParetoCandidate[],
  estimate: (loss: Sample, k: number) => number | null,
  kind: Parameters<typeof paretoShares>[1],
  key: readonly [number, number],
): { members: boolean[]; shares: (number | null)[] } {
  const points = candidates.map(({ efficiency, loss, scale }, k) => ({
    efficiency,
    contagion: (estimate(loss, k) ?? Number.NaN) / scale,
  }));
  const isWeighed = points.map(({ contagion }) => !Number.isNaN(contagion));
  const weighed = paretoShares(
    candidates.filter((_, k) => isWeighed[k]),
    kind,
    key,
  ).values();
  return { members: findParetoSet(points), shares: isWeighed.map((is) => (is ? weighed.next().value! : null)) };
}

/** The member of the set that is next in efficiency, [policy]; undefined for the last and for those outside. */
function findNext(efficiency: readonly number[], members: readonly boolean[]): (number | undefined)[] {
  const order = efficiency.map((_, k) => k).filter((k) => members[k]);
  order.sort((a, b) => efficiency[a] - efficiency[b] || a - b);
  return efficiency.map((own, k) => (members[k] ? order.find((other) => efficiency[other] > own) : undefined));
}

function meanValue({ value, weight }: Sample): number {
  return value.reduce((sum, x, p) => sum + weight[p] * x, 0) / value.length;
}

function meanOf({ value, weight }: Sample): Figure {
  const moments = createPairMoments();
  for (let p = 0; p < value.length; p++) addPair(moments, value[p], 0, weight[p]);
  return meanFigure(moments, 'USD');
}
