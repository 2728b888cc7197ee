/**
 * Tasks in the kernel: whole paths, prices alone, and the plain loop over the marks of the same paths.
 */

import type { AccountTable } from '../../src/kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../src/kernel/price/price-path.ts';
import { createSimulator, simulateBlock } from '../../src/kernel/simulate.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Facts } from './contender-process.ts';
import { createPlainBook, scanRun } from './plain-loop.ts';
import { recordMarks } from './record-marks.ts';
import { bytesOfBlock, hashBlock } from './result-hash.ts';
import { SCENARIO } from './workload.ts';

/** A task that is ready: one round of work, and what is known of it by now. */
export interface Prepared {
  /** Does one round; returns the milliseconds it counts, or nothing to be timed from outside. */
  readonly round: () => number | undefined | Promise<number | undefined>;
  readonly facts: () => Facts;
}

export interface SimulateInput {
  readonly set: readonly string[];
  readonly naive: boolean;
  readonly paths: number;
  /** Paths whose columns are hashed. */
  readonly hashPaths: number;
}

/** Share of accounts' margin buckets with two positions or more. */
export function shareOfSeveralPositions({ bucketCount, holdingStart }: AccountTable): number {
  let several = 0;
  for (let bucket = 0; bucket < bucketCount; bucket++)
    if (holdingStart[bucket + 1] - holdingStart[bucket] >= 2) several++;
  return several / bucketCount;
}

/** Whole paths from 0 on, on one thread. */
export async function prepareSimulate({ set, naive, paths, hashPaths }: SimulateInput): Promise<Prepared> {
  const { kernel } = await loadScenario(SCENARIO, { set, naive });
  const { accountCount } = kernel.accounts;
  const simulator = createSimulator(kernel);
  let facts: Record<string, number | string> = {
    accounts: accountCount,
    severalPositionsShare: shareOfSeveralPositions(kernel.accounts),
  };
  const simulate = (count: number) => {
    const updates = simulator.engine.watch.update;
    const start = performance.now();
    const block = simulateBlock(simulator, 0, count);
    const milliseconds = performance.now() - start;
    const liquidatedAccounts = block.path.liquidatedAccounts.reduce((sum, accounts) => sum + accounts, 0) / count;
    facts = {
      ...facts,
      liquidatedAccounts,
      liquidatedShare: liquidatedAccounts / accountCount,
      updates: (simulator.engine.watch.update - updates) / count,
      pathBytes: bytesOfBlock(block) / count,
    };
    return { block, milliseconds };
  };
  if (hashPaths > 0) facts['hash'] = hashBlock(simulate(hashPaths).block);
  return { round: () => simulate(paths).milliseconds, facts: () => facts };
}

/** The plain loop over every update of marks that the kernel makes on paths from 0 on. */
export async function prepareScan({ set, paths }: Pick<SimulateInput, 'set' | 'paths'>): Promise<Prepared> {
  const { kernel } = await loadScenario(SCENARIO, { set });
  const marks = recordMarks(kernel, paths);
  const book = createPlainBook(kernel);
  const { maintenance } = kernel.venues[0];
  let foundAccounts = 0;
  const round = () => {
    foundAccounts = 0;
    for (let run = 0; run + 1 < marks.runStart.length; run++) {
      const found = scanRun(book, maintenance, marks.markUsd, marks.runStart[run], marks.runStart[run + 1]);
      if (marks.hasImpact[run]) foundAccounts += found;
    }
    return undefined;
  };
  return {
    round,
    facts: () => ({
      accounts: book.accountCount,
      assetSets: book.sets.length,
      exactAccounts: book.exact.length,
      updates: marks.updateCount / paths,
      liquidatedAccounts: marks.liquidatedAccounts / paths,
      foundAccounts: foundAccounts / paths,
    }),
  };
}

/** Random numbers and prices alone, of paths from 0 on. */
export async function preparePrices({ set, paths }: Pick<SimulateInput, 'set' | 'paths'>): Promise<Prepared> {
  const { kernel } = await loadScenario(SCENARIO, { set });
  const model = createPriceModel(kernel);
  const priceUsd = new Float64Array(kernel.stepCount * kernel.assetCount);
  const round = () => {
    for (let path = 0; path < paths; path++) fillPricePath(model, path, priceUsd);
    return undefined;
  };
  return { round, facts: () => ({ prices: priceUsd.length }) };
}
