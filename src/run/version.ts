/** The version of the package, which goes into results and checkpoints. */

import { readFileSync } from 'node:fs';

/** Reads it from package.json, from source as from the compiled tree. */
export function readVersion(): string {
  const toRoot = import.meta.url.endsWith('.ts') ? '../../' : '../../../';
  const file = new URL(`${toRoot}package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
