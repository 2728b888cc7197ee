// What: folders that go into one report, on disk: what is read, what is refused and why, what stands on the first screen.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explainError } from '../../src/cli/exit.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { readStudy, type ScenarioFacts } from '../../src/report/facts/study-facts.ts';
import { otherSettingsText } from '../../src/report/join-studies.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { writeStudy } from '../../src/study/study-folder.ts';
import {
  backtestOf,
  barOf,
  comparisonOf,
  differenceOf,
  figureOf,
  observationOf,
  rowOf,
  SCENARIO,
  sensitivityOf,
} from './study-fixtures.ts';

const root = mkdtempSync(join(tmpdir(), 'firebreak-report-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const compare = comparisonOf([
  rowOf(differenceOf(-2.8e6, -3.7e6, -2.0e6)),
  rowOf(differenceOf(-2e5, -2.2e5, -1.8e5), { figure: 'mean', measure: 'shortfallUsd', level: null }),
]);
const tornado = sensitivityOf([barOf('depth', differenceOf(2e7, 1.5e7, 2.5e7))]);
const backtest = backtestOf([observationOf('miss', { observed: 1e8, isInside: false, missRatio: 10 })]);

/** Writes a study as the commands do, with a scenario by hand in its manifest. */
async function write(name: string, kind: string, summary: object, scenario: ScenarioFacts = SCENARIO): Promise<string> {
  const folder = join(root, name);
  const base = await loadScenario('scenarios/linear-cascade.yaml');
  const own = { ...base, scenario } as unknown as typeof base;
  await writeStudy(folder, { kind, base: own, settings: {}, tables: [], summary, elapsedSeconds: 1, threads: 1 });
  return folder;
}

async function refusal(folder: string, others: readonly string[]): Promise<{ code: number; text: string }> {
  const error = await buildReport(folder, others).then(
    () => new Error('was not refused'),
    (thrown: unknown) => thrown,
  );
  return explainError(error);
}

describe('joining', () => {
  it('puts the paired difference and the track record on the first screen, and the deciding assumption first', async () => {
    const folders = [
      await write('cmp', 'compare', compare),
      await write('sens', 'sensitivity', tornado),
      await write('bt', 'backtest', backtest, { ...SCENARIO, name: '2025-10-10', seed: 'other' }),
    ];
    const report = await buildReport(folders[0], folders.slice(1));
    expect(report.kind).toBe('compare');
    expect(report.decision.headline).toBe(
      'strict: mean loss beyond the fund on the worst 1 in 100 days lower by USD 2.8 M (2.0 to 3.7)',
    );
    expect(report.decision.assumptions[0].text).toMatch(/^Depth, tried from 0.5 to 2/);
    const answer = (question: string) => report.decision.answers.find((one) => one.question === question)?.answer;
    // Doubt about the model stands before that of the simulation: the bar goes from 10.5 to 12 M by hand.
    expect(answer('How sure?')).toMatch(
      /^Over the assumptions tried, one at a time, the tail loss runs from .* to .*\. Track record, 2025-10-10: 1 of 1 known figures lie outside/,
    );
    expect(answer('We would change our mind if …')).toBe('Triggers are not stated in the scenario.');
    expect(report.sections.map(({ id }) => id)).toEqual([
      'settings',
      'difference',
      'user-cost',
      'sensitivity',
      'track-record',
    ]);
    expect(report.origin.author).toBe('A. Writer');
    expect(report.hash).toMatch(/^[0-9a-f]{12}$/);
    // What is joined is no longer unanswered; what is not is, with the command that answers it.
    expect(report.unanswered.map(({ reason }) => reason.match(/firebreak \w+/)?.[0])).toEqual([
      'firebreak run',
      'firebreak frontier',
      'firebreak optimise',
      'firebreak reverse',
      // No command compares an earlier forecast with what followed.
      undefined,
    ]);
  });

  it('takes two backtests and tells their anchors apart', async () => {
    const days = ['2025-10-10', '2021-01-11'].map((name) => ({ ...SCENARIO, name }));
    const folders = await Promise.all(days.map((day) => write(`bt-${day.name}`, 'backtest', backtest, day)));
    const { sections } = await buildReport(folders[0], [folders[1]]);
    expect(sections.map(({ id, charts }) => [id, charts[0].id])).toEqual([
      ['track-record', 'track-record'],
      ['track-record-2', 'track-record-2'],
    ]);
  });

  it('says which other settings a joined study was run with', async () => {
    const folders = [
      await write('cmp-500', 'compare', compare),
      await write('sens-300', 'sensitivity', tornado, { ...SCENARIO, accounts: { count: 300 } } as ScenarioFacts),
    ];
    const { sections } = await buildReport(folders[0], [folders[1]]);
    expect(sections.find(({ id }) => id === 'sensitivity')?.notes[0]).toContain(
      'accounts.count 300 (elsewhere in this report 500)',
    );
    expect(otherSettingsText(SCENARIO, { ...SCENARIO, seed: 'other', name: 'other' })).toBe(null);
  });
});

