/** File names in the text of a scenario, rewritten for another folder; all else, comments included, stays as it is typed. */

import { isAbsolute, join, relative } from 'node:path';
import { isMap, isScalar, isSeq, type Node, parseDocument, type Scalar } from 'yaml';

/** Keys of a scenario that hold a file name. */
const FILE_KEYS: readonly (readonly string[])[] = [
  ['extends'],
  ['accounts', 'file'],
  ['shocks', 'file'],
  ['book', 'file'],
];

/**
 * The same scenario, to stand in another folder.
 *
 * @param from  folder that relative names start from now
 * @param to  folder that they shall start from
 */
export function moveFileNames(text: string, from: string, to: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  const venues = document.get('venues');
  const ofVenues = isMap(venues) ? venues.items.map(({ value }) => isMap(value) && value.get('extends', true)) : [];
  const nodes = [...FILE_KEYS.map((path) => document.getIn(path, true)), ...ofVenues];
  const names = nodes
    .flatMap((node): unknown[] => (isSeq(node) ? node.items : [node]))
    .filter((node): node is Scalar<string> => isScalar(node) && typeof node.value === 'string')
    .filter(({ value }) => !isAbsolute(value))
    .sort((a, b) => startOf(b) - startOf(a));
  let moved = text;
  for (const node of names) {
    const name = relative(to, join(from, node.value)).replaceAll('\\', '/');
    moved = moved.slice(0, startOf(node)) + quoteName(name) + moved.slice(node.range![1]);
  }
  return moved;
}

function startOf({ range }: Node): number {
  return range![0];
}

/** Plain where YAML reads it as the same text, in any place. */
function quoteName(name: string): string {
  return /^[A-Za-z0-9._/-]*[A-Za-z_][A-Za-z0-9._/-]*$/.test(name) && !name.startsWith('-')
    ? name
    : JSON.stringify(name);
}
