/**
 * The scenario that a study is about, with what the study changes of it for every run.
 */

import { existsSync } from 'node:fs';
import { ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import { loadScenario } from '../scenario/load.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { PathKey } from '../scenario/source.ts';
import { expandSet, findFields } from './field-path.ts';
import type { StudyFile } from './study-file.ts';

/** What every study file says of its scenario. */
export interface BaseSettings {
  /** Scenario file, relative to the study file. */
  readonly scenario: string;
  /** Changes of the scenario that hold for every run. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly paths?: number | undefined;
}

export interface StudyBase {
  readonly base: ResolvedScenario;
  /** Loads the scenario with these overrides on top of those that hold for all. */
  load(set: readonly string[]): Promise<ResolvedScenario>;
}

/**
 * Loads the scenario of a study: the study's own changes, its number of paths, then those of the command line.
 *
 * @param overrides  `path=value`, as after `--set`
 * @param findMore  what else is wrong with the study, said beside an unknown field
 * @throws {ScenarioError} with the unknown fields of the study, or the problems of the scenario
 */
export async function loadStudyBase(
  read: StudyFile<BaseSettings>,
  { set = [], threads = 1 }: { readonly set?: readonly string[] | undefined; readonly threads?: number | undefined },
  findMore: (scenario: Scenario) => readonly ScenarioProblem[],
): Promise<StudyBase> {
  const { file, study } = read;
  const scenarioFile = read.fileFrom(study.scenario);
  if (scenarioFile !== file && !existsSync(scenarioFile))
    throw new ScenarioError(file, [read.problemAt(['scenario'], `there is no file ${scenarioFile}`)]);
  // The scenario of a recorded study has the study's changes, and those of the command line, already.
  const own =
    read.recorded === undefined
      ? await readOwnChanges(read, () => loadScenario(scenarioFile, { threads }), findMore)
      : [];
  const paths = study.paths === undefined || read.recorded !== undefined ? [] : [`paths=${study.paths}`];
  const shared = [...own, ...paths, ...set];
  const load = (more: readonly string[]) => loadScenario(scenarioFile, { set: [...shared, ...more], threads });
  return { base: await load([]), load };
}

/** The study's `set` as overrides; the bare scenario is loaded only if there is something to look up in it. */
async function readOwnChanges(
  read: StudyFile<BaseSettings>,
  loadBare: () => Promise<ResolvedScenario>,
  findMore: (scenario: Scenario) => readonly ScenarioProblem[],
): Promise<string[]> {
  const { set } = read.study;
  if (Object.keys(set).length === 0) return [];
  const { scenario } = await loadBare();
  const unknown = findUnknownFields(read, ['set'], set, scenario);
  if (unknown.length > 0) throw new ScenarioError(read.file, [...unknown, ...findMore(scenario)]);
  return toOverrides(expandSet(scenario, set));
}

/** Paths of a map of fields that the scenario does not have. */
export function findUnknownFields(
  { problemAt }: Pick<StudyFile<unknown>, 'problemAt'>,
  place: readonly PathKey[],
  set: Readonly<Record<string, unknown>>,
  scenario: Scenario,
): ScenarioProblem[] {
  return Object.keys(set).flatMap((path) => {
    const found = findFields(scenario, path);
    return Array.isArray(found) ? [] : [problemAt([...place, path], found.message, found.hint)];
  });
}

/** Overrides `path=value` of a map of fields; values as JSON, which is YAML. */
export function toOverrides(set: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}
