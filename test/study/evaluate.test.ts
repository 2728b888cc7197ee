// What: a study's runs are kept by scenario hash, found again, taken from finished results beside it, and resumed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATH_MEASURES } from '../../src/kernel/result.ts';
import { identityOf } from '../../src/results/collect/identity.ts';
import { createPathsWriter } from '../../src/results/collect/path-files.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { openEvaluator, type StudyProgress } from '../../src/study/evaluate.ts';
import { SMALL, writeOne } from '../scenario/small-scenario.ts';
import { createTestFolder } from '../support/toy-run.ts';

const load = (...set: string[]) => loadScenario(writeOne('s.yaml', SMALL), { set });

describe('the runs of a study', () => {
  it('are simulated once and found again by another study in the same folder', async () => {
    const folder = join(createTestFolder(), 'study');
    const [base, other] = [await load(), await load('book.depthScale=0.5')];
    const first = openEvaluator({ folder, threads: 1, runs: 2 });
    const sample = await first.evaluate(base, 'base');
    await first.evaluate(other, 'other');
    await first.evaluate(base, 'base again');
    expect(first.counts).toEqual({ simulated: 2, reused: 0 });
    const second = openEvaluator({ folder, threads: 1, runs: 2 });
    const again = await second.evaluate(base, 'base');
    expect(second.counts).toEqual({ simulated: 0, reused: 1 });
    expect(again).toEqual(sample);
  });

  it('are the paths of firebreak run, column by column, and a finished run beside the study is used', async () => {
    const folder = createTestFolder();
    const base = await load();
    await runScenario(base, { folder: join(folder, 'small-1'), threads: 1 });
    const reusing = openEvaluator({ folder: join(folder, 'study'), threads: 1, runs: 1 });
    const found = await reusing.evaluate(base, 'base');
    expect(reusing.counts).toEqual({ simulated: 0, reused: 1 });
    const alone = openEvaluator({ folder: join(createTestFolder(), 'study'), threads: 1, runs: 1 });
    const simulated = await alone.evaluate(base, 'base');
    for (const measure of PATH_MEASURES) expect(found.column[measure], measure).toEqual(simulated.column[measure]);
  });

  it('are not taken from a result with other settings', async () => {
    const folder = createTestFolder();
    await runScenario(await load(), { folder: join(folder, 'small-1'), threads: 1 });
    const evaluator = openEvaluator({ folder: join(folder, 'study'), threads: 1, runs: 1 });
    await evaluator.evaluate(await load('book.depthScale=0.9'), 'thin');
    expect(evaluator.counts).toEqual({ simulated: 1, reused: 0 });
  });

  it('keep the number of replicates, on which every interval rests', async () => {
    const folder = join(createTestFolder(), 'study');
    const scrambled = await load('paths=256', 'shocks.sampling={kind: sobol, replicates: 16}');
    const evaluate = () => openEvaluator({ folder, threads: 1, runs: 1 }).evaluate(scrambled, 'base');
    expect((await evaluate()).replicates).toBe(16);
    expect((await evaluate()).replicates).toBe(16); // from its file
  });

  it('of another version are not taken, since it may compute other figures', async () => {
    const folder = join(createTestFolder(), 'study');
    const base = await load();
    const { hash } = base;
    const writer = await createPathsWriter(join(folder, 'runs'), `${hash.slice(0, 24)}.arrow`, {
      ...identityOf(base, '0.0.1'),
    });
    writer.close();
    const evaluator = openEvaluator({ folder, threads: 1, runs: 1 });
    expect((await evaluator.evaluate(base, 'base')).n).toBe(100);
    expect(evaluator.counts).toEqual({ simulated: 1, reused: 0 });
  });

  it('go on where an interruption stopped them, to the same bytes', async () => {
    const resolved = await load('paths=1400');
    const whole = join(createTestFolder(), 'whole');
    await openEvaluator({ folder: whole, threads: 1, runs: 1 }).evaluate(resolved, 'base');
    const folder = join(createTestFolder(), 'broken');
    const controller = new AbortController();
    const seen: StudyProgress[] = [];
    const onProgress = (progress: StudyProgress) => {
      seen.push(progress);
      if (progress.donePaths >= 256) controller.abort();
    };
    const broken = openEvaluator({ folder, threads: 1, runs: 1, signal: controller.signal, onProgress });
    await expect(broken.evaluate(resolved, 'base')).rejects.toMatchObject({ name: 'StudyInterrupted' });
    const [left] = readdirSync(join(folder, 'runs'));
    expect(left).toMatch(/\.checkpoint$/);
    const doneAtStart: number[] = [];
    const resumed = openEvaluator({ folder, threads: 1, runs: 1, onProgress: (p) => doneAtStart.push(p.donePaths) });
    await resumed.evaluate(resolved, 'base');
    expect(doneAtStart[0]).toBeGreaterThanOrEqual(256);
    const [file] = readdirSync(join(folder, 'runs'));
    expect(readFileSync(join(folder, 'runs', file))).toEqual(readFileSync(join(whole, 'runs', file)));
    expect(existsSync(join(folder, 'runs', left))).toBe(false);
  });
});
