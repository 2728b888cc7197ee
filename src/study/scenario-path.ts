/**
 * Fields of a scenario by dotted path, as studies name them: whether there is one, what it holds, and which was meant.
 *
 * A path is judged against the resolved scenario, in which every default is filled in, and against the schema, so that a
 * field which may be left out can be named too. `*` stands for every key of a map or every item of a list.
 */

import { findNearest } from '../scenario/nearest.ts';
import { type Scenario, scenarioSchema } from '../scenario/schema.ts';
import type { PathKey } from '../scenario/source.ts';
import { findKeys, findSchemas } from '../scenario/zod-walk.ts';

/** A path that names something. */
export interface FoundField {
  /** Without `*`. */
  readonly path: string;
  /** Undefined where the field is optional and left out. */
  readonly value: unknown;
  /** The schema takes whole numbers only. */
  readonly isWhole: boolean;
}

/** What a path that names nothing was probably meant to be. */
export interface MissingField {
  /** The key that is not there. */
  readonly key: string;
  readonly nearest: string | undefined;
}

/** Maximum leverage is an override without a field of its own (override-leverage.ts). */
const LEVERAGE = /^((?:venues\.[^.]+\.)?margin\.tiers\.[^.]+)\.maxLeverage$/;

/**
 * Finds the fields that a path names.
 *
 * @returns at least one field, or what is missing
 */
export function findFields(scenario: Scenario, path: string): FoundField[] | MissingField {
  const leverage = LEVERAGE.exec(path);
  if (leverage !== null) {
    const tiers = findFields(scenario, leverage[1]);
    if (Array.isArray(tiers)) return [{ path, value: undefined, isWhole: false }];
    return { ...tiers, nearest: tiers.nearest && `${tiers.nearest}.maxLeverage` };
  }
  const expanded = expand(scenario, path.split('.'), [], scenario);
  if (!Array.isArray(expanded)) return { key: expanded.key, nearest: nearestPath(scenario, path, expanded.at) };
  return expanded.map(({ keys, value }) => ({
    path: keys.join('.'),
    value,
    isWhole: findSchemas(scenarioSchema, keys, scenario).some((schema) => 'isInt' in schema && schema.isInt === true),
  }));
}

type Found = { readonly keys: readonly string[]; readonly value: unknown };
type Missing = { readonly key: string; readonly at: readonly string[] };

function expand(
  value: unknown,
  rest: readonly string[],
  done: readonly string[],
  scenario: Scenario,
): Found[] | Missing {
  const [key, ...further] = rest;
  if (key === undefined) return [{ keys: done, value }];
  const isMap = value !== null && typeof value === 'object';
  if (key === '*') {
    const found = isMap ? Object.entries(value).map(([k, v]) => expand(v, further, [...done, k], scenario)) : [];
    // A branch without the field is no fault as long as another has it.
    const there = found
      .filter((one): one is Found[] => Array.isArray(one))
      .flat()
      .filter((one) => one.value !== undefined);
    return there.length > 0 ? there : { key: further[0] ?? key, at: done };
  }
  if (isMap && Object.hasOwn(value, key)) {
    return expand((value as Record<string, unknown>)[key], further, [...done, key], scenario);
  }
  const keys: PathKey[] = [...done, ...rest];
  const isOptional = !rest.includes('*') && findSchemas(scenarioSchema, keys, scenario).length > 0;
  // Keys of a map with free names (assets, groups, venues) have to be there.
  const isFree = isMap && findKeys(scenarioSchema, done, scenario).length === 0;
  return isOptional && !isFree ? [{ keys: [...done, ...rest], value: undefined }] : { key, at: done };
}

/** The path with its wrong key replaced by the nearest there, or the nearest of all paths. */
function nearestPath(scenario: Scenario, path: string, at: readonly string[]): string | undefined {
  const keys = path.split('.');
  const depth = at.length;
  const parent = at.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], scenario);
  const own = parent !== null && typeof parent === 'object' ? Object.keys(parent) : [];
  const near = findNearest(keys[depth], [...own, ...findKeys(scenarioSchema, at, scenario)]);
  if (near !== undefined) return [...keys.slice(0, depth), near, ...keys.slice(depth + 1)].join('.');
  const all = [...listPaths(scenario, '', 0)];
  const last = keys[keys.length - 1];
  return all.find((one) => one.endsWith(`.${last}`)) ?? findNearest(path, all);
}

/** Levels below which paths are not offered as a guess: tiers of single assets and the like. */
const GUESS_DEPTH = 4;

function* listPaths(value: unknown, path: string, depth: number): Generator<string> {
  if (path !== '') yield path;
  if (value === null || typeof value !== 'object' || Array.isArray(value) || depth === GUESS_DEPTH) return;
  for (const [key, child] of Object.entries(value))
    yield* listPaths(child, path === '' ? key : `${path}.${key}`, depth + 1);
}
