/**
 * Reading a sensitivity study: a study file, or a scenario file, for which the standard list of parameters stands in.
 *
 * Every mistake is named with file and line before anything runs: of the study file itself, of the paths that it names, and of
 * the scenario at either end of each range.
 */

import { basename } from 'node:path';
import { ScenarioError, type ScenarioProblem } from '../../scenario/errors.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { findNode } from '../../scenario/source.ts';
import type { PathProblem } from '../../scenario/zod-problems.ts';
import { expandPath, expandSet } from '../field-path.ts';
import { type ResolvedPolicy, resolvePolicy } from '../policy.ts';
import { refuseScrambledPoints } from '../scrambled-points.ts';
import { findUnknownFields, loadStudyBase, toOverrides } from '../study-base.ts';
import { findRecorded, parseStudy, placeProblems, readStudyTree, repeat, type StudyFile } from '../study-file.ts';
import { type Change, type Parameter, settingsOf } from './parameter.ts';
import { ELASTICITY, resolveParameters } from './resolve-parameters.ts';
import { standardParameters } from './standard-parameters.ts';
import { type Method, type SensitivityStudy, SOBOL_PARAMETERS_MAX, sensitivityStudySchema } from './study-schema.ts';

/** A study ready to run. */
export interface ResolvedStudy {
  readonly study: SensitivityStudy;
  /** The scenario with the study's changes, without its policy: where the accounts come from. */
  readonly origin: ResolvedScenario;
  readonly parameters: readonly Parameter[];
  /** The base, or the base with a change of parameters. */
  readonly resolve: (name: string, change: Change) => Promise<ResolvedPolicy>;
  readonly notes: readonly string[];
  /** Decision that the command line had set when the study was recorded, USD. */
  readonly recordedThresholdUsd?: number | undefined;
}

export interface StudyFileOptions {
  /** Overrides after those of the study file. */
  readonly set?: readonly string[];
  /** Methods instead of those of the study file. */
  readonly methods?: readonly Method[] | undefined;
  readonly threads: number;
}

/**
 * Reads a study.
 *
 * @param file  study file, scenario file, or manifest of a result folder
 * @throws {ScenarioError} with every problem found
 */
export async function loadSensitivityStudy(file: string, options: StudyFileOptions): Promise<ResolvedStudy> {
  const written = readStudy(file);
  const read = written ?? standInFor(file);
  const { base: own, load } = await loadStudyBase(read, options, () => []);
  const study: SensitivityStudy = {
    ...read.study,
    methods: [...(options.methods ?? read.study.methods)],
    parameters: written === undefined ? standardParameters(own.scenario) : read.study.parameters,
  };
  const problems: PathProblem[] = [];
  const parameters = resolveParameters(study.parameters, own.scenario, study.elasticity, problems);
  checkMethods(study, parameters, problems);
  const unknown = findUnknownFields(read, ['policy'], study.policy, own.scenario);
  const all = [...refuseScrambledPoints(own), ...unknown, ...placeProblems(read, problems)];
  if (all.length > 0) throw new ScenarioError(file, all);
  const baseSet = baseOverrides(study, own.scenario);
  const origin = baseSet.length > 0 ? await load(baseSet) : own;
  const policy = toOverrides(expandSet(own.scenario, study.policy));
  const loadPoint = (more: readonly string[]) => load([...baseSet, ...more]);
  const resolve = async (name: string, change: Change): Promise<ResolvedPolicy> => {
    const all = [...policy, ...change.set];
    if (all.length === 0) return { name, set: [], resolved: origin, response: null };
    return resolvePolicy({ name, set: all }, origin, loadPoint, change.elasticity ?? study.elasticity);
  };
  await checkEnds(read, parameters, resolve);
  const recordedThresholdUsd = read.recorded?.thresholdUsd;
  return { study, origin, parameters, resolve, notes: notesOf(study, parameters), recordedThresholdUsd };
}

/** A study file or the manifest that a study left, or undefined for a scenario file or the manifest of a run. */
function readStudy(file: string): StudyFile<SensitivityStudy> | undefined {
  const root = readStudyTree(file, 'scenario, methods and parameters');
  const recorded = findRecorded(root);
  if (recorded !== undefined)
    return { ...parseStudy(file, sensitivityStudySchema, recorded.study), ...repeat(file, recorded) };
  if (basename(file) === 'manifest.json') return undefined;
  const isStudy = findNode(root, ['scenario'])?.kind === 'value' || findNode(root, ['parameters']) !== undefined;
  return isStudy ? parseStudy(file, sensitivityStudySchema, root) : undefined;
}

