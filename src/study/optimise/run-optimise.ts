/**
 * `optimise` from a study file to its folder: search under the constraint, solve for single settings, check both on held-out
 * shocks, write. START HERE in study/optimise/.
 */

import type { ScenarioProblem } from '../../scenario/errors.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { type EvaluatorOptions, openEvaluator } from '../evaluate.ts';
import { settingsTable } from '../frontier/frontier-table.ts';
import {
  checkPolicies,
  type OpenedStudy,
  openStudy,
  refuseNoMargin,
  type StudyOverrides,
  withShocks,
} from '../open-study.ts';
import { findDesignFaults, type StudyPolicy, studyPolicies } from '../parameters.ts';
import type { StudyFile } from '../study-file.ts';
import { openStudyFolder, studyFolder, writeStudy } from '../study-folder.ts';
import type { Study } from '../study-schema.ts';
import { type Constraint, fewestPathsFor } from './constraint.ts';
import { candidatesTable, solutionsTable } from './optimise-table.ts';
import { type PolicyRun, runPolicy } from './policy-run.ts';
import { runSearch, type SearchOutcome } from './run-search.ts';
import { constraintOf, findUnsolvable, runSolve, type SolveOutcome } from './run-solve.ts';
import { LADDER } from './solve.ts';

export interface OptimiseOptions extends Omit<EvaluatorOptions, 'folder' | 'runs'>, StudyOverrides {
  /** Study file. */
  readonly file: string;
  readonly threads: number;
  readonly folder?: string | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** What both parts of the study work with. */
export interface OptimiseRunner {
  readonly opened: OpenedStudy;
  /** Runs a policy on the study's shocks or on the held-out ones. */
  run(policy: StudyPolicy, constraint: Constraint, isHeldOut: boolean): Promise<PolicyRun>;
}

/** What `optimise` found; also its summary.json. */
export interface OptimiseSummary {
  readonly paths: number;
  readonly seed: string;
  readonly heldOut: { readonly seed: string; readonly paths: number };
  readonly loss: string;
  readonly confidence: number;
  readonly elasticity: number;
  /** Null where the study has no constraint. */
  readonly search: SearchOutcome | null;
  readonly solutions: readonly SolveOutcome[];
}

export interface OptimiseOutcome {
  readonly folder: string;
  readonly summary: OptimiseSummary;
  readonly counts: { readonly simulated: number; readonly reused: number };
  readonly elapsedSeconds: number;
}

/**
 * Finds the most efficient policy under a study's constraint, and what its `solve` asks.
 *
 * A target that nothing in the ranges meets is an answer, not an error: its status says so and the closest is given.
 *
 * @throws {ScenarioError} when the study or its scenario is wrong, or no number of paths asked for could meet a probability
 * @throws {ResultFolderError} when the folder holds something else
 * @throws {StudyInterrupted} when the signal aborts; finished runs are kept
 */
export async function runOptimise(options: OptimiseOptions): Promise<OptimiseOutcome> {
  const start = performance.now();
  const opened = await openStudy(options.file, options, findProblems);
  const { base, study, elasticity, confidence } = opened;
  const searched = study.constraint === undefined ? [] : studyPolicies(study, base.scenario.seed);
  await checkPolicies(opened, searched);
  const folder = options.folder ?? studyFolder(base, 'optimise');
  openStudyFolder(folder, 'optimise');
  for (const warning of base.warnings) options.onWarning?.(warning);
  const heldOut = await withShocks(opened, heldOutOf(study, base));
  const evaluator = openEvaluator({ ...options, folder, runs: countRuns(study, searched.length) });
  const runner: OptimiseRunner = {
    opened,
    run: (policy, constraint, isHeldOut) =>
      runPolicy(isHeldOut ? heldOut : opened, evaluator, policy, constraint, isHeldOut),
  };
  const constraint = study.constraint && { of: base.scenario.measure.loss, ...study.constraint };
  const search = constraint === undefined ? null : await runSearch(runner, constraint as Constraint);
  const solutions: SolveOutcome[] = [];
  for (const question of study.solve) solutions.push(await runSolve(runner, question));
  const summary: OptimiseSummary = {
    paths: base.scenario.paths,
    seed: base.scenario.seed,
    heldOut: heldOutOf(study, base),
    loss: base.scenario.measure.loss,
    confidence,
    elasticity,
    search,
    solutions,
  };
  const elapsedSeconds = (performance.now() - start) / 1000;
  const tables = [
    ...(search === null ? [] : [candidatesTable(search), settingsTable(uniquePolicies(search))]),
    ...(solutions.length === 0 ? [] : [solutionsTable(solutions)]),
  ];
  const settings = { study, elasticity, confidence };
  const plain = withoutPaths(summary);
  const { threads } = options;
  await writeStudy(folder, { kind: 'optimise', base, settings, tables, summary: plain, elapsedSeconds, threads });
  return { folder, summary: plain, counts: evaluator.counts, elapsedSeconds };
}

/** Fresh shocks: another seed, the same accounts. */
function heldOutOf({ heldOut }: Study, { scenario }: ResolvedScenario): { seed: string; paths: number } {
  return { seed: heldOut.seed ?? `${scenario.seed}-held-out`, paths: heldOut.paths ?? scenario.paths };
}

function findProblems(read: StudyFile<Study>, base: ResolvedScenario): ScenarioProblem[] {
  const { study, problemAt } = read;
  const problems = findUnsolvable(read, base);
  if (study.constraint === undefined && study.solve.length === 0)
    problems.push(problemAt(['constraint'], 'expected a constraint to search under, or solve, received neither'));
  if (study.constraint !== undefined) {
    problems.push(...refuseNoMargin(read, base), ...findDesignFaults(read));
    if (study.parameters.length + study.policies.length === 0)
      problems.push(problemAt(['parameters'], 'expected parameters or policies to choose from, received none'));
  }
  if (base.scenario.shocks.kind === 'replay')
    problems.push(
      problemAt(['scenario'], 'expected simulated shocks: a replay has no fresh ones for the held-out check'),
    );
  const { seed, paths } = heldOutOf(study, base);
  if (seed === base.scenario.seed)
    problems.push(problemAt(['heldOut', 'seed'], `expected another seed than that of the search, received ${seed}`));
  const isTilted = 'tilt' in base.scenario.shocks && base.scenario.shocks.tilt !== undefined;
  const asked = [
    ...(study.constraint === undefined ? [] : [{ at: ['constraint'], ...study.constraint }]),
    ...study.solve.map((question, k) => ({ at: ['solve', k], ...question, ...constraintOf(question) })),
  ];
  for (const { at, of, aboveUsd, probability } of asked) {
    if (of === 'fundDepleted' && aboveUsd > 0)
      problems.push(
        problemAt(
          [...at, 'aboveUsd'],
          `must not be set for fundDepleted, received ${aboveUsd}`,
          'of: beyondFundUsd, or another loss, has an amount',
        ),
      );
    const needed = fewestPathsFor(probability);
    const fewest = Math.min(paths, base.scenario.paths);
    if (isTilted || fewest >= needed) continue;
    const message = `expected at least ${needed} paths, with fewer nothing can be shown to be as rare as ${probability}; received ${fewest}`;
    problems.push(problemAt([...at, 'probability'], message));
  }
  return problems;
}

/** Planned runs, for the progress. */
function countRuns({ constraint, search, solve }: Study, policies: number): number {
  const searching = constraint === undefined ? 0 : Math.min(search.runs, policies + 10) + 1;
  return searching + solve.reduce((sum, { bisections }) => sum + LADDER + bisections + 1, 0);
}

function uniquePolicies({ candidates }: SearchOutcome) {
  return candidates.filter(({ stage }) => stage !== 'heldOut');
}

/** The summary without the columns of the paths, which are in the folder's runs. */
function withoutPaths(summary: OptimiseSummary): OptimiseSummary {
  return JSON.parse(
    JSON.stringify(summary, (key, value: unknown) => (key === 'sample' ? undefined : value)),
  ) as OptimiseSummary;
}
