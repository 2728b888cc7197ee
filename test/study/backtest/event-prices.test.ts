// What: observed prices and liquidations on the clock of a scenario. Expected values: by hand.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReportedFlow } from '../../../src/study/backtest/event-flow.ts';
import { readEventPrices } from '../../../src/study/backtest/event-prices.ts';
import { openTables, parseTime } from '../../../src/study/backtest/event-table.ts';
import { backtestSchema, type LiquidationSource, type PriceSource } from '../../../src/study/backtest/schema.ts';

const CLOCK = { from: 600, steps: 3, stepSeconds: 60 };

function open(files: Readonly<Record<string, string>>, data?: string) {
  const own = mkdtempSync(join(tmpdir(), 'firebreak-prices-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
  return { tables: openTables({ own, data }), own };
}

/** Sources as the schema completes them. */
function sources(prices: Record<string, unknown>): Record<string, PriceSource> {
  return backtestSchema.shape.prices.parse(prices);
}

async function readOne(text: string, source: Record<string, unknown> = {}) {
  const { tables } = open({ 'a.csv': text });
  const prices = await readEventPrices(['A'], sources({ A: { file: './a.csv', ...source } }), CLOCK, tables);
  return { prices, problems: tables.list().map(({ line, path, message }) => `${line} ${path}: ${message}`) };
}

describe('readEventPrices', () => {
  it('takes the last price known at each step end', async () => {
    const { prices } = await readOne('ts,close\n590,10\n655,11\n720,12\n760,13\n');
    expect(prices!.startUsd).toEqual(Float64Array.of(10));
    expect(prices!.priceUsd).toEqual(Float64Array.of(11, 12, 13));
  });

  it('knows the close of a bar only when the bar has ended', async () => {
    const { prices } = await readOne('ts,close\n540,10\n600,11\n660,12\n720,13\n780,14\n', { barSeconds: 60 });
    expect([prices!.startUsd[0], ...prices!.priceUsd]).toEqual([10, 11, 12, 13]);
  });

  it('means the columns and reads the rows that are asked for', async () => {
    const text = 'venue,ts,bid,ask\nx,600,9,11\ny,600,1,1\nx,660,10,12\nx,720,11,13\nx,780,12,14\n';
    const { prices } = await readOne(text, { columns: ['bid', 'ask'], where: { venue: 'x' } });
    expect([prices!.startUsd[0], ...prices!.priceUsd]).toEqual([10, 11, 12, 13]);
  });

  it('gives an asset the shape of another one and the depth of its own fall', async () => {
    // A falls to 50 of 100 by minutes and to 40 within candles; B from 10 to 1.6, twice A's fall in log price.
    const { tables } = open({
      'a.csv': 'ts,close\n600,100\n660,50\n720,80\n780,100\n',
      'a-hour.csv': 'ts,open,low\n600,100,40\n',
      'b-hour.csv': 'ts,open,low\n600,10,1.6\n',
    });
    const like = { like: 'A', range: { file: './b-hour.csv' }, likeRange: { file: './a-hour.csv' } };
    const prices = await readEventPrices(['A', 'B'], sources({ A: { file: './a.csv' }, B: like }), CLOCK, tables);
    expect(prices!.shapeFactor[1]).toBeCloseTo(2, 12);
    const found = [0, 1, 2].map((step) => prices!.priceUsd[2 * step + 1]);
    expect(found).toEqual([2.5, 6.4, 10].map((price) => expect.closeTo(price, 12)));
  });

  it.each([
    [
      'a gap',
      'ts,close\n600,1\n660,1\n900,1\n',
      {},
      /3 ts: no price between 1970-01-01T00:11:00Z and .*00:15:00Z, more than 90 s/,
    ],
    [
      'another clock',
      'ts,close\n0,1\n3600,1\n7200,1\n',
      {},
      /rows are 3600 s apart where steps are 60 s .*: another clock/,
    ],
    [
      'too late a start',
      'ts,close\n660,1\n720,1\n780,1\n',
      {},
      /expected prices from .*00:10:00Z to .*00:13:00Z; it has .*00:11:00Z/,
    ],
    ['an early end', 'ts,close\n600,1\n660,1\n', {}, /expected prices from .*; it has .* to .*00:11:00Z/],
    ['milliseconds', 'ts,close\n1760126400000,1\n', {}, /expected a time in seconds, received 1760126400000/],
    ['time that goes back', 'ts,close\n600,1\n540,1\n', {}, /the time goes back, received 540/],
    [
      'no price',
      'ts,close\n600,1\n660,0\n720,1\n780,1\n',
      {},
      /3 close: expected a price in USD above 0, received 0|"0"/,
    ],
    ['a column that is not there', 'ts,clsoe\n600,1\n', {}, /close: the column is missing; the file has ts, clsoe/],
    ['rows that are not there', 'ts,close,venue\n600,1,x\n', { where: { venue: 'y' } }, /no row with venue y/],
    ['a file without rows', 'ts,close\n', {}, /: the file has no rows$/],
  ])('reports %s, and where', async (_, text, source, expected) => {
    const { prices, problems } = await readOne(text, source);
    expect(prices).toBeUndefined();
    expect(problems.join('\n')).toMatch(expected);
  });

  it('asks for FIREBREAK_DATA once, however many files are below it', async () => {
    for (const data of [undefined, '/no/such/folder']) {
      const { tables } = open({}, data);
      await readEventPrices(['A', 'B'], sources({ A: { file: 'a.csv' }, B: { file: 'b.csv' } }), CLOCK, tables);
      expect(tables.list().map(({ path }) => path)).toEqual(['FIREBREAK_DATA']);
    }
  });
});

describe('readReportedFlow', () => {
  const prices = {
    startUsd: Float64Array.of(4),
    priceUsd: Float64Array.of(1, 4, 4),
    shapeFactor: Float64Array.of(Number.NaN),
  };
  const read = (text: string, source: Record<string, unknown>, reading?: string) => {
    const { tables } = open({ 'f.csv': text });
    const full = backtestSchema.shape.liquidations.parse({ file: './f.csv', ...source }) as LiquidationSource;
    return readReportedFlow(full, reading, ['A'], CLOCK, prices, tables);
  };

  it('puts a row into the step that its time lies in, the end included', async () => {
    const text = 'ts,s,b\n600,1,0\n601,2,0\n660,4,1\n661,8,0\n780,16,2\n781,32,0\n';
    const flow = await read(text, { assets: { A: { soldColumn: 's', boughtColumn: 'b' } } });
    expect([...flow!.soldBase]).toEqual([6, 8, 16]);
    expect([...flow!.boughtBase]).toEqual([1, 0, 2]);
  });

  it('spreads a total over time by its shape, at the geometric mean price of the step', async () => {
    const source = {
      timeColumn: 'second',
      timeOrigin: '1970-01-01T00:10:00Z',
      shape: [{ column: 'all' }, { column: 'adl', factor: -1 }],
      assets: { A: { soldUsd: { full: 400, half: 200 } } },
    };
    // Weights 1, 3 and none (all of it deleveraging): 100 USD at √(4 × 1) = 2 and 300 at 2.
    const text = 'second,all,adl\n30,1,0\n90,5,2\n150,7,7\n';
    expect([...(await read(text, source, 'full'))!.soldBase]).toEqual([50, 150, 0]);
    expect([...(await read(text, source, 'half'))!.soldBase]).toEqual([25, 75, 0]);
  });

  it('refuses bars longer than a step, and takes single events as far apart', async () => {
    const source = { assets: { A: { soldColumn: 's' } } };
    // The clock has steps of 60 s.
    expect(await read('ts,s\n660,1\n780,1\n900,1\n', source)).toBeUndefined();
    expect([...(await read('ts,s\n660,1\n780,2\n960,1\n', source))!.soldBase]).toEqual([1, 0, 2]);
  });

  it('refuses negative amounts', async () => {
    expect(await read('ts,s\n660,-1\n', { assets: { A: { soldColumn: 's' } } })).toBeUndefined();
  });
});

describe('parseTime', () => {
  it.each([
    [600, 600],
    ['1970-01-01T00:10:00Z', 600],
    ['1970-01-01 00:10:00', 600],
    ['1970-01-02', 86_400],
    ['soon', Number.NaN],
  ])('reads %s as %d', (time, seconds) => {
    expect(parseTime(time)).toBe(seconds);
  });
});
