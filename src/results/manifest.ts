/**
 * manifest.json: what was run, with what, and the SHA-256 of every file it made.
 *
 * The scenario in it is the validated file with overlays, overrides and defaults applied, so `firebreak run manifest.json`
 * makes the same Arrow files again. Times and versions stand here and nowhere else: all other files are equal, byte for
 * byte, for equal runs.
 */

import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import type { Scenario } from '../scenario/schema.ts';
import { fileError, ResultsError } from './results-error.ts';

export const MANIFEST_FILE = 'manifest.json';

/** One file of a result folder. */
export interface FileEntry {
  readonly sha256: string;
  readonly bytes: number;
}

export interface Manifest {
  readonly kind: 'firebreak-manifest';
  readonly firebreakVersion: string;
  readonly nodeVersion: string;
  readonly scenarioHash: string;
  readonly seed: string;
  /** Paths done; fewer than asked for after an interruption or by a stop rule. */
  readonly paths: number;
  /** False after an interruption: the run can be resumed. */
  readonly isComplete: boolean;
  /** The stop rule of the run (`--until`), which a repetition needs; null for a fixed number of paths. */
  readonly until: string | null;
  /** False where the runs of one asset alone were left out (`--no-contagion`), which a repetition needs too. */
  readonly contagion: boolean;
  readonly accounts: number;
  readonly threads: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly elapsedSeconds: number;
  readonly warnings: readonly string[];
  readonly scenario: Scenario;
  /** By path inside the folder, forward slashes, sorted. */
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** What the runner knows and the scenario does not. */
export interface RunFacts {
  readonly firebreakVersion: string;
  readonly paths: number;
  /** All paths done; by default as many as the scenario asks for. A stop rule may end a complete run earlier. */
  readonly isComplete?: boolean;
  readonly until?: string | undefined;
  /** True by default. */
  readonly contagion?: boolean | undefined;
  readonly threads: number;
  readonly startedAt: Date;
  readonly elapsedSeconds: number;
}

/** Hashes every file of the folder and writes manifest.json, last of all files. */
export function writeManifest(resolved: ResolvedScenario, directory: string, facts: RunFacts): Manifest {
  const { scenario, kernel, hash, warnings } = resolved;
  const manifest: Manifest = {
    kind: 'firebreak-manifest',
    firebreakVersion: facts.firebreakVersion,
    nodeVersion: process.versions.node,
    scenarioHash: hash,
    seed: scenario.seed,
    paths: facts.paths,
    isComplete: facts.isComplete ?? facts.paths >= scenario.paths,
    until: facts.until ?? null,
    contagion: facts.contagion ?? true,
    accounts: kernel.accounts.accountCount,
    threads: facts.threads,
    startedAt: facts.startedAt.toISOString(),
    elapsedSeconds: facts.elapsedSeconds,
    warnings,
    scenario,
    files: hashFolder(directory),
  };
  const file = `${directory}/${MANIFEST_FILE}`;
  try {
    writeFileSync(`${file}.partial`, `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(`${file}.partial`, file);
  } catch (cause) {
    throw fileError('write', file, cause);
  }
  return manifest;
}

/** Reads manifest.json of a result folder, or a manifest file. @throws {ResultsError} when it is not one */
export function readManifest(file: string): Manifest {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw fileError('read', file, cause);
  }
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.kind === 'firebreak-manifest') return manifest;
  } catch (cause) {
    throw new ResultsError(`cannot read ${file}: it is cut short or no JSON`, { cause });
  }
  throw new ResultsError(`cannot read ${file}: it is not a manifest of a run`);
}

/**
 * Compares a folder with its manifest.
 *
 * @returns one sentence a file that is missing or has changed; none when all is as it was written
 */
export function checkFolder(directory: string): string[] {
  const manifest = readManifest(`${directory}/${MANIFEST_FILE}`);
  const found = hashFolder(directory);
  return Object.entries(manifest.files).flatMap(([name, entry]) => {
    if (found[name] === undefined) return [`${name} is missing`];
    if (found[name].sha256 !== entry.sha256) return [`${name} is not the file that the run wrote`];
    return [];
  });
}

/** Files that say how a run went rather than what it found. */
const UNHASHED = [MANIFEST_FILE, 'checkpoint.bin'];

function hashFolder(directory: string): Record<string, FileEntry> {
  try {
    const names = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((name) => !UNHASHED.includes(name) && !name.endsWith('.partial'))
      .sort();
    return Object.fromEntries(names.map((name) => [name, hashFile(`${directory}/${name}`)]));
  } catch (cause) {
    throw fileError('read', directory, cause);
  }
}

/** SHA-256 of a file, read in pieces: a path file may be larger than memory. */
export function hashFile(file: string): FileEntry {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1 << 20);
  const fd = openSync(file, 'r');
  try {
    for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer))
      hash.update(buffer.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  return { sha256: hash.digest('hex'), bytes: statSync(file).size };
}
