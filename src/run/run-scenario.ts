/**
 * Runs a resolved scenario into a result folder. START HERE in run/.
 *
 * Blocks on the pool → collectors in block order, each block in the checkpoint → second pass over worst, sampled and tail
 * paths → runs of one asset alone → summary and manifest → the files move to their place. Interrupted, the same happens with the paths that are
 * done, and the checkpoint stays; failed, only the checkpoint stays.
 */

import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { countReplicates } from '../kernel/price/replicate.ts';
import type { BlockResult } from '../kernel/result.ts';
import { type Collector, createCollector } from '../results/collect/collector.ts';
import { writeContagion } from '../results/contagion/contagion-file.ts';
import { type PullSummary, summarisePulls } from '../results/contagion/pull-figures.ts';
import { writeInputs } from '../results/inputs.ts';
import { writeManifest } from '../results/manifest.ts';
import { type Summary, writeSummary } from '../results/summary.ts';
import { countUsedThreads } from '../scenario/memory.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import type { EngineFactory } from './batch.ts';
import { CHECKPOINT_FILE, type CheckpointWriter, createCheckpoint } from './checkpoint.ts';
import { runContagion } from './contagion/run-contagion.ts';
import { openPool, type PoolOptions, type SimulationPool } from './pool.ts';
import { type Progress, startProgress } from './progress.ts';
import {
  clearPartial,
  holdsCompleteResult,
  openResultFolder,
  publishResults,
  type ResultFolder,
  ResultFolderError,
} from './result-folder.ts';
import { resumePaths, simulatePaths } from './simulate-paths.ts';
import { createStopRule, planStages, type UntilMeasure, type UntilRule } from './until.ts';
import { createUntilFigure } from './until-figure.ts';
import { readVersion } from './version.ts';
import { walkTraces } from './walk-traces.ts';

export interface RunOptions {
  /** Result folder; made when it is not there. */
  readonly folder: string;
  /** At least 1; 1 runs in the main thread. */
  readonly threads: number;
  /** Go on where an interrupted run stopped. */
  readonly resume?: boolean | undefined;
  /** Stop as soon as a figure is known well enough; the scenario's paths are the budget. */
  readonly until?: UntilRule | undefined;
  /** False leaves out the runs of one asset alone, and contagion.arrow. */
  readonly contagion?: boolean | undefined;
  /** Abort: what is under way is finished and kept. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Fixed batch size; by default it follows the measured speed. Never changes an answer. */
  readonly blocksPerBatch?: number | undefined;
  /** Another engine or worker than the kernel's, for tests of the shell. */
  readonly createEngine?: EngineFactory | undefined;
  readonly workerUrl?: URL | undefined;
}

export interface RunOutcome {
  readonly status: 'complete' | 'interrupted';
  /** Where the files are; null when nothing was done. */
  readonly folder: string | null;
  readonly pathCount: number;
  /** Paths taken over from an interrupted run. */
  readonly resumedPaths: number;
  /** The figure at the last check of `until`, and whether the rule stopped the run. */
  readonly until: (UntilMeasure & { readonly reached: boolean }) | null;
  /** Paths with the largest loss, the worst first. */
  readonly worstPaths: readonly number[];
  /** Headline figures; null when nothing was done. */
  readonly summary: Summary | null;
  readonly elapsedSeconds: number;
}

/**
 * Runs all paths and writes every result file.
 *
 * @throws {ResultFolderError} when the folder belongs to something else, or there is nothing of this run to resume
 * @throws {PathFailure} when a path fails: nothing is published, the checkpoint stays
 */
