/**
 * From parameters as written to parameters that can be moved: paths that exist, ranges of the right kind, the base's value.
 */

import { formatReceived, tidyNumber } from '../../scenario/errors.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { PathKey } from '../../scenario/source.ts';
import type { PathProblem } from '../../scenario/zod-problems.ts';
import type { Range } from '../design/range.ts';
import { expandSet, type FoundField, findFields } from '../field-path.ts';
import { toOverrides } from '../study-base.ts';
import type { CaseParameter, Change, Parameter, RangeParameter, Setting } from './parameter.ts';
import type { ParameterInput } from './study-schema.ts';

/** The parameter that is not a field of the scenario: how users answer changed requirements. */
export const ELASTICITY = 'elasticity';
/** Blocks that name or record a run, or draw other shocks: no parameters of the market. */
const FIXED = new Set(['name', 'description', 'sources', 'mode', 'seed', 'paths', 'measure', 'record', 'report']);

/**
 * Resolves the parameters of a study.
 *
 * @param scenario  the base, with every default
 * @param elasticity  of the base
 * @param problems  receives what is wrong, by path inside the study file
 */
export function resolveParameters(
  inputs: readonly ParameterInput[],
  scenario: Scenario,
  elasticity: number,
  problems: PathProblem[],
): Parameter[] {
  const names = new Set<string>();
  return inputs.flatMap((input, index) => {
    const at = (key: PathKey, message: string, hint?: string) =>
      problems.push({ path: ['parameters', index, key], message, hint });
    const parameter =
      input.cases === undefined ? resolveOne(input, scenario, elasticity, at) : resolveCases(input, scenario, at);
    if (parameter === undefined) return [];
    if (names.has(parameter.name)) at('name', `two parameters are named ${parameter.name}`);
    names.add(parameter.name);
    return [parameter];
  });
}

type Report = (key: PathKey, message: string, hint?: string) => void;

function resolveOne(
  input: ParameterInput,
  scenario: Scenario,
  elasticity: number,
  report: Report,
): Parameter | undefined {
  const paths = typeof input.path === 'string' ? [input.path] : (input.path ?? []);
  const shared = { name: input.name ?? nameOf(paths, input.as), path: paths.join(', '), source: input.source ?? null };
  if (paths.length === 1 && paths[0] === ELASTICITY) return resolveElasticity(input, shared, elasticity, report);
  const fields = paths.flatMap((path) => findOrReport(scenario, path, report));
  if (fields.length === 0) return undefined;
  if (input.values !== undefined) return resolveValues(input.values, shared, fields[0]);
  return resolveRange(input, shared, fields, report);
}

type Shared = Pick<RangeParameter, 'name' | 'path' | 'source'>;

const nameOf = (paths: readonly string[], as: 'value' | 'factor'): string =>
  `${as === 'factor' ? '× ' : ''}${paths.join(', ')}`;

function findOrReport(scenario: Scenario, path: string, report: Report, key: PathKey = 'path'): FoundField[] {
  if (FIXED.has(path.split('.')[0])) {
    report(key, `${path} is no parameter: it names the run or draws other shocks`);
    return [];
  }
  const found = findFields(scenario, path);
  if (Array.isArray(found)) return found;
  report(key, `${path}: ${found.message}`, found.hint);
  return [];
}

function resolveElasticity(
  input: ParameterInput,
  shared: Shared,
  elasticity: number,
  report: Report,
): RangeParameter | undefined {
  const range = rangeOf(input);
  if (range === undefined || input.as === 'factor' || range.low < 0 || range.high > 1) {
    report('path', 'the elasticity needs a range of values from 0 to 1');
    return undefined;
  }
  if (input.base !== undefined) report('base', 'set elasticity at the top of the study instead');
  return {
    ...shared,
    kind: 'range',
    range,
    isFactor: false,
    isWhole: false,
    base: elasticity,
    changeTo: (value) => (value === elasticity ? { set: [] } : { set: [], elasticity: value }),
  };
}

