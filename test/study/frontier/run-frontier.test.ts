// What: what a frontier leaves in its folder, that it computes nothing twice, and that an interruption keeps what is done.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../../src/results/read-table.ts';
import { formatFrontier } from '../../../src/study/frontier/frontier-text.ts';
import { runFrontier } from '../../../src/study/frontier/run-frontier.ts';
import { formatOptimum } from '../../../src/study/optimise/optimise-text.ts';
import { runOptimise } from '../../../src/study/optimise/run-optimise.ts';
import { writeStudyFiles } from '../../support/one-account-study.ts';
import { makeFolder, removeFolders } from '../../support/result-folder.ts';

afterAll(removeFolders);

const STUDY = `
scenario: scenario.json
paths: 600
confidence: 0.95
parameters:
  - { path: margin.tiers.default.maxLeverage, low: 10, high: 20, steps: 2 }
policies:
  - { name: slow, set: { liquidation.latencySteps: 1 } }
`;

describe('runFrontier', async () => {
  const folder = makeFolder();
  const file = writeStudyFiles(folder, STUDY);
  const out = join(folder, 'out');
  const outcome = await runFrontier({ file, threads: 1, folder: out });

  it('has a row for each policy and elasticity, the declared one first, the current rules marked', async () => {
    const table = await readTable(join(out, 'frontier.arrow'));
    expect(table.rows).toBe(4 * 3);
    expect(table.text('policy').slice(0, 4)).toEqual([
      'current',
      'slow',
      'default.maxLeverage 10',
      'default.maxLeverage 20',
    ]);
    expect([...table.number('elasticity')].filter((_, row) => row % 4 === 0)).toEqual([0.5, 0, 1]);
    expect([...table.number('isHeadline')].slice(0, 5)).toEqual([1, 1, 1, 1, 0]);
    expect([...table.number('isCurrent')].slice(0, 5)).toEqual([1, 0, 0, 0, 1]);
    // The account's rate goes from 20 to 10 %: notional grows by (0.2/0.1)^0.5 − 1 (response of users, by hand).
    expect(table.number('notionalChange')[2]).toBeCloseTo(Math.SQRT2 - 1, 9);
    expect(table.number('exposurePerInitialMargin')[2]).toBeCloseTo(10, 9);
  });

  it('says what each policy sets, in numbers where it is one', async () => {
    const table = await readTable(join(out, 'policies.arrow'));
    expect(table.text('path')).toContain('liquidation.latencySteps');
    expect([...table.number('value')]).toEqual([1, 10, 20]);
  });

  it('computes nothing again and gives the same files', async () => {
    const bytes = readFileSync(join(out, 'frontier.arrow'));
    const again = await runFrontier({ file, threads: 1, folder: out });
    expect(again.counts.simulated).toBe(0);
    expect(readFileSync(join(out, 'frontier.arrow')).equals(bytes)).toBe(true);
    // A policy that asks no other margin is one run for all elasticities: base, slow, and two leverages three times.
    expect(outcome.counts).toEqual({ simulated: 8, reused: 0 });
  });

  it('is repeated from the manifest it left, what the command line changed included, byte for byte', async () => {
    const first = join(folder, 'changed');
    await runFrontier({ file, threads: 1, folder: first, set: ['paths=500', 'seed="9"'], elasticity: 0.25 });
    const second = join(folder, 'repeated');
    await runFrontier({ file: join(first, 'manifest.json'), threads: 1, folder: second });
    for (const name of ['summary.json', 'frontier.arrow', 'policies.arrow'])
      expect(readFileSync(join(second, name)).equals(readFileSync(join(first, name)))).toBe(true);
  });

  it('prints each policy once, with who is beaten by nobody', () => {
    const text = formatFrontier(outcome.summary, out);
    expect(text).toContain('current (as it is)');
    expect(text).toContain('Pareto set with elasticity 0, notional stays');
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it('keeps the runs that are done when it is interrupted', async () => {
    const controller = new AbortController();
    const target = join(folder, 'cut');
    const onProgress = ({ run }: { run: number }) => {
      if (run >= 2) controller.abort();
    };
    const cut = runFrontier({
      file,
      threads: 1,
      folder: target,
      set: ['seed=9'],
      signal: controller.signal,
      onProgress,
    });
    await expect(cut).rejects.toThrow('interrupted');
    expect(existsSync(join(target, 'manifest.json'))).toBe(false);
    const whole = await runFrontier({ file, threads: 1, folder: target, set: ['seed=9'] });
    expect(whole.counts.reused).toBeGreaterThanOrEqual(1);
    expect(whole.counts.simulated + whole.counts.reused).toBe(8);
  });
});

describe('runOptimise', async () => {
  const folder = makeFolder();
  const study = (probability: number) => `
scenario: scenario.json
paths: 1000
confidence: 0.95
response: { elasticity: 0 }
parameters:
  - { path: margin.tiers.default.maxLeverage, low: 5, high: 25, steps: 3 }
constraint: { of: badDebtUsd, probability: ${probability} }
`;

  it('chooses the most efficient leverage whose bad debt is rare enough, and leaves every candidate in its table', async () => {
    const file = writeStudyFiles(folder, study(0.1));
    const { summary, folder: out } = await runOptimise({ file, threads: 1, folder: join(folder, 'met') });
    const search = summary.search!;
    expect(search.status).toBe('met');
    // P(loss > 1/leverage) = 10 % at a margin of 6.3 % (log-normal): leverage 15.9 at most; 15 is on the grid.
    const leverage = search.chosen!.search.efficiency.exposurePerInitialMargin;
    expect(leverage).toBeGreaterThanOrEqual(10);
    expect(leverage).toBeLessThan(16);
    const table = await readTable(join(out, 'candidates.arrow'));
    expect(table.number('isChosen').reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(2);
    expect(table.text('stage')).toContain('heldOut');
    expect(formatOptimum(summary, out)).toContain('chosen:');
  });

  it('says that nothing meets a target, and what comes closest', async () => {
    // At 20x and more the account loses its margin on 15 % of days and more.
    const file = writeStudyFiles(folder, study(0.004).replace('low: 5', 'low: 20'), 0.05);
    const { summary, folder: out } = await runOptimise({ file, threads: 1, folder: join(folder, 'notMet') });
    expect(summary.search!.status).toBe('notMet');
    expect(summary.search!.closest.name).toMatch(/current|maxLeverage 20/);
    const text = formatOptimum(summary, out);
    expect(text).toContain('no policy in the box meets it; the closest is');
    // Every one was run: there are no others to be less efficient.
    expect(text).toMatch(/(\d+) policies thought of, \1 run; 0 checked/);
  });

  it('chooses among named policies alone, whatever the design of the parameters that there are none of', async () => {
    const named = study(0.5).replace(
      /parameters:\n.*\n/,
      'design: { kind: sobol, points: 8 }\npolicies: [{ name: at 5x, set: { margin.tiers.default.maxLeverage: 5 } }]\n',
    );
    const file = writeStudyFiles(folder, named);
    const { summary } = await runOptimise({ file, threads: 1, folder: join(folder, 'named') });
    expect(summary.search!.candidates.map(({ name }) => name)).toEqual(['current', 'at 5x', 'current']);
  });
});
