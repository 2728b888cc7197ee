/**
 * The box that a study varies: parameters with their ranges, and the policy at a point of the unit cube.
 */

import type { ScenarioProblem } from '../scenario/errors.ts';
import { tidyNumber } from '../scenario/errors.ts';
import type { Scenario } from '../scenario/schema.ts';
import { createDesign, type Design, pointOf } from './design/design.ts';
import { gridDesign } from './design/grid.ts';
import { latinHypercubeDesign } from './design/latin-hypercube.ts';
import { valueInRange } from './design/range.ts';
import { SOBOL_COLUMNS_MAX, sobolDesign } from './design/sobol-sequence.ts';
import { expandPath, expandSet, findFields } from './field-path.ts';
import type { Policy } from './policy.ts';
import { findUnknownFields } from './study-base.ts';
import type { StudyFile } from './study-file.ts';
import type { Study, StudyParameter } from './study-schema.ts';

/** Fields that a parameter sets, all to the same value. */
export function pathsOf({ path }: StudyParameter): readonly string[] {
  return typeof path === 'string' ? [path] : path;
}

/**
 * Value of a parameter at a coordinate from 0 to 1: between low and high on its scale, or one of its values, each of which has
 * the same share of the unit.
 */
export function valueAt({ low, high, values, scale }: StudyParameter, unit: number): unknown {
  if (values !== undefined) return values[Math.min(values.length - 1, Math.floor(unit * values.length))];
  return tidyNumber(valueInRange({ low: low!, high: high!, scale }, unit));
}

/** Points of a study's design, coordinates from 0 to 1; a grid where nothing else is said, none without parameters. */
export function createStudyDesign({ design, parameters }: Study, seed: string): Design {
  const columns = parameters.length;
  if (columns === 0) return createDesign(0, 0);
  if (design?.kind === 'latinHypercube') return latinHypercubeDesign(design.points!, columns, seed);
  if (design?.kind === 'sobol') return sobolDesign(design.points!, columns, seed);
  return gridDesign(parameters.map(({ values, steps }) => values?.length ?? steps!));
}

/** Policies of a study in order: those that it names, then the points of its design. */
export function studyPolicies(study: Study, seed: string): StudyPolicy[] {
  const named = study.policies.map(({ name, set }) =>
    policyOf(
      name,
      Object.entries(set).map(([path, value]) => ({ path, value })),
    ),
  );
  const design = createStudyDesign(study, seed);
  const points = Array.from({ length: design.rows }, (_, row) => policyAt(study.parameters, pointOf(design, row)));
  return [...named, ...points];
}

/** One value of a policy: a field and what it is set to. */
export interface Setting {
  readonly path: string;
  readonly value: unknown;
}

/** A policy with what it sets, for tables. */
export interface StudyPolicy extends Policy {
  readonly settings: readonly Setting[];
  /** Largest size of an account, USD; no field of a scenario, so only `optimise` solves for it. */
  readonly accountCapUsd?: number;
}

/** A policy from a map of fields. */
export function policyOf(name: string, settings: readonly Setting[]): StudyPolicy {
  return { name, settings, set: settings.map(({ path, value }) => `${path}=${JSON.stringify(value)}`) };
}

/** The policy at a point of the unit cube, named after what it sets. */
export function policyAt(parameters: readonly StudyParameter[], point: ArrayLike<number>): StudyPolicy {
  const settings = parameters.flatMap((parameter, k) => {
    const value = valueAt(parameter, point[k]);
    return pathsOf(parameter).map((path) => ({ path, value }));
  });
  const named = parameters.map((parameter, k) => nameSetting(pathsOf(parameter)[0], valueAt(parameter, point[k])));
  return policyOf(named.join(', '), settings);
}