function rangeOf({ low, high, scale }: ParameterInput): Range | undefined {
  return low === undefined || high === undefined ? undefined : { low, high, scale };
}

function resolveRange(
  input: ParameterInput,
  shared: Shared,
  fields: readonly FoundField[],
  report: Report,
): RangeParameter | undefined {
  const range = rangeOf(input)!;
  const isFactor = input.as === 'factor';
  if (isFactor) {
    if (input.base !== undefined && input.base !== 1) report('base', 'a factor is 1 at the base');
    const wrong = fields.find(({ value }) => !hasNumbers(value));
    if (wrong !== undefined) {
      report('path', `expected numbers to multiply at ${wrong.path}, found ${formatReceived(wrong.value)}`);
      return undefined;
    }
  } else {
    const wrong = fields.find(({ isNumber }) => !isNumber);
    if (wrong !== undefined) {
      const found = formatReceived(wrong.value);
      const hint = hasNumbers(wrong.value) ? 'did you mean `as: factor`, which multiplies what is there?' : undefined;
      report('path', `expected a number at ${wrong.path}, found ${found}`, hint);
      return undefined;
    }
  }
  const isWhole = !isFactor && fields.some((field) => field.isWhole);
  if (isWhole && !(Number.isInteger(range.low) && Number.isInteger(range.high))) {
    report('low', `expected whole numbers for ${shared.path}, received ${range.low} to ${range.high}`);
  }
  // Fields that differ have no common value, so the base is at no point of the range.
  const own = fields.every(({ value }) => value === fields[0].value) ? fields[0].value : undefined;
  const base = isFactor ? 1 : (input.base ?? (typeof own === 'number' ? own : null));
  const changeTo = (value: number): Change =>
    value === base ? { set: [] } : { set: fields.map((field) => overrideOf(field, value, isFactor)) };
  return { ...shared, kind: 'range', range, isFactor, isWhole, base, changeTo };
}

function overrideOf({ path, value }: FoundField, target: number, isFactor: boolean): string {
  return `${path}=${JSON.stringify(isFactor ? multiply(value, target) : target)}`;
}

function hasNumbers(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return typeof value === 'number';
  const children = Object.values(value);
  return children.length > 0 && children.every(hasNumbers);
}

function multiply(value: unknown, factor: number): unknown {
  if (typeof value === 'number') return tidyNumber(value * factor);
  if (Array.isArray(value)) return value.map((item) => multiply(item, factor));
  return Object.fromEntries(Object.entries(value as object).map(([key, child]) => [key, multiply(child, factor)]));
}

function resolveValues(values: readonly unknown[], shared: Shared, field: FoundField): CaseParameter {
  const settings = values
    .map((value) => ({ value, text: textOf(value) }))
    .filter(({ text }) => text !== textOf(field.value))
    .map(({ value, text }): Setting => {
      const set = [`${field.path}=${JSON.stringify(value)}`];
      return { end: text, value: typeof value === 'number' ? value : null, change: { set } };
    });
  return { ...shared, kind: 'cases', base: field.value === undefined ? null : textOf(field.value), settings };
}

function resolveCases(input: ParameterInput, scenario: Scenario, report: Report): CaseParameter {
  const cases = Object.entries(input.cases ?? {});
  const paths = [...new Set(cases.flatMap(([, set]) => Object.keys(set)))];
  for (const path of paths) findOrReport(scenario, path, report, 'cases');
  const settings = cases.map(([end, set]) => ({
    end,
    value: null,
    change: { set: toOverrides(expandSet(scenario, set)) },
  }));
  const path = paths.join(', ');
  return { kind: 'cases', name: input.name ?? path, path, source: input.source ?? null, base: null, settings };
}

/** A value as a row of a table names it. */
function textOf(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  return JSON.stringify(value).replaceAll('"', '').replaceAll(':', ': ').replaceAll(',', ', ');
}
