// What: a block put together from parts, against the same block simulated at once. Equality is of every bit.
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareKernel } from '../../src/kernel/prepare.ts';
import type { BlockResult } from '../../src/kernel/result.ts';
import { createBatchRunner, createKernelEngine } from '../../src/run/batch.ts';
import { createBlockPart, joinBlockParts } from '../../src/run/block-parts.ts';
import type { BatchRequest } from '../../src/run/messages.ts';
import { simulatePaths } from '../../src/run/simulate-paths.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { createToyConfig } from '../support/toy-config.ts';
import { createToyEngine } from '../support/toy-engine.ts';

const FILE = fileURLToPath(new URL('../../scenarios/perp-majors.yaml', import.meta.url));
const PATHS = 96;

describe('parts of a block', () => {
  it('join to the bits of the block, wherever it is cut', async () => {
    // Weights other than 1 and accounts that lose on many paths: sums that depend on the order of what is added.
    const set = ['accounts.count=300', 'horizon.steps=96', 'shocks.tilt={"standardDeviations":-2}'];
    const { kernel } = await loadScenario(FILE, { set });
    const engine = createKernelEngine(prepareKernel(kernel));
    const whole = engine.simulateBlock(256, PATHS);
    expect(whole.accounts.lossUsd.length).toBeGreaterThan(20);
    expect(new Set(whole.path.weight).size).toBeGreaterThan(PATHS / 4);
    const alone = Array.from({ length: PATHS }, (_, p) => engine.simulateBlock(256 + p, 1));
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: PATHS - 1 }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (inner) => {
        const edges = [0, ...inner.sort((a, b) => a - b), PATHS];
        const parts = edges.slice(1).map((end, i) => createBlockPart(alone.slice(edges[i], end)));
        expect(joinBlockParts(parts)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

/** Two threads on which a block takes a second, without taking it. */
function createSlowPool(failingPath = -1) {
  const answer = createBatchRunner(prepareKernel(createToyConfig(failingPath)), createToyEngine);
  const asked: BatchRequest[] = [];
  const run = async (request: BatchRequest) => {
    asked.push(request);
    await new Promise((resolve) => setImmediate(resolve));
    return { ...answer(request), milliseconds: 1000 };
  };
  return { threads: 2, asked, run, close: async () => {} };
}

function collectBlocks() {
  const [taken, kept]: BlockResult[][] = [[], []];
  const checkpoint = { append: (block: BlockResult) => void kept!.push(block), close: () => {} };
  return { taken: taken!, kept: kept!, checkpoint, consume: (block: BlockResult) => void taken!.push(block) };
}

describe('the last blocks of a run', () => {
  const engine = createToyEngine({ config: createToyConfig() });
  const expected = [0, 256, 512, 768, 1024, 1280, 1536].map((firstPath) =>
    engine.simulateBlock(firstPath, Math.min(256, 1700 - firstPath)),
  );

  it('are shared out in parts and handed over whole, in order, as if they had not been', async () => {
    const pool = createSlowPool();
    const sink = collectBlocks();
    const stop = { stages: [1700], shouldStop: () => false, donePaths: 0 };
    expect(await simulatePaths({ pool, ...sink, ...stop })).toBe(1700);
    expect(sink.taken).toEqual(expected);
    expect(sink.kept).toEqual(expected);
    // Blocks of 256 and 164 paths in parts of 12.
    expect(pool.asked.filter(({ kind }) => kind === 'part')).toHaveLength(22 + 14);
    expect(pool.asked.filter(({ kind }) => kind === 'blocks')).toHaveLength(5);
  });

  it('are not done when an abort leaves one of their parts out', async () => {
    const pool = createSlowPool();
    const sink = collectBlocks();
    const controller = new AbortController();
    const run = async (request: BatchRequest) => {
      if (request.kind === 'part' && request.firstPath > 1280 + 100) controller.abort();
      return pool.run(request);
    };
    const stop = { stages: [1700], shouldStop: () => false, donePaths: 0, signal: controller.signal };
    expect(await simulatePaths({ pool: { ...pool, run }, ...sink, ...stop })).toBe(1280);
    expect(sink.kept).toEqual(expected.slice(0, 5));
  });

  it('name the path that fails, after all blocks before its own are kept', async () => {
    const pool = createSlowPool(1600);
    const sink = collectBlocks();
    const stop = { stages: [1700], shouldStop: () => false, donePaths: 0 };
    await expect(simulatePaths({ pool, ...sink, ...stop })).rejects.toMatchObject({ name: 'PathFailure', path: 1600 });
    expect(sink.kept).toEqual(expected.slice(0, 6));
  });
});
