/**
 * Reads a study file: YAML into a validated study, every mistake with its line.
 */

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import { readText } from '../scenario/input-table.ts';
import { findPlace, type PathKey, parseSource, type SourceMap, toPlain } from '../scenario/source.ts';
import { type PathProblem, parseWith } from '../scenario/zod-problems.ts';

/** Keys that a scenario has and a study has not. */
const SCENARIO_KEYS = ['extends', 'assets', 'shocks', 'horizon'];

/** A study as read, with the way back to its lines. */
export interface StudyFile<T> {
  readonly file: string;
  readonly study: T;
  /** A problem of the field at a path, at the line where it was written. */
  problemAt(path: readonly PathKey[], message: string, hint?: string): ScenarioProblem;
  /** A file that the study names, from the study's own folder; of a recorded study the manifest, which holds its scenario. */
  fileFrom(name: string): string;
  /** Read from a study's manifest.json: the scenario in it has the study's changes already. */
  readonly recorded?: RecordedSettings;
}

/** What the command line had changed of a study that is repeated from its manifest. */
export interface RecordedSettings {
  readonly elasticity?: number;
  /** Decision of a sensitivity study, USD. */
  readonly thresholdUsd?: number;
}

/**
 * Reads and validates a study file.
 *
 * @param keys  keys that such a file is known by, for the message where it is no map
 * @throws {ScenarioError} with every problem of its form
 */
export function readStudyFile<S extends z.ZodType>(file: string, schema: S, keys: string): StudyFile<z.output<S>> {
  const root = readStudyTree(file, keys);
  const recorded = findRecorded(root);
  if (recorded !== undefined) return { ...parseStudy(file, schema, recorded.study), ...repeat(file, recorded) };
  if (!root.entries.has('scenario') && SCENARIO_KEYS.some((key) => root.entries.has(key))) {
    const message = 'this is a scenario, not a study; a study names one, as in scenario: perp-majors.yaml';
    throw new ScenarioError(file, [{ file, line: 1, path: '', message }]);
  }
  return parseStudy(file, schema, root);
}

/**
 * Reads a study file that is not validated yet.
 *
 * @throws {ScenarioError} when it does not exist, cannot be read, is no YAML, or no map
 */
export function readStudyTree(file: string, keys: string): SourceMap {
  const whole = (message: string, line?: number) => new ScenarioError(file, [{ file, line, path: '', message }]);
  if (!existsSync(file)) throw whole('the file does not exist');
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw whole(`the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const problems: ScenarioProblem[] = [];
  const root = parseSource(text, { file, folder: dirname(file) }, problems);
  if (problems.length > 0) throw new ScenarioError(file, problems);
  if (root.kind !== 'map') throw whole(`expected a map of keys such as ${keys}`, 1);
  return root;
}

/** The study inside the manifest that it left, and what the command line had changed; undefined for any other file. */
export function findRecorded(
  root: SourceMap,
): { readonly study: SourceMap; readonly settings: RecordedSettings } | undefined {
  const kind = root.entries.get('kind');
  const settings = root.entries.get('settings');
  if (kind?.kind !== 'value' || kind.value !== 'firebreak-study' || settings?.kind !== 'map') return undefined;
  const number = (key: string): number | undefined => {
    const node = settings.entries.get(key);
    return node?.kind === 'value' && typeof node.value === 'number' ? node.value : undefined;
  };
  const [elasticity, thresholdUsd] = [number('elasticity'), number('thresholdUsd')];
  const inner = settings.entries.get('study');
  // A sensitivity study lies there without a block of its own.
  const study =
    inner?.kind === 'map'
      ? inner
      : { ...settings, entries: new Map([...settings.entries].filter(([key]) => key !== 'thresholdUsd')) };
  return {
    study,
    settings: {
      ...(elasticity === undefined ? {} : { elasticity }),
      ...(thresholdUsd === undefined ? {} : { thresholdUsd }),
    },
  };
}

/** What a study read from its manifest has beyond one from a file. */
export function repeat(file: string, { settings }: { readonly settings: RecordedSettings }) {
  return { recorded: settings, fileFrom: () => file };
}

/**
 * Validates the tree of a study file.
 *
 * @throws {ScenarioError} with every problem of its form
 */
export function parseStudy<S extends z.ZodType>(file: string, schema: S, root: SourceMap): StudyFile<z.output<S>> {
  const problemAt = (path: readonly PathKey[], message: string, hint?: string): ScenarioProblem => ({
    file,
    line: findPlace(root, path).line,
    path: path.map(String).join('.'),
    message,
    hint,
  });
  const parsed = parseWith(schema, toPlain(root));
  if (parsed.value === undefined) throw new ScenarioError(file, placeProblems({ problemAt }, parsed.problems));
  const fileFrom = (name: string) => (isAbsolute(name) ? name : join(dirname(file), name));
  return { file, study: parsed.value, problemAt, fileFrom };
}

/** Problems by path inside the study at their lines. */
export function placeProblems(
  { problemAt }: Pick<StudyFile<unknown>, 'problemAt'>,
  problems: readonly PathProblem[],
): ScenarioProblem[] {
  return problems.map(({ path, message, hint }) => problemAt(path, message, hint));
}
