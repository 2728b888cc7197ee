/**
 * The editor in the page is CodeMirror, served as its packages are installed: one module file a package, found by name through an import
 * map. Nothing is bundled, and nothing but these files is served from the place of the packages.
 */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Packages that the editor's script imports by name. */
const ENTRIES = [
  'codemirror',
  '@codemirror/autocomplete',
  '@codemirror/lang-yaml',
  '@codemirror/language',
  '@codemirror/lint',
  '@codemirror/state',
  '@codemirror/view',
  '@lezer/highlight',
] as const;

export interface EditorModules {
  /** JSON of the import map, name by name to its address. */
  readonly importMap: string;
  /** Module files by address. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Finds the packages of the editor and all that they import.
 *
 * @param prefix  what the addresses begin with, such as `/modules/`
 */
export function findEditorModules(prefix: string): EditorModules {
  const imports: Record<string, string> = {};
  const files = new Map<string, string>();
  const pending = ENTRIES.map((name) => ({ name: name as string, from: import.meta.url }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (imports[next.name] !== undefined) continue;
    const file = findModule(next.name, next.from);
    const address = `${prefix}${next.name.replace('/', '.')}.js`;
    imports[next.name] = address;
    files.set(address, file);
    for (const name of importedNames(readFileSync(file, 'utf8'))) pending.push({ name, from: file });
  }
  return { importMap: JSON.stringify({ imports }), files };
}

/** File that a package gives to `import`. @param from  file that imports it */
function findModule(name: string, from: string): string {
  const required = createRequire(from).resolve(name);
  let folder = dirname(required);
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const found = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; exports?: { import?: string } };
      if (found.name === name) return join(folder, found.exports?.import ?? 'index.js');
    }
    if (dirname(folder) === folder) throw new Error(`cannot find the package ${name}: run npm ci`);
    folder = dirname(folder);
  }
}

/** Packages that a module imports. */
function importedNames(code: string): string[] {
  const found = code.matchAll(/^(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm);
  return [...found].map(([, name]) => name!).filter((name) => !name.startsWith('.'));
}
