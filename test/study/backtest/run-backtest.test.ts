// What: an event worked by hand from end to end. Known answer: the ledger of scenarios/ledger-o8, whose outcome is the
// observed event (test/support/event-folder.ts): de-cascaded, the simulation gives it back to the last digit.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArrowReader } from '../../../src/results/arrow-file.ts';
import {
  backtestTable,
  countScores,
  judgeBacktest,
  summarizeExplained,
} from '../../../src/study/backtest/backtest-result.ts';
import { formatFoot, formatHead, tabulate } from '../../../src/study/backtest/backtest-text.ts';
import { loadBacktest } from '../../../src/study/backtest/load-backtest.ts';
import { runBacktest } from '../../../src/study/backtest/run-backtest.ts';
import { writeStudy } from '../../../src/study/study-folder.ts';
import { createEventFolder, type EventChanges, OBSERVATION } from '../../support/event-folder.ts';
import { makeFolder, removeFolders } from '../../support/result-folder.ts';

afterAll(removeFolders);

async function runEvent(changes?: EventChanges, runs = 199) {
  const event = await loadBacktest(createEventFolder(changes), { dataFolder: undefined });
  const found = await runBacktest(event, { folder: makeFolder(), runs });
  return { event, found, rows: judgeBacktest(event, found) };
}

let event: Awaited<ReturnType<typeof runEvent>>;
beforeAll(async () => {
  event = await runEvent();
});

describe('the event worked by hand', () => {
  it('lies inside when its own selling is taken out, to the last digit, and a figure twice as large does not', () => {
    const own = event.rows.filter(({ replay }) => replay === 'deCascaded');
    expect(own.map(({ observation, low, high }) => [observation, low, high])).toEqual([
      ['liquidated', 99_875, 99_875],
      ['deleveraged', 12_458, 12_458],
      ['low of A', 83, 83],
      ['too much', 99_875, 99_875],
    ]);
    expect(own.map(({ isInside, missRatio, says }) => [isInside, missRatio, says])).toEqual([
      [true, 1, null],
      [true, 1, null],
      [true, 1, null],
      [false, 2, 'too little was sold'],
    ]);
  });

  it('is another event raw: at 83 and 45 all are bankrupt at once, nothing can be sold and all is deleveraged', () => {
    const raw = event.rows.filter(({ replay }) => replay === 'raw');
    // By hand: A1 400 A at 83 + 2400/400 = 89; A2 600 A at 83 + 3700/600, then 500 B at 45 with nothing left.
    const deleveraged = 400 * 89 + (600 * 83 + 3700) + 500 * 45;
    expect(raw.map(({ low }) => low)).toEqual([0, expect.closeTo(deleveraged, 6), 83, 0]);
    expect(raw.map(({ isInside }) => isInside)).toEqual([false, false, true, false]);
  });

  it('scores what is scored: 3 of 4 de-cascaded', () => {
    const { found, rows } = event;
    expect(countScores(rows).find(({ replay }) => replay === 'deCascaded')).toEqual({
      replay: 'deCascaded',
      reading: null,
      inside: 3,
      scored: 4,
    });
    // ln(93/83)/ln(100/83) of A's fall, all of B's.
    const [{ byAsset }] = summarizeExplained(event.event, found);
    expect(byAsset['A']).toBeCloseTo(Math.log(93 / 83) / Math.log(100 / 83), 14);
    expect(byAsset['B']).toBeCloseTo(1, 14);
  });

  it('has a row for each reading of a total, and one raw row where readings make no difference', async () => {
    const { rows } = await runEvent({
      backtest: {
        readings: { full: 'as reported', half: 'both sides counted' },
        liquidations: {
          file: './liquidations.csv',
          shape: [{ column: 'soldA' }],
          assets: { A: { soldUsd: { full: 91_104, half: 45_552 } } },
        },
        observations: [
          { ...OBSERVATION, name: 'liquidated', measure: 'liquidatedUsd', value: { full: 99_875, half: 49_937.5 } },
          { ...OBSERVATION, name: 'low of A', measure: 'lowestPriceUsd', assets: ['A'], value: 'replayed' },
        ],
      },
    });
    expect(rows.map(({ observation, reading, replay }) => [observation, reading, replay])).toEqual([
      ['liquidated', 'full', 'raw'],
      ['liquidated', 'full', 'deCascaded'],
      ['liquidated', 'half', 'raw'],
      ['liquidated', 'half', 'deCascaded'],
      ['low of A', null, 'raw'],
      ['low of A', 'full', 'deCascaded'],
      ['low of A', 'half', 'deCascaded'],
    ]);
  });

  it('gives no interval on 3 runs and says how many would do', async () => {
    const { rows } = await runEvent(undefined, 3);
    expect(rows.every(({ isInside, runsNeeded }) => isInside === null && runsNeeded === 199)).toBe(true);
    expect(countScores(rows)).toEqual([]);
  });
});

