/** The files of a result folder, by name and size. */

import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { OWN_FOLDERS } from './inside.ts';

export interface FolderFile {
  /** Path inside the folder, forward slashes. */
  readonly name: string;
  readonly bytes: number;
}

/** All files of a folder, those of nested result folders left out; links are not followed. */
export function listFiles(folder: string): FolderFile[] {
  return filesBelow(folder, folder)
    .map((file) => ({ name: relative(folder, file).replaceAll('\\', '/'), bytes: statSync(file).size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return [path];
    return entry.isDirectory() && OWN_FOLDERS.has(entry.name) ? filesBelow(root, path) : [];
  });
}
