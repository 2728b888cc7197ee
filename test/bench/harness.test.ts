// What: the harness itself. Rounds take turns, the plain loop finds what the kernel liquidates, and hashes see every column.
import { describe, expect, it } from 'vitest';
import { createSimulator, simulateBlock } from '../../src/kernel/simulate.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { interleave, medianOf } from './interleave.ts';
import { parseOptions } from './options.ts';
import { createPlainBook, scanRun } from './plain-loop.ts';
import { recordMarks } from './record-marks.ts';
import { isReached } from './report.ts';
import { hashBlock } from './result-hash.ts';
import { stageOf } from './stages.ts';
import { SCENARIO, withAccounts } from './workload.ts';

describe('interleave', () => {
  it('warms every contender up, then lets another one start each round', async () => {
    const turns: string[] = [];
    const contender = (name: string) => ({ name, units: 1, unit: 'turn', run: () => turns.push(name) });
    const timings = await interleave([contender('a'), contender('b')], 2);
    expect(turns).toEqual(['a', 'b', 'a', 'b', 'b', 'a']);
    // Each run returned the number of turns so far: the harness takes a measured time over its own. Warm-up left out.
    expect(timings.map(({ milliseconds }) => milliseconds)).toEqual([
      [3, 6],
      [4, 5],
    ]);
  });

  it('takes the middle of an even number of rounds half way', () => {
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('the plain loop', () => {
  // Where nobody is deleveraged: that changes accounts, and the plain loop scans them as they were at the start.
  it('finds the accounts that the kernel liquidates', async () => {
    const { kernel } = await loadScenario(SCENARIO, { set: withAccounts(500) });
    const marks = recordMarks(kernel, 2);
    const book = createPlainBook(kernel);
    const { maintenance } = kernel.venues[0];
    let found = 0;
    marks.hasImpact.forEach((hasImpact, run) => {
      const count = scanRun(book, maintenance, marks.markUsd, marks.runStart[run], marks.runStart[run + 1]);
      if (hasImpact) found += count;
    });
    expect(marks.hasImpact).toEqual([false, true, false, true]);
    expect(marks.liquidatedAccounts).toBeGreaterThan(10);
    expect(found).toBe(marks.liquidatedAccounts);
  });
});

describe('the hash of a block', () => {
  it('is that of the plain kernel, and another one when one number of one column changes', async () => {
    const blockOf = async (naive: boolean) => {
      const { kernel } = await loadScenario(SCENARIO, { set: withAccounts(500), naive });
      return simulateBlock(createSimulator(kernel), 0, 2);
    };
    const lazy = await blockOf(false);
    const hash = hashBlock(lazy);
    expect(hashBlock(await blockOf(true))).toBe(hash);
    lazy.accounts.lossUsd[0] += 1;
    expect(hashBlock(lazy)).not.toBe(hash);
  });
});

describe('the stage of a function', () => {
  const url = (file: string) => `file:///somewhere/src/kernel/${file}`;
  it('is that of its file, of its caller for shared helpers, and stays undo below an undo', () => {
    expect(stageOf('findBreaches', url('margin/watch.js'), 'other')).toBe('breach check');
    expect(stageOf('excessUsd', url('margin/requirement.js'), 'deleveraging')).toBe('deleveraging');
    expect(stageOf('exp', '', 'liquidation and book')).toBe('liquidation and book');
    expect(stageOf('resetWatch', url('margin/watch-state.js'), 'other')).toBe('undo');
    expect(stageOf('addLive', url('margin/watch-state.js'), 'undo')).toBe('undo');
  });
});

describe('options and targets', () => {
  it('reads suites and numbers, and refuses what is no whole number', () => {
    const options = parseOptions(['kernel', '--rounds', '7', '--accounts', '1000,20000', '--json']);
    expect(options).toMatchObject({
      suites: ['kernel'],
      rounds: 7,
      accounts: [1000, 20000],
      isJson: true,
      day: 'default',
    });
    expect(() => parseOptions(['--rounds', 'many'])).toThrow('--rounds: expected a whole number');
    expect(() => parseOptions(['--day', 'sunny'])).toThrow('--day: expected one of default, calm, crash');
  });

  it('reaches a floor at the floor and a ceiling below it', () => {
    expect(isReached({ figure: '', unit: '×', value: 20, atLeast: 20 })).toBe(true);
    expect(isReached({ figure: '', unit: '×', value: 3, below: 3 })).toBe(false);
  });
});
