/**
 * Reads a study file: YAML into a validated study, every mistake with its line, and the base scenario that it names.
 */

import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { z } from 'zod';
import { ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import { readText } from '../scenario/input-table.ts';
import { findPlace, type PathKey, parseSource, toPlain } from '../scenario/source.ts';
import { parseWith } from '../scenario/zod-problems.ts';

/** A study as read, with the way back to its lines. */
export interface StudyFile<T> {
  readonly file: string;
  readonly study: T;
  /** A problem of the field at a path, at the line where it was written. */
  problemAt(path: readonly PathKey[], message: string, hint?: string): ScenarioProblem;
  /** A file that the study names, from the study's own folder. */
  fileFrom(name: string): string;
}

/**
 * Reads and validates a study file.
 *
 * @throws {ScenarioError} with every problem of its form
 */
export function readStudyFile<S extends z.ZodType>(file: string, schema: S): StudyFile<z.output<S>> {
  const folder = dirname(file);
  const whole = (message: string) => new ScenarioError(file, [{ file, path: '', message }]);
  if (!existsSync(file)) throw whole('the file does not exist');
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    throw whole(`the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const problems: ScenarioProblem[] = [];
  const root = parseSource(text, { file, folder }, problems);
  if (problems.length > 0) throw new ScenarioError(file, problems);
  if (root.kind !== 'map') throw whole('expected a map of keys such as scenario, parameters and policies');
  const problemAt = (path: readonly PathKey[], message: string, hint?: string): ScenarioProblem => ({
    file,
    line: findPlace(root, path).line,
    path: path.map(String).join('.'),
    message,
    hint,
  });
  const parsed = parseWith(schema, toPlain(root));
  if (parsed.value === undefined)
    throw new ScenarioError(
      file,
      parsed.problems.map(({ path, message, hint }) => problemAt(path, message, hint)),
    );
  return {
    file,
    study: parsed.value,
    problemAt,
    fileFrom: (name) => (isAbsolute(name) ? name : join(folder, name)),
  };
}

/** Overrides `path=value` of a map of fields; values as JSON, which is YAML. */
export function toOverrides(set: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}
