// What: the shell of a run: threads, batches, interruption, resume, failure, folders. Values come from the toy engine;
// equality is of the files' bytes.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Progress } from '../../src/run/progress.ts';
import { parseUntil } from '../../src/run/until.ts';
import { createTestFolder, createToyScenario, fingerprint, runToy } from '../support/toy-run.ts';

const PATHS = 2000; // eight blocks, the last of 208
const scenario = createToyScenario(PATHS);
let whole: Record<string, string>;
let wholeFolder: string;

beforeAll(async () => {
  wholeFolder = join(createTestFolder(), 'whole');
  const outcome = await runToy(scenario, { folder: wholeFolder });
  expect(outcome).toMatchObject({ status: 'complete', folder: wholeFolder, pathCount: PATHS, resumedPaths: 0 });
  whole = fingerprint(wholeFolder);
});

/** Aborts once this many paths are done. */
function abortAfter(paths: number) {
  const controller = new AbortController();
  const onProgress = ({ phase, done }: Progress) => {
    if (phase === 'paths' && done >= paths) controller.abort();
  };
  return { signal: controller.signal, onProgress, blocksPerBatch: 1 };
}

describe('the bytes of every file', () => {
  it('are there to compare', () => {
    expect(Object.keys(whole)).toContain('paths.arrow');
    expect(Object.keys(whole).length).toBeGreaterThanOrEqual(8);
    expect(existsSync(join(wholeFolder, 'checkpoint.bin'))).toBe(false);
    expect(existsSync(join(wholeFolder, '.partial'))).toBe(false);
  });

  it.each([
    [1, 3],
    [2, undefined],
    [2, 1],
    [3, 2],
    [3, 100],
  ])('are the same on %i threads with batches of %s blocks', async (threads, blocksPerBatch) => {
    const folder = createTestFolder();
    await runToy(scenario, { folder, threads, blocksPerBatch });
    expect(fingerprint(folder)).toEqual(whole);
  });

  it.each([1, 2])('are the same after an interruption and a resume on %i threads', async (threads) => {
    const folder = join(createTestFolder(), 'out');
    const first = await runToy(scenario, { folder, threads, ...abortAfter(512) });
    expect(first.status).toBe('interrupted');
    expect(first.pathCount).toBeGreaterThanOrEqual(512);
    expect(first.pathCount).toBeLessThan(PATHS);
    // Whole and readable for what is done; a matrix of pulls needs the whole run.
    const names = Object.keys(whole).filter((name) => name !== 'contagion.arrow');
    expect(Object.keys(fingerprint(folder))).toEqual(names);
    const second = await runToy(scenario, { folder, threads: 1, resume: true });
    expect(second).toMatchObject({ status: 'complete', resumedPaths: first.pathCount, pathCount: PATHS });
    expect(fingerprint(folder)).toEqual(whole);
    expect(existsSync(join(folder, 'checkpoint.bin'))).toBe(false);
  });

  it('of an interrupted run are those of a run of just the paths that are done', async () => {
    const folder = createTestFolder();
    await runToy(scenario, { folder, ...abortAfter(512) });
    const short = createTestFolder();
    const { paths, ...rest } = scenario.scenario;
    expect(paths).toBe(PATHS);
    await runToy({ ...scenario, scenario: { ...rest, paths: 512 } }, { folder: short });
    const names = ['paths.arrow', 'path-assets.arrow', 'timeline.arrow', 'generations.arrow'];
    const pick = (all: Record<string, string>) => names.map((name) => all[name]);
    expect(pick(fingerprint(folder))).toEqual(pick(fingerprint(short)));
  });

  it('survive two interruptions', async () => {
    const folder = createTestFolder();
    await runToy(scenario, { folder, ...abortAfter(256) });
    await runToy(scenario, { folder, resume: true, ...abortAfter(1024) });
    await runToy(scenario, { folder, resume: true });
    expect(fingerprint(folder)).toEqual(whole);
  });
});

describe('interruption', () => {
  it('before the first block leaves nothing', async () => {
    const folder = join(createTestFolder(), 'out');
    const outcome = await runToy(scenario, { folder, signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ status: 'interrupted', folder: null, pathCount: 0 });
    expect(existsSync(folder)).toBe(false);
  });

  it('does not replace a complete result, and can be resumed beside it', async () => {
    const folder = createTestFolder();
    await runToy(scenario, { folder });
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ scenarioHash: scenario.hash }));
    const outcome = await runToy(scenario, { folder, ...abortAfter(256) });
    expect(outcome.folder).toBe(join(folder, '.partial'));
    expect(fingerprint(folder)['paths.arrow']).toBe(whole['paths.arrow']);
    expect(await runToy(scenario, { folder, resume: true })).toMatchObject({ status: 'complete', resumedPaths: 256 });
    expect(fingerprint(folder)).toEqual(whole);
  });
});

