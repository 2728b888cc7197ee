/**
 * Laying one scenario tree over another: `extends`, venues over the top level, and overrides.
 *
 * Maps merge key by key and the later key wins; lists and single values are replaced; null takes a key away. Only `sources`
 * add up, since the figures of every layer keep theirs. Some blocks
 * are alternatives rather than collections, and there the later layer replaces what it contradicts: a `shocks` or
 * `slice` of another `kind`, a curve of an asset's book, and the source of accounts or prices.
 */

import { type SourceList, type SourceMap, type SourceNode, toPlain } from './source.ts';

/** Keys that exclude each other: writing one in a later layer drops the others of the earlier layer. */
const ALTERNATIVES: readonly { readonly block: RegExp; readonly keys: readonly (readonly string[])[] }[] = [
  { block: /^accounts$/, keys: [['population', 'count', 'openInterestUsd'], ['file'], ['list']] },
  { block: /^shocks$/, keys: [['prices'], ['file', 'from', 'scale']] },
];
/** Blocks whose shape depends on `kind`. */
const VARIANT = /(^|\.)(shocks|slice)$/;
/** An asset's book is one statement of shape, source and market: a layer replaces it whole. */
const WHOLE = /^book\.curves\.[^.]+$/;
const CURVE_SHAPES = ['bid', 'ask', 'linear', 'block', 'power', 'exponential'];

/**
 * Lays `top` over `base`.
 *
 * @param path  dotted path of the two nodes; alternatives are recognised by it
 * @returns a new tree; neither argument is changed
 */
export function overlay(base: SourceNode, top: SourceNode, path = ''): SourceNode {
  if (path === 'sources' && base.kind === 'list' && top.kind === 'list') return joinLists(base, top);
  if (base.kind !== 'map' || top.kind !== 'map') return top;
  if (WHOLE.test(path) || isOtherVariant(base, top.entries.get('kind'), path)) return top;
  const entries = new Map(base.entries);
  for (const key of findDropped(path, [...top.entries.keys()])) entries.delete(key);
  for (const [key, child] of top.entries) {
    const below = entries.get(key);
    entries.set(key, below === undefined ? child : overlay(below, child, joinPath(path, key)));
  }
  return { kind: 'map', entries, place: top.place };
}

/**
 * Puts one key into a map as an override does: the rest of the map stays, but for what the key contradicts.
 *
 * @param path  dotted path of the map
 */
export function setKey(base: SourceMap, key: string, child: SourceNode, path: string): SourceMap {
  const isShape = CURVE_SHAPES.includes(key) && WHOLE.test(path) && !base.entries.has(key);
  const isVariant = key === 'kind' && isOtherVariant(base, child, path);
  const entries = isShape || isVariant ? new Map<string, SourceNode>() : new Map(base.entries);
  for (const dropped of findDropped(path, [key])) entries.delete(dropped);
  entries.set(key, child);
  return { ...base, entries };
}

/** Items of both lists, each once. */
function joinLists(base: SourceList, top: SourceList): SourceList {
  const known = new Set(base.items.map((item) => JSON.stringify(toPlain(item))));
  return { ...top, items: [...base.items, ...top.items.filter((item) => !known.has(JSON.stringify(toPlain(item))))] };
}

/** Dotted path of a key. */
export function joinPath(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function isOtherVariant(base: SourceMap, kind: SourceNode | undefined, path: string): boolean {
  if (!VARIANT.test(path) || kind?.kind !== 'value') return false;
  const before = base.entries.get('kind');
  return before?.kind !== 'value' || before.value !== kind.value;
}

/** Keys of the earlier layer that the later layer's keys contradict. */
function findDropped(path: string, written: readonly string[]): string[] {
  const rule = ALTERNATIVES.find(({ block }) => block.test(path));
  if (!rule) return [];
  const chosen = rule.keys.filter((group) => written.includes(group[0]!));
  if (chosen.length === 0) return [];
  return rule.keys.filter((group) => !chosen.includes(group)).flat();
}
