/**
 * Runs the scenarios of a study, keeps the paths of each, and never runs one twice. START HERE in study/.
 *
 * A run leaves `runs/<hash>.arrow` in the study's folder, with the columns of paths.arrow; hash and program version decide what
 * a run is, so that a study that was interrupted, or asks one more question, finds what is done. Complete results of `firebreak run`
 * beside the study are used as they are. A run under way is checkpointed block by block.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countReplicates } from '../kernel/price/replicate.ts';
import type { BlockResult } from '../kernel/result.ts';
import { identityOf } from '../results/collect/identity.ts';
import { createPathsWriter } from '../results/collect/path-files.ts';
import { PATHS } from '../results/columns/paths.ts';
import { type CheckpointOwner, type CheckpointWriter, createCheckpoint } from '../run/checkpoint.ts';
import { openPool } from '../run/pool.ts';
import { MANIFEST_FILE } from '../run/result-folder.ts';
import { resumePaths, simulatePaths } from '../run/simulate-paths.ts';
import { readVersion } from '../run/version.ts';
import { countUsedThreads } from '../scenario/memory.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { joinBlocks, type PathSample, readOwnSample } from './path-sample.ts';

/** Thrown when a study is interrupted; what is done is kept in its folder. */
export class StudyInterrupted extends Error {
  override readonly name = 'StudyInterrupted';
}

/** How far a study is: runs over policies, paths within the run. */
export interface StudyProgress {
  /** Name of the run under way. */
  readonly name: string;
  /** Runs finished or reused, and the number planned. */
  readonly run: number;
  readonly runs: number;
  readonly donePaths: number;
  readonly paths: number;
}

export interface EvaluatorOptions {
  /** Folder of the study; made when first needed. */
  readonly folder: string;
  /** At least 1. */
  readonly threads: number;
  /** Number of runs that are planned, for the progress. */
  readonly runs: number;
  /** False: paths of a run are read from its file when asked for again, so that memory does not grow with the runs. */
  readonly holdsPaths?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: StudyProgress) => void) | undefined;
}

export interface Evaluator {
  /**
   * Paths of a scenario: from the study's folder, from a complete result beside it, or simulated now.
   *
   * @param name  for the progress
   * @throws {StudyInterrupted} when the signal aborts
   * @throws {PathFailure} when a path fails
   */
  evaluate(resolved: ResolvedScenario, name: string): Promise<PathSample>;
  /** Runs simulated so far, and runs that were there already. */
  readonly counts: { simulated: number; reused: number };
}

/** Folder of the kept runs inside the study's folder. */
const RUNS = 'runs';
/** Digits of the scenario hash in a file name; the whole hash stands in the file. */
const HASH_DIGITS = 24;

/** Opens the runs of a study. */
export function openEvaluator(options: EvaluatorOptions): Evaluator {
  const version = readVersion();
  const folder = join(options.folder, RUNS);
  const counts = { simulated: 0, reused: 0 };
  const held = new Map<string, PathSample>();
  let elsewhere: ReadonlyMap<string, string> | undefined;
  const evaluate = async (resolved: ResolvedScenario, name: string): Promise<PathSample> => {
    const known = held.get(resolved.hash);
    if (known !== undefined) return known;
    const progress = (donePaths: number) => {
      const run = counts.simulated + counts.reused;
      options.onProgress?.({ name, run, runs: Math.max(options.runs, run), donePaths, paths: resolved.scenario.paths });
    };
    if (options.signal?.aborted) throw new StudyInterrupted('interrupted');
    elsewhere ??= findResults(dirname(options.folder), version);
    const file = join(folder, `${resolved.hash.slice(0, HASH_DIGITS)}.arrow`);
    const owner = { hash: resolved.hash, version };
    const found = (await readKept(file, owner)) ?? (await readKept(elsewhere.get(resolved.hash), owner));
    const sample = found ?? (await simulateKept(resolved, { ...options, folder, version, progress }));
    counts[found === undefined ? 'simulated' : 'reused']++;
    progress(resolved.scenario.paths);
    if (options.holdsPaths !== false) held.set(resolved.hash, sample);
    return sample;
  };
  return { evaluate, counts };
}

async function readKept(file: string | undefined, owner: CheckpointOwner): Promise<PathSample | undefined> {
  return file === undefined || !existsSync(file) ? undefined : readOwnSample(file, owner);
}

/** Complete result folders of this version beside the study: path file by scenario hash. */
function findResults(folder: string, version: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const manifest = join(folder, entry.name, MANIFEST_FILE);
    if (!entry.isDirectory() || !existsSync(manifest)) continue;
    try {
      const facts = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
      const isUsable = facts['isComplete'] === true && facts['until'] === null && facts['firebreakVersion'] === version;
      if (isUsable && typeof facts['scenarioHash'] === 'string')
        found.set(facts['scenarioHash'], join(folder, entry.name, PATHS.file));
    } catch {
      // A manifest that cannot be read belongs to no result.
    }
  }
  return found;
}

async function simulateKept(
  resolved: ResolvedScenario,
  options: EvaluatorOptions & { readonly version: string; readonly progress: (donePaths: number) => void },
): Promise<PathSample> {
  const { folder, version, signal, progress } = options;
  const { paths } = resolved.scenario;
  mkdirSync(folder, { recursive: true });
  const name = resolved.hash.slice(0, HASH_DIGITS);
  const checkpointFile = join(folder, `${name}.checkpoint`);
  const blocks: BlockResult[] = [];
  const consume = (block: BlockResult) => void blocks.push(keepPaths(block));
  const { checkpoint, donePaths } = openCheckpoint(checkpointFile, { hash: resolved.hash, version }, consume, paths);
  const pool = await openPool(resolved.kernel, { threads: countUsedThreads(options.threads, paths) });
  try {
    progress(donePaths);
    const slim = { append: (block: BlockResult) => checkpoint.append(keepPaths(block)), close: () => {} };
    const shared = { stages: [paths], shouldStop: () => false, checkpoint: slim, donePaths, signal, onDone: progress };
    const done = await simulatePaths({ ...shared, pool, consume });
    if (done < paths) throw new StudyInterrupted('interrupted');
    const writer = await createPathsWriter(folder, `${name}.arrow`, identityOf(resolved, version));
    for (const block of blocks) writer.add(block);
    writer.close();
  } finally {
    checkpoint.close();
    await pool.close();
  }
  rmSync(checkpointFile, { force: true });
  return joinBlocks(resolved.hash, blocks, countReplicates(resolved.kernel.shocks));
}

function openCheckpoint(
  file: string,
  owner: CheckpointOwner,
  consume: (block: BlockResult) => void,
  paths: number,
): { checkpoint: CheckpointWriter; donePaths: number } {
  const found = existsSync(file) ? resumePaths(file, owner, consume, [paths], () => false) : null;
  return found ?? { checkpoint: createCheckpoint(file, owner), donePaths: 0 };
}

/** A block with its path columns only; the rest of it is megabytes that no study reads. */
function keepPaths({ firstPath, pathCount, path }: BlockResult): BlockResult {
  return { firstPath, pathCount, path } as BlockResult;
}
