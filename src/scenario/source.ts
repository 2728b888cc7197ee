/**
 * A scenario as written: a tree of values that each remember the file and line they came from.
 *
 * YAML (and so JSON) text becomes such a tree; overlays and overrides work on trees (overlay.ts, override.ts), so that a
 * problem found after merging still points at the file where the value was typed.
 */

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { ScenarioProblem } from './errors.ts';

/** Where a value was written. */
export interface Place {
  /** File as the user named it, or the override. */
  readonly file: string;
  /** One-based; undefined for an override. */
  readonly line: number | undefined;
  /** Folder that relative file names in the value start from. */
  readonly folder: string;
}

export type SourceNode = SourceMap | SourceList | SourceValue;
export interface SourceMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, SourceNode>;
  readonly place: Place;
}
export interface SourceList {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
  readonly place: Place;
}
export interface SourceValue {
  readonly kind: 'value';
  readonly value: unknown;
  readonly place: Place;
}

export type PathKey = string | number;

/** Aliases may repeat nodes; a file that unfolds beyond this is refused. */
const NODE_COUNT_MAX = 2_000_000;

/**
 * Parses YAML 1.2 or JSON text.
 *
 * @param place  file and folder of the text; `line` is ignored
 * @param problems  receives syntax errors with their lines
 * @returns the tree; an empty map when the text has syntax errors or is empty
 */
export function parseSource(text: string, place: Omit<Place, 'line'>, problems: ScenarioProblem[]): SourceNode {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  for (const error of document.errors) {
    problems.push({
      path: '',
      message: `not readable as YAML: ${error.message}`,
      file: place.file,
      line: lines.linePos(error.pos[0]).line,
    });
  }
  const empty: SourceNode = { kind: 'map', entries: new Map(), place: { ...place, line: 1 } };
  if (document.errors.length > 0 || document.contents === null) return empty;
  let count = 0;

  function convert(node: Node | null, fallbackLine: number, open: readonly Node[]): SourceNode {
    const line = node?.range ? lines.linePos(node.range[0]).line : fallbackLine;
    const here: Place = { ...place, line };
    if (++count > NODE_COUNT_MAX || (node && open.includes(node))) {
      problems.push({ path: '', message: 'the aliases of the file repeat without end', file: place.file, line });
      return { kind: 'value', value: null, place: here };
    }
    if (isAlias(node)) return convert(node.resolve(document) ?? null, line, [...open, node]);
    if (isMap(node)) {
      const entries = new Map<string, SourceNode>();
      for (const pair of node.items) {
        const key = pair.key as Node;
        const keyLine = key.range ? lines.linePos(key.range[0]).line : line;
        const name = isScalar(key) ? String(key.source ?? key.value) : String(key);
        const child = convert(pair.value as Node | null, keyLine, [...open, node]);
        // A block value starts on the line after its key; people look for the key.
        entries.set(name, child.kind === 'value' ? child : { ...child, place: { ...here, line: keyLine } });
      }
      return { kind: 'map', entries, place: here };
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item as Node | null, line, [...open, node]));
      return { kind: 'list', items, place: here };
    }
    return { kind: 'value', value: isScalar(node) ? node.value : null, place: here };
  }
  return convert(document.contents, 1, []);
}

/** The plain value of a tree; keys set to null are left out, as if they had not been written. */
export function toPlain(node: SourceNode): unknown {
  if (node.kind === 'value') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  const kept = [...node.entries].filter(([, child]) => !(child.kind === 'value' && child.value === null));
  return Object.fromEntries(kept.map(([key, child]) => [key, toPlain(child)]));
}

/** A tree from a plain value, every node at one place. */
export function fromPlain(value: unknown, place: Place): SourceNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => fromPlain(item, place)), place };
  if (value !== null && typeof value === 'object') {
    const entries = new Map(Object.entries(value).map(([key, child]) => [key, fromPlain(child, place)]));
    return { kind: 'map', entries, place };
  }
  return { kind: 'value', value, place };
}

/** The node at a path, or undefined. */
export function findNode(node: SourceNode, path: readonly PathKey[]): SourceNode | undefined {
  let current: SourceNode | undefined = node;
  for (const key of path) {
    if (current?.kind === 'map') current = current.entries.get(String(key));
    else if (current?.kind === 'list') current = current.items[Number(key)];
    else return undefined;
  }
  return current;
}

/** Place of the value at a path, or of its nearest ancestor that was written. */
export function findPlace(node: SourceNode, path: readonly PathKey[]): Place {
  for (let length = path.length; length > 0; length--) {
    const found = findNode(node, path.slice(0, length));
    if (found) return found.place;
  }
  return node.place;
}
