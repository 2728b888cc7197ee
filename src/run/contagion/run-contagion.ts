/**
 * The contagion runs: each asset moves alone, in its own worst and best draws, on the scenario's accounts, books and rules.
 * START HERE in run/contagion.
 *
 * Everything else stands at its start price, so whatever happens to another asset was done to it by liquidations. The twin
 * of the same path has the moves without impact.
 */

import type { KernelConfig } from '../../kernel/config.ts';
import type { BlockResult } from '../../kernel/result.ts';
import { createPullSide, type PullSample, type PullSide } from '../../results/contagion/pull-sample.ts';
import { countUsedThreads } from '../../scenario/memory.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { mapInOrder } from '../in-order.ts';
import type { BlocksAnswer } from '../messages.ts';
import { PathFailure } from '../path-failure.ts';
import { limitsOf, openPool, type PoolOptions } from '../pool.ts';
import { chooseDraws, DIRECTIONS, type DrawPlan, isolateSources, planDraws } from './choose-draws.ts';

/** Paths of one task: the hardest draws of a run, so fewer than a block. */
const PATHS_PER_TASK = 8;

/** What is read of a resolved scenario. */
export interface ContagionScenario {
  readonly kernel: KernelConfig;
  readonly scenario: Pick<ResolvedScenario['scenario'], 'paths'>;
  readonly labels: Pick<ResolvedScenario['labels'], 'assets'>;
}

export interface ContagionOptions extends PoolOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onDone?: ((done: number, total: number) => void) | undefined;
}

/**
 * Runs every source in both directions.
 *
 * @returns null when aborted: a matrix of some draws would be one of other draws
 * @throws {Error} naming asset and draw when a run fails
 */
export async function runContagion(
  { kernel, scenario, labels }: ContagionScenario,
  { signal, onDone, ...options }: ContagionOptions,
): Promise<PullSample | null> {
  const plan = planDraws(kernel, scenario.paths);
  const stop = () => signal?.aborted ?? false;
  const chosen = await chooseDraws(kernel, plan, stop);
  if (chosen === null) return null;
  const config: KernelConfig = {
    ...kernel,
    shocks: isolateSources(kernel, plan, chosen),
    record: { timelineStep: new Int32Array(0) },
  };
  const sample = createSample(kernel.assetCount, plan, chosen);
  const total = chosen.length;
  const pool = await openPool(config, { ...options, threads: countUsedThreads(options.threads, total) });
  let done = 0;
  try {
    await mapInOrder(
      cutTasks(total),
      limitsOf(pool),
      (task) => pool.run(task) as Promise<BlocksAnswer>,
      ({ blocks }) => {
        for (const block of blocks) takeBlock(sample, kernel.startPriceUsd, block);
        done += blocks.reduce((sum, block) => sum + block.pathCount, 0);
        onDone?.(done, total);
      },
      stop,
    );
  } catch (error) {
    throw error instanceof PathFailure ? nameRun(error, plan, chosen, labels.assets) : error;
  } finally {
    await pool.close();
  }
  return done === total ? sample : null;
}

function* cutTasks(total: number): Generator<{ kind: 'blocks'; firstPath: number; pathCount: number }> {
  for (let firstPath = 0; firstPath < total; firstPath += PATHS_PER_TASK)
    yield { kind: 'blocks', firstPath, pathCount: Math.min(PATHS_PER_TASK, total - firstPath) };
}

function createSample(assetCount: number, { kept, drawn, isSampled }: DrawPlan, chosen: Int32Array): PullSample {
  const [down, up] = DIRECTIONS.map((_, direction) => {
    const from = direction * assetCount * kept;
    const side = createPullSide(assetCount, kept);
    side.draw.set(chosen.subarray(from, from + assetCount * kept));
    return side;
  });
  return { assetCount, kept, drawn, isSampled, down, up };
}

/** Reads the moves of a block's paths off its extremes. */
function takeBlock(
  sample: PullSample,
  startPriceUsd: Float64Array,
  { firstPath, pathCount, asset }: BlockResult,
): void {
  const { assetCount, kept } = sample;
  const rows = assetCount * kept;
  for (let p = 0; p < pathCount; p++) {
    const isDown = firstPath + p < rows;
    const side: PullSide = isDown ? sample.down : sample.up;
    const row = (firstPath + p) % rows;
    const source = Math.floor(row / kept);
    const reached = isDown ? asset.troughPriceUsd : asset.peakPriceUsd;
    const outside = isDown ? asset.troughPriceNoImpactUsd : asset.peakPriceNoImpactUsd;
    const sign = isDown ? -1 : 1;
    const at = p * assetCount;
    // 0 + …: a price that stands is a move of 0, not of −0.
    side.sourceMove[row] = 0 + sign * Math.log(outside[at + source] / startPriceUsd[source]);
    for (let target = 0; target < assetCount; target++)
      side.extraMove[row * assetCount + target] = 0 + sign * Math.log(reached[at + target] / outside[at + target]);
  }
}

/** Says which of the contagion runs failed; its number is no path of the scenario. */
function nameRun(failure: PathFailure, { kept }: DrawPlan, chosen: Int32Array, assets: readonly string[]): Error {
  const run = Math.floor(failure.path / kept);
  const source = assets[run % assets.length];
  const direction = DIRECTIONS[Math.floor(run / assets.length)];
  const text = failure.message.replace(/^path \d+ failed: (path \d+: )?/, '');
  return new Error(
    `contagion run of ${source} alone (${direction}, prices of path ${chosen[failure.path]}) failed: ${text}`,
    { cause: failure },
  );
}
