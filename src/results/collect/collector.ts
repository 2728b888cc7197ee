/**
 * Takes the blocks of a run in order and makes the Arrow files of a result folder out of them. START HERE in results/.
 *
 * Order of calls: `add` for every block → `endPaths`, which says which paths to walk again → `addTrace` and `addTail` for
 * those, in that order → `finish`. An interrupted run may leave out the traces; whatever is written is whole.
 */

import type { BlockResult } from '../../kernel/result.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { computeAccountState } from '../account-state.ts';
import { ResultsError } from '../results-error.ts';
import { addAccounts, createAccountTotals, writeAccounts } from './account-file.ts';
import { addCohorts, createCohortSums, writeEfficiency } from './cohorts.ts';
import { addGenerations, createGenerationSums, writeGenerations } from './generations.ts';
import { identityOf } from './identity.ts';
import { createPathFiles } from './path-files.ts';
import { addTailPath, createTailTotals } from './tail-shares.ts';
import { addTimeline, createTimelineSums, writeTimeline } from './timeline.ts';
import { createTraceFiles } from './trace-files.ts';
import { NO_TAIL, planTraces, type TracePlan } from './trace-plan.ts';
import type { FullPath, TailPath } from './walked-path.ts';

export interface Collector {
  /** Paths added so far. */
  readonly pathCount: number;
  /** Adds the next block; blocks follow each other from path 0. */
  add(block: BlockResult): void;
  /** Closes the files by path and says which paths are to be walked again. */
  endPaths(): Promise<TracePlan>;
  /** Adds a path of `plan.full`, in that order. */
  addTrace(trace: FullPath): void;
  /** Adds a path of `plan.tail`, in that order, after all of `plan.full`. */
  addTail(trace: TailPath): void;
  /** Writes what was summed up and closes everything. */
  finish(): Promise<void>;
  /** Gives up: removes the files that are not whole. Safe to call at any time. */
  abort(): void;
}

/**
 * Opens the result files of a run.
 *
 * @param directory  where files go; created when it is not there
 * @throws {ResultsError} when a file cannot be created
 */
export async function createCollector(
  resolved: ResolvedScenario,
  directory: string,
  firebreakVersion: string,
): Promise<Collector> {
  const { kernel } = resolved;
  const { accountCount, groupCount } = kernel.accounts;
  const identity = identityOf(resolved, firebreakVersion);
  const accounts = createAccountTotals(accountCount);
  const tailTotals = createTailTotals(accountCount);
  const cohorts = createCohortSums(groupCount, identity.replicates);
  const timeline = createTimelineSums(resolved);
  const generations = createGenerationSums(resolved);
  const pathFiles = await createPathFiles(directory, resolved.labels, identity);
  const traceFiles = await createTraceFiles(directory, resolved, identity).catch((cause: unknown) => {
    pathFiles.abort();
    throw cause;
  });
  let pathCount = 0;
  let plan: TracePlan | null = null;
  let tracesTaken = 0;

  const takeTail = (trace: TailPath): void => {
    if (!plan) throw new ResultsError(`path ${trace.path} was walked again before the run ended`);
    const fullCount = plan.full.length;
    const expected = tracesTaken < fullCount ? plan.full[tracesTaken] : plan.tail[tracesTaken - fullCount];
    tracesTaken++;
    if (trace.path !== expected)
      throw new ResultsError(`expected path ${expected} to be walked again, received path ${trace.path}`);
    const shortfall = trace.totals.shortfallUsd;
    const recorded = plan.shortfallUsd.get(trace.path);
    if (shortfall !== recorded)
      throw new ResultsError(
        `path ${trace.path} walked again has a shortfall of ${shortfall} USD, in the run ${recorded}`,
      );
    addTailPath(tailTotals, plan.tailPlan, trace.weight, shortfall, trace.shortfall);
  };

  return {
    get pathCount() {
      return pathCount;
    },
    add(block) {
      if (block.firstPath !== pathCount)
        throw new ResultsError(
          `expected the block from path ${pathCount}, received the one from path ${block.firstPath}`,
        );
      pathCount += block.pathCount;
      pathFiles.add(block);
      addAccounts(accounts, block.accounts);
      addCohorts(cohorts, block);
      addTimeline(timeline, block);
      addGenerations(generations, block);
    },
    async endPaths() {
      if (pathCount === 0) throw new ResultsError('no path is done: there is nothing to write');
      pathFiles.close();
      plan = await planTraces(resolved, directory);
      return plan;
    },
    addTrace(trace) {
      takeTail(trace);
      traceFiles.add(trace, plan?.worst.includes(trace.path) ?? false);
    },
    addTail: takeTail,
    async finish() {
      if (!plan) throw new ResultsError('the paths are not closed yet');
      traceFiles.close();
      // Shares of a tail that was not walked in full would be shares of something else.
      const isWhole = tracesTaken === plan.full.length + plan.tail.length;
      const tail = isWhole
        ? { plan: plan.tailPlan, totals: tailTotals }
        : { plan: NO_TAIL, totals: createTailTotals(accountCount) };
      const state = computeAccountState(kernel);
      await writeAccounts(directory, resolved, identity, state, pathCount, accounts, tail);
      await writeEfficiency(directory, resolved, identity, state, cohorts);
      await writeTimeline(directory, resolved, identity, timeline);
      await writeGenerations(directory, identity, generations);
    },
    abort() {
      pathFiles.abort();
      traceFiles.abort();
    },
  };
}