describe('refusals are the user’s to mend: exit code 2, all reasons at once', () => {
  it('refuses a folder of an earlier version, with the version and the way out', async () => {
    const folder = await write('old', 'sensitivity', tornado);
    const file = join(folder, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, firebreakVersion: '0.1.0' }));
    expect(await refusal(folder, [])).toEqual({
      code: 2,
      text: `cannot read ${folder}: written by Firebreak 0.1.0, expected 0.2.0 or later; make it again with firebreak sensitivity`,
    });
  });

  it('names no figure of a study by its place in a list: without a swing there is no largest one', async () => {
    const indices = [{ method: 'sobol', parameter: 'depth', index: 'total', figure: figureOf(0.4, 0.3, 0.5) }];
    const none = { ...sensitivityOf([]), indices };
    const { decision } = await buildReport(await write('no-swing', 'sensitivity', none));
    expect(decision.figures.map(({ label }) => label)).toEqual(['Tail loss as the scenario stands']);
  });

  it('reads the triggers that the author stated, and what flips the decision surely', async () => {
    const stated = { ...SCENARIO, report: { triggers: ['the fund halves', 'a tier changes'] } } as ScenarioFacts;
    const flips = sensitivityOf([barOf('depth', differenceOf(2e7, 1.5e7, 2.5e7), 'surely')]);
    const { decision } = await buildReport(await write('flips', 'sensitivity', flips, stated));
    expect(decision.answers.at(-1)?.answer).toBe(
      'Stated: the fund halves; a tier changes. The decision flips with depth (at 0.5).',
    );
  });

  it('other assets and another seed, each named', async () => {
    const lead = await write('cmp-lead', 'compare', compare);
    const other = { ...SCENARIO, seed: '2', assets: { BTC: SCENARIO.assets['BTC'] } } as ScenarioFacts;
    const folder = await write('sens-other', 'sensitivity', tornado, other);
    const { code, text } = await refusal(lead, [folder]);
    expect(code).toBe(2);
    expect(text.split('\n')).toEqual([
      `cannot join ${folder} to ${lead}: other assets, expected BTC, ETH, received BTC`,
      `cannot join ${folder} to ${lead}: other seed, expected 1, received 2`,
    ]);
  });

  it('other shocks, by the setting that differs; a tilt alone is none', async () => {
    const lead = await write('cmp-shocks', 'compare', compare);
    const wild = { ...SCENARIO.shocks, volatilityPerYear: { BTC: 0.9, ETH: 0.8 } };
    const folder = await write('sens-wild', 'sensitivity', tornado, { ...SCENARIO, shocks: wild } as ScenarioFacts);
    expect((await refusal(lead, [folder])).text).toContain('other shocks: shocks.volatilityPerYear.BTC');
    const tilt = { ...SCENARIO.shocks, tilt: { plainShare: 0.5 } };
    const tilted = await write('sens-tilt', 'sensitivity', tornado, {
      ...SCENARIO,
      shocks: tilt,
    } as unknown as ScenarioFacts);
    expect((await buildReport(lead, [tilted])).sections.some(({ id }) => id === 'sensitivity')).toBe(true);
  });

  it('a backtest of assets that the report is not about', async () => {
    const lead = await write('cmp-assets', 'compare', compare);
    const assets = { ...SCENARIO.assets, SOL: { priceUsd: 100 } };
    const folder = await write('bt-sol', 'backtest', backtest, { ...SCENARIO, assets } as ScenarioFacts);
    expect((await refusal(lead, [folder])).text).toContain('expected some of BTC, ETH, received SOL as well');
  });

  it('two comparisons', async () => {
    const folders = [await write('cmp-1', 'compare', compare), await write('cmp-2', 'compare', compare)];
    expect((await refusal(folders[0], [folders[1]])).text).toBe(
      'cannot join two folders of kind compare: a report has one',
    );
  });

  it('a folder without results, a summary cut short, a study of another kind', async () => {
    expect((await refusal(root, [])).code).toBe(2);
    const cut = await write('cmp-cut', 'compare', compare);
    writeFileSync(join(cut, 'summary.json'), '{"study": "comp');
    expect(await refusal(cut, [])).toEqual({
      code: 2,
      text: `cannot read ${cut}/summary.json: it is cut short or no JSON`,
    });
    const odd = await write('odd', 'tea-leaves', compare);
    await expect(readStudy(odd)).rejects.toThrow('a study of kind tea-leaves; expected one of compare, frontier');
  });
});
