/** Settings in which two scenarios differ, leaf by leaf, as text. */

import { canonicalJson } from '../scenario/hash.ts';

export interface SettingDifference {
  /** Dotted path, `margin.maintenanceScale`. */
  readonly path: string;
  /** Short text of the value; `not set` where a side has none. */
  readonly left: string;
  readonly right: string;
}

/** Characters of a value that are shown. */
const SHOWN_MAX = 60;

/** Every leaf that differs, in the order of the left tree, what only the right one has after it. */
export function diffSettings(left: unknown, right: unknown, path = ''): SettingDifference[] {
  if (canonical(left) === canonical(right)) return [];
  if (!isTree(left) || !isTree(right)) return [{ path, left: valueText(left), right: valueText(right) }];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => diffSettings(own(left, key), own(right, key), path === '' ? key : `${path}.${key}`));
}

type Tree = Readonly<Record<string, unknown>>;

/** A map, or a list of maps such as margin tiers; a list of numbers is one value. */
function isTree(value: unknown): value is Tree {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) || value.every((item) => typeof item === 'object' && item !== null);
}

function own(tree: Tree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

function canonical(value: unknown): string {
  return value === undefined ? 'undefined' : canonicalJson(value);
}

function valueText(value: unknown): string {
  if (value === undefined) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 1)}…` : text;
}
