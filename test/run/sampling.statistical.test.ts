// What: runs on scrambled Sobol points, alone and under a tilt, give the answers of a plain run of another seed, from
// replicates that the files name. Tolerance: 4 standard errors of the difference; those of paths by themselves count them as
// independent, which is wide for scrambled ones.
import { beforeAll, describe, expect, it } from 'vitest';
import { PATH_ASSETS, PATHS } from '../../src/results/columns/paths.ts';
import { readTable } from '../../src/results/read-table.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';
import type { Summary } from '../../src/results/summary.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { parseUntil } from '../../src/run/until.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { comparePaths, inErrors } from '../support/compare-runs.ts';
import { resolveEveryPayer } from '../support/every-payer.ts';
import { createTestFolder, fingerprint } from '../support/toy-run.ts';

const PATH_COUNT = 4096;
const SOBOL = { kind: 'sobol' };
const TILT = { plainShare: 0.3, standardDeviations: -1, commonJumpFactor: 3 };
const KINDS = { plain: {}, scrambled: { sampling: SOBOL }, both: { sampling: SOBOL, tilt: TILT } } as const;
type Kind = keyof typeof KINDS;
const folders = {} as Record<Kind, string>;
const summaries = {} as Record<Kind, Summary>;

function resolve(seed: string, kind: Kind, paths = PATH_COUNT): Promise<ResolvedScenario> {
  const { tilt, sampling }: { tilt?: typeof TILT; sampling?: typeof SOBOL } = KINDS[kind];
  return resolveEveryPayer(seed, paths, tilt, sampling);
}

beforeAll(async () => {
  for (const [k, kind] of (Object.keys(KINDS) as Kind[]).entries()) {
    folders[kind] = createTestFolder();
    const options = { folder: folders[kind], threads: 1, contagion: false };
    summaries[kind] = (await runScenario(await resolve(String(k + 1), kind), options)).summary!;
  }
});

/** Every figure below an object by its path. */
function figuresOf(value: unknown, at = ''): Map<string, Figure> {
  const found = new Map<string, Figure>();
  if (value === null || typeof value !== 'object') return found;
  if ('confidence' in value && 'method' in value) return found.set(at, value as Figure);
  for (const [key, entry] of Object.entries(value))
    for (const pair of figuresOf(entry, `${at}.${key}`)) found.set(...pair);
  return found;
}

describe.each(['scrambled', 'both'] as const)('a run on scrambled points (%s)', (kind) => {
  it.each([
    [PATHS, [] as string[], 25],
    [PATH_ASSETS, ['asset'], 30],
  ])('agrees with a plain one in every column of paths', async (table, keys, atLeast) => {
    const compared = await comparePaths(table, [folders.plain, folders[kind]], keys, PATH_COUNT);
    expect(compared.estimates.filter(({ z }) => !(z <= 4))).toEqual([]);
    expect(compared.estimates.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('agrees with a plain one in every figure that has a standard error, and says where its own comes from', () => {
    const plain = figuresOf(summaries.plain.contagion);
    let compared = 0;
    for (const [name, b] of figuresOf(summaries[kind].contagion)) {
      const a = plain.get(name)!;
      expect(b.method, name).toMatch(
        /16 scrambled replicates|as if all paths were independent|fewer than|not a single|no path/,
      );
      if (!a.stdError || !b.stdError || a.estimate === null || b.estimate === null) continue;
      compared++;
      expect(inErrors(a.estimate, b.estimate, a.stdError, b.stdError), name).toBeLessThanOrEqual(4);
    }
    expect(compared).toBeGreaterThanOrEqual(30);
  });

  it('names the replicate of each path, path modulo 16, and their number', async () => {
    const table = await readTable(`${folders[kind]}/paths.arrow`, ['path', 'replicate']);
    expect(table.metadata['replicates']).toBe('16');
    const replicate = Array.from(table.number('replicate'));
    expect(replicate).toEqual(Array.from(table.number('path'), (path) => path % 16));
    expect(summaries[kind].run.replicates).toBe(16);
  });

  it('gives the same bytes on two threads, and after an interruption', async () => {
    const resolved = await resolve('3', kind, 1024);
    const [one, two, resumed] = [createTestFolder(), createTestFolder(), createTestFolder()];
    await runScenario(resolved, { folder: one, threads: 1, contagion: false });
    await runScenario(resolved, { folder: two, threads: 2, contagion: false });
    expect(fingerprint(two)).toEqual(fingerprint(one));
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => void (done >= 256 && controller.abort());
    const options = { folder: resumed, threads: 1, contagion: false };
    await runScenario(resolved, { ...options, signal: controller.signal, onProgress, blocksPerBatch: 1 });
    await runScenario(resolved, { ...options, resume: true });
    expect(fingerprint(resumed)).toEqual(fingerprint(one));
  });
});

describe('a plain run', () => {
  it('has no replicates: zeros in the column, and not a word elsewhere', async () => {
    const table = await readTable(`${folders.plain}/paths.arrow`, ['replicate']);
    expect(table.number('replicate').every((replicate) => replicate === 0)).toBe(true);
    expect(table.metadata['replicates']).toBeUndefined();
    expect(JSON.stringify(summaries.plain)).not.toMatch(/replicate|independent/);
  });
});

describe('--until on scrambled points', () => {
  it('looks at the figure whenever the paths have doubled, and stops there', async () => {
    const until = parseUntil('pLiquidation ± 20%');
    const outcome = await runScenario(await resolve('4', 'scrambled', 16_384), {
      ...{ folder: createTestFolder(), threads: 1, contagion: false },
      until,
    });
    expect(outcome.until!.reached).toBe(true);
    expect(outcome.pathCount).toBe(2048); // the second check: 1,024 paths, then 2,048
  });
});
