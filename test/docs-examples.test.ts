// What: docs/examples does what it says. The SQL runs in DuckDB on exported runs and gives the figures of summary.json; the
// TypeScript compiles under strict rules and runs; the Python names columns that exist, and runs where polars is installed
// (FIREBREAK_PYTHON names an interpreter; python3 by default). The summary is computed by other code than any of them.
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLES } from '../src/results/columns/tables.ts';
import { exportParquet } from '../src/results/export-parquet.ts';
import { readTable } from '../src/results/read-table.ts';
import type { Figure } from '../src/results/statistics/figure.ts';
import { computeSummary, type Summary, writeSummary } from '../src/results/summary.ts';
import { runScenario } from '../src/run/run-scenario.ts';
import { loadScenario } from '../src/scenario/load.ts';
import { ROOT } from './support/command.ts';
import { type Duck, openDuck } from './support/duck.ts';
import { collectRun, makeFolder, removeFolders, VERSION } from './support/result-folder.ts';

const run = promisify(execFile);
const EXAMPLES = join(ROOT, 'docs/examples');
const read = (name: string) => readFileSync(join(EXAMPLES, name), 'utf8');
const PYTHON = process.env['FIREBREAK_PYTHON'] ?? 'python3';
const SQL = readQueries();

/** A real run of 256 paths, and an invented one of 2,000 weighted paths on two venues. */
let real: { folder: string; summary: Summary; duck: Duck };
let weighted: { folder: string; summary: Summary; duck: Duck };

beforeAll(async () => {
  const folder = join(makeFolder(), 'run');
  const set = ['paths=256', 'accounts.count=500', 'record.worstPaths=2', 'record.samplePaths=1'];
  const resolved = await loadScenario(join(ROOT, 'scenarios/perp-majors.yaml'), { set });
  const { summary } = await runScenario(resolved, { folder, threads: 1 });
  real = { folder, summary: summary!, duck: await openDuck((await exportParquet(folder)).out) };
  const collected = await collectRun({ paths: 2000, venues: 2, isTilted: true });
  const scenario = {
    ...collected.resolved.scenario,
    measure: { confidence: [0.95, 0.99, 0.999], loss: 'beyondFundUsd' },
  };
  const invented = { ...collected.resolved, scenario } as typeof collected.resolved;
  weighted = {
    folder: collected.folder,
    summary: await computeSummary(invented, collected.folder, VERSION),
    duck: await openDuck((await exportParquet(collected.folder)).out),
  };
  await writeSummary(invented, collected.folder, VERSION);
});
afterAll(() => {
  for (const { duck } of [real, weighted]) duck.close();
  removeFolders();
});

/** Statements by the name that opens the comment above them. */
function readQueries(): Record<string, string> {
  const parts = read('queries.sql').split(/^-- (?=[a-z]+: )/m);
  return Object.fromEntries(parts.slice(1).map((part) => [part.slice(0, part.indexOf(':')), `-- ${part}`]));
}

