/**
 * The result folders below a folder, each with what it is and whether it is whole. START HERE in explore/ for what the page lists.
 *
 * A folder is one that holds results where it has a manifest, or files in the making. One that is damaged is named with its fault and
 * hides no other. Links are not followed. Files are held against the manifest by their size; their content is, when a report is opened.
 */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../results/manifest.ts';
import { ResultsError } from '../results/results-error.ts';
import { SUMMARY_FILE } from '../results/summary.ts';
import { type FolderHeadline, headlineOf } from './headline.ts';
import { findOutwardLink, OWN_FOLDERS } from './inside.ts';

export type FolderState = 'complete' | 'partial' | 'damaged';

export interface FolderEntry {
  /** Path below the folder shown, forward slashes; empty for the folder itself. */
  readonly path: string;
  /** `run`, or the kind of the study; null where the folder does not say. */
  readonly kind: string | null;
  readonly state: FolderState;
  /** Why it is damaged or partial; null for a complete one. */
  readonly reason: string | null;
  /** Name of the scenario. */
  readonly name: string | null;
  /** Paths done and asked for. */
  readonly paths: number | null;
  readonly pathsAsked: number | null;
  readonly seed: string | null;
  readonly version: string | null;
  /** ISO 8601, UTC: when the run started, or the study was written. */
  readonly date: string | null;
  /** What it found; null where there is nothing to read. */
  readonly headline: FolderHeadline | null;
}

const PARTIAL = '.partial';
/** How far below the folder results are looked for. */
const DEPTH_MAX = 6;

/** Entries by manifest, kept as long as it does not change. */
export type KnownEntries = Map<string, { readonly stamp: string; readonly entry: FolderEntry }>;

/**
 * Finds all result folders.
 *
 * @param root  real path of the folder shown
 * @param known  what an earlier listing found, which is brought up to date
 */
export async function listFolders(root: string, known: KnownEntries = new Map()): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (const path of findResultFolders(root, '', 0)) entries.push(await readEntry(root, path, known));
  return entries;
}

function findResultFolders(root: string, path: string, depth: number): string[] {
  const folder = join(root, path);
  let names: string[];
  try {
    const inside = readdirSync(folder, { withFileTypes: true });
    names = inside.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // A folder that may not be read holds nothing to show.
  }
  const holdsResults = existsSync(join(folder, MANIFEST_FILE)) || names.includes(PARTIAL) || hasSummary(folder);
  const below = names
    .filter((name) => !name.startsWith('.') && name !== 'node_modules' && !(holdsResults && OWN_FOLDERS.has(name)))
    .sort();
  const deeper = depth === DEPTH_MAX ? [] : below;
  return [
    ...(holdsResults ? [path] : []),
    ...deeper.flatMap((name) => findResultFolders(root, path === '' ? name : `${path}/${name}`, depth + 1)),
  ];
}

/** Tables and a summary without a manifest: a result that lost it. */
function hasSummary(folder: string): boolean {
  return existsSync(join(folder, SUMMARY_FILE)) && existsSync(join(folder, 'paths.arrow'));
}

async function readEntry(root: string, path: string, known: KnownEntries): Promise<FolderEntry> {
  const folder = join(root, path);
  const nothing: FolderEntry = {
    ...{ path, kind: null, state: 'damaged', reason: null, name: null, paths: null, pathsAsked: null },
    ...{ seed: null, version: null, date: null, headline: null },
  };
  const file = join(folder, MANIFEST_FILE);
  if (!existsSync(file))
    return existsSync(join(folder, PARTIAL))
      ? { ...nothing, state: 'partial', reason: 'Being written, or interrupted before anything was whole.' }
      : { ...nothing, reason: `${MANIFEST_FILE} is missing` };
  try {
    const link = findOutwardLink(root, folder);
    if (link !== null) return { ...nothing, reason: `${link} is a link that leads outside` };
    const { mtime, size } = statSync(file);
    const stamp = `${mtime.getTime()} ${size}`;
    const before = known.get(path);
    const own = before?.stamp === stamp ? before.entry : await readManifestEntry(root, folder, nothing, mtime);
    known.set(path, { stamp, entry: own });
    const missing = findMissing(folder, own);
    return missing.length === 0 ? own : { ...own, state: 'damaged', reason: missing.join('; '), headline: null };
  } catch (error) {
    return { ...nothing, reason: withoutFolder(error, folder) };
  }
}

/** What a manifest says, of a run or of a study; nothing of it is believed to be there. */
interface SomeManifest {
  readonly kind?: unknown;
  readonly study?: unknown;
  readonly firebreakVersion?: unknown;
  readonly seed?: unknown;
  readonly paths?: unknown;
  readonly isComplete?: unknown;
  readonly startedAt?: unknown;
  readonly scenario?: { readonly name?: unknown; readonly paths?: unknown };
}

async function readManifestEntry(
  root: string,
  folder: string,
  nothing: FolderEntry,
  mtime: Date,
): Promise<FolderEntry> {
  const manifest = readJson(join(folder, MANIFEST_FILE)) as SomeManifest;
  const isRun = manifest.kind === 'firebreak-manifest';
  if (!isRun && manifest.kind !== 'firebreak-study')
    throw new ResultsError(`${MANIFEST_FILE} is not that of a run or a study`);
  const kind = isRun ? 'run' : String(manifest.study);
  const asked = numberOf(manifest.scenario?.paths);
  const paths = isRun ? numberOf(manifest.paths) : asked;
  const facts: FolderEntry = {
    ...nothing,
    kind,
    name: textOf(manifest.scenario?.name),
    paths,
    pathsAsked: asked,
    seed: textOf(manifest.seed),
    version: textOf(manifest.firebreakVersion),
    date: textOf(manifest.startedAt) ?? mtime.toISOString(),
  };
  const isPartial = isRun && manifest.isComplete === false;
  try {
    const headline = await headlineOf(folder, isRun, root);
    return isPartial
      ? { ...facts, state: 'partial', reason: 'Interrupted: figures rest on the paths that were done.', headline }
      : { ...facts, state: 'complete', headline };
  } catch (error) {
    return { ...facts, reason: withoutFolder(error, folder) };
  }
}

/** Files that the manifest names and that are not there at their size. */
function findMissing(folder: string, { state }: FolderEntry): string[] {
  if (state === 'damaged') return [];
  const { files = {} } = readJson(join(folder, MANIFEST_FILE)) as { files?: Record<string, { bytes?: unknown }> };
  return Object.entries(files).flatMap(([name, { bytes }]) => {
    if (name.split(/[\\/]/).includes('..')) return [`${name} lies outside the folder`];
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    if (found === undefined) return [`${name} is missing`];
    return found.size === bytes ? [] : [`${name} is not the file that was written: ${found.size} of ${bytes} bytes`];
  });
}

function readJson(file: string): object {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found === 'object' && found !== null) return found;
  } catch (cause) {
    throw new ResultsError(`${MANIFEST_FILE} is cut short or no JSON`, { cause });
  }
  throw new ResultsError(`${MANIFEST_FILE} holds no object`);
}

/** The fault without the places of this machine. */
function withoutFolder(error: unknown, folder: string): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(`${folder}/`, '').replaceAll(folder, 'the folder');
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
