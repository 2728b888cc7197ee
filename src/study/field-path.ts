/**
 * Fields of a scenario by dotted path, as studies name them: whether there is one, what it holds, and which was meant.
 *
 * A path is judged against the resolved scenario, in which every default is filled in, and against the schema, so that a
 * field which may be left out can be named too. `*` stands for every key of a map or every item of a list.
 */

import type { z } from 'zod';
import { findNearest } from '../scenario/nearest.ts';
import { type Scenario, scenarioSchema } from '../scenario/schema.ts';
import { findKeys, findSchemas } from '../scenario/zod-walk.ts';

/** A field that exists. */
export interface FoundField {
  /** Keys joined by dots, without `*`. */
  readonly path: string;
  /** Undefined where the field is optional and left out. */
  readonly value: unknown;
  /** It holds or may hold a number: `recoveryHalfLifeSeconds: never` may, a map of numbers may not. */
  readonly isNumber: boolean;
  /** The schema takes whole numbers only. */
  readonly isWhole: boolean;
}

/** What is wrong with a path that names nothing, and the path that was probably meant. */
export interface UnknownField {
  readonly message: string;
  readonly hint: string | undefined;
}

/** A path without its fault: the keys that are there, and what could follow them. */
interface Fault {
  readonly at: readonly string[];
  readonly message: string;
  /** Empty where no other key would mend the path. */
  readonly known: readonly string[];
}

type Place = { readonly keys: readonly string[]; readonly value: unknown };

/**
 * Finds the fields that a path names. A key that is not there is known only if the schema names it, so that free names (assets,
 * groups, venues) have to exist.
 *
 * @returns at least one field, or what is wrong
 */
export function findFields(scenario: Scenario, path: string): FoundField[] | UnknownField {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  const found = LEVERAGE.test(keys.join('.')) ? findLeverage(scenario, keys) : expand(scenario, keys, [], scenario);
  if (!Array.isArray(found)) return { message: found.message, hint: hintPath(scenario, keys, found) };
  return found.map(({ keys: own, value }) => describeField(scenario, own, value));
}

/** Values by path with every `*` of a valid path written out, in the order of the map. */
export function expandSet(scenario: Scenario, set: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(set).flatMap(([path, value]) =>
    expandPath(scenario, path).map((one) => [one, value] as const),
  );
  return Object.fromEntries(entries);
}

/** A valid path with every `*` written out; without one, the path as it is. */
export function expandPath(scenario: Scenario, path: string): string[] {
  const found = path.includes('*') ? findFields(scenario, path) : [];
  return Array.isArray(found) && found.length > 0 ? found.map((field) => field.path) : [path];
}

/** Maximum leverage is no field of its own but a way to say the bands of an asset (override-leverage.ts). */
const LEVERAGE = /^(?:venues\.[^.]+\.)?margin\.tiers\.[^.]+\.maxLeverage$/;

function findLeverage(scenario: Scenario, keys: readonly string[]): Place[] | Fault {
  const above = keys.slice(0, -2);
  const tiers = ['margin', 'tiers'];
  const isTop = above.length === tiers.length;
  const venues = isTop ? [{ keys: [], value: scenario }] : expand(scenario, above.slice(0, 2), [], scenario);
  if (!Array.isArray(venues)) return venues;
  const assets = Object.keys(scenario.assets);
  const names = [...new Set([...Object.keys(scenario.margin.tiers).filter((name) => name === 'default'), ...assets])];
  const [asset] = keys.slice(-2);
  if (asset !== '*' && !names.includes(asset) && scenario.margin.tiers[asset] === undefined)
    return faultOf(above, asset, scenario.margin.tiers, names);
  return venues.flatMap((venue) => {
    const own = [...venue.keys, ...tiers];
    return (asset === '*' ? names : [asset]).map((name): Place => {
      const holders = [name, 'default'].flatMap((one) => [
        [...own, one],
        [...tiers, one],
      ]);
      const bands = holders.map((holder) => readAt(scenario, holder)).find((value) => value !== undefined);
      const [first] = (bands ?? []) as readonly { readonly initialRate: number }[];
      return { keys: [...own, name, 'maxLeverage'], value: first && 1 / first.initialRate };
    });
  });
}

