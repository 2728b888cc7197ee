/** Names that come from an address, held inside a folder: nothing above it, and nothing that a link leads out of it. */

import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Refusal } from './refusal.ts';

/** Folders inside a result folder that hold its own files. */
export const OWN_FOLDERS: ReadonlySet<string> = new Set(['inputs', 'runs', 'report', 'charts']);

/** Names at which a path could turn; a colon does so on Windows alone. */
const TURNING = sep === '/' ? /^\.{1,2}$|[\\\0]/ : /^\.{1,2}$|[\\:\0]/;

/**
 * The real place of a file or folder inside a folder.
 *
 * @param root  real path of the folder
 * @param name  path inside it with forward slashes; empty for the folder itself
 * @throws {Refusal} 403 for a name that leads out, 404 where nothing is
 */
export function findInside(root: string, name: string): string {
  const parts = name === '' ? [] : name.split('/');
  if (parts.some((part) => part === '' || TURNING.test(part)))
    throw new Refusal(403, 'The name leads outside the folder that is shown.');
  let real: string;
  try {
    real = realpathSync(join(root, ...parts));
  } catch {
    throw new Refusal(404, 'There is no such file or folder.');
  }
  if (!isInside(root, real)) throw new Refusal(403, 'The name leads outside the folder that is shown.');
  return real;
}

/**
 * The real place of a result folder, none of whose files is a link that leads out of the folder shown.
 *
 * @throws {Refusal} 403 or 404
 */
export function findFolder(root: string, name: string): string {
  const folder = findInside(root, name);
  const link = findOutwardLink(root, folder);
  if (link === null) return folder;
  throw new Refusal(403, `${link} is a link that leads outside the folder that is shown.`);
}

/** The first link in a folder that leads out of the folder shown, by its path inside; null without one. */
export function findOutwardLink(root: string, folder: string): string | null {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isSymbolicLink() && !isInside(root, realPlace(join(folder, entry.name)))) return entry.name;
    if (!entry.isDirectory() || !OWN_FOLDERS.has(entry.name)) continue;
    const inner = findOutwardLink(root, join(folder, entry.name));
    if (inner !== null) return `${entry.name}/${inner}`;
  }
  return null;
}

/** True for the folder itself and all below it; both paths real. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** Real path of what is there; what is not there yet by its nearest folder that is. */
export function realPlace(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    return dirname(whole) === whole ? whole : join(realPlace(dirname(whole)), basename(whole));
  }
}
