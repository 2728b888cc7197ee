// What: the pool answers alike on one thread and on several. Values come from the toy engine; equality is exact.
import { afterEach, describe, expect, it } from 'vitest';
import type { BlockResult } from '../../src/kernel/result.ts';
import { findShortfalls, keepFull } from '../../src/results/collect/walked-path.ts';
import type { BlocksAnswer, TracesAnswer } from '../../src/run/messages.ts';
import { PathFailure } from '../../src/run/path-failure.ts';
import { findWorker, openPool, type SimulationPool } from '../../src/run/pool.ts';
import { listBuffers, shareTypedArrays } from '../../src/run/share.ts';
import { createToyConfig } from '../support/toy-config.ts';
import { createToyEngine } from '../support/toy-engine.ts';

const workerUrl = new URL('../../dist/test/support/toy-worker.js', import.meta.url);
let pool: SimulationPool;
const open = async (threads: number, failingPath = -1) => {
  pool = await openPool(createToyConfig(failingPath), { threads, workerUrl, createEngine: createToyEngine });
  return pool;
};
afterEach(() => pool.close());

describe('openPool', () => {
  it.each([1, 2, 3])('gives the engine’s own blocks and traces on %i threads', async (threads) => {
    const engine = createToyEngine({ config: createToyConfig() });
    const { blocks } = (await (
      await open(threads)
    ).run({ kind: 'blocks', firstPath: 256, pathCount: 300 })) as BlocksAnswer;
    expect(blocks).toEqual([engine.simulateBlock(256, 256), engine.simulateBlock(512, 44)] satisfies BlockResult[]);
    const { traces } = (await pool.run({ kind: 'traces', paths: [7, 3], keep: 'full' })) as TracesAnswer;
    expect(traces).toEqual([keepFull(engine.tracePath(7)), keepFull(engine.tracePath(3))]);
  });

  it('keeps only what tail statistics need when asked', async () => {
    const { traces } = (await (await open(2)).run({ kind: 'traces', paths: [7], keep: 'tail' })) as TracesAnswer;
    const { weight, accountShortfallUsd, totals } = createToyEngine({ config: createToyConfig() }).tracePath(7);
    expect(traces).toEqual([{ path: 7, weight, totals, shortfall: findShortfalls(accountShortfallUsd) }]);
  });

  it.each([1, 2])('names the failing path on %i threads, and goes on with other paths', async (threads) => {
    await open(threads, 300);
    const failure = await pool.run({ kind: 'blocks', firstPath: 256, pathCount: 256 }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PathFailure);
    expect(failure).toMatchObject({ path: 300, message: 'path 300 failed: the toy was told to fail here' });
    const { blocks } = (await pool.run({ kind: 'blocks', firstPath: 0, pathCount: 256 })) as BlocksAnswer;
    expect(blocks[0]!.firstPath).toBe(0);
    await expect(pool.run({ kind: 'traces', paths: [1, 300], keep: 'full' })).rejects.toMatchObject({ path: 300 });
  });
});

describe('findWorker', () => {
  it('takes the compiled worker beside compiled code, and the built one from source', () => {
    expect(findWorker('file:///x/dist/src/run/pool.js').href).toBe('file:///x/dist/workers/run-batch.js');
    expect(findWorker(new URL('../../src/run/pool.ts', import.meta.url).href).pathname).toMatch(
      /\/dist\/workers\/run-batch\.js$/,
    );
  });
});

describe('shareTypedArrays', () => {
  it('copies values bit for bit, large arrays onto shared memory, small ones as they are', () => {
    const large = Float64Array.from({ length: 4096 }, (_, i) => 1 / i).subarray(1);
    const value = { large, nested: [{ small: Int32Array.of(1, 2) }, null, 'text', Number.NaN] };
    const shared = shareTypedArrays(value);
    expect(shared).toEqual(value);
    expect(shared.large.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

describe('listBuffers', () => {
  it('names each buffer once, and no shared one', () => {
    const buffer = new ArrayBuffer(64);
    const shared = new Float64Array(new SharedArrayBuffer(64));
    const found = listBuffers({
      a: new Float64Array(buffer, 0, 4),
      b: [new Uint8Array(buffer)],
      shared,
      none: new Int8Array(0),
    });
    expect(found).toEqual([buffer]);
  });
});
