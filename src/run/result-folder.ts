/**
 * The life of a result folder: files are written in `.partial` inside it and moved out when they are whole.
 *
 * So a complete result is replaced only by a complete one, a killed process or a full disk leaves nothing that looks
 * whole, and the checkpoint survives. The manifest moves last: a folder without one is not a result.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT_FILE } from './checkpoint.ts';

/** Where files are written until they are whole. */
const PARTIAL = '.partial';
export const MANIFEST_FILE = 'manifest.json';

/** The result folder cannot be used for this scenario; the text says why and what to do. */
export class ResultFolderError extends Error {
  override readonly name = 'ResultFolderError';
}

export interface ResultFolder {
  /** Where results end up. */
  readonly folder: string;
  /** Where they are written meanwhile. */
  readonly partial: string;
  /** Checkpoint of an earlier, interrupted run; null when there is none. */
  readonly checkpoint: string | null;
}

/**
 * Opens a folder for a run and makes its empty `.partial`. A checkpoint that is there stays.
 *
 * @param hash  scenario hash of the run
 * @throws {ResultFolderError} when the folder holds something else than results of this scenario
 */
export function openResultFolder(folder: string, hash: string): ResultFolder {
  const partial = join(folder, PARTIAL);
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new ResultFolderError(`${folder} is a file, not a result folder`);
    refuseForeign(folder, hash);
  }
  const checkpoint = [join(partial, CHECKPOINT_FILE), join(folder, CHECKPOINT_FILE)].find(existsSync) ?? null;
  mkdirSync(partial, { recursive: true });
  removeAllBut(partial, [CHECKPOINT_FILE]);
  return { folder, partial, checkpoint };
}

/** Removes what a run left in `.partial`, but for its checkpoint if that is worth keeping; then folders that are empty. */
export function clearPartial({ folder, partial }: ResultFolder, keepCheckpoint: boolean): void {
  removeAllBut(partial, keepCheckpoint ? [CHECKPOINT_FILE] : []);
  for (const directory of [partial, folder]) {
    if (readdirSync(directory).length === 0) rmdirSync(directory);
  }
}

function removeAllBut(folder: string, kept: readonly string[]): void {
  for (const name of readdirSync(folder)) if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true });
}

/** True when the folder holds a complete result, which an interrupted run must not replace. */
export function holdsCompleteResult(folder: string): boolean {
  return existsSync(join(folder, MANIFEST_FILE)) && !existsSync(join(folder, CHECKPOINT_FILE));
}

/**
 * Moves everything out of `.partial`, manifest last, and removes an old checkpoint.
 *
 * @param files  keep `checkpoint`: the run was interrupted and can go on
 */
export function publishResults({ folder, partial }: ResultFolder, keepCheckpoint: boolean): void {
  rmSync(join(folder, MANIFEST_FILE), { force: true });
  if (!keepCheckpoint) {
    rmSync(join(partial, CHECKPOINT_FILE), { force: true });
    rmSync(join(folder, CHECKPOINT_FILE), { force: true });
  }
  const isLast = (name: string) => Number(name === MANIFEST_FILE);
  for (const name of readdirSync(partial).sort((a, b) => isLast(a) - isLast(b))) {
    const target = join(folder, name);
    if (existsSync(target) && statSync(target).isDirectory()) rmSync(target, { recursive: true });
    renameSync(join(partial, name), target);
  }
  rmSync(partial, { recursive: true });
}

function refuseForeign(folder: string, hash: string): void {
  const names = readdirSync(folder).filter((name) => name !== PARTIAL && name !== CHECKPOINT_FILE);
  if (names.length === 0) return;
  const advice = 'choose another folder with --out, or remove this one';
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8'));
  } catch {
    throw new ResultFolderError(
      `${folder} exists and is not a result folder (no readable ${MANIFEST_FILE}); ${advice}`,
    );
  }
  if (readScenarioHash(found) !== hash) {
    throw new ResultFolderError(
      `${folder} holds the results of another scenario, or of this one with other settings; ${advice}`,
    );
  }
}

/** The scenario hash that a manifest names, or undefined. */
export function readScenarioHash(manifest: unknown): string | undefined {
  const found = (manifest as { scenarioHash?: unknown } | null)?.scenarioHash;
  return typeof found === 'string' ? found : undefined;
}
