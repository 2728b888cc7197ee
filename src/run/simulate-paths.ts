/**
 * The first pass: every path of a run, block by block, from the checkpoint and then from the pool.
 *
 * Blocks are handed over in order and written to the checkpoint before they count as done. An abort signal lets what is
 * under way finish, so what is done is always the paths from 0 to some block's end.
 */

import { BLOCK_PATHS, type BlockResult } from '../kernel/result.ts';
import { type BlockPart, joinBlockParts } from './block-parts.ts';
import { type CheckpointWriter, resumeCheckpoint } from './checkpoint.ts';
import { mapInOrder } from './in-order.ts';
import type { BlocksAnswer, PartAnswer } from './messages.ts';
import { chooseBlocksPerBatch, choosePathsPerPart, planTasks } from './plan.ts';
import { limitsOf, type SimulationPool } from './pool.ts';

export interface PathsOptions {
  readonly pool: SimulationPool;
  /** Called before a block is taken: what has to be opened for it is opened while further blocks are under way. */
  readonly prepare?: (() => Promise<unknown>) | undefined;
  /** Takes each block, in order. */
  readonly consume: (block: BlockResult) => void;
  /** Path counts at which `shouldStop` is asked, rising; the last is the whole run. */
  readonly stages: readonly number[];
  readonly shouldStop: () => boolean;
  readonly checkpoint: CheckpointWriter;
  /** Paths already consumed, from a checkpoint. */
  readonly donePaths: number;
  readonly signal?: AbortSignal | undefined;
  /** Fixed batch size; by default it follows the measured speed. */
  readonly blocksPerBatch?: number | undefined;
  readonly onDone?: ((donePaths: number) => void) | undefined;
}

/**
 * Simulates the paths that are still to do, stage by stage.
 *
 * @returns paths done in all
 * @throws {PathFailure} when a path fails; everything before its block is consumed and in the checkpoint
 */
export async function simulatePaths(options: PathsOptions): Promise<number> {
  const { pool, signal } = options;
  let done = options.donePaths;
  let millisecondsPerBlock = 0;
  for (const stage of options.stages) {
    if (stage <= done) continue; // judged when the checkpoint was read
    const sizeBatch = (blocksLeft: number) =>
      options.blocksPerBatch ?? chooseBlocksPerBatch(millisecondsPerBlock, blocksLeft, pool.threads);
    const sizePart = (blocksLeft: number) =>
      options.blocksPerBatch ? 0 : choosePathsPerPart(millisecondsPerBlock, blocksLeft, pool.threads);
    const parts: BlockPart[] = [];
    const take = async (block: BlockResult) => {
      options.checkpoint.append(block);
      await options.prepare?.();
      options.consume(block);
      done += block.pathCount;
    };
    await mapInOrder(
      planTasks({ firstPath: done, pathCount: stage - done }, sizeBatch, sizePart),
      limitsOf(pool),
      (task) => pool.run(task) as Promise<BlocksAnswer | PartAnswer>,
      async (answer) => {
        if (answer.kind === 'blocks') {
          millisecondsPerBlock = answer.milliseconds / answer.blocks.length;
          for (const block of answer.blocks) await take(block);
        } else {
          parts.push(answer.part);
          const { firstPath, pathCount } = answer.part.columns;
          // The last part of its block; parts of a block that an abort left unfinished are not done.
          if (firstPath + pathCount < Math.min(done + BLOCK_PATHS, stage)) return;
          await take(joinBlockParts(parts.splice(0)));
        }
        options.onDone?.(done);
      },
      () => signal?.aborted ?? false,
      ({ kind, pathCount }) => (kind === 'part' ? pathCount / BLOCK_PATHS : 1),
    );
    if (signal?.aborted || options.shouldStop()) break;
  }
  return done;
}

/**
 * Reads what an interrupted run has done.
 *
 * @param consume  takes each block, in order
 * @param stages  as in simulatePaths; `shouldStop` is asked at each that is reached
 * @returns the checkpoint opened for more, paths done, and whether the run had stopped by its rule; null when the file is
 *   of another run
 */
export function resumePaths(
  file: string,
  owner: { hash: string; version: string },
  consume: (block: BlockResult) => void,
  stages: readonly number[],
  shouldStop: () => boolean,
): { checkpoint: CheckpointWriter; donePaths: number; stopped: boolean } | null {
  let donePaths = 0;
  let stopped = false;
  const checkpoint = resumeCheckpoint(file, owner, (block) => {
    if (stopped || donePaths >= stages.at(-1)!) return;
    consume(block);
    donePaths += block.pathCount;
    if (stages.includes(donePaths)) stopped = shouldStop();
  });
  return checkpoint && { checkpoint, donePaths, stopped };
}
