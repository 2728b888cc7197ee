/**
 * How a run is cut into work: paths → blocks of 256 → batches of whole blocks, and parts of a block at the end.
 *
 * A block is the unit of summation and of the resume checkpoint; a batch or a part is only the size of a message. So the
 * answer never depends on the batch size or on the number of threads, and both may follow the measured speed.
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

/** Whole blocks, or a `part` of one. */
export type PathTask = { readonly kind: 'blocks' | 'part' } & PathRange;

/**
 * The tasks of a range in order. Sizes are asked anew for each batch, so that they can follow the measured speed.
 *
 * @param range  paths to cover; firstPath is the start of a block
 * @param blocksPerBatch  blocks of the next batch, at least 1, given how many blocks are left
 * @param pathsPerPart  size of the parts that the next block is cut into, given the same; 0 leaves it whole
 */
export function* planTasks(
  range: PathRange,
  blocksPerBatch: (blocksLeft: number) => number,
  pathsPerPart: (blocksLeft: number) => number,
): Generator<PathTask, void, undefined> {
  const endPath = range.firstPath + range.pathCount;
  let firstPath = range.firstPath;
  while (firstPath < endPath) {
    const blocksLeft = countBlocks(endPath - firstPath);
    const partPaths = Math.floor(pathsPerPart(blocksLeft));
    const blocks = partPaths > 0 ? 1 : Math.max(1, Math.floor(blocksPerBatch(blocksLeft)));
    const end = Math.min(firstPath + blocks * BLOCK_PATHS, endPath);
    const size = partPaths > 0 ? partPaths : end - firstPath;
    for (; firstPath < end; firstPath += size) {
      yield { kind: partPaths > 0 ? 'part' : 'blocks', firstPath, pathCount: Math.min(size, end - firstPath) };
    }
    firstPath = end;
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

/**
 * Size of the parts of the next block: the last block of each thread is shared out in tasks of 50 ms, where a block takes
 * longer than a task may. Whoever is done first then finds work, instead of waiting for the last block.
 *
 * @param millisecondsPerBlock  measured so far; 0 when nothing is measured yet
 * @returns paths, or 0: the block stays whole
 */
export function choosePathsPerPart(millisecondsPerBlock: number, blocksLeft: number, threads: number): number {
  if (threads === 1 || blocksLeft > threads || !(millisecondsPerBlock > TASK_MS_MAX)) return 0;
  return Math.max(1, Math.floor((BLOCK_PATHS * TASK_MS_MIN) / millisecondsPerBlock));
}
