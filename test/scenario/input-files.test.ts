// What: price and book files. Resampled prices are worked by hand; curves are compared with book-curve.ts, tested apart.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ScenarioProblem } from '../../src/scenario/errors.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { loadPrices } from '../../src/scenario/prices-file.ts';
import { problemsOf, SMALL, writeFolder, writeOne } from './small-scenario.ts';

const HORIZON = { steps: 3, stepSeconds: 60 };

async function prices(text: string, from?: number | string, horizon = HORIZON) {
  const problems: ScenarioProblem[] = [];
  const path = writeOne('p.csv', text);
  const read = await loadPrices({ path, shown: 'p.csv' }, ['A', 'B'], horizon, from, problems);
  return { read, problems: problems.map(({ line, path: column, message }) => `${line ?? '-'} ${column}: ${message}`) };
}

describe('a price file', () => {
  it('is resampled to step ends by the last known close', async () => {
    const { read, problems } = await prices('ts,A,B\n0,10,1\n40,11,2\n80,12,3\n120,13,4\n160,14,5\n');
    expect(problems).toEqual([]);
    expect([...read!.startPriceUsd]).toEqual([10, 1]);
    // Step ends at 60, 120 and 180 s; the last rows at or before them are of 40, 120 and 160 s.
    expect([...read!.priceUsd]).toEqual([11, 2, 13, 4, 14, 5]);
  });

  it('may be coarser than the steps, each close standing for its own time', async () => {
    const { read } = await prices('ts,A,B\n0,10,1\n180,11,2\n', undefined, { steps: 4, stepSeconds: 90 });
    expect([...read!.priceUsd]).toEqual([10, 1, 11, 2, 11, 2, 11, 2]);
  });

  it('starts where it is told, in unix seconds or ISO time', async () => {
    const rows = Array.from({ length: 6 }, (_, i) => `${1760000000 + 60 * i},${i + 1},1`).join('\n');
    const byNumber = await prices(`ts,A,B\n${rows}`, 1760000120);
    const byText = await prices(`ts,A,B\n${rows}`, '2025-10-09T08:55:20Z');
    expect([...byNumber.read!.startPriceUsd]).toEqual([3, 1]);
    expect(byText.read).toEqual(byNumber.read);
    expect((await prices(`ts,A,B\n${rows}`, 'noon')).problems).toEqual([
      '- shocks.from: expected unix seconds or an ISO time such as 2025-10-10T20:00:00Z, received "noon"',
    ]);
  });

  it('reports NaN, infinite, zero and negative prices, and times that stand still or go back', async () => {
    const { problems } = await prices('ts,A,B\n0,NaN,1\n60,Infinity,1\n60,1,-1\n30,1,0\n120,x,1\n180,1,1\n');
    expect(problems).toEqual([
      '4 ts: expected times that rise, the time appears twice, received 60 after 60',
      '5 ts: expected times that rise, the time goes back, received 30 after 60',
      '2 A: expected a price in USD above 0, received "NaN"',
      '3 A: expected a price in USD above 0, received "Infinity"',
      '6 A: expected a price in USD above 0, received "x"',
      '4 B: expected a price in USD above 0, received "-1"',
      '5 B: expected a price in USD above 0, received "0"',
    ]);
  });

  it('reports a gap, milliseconds, a missing column and a file that is too short', async () => {
    const gap = await prices('ts,A,B\n0,1,1\n60,1,1\n240,1,1\n300,1,1\n', undefined, { steps: 5, stepSeconds: 60 });
    expect(gap.problems[0]).toBe('4 A: a gap of 180 s before this row where rows are 60 s apart');
    expect((await prices('ts,A,B\n1760000000000,1,1\n')).problems[0]).toMatch(/^2 ts: expected a time in unix seconds/);
    expect((await prices('ts,A\n0,1\n')).problems).toEqual(['1 B: the column is missing; the file has ts, A']);
    expect((await prices('ts,A,B\n0,1,1\n60,1,1\n')).problems[0]).toBe(
      '- A: expected prices from 1970-01-01T00:00:00Z to 1970-01-01T00:03:00Z; it has 1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z',
    );
    expect((await prices('ts,A,B\n0,1,1\n60,1,\n120,1,1\n180,1,1\n')).problems[0]).toMatch(/^4 B: a gap of 120 s/);
  });

  it('may be a folder with one file an asset', async () => {
    const rows = 'ts,open,close,volume\n0,9,10,1\n60,9,11,1\n120,9,12,1\n';
    const folder = writeFolder({
      'p/A.csv': rows,
      'p/BUSDT-2025.csv.gz': gzipSync(rows.replace('10', '20')),
      'p/README.md': '',
    });
    const problems: ScenarioProblem[] = [];
    const horizon = { steps: 2, stepSeconds: 60 };
    const read = await loadPrices({ path: join(folder, 'p'), shown: 'p' }, ['A', 'B'], horizon, undefined, problems);
    expect([...read!.startPriceUsd, ...read!.priceUsd]).toEqual([10, 20, 11, 11, 12, 12]);
    await loadPrices({ path: join(folder, 'p'), shown: 'p' }, ['A', 'C'], horizon, undefined, problems);
    expect(problems.map((problem) => problem.message)).toEqual([
      'the folder has no file of prices for C, such as C.csv',
    ]);
  });

  it('is rebased to P₀ by the scenario', async () => {
    const folder = writeFolder({
      's.yaml': SMALL.replace(/shocks:[\s\S]*?accounts:/, 'shocks: { kind: replay, file: p.csv }\naccounts:').replace(
        'steps: 48',
        'steps: 1',
      ),
      'p.csv': 'ts,BTC,ETH\n0,10,5\n1800,9,6\n',
    });
    const { kernel, inputs } = await loadScenario(join(folder, 's.yaml'));
    // P₀ is 100 and 50: 100·9/10 and 50·6/5.
    expect([...(kernel.shocks as { priceUsd: Float64Array }).priceUsd]).toEqual([90, 60]);
    expect(inputs?.map((input) => input.role)).toEqual(['prices']);
  });
});

