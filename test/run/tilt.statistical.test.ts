// What: importance sampling changes no answer. A tilted (weighted) run of a small system and a plain one of another seed
// agree in every column of every file. Seeds are fixed, so the outcome is too; tolerance: 4 standard errors of the
// difference. Of some 1,500 comparisons chance alone takes 0.1 beyond that: none is allowed.
import { beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNTS, EFFICIENCY } from '../../src/results/columns/accounts.ts';
import { GENERATIONS, TIMELINE } from '../../src/results/columns/bands.ts';
import type { TableDeclaration } from '../../src/results/columns/column.ts';
import { PATH_ASSETS, PATH_VENUES, PATHS } from '../../src/results/columns/paths.ts';
import { TABLES } from '../../src/results/columns/tables.ts';
import { LIQUIDATIONS, TRACE } from '../../src/results/columns/trace.ts';
import { readTable } from '../../src/results/read-table.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';
import type { Summary } from '../../src/results/summary.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { columnOf, compareEstimates, comparePaths, type FileComparison, inErrors } from '../support/compare-runs.ts';
import { resolveEveryPayer, SAMPLE_PATHS } from '../support/every-payer.ts';
import { createTestFolder } from '../support/toy-run.ts';

const PATH_COUNT = 4096;
const TILT = { plainShare: 0.3, standardDeviations: -1, commonJumpFactor: 3 };
const folders: [string, string] = ['', ''];
const summaries: Summary[] = [];

beforeAll(async () => {
  for (const [k, tilt] of [undefined, TILT].entries()) {
    const folder = createTestFolder();
    const { summary } = await runScenario(await resolveEveryPayer(String(k + 1), PATH_COUNT, tilt), {
      folder,
      threads: 1,
    });
    folders[k] = folder;
    summaries.push(summary!);
  }
});

/** Nothing differs that must be equal, no estimate by more than 4 standard errors, and enough of them are compared. */
function expectAgreement({ estimates, skipped, unequal }: FileComparison, atLeast: number): void {
  expect(unequal).toEqual([]);
  expect(estimates.filter(({ z }) => !(z <= 4))).toEqual([]);
  expect(estimates.length, `compared, ${skipped.length} skipped: ${skipped.join(', ')}`).toBeGreaterThanOrEqual(
    atLeast,
  );
}

describe('a tilted run agrees with a plain one within 4 standard errors', () => {
  // Measures that never happen here (the loss of a vault, or what another venue's rules exclude) are not compared.
  it.each<[TableDeclaration, string[], number, number]>([
    [PATHS, [], PATH_COUNT, 25],
    [PATH_VENUES, ['venue'], PATH_COUNT, 26],
    [PATH_ASSETS, ['asset'], PATH_COUNT, 30],
    [TRACE, ['step', 'asset'], SAMPLE_PATHS, 360],
    [LIQUIDATIONS, ['kind', 'venue'], SAMPLE_PATHS, 60],
  ])('in the weighted mean of every column of $file', async (table, keys, paths, atLeast) => {
    expectAgreement(await comparePaths(table, folders, keys, paths), atLeast);
  });

  it.each<[TableDeclaration, string[], number]>([
    [ACCOUNTS, ['account'], 340],
    [EFFICIENCY, ['group'], 12],
    [TIMELINE, ['step', 'asset', 'measure'], 380],
    [GENERATIONS, ['generation'], 55],
  ])('in every estimated column of $file, and has the same start state', async (table, keys, atLeast) => {
    expectAgreement(await compareEstimates(table, folders, keys), atLeast);
  });

  it('in every figure of summary.json', () => {
    const [plain, tilted] = summaries.map(({ contagion, efficiency }) => figuresOf({ contagion, efficiency }));
    expect([...plain!.keys()]).toEqual([...tilted!.keys()]);
    let estimates = 0;
    let exact = 0;
    for (const [name, a] of plain!) {
      const b = tilted!.get(name)!;
      if (a.confidence === 1) {
        expect(b, name).toEqual(a);
        exact++;
        continue;
      }
      if (a.estimate === null || b.estimate === null) continue;
      const z = inErrors(a.estimate, b.estimate, ...errorsOf(a, b));
      if (Number.isNaN(z)) continue;
      expect(z, `${name}: ${JSON.stringify([a, b])}`).toBeLessThanOrEqual(4);
      estimates++;
    }
    expect(estimates).toBeGreaterThanOrEqual(50);
    expect(exact).toBe(10);
  });

  // Corrections for skewness widen an interval by a tenth or so; a wrong effective size by far more.
  it('and its intervals are as wide as its standard errors say', () => {
    for (const { contagion } of summaries)
      for (const [name, { low, high, stdError, estimate }] of figuresOf(contagion)) {
        if (!stdError || low === null || high === null) continue;
        const width = (high - low) / 2 / 1.959964 / stdError;
        expect(width, `${name}: ${estimate} in ${low} to ${high}, ± ${stdError}`).toBeGreaterThan(0.9);
        expect(width, `${name}: ${estimate} in ${low} to ${high}, ± ${stdError}`).toBeLessThan(1.5);
      }
  });

  it('in what is no estimate: inputs and facts of the run', async () => {
    for (const { file } of TABLES.filter((table) => table.file.startsWith('inputs/'))) {
      const [a, b] = await Promise.all(folders.map((folder) => readColumns(`${folder}/${file}`)));
      expect(a, file).toEqual(b);
    }
    const [plain, tilted] = summaries.map(({ run }) => {
      const { seed, scenarioHash, isWeighted, paretoK, effectiveSampleSize, largestWeightShare, ...rest } = run;
      return { ...rest, largestConservationErrorUsd: rest.largestConservationErrorUsd < 1e-5 };
    });
    expect(plain).toEqual(tilted);
  });
});

