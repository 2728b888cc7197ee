/**
 * The threads that simulate. The only file that imports piscina.
 *
 * The configuration is prepared once and travels once per thread, large arrays on shared memory. With one thread no worker
 * starts: the same batches run in the main thread, where a debugger or profiler sees them.
 */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KernelConfig } from '../kernel/config.ts';
import { type PreparedKernel, prepareKernel } from '../kernel/prepare.ts';
import { createBatchRunner, type EngineFactory } from './batch.ts';
import type { Limits } from './in-order.ts';
import type { BatchAnswer, BatchRequest } from './messages.ts';
import { restorePathFailure } from './path-failure.ts';
import { listBuffers, shareTypedArrays } from './share.ts';

/** When first needed: not in the main thread alone, and in a thread after the first answer is computed. */
const loadPiscina = () => import('piscina');

/** Answers requests on some number of threads. */
export interface SimulationPool {
  readonly threads: number;
  /** Answers one request. Rejects with PathFailure when a path fails. */
  run(request: BatchRequest): Promise<BatchAnswer>;
  /** Waits for what is under way and stops the threads. Safe to call twice. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly threads: number;
  /** Another engine than the kernel, for one thread. */
  readonly createEngine?: EngineFactory;
  /** Another worker file than workers/run-batch, for several threads. */
  readonly workerUrl?: URL;
}

/** Opens a pool for one configuration. One thread means the main thread. */
export async function openPool(config: KernelConfig, options: PoolOptions): Promise<SimulationPool> {
  const prepared = prepareKernel(config);
  return options.threads === 1 ? openMainThread(prepared, options.createEngine) : openThreads(prepared, options);
}

/**
 * Requests that may be open: one more than there are threads, so that none waits for the main thread, and no more, so that
 * an interruption is quick; as many again may wait for their turn.
 */
export function limitsOf({ threads }: SimulationPool): Limits {
  return threads === 1 ? { underWay: 1, open: 1 } : { underWay: threads + 1, open: 2 * threads + 1 };
}

function openMainThread(prepared: PreparedKernel, createEngine: EngineFactory | undefined): SimulationPool {
  let answer: ReturnType<typeof createBatchRunner> | null = createBatchRunner(prepared, createEngine);
  return {
    threads: 1,
    run: async (request) => {
      await new Promise((resolve) => setImmediate(resolve)); // lets signals and the progress bar in
      if (answer === null) throw new Error('the pool is closed');
      return answer(request);
    },
    close: async () => {
      answer = null; // lets go of the simulator
    },
  };
}

async function openThreads(prepared: PreparedKernel, options: PoolOptions): Promise<SimulationPool> {
  const { Piscina } = await loadPiscina();
  const worker = options.workerUrl ?? findWorker(import.meta.url);
  const pool = new Piscina<BatchRequest, BatchAnswer>({
    filename: worker.href,
    minThreads: options.threads,
    maxThreads: options.threads,
    maxQueue: 4 * options.threads,
    // Node 20 and 22 print a warning for their own type stripping; the compiled worker needs no flags at all.
    execArgv: [],
    workerData: shareTypedArrays(prepared),
  });
  const underWay = new Set<Promise<BatchAnswer>>();
  let closing: Promise<void> | undefined;
  return {
    threads: options.threads,
    run: async (request) => {
      const answer = pool.run(request);
      underWay.add(answer);
      try {
        return await answer;
      } catch (error) {
        throw restorePathFailure(error);
      } finally {
        underWay.delete(answer);
      }
    },
    async close() {
      // An answer that arrives while piscina 5.3.2 is being destroyed is thrown where nobody can catch it.
      await Promise.allSettled(underWay);
      closing ??= pool.destroy();
      await closing;
    },
  };
}

/**
 * Where the worker file is, seen from this file: compiled beside compiled. From source the compiled worker is taken,
 * since Node 20 cannot start a thread from TypeScript.
 *
 * @throws {Error} when the program runs from source and nothing is built
 */
export function findWorker(moduleUrl: string): URL {
  if (!moduleUrl.endsWith('.ts')) return new URL('../../workers/run-batch.js', moduleUrl);
  const built = new URL('../../dist/workers/run-batch.js', moduleUrl);
  if (!existsSync(fileURLToPath(built))) throw new Error('the worker is not built yet: run npm run build');
  return built;
}

/** Wraps an answer so that piscina moves its arrays to the main thread instead of copying them. */
export async function moveAnswer(answer: BatchAnswer): Promise<unknown> {
  const { move, transferableSymbol, valueSymbol } = await loadPiscina();
  return move({ [transferableSymbol]: listBuffers(answer), [valueSymbol]: answer } as never);
}
