/**
 * Scenarios that can be edited, and where they go. Shipped ones and those of runs are opened as a draft and never changed; what is saved
 * stands in one working folder, by a plain file name. File names in a draft are rewritten so that they lead to the same files from there.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { MANIFEST_FILE, readManifest } from '../results/manifest.ts';
import { sourceFileName } from '../scenario/input-source.ts';
import { formatScenarioYaml, onlyOwnAssets } from '../scenario/yaml-text.ts';
import { findFolder, findInside, realPlace } from './inside.ts';
import { moveFileNames } from './move-file-names.ts';
import { Refusal } from './refusal.ts';

/** A scenario in the editor. */
export interface Draft {
  /** File name in the working folder that it is to have. */
  readonly file: string;
  readonly text: string;
  /** Hash of the file as it was read from the working folder; null for a new one. */
  readonly seen: string | null;
}

/** Where scenarios come from. */
export type ScenarioSource =
  | { readonly kind: 'shipped'; readonly name: string }
  | { readonly kind: 'saved'; readonly name: string }
  | { readonly kind: 'run'; readonly folder: string };

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.ya?ml$/;
/** Parts that scenarios are laid over, and questions about them: no scenarios by themselves. */
const PARTS = new Set(['venues', 'book', 'population', 'shocks', 'studies']);

/** Real path of the scenarios that come with the program. */
export function shippedFolder(): string {
  const toRoot = import.meta.url.endsWith('.ts') ? '../../' : '../../../';
  return realPlace(fileURLToPath(new URL(`${toRoot}scenarios`, import.meta.url)));
}

/** Text of the JSON Schema of a scenario file. */
export function readPublishedSchema(): string {
  return readFileSync(join(shippedFolder(), 'schema.json'), 'utf8');
}

/** A shipped scenario: its path in their folder, and what it asks. */
export interface ShippedScenario {
  readonly name: string;
  readonly question: string | null;
}

/** Shipped scenarios, by name. */
export function listShipped(): ShippedScenario[] {
  const folder = shippedFolder();
  const names = (readdirSync(folder, { recursive: true }) as string[])
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.ya?ml$/.test(name) && !PARTS.has(name.split('/')[0]!));
  return names.sort().flatMap((name) => {
    const written = parse(readFileSync(join(folder, name), 'utf8')) as WrittenScenario;
    // A scenario says or takes over which assets there are; a backtest says neither.
    if (written.assets === undefined && written.extends === undefined) return [];
    return [{ name, question: written.report?.question ?? written.description ?? null }];
  });
}

interface WrittenScenario {
  readonly assets?: unknown;
  readonly extends?: unknown;
  readonly description?: string;
  readonly report?: { readonly question?: string };
}

/** Files of the working folder. */
export function listSaved(working: string): string[] {
  if (!existsSync(working)) return [];
  const files = readdirSync(working, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ name }) => name)
    .filter((name) => FILE_NAME.test(name))
    .sort();
}

/**
 * Opens a scenario as a draft.
 *
 * @param working  the working folder
 * @param root  real path of the folder that holds the runs
 * @throws {Refusal} when it is not there
 */
export async function openDraft(source: ScenarioSource, working: string, root: string): Promise<Draft> {
  switch (source.kind) {
    case 'saved': {
      const text = readFileSync(findInside(realPlace(working), checkFileName(source.name)), 'utf8');
      return { file: source.name, text, seen: hashText(text) };
    }
    case 'shipped': {
      if (!listShipped().some(({ name }) => name === source.name)) throw new Refusal(404, 'There is no such scenario.');
      const text = readFileSync(join(shippedFolder(), source.name), 'utf8');
      const from = join(shippedFolder(), source.name, '..');
      const place = source.name.split('/');
      const name = place.at(-1) === 'scenario.yaml' && place.length > 1 ? `${place.at(-2)}.yaml` : place.at(-1)!;
      return { file: freeName(working, name), text: moveFileNames(text, from, realPlace(working)), seen: null };
    }
    case 'run': {
      const folder = findFolder(root, source.folder);
      const text = await textOfRun(folder, realPlace(working));
      return {
        file: freeName(working, `${readManifest(join(folder, MANIFEST_FILE)).scenario.name}.yaml`),
        text,
        seen: null,
      };
    }
  }
}

/** The scenario of a run in full, with the inputs that the run kept. */
async function textOfRun(folder: string, working: string): Promise<string> {
  const scenario = onlyOwnAssets(readManifest(join(folder, MANIFEST_FILE)).scenario);
  const kept = (role: 'accounts' | 'prices' | 'book') => {
    const file = join(folder, sourceFileName(role));
    return existsSync(file) ? { file: relative(working, file).replaceAll('\\', '/') } : {};
  };
  const { accounts, shocks, book } = scenario;
  // A kept copy of prices begins at the start of the path.
  const { from: _, ...prices } = shocks as { from?: unknown };
  return `${await formatScenarioYaml({
    ...scenario,
    accounts: accounts.file === undefined ? accounts : { ...accounts, ...kept('accounts') },
    shocks: 'file' in shocks && shocks.file !== undefined ? { ...prices, ...kept('prices') } : shocks,
    book: book.file === undefined ? book : { ...book, ...kept('book') },
  })}\n`;
}

/**
 * Saves a draft under its name.
 *
 * @returns the hash of what is saved
 * @throws {Refusal} 409 when the file is there and is not the one that was opened, 400 for a name that is no plain file name
 */
export function saveDraft({ file, text, seen }: Draft, working: string): string {
  checkFileName(file);
  mkdirSync(working, { recursive: true });
  const place = join(realPlace(working), file);
  if (existsSync(place) && hashText(readFileSync(findInside(realPlace(working), file), 'utf8')) !== seen)
    throw new Refusal(409, `${file} is there already and is not the file that was opened: choose another name.`);
  writeFileSync(`${place}.partial`, text);
  renameSync(`${place}.partial`, place);
  return hashText(text);
}

/** @throws {Refusal} when it is no plain name of a YAML file */
export function checkFileName(file: string): string {
  if (!FILE_NAME.test(file))
    throw new Refusal(400, 'Expected a file name of letters, digits, ., _ or - that ends in .yaml.');
  return file;
}

/** The name, numbered where the working folder has it. */
function freeName(working: string, name: string): string {
  const plain = name
    .replace(/\.ya?ml$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 80);
  const stem = /^[A-Za-z0-9]/.test(plain) ? plain : `scenario-${plain}`;
  const taken = new Set(listSaved(working));
  for (let number = 1; ; number++) {
    const file = number === 1 ? `${stem}.yaml` : `${stem}-${number}.yaml`;
    if (!taken.has(file)) return file;
  }
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
