/**
 * Opens a study file: its base scenario with what holds for all policies, every mistake of the study checked before
 * anything is run.
 */

import { computeAccountState } from '../results/account-state.ts';
import { measureEfficiency } from '../results/efficiency.ts';
import { SIZE_TOLERANCE, TAIL_PATHS_MINIMUM } from '../results/statistics/figure.ts';
import { ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { expandStudy, findUnknownPaths, type StudyPolicy } from './parameters.ts';
import { type ResolvedPolicy, resolvePolicy } from './policy.ts';
import { refuseScrambledPoints } from './scrambled-points.ts';
import { loadStudyBase } from './study-base.ts';
import { readStudyFile, type StudyFile } from './study-file.ts';
import { type Study, studySchema } from './study-schema.ts';

/** What the command line changes of a study. */
export interface StudyOverrides {
  /** Overrides of the scenario, after the study's own. */
  readonly set?: readonly string[] | undefined;
  readonly elasticity?: number | undefined;
  readonly threads?: number | undefined;
}

/** A study ready for its question. */
export interface OpenedStudy extends StudyFile<Study> {
  readonly base: ResolvedScenario;
  readonly elasticity: number;
  /** Level of the expected shortfall. */
  readonly confidence: number;
  /** Loads the scenario with these overrides on top of those that hold for all. */
  load(set: readonly string[]): Promise<ResolvedScenario>;
  /** A policy on the base's accounts. */
  resolve(policy: StudyPolicy, elasticity?: number): Promise<ResolvedPolicy>;
}

/**
 * Reads a study and its base.
 *
 * @param check  further problems that only the command knows
 * @throws {ScenarioError} with every problem of the study, or those of the scenario
 */
export async function openStudy(
  file: string,
  overrides: StudyOverrides,
  check: (opened: StudyFile<Study>, base: ResolvedScenario) => readonly ScenarioProblem[],
): Promise<OpenedStudy> {
  const read = readStudyFile(file, studySchema, 'scenario, parameters and policies');
  const { study } = read;
  const { base, load } = await loadStudyBase(read, overrides, (scenario) => findUnknownPaths(read, scenario));
  const level = chooseLevel(study, base);
  const problems = [...findUnknownPaths(read, base.scenario), ...refuseScrambledPoints(base), ...check(read, base)];
  if (level === undefined) problems.push(describeThinTail(read, base));
  if (problems.length > 0 || level === undefined) throw new ScenarioError(file, problems);
  const elasticity = overrides.elasticity ?? read.recorded?.elasticity ?? study.response.elasticity;
  const resolve = (policy: StudyPolicy, declared = elasticity) => resolvePolicy(policy, base, load, declared);
  return { ...read, study: expandStudy(study, base.scenario), base, elasticity, confidence: level, load, resolve };
}

/** Efficiency is exposure over required margin: of accounts that only borrow there is none, and so no frontier. */
export function refuseNoMargin({ problemAt }: StudyFile<Study>, { kernel }: ResolvedScenario): ScenarioProblem[] {
  if (measureEfficiency(computeAccountState(kernel), () => true).maintenanceMarginUsd > 0) return [];
  const message =
    'expected accounts with a margin requirement, which efficiency is measured by; those of the scenario have none';
  return [problemAt(['scenario'], message, 'firebreak compare takes loans too')];
}

/**
 * The same study on fresh shocks: another seed for the paths, the same accounts.
 */
export async function withShocks(
  opened: OpenedStudy,
  { seed, paths }: { readonly seed: string; readonly paths: number },
): Promise<OpenedStudy> {
  const { population } = opened.base.scenario.accounts;
  const drawn = population?.seed ?? opened.base.scenario.seed;
  const keep = population === undefined ? [] : [`accounts.population.seed=${JSON.stringify(drawn)}`];
  const load = (set: readonly string[]) => opened.load([...set, `seed=${seed}`, `paths=${paths}`, ...keep]);
  const base = await load([]);
  const resolve = (policy: StudyPolicy, declared = opened.elasticity) => resolvePolicy(policy, base, load, declared);
  return { ...opened, base, load, resolve };
}

/**
 * Resolves policies only to find what is wrong with them, so that no study stops in the middle.
 *
 * @throws {ScenarioError} with the problems of all policies, each once
 */
export async function checkPolicies(opened: OpenedStudy, policies: readonly StudyPolicy[]): Promise<void> {
  const found = new Map<string, ScenarioProblem>();
  for (const policy of policies) {
    try {
      await opened.resolve(policy);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      for (const problem of error.problems) {
        const at = placeOf(opened.study, problem.path);
        const where = at === undefined ? { ...problem, file: opened.file, line: undefined } : opened.problemAt(at, '');
        const message = `${problem.path}: ${problem.message} (policy ${policy.name})`;
        const key = `${where.path} ${problem.message}`;
        if (!found.has(key)) found.set(key, { ...where, message, hint: problem.hint });
      }
    }
  }
  if (found.size > 0) throw new ScenarioError(opened.file, [...found.values()]);
}

/** Where a study sets a field. */
function placeOf(study: Study, path: string): (string | number)[] | undefined {
  const parameter = study.parameters.findIndex(({ path: own }) => [own].flat().includes(path));
  if (parameter >= 0) return ['parameters', parameter];
  const policy = study.policies.findIndex(({ set }) => path in set);
  return policy >= 0 ? ['policies', policy, 'set', path] : undefined;
}

/** The level asked for, or the scenario's highest, as long as ten paths lie beyond it. */
function chooseLevel({ confidence }: Study, { scenario }: ResolvedScenario): number | undefined {
  const levels = confidence === undefined ? [...scenario.measure.confidence].reverse() : [confidence];
  return levels.find((level) => scenario.paths * (1 - level) >= TAIL_PATHS_MINIMUM - SIZE_TOLERANCE);
}

function describeThinTail({ study, problemAt }: StudyFile<Study>, { scenario }: ResolvedScenario): ScenarioProblem {
  const level = study.confidence ?? scenario.measure.confidence[0];
  const needed = Math.ceil(TAIL_PATHS_MINIMUM / (1 - level) - SIZE_TOLERANCE);
  const message = `expected at least ${needed} paths, ${TAIL_PATHS_MINIMUM} of them beyond the level ${level}, received ${scenario.paths}`;
  return problemAt(study.paths === undefined ? ['confidence'] : ['paths'], message);
}