/** Sums in another order: relative 1e-9, the rounding of 2,000 additions and their cancellation. */
function expectClose(found: unknown, expected: number | null): void {
  if (expected === null) expect(found).toBeNull();
  else expect(Math.abs((found as number) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-6);
}

describe('docs/examples/queries.sql', () => {
  it('has the questions that its README names', () => {
    expect(Object.keys(SQL)).toEqual(['tail', 'payers', 'causes', 'bands', 'cohorts']);
  });

  it('gives VaR and ES of summary.json with the standard error, weights respected, and nothing on few paths', async () => {
    let [figures, refused] = [0, 0];
    for (const { summary, duck } of [real, weighted]) {
      const { valueAtRisk, expectedShortfall } = summary.contagion.tail.shortfallUsd;
      for (const row of await duck.rows(SQL['tail']!)) {
        const es = expectedShortfall[String(row['level'])] as Figure;
        expectClose(row['expectedShortfall'], es.estimate);
        expectClose(row['stdError'], es.stdError ?? null);
        if (es.estimate === null) refused++;
        else {
          expectClose(row['valueAtRisk'], valueAtRisk[String(row['level'])]!.estimate);
          figures++;
        }
      }
    }
    expect(weighted.summary.run.isWeighted).toBe(true);
    expect({ figures, refused }).toEqual({ figures: 4, refused: 2 });
  });

  it('gives the mean of every payer in summary.json, which add up to the shortfall', async () => {
    for (const { summary, duck } of [real, weighted]) {
      const means = summary.contagion.mean;
      const rows = await duck.rows(SQL['payers']!);
      expect(rows).toHaveLength(5);
      for (const row of rows) {
        const figure = means[row['payer'] as 'fundPaidUsd'];
        expectClose(row['meanUsd'], figure.estimate);
        expectClose(row['stdError'], figure.stdError ?? 0);
      }
    }
    const total = (await real.duck.rows(SQL['payers']!)).reduce((sum, row) => sum + (row['meanUsd'] as number), 0);
    expectClose(total, real.summary.contagion.mean.shortfallUsd.estimate);
  });

  it('gives the worst hundredth from ten paths on, its payers adding up to the mean of those paths', async () => {
    const few = await real.duck.rows(SQL['payers']!); // 256 paths: the worst hundredth has two
    expect(few.map((row) => row['worstHundredthUsd'])).toEqual(few.map(() => null));
    const paths = await readTable(join(weighted.folder, 'paths.arrow'));
    const [loss, weight] = [paths.number('shortfallUsd'), paths.number('weight')];
    const order = [...loss.keys()].sort((a, b) => loss[b]! - loss[a]! || a - b);
    let [size, fund] = [0, 0];
    for (const path of order) {
      if (size + weight[path]! > 0.01 * paths.rows + 1e-6) break;
      size += weight[path]!;
      fund += weight[path]! * paths.number('fundPaidUsd')[path]!;
    }
    const row = (await weighted.duck.rows(SQL['payers']!)).find(({ payer }) => payer === 'fundPaidUsd')!;
    expectClose(row['worstHundredthUsd'], fund / size);
  });

  it('orders the accounts that cause the tail as accounts.arrow has them', async () => {
    const accounts = await readTable(join(real.folder, 'accounts.arrow'), ['name', 'tailLossShare']);
    const share = accounts.number('tailLossShare');
    const order = [...share.keys()].filter((row) => share[row]! > 0).sort((a, b) => share[b]! - share[a]! || a - b);
    const rows = await real.duck.rows(SQL['causes']!);
    expect(rows.map((row) => row['name'])).toEqual(order.slice(0, 20).map((row) => accounts.text('name')[row]));
    expectClose(
      rows[4]!['cumulativeShare'],
      order.slice(0, 5).reduce((sum, row) => sum + share[row]!, 0),
    );
  });

  it('gives the price bands of the last step of timeline.arrow over start prices', async () => {
    const timeline = await readTable(join(real.folder, 'timeline.arrow'), ['step', 'asset', 'measure', 'p01', 'p99']);
    const prices = await readTable(join(real.folder, 'inputs/prices.arrow'), ['asset', 'priceUsd']);
    const rows = await real.duck.rows(SQL['bands']!);
    expect(rows.map((row) => row['asset']).sort()).toEqual([...prices.text('asset')].sort());
    for (const row of rows) {
      const start = prices.number('priceUsd')[prices.text('asset').indexOf(row['asset'] as string)]!;
      const at = (measure: string) =>
        timeline
          .text('asset')
          .findIndex(
            (asset, k) =>
              asset === row['asset'] && timeline.text('measure')[k] === measure && timeline.number('step')[k] === 288,
          );
      expectClose(row['p01'], timeline.number('p01')[at('price')]! / start);
      expectClose(row['p99NoImpact'], timeline.number('p99')[at('priceNoImpact')]! / start);
    }
  });

  it('gives a row a cohort, with what it causes', async () => {
    const rows = await real.duck.rows(SQL['cohorts']!);
    expect(rows[0]).toMatchObject({ group: 'all', contagionShare: 1 });
    const efficiency = real.summary.efficiency.exposurePerMargin.estimate;
    expectClose(rows[0]!['exposurePerMargin'], efficiency);
    const shares = rows.slice(1).map((row) => row['contagionShare'] as number);
    expectClose(
      shares.reduce((sum, share) => sum + share, 0),
      1,
    );
  });
});

describe('docs/examples/read_results.py', () => {
  const code = read('read_results.py');

  it('names columns that exist', () => {
    const files = [...code.matchAll(/read\("([\w-]+\.arrow)"\)/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(2);
    const tables = TABLES.filter(({ file }) => files.includes(file));
    expect(tables.map(({ file }) => file).sort()).toEqual([...new Set(files)].sort());
    const known = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
    // Words in camel case are columns or keys of the summary; `liquidatedSoFarUsd` and others are made there.
    const named = [...code.matchAll(/"([a-z]+[A-Z]\w+)"/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name) && !isInSummary(name) && name !== 'triggerPriceUsd')).toEqual([]);
  });

  const isInSummary = (name: string) => JSON.stringify(real.summary).includes(`"${name}":`);

  it.skipIf(!runs(PYTHON, '--version'))('compiles [python3]', async () => {
    await run(PYTHON, [
      '-c',
      'import ast, sys; ast.parse(open(sys.argv[1], encoding="utf-8").read())',
      join(EXAMPLES, 'read_results.py'),
    ]);
  });

  it.skipIf(!runs(PYTHON, '-c', 'import polars'))('reproduces summary.json [python with polars]', async () => {
    for (const { folder, summary } of [real, weighted]) {
      const { stdout } = await run(PYTHON, [join(EXAMPLES, 'read_results.py'), folder], {
        env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONDONTWRITEBYTECODE: '1' },
      });
      const figures = Object.values(summary.contagion.tail.shortfallUsd.expectedShortfall);
      expect(stdout.match(/as in summary\.json: True/g)).toHaveLength(
        figures.filter((f) => f.estimate !== null).length,
      );
      expect(stdout.match(/not enough paths/g) ?? []).toHaveLength(figures.filter((f) => f.estimate === null).length);
      expect(stdout).not.toContain('False');
      expect(stdout).toContain(`Worst path ${summary.worst.path},`);
      expect(stdout).toContain('Efficiency against contagion');
    }
  });
});

function runs(program: string, ...words: string[]): boolean {
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('docs/examples/read-results.ts', () => {
  it('compiles under strict rules, runs, and finds the figure of the summary in the paths', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/firebreak'));
    symlinkSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'));
    copyFileSync(join(EXAMPLES, 'read-results.ts'), join(folder, 'example.ts'));
    const strict = ['--strict', '--noUncheckedIndexedAccess', '--target', 'es2023', '--module', 'nodenext'];
    const types = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node'];
    const compiled = run(join(ROOT, 'node_modules/.bin/tsc'), [...strict, ...types, 'example.ts'], { cwd: folder });
    await expect(compiled.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: '' });
    const few = readFileSync(join(folder, 'example.js'), 'utf8').replace(
      'paths=2000',
      "paths=256', 'accounts.count=500",
    );
    writeFileSync(join(folder, 'example.js'), few);
    const { stdout } = await run(process.execPath, ['example.js'], { cwd: folder });
    const [mine, theirs] = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    expect(mine![0]).toBe('endogenous');
    expectClose(Number(mine![2]), Number(theirs![1]));
    expect(Number(theirs![2])).toBeLessThan(Number(theirs![1]));
  });
});

describe('docs/examples/README.md', () => {
  it('lists every example', () => {
    const files = readdirSync(EXAMPLES).filter((name) => name !== 'README.md');
    const listed = [...read('README.md').matchAll(/^\| \[[^\]]+\]\(([^)]+)\)/gm)].map(([, file]) => file);
    expect(listed.sort()).toEqual(files.sort());
  });
});