function expand(value: unknown, rest: readonly string[], done: readonly string[], scenario: Scenario): Place[] | Fault {
  const [key, ...further] = rest;
  if (key === undefined) return [{ keys: done, value }];
  if (key === '*') return expandAll(value, further, done, scenario);
  const child = (value as Record<string, unknown> | null | undefined)?.[key];
  if (child === undefined) {
    const named = findKeys(scenarioSchema, done, scenario);
    if (!named.includes(key)) return faultOf(done, key, value, named);
  }
  return expand(child, further, [...done, key], scenario);
}

/** A branch without the field is no fault as long as another has it. */
function expandAll(
  value: unknown,
  further: readonly string[],
  done: readonly string[],
  scenario: Scenario,
): Place[] | Fault {
  if (value === null || typeof value !== 'object') return faultOf(done, '*', value, []);
  const branches = Object.entries(value).map(([key, child]) => expand(child, further, [...done, key], scenario));
  const there = branches
    .filter((one): one is Place[] => Array.isArray(one))
    .flat()
    .filter((one) => one.value !== undefined);
  if (there.length > 0) return there;
  const wrong = branches.find((one): one is Fault => !Array.isArray(one));
  const message = `no entry of ${done.join('.')} has ${further.join('.') || 'a value'}`;
  return { at: wrong?.at ?? done, known: wrong?.known ?? [], message };
}

function describeField(scenario: Scenario, keys: readonly string[], value: unknown): FoundField {
  const path = keys.join('.');
  const schemas = findSchemas(scenarioSchema, keys, scenario);
  const isMap = value !== null && typeof value === 'object';
  const isNumber = typeof value === 'number' || LEVERAGE.test(path) || (!isMap && schemas.some(isNumberSchema));
  return { path, value, isNumber, isWhole: schemas.some((schema) => 'isInt' in schema && schema.isInt === true) };
}

function isNumberSchema(schema: z.ZodType): boolean {
  return (schema.def as { type: string }).type === 'number';
}

function readAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], value);
}

function faultOf(at: readonly string[], key: string, value: unknown, named: readonly string[]): Fault {
  const where = at.length === 0 ? 'the scenario' : at.join('.');
  if (Array.isArray(value)) {
    const message = `expected an index from 0 to ${value.length - 1} after ${where}, received ${key}`;
    return { at, message, known: [] };
  }
  if (value === null || typeof value !== 'object') {
    const message = `${where} is ${value === undefined ? 'not set' : `${String(value)}, not a map`}, so it has no ${key}`;
    return { at, message, known: [] };
  }
  const known = [...new Set([...Object.keys(value), ...named])];
  const list = known.length <= LISTED_MAX ? `; it has ${known.join(', ')}` : '';
  return { at, message: `${where} has no ${key}${list}`, known };
}

/** Keys of a map that a message lists. */
const LISTED_MAX = 12;

/** The path with its wrong key replaced by the nearest there, or the nearest of all paths. */
function hintPath(scenario: Scenario, keys: readonly string[], { at, known }: Fault): string | undefined {
  if (known.length === 0) return undefined;
  const depth = at.length;
  const near = findNearest(keys[depth], known);
  const all = [...listPaths(scenario, '', 0)];
  const meant =
    near !== undefined
      ? [...keys.slice(0, depth), near, ...keys.slice(depth + 1)].join('.')
      : (all.find((one) => one.endsWith(`.${keys[keys.length - 1]}`)) ?? findNearest(keys.join('.'), all));
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

/** Levels below which paths are not offered as a guess: tiers of single assets and the like. */
const GUESS_DEPTH = 4;

function* listPaths(value: unknown, path: string, depth: number): Generator<string> {
  if (path !== '') yield path;
  if (value === null || typeof value !== 'object' || Array.isArray(value) || depth === GUESS_DEPTH) return;
  for (const [key, child] of Object.entries(value))
    yield* listPaths(child, path === '' ? key : `${path}.${key}`, depth + 1);
}