/** A row of a table by column. */
interface Row {
  readonly at: (column: string) => string | null;
  readonly step: () => number;
}

describe('every file of the tilted run weights the same paths: sums over rows are the means of paths.arrow', () => {
  const sumOf = async (file: string, name: string, isWanted: (row: Row) => boolean = () => true): Promise<number> => {
    const table = await readTable(`${folders[1]}/${file}`);
    const values = table.number(name);
    let sum = 0;
    for (let row = 0; row < table.rows; row++) {
      const at = (column: string) => table.text(column)[row] ?? null;
      if (isWanted({ at, step: () => table.number('step')[row]! })) sum += values[row]!;
    }
    return sum;
  };
  const meanOf = async (file: string, name: string, start = 0, asset?: string): Promise<number> => {
    const table = await readTable(`${folders[1]}/${file}`);
    const [values, weight] = [table.number(name), table.number('weight')];
    let sum = 0;
    for (let row = 0; row < table.rows; row++)
      if (asset === undefined || table.text('asset')[row] === asset) sum += weight[row]! * (values[row]! - start);
    return start + sum / PATH_COUNT;
  };

  it.each([
    ['accounts.arrow', 'probabilityLiquidated', 'liquidatedAccounts'],
    ['accounts.arrow', 'probabilityDeleveraged', 'adlAccounts'],
    ['accounts.arrow', 'expectedLossUsd', 'accountLossUsd'],
    ['generations.arrow', 'liquidatedUsdMean', 'liquidatedUsd'],
  ])('%s: Σ %s = mean of %s', async (file, name, measure) => {
    const mean = await meanOf('paths.arrow', measure);
    expect((await sumOf(file, name)) / mean).toBeCloseTo(1, 9);
  });

  it('efficiency.arrow: the cohorts cause the mean shortfall, and all accounts the shares of the tail', async () => {
    const caused = await sumOf(
      'efficiency.arrow',
      'expectedShortfallContributionUsd',
      ({ at }) => at('group') !== 'all',
    );
    expect(caused / (await meanOf('paths.arrow', 'shortfallUsd'))).toBeCloseTo(1, 9);
    expect(await sumOf('accounts.arrow', 'tailLossShare')).toBeCloseTo(1, 9);
  });

  it('summary.json: means and probabilities are those of paths.arrow', async () => {
    const { mean, probability } = summaries[1]!.contagion;
    for (const [name, figure] of Object.entries(mean))
      expect(figure.estimate, name).toBeCloseTo(await meanOf('paths.arrow', name), 6);
    const paths = await readTable(`${folders[1]}/paths.arrow`, ['weight', 'fundDepleted', 'shortfallUsd']);
    const [weight, depleted, shortfall] = paths.names.map((name) => paths.number(name));
    const share = (values: Float64Array) =>
      values.reduce((sum, value, path) => sum + (value > 0 ? weight![path]! : 0), 0) / PATH_COUNT;
    expect(probability.fundDepleted.estimate).toBeCloseTo(share(depleted!), 12);
    expect(probability.shortfall.estimate).toBeCloseTo(share(shortfall!), 12);
  });

  it('timeline.arrow: the last step has the mean end price of each asset and the mean liquidated value', async () => {
    // Single precision in the timeline: 1e-7 of the value.
    const last = (asset: string | null, measure: string) => (row: Row) =>
      row.step() === 24 && row.at('asset') === asset && row.at('measure') === measure;
    for (const [asset, start] of [
      ['A', 100],
      ['B', 20],
      ['C', 5],
    ] as const) {
      const mean = await meanOf('path-assets.arrow', 'endPriceUsd', start, asset);
      expect((await sumOf('timeline.arrow', 'mean', last(asset, 'price'))) / mean).toBeCloseTo(1, 6);
    }
    const liquidated = await meanOf('paths.arrow', 'liquidatedUsd');
    expect((await sumOf('timeline.arrow', 'mean', last(null, 'liquidatedUsd'))) / liquidated).toBeCloseTo(1, 6);
  });
});

/** Figures of nested blocks by dotted name. */
function figuresOf(value: object, path = ''): Map<string, Figure> {
  const found = new Map<string, Figure>();
  for (const [key, entry] of Object.entries(value) as [string, unknown][]) {
    if (entry === null || typeof entry !== 'object') continue;
    if ('method' in entry) found.set(`${path}${key}`, entry as unknown as Figure);
    else for (const [name, figure] of figuresOf(entry, `${path}${key}.`)) found.set(name, figure);
  }
  return found;
}

/** Standard errors of two figures: as given, else from the ends of the intervals that face each other; NaN without. */
function errorsOf(a: Figure, b: Figure): [number, number] {
  const errorOf = (own: Figure, other: Figure): number => {
    if (own.stdError !== undefined) return own.stdError;
    const end = own.estimate! < other.estimate! ? own.high : own.low;
    return end === null ? Number.NaN : Math.abs(end - own.estimate!) / 1.959964;
  };
  return [errorOf(a, b), errorOf(b, a)];
}

async function readColumns(file: string): Promise<Record<string, unknown>> {
  const table = await readTable(file);
  return Object.fromEntries(table.names.map((name) => [name, columnOf(table, name)]));
}
