/**
 * Loading a scenario: file, overlays and overrides, validation, the files it names, and the resolved form. Every mistake is
 * named with its file and line before anything is run.
 */

import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { ScenarioError, type ScenarioProblem } from './errors.ts';
import { readText } from './input-table.ts';
import { findTooManyAccounts } from './memory.ts';
import { type MemoryLimit, readMemoryLimit } from './memory-limit.ts';
import { overlay } from './overlay.ts';
import { applyOverrides } from './override.ts';
import { readInputs } from './read-inputs.ts';
import { resolveScenario } from './resolve.ts';
import type { ResolvedScenario } from './resolved.ts';
import { scenarioSchema, VENUE_BLOCKS } from './schema.ts';
import { findNode, findPlace, fromPlain, parseSource, type SourceNode, toPlain } from './source.ts';
import { checkVenues } from './venues.ts';
import { type PathProblem, parseWith } from './zod-problems.ts';

export interface LoadOptions {
  /** Overrides, `path=value`, applied in order; file names in them start at the working directory. */
  readonly set?: readonly string[];
  /** The plain loop over all accounts instead of the lazy check. */
  readonly naive?: boolean;
  /** Threads that the run will use, for the memory it needs; 1 by default. */
  readonly threads?: number;
  /** Memory that there is; that of this process by default. */
  readonly memory?: MemoryLimit;
  /** Which files may be read, for a scenario that somebody else names; any by default. */
  readonly isReadable?: (file: string) => boolean;
}

/** What reading layers needs: where problems go, and which files may be read. */
interface Layers {
  readonly problems: ScenarioProblem[];
  readonly isReadable: (file: string) => boolean;
}

/**
 * Loads a scenario file (YAML or JSON), or the `manifest.json` of a result folder, which repeats its run with the inputs
 * kept there.
 *
 * @throws {ScenarioError} with every problem found
 */
export async function loadScenario(file: string, options: LoadOptions = {}): Promise<ResolvedScenario> {
  const layers = openLayers(options);
  const { problems } = layers;
  const written = readLayers(file, [], layers);
  const manifest = findManifest(file, written);
  if (manifest === undefined) return finish(written, file, undefined, options, problems);
  const resolved = await finish(manifest.scenario, file, dirname(file), options, problems);
  const isChanged = manifest.hash !== undefined && manifest.hash !== resolved.hash && !options.set?.length;
  if (!isChanged) return resolved;
  const warning = 'The scenario hash is not that of the manifest: inputs or defaults have changed since that run.';
  return { ...resolved, warnings: [...resolved.warnings, warning] };
}

/**
 * Loads a scenario from a text, as if it stood in a file: a draft that is not saved yet.
 *
 * @param file  where it would stand; file names in the text start from its folder, problems name it
 * @throws {ScenarioError} with every problem found
 */
export async function loadScenarioText(
  text: string,
  file: string,
  options: LoadOptions = {},
): Promise<ResolvedScenario> {
  const layers = openLayers(options);
  const open = existsSync(file) ? [realpathSync(file)] : [];
  const root = expandText(text, file, open, layers);
  return finish(root, file, undefined, options, layers.problems);
}

/**
 * Loads a scenario from a value, as if it were the content of a file; for programs and tests.
 *
 * @param folder  folder that file names in it start from
 */
export async function loadScenarioValue(
  value: unknown,
  options: LoadOptions & { readonly folder?: string } = {},
): Promise<ResolvedScenario> {
  const layers = openLayers(options);
  const place = { file: 'scenario', line: undefined, folder: options.folder ?? '.' };
  const root = expandLayers(fromPlain(value, place), [], layers);
  return finish(root, place.file, undefined, options, layers.problems);
}

function openLayers({ isReadable = () => true }: LoadOptions): Layers {
  return { problems: [], isReadable };
}

async function finish(
  written: SourceNode,
  subject: string,
  resultFolder: string | undefined,
  options: LoadOptions,
  problems: ScenarioProblem[],
): Promise<ResolvedScenario> {
  if (problems.length > 0) throw new ScenarioError(subject, problems);
  const root = applyOverrides(written, options.set ?? [], '.', problems);
  const parsed = parseWith(scenarioSchema, toPlain(root));
  const found = [...parsed.problems, ...checkVenues(root)];
  problems.push(...found.map((problem) => locate(problem, root)));
  if (parsed.value === undefined || problems.length > 0) throw new ScenarioError(subject, problems);
  const place = (path: string) => findPlace(root, path.split('.'));
  const late: ScenarioProblem[] = [];
  const memory = options.memory ?? readMemoryLimit();
  const tooMany = findTooManyAccounts(parsed.value, options.threads ?? 1, memory);
  if (tooMany !== undefined) late.push(tooMany);
  const inputs = await readInputs(parsed.value, { place, resultFolder, memory, isReadable: options.isReadable }, late);
  // What does not fit must not be generated to find out what else is wrong.
  const resolved =
    tooMany === undefined ? resolveScenario(parsed.value, inputs, options.naive ?? false, late) : undefined;
  const located = late.map((problem) => {
    if (problem.file !== undefined) return problem;
    const { file, line } = place(findWritten(problem.path, root));
    return { ...problem, file, line };
  });
  if (resolved === undefined || located.length > 0) throw new ScenarioError(subject, located);
  return resolved;
}

