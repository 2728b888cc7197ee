/** Names that come from an address, held inside a folder: nothing above it, and nothing that a link leads out of it. */

import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Refusal } from './refusal.ts';

/** Names at which a path could turn, on any system. */
const TURNING = /^\.{1,2}$|[\\:\0]/;

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
