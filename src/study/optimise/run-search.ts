/** The search part of `optimise`: the most efficient policy under the constraint, checked on held-out shocks. */

import { pointOf } from '../design/design.ts';
import { createStudyDesign, policyAt, policyOf, type StudyPolicy, studyPolicies } from '../parameters.ts';
import type { Study } from '../study-schema.ts';
import type { Constraint } from './constraint.ts';
import { chooseHeldOut } from './held-out.ts';
import { efficiencyOf, type PolicyRun } from './policy-run.ts';
import type { OptimiseRunner } from './run-optimise.ts';
import { type Candidate, type SearchProblem, type Stage, searchBest } from './search.ts';

/** A candidate of the search in the tables; `run` is null where its efficiency alone ruled it out. */
export interface CandidateRow {
  readonly name: string;
  readonly stage: Stage | 'heldOut';
  readonly settings: StudyPolicy['settings'];
  readonly efficiency: number;
  readonly run: PolicyRun | null;
  readonly isChosen: boolean;
}

export interface SearchOutcome {
  readonly objective: Study['objective'];
  readonly constraint: Constraint;
  /** `met`: chosen and confirmed. `notMet`: nothing in the box meets it. `notConfirmed`: what met it failed on held-out shocks. */
  readonly status: 'met' | 'notMet' | 'notConfirmed';
  /** The policy chosen, on the shocks of the search and on held-out ones. */
  readonly chosen: { readonly search: PolicyRun; readonly heldOut: PolicyRun } | null;
  readonly rejected: readonly { readonly search: PolicyRun; readonly heldOut: PolicyRun }[];
  /** Least upper bound of all candidates that were run. */
  readonly closest: PolicyRun;
  readonly current: PolicyRun;
  /** The search stopped at its number of runs. */
  readonly isSpent: boolean;
  readonly candidates: readonly CandidateRow[];
}

/** The rules as they are, as a policy. */
export const CURRENT_POLICY: StudyPolicy = policyOf('current', []);

/** Searches the study's box. */
export async function runSearch(runner: OptimiseRunner, constraint: Constraint): Promise<SearchOutcome> {
  const { opened, run } = runner;
  const { study, base } = opened;
  const runs = new Map<string, PolicyRun>();
  const keyOf = ({ set }: StudyPolicy) => set.join('\n');
  const runOn = async (policy: StudyPolicy) => {
    const done = await run(policy, constraint, false);
    runs.set(keyOf(policy), done);
    return done;
  };
  const design = createStudyDesign(study, base.scenario.seed);
  const search = await searchBest<StudyPolicy>({
    start: [
      { policy: CURRENT_POLICY, stage: 'current' },
      ...studyPolicies({ ...study, parameters: [] }, base.scenario.seed).map((policy) => ({
        policy,
        stage: 'named' as const,
      })),
      ...Array.from({ length: design.rows }, (_, row) => {
        const point = [...pointOf(design, row)];
        return { policy: policyAt(study.parameters, point), stage: 'design' as const, point };
      }),
    ],
    steps: firstSteps(study, design.rows),
    halvings: study.search.halvings,
    runs: study.search.runs,
    policyAt: (point) => policyAt(study.parameters, point),
    keyOf,
    efficiencyOf: async (policy) => (await efficiencyOf(opened, policy))[study.objective],
    judge: async (policy) => (await runOn(policy)).verdict,
  });
  const heldOutRuns = new Map<string, PolicyRun>();
  const outcome = await chooseHeldOut<Candidate<StudyPolicy>>(
    search.best,
    async ({ policy }) => {
      const fresh = await run(policy, constraint, true);
      heldOutRuns.set(keyOf(policy), fresh);
      return fresh.verdict;
    },
    study.heldOut.tries,
  );
  const both = ({ policy }: Candidate<StudyPolicy>) => ({
    search: runs.get(keyOf(policy))!,
    heldOut: heldOutRuns.get(keyOf(policy))!,
  });
  const current = runs.get(keyOf(CURRENT_POLICY)) ?? (await runOn(CURRENT_POLICY));
  const chosen = outcome.chosen === undefined ? null : both(outcome.chosen.candidate);
  const chosenKey = outcome.chosen === undefined ? undefined : keyOf(outcome.chosen.candidate.policy);
  const closest = search.closest();
  return {
    objective: study.objective,
    constraint,
    status: chosen !== null ? 'met' : outcome.rejected.length > 0 ? 'notConfirmed' : 'notMet',
    chosen,
    rejected: outcome.rejected.map(({ candidate }) => both(candidate)),
    closest: closest === undefined ? current : runs.get(keyOf(closest.policy))!,
    current,
    isSpent: search.isSpent(),
    candidates: [
      ...search.candidates().map(
        ({ policy, stage, efficiency }): CandidateRow => ({
          name: policy.name,
          stage,
          settings: policy.settings,
          efficiency,
          run: runs.get(keyOf(policy)) ?? null,
          isChosen: keyOf(policy) === chosenKey,
        }),
      ),
      ...[...heldOutRuns].map(
        ([key, fresh]): CandidateRow => ({
          name: fresh.name,
          stage: 'heldOut',
          settings: fresh.settings,
          efficiency: fresh.efficiency[study.objective],
          run: fresh,
          isChosen: key === chosenKey,
        }),
      ),
    ],
  };
}

/** Half the distance between neighbours of the design; a list of values goes from one to the next. */
function firstSteps({ design, parameters }: Study, points: number): SearchProblem<StudyPolicy>['steps'] {
  const isGrid = design === undefined || design.kind === 'grid';
  const spread = 0.5 / Math.max(1, Math.round(Math.exp(Math.log(points) / parameters.length)));
  return parameters.map(({ values, steps }) =>
    values !== undefined
      ? { size: 1 / values.length, canHalve: false }
      : { size: isGrid ? 0.5 / (steps! - 1) : spread, canHalve: true },
  );
}