export async function runScenario(resolved: ResolvedScenario, options: RunOptions): Promise<RunOutcome> {
  const startedAt = new Date();
  const elapsed = () => (Date.now() - startedAt.getTime()) / 1000;
  const place = openResultFolder(options.folder, resolved.hash);
  const firebreakVersion = readVersion();
  const threads = countUsedThreads(options.threads, resolved.scenario.paths);
  const pool = await openPool(resolved.kernel, { threads, ...enginesOf(options) });
  const closing: { collector?: Collector; checkpoint?: CheckpointWriter } = {};
  // The files, and with them the Arrow library, are opened while the first blocks are simulated.
  const openFiles = async () => {
    closing.collector ??= await createCollector(resolved, place.partial, firebreakVersion);
    return closing.collector;
  };
  try {
    if (options.resume) await openFiles();
    const collect = (block: BlockResult) => closing.collector!.add(block);
    const { checkpoint, ...rest } = openFirstPass(resolved, options, place, collect, firebreakVersion);
    closing.checkpoint = checkpoint;
    const first = await runFirstPass(resolved, options, pool, openFiles, { checkpoint, ...rest });
    if (first.pathCount === 0) {
      closing.collector?.abort();
      clearPartial(place, false);
      const nothing = { status: 'interrupted', folder: null, worstPaths: [], summary: null } as const;
      return { ...first, ...nothing, elapsedSeconds: elapsed() };
    }
    const collector = await openFiles();
    const isWhole = first.until?.reached || first.pathCount === resolved.scenario.paths;
    const second = await runSecondPass(pool, collector, options, isWhole);
    await pool.close(); // what the threads hold of the accounts is free for the runs and files that follow
    const third = await runThirdPass(resolved, options, place, firebreakVersion, second.isWhole && isWhole);
    await collector.finish();
    await writeInputs(resolved, place.partial, firebreakVersion);
    const summary = await writeSummary(resolved, place.partial, firebreakVersion, third.pulls);
    const facts = { firebreakVersion, threads: pool.threads, startedAt, elapsedSeconds: elapsed() };
    const isComplete = isWhole && second.isWhole && third.isWhole;
    const settings = { until: options.until?.text, contagion: options.contagion };
    writeManifest(resolved, place.partial, { ...facts, ...settings, paths: first.pathCount, isComplete });
    const status = isComplete ? 'complete' : 'interrupted';
    const folder = publish(place, status, options.resume ?? false);
    return { ...first, status, folder, worstPaths: second.worstPaths, summary, elapsedSeconds: elapsed() };
  } catch (error) {
    closing.collector?.abort();
    const isCheckpointWorth = options.resume || (closing.collector?.pathCount ?? 0) > 0;
    clearPartial(place, isCheckpointWorth);
    throw error;
  } finally {
    closing.checkpoint?.close();
    await pool.close();
  }
}

function enginesOf({ createEngine, workerUrl }: RunOptions): Omit<PoolOptions, 'threads'> {
  return { ...(createEngine && { createEngine }), ...(workerUrl && { workerUrl }) };
}

/** What the first pass starts from: paths already done, the open checkpoint, and the stop rule's memory of them. */
interface FirstPass {
  readonly checkpoint: CheckpointWriter;
  readonly resumedPaths: number;
  readonly stages: readonly number[];
  readonly consume: (block: BlockResult) => void;
  readonly shouldStop: () => boolean;
  readonly isStopped: boolean;
  readonly until: () => RunOutcome['until'];
}

/** Starts or reads the checkpoint; blocks that are in it go to the collector at once. */
function openFirstPass(
  resolved: ResolvedScenario,
  options: RunOptions,
  place: ResultFolder,
  collect: (block: BlockResult) => void,
  version: string,
): FirstPass {
  const { paths, measure } = resolved.scenario;
  const replicates = countReplicates(resolved.kernel.shocks);
  const stages = options.until ? planStages(paths, replicates) : [paths];
  const figure = options.until ? createUntilFigure(options.until.figure, measure.loss, replicates) : null;
  const rule = options.until ? createStopRule(options.until) : null;
  let until: RunOutcome['until'] = null;
  const shouldStop = () => {
    if (!figure || !rule) return false;
    const found = figure.measure();
    until = { ...found, reached: rule(found) };
    return until.reached;
  };
  const consume = (block: BlockResult) => {
    collect(block);
    figure?.add(block);
  };
  const owner = { hash: resolved.hash, version };
  const shared = { stages, consume, shouldStop, until: () => until };
  if (!options.resume) {
    const checkpoint = createCheckpoint(join(place.partial, CHECKPOINT_FILE), owner);
    return { ...shared, checkpoint, resumedPaths: 0, isStopped: false };
  }
  if (place.checkpoint === null) {
    throw new ResultFolderError(`${place.folder} holds no interrupted run; run without --resume`);
  }
  const found = resumePaths(place.checkpoint, owner, consume, stages, shouldStop);
  if (found === null) {
    throw new ResultFolderError(
      `${place.folder} holds an interrupted run of another scenario or version; run without --resume`,
    );
  }
  return { ...shared, checkpoint: found.checkpoint, resumedPaths: found.donePaths, isStopped: found.stopped };
}

