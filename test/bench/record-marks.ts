/**
 * The true sequence of marks of a path: every set of prices that the kernel judges its accounts at, in every round of
 * every step, of the twin and of the run with impact.
 *
 * The kernel counts these updates in `engine.watch.update`. Here that field of one simulator is replaced by a pair of
 * accessors that copy the marks whenever the count goes up. It costs time, so a recorded simulator is never timed.
 */

import type { KernelConfig } from '../../src/kernel/config.ts';
import { createSimulator, simulateBlock } from '../../src/kernel/simulate.ts';

export interface MarkSequence {
  /** Marks of all updates, USD, [update × asset]. */
  readonly markUsd: Float64Array;
  readonly updateCount: number;
  /** First update of each run (two runs a path), and a last entry at the end, [run + 1]. */
  readonly runStart: readonly number[];
  /** True where the run moves the book, [run]. */
  readonly hasImpact: readonly boolean[];
  /** Accounts that the kernel liquidated with impact, summed over the paths. */
  readonly liquidatedAccounts: number;
}

/**
 * Records the marks of the paths from 0.
 *
 * @throws {Error} when the kernel no longer counts its updates where this file looks
 */
export function recordMarks(config: KernelConfig, pathCount: number): MarkSequence {
  const simulator = createSimulator(config);
  const { engine } = simulator;
  const markUsd: number[] = [];
  const runStart: number[] = [];
  const hasImpact: boolean[] = [];
  let updateCount = 0;
  let counter = engine.watch.update;
  Object.defineProperty(engine.watch, 'update', {
    get: () => counter,
    set(value: number) {
      counter = value;
      if (engine.step === 0 && engine.round === 0) {
        runStart.push(updateCount);
        hasImpact.push(engine.impact);
      }
      markUsd.push(...engine.markUsd);
      updateCount++;
    },
  });
  const block = simulateBlock(simulator, 0, pathCount);
  if (updateCount < config.stepCount) throw new Error('the kernel no longer counts updates in engine.watch.update');
  runStart.push(updateCount);
  const liquidatedAccounts = block.path.liquidatedAccounts.reduce((sum, count) => sum + count, 0);
  return { markUsd: Float64Array.from(markUsd), updateCount, runStart, hasImpact, liquidatedAccounts };
}
