/** The solving part of `optimise`: the fund, the cap on open interest or on account size that meets a constraint. */

import type { PathMeasure } from '../../kernel/result.ts';
import { openInterestUsd } from '../../results/open-interest.ts';
import { type Difference, pairedMean } from '../../results/statistics/paired.ts';
import { pairedExpectedShortfall } from '../../results/statistics/paired-tail.ts';
import type { ScenarioProblem } from '../../scenario/errors.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { policyOf, type StudyPolicy } from '../parameters.ts';
import { sampleOf } from '../path-sample.ts';
import type { StudyFile } from '../study-file.ts';
import type { SolveQuestion, Study } from '../study-schema.ts';
import { type Constraint, eventOf } from './constraint.ts';
import { chooseHeldOut } from './held-out.ts';
import type { PolicyRun } from './policy-run.ts';
import type { OptimiseRunner } from './run-optimise.ts';
import { type SolvedPoint, type SolveProblem, saferThan, solveThreshold } from './solve.ts';

export type Quantity = SolveQuestion['quantity'];

/** What is known of each quantity: which end is safe. */
const SEEK: Readonly<Record<Quantity, SolveProblem['seek']>> = {
  insuranceFundUsd: 'smallest',
  openInterestUsd: 'largest',
  accountSizeUsd: 'largest',
};

/** A value that was run. */
export interface SolvedRow {
  readonly value: number;
  readonly run: PolicyRun;
  /** Paths with the event here but not at the next riskier value: what bisection assumes away. Null for the riskiest. */
  readonly pathsAgainstTrend: number | null;
  readonly isAnswer: boolean;
}

export interface SolveOutcome {
  readonly quantity: Quantity;
  readonly seek: SolveProblem['seek'];
  readonly constraint: Constraint;
  readonly low: number;
  readonly high: number;
  readonly status: 'met' | 'notMet' | 'notConfirmed';
  readonly answer: { readonly value: number; readonly search: PolicyRun; readonly heldOut: PolicyRun } | null;
  readonly rejected: readonly { readonly value: number; readonly search: PolicyRun; readonly heldOut: PolicyRun }[];
  /** The value with the least upper bound. */
  readonly closest: { readonly value: number; readonly run: PolicyRun };
  readonly isAtEnd: boolean;
  /** Judged by the upper bounds of all values that were run. */
  readonly isMonotone: boolean;
  /** The riskiest value against the safest: what safety does to losses, paired. */
  readonly safestAgainstRiskiest: {
    readonly meanShortfallUsd: Difference;
    readonly expectedShortfallUsd: Difference;
  };
  readonly rows: readonly SolvedRow[];
}

/** Questions that a scenario cannot be asked. */
export function findUnsolvable({ study, problemAt }: StudyFile<Study>, base: ResolvedScenario): ScenarioProblem[] {
  return study.solve.flatMap(({ quantity }, k) => {
    const at = ['solve', k, 'quantity'];
    if (quantity === 'insuranceFundUsd' && base.kernel.venues.length > 1)
      return [
        problemAt(at, `expected a scenario with one fund, received one with ${base.kernel.venues.length} venues`),
      ];
    if (quantity === 'accountSizeUsd' && openInterestUsd(base.kernel) === 0)
      return [problemAt(at, `${quantity} caps positions, and the accounts of this scenario hold none`)];
    if (quantity === 'openInterestUsd' && base.scenario.accounts.population === undefined)
      return [
        problemAt(
          at,
          `${quantity} can be capped only for a generated population; the accounts of this scenario are given`,
        ),
      ];
    return [];
  });
}

