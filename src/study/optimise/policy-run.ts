/** One policy on one set of shocks: what it buys, what it risks, and whether it meets a constraint. */

import type { PathMeasure } from '../../kernel/result.ts';
import { computeAccountState } from '../../results/account-state.ts';
import { type Efficiency, measureEfficiency } from '../../results/efficiency.ts';
import { insuranceFundUsd, openInterestUsd, residualShare } from '../../results/open-interest.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { addPair, createPairMoments, meanFigure } from '../../results/statistics/moments.ts';
import { sortSample } from '../../results/statistics/sample.ts';
import { expectedShortfallFigure } from '../../results/statistics/tail.ts';
import type { Evaluator } from '../evaluate.ts';
import type { OpenedStudy } from '../open-study.ts';
import type { Setting, StudyPolicy } from '../parameters.ts';
import { type PathSample, sampleOf } from '../path-sample.ts';
import type { ResponseCost } from '../response.ts';
import { capPolicy } from './account-cap.ts';
import { type Constraint, judge, type Verdict } from './constraint.ts';

/** A policy that ran. */
export interface PolicyRun {
  readonly name: string;
  readonly settings: readonly Setting[];
  readonly scenarioHash: string;
  readonly isHeldOut: boolean;
  readonly efficiency: Efficiency;
  readonly openInterestUsd: number;
  readonly insuranceFundUsd: number;
  /** Exposure of the largest account. */
  readonly largestAccountUsd: number;
  /** Share of open interest, both sides, that the residual maker holds. */
  readonly residualMakerShare: number;
  readonly response: ResponseCost | null;
  readonly verdict: Verdict;
  /** ES of the loss that decisions are made on, and means. */
  readonly expectedShortfallUsd: Figure;
  readonly meanShortfallUsd: Figure;
  readonly meanLossUsd: Figure;
  readonly sample: PathSample;
}

/** Runs a policy on the shocks of a study. */
export async function runPolicy(
  opened: OpenedStudy,
  evaluator: Evaluator,
  policy: StudyPolicy,
  constraint: Constraint,
  isHeldOut: boolean,
): Promise<PolicyRun> {
  const own = await opened.resolve(policy);
  const { resolved, response } = policy.accountCapUsd === undefined ? own : capPolicy(own, policy.accountCapUsd);
  const sample = await evaluator.evaluate(resolved, `${policy.name}${isHeldOut ? ' (held out)' : ''}`);
  const { loss } = resolved.scenario.measure;
  const state = computeAccountState(resolved.kernel);
  return {
    name: policy.name,
    settings: policy.settings,
    scenarioHash: resolved.hash,
    isHeldOut,
    efficiency: measureEfficiency(state, () => true),
    openInterestUsd: openInterestUsd(resolved.kernel),
    insuranceFundUsd: insuranceFundUsd(resolved.kernel),
    largestAccountUsd: state.notionalUsd.reduce((largest, size) => Math.max(largest, size), 0),
    residualMakerShare: residualShare(resolved.kernel),
    response,
    verdict: judge(sample, constraint),
    expectedShortfallUsd: expectedShortfallFigure(sortSample(sampleOf(sample, loss)), opened.confidence, 'USD'),
    meanShortfallUsd: meanOf(sample, 'shortfallUsd'),
    meanLossUsd: meanOf(sample, loss),
    sample,
  };
}

/** Efficiency of a policy, without a run. */
export async function efficiencyOf(opened: OpenedStudy, policy: StudyPolicy): Promise<Efficiency> {
  const { resolved } = await opened.resolve(policy);
  return measureEfficiency(computeAccountState(resolved.kernel), () => true);
}

function meanOf({ column }: PathSample, measure: PathMeasure): Figure {
  const moments = createPairMoments();
  for (let p = 0; p < column.weight.length; p++) addPair(moments, column[measure][p], 0, column.weight[p]);
  return meanFigure(moments, 'USD');
}
