// What: cutting a run into blocks and batches. Expected values are worked by hand from blocks of 256.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_PATHS } from '../../src/kernel/result.ts';
import { chooseBlocksPerBatch, countBlocks, planBatches, planBlocks } from '../../src/run/plan.ts';

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

describe('planBatches', () => {
  it('covers the paths once, in order and in whole blocks, for any batch sizes', () => {
    const sizes = fc.array(fc.integer({ min: -1, max: 7 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 5000 }),
        sizes,
        (block, pathCount, wish) => {
          let call = 0;
          let next = block * BLOCK_PATHS;
          const end = next + pathCount;
          for (const batch of planBatches({ firstPath: next, pathCount }, () => wish[call++ % wish.length])) {
            expect(batch.firstPath).toBe(next);
            expect(batch.firstPath % BLOCK_PATHS).toBe(0);
            next += batch.pathCount;
            if (next < end) expect(batch.pathCount % BLOCK_PATHS).toBe(0);
          }
          expect(next).toBe(end);
        },
      ),
    );
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