/** Solves one question on the current rules. */
export async function runSolve(runner: OptimiseRunner, question: SolveQuestion): Promise<SolveOutcome> {
  const { opened, run } = runner;
  const { quantity, low, high, bisections } = question;
  const constraint = constraintOf(question);
  const seek = SEEK[quantity];
  const runs = new Map<number, PolicyRun>();
  const policy = (value: number) => policyFor(quantity, value);
  const solution = await solveThreshold({
    low,
    high,
    seek,
    bisections,
    judge: async (value) => {
      const done = await run(policy(value), constraint, false);
      runs.set(value, done);
      return done.verdict;
    },
  });
  const { answer, points } = solution;
  const queue = answer === undefined ? [] : [answer, ...saferThan(solution, answer.value, seek)];
  const heldOut = new Map<number, PolicyRun>();
  const outcome = await chooseHeldOut<SolvedPoint>(
    async (rejected) => queue.find((point) => !rejected.includes(point)),
    async ({ value }) => {
      const fresh = await run(policy(value), constraint, true);
      heldOut.set(value, fresh);
      return fresh.verdict;
    },
    opened.study.heldOut.tries,
  );
  const both = (value: number) => ({ value, search: runs.get(value)!, heldOut: heldOut.get(value)! });
  const chosen = outcome.chosen?.candidate.value;
  const closest = points.reduce((least, point) => (point.verdict.upper < least.verdict.upper ? point : least));
  const [riskiest, safest] = ends(
    points.map(({ value }) => runs.get(value)!),
    seek,
  );
  return {
    quantity,
    seek,
    constraint,
    low,
    high,
    status: chosen !== undefined ? 'met' : outcome.rejected.length > 0 ? 'notConfirmed' : 'notMet',
    answer: chosen === undefined ? null : both(chosen),
    rejected: outcome.rejected.map(({ candidate }) => both(candidate.value)),
    closest: { value: closest.value, run: runs.get(closest.value)! },
    isAtEnd: solution.isAtEnd,
    isMonotone: solution.isMonotone,
    safestAgainstRiskiest: compareEnds(riskiest, safest, opened.base.scenario.measure.loss, opened.confidence),
    rows: [
      ...points.map(({ value }, k) => ({
        value,
        run: runs.get(value)!,
        pathsAgainstTrend: againstTrend(points[seek === 'smallest' ? k - 1 : k + 1]?.value, value, runs, constraint),
        isAnswer: value === chosen,
      })),
      ...[...heldOut].map(([value, fresh]) => ({
        value,
        run: fresh,
        pathsAgainstTrend: null,
        isAnswer: value === chosen,
      })),
    ],
  };
}

/** What a question asks for: of the fund, where it names no loss. */
export function constraintOf({ of = 'fundDepleted', aboveUsd, probability }: SolveQuestion): Constraint {
  return { of, aboveUsd, probability };
}

function policyFor(quantity: Quantity, value: number): StudyPolicy {
  const name = `${quantity} ${value}`;
  if (quantity === 'accountSizeUsd') return { ...policyOf(name, []), accountCapUsd: value };
  const path = quantity === 'insuranceFundUsd' ? 'waterfall.insuranceFundUsd' : 'accounts.openInterestUsd';
  return policyOf(name, [{ path, value }]);
}

/** Paths on which the event happens at the safer value and not at the riskier one. */
function againstTrend(
  riskier: number | undefined,
  safer: number,
  runs: ReadonlyMap<number, PolicyRun>,
  constraint: Constraint,
): number | null {
  if (riskier === undefined) return null;
  const before = eventOf(runs.get(riskier)!.sample, constraint).value;
  const after = eventOf(runs.get(safer)!.sample, constraint).value;
  return after.reduce((count, event, p) => (event > before[p] ? count + 1 : count), 0);
}

function ends(runs: readonly PolicyRun[], seek: SolveProblem['seek']): readonly [PolicyRun, PolicyRun] {
  const [first, last] = [runs[0], runs[runs.length - 1]];
  return seek === 'smallest' ? [first, last] : [last, first];
}

function compareEnds(riskiest: PolicyRun, safest: PolicyRun, loss: PathMeasure, confidence: number) {
  const pair = (measure: PathMeasure) => ({
    base: sampleOf(riskiest.sample, measure),
    other: sampleOf(safest.sample, measure),
  });
  return {
    meanShortfallUsd: pairedMean(pair('shortfallUsd'), 'USD'),
    expectedShortfallUsd: pairedExpectedShortfall(pair(loss), confidence, 'USD'),
  };
}