/** All paths that are left, until the end, the stop rule or an abort. */
async function runFirstPass(
  { scenario }: ResolvedScenario,
  options: RunOptions,
  pool: SimulationPool,
  prepare: () => Promise<unknown>,
  pass: FirstPass,
): Promise<Pick<RunOutcome, 'pathCount' | 'resumedPaths' | 'until'>> {
  const { resumedPaths } = pass;
  const progress = startProgress('paths', resumedPaths);
  const onDone = (done: number) => options.onProgress?.(progress(done, scenario.paths));
  onDone(resumedPaths);
  const { signal, blocksPerBatch } = options;
  const pathCount = pass.isStopped
    ? resumedPaths
    : await simulatePaths({ ...pass, pool, prepare, onDone, donePaths: resumedPaths, signal, blocksPerBatch });
  return { pathCount, resumedPaths, until: pass.until() };
}

/** Worst and sampled paths in full, then the tail; of an interrupted run only the former. */
async function runSecondPass(
  pool: SimulationPool,
  collector: Collector,
  { signal, onProgress }: RunOptions,
  isWhole: boolean,
): Promise<{ isWhole: boolean; worstPaths: readonly number[] }> {
  const plan = await collector.endPaths();
  const total = plan.full.length + plan.tail.length;
  const progress = startProgress('traces', 0);
  let done = 0;
  const count = () => {
    done++;
    onProgress?.(progress(done, total));
  };
  await walkTraces(pool, plan.full, 'full', (trace) => {
    collector.addTrace(trace);
    count();
  });
  if (isWhole) {
    await walkTraces(
      pool,
      plan.tail,
      'tail',
      (trace) => {
        collector.addTail(trace);
        count();
      },
      signal,
    );
  }
  return { isWhole: done === total, worstPaths: plan.worst };
}

/** Each asset alone, into contagion.arrow; nothing of it where it is not wanted, or the run is not whole. */
async function runThirdPass(
  resolved: ResolvedScenario,
  options: RunOptions,
  place: ResultFolder,
  version: string,
  isWhole: boolean,
): Promise<{ isWhole: boolean; pulls: PullSummary | null }> {
  if (options.contagion === false || !isWhole) return { isWhole, pulls: null };
  const { threads, signal, onProgress } = options;
  const progress = startProgress('contagion', 0);
  const onDone = (done: number, total: number) => onProgress?.(progress(done, total));
  const sample = await runContagion(resolved, { ...enginesOf(options), threads, signal, onDone });
  if (sample === null) return { isWhole: false, pulls: null };
  await writeContagion(resolved, place.partial, version, sample);
  return { isWhole: true, pulls: summarisePulls(sample, resolved.labels.assets) };
}

/** Moves the files to their place, unless an interrupted run would replace a complete result. */
function publish(place: ResultFolder, status: RunOutcome['status'], resumed: boolean): string {
  if (status === 'interrupted') {
    const replacesComplete = holdsCompleteResult(place.folder);
    // A resumed run goes on writing the checkpoint where it found it.
    const kept = join(place.partial, CHECKPOINT_FILE);
    if (resumed && place.checkpoint !== null && place.checkpoint !== kept) renameSync(place.checkpoint, kept);
    if (replacesComplete) return place.partial;
  }
  publishResults(place, status === 'interrupted');
  return place.folder;
}
