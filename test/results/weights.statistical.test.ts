// What: a tilted (weighted) run agrees with a plain one in each estimated column of each file within 4 standard errors.
// Both are runs of the same invented system (test/support/result-builder.ts) with seeds of their own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReadTable, readTable } from '../../src/results/read-table.ts';
import { computeSummary, type Summary } from '../../src/results/summary.ts';
import { collectRun, removeFolders, VERSION } from '../support/result-folder.ts';

afterAll(removeFolders);

const PATHS = 12_000;
let plain: { folder: string; summary: Summary };
let tilted: { folder: string; summary: Summary };

beforeAll(async () => {
  const run = async (options: { seed: number; isTilted: boolean }) => {
    const { folder, resolved } = await collectRun({ paths: PATHS, threshold: 0.8, ...options });
    return { folder, summary: await computeSummary(resolved, folder, VERSION) };
  };
  plain = await run({ seed: 1, isTilted: false });
  tilted = await run({ seed: 2, isTilted: true });
});

type Ends = { readonly low: number; readonly high: number; readonly estimate: number };

/** Rows of both files by key, so that files of different length compare. */
async function compare(file: string, keyOf: (table: ReadTable, row: number) => string): Promise<number> {
  const [a, b] = [await readTable(`${plain.folder}/${file}`), await readTable(`${tilted.folder}/${file}`)];
  const rowOf = new Map(Array.from({ length: b.rows }, (_, row) => [keyOf(b, row), row]));
  let compared = 0;
  for (const name of a.names.filter((column) => a.names.includes(`${column}StdError`)))
    for (let row = 0; row < a.rows; row++) {
      const other = rowOf.get(keyOf(a, row));
      if (other === undefined) continue;
      const [x, y] = [a.number(name)[row], b.number(name)[other]];
      const [sx, sy] = [a.number(`${name}StdError`)[row], b.number(`${name}StdError`)[other]];
      if (Number.isNaN(x) && Number.isNaN(y)) continue;
      // Beside the error: half a bin of a band where a quantile sits in an atom of one run.
      const tolerance = 4 * Math.hypot(sx, sy) + 1e-9 * Math.abs(x);
      expect(
        Math.abs(x - y),
        `${file} ${name} ${keyOf(a, row)}: ${x} ± ${sx} against ${y} ± ${sy}`,
      ).toBeLessThanOrEqual(tolerance);
      compared++;
    }
  return compared;
}

describe('a tilted run agrees with a plain one within 4 standard errors', () => {
  it('in accounts.arrow', async () => {
    expect(await compare('accounts.arrow', (table, row) => String(table.number('account')[row]))).toBe(6 * 4);
  });

  it('in efficiency.arrow', async () => {
    expect(await compare('efficiency.arrow', (table, row) => table.text('group')[row]!)).toBe(3 * 4);
  });

  it('in timeline.arrow', async () => {
    const keyOf = (table: ReadTable, row: number) =>
      `${table.number('step')[row]} ${table.text('asset')[row]} ${table.text('measure')[row]}`;
    expect(await compare('timeline.arrow', keyOf)).toBe(12 * 8);
  });

  it('in generations.arrow', async () => {
    expect(await compare('generations.arrow', (table, row) => String(table.number('generation')[row]))).toBe(6 * 5);
  });

  it('in every figure of the summary', () => {
    const figures = (value: object, path = ''): [string, Ends][] =>
      Object.entries(value).flatMap(([key, entry]: [string, unknown]): [string, Ends][] => {
        if (entry === null || typeof entry !== 'object') return [];
        return 'method' in entry ? [[`${path}.${key}`, entry as unknown as Ends]] : figures(entry, `${path}.${key}`);
      });
    const others = new Map(figures(tilted.summary.contagion));
    let compared = 0;
    for (const [name, a] of figures(plain.summary.contagion)) {
      const b = others.get(name)!;
      if ([a.low, a.high, b.low, b.high].some((end) => end === null)) continue;
      // Half-widths are 1.96 standard errors; 4 of them together.
      const width = (4 / 1.96) * Math.hypot((a.high - a.low) / 2, (b.high - b.low) / 2);
      expect(Math.abs(a.estimate - b.estimate), `${name}: ${JSON.stringify([a, b])}`).toBeLessThanOrEqual(width + 1e-9);
      compared++;
    }
    expect(compared).toBeGreaterThan(35);
  });

  it('and is worth more where it counts: smaller errors of the tail, fewer effective paths', () => {
    expect(tilted.summary.run.isWeighted).toBe(true);
    expect(tilted.summary.run.effectiveSampleSize).toBeLessThan(PATHS);
    expect(plain.summary.run.effectiveSampleSize).toBe(PATHS);
    const error = ({ contagion }: Summary) => contagion.tail.shortfallUsd.expectedShortfall['0.999'].stdError!;
    expect(error(tilted.summary)).toBeLessThan(0.7 * error(plain.summary));
  });
});
