/**
 * The folder of a study: its tables, summary.json, and a manifest that is written last.
 *
 * `runs/` holds the paths of every run (evaluate.ts) and stays from one study to the next, so that a study which is repeated or
 * goes on computes only what is new. Everything else is replaced when the study is whole.
 */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createArrowWriter } from '../results/arrow-file.ts';
import type { ColumnValues } from '../results/column-values.ts';
import type { TableDeclaration } from '../results/columns/column.ts';
import { type FileEntry, hashFile, MANIFEST_FILE } from '../results/manifest.ts';
import { fileError } from '../results/results-error.ts';
import { SUMMARY_FILE } from '../results/summary.ts';
import { ResultFolderError } from '../run/result-folder.ts';
import { readVersion } from '../run/version.ts';
import { canonicalJson } from '../scenario/hash.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';

/** One table of a study with its values. */
export interface StudyTable {
  readonly table: TableDeclaration;
  readonly columns: Readonly<Record<string, ColumnValues>>;
  /** Labels of each dictionary column. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** What a study found, and what it was. */
export interface StudyResult {
  /** Name of the command, such as `compare`. */
  readonly kind: string;
  readonly base: ResolvedScenario;
  /** Settings that decide the answer, as plain data: policies, ranges, thresholds. */
  readonly settings: unknown;
  readonly tables: readonly StudyTable[];
  /** Other files, content by name. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Becomes summary.json under `{ study: kind, … }`. */
  readonly summary: object;
  readonly elapsedSeconds: number;
  readonly threads: number;
}

/** manifest.json of a study. */
export interface StudyManifest {
  readonly kind: 'firebreak-study';
  readonly study: string;
  readonly firebreakVersion: string;
  readonly nodeVersion: string;
  /** Hash of the base scenario and the settings: what the study's own tables depend on. */
  readonly studyHash: string;
  readonly scenarioHash: string;
  readonly seed: string;
  readonly threads: number;
  readonly elapsedSeconds: number;
  readonly settings: unknown;
  readonly scenario: unknown;
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** Default folder of a study: `results/<name>-<seed>-<kind>`. */
export function studyFolder({ scenario }: ResolvedScenario, kind: string): string {
  return join('results', `${scenario.name}-${scenario.seed.replace(/[^\w.-]+/g, '_')}-${kind}`);
}

/**
 * Makes sure that a study may use a folder: it is new, empty, or holds a study of the same kind.
 *
 * @throws {ResultFolderError} otherwise, before anything is run
 */
export function openStudyFolder(folder: string, kind: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new ResultFolderError(`${folder} is a file, not a folder`);
  const names = readdirSync(folder).filter((name) => name !== 'runs');
  if (names.length === 0) return;
  let found: { kind?: unknown; study?: unknown } = {};
  try {
    found = JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')) as typeof found;
  } catch {
    // Said below: it is not a study.
  }
  if (found.kind === 'firebreak-study' && found.study === kind) return;
  const holds =
    found.kind === 'firebreak-study' ? `a study of another kind (${String(found.study)})` : 'something else';
  throw new ResultFolderError(`${folder} holds ${holds}; choose another folder with --out, or remove this one`);
}

/** Hash of what a study's tables depend on. */
export function hashStudy({ kind, base, settings }: Pick<StudyResult, 'kind' | 'base' | 'settings'>): string {
  const plain = JSON.parse(JSON.stringify(settings)) as unknown;
  return createHash('sha256')
    .update(canonicalJson({ kind, scenario: base.hash, settings: plain }))
    .digest('hex');
}

/**
 * Writes tables, summary and manifest. Each file is whole or not there; the manifest is last.
 *
 * @throws {ResultsError} when a file cannot be written
 */
export async function writeStudy(folder: string, result: StudyResult): Promise<StudyManifest> {
  const { kind, base, settings, tables, texts = {}, summary, elapsedSeconds, threads } = result;
  const version = readVersion();
  const studyHash = hashStudy(result);
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, MANIFEST_FILE), { force: true });
  const metadata = { scenarioHash: base.hash, studyHash, seed: base.scenario.seed, firebreakVersion: version };
  for (const { table, columns, labels } of tables) {
    const writer = await createArrowWriter(folder, table, { metadata, labels });
    writer.append(columns);
    writer.close();
  }
  writeJson(join(folder, SUMMARY_FILE), { study: kind, studyHash, scenarioHash: base.hash, ...summary });
  for (const [name, text] of Object.entries(texts)) writeText(join(folder, name), text);
  const names = [...tables.map(({ table }) => table.file), ...Object.keys(texts), SUMMARY_FILE];
  const manifest: StudyManifest = {
    kind: 'firebreak-study',
    study: kind,
    firebreakVersion: version,
    nodeVersion: process.versions.node,
    studyHash,
    scenarioHash: base.hash,
    seed: base.scenario.seed,
    threads,
    elapsedSeconds,
    settings,
    scenario: base.scenario,
    files: Object.fromEntries(names.map((name) => [name, hashFile(join(folder, name))])),
  };
  writeJson(join(folder, MANIFEST_FILE), manifest);
  return manifest;
}

function writeJson(file: string, value: unknown): void {
  writeText(file, `${JSON.stringify(value, null, 2)}\n`);
}

function writeText(file: string, text: string): void {
  try {
    writeFileSync(`${file}.partial`, text);
    renameSync(`${file}.partial`, file);
  } catch (cause) {
    throw fileError('write', file, cause);
  }
}
