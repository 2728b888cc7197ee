/** `--set path=value`: one field of the scenario replaced from the command line, the value read as YAML. */

import { parse } from 'yaml';
import type { ScenarioProblem } from './errors.ts';
import { formatReceived } from './errors.ts';
import { hintNearest } from './nearest.ts';
import { joinPath, setKey } from './overlay.ts';
import { readLeverageOverride } from './override-leverage.ts';
import { findNode, fromPlain, type Place, type SourceMap, type SourceNode } from './source.ts';

/**
 * Applies overrides in order to a scenario tree.
 *
 * Misspelt keys are left to the schema, which knows the right ones; what the schema cannot see is checked here: a path
 * through a single value, a list index that does not exist, an asset that the scenario does not have.
 *
 * @param overrides  texts of the form `path=value`; list items by index (`margin.tiers.BTC.0.maintenanceRate`)
 * @param folder  folder that relative file names in values start from
 */
export function applyOverrides(
  root: SourceNode,
  overrides: readonly string[],
  folder: string,
  problems: ScenarioProblem[],
): SourceNode {
  for (const text of overrides) {
    const place: Place = { file: `--set ${text}`, line: undefined, folder };
    const cut = text.indexOf('=');
    const path = (cut < 0 ? text : text.slice(0, cut)).trim();
    if (cut < 0 || path.split('.').some((key) => key === '')) {
      problems.push({ ...place, path, message: 'expected path=value, such as book.depthScale=2' });
      continue;
    }
    const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
    const value = parseValue(text.slice(cut + 1), path, place, problems);
    const leverage = readLeverageOverride(root, keys, value, place);
    if (leverage !== undefined) {
      if ('message' in leverage) problems.push({ ...place, ...leverage });
      else root = setNode(root, leverage.keys, leverage.bands, place, '');
      continue;
    }
    if (checkPath(root, keys, place, problems)) root = setNode(root, keys, fromPlain(value, place), place, '');
  }
  return root;
}

/** The seed is text: `--set seed=007` keeps its zeros. */
function parseValue(text: string, path: string, place: Place, problems: ScenarioProblem[]): unknown {
  if (path === 'seed') return text.trim().replace(/^(["'])(.*)\1$/, '$2');
  try {
    return parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    problems.push({ ...place, path, message: `the value is not readable as YAML: ${reason}` });
    return undefined;
  }
}

function checkPath(root: SourceNode, keys: readonly string[], place: Place, problems: ScenarioProblem[]): boolean {
  const path = keys.join('.');
  let node: SourceNode | undefined = root;
  for (const [depth, key] of keys.entries()) {
    if (node === undefined) break;
    const parent = keys.slice(0, depth).join('.');
    if (node.kind === 'value' && node.value !== null) {
      const message = `${parent} is ${formatReceived(node.value)}, not a map, so it has no ${key}`;
      problems.push({ ...place, path, message });
      return false;
    }
    if (node.kind === 'list' && !(/^\d+$/.test(key) && Number(key) < node.items.length)) {
      const message = `expected an index from 0 to ${node.items.length - 1} after ${parent}, received ${key}`;
      problems.push({ ...place, path, message });
      return false;
    }
    node = findNode(node, [key]);
  }
  const assets = findNode(root, ['assets']);
  if (keys[0] === 'assets' && keys[1] !== undefined && assets?.kind === 'map' && !assets.entries.has(keys[1])) {
    const names = [...assets.entries.keys()];
    const message = `the scenario has no asset ${keys[1]}; its assets are ${names.join(', ')}`;
    problems.push({ ...place, path, message, hint: hintNearest(keys[1], names) });
    return false;
  }
  return true;
}

/** Rebuilds the way down to one field. */
function setNode(
  node: SourceNode | undefined,
  keys: readonly string[],
  leaf: SourceNode,
  place: Place,
  path: string,
): SourceNode {
  const [key, ...rest] = keys;
  if (key === undefined) return leaf;
  const childPath = joinPath(path, key);
  if (node?.kind === 'list') {
    const items = [...node.items];
    items[Number(key)] = setNode(items[Number(key)], rest, leaf, place, childPath);
    return { ...node, items };
  }
  const base: SourceMap = node?.kind === 'map' ? node : { kind: 'map', entries: new Map(), place };
  const child = setNode(base.entries.get(key), rest, leaf, place, childPath);
  return setKey(base, key, child, path);
}
