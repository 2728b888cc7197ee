// What: every mistake of a backtest folder is reported at once, with the nearest name; the events that come with the project run.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../src/scenario/errors.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { judgeBacktest } from '../../../src/study/backtest/backtest-result.ts';
import { loadBacktest } from '../../../src/study/backtest/load-backtest.ts';
import { runBacktest } from '../../../src/study/backtest/run-backtest.ts';
import { ROOT } from '../../support/command.ts';
import { createEventFolder, type EventChanges, OBSERVATION } from '../../support/event-folder.ts';
import { makeFolder, removeFolders } from '../../support/result-folder.ts';

afterAll(removeFolders);

async function problemsOf(changes: EventChanges): Promise<string[]> {
  try {
    await loadBacktest(createEventFolder(changes), { dataFolder: undefined });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, message, hint }) => `${path}: ${message}${hint ? ` (${hint})` : ''}`);
  }
  return [];
}

const observe = (more: Record<string, unknown>) => [
  { ...OBSERVATION, name: 'one', measure: 'liquidatedUsd', value: 1, ...more },
];

describe('loadBacktest', () => {
  it('names the measure nearest to one that it does not know', async () => {
    const [problem] = await problemsOf({ backtest: { observations: observe({ measure: 'liquidatedUsdd' }) } });
    expect(problem).toMatch(/^observations\.0\.measure: .*did you mean liquidatedUsd\?/);
  });

  it('reports everything at once: names, times, ranges, and prices that are missing', async () => {
    const problems = await problemsOf({
      backtest: {
        prices: {
          A: { file: './nowhere.csv', columns: ['A'] },
          B: { file: './prices.csv', columns: ['B'] },
          AB: { file: 'x' },
        },
        observations: [
          ...observe({ assets: ['AA'], to: 61 }),
          { ...OBSERVATION, name: 'one', measure: 'shortfallUsd', assets: ['A'], value: 1 },
          { ...OBSERVATION, name: 'two', measure: 'liquidatedUsd', value: { published: 1 } },
          { ...OBSERVATION, name: 'three', measure: 'longShare', value: 'replayed' },
          { ...OBSERVATION, name: 'four', measure: 'lowestPriceUsd', value: 'replayed' },
        ],
        vary: [
          { path: 'book.deptScale', from: 0.5, to: 2, why: 'unknown' },
          { path: 'liquidation.slippageCap', from: 0.1, to: 20, why: 'unknown' },
        ],
      },
    });
    const text = problems.join('\n');
    for (const expected of [
      /prices\.AB: there is no asset AB; the scenario has A, B/,
      /observations\.0\.assets: there is no asset AA; the scenario has A, B/,
      /observations\.0\.to: expected a time of the event, .*00:00:00Z to .*00:01:00Z, received .*00:01:01Z/,
      /observations\.1\.name: the name one appears twice/,
      /observations\.1: shortfallUsd is of the whole path/,
      /observations\.2\.value\.published: there is no reading published; known are none/,
      /observations\.3\.value: expected a number: replayed prices do not tell longShare/,
      /observations\.4\.assets: expected one asset for a price, received 2/,
      /vary\.0\.path: .*unknown key.*did you mean depthScale\?/,
      /vary\.1\.to: .*expected.*received 20/,
      /the file does not exist/,
    ])
      expect(text).toMatch(expected);
  });

  it('wants a reason for what is not scored, and a range that is one', async () => {
    const problems = await problemsOf({
      backtest: {
        // No number of runs holds the next one for certain.
        confidence: 1,
        observations: observe({ scored: false }),
        vary: [
          { path: 'book.depthScale', from: 2, to: 2, why: 'unknown' },
          { path: 'book.depthScale', from: 0, to: 2, scale: 'log', why: 'unknown' },
        ],
      },
    });
    expect(problems).toEqual([
      'observations.0.whyNotScored: expected the reason why the figure is not scored, received nothing',
      expect.stringContaining('confidence: expected a confidence above 0 and below 1, received 1'),
      'vary.0.to: expected more than from, 2, received 2',
      'vary.1.from: expected a number above 0 on a log scale, received 0',
    ]);
  });

  it('takes the shape of one asset only, and either a file or a shape', async () => {
    const problems = await problemsOf({
      backtest: { prices: { A: { like: 'B' }, B: { file: './prices.csv', like: 'A' } } },
    });
    expect(problems.join('\n')).toMatch(/prices\.A\.range: expected candles/);
    expect(problems.join('\n')).toMatch(/prices\.B\.like: expected one of file and like/);
  });

  it('says what a folder without backtest.yaml lacks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firebreak-event-'));
    await expect(loadBacktest(folder, { dataFolder: undefined })).rejects.toThrow('the folder has no backtest.yaml');
    await expect(loadBacktest(`${folder}/x`, { dataFolder: undefined })).rejects.toThrow('there is no such folder');
  });
});

const EVENTS = ['2025-10-10', '2021-01-11'];
const DATA = process.env['FIREBREAK_DATA'];

describe('the events that come with the project', () => {
  it.each(EVENTS)('%s has a state before it that is a scenario by itself', async (name) => {
    const { scenario } = await loadScenario(`${ROOT}scenarios/backtests/${name}/scenario.yaml`);
    expect(scenario.name).toBe(`backtest-${name}`);
  });

  it.each(EVENTS)('%s asks for FIREBREAK_DATA where it is not set, and for nothing else', async (name) => {
    const loading = loadBacktest(`${ROOT}scenarios/backtests/${name}`, { dataFolder: undefined });
    await expect(loading).rejects.toMatchObject({ problems: [{ path: 'FIREBREAK_DATA' }] });
  });
});

describe.skipIf(!DATA)('the events that come with the project [data: set FIREBREAK_DATA]', () => {
  // What is asserted is that the figures are there and of the right kind. Whether they hit is the answer, not a test.
  it.each(EVENTS)('%s runs from its data: both replays, finite figures, assumptions dated', async (name) => {
    const event = await loadBacktest(`${ROOT}scenarios/backtests/${name}`, { dataFolder: DATA });
    const runs = await runBacktest(event, { folder: makeFolder(), runs: 2 });
    const rows = judgeBacktest(event, runs);
    expect(new Set(rows.map(({ replay }) => replay))).toEqual(new Set(['raw', 'deCascaded']));
    expect(rows.every(({ observed }) => Number.isFinite(observed) && observed > 0)).toBe(true);
    expect(rows.every(({ isScored, whyNotScored }) => isScored !== (whyNotScored !== null))).toBe(true);
    expect(event.backtest.assumed.some(({ afterEvent }) => afterEvent)).toBe(true);
    const low = event.observations.findIndex(({ observation }) => observation.measure === 'lowestPriceUsd');
    for (const measured of runs.measured) expect(measured[low].every((price) => price > 0)).toBe(true);
    const explained = runs.explained.slice(1).flat();
    expect(explained.some((parts) => parts.every((part) => part > 0))).toBe(true);
  });
});