describe('runBacktest', () => {
  const changes: EventChanges = {
    backtest: { vary: [{ path: 'book.depthScale', from: 0.5, to: 2, scale: 'log', why: 'unknown' }] },
  };

  it('draws the varied inputs within their range, the same for the same seed', async () => {
    const { found } = await runEvent(changes, 200);
    const [scales] = found.inputs;
    expect(Math.min(...scales)).toBeGreaterThan(0.5);
    expect(Math.max(...scales)).toBeLessThan(2);
    // Uniform in the logarithm: half of them under the geometric middle 1, within 4 standard errors.
    expect(Math.abs(scales.filter((scale) => scale < 1).length - 100)).toBeLessThan(4 * Math.sqrt(50));
    expect((await runEvent(changes, 200)).found.measured).toEqual(found.measured);
  });

  it('takes up what is kept, whole lines only, and gives the same figures', async () => {
    const varied = await loadBacktest(createEventFolder(changes), { dataFolder: undefined });
    const folder = makeFolder();
    const stop = new AbortController();
    const onProgress = (done: number) => done === 2 && stop.abort();
    await expect(runBacktest(varied, { folder, runs: 5, signal: stop.signal, onProgress })).rejects.toThrow(
      'interrupted',
    );
    const again = await runBacktest(varied, { folder, runs: 5 });
    expect(again.reused).toBe(2);
    const fresh = await runBacktest(varied, { folder: makeFolder(), runs: 5 });
    expect(again.measured).toEqual(fresh.measured);
  });
});

describe('the answer', () => {
  it('is a file with a row an observation, reading and replay', async () => {
    const { rows } = event;
    const folder = makeFolder();
    await writeStudy(folder, {
      kind: 'backtest',
      base: event.event.base,
      settings: {},
      tables: [backtestTable(rows)],
      summary: { rows },
      elapsedSeconds: 0,
      threads: 1,
    });
    const reader = await openArrowReader(join(folder, 'backtest.arrow'));
    const names = ['observation', 'replay', 'reading', 'observed', 'low', 'inside', 'scored'];
    const { value: batch } = await reader.batches(names).next();
    await reader.close();
    expect(batch!.rows).toBe(8);
    expect(batch!.values.map((column: ArrayLike<unknown>) => column[1])).toEqual([
      'liquidated',
      'deCascaded',
      null,
      99_875,
      99_875,
      1,
      1,
    ]);
    expect(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))).toMatchObject({ study: 'backtest' });
  });

  it('tells people a miss as a miss, by how much, and what it says', () => {
    const { found, rows } = event;
    const report = {
      event: event.event,
      rows,
      scores: countScores(rows),
      explained: summarizeExplained(event.event, found),
      runs: 199,
    };
    const table = tabulate(report);
    expect(table.rows.find(([name, replay]) => name === 'too much' && replay === 'de-cascaded')).toEqual([
      'too much',
      'de-cascaded',
      '200 k',
      '99.9 k',
      '99.9 k',
      '99.9 k',
      'outside, above: 2.00 times its end',
    ]);
    expect(formatHead(report)).toMatch(/199 runs/);
    expect(formatFoot(report)).toContain('de-cascaded: 3 of 4 scored figures inside');
    expect(formatFoot(report)).toContain('too much: too little was sold');
  });
});
