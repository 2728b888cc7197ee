/**
 * How a run is cut into work: paths → blocks of 256 → batches of whole blocks.
 *
 * A block is the unit of summation and of the resume checkpoint; a batch is only the size of a message. So the answer
 * never depends on the batch size or on the number of threads, and both may follow the measured speed.
 */

import { BLOCK_PATHS } from '../kernel/result.ts';

/** Consecutive paths, whole blocks but for the end of the run. */
export interface PathRange {
  readonly firstPath: number;
  readonly pathCount: number;
}

/** Shortest and longest task worth sending, milliseconds: long enough to hide the message, short enough to stop. */
const TASK_MS_MIN = 50;
const TASK_MS_MAX = 250;

/** Number of blocks that hold `pathCount` paths; the last one may be shorter. */
export function countBlocks(pathCount: number): number {
  return Math.ceil(pathCount / BLOCK_PATHS);
}

/** The blocks of a range in order; `firstPath` must be the start of a block. */
export function* planBlocks(range: PathRange): Generator<PathRange> {
  const endPath = range.firstPath + range.pathCount;
  for (let firstPath = range.firstPath; firstPath < endPath; firstPath += BLOCK_PATHS) {
    yield { firstPath, pathCount: Math.min(BLOCK_PATHS, endPath - firstPath) };
  }
}

/**
 * The batches of a range in order. The size is asked anew for each batch, so that it can follow the measured speed.
 *
 * @param range  paths to cover; firstPath is the start of a block
 * @param blocksPerBatch  blocks of the next batch, at least 1, given how many blocks are left
 */
export function* planBatches(
  range: PathRange,
  blocksPerBatch: (blocksLeft: number) => number,
): Generator<PathRange, void, undefined> {
  const endPath = range.firstPath + range.pathCount;
  let firstPath = range.firstPath;
  while (firstPath < endPath) {
    const blocks = Math.max(1, Math.floor(blocksPerBatch(countBlocks(endPath - firstPath))));
    const pathCount = Math.min(blocks * BLOCK_PATHS, endPath - firstPath);
    yield { firstPath, pathCount };
    firstPath += pathCount;
  }
}

/**
 * Blocks for the next task so that it takes 50 to 250 ms, and so that the end of the run is shared by all threads.
 *
 * @param millisecondsPerBlock  measured so far; 0 when nothing is measured yet
 * @returns at least 1, whatever a block costs
 */
export function chooseBlocksPerBatch(millisecondsPerBlock: number, blocksLeft: number, threads: number): number {
  if (!(millisecondsPerBlock > 0)) return 1;
  const longest = Math.floor(TASK_MS_MAX / millisecondsPerBlock);
  const shortest = Math.ceil(TASK_MS_MIN / millisecondsPerBlock);
  const fairShare = Math.ceil(blocksLeft / (4 * threads));
  return Math.max(1, Math.min(longest, Math.max(shortest, fairShare)));
}