/** The study of a scenario alone; its parameters follow when the scenario is known. */
function standInFor(file: string): StudyFile<SensitivityStudy> {
  const parameters = [{ path: 'book.depthScale', low: 0.5, high: 2 }];
  return {
    file,
    study: sensitivityStudySchema.parse({ scenario: file, parameters }),
    problemAt: (_, message, hint) => ({ file, path: '', message, hint }),
    fileFrom: (name) => name,
  };
}

/** Overrides that put the parameters with a `base` of their own there. */
function baseOverrides(study: SensitivityStudy, scenario: Scenario): string[] {
  return study.parameters.flatMap(({ path, base, as }) => {
    if (base === undefined || as === 'factor' || path === undefined) return [];
    const paths = [path].flat().filter((one) => one !== ELASTICITY);
    return paths.flatMap((one) => expandPath(scenario, one)).map((one) => `${one}=${base}`);
  });
}

function checkMethods(study: SensitivityStudy, parameters: readonly Parameter[], problems: PathProblem[]): void {
  const ordered = parameters.filter(({ kind }) => kind === 'range').length;
  if (study.methods.includes('sobol') && ordered > SOBOL_PARAMETERS_MAX) {
    const message = `expected at most ${SOBOL_PARAMETERS_MAX} ranges for sobol, received ${ordered}`;
    problems.push({ path: ['parameters'], message, hint: 'screen them with morris first' });
  }
  const isJoint = study.methods.some((method) => method !== 'tornado');
  if (isJoint) problems.push(...findShared(parameters));
  if (ordered > 0 || problems.length > 0) return;
  if (isJoint) {
    problems.push({
      path: ['methods'],
      message: 'morris and sobol need a parameter with a range; there are only cases',
    });
  }
}

/** Ranges over one field: moved together, the later would undo the earlier, which would look as if it did nothing. */
function findShared(parameters: readonly Parameter[]): PathProblem[] {
  const names = new Map<string, string>();
  return parameters.flatMap(({ kind, name, path }, index) => {
    if (kind !== 'range') return [];
    const other = names.get(path);
    if (other === undefined) names.set(path, name);
    const message = `morris and sobol move all parameters at once: ${other} has the path ${path} already`;
    return other === undefined ? [] : [{ path: ['parameters', index, 'path'], message }];
  });
}

/** Loads the scenario at every end, so that a range that leaves the rules is known before hours of runs. */
async function checkEnds(
  { file, problemAt }: StudyFile<unknown>,
  parameters: readonly Parameter[],
  resolve: ResolvedStudy['resolve'],
): Promise<void> {
  const problems: ScenarioProblem[] = [];
  for (const [index, parameter] of parameters.entries()) {
    for (const { end, value, change } of settingsOf(parameter)) {
      try {
        await resolve(end, change);
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        const key = parameter.kind === 'range' ? end : parameter.base === null ? 'cases' : 'values';
        const lead = `${parameter.name} at ${parameter.kind === 'range' ? `its ${end} end ${value}` : `its setting ${end}`}`;
        for (const { message, hint } of describeRules(error, lead))
          problems.push(problemAt(['parameters', index, key], message, hint));
      }
    }
  }
  if (problems.length > 0) throw new ScenarioError(file, problems);
}

/** Rules that are named for one end; the others are usually the same for other assets. */
const RULES_SHOWN = 2;

/** The broken rules of a scenario as sentences about one end of a range. */
function describeRules({ problems }: ScenarioError, lead: string): Pick<PathProblem, 'message' | 'hint'>[] {
  const rules = [...new Map(problems.map((one) => [`${one.path}: ${one.message}`, one])).values()];
  const more = rules.length - RULES_SHOWN;
  return rules.slice(0, RULES_SHOWN).map(({ path, message, hint }, k) => ({
    message: `${lead} breaks a rule of the scenario: ${path === '' ? '' : `${path}: `}${message}${more > 0 && k === RULES_SHOWN - 1 ? ` … and ${more} more` : ''}`,
    hint,
  }));
}

function notesOf(study: SensitivityStudy, parameters: readonly Parameter[]): string[] {
  const notes: string[] = [];
  for (const parameter of parameters) {
    if (parameter.kind !== 'range' || parameter.base === null) continue;
    const { name, base, range } = parameter;
    if (base < range.low || base > range.high)
      notes.push(`The base of ${name}, ${base}, lies outside its range ${range.low} to ${range.high}.`);
  }
  const isScreened = study.methods.some((method) => method !== 'tornado');
  const cases = parameters.filter(({ kind }) => kind === 'cases').map(({ name }) => name);
  if (isScreened && cases.length > 0) notes.push(`Morris and Sobol leave out what has no order: ${cases.join(', ')}.`);
  if (study.methods.includes('morris') && study.morris.trajectories < 20)
    notes.push(`${study.morris.trajectories} trajectories are few: 20 or more make a screening.`);
  return notes;
}
