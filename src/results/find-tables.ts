/** The Arrow files of a folder, sub-folders included, and what speaks against reading them as results. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openArrowReader } from './arrow-file.ts';
import { type FileEntry, hashFile, MANIFEST_FILE } from './manifest.ts';
import { fileError, ResultsError } from './results-error.ts';

const EXTENSION = '.arrow';
const PARTIAL = '.partial';

/** Arrow files found, and whether a manifest says that the run was interrupted. */
export interface FoundTables {
  /** Paths inside the folder, forward slashes, sorted; at least one. */
  readonly files: readonly string[];
  /** Paths done and asked for by an interrupted run; null otherwise. */
  readonly interrupted: { readonly paths: number; readonly pathsAsked: number } | null;
}

interface ManifestFacts {
  readonly files: Readonly<Record<string, FileEntry>>;
  readonly isComplete: boolean;
  readonly paths: number;
  readonly pathsAsked: number;
}

/**
 * Finds the tables of a result folder and refuses what is not whole: files in the making, files that are missing, changed
 * or cut short. A manifest is held against its files by hash; without one each file is opened.
 *
 * @throws {ResultsError} that names every file at fault, or says that there is no Arrow file
 */
export async function findTables(folder: string): Promise<FoundTables> {
  const names = listFiles(folder);
  const files = names.filter((name) => name.endsWith(EXTENSION) && !isInPartial(name));
  const problems = findUnfinished(folder, names);
  const manifests = names.filter((name) => name.split('/').at(-1) === MANIFEST_FILE && !isInPartial(name));
  const hashed = new Set<string>();
  let interrupted: FoundTables['interrupted'] = null;
  for (const name of manifests) {
    const place = name.slice(0, -MANIFEST_FILE.length);
    const facts = readFacts(join(folder, name));
    if (facts === null) {
      problems.push(`${name} is cut short or no JSON`);
      continue;
    }
    if (!facts.isComplete) interrupted = { paths: facts.paths, pathsAsked: facts.pathsAsked };
    for (const [inside, entry] of Object.entries(facts.files)) {
      if (!inside.endsWith(EXTENSION)) continue;
      hashed.add(place + inside);
      if (!files.includes(place + inside)) problems.push(`${place + inside} is missing`);
      else if (hashFile(join(folder, place + inside)).sha256 !== entry.sha256)
        problems.push(`${place + inside} is not the file that the run wrote`);
    }
  }
  for (const name of files) if (!hashed.has(name)) problems.push(...(await openProblem(folder, name)));
  if (problems.length > 0)
    throw new ResultsError(`cannot read ${folder} as results:\n${problems.map((line) => `  ${line}`).join('\n')}`);
  if (files.length === 0) throw new ResultsError(`cannot read ${folder} as results: it holds no Arrow file`);
  return { files, interrupted };
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort();
  } catch (cause) {
    throw fileError('read', folder, cause);
  }
}

const isInPartial = (name: string): boolean => name.split('/').includes(PARTIAL);

/** Files in the making. What lies in `.partial` beside a manifest belongs to a later run, which replaces nothing yet. */
function findUnfinished(folder: string, names: readonly string[]): string[] {
  return names
    .filter((name) => {
      if (!isInPartial(name)) return name.endsWith(`${EXTENSION}${PARTIAL}`);
      return !existsSync(join(folder, name.slice(0, name.indexOf(PARTIAL)), MANIFEST_FILE));
    })
    .map((name) => `${name} is unfinished`);
}

/** What a manifest says, of a run or of a study; null when it is no JSON object. */
function readFacts(file: string): ManifestFacts | null {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<ManifestFacts> & { scenario?: { paths?: number } };
    return {
      files: found.files ?? {},
      isComplete: found.isComplete ?? true,
      paths: found.paths ?? 0,
      pathsAsked: found.scenario?.paths ?? 0,
    };
  } catch {
    return null;
  }
}

async function openProblem(folder: string, name: string): Promise<string[]> {
  try {
    await (await openArrowReader(join(folder, name))).close();
    return [];
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    // "cannot read <file>: it is cut short …" without the folder, which stands above.
    return [error.message.replace(`cannot read ${join(folder, name)}:`, `${name}:`)];
  }
}
