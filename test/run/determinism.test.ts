// What: the determinism contract with the real kernel on a small cut of the default scenario. Equality is of bytes.
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { PATH_MEASURES } from '../../src/kernel/result.ts';
import { createSimulator, simulateBlock, tracePath } from '../../src/kernel/simulate.ts';
import { readTable } from '../../src/results/read-table.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { createTestFolder, fingerprint } from '../support/toy-run.ts';

const FILE = fileURLToPath(new URL('../../scenarios/perp-majors.yaml', import.meta.url));
const CUT = ['paths=700', 'accounts.count=300', 'horizon.steps=48'];
let scenario: ResolvedScenario;
let folder: string;
let whole: Record<string, string>;

beforeAll(async () => {
  scenario = await loadScenario(FILE, { set: CUT });
  folder = createTestFolder();
  await runScenario(scenario, { folder, threads: 1 });
  whole = fingerprint(folder);
});

describe('the same scenario and seed', () => {
  it.each([
    [1, 2],
    [2, undefined],
    [3, 1],
    [2, 3],
  ])('give the same bytes on %i threads with batches of %s blocks', async (threads, blocksPerBatch) => {
    const other = createTestFolder();
    await runScenario(scenario, { folder: other, threads, blocksPerBatch });
    expect(fingerprint(other)).toEqual(whole);
  });

  it('give the same bytes with the plain loop over all accounts', async () => {
    const other = createTestFolder();
    await runScenario(await loadScenario(FILE, { set: CUT, naive: true }), { folder: other, threads: 2 });
    expect(fingerprint(other)).toEqual(whole);
  });

  it('give the same bytes after an interruption and a resume', async () => {
    const other = createTestFolder();
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => void (done >= 256 && controller.abort());
    const first = await runScenario(scenario, { folder: other, threads: 1, signal: controller.signal, onProgress });
    expect(first).toMatchObject({ status: 'interrupted', pathCount: 256 });
    await runScenario(scenario, { folder: other, threads: 2, resume: true });
    expect(fingerprint(other)).toEqual(whole);
  });

  it('give other bytes with another seed', async () => {
    const other = createTestFolder();
    await runScenario(await loadScenario(FILE, { set: [...CUT, 'seed=7'] }), { folder: other, threads: 2 });
    expect(fingerprint(other)['paths.arrow']).not.toBe(whole['paths.arrow']);
  });
});

describe('a path alone', () => {
  it('equals the path in the run, in every column, as a block of its own and as a trace', async () => {
    const table = await readTable(`${folder}/paths.arrow`, [...PATH_MEASURES]);
    expect(table.rows).toBe(700);
    for (const path of [0, 255, 256, 431, 699]) {
      const alone = simulateBlock(createSimulator(scenario.kernel), path, 1).path;
      const { totals } = tracePath(createSimulator(scenario.kernel), path);
      for (const measure of PATH_MEASURES) {
        const inRun = table.number(measure)[path];
        expect({ path, measure, value: alone[measure][0] }).toEqual({ path, measure, value: inRun });
        expect({ path, measure, value: totals[measure] }).toEqual({ path, measure, value: inRun });
      }
    }
  });
});