/** `margin.maintenanceScale` at 1.5 is `maintenanceScale 1.5`; a deeper field keeps its owner: `BTC.maxLeverage 20`. */
export function nameSetting(path: string, value: unknown): string {
  const keys = path.split('.');
  let from = keys.length <= 2 ? keys.length - 1 : keys.length - 2;
  if (/^\d+$/.test(keys[from]) && from > 0) from--;
  const number = typeof value === 'number' ? String(Number(value.toPrecision(4))) : JSON.stringify(value);
  return `${keys.slice(from).join('.')} ${number}`;
}

/** Every path of a study that the scenario does not have, and every range over a field that is no number. */
export function findUnknownPaths(read: StudyFile<Study>, scenario: Scenario): ScenarioProblem[] {
  const { study, problemAt } = read;
  const problems: ScenarioProblem[] = [];
  study.parameters.forEach((parameter, k) => {
    const isRange = parameter.values === undefined;
    pathsOf(parameter).forEach((path, at) => {
      const place = ['parameters', k, 'path', ...(typeof parameter.path === 'string' ? [] : [at])];
      const fields = findFields(scenario, path);
      if (!Array.isArray(fields)) problems.push(problemAt(place, `${path}: ${fields.message}`, fields.hint));
      else if (isRange && !fields.every(({ isNumber }) => isNumber))
        problems.push(problemAt(place, `${path} is no number, so it has no range from low to high; list its values`));
    });
  });
  study.policies.forEach(({ set }, k) => {
    problems.push(...findUnknownFields(read, ['policies', k, 'set'], set, scenario));
  });
  return problems;
}

/** The study with every `*` of its parameters and policies written out. */
export function expandStudy(study: Study, scenario: Scenario): Study {
  return {
    ...study,
    parameters: study.parameters.map((parameter) => {
      const { path } = parameter;
      if (!pathsOf(parameter).some((one) => one.includes('*'))) return parameter;
      return { ...parameter, path: [path].flat().flatMap((one) => expandPath(scenario, one)) };
    }),
    policies: study.policies.map((policy) => ({ ...policy, set: expandSet(scenario, policy.set) })),
  };
}

/** Points of a design at most; the same for a grid as for designs that name their number. */
export const POINTS_MAX = 100_000;

/** What keeps a study's parameters from being a design: no steps, too many points or dimensions, a field that is set twice. */
export function findDesignFaults({ study, problemAt }: StudyFile<Study>): ScenarioProblem[] {
  const { design, parameters } = study;
  const problems = findRepeats(parameters).map(({ path, first, again }) =>
    problemAt(['parameters', again, 'path'], `parameters.${first} has the path ${path} already, and would do nothing`),
  );
  if (design !== undefined && design.kind !== 'grid') {
    if (design.kind === 'sobol' && parameters.length > SOBOL_COLUMNS_MAX) {
      const message = `expected at most ${SOBOL_COLUMNS_MAX} parameters for sobol, received ${parameters.length}`;
      problems.push(problemAt(['parameters'], message, 'latinHypercube takes any number'));
    }
    return problems;
  }
  const levels = parameters.map(({ values, steps }) => values?.length ?? steps);
  levels.forEach((count, k) => {
    if (count !== undefined) return;
    problems.push(problemAt(['parameters', k, 'steps'], 'expected a number of steps for a grid, received nothing'));
  });
  const points = levels.reduce<number>((product, count) => product * (count ?? 1), 1);
  if (points > POINTS_MAX) {
    const message = `expected a grid of at most ${POINTS_MAX} points, received ${levels.join(' × ')}`;
    problems.push(problemAt(['parameters'], message, 'design: { kind: sobol, points: 64 } fills the box with few'));
  }
  return problems;
}

/** Paths that a later parameter sets again, as they are written: `*` beside a name of its own is an exception, not a mistake. */
function findRepeats(parameters: readonly StudyParameter[]): { path: string; first: number; again: number }[] {
  const seen = new Map<string, number>();
  return parameters.flatMap((parameter, again) =>
    pathsOf(parameter).flatMap((path) => {
      const first = seen.get(path);
      if (first === undefined) seen.set(path, again);
      return first === undefined || first === again ? [] : [{ path, first, again }];
    }),
  );
}