/**
 * Path of what a problem is about, as written: a rule that a venue takes from the top level is at fault there, and what the
 * accounts leave to a default is at fault where the accounts come from.
 */
function findWritten(path: string, root: SourceNode): string {
  if (findNode(root, path.split('.').slice(0, 4)) !== undefined) return path;
  const inherited = /^venues\.[^.]+\.(.*)$/.exec(path)?.[1];
  if (inherited !== undefined) return inherited;
  const source = ['accounts.file', 'accounts.list', 'accounts.population'].find((one) =>
    findNode(root, one.split('.')),
  );
  return path.startsWith('accounts.') && source !== undefined ? source : path;
}

function locate(problem: PathProblem, root: SourceNode): ScenarioProblem {
  const { file, line } = findPlace(root, problem.path);
  return { file, line, path: problem.path.map(String).join('.'), message: problem.message, hint: problem.hint };
}

/** Reads a file and lays it over what it extends. */
function readLayers(file: string, open: readonly string[], layers: Layers, from?: ScenarioProblem): SourceNode {
  const folder = dirname(file);
  const empty: SourceNode = { kind: 'map', entries: new Map(), place: { file, line: undefined, folder } };
  const place = from ?? { file, path: '', message: '' };
  const { problems } = layers;
  if (!layers.isReadable(file)) {
    problems.push({ ...place, message: `${file} lies outside the folders that are read here` });
    return empty;
  }
  if (!existsSync(file)) {
    problems.push({ ...place, message: from === undefined ? 'the file does not exist' : `there is no file ${file}` });
    return empty;
  }
  const real = realpathSync(file);
  if (open.includes(real)) {
    const circle = [...open.slice(open.indexOf(real)), real].map((name) => basename(name)).join(' → ');
    problems.push({ ...place, message: `the files extend each other in a circle: ${circle}` });
    return empty;
  }
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ ...place, message: `the file cannot be read: ${reason}` });
    return empty;
  }
  return expandText(text, file, [...open, real], layers);
}

/** Parses the text of a file and lays it over what it extends. */
function expandText(text: string, file: string, open: readonly string[], layers: Layers): SourceNode {
  const folder = dirname(file);
  const root = parseSource(text, { file, folder }, layers.problems);
  if (root.kind === 'map') return expandLayers(root, open, layers);
  layers.problems.push({ file, line: 1, path: '', message: 'expected a map of keys such as name, assets and shocks' });
  return { kind: 'map', entries: new Map(), place: { file, line: undefined, folder } };
}

/** Resolves `extends` at the top and inside venues. */
function expandLayers(root: SourceNode, open: readonly string[], layers: Layers): SourceNode {
  let expanded = extendNode(root, open, layers, (base) => base, '');
  const venues = findNode(expanded, ['venues']);
  if (expanded.kind !== 'map' || venues?.kind !== 'map') return expanded;
  const entries = new Map(venues.entries);
  for (const [name, venue] of venues.entries) {
    entries.set(name, extendNode(venue, open, layers, takeVenueBlocks, `venues.${name}.`));
  }
  expanded = { ...expanded, entries: new Map(expanded.entries).set('venues', { ...venues, entries }) };
  return expanded;
}

function extendNode(
  node: SourceNode,
  open: readonly string[],
  layers: Layers,
  take: (base: SourceNode) => SourceNode,
  path: string,
): SourceNode {
  const extended = findNode(node, ['extends']);
  if (node.kind !== 'map') return node;
  const entries = new Map(node.entries);
  entries.delete('extends');
  entries.delete('$schema');
  const own: SourceNode = { ...node, entries };
  if (extended === undefined) return own;
  const names = extended.kind === 'list' ? extended.items : [extended];
  let base: SourceNode | undefined;
  for (const name of names) {
    const { file, line, folder } = name.place;
    const from = { file, line, path: `${path}extends`, message: '' };
    if (name.kind !== 'value' || typeof name.value !== 'string') {
      layers.problems.push({ ...from, message: 'expected a file name or a list of them' });
      continue;
    }
    const target = isAbsolute(name.value) ? name.value : join(folder, name.value);
    const layer = take(readLayers(target, open, layers, from));
    base = base === undefined ? layer : overlay(base, layer);
  }
  return base === undefined ? own : overlay(base, own);
}

/** What a venue takes from a preset: its rules, not its name or sources. */
function takeVenueBlocks(base: SourceNode): SourceNode {
  if (base.kind !== 'map') return base;
  const kept = [...base.entries].filter(([key]) => (VENUE_BLOCKS as readonly string[]).includes(key));
  return { ...base, entries: new Map(kept) };
}

/** The scenario inside a manifest with the hash it had, or undefined when the file is a scenario itself. */
function findManifest(file: string, root: SourceNode): { scenario: SourceNode; hash: unknown } | undefined {
  const scenario = findNode(root, ['scenario']);
  const isManifest = basename(file) === 'manifest.json' || findNode(root, ['kind']) !== undefined;
  if (scenario?.kind !== 'map' || !isManifest) return undefined;
  const hash = findNode(root, ['scenarioHash']);
  return { scenario, hash: hash?.kind === 'value' ? hash.value : undefined };
}
