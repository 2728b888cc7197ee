// What: cutting a run into blocks and batches. Expected values are worked by hand from blocks of 256.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_PATHS } from '../../src/kernel/result.ts';
import { chooseBlocksPerBatch, choosePathsPerPart, countBlocks, planBlocks, planTasks } from '../../src/run/plan.ts';

describe('planBlocks', () => {
  it('cuts 600 paths into 256, 256 and 88', () => {
    expect([...planBlocks({ firstPath: 0, pathCount: 600 })]).toEqual([
      { firstPath: 0, pathCount: 256 },
      { firstPath: 256, pathCount: 256 },
      { firstPath: 512, pathCount: 88 },
    ]);
    expect(countBlocks(600)).toBe(3);
  });
});

describe('planTasks', () => {
  it('covers the paths once, in order, in whole blocks or in parts of one block, for any sizes', () => {
    const sizes = fc.array(fc.integer({ min: -1, max: 7 }), { minLength: 1, maxLength: 20 });
    const parts = fc.array(fc.constantFrom(0, 0, 1, 50, 255, 256, 300), { minLength: 1, maxLength: 20 });
    const first = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(first, fc.integer({ min: 0, max: 5000 }), sizes, parts, (block, pathCount, wish, cut) => {
        let call = 0;
        let next = block * BLOCK_PATHS;
        const end = next + pathCount;
        const sizeBatch = () => wish[call % wish.length]!;
        const sizePart = () => cut[call++ % cut.length]!;
        for (const task of planTasks({ firstPath: next, pathCount }, sizeBatch, sizePart)) {
          expect(task.firstPath).toBe(next);
          expect(task.pathCount).toBeGreaterThan(0);
          const last = next + task.pathCount - 1;
          next = last + 1;
          if (task.kind === 'part') {
            expect(Math.floor(task.firstPath / BLOCK_PATHS)).toBe(Math.floor(last / BLOCK_PATHS));
            continue;
          }
          expect(task.firstPath % BLOCK_PATHS).toBe(0);
          if (next < end) expect(task.pathCount % BLOCK_PATHS).toBe(0);
        }
        expect(next).toBe(end);
      }),
    );
  });
});

describe('choosePathsPerPart', () => {
  it('shares out the last block of each thread in parts of 50 ms', () => {
    expect(choosePathsPerPart(1000, 3, 2)).toBe(0);
    expect(choosePathsPerPart(1000, 2, 2)).toBe(12); // 256 paths × 50 / 1000
    expect(choosePathsPerPart(1e6, 1, 2)).toBe(1);
  });

  it('leaves blocks whole before anything is measured, where they are quick, and on one thread', () => {
    expect(choosePathsPerPart(0, 1, 2)).toBe(0);
    expect(choosePathsPerPart(200, 1, 2)).toBe(0);
    expect(choosePathsPerPart(1000, 1, 1)).toBe(0);
  });
});

describe('chooseBlocksPerBatch', () => {
  it('sends single blocks before anything is measured and when a block takes longer than a task should', () => {
    expect(chooseBlocksPerBatch(0, 1000, 2)).toBe(1);
    expect(chooseBlocksPerBatch(3000, 1000, 2)).toBe(1);
  });

  it('keeps tasks between 50 and 250 ms', () => {
    expect(chooseBlocksPerBatch(10, 1000, 2)).toBe(25); // 250 ms; a fair share would be 125 blocks
    expect(chooseBlocksPerBatch(10, 8, 2)).toBe(5); // 50 ms, though the fair share is one block
  });
});