describe('a failing path', () => {
  it.each([1, 2])('stops the run on %i threads, is named, and leaves nothing that looks whole', async (threads) => {
    const folder = createTestFolder();
    const run = runToy(createToyScenario(PATHS, { failingPath: 700 }), { folder, threads, blocksPerBatch: 1 });
    await expect(run).rejects.toMatchObject({ name: 'PathFailure', path: 700 });
    expect(fingerprint(folder)).toEqual({});
    expect(readdirSync(join(folder, '.partial'))).toEqual(['checkpoint.bin']);
    // The blocks before it are kept.
    expect(await runToy(scenario, { folder, resume: true })).toMatchObject({ resumedPaths: 512 });
    expect(fingerprint(folder)).toEqual(whole);
  });
});

describe('the result folder', () => {
  it('is refused when it holds another scenario, or something else', async () => {
    const folder = createTestFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await expect(runToy(scenario, { folder })).rejects.toThrow(/not a result folder.*--out/);
    writeFileSync(join(folder, 'manifest.json'), '{"scenarioHash":"other"}');
    await expect(runToy(scenario, { folder })).rejects.toThrow(/another scenario.*--out/);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    await expect(runToy(scenario, { folder: join(folder, 'notes.txt') })).rejects.toThrow('is a file');
  });

  it('is refused for a resume when there is nothing of this run', async () => {
    const folder = createTestFolder();
    await expect(runToy(scenario, { folder, resume: true })).rejects.toThrow('holds no interrupted run');
    await runToy(scenario, { folder, ...abortAfter(256) });
    const moved = createTestFolder();
    renameSync(join(folder, 'checkpoint.bin'), join(moved, 'checkpoint.bin'));
    const other = { ...scenario, hash: 'other' };
    await expect(runToy(other, { folder: moved, resume: true })).rejects.toThrow('another scenario or version');
  });

  it('is replaced by a complete run of the same scenario', async () => {
    const folder = createTestFolder();
    mkdirSync(folder, { recursive: true });
    await runToy(scenario, { folder });
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ scenarioHash: scenario.hash }));
    writeFileSync(join(folder, 'paths.arrow'), 'stale');
    await runToy(scenario, { folder });
    expect(fingerprint(folder)).toEqual(whole);
  });
});

describe('progress', () => {
  it('rises to the total in both passes', async () => {
    const seen: Progress[] = [];
    await runToy(scenario, { folder: createTestFolder(), onProgress: (progress) => seen.push(progress) });
    const paths = seen.filter(({ phase }) => phase === 'paths');
    expect(paths[0]).toMatchObject({ done: 0, total: PATHS });
    expect(paths.at(-1)).toMatchObject({ done: PATHS, total: PATHS, secondsLeft: 0 });
    expect(paths.every(({ done }, i) => i === 0 || done > paths[i - 1]!.done)).toBe(true);
    const traces = seen.filter(({ phase }) => phase === 'traces');
    expect(traces.at(-1)!.done).toBe(traces.at(-1)!.total);
  });
});

describe('--until', () => {
  it('stops at a stage when the figure is known well enough, the same way after a resume', async () => {
    const long = createToyScenario(20_000);
    const until = parseUntil('es0.9 ± 5%');
    const folder = createTestFolder();
    const outcome = await runToy(long, { folder, until });
    expect(outcome).toMatchObject({ status: 'complete', until: { reached: true } });
    // 1 path in 10 lies in the tail: 2,304 paths are the first stage with 200 of them, the next check confirms.
    expect(outcome.pathCount).toBe(3584);
    expect(outcome.until!.halfWidth).toBeLessThanOrEqual(0.05 * outcome.until!.estimate);
    const other = createTestFolder();
    await runToy(long, { folder: other, until, ...abortAfter(2560) });
    expect(await runToy(long, { folder: other, until, resume: true })).toMatchObject({ pathCount: 3584 });
    expect(fingerprint(other)).toEqual(fingerprint(folder));
  });

  it('ends at the budget when the figure stays vague', async () => {
    const outcome = await runToy(scenario, { folder: createTestFolder(), until: parseUntil('es0.99 ± 1%') });
    expect(outcome).toMatchObject({ status: 'complete', pathCount: PATHS, until: { reached: false } });
  });

  it('names the figures it knows', async () => {
    const run = runToy(scenario, { folder: createTestFolder(), until: parseUntil('mean ± 5%') });
    await expect(run).rejects.toThrow(/es0\.999 or var0\.99\.badDebtUsd/);
  });
});
