/**
 * Answers one request: the code that both a worker thread and the main thread (`--threads 1`) run.
 *
 * It owns one simulator and nothing else. A failure is traced to the single path that causes it before it is reported.
 */

import type { PreparedKernel } from '../kernel/prepare.ts';
import type { BlockResult, PathTrace } from '../kernel/result.ts';
import { createPreparedSimulator, simulateBlock, tracePath } from '../kernel/simulate.ts';
import { keepFull, keepTail } from '../results/collect/walked-path.ts';
import { createBlockPart } from './block-parts.ts';
import type { BatchAnswer, BatchRequest } from './messages.ts';
import { PathFailure } from './path-failure.ts';
import { type PathRange, planBlocks } from './plan.ts';

/** What simulates paths. The kernel is one; tests put a toy in its place. */
export interface PathEngine {
  simulateBlock(firstPath: number, pathCount: number): BlockResult;
  tracePath(path: number): PathTrace;
}

export type EngineFactory = (prepared: PreparedKernel) => PathEngine;

/** The kernel as an engine: one simulator, reused from path to path. */
export const createKernelEngine: EngineFactory = (prepared) => {
  const simulator = createPreparedSimulator(prepared);
  return {
    simulateBlock: (firstPath, pathCount) => simulateBlock(simulator, firstPath, pathCount),
    tracePath: (path) => tracePath(simulator, path),
  };
};

/**
 * A function that answers requests, one at a time, with one engine for its whole life.
 *
 * @returns answer(request); it throws {PathFailure} when a path fails, and starts afresh after that
 */
export function createBatchRunner(
  prepared: PreparedKernel,
  createEngine: EngineFactory = createKernelEngine,
): (request: BatchRequest) => BatchAnswer {
  let engine: PathEngine | undefined;
  return (request) => {
    engine ??= createEngine(prepared);
    const start = performance.now();
    try {
      if (request.kind === 'traces') {
        const keep = request.keep === 'full' ? keepFull : keepTail;
        const traces = request.paths.map((path) => keep(traceOrName(engine!, path)));
        return { kind: 'traces', traces, milliseconds: performance.now() - start };
      }
      if (request.kind === 'part') {
        const part = createBlockPart(simulateOneByOne(engine, request));
        return { kind: 'part', part, milliseconds: performance.now() - start };
      }
      const blocks: BlockResult[] = [];
      for (const block of planBlocks(request)) {
        try {
          blocks.push(engine.simulateBlock(block.firstPath, block.pathCount));
        } catch (error) {
          throw findFailingPath(createEngine, prepared, block, error);
        }
      }
      return { kind: 'blocks', blocks, milliseconds: performance.now() - start };
    } catch (error) {
      engine = undefined; // its path state is in doubt
      throw error;
    }
  };
}

/** Each path of the range as a block of its own. */
function simulateOneByOne(engine: PathEngine, { firstPath, pathCount }: PathRange): BlockResult[] {
  return Array.from({ length: pathCount }, (_, p) => {
    try {
      return engine.simulateBlock(firstPath + p, 1);
    } catch (error) {
      throw new PathFailure(firstPath + p, error);
    }
  });
}

function traceOrName(engine: PathEngine, path: number): PathTrace {
  try {
    return engine.tracePath(path);
  } catch (error) {
    throw new PathFailure(path, error);
  }
}

/** Runs the block's paths one by one, each with a fresh engine, and names the first that fails by itself. */
function findFailingPath(
  createEngine: EngineFactory,
  prepared: PreparedKernel,
  block: PathRange,
  blockError: unknown,
): Error {
  const engine = createEngine(prepared);
  for (let path = block.firstPath; path < block.firstPath + block.pathCount; path++) {
    try {
      engine.simulateBlock(path, 1);
    } catch (error) {
      return new PathFailure(path, error);
    }
  }
  const text = blockError instanceof Error ? blockError.message : String(blockError);
  return new Error(
    `paths ${block.firstPath} to ${block.firstPath + block.pathCount - 1} fail together but not one by one: ${text}`,
    { cause: blockError },
  );
}
