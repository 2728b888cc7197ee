/**
 * Laying one scenario tree over another: `extends`, venues over the top level, and overrides.
 *
 * Maps merge key by key and the later key wins; lists and single values are replaced; null takes a key away. Some blocks
 * are alternatives rather than collections, and there the later layer replaces what it contradicts: a `shocks` or
 * `slice` of another `kind`, a curve of an asset's book, and the source of accounts or prices.
 */

import type { SourceMap, SourceNode } from './source.ts';

/** Keys that exclude each other: writing one in a later layer drops the others of the earlier layer. */
const ALTERNATIVES: readonly { readonly block: RegExp; readonly keys: readonly (readonly string[])[] }[] = [
  { block: /^accounts$/, keys: [['population', 'count', 'openInterestUsd'], ['file'], ['list']] },
  { block: /^shocks$/, keys: [['prices'], ['file', 'from', 'scale']] },
];
/** Blocks whose shape depends on `kind`. */
const VARIANT = /(^|\.)(shocks|slice)$/;
/** Blocks that are one statement and are replaced whole. */
const WHOLE = /^book\.curves\.[^.]+$/;

/**
 * Lays `top` over `base`.
 *
 * @param path  dotted path of the two nodes; alternatives are recognised by it
 * @returns a new tree; neither argument is changed
 */
export function overlay(base: SourceNode, top: SourceNode, path = ''): SourceNode {
  if (base.kind !== 'map' || top.kind !== 'map') return top;
  if (WHOLE.test(path) || isOtherVariant(base, top, path)) return top;
  const entries = new Map(base.entries);
  for (const key of findDropped(path, [...top.entries.keys()])) entries.delete(key);
  for (const [key, child] of top.entries) {
    const below = entries.get(key);
    const childPath = path === '' ? key : `${path}.${key}`;
    entries.set(key, below === undefined ? child : overlay(below, child, childPath));
  }
  return { kind: 'map', entries, place: top.place };
}

function isOtherVariant(base: SourceMap, top: SourceMap, path: string): boolean {
  if (!VARIANT.test(path)) return false;
  const kind = readKind(top);
  return kind !== undefined && readKind(base) !== kind;
}

function readKind(node: SourceMap): unknown {
  const kind = node.entries.get('kind');
  return kind?.kind === 'value' ? kind.value : undefined;
}

/** Keys of the earlier layer that the later layer's keys contradict. */
function findDropped(path: string, written: readonly string[]): string[] {
  const rule = ALTERNATIVES.find(({ block }) => block.test(path));
  if (!rule) return [];
  const chosen = rule.keys.filter((group) => written.includes(group[0]!));
  if (chosen.length === 0) return [];
  return rule.keys.filter((group) => !chosen.includes(group)).flat();
}