describe('a book file', () => {
  const load = (text: string) => {
    const folder = writeFolder({ 's.yaml': SMALL.replace('book:', 'book:\n  file: b.csv'), 'b.csv': text });
    return loadScenario(join(folder, 's.yaml'));
  };

  it('replaces the curves of its assets, as a depth curve or a snapshot', async () => {
    const bands = await load(
      'asset,side,bps,cumulativeUsd\nBTC,bid,10,1000\nBTC,bid,100,5000\nBTC,ask,10,1000\nBTC,ask,100,4000\nXRP,bid,1,1\nXRP,ask,1,1\n',
    );
    expect(bands.kernel.books.map((book) => book.bid.kind)).toEqual(['table', 'block']);
    expect(bands.labels.bookSource).toEqual(['measured', 'assumed']);
    const levels = await load('asset,side,price,size\nBTC,bid,99,1\nBTC,bid,98,2\nBTC,ask,101,1\nBTC,ask,102,2\n');
    // Half of the spread of 2 over the mid of 100.
    expect(levels.kernel.books[0].halfSpread).toBeCloseTo(0.01, 12);
  });

  it('reports sides, numbers and columns that are none, with their lines', async () => {
    const problems = await problemsOf(load('asset,side,price,size\nBTC,bids,99,1\nBTC,ask,-1,1\nBTC,ask,101,NaN\n'));
    expect(problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)).toEqual([
      '2 side: expected bid or ask, received "bids"',
      '3 price: expected a finite number above 0, received "-1"',
      '4 size: expected a finite number above 0, received "NaN"',
    ]);
    expect((await problemsOf(load('asset,side,price\nBTC,bid,1\n')))[0].message).toMatch(/^the column is missing/);
    expect((await problemsOf(load('asset,side,bps,cumulativeUsd\nXRP,bid,1,1\n')))[0].message).toBe(
      'the file has no row for an asset of the scenario (BTC, ETH)',
    );
  });
});
