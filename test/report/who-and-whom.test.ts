// What: how long an account takes to sell, and what the row and column of left-out assets say. All numbers are by hand.
import { describe, expect, it } from 'vitest';
import { readSellingHours } from '../../src/report/facts/selling-hours.ts';
import { contagionSection } from '../../src/report/sections/contagion.ts';
import { isUnanswered } from '../../src/report/sections/section.ts';
import { type Columns, madeUpRun } from './made-up-run.ts';
import { figureOf } from './study-fixtures.ts';

const HALF_LIFE = 3600 * Math.LN2;
const BOOK: Columns = {
  asset: ['BTC', 'BTC', 'BTC', 'ETH'],
  side: ['bid', 'bid', 'ask', 'bid'],
  curve: ['table', 'table', 'table', 'power'],
  logDistance: [0.01, 0.03, 0.02, null],
  baseCumulative: [10, 30, 8, null],
  // 1 % of the price holds 5 ETH, 2 % holds 4 times that: the exponent is 2.
  parameter1: [null, null, null, 5],
  parameter2: [null, null, null, 0.01],
  parameter3: [null, null, null, 2],
  recoveryHalfLifeSeconds: [HALF_LIFE, HALF_LIFE, HALF_LIFE, HALF_LIFE],
};
const held = (rows: readonly (readonly [string, string, string | null, number])[]): Columns => ({
  account: rows.map(([account]) => account),
  kind: rows.map(([, kind]) => kind),
  asset: rows.map(([, , asset]) => asset),
  quantity: rows.map(([, , , quantity]) => quantity),
});
const hoursOf = (accounts: Columns, book = BOOK) =>
  readSellingHours(madeUpRun({ 'inputs/accounts.arrow': accounts, 'inputs/books.arrow': book }));

describe('hours to sell', () => {
  it('is the size over what comes back within 2 % in an hour, on the side that takes it', async () => {
    const hours = await hoursOf(
      held([
        ['a', 'cash', null, 1e6],
        // Bids hold 20 BTC within 2 %, half-way between 10 and 30; at this half-life all of it comes back in an hour.
        ['a', 'perp', 'BTC', 60],
        // Shorts buy: asks hold 8 BTC.
        ['b', 'perp', 'BTC', -4],
        // A formula: 20 ETH within 2 %.
        ['c', 'perp', 'ETH', 10],
      ]),
    );
    expect(['a', 'b', 'c'].map((name) => hours?.get(name)?.toFixed(6))).toEqual(['3.000000', '0.500000', '0.500000']);
  });

  it('takes the longest of the positions of an account', async () => {
    const hours = await hoursOf(
      held([
        ['a', 'perp', 'BTC', 2],
        ['a', 'perp', 'ETH', 40],
      ]),
    );
    expect(hours?.get('a')).toBeCloseTo(2, 9);
  });

  it('is not told where depth never comes back', async () => {
    const never = { ...BOOK, recoveryHalfLifeSeconds: [Infinity, Infinity, Infinity, Infinity] };
    expect(await hoursOf(held([['a', 'perp', 'BTC', 2]]), never)).toBeNull();
  });
});

/** Thirteen assets; A pulls every other by 1 % per 10 %, the rest pull nobody. */
const ASSETS = [...'ABCDEFGHIJKLM'];
const PAIRS = ASSETS.flatMap((source) => ASSETS.map((target) => ({ source, target })));
const isPull = ({ source, target }: (typeof PAIRS)[number]) => source === 'A' && target !== 'A';
const strength = (value: number) => figureOf(value, value * 0.9, value * 1.1, { unit: 'log' });
const run = madeUpRun(
  {
    'contagion.arrow': {
      source: PAIRS.map(({ source }) => source),
      target: PAIRS.map(({ target }) => target),
      // M follows twice as far.
      pullPer10pct: PAIRS.map((pair) => (isPull(pair) ? (pair.target === 'M' ? 0.02 : 0.01) : 0)),
      pullPer10pctStdError: PAIRS.map((pair) => (isPull(pair) ? 0.001 : 0)),
      draws: PAIRS.map(() => 100),
    },
  },
  {
    contagion: {
      matrix: {
        draws: { kept: 100, drawn: 1000, isSampled: true },
        outStrength: Object.fromEntries(ASSETS.map((asset, k) => [asset, strength(0.13 - 0.01 * k)])),
        inStrength: Object.fromEntries(ASSETS.map((asset) => [asset, strength(0.01)])),
        spectralRadius: figureOf(0, 0, 0, { unit: 'ratio' }),
        feedbackRadius: figureOf(0, 0, 0, { unit: 'ratio' }),
      },
    },
  },
);

describe('who pulls whom among more than twelve', () => {
  it('gathers the weakest into one row and one column of means', async () => {
    const made = await contagionSection(run);
    if (isUnanswered(made)) throw new Error(made.reason);
    const { rows } = made.charts[0].table;
    // Eleven stay; L and M are gathered: 12 × 12 cells. A pulls B to K and the others: of the 144 pairs 11 are told one by one.
    expect(rows.map(([source, target]) => [source, target])).toEqual([
      ...[...ASSETS.slice(1, 11), 'other (2)'].map((target) => ['A', target]),
      ['the other 133 pairs', '–'],
    ]);
    // Mean of 1 and 2 %.
    expect(rows.find(([source, target]) => source === 'A' && target === 'other (2)')?.[2]).toBe('1.50');
    expect(made.charts[0].table.caption).toMatch(/; pulls in percentage points$/);
    expect(made.notes.some((note) => note.includes('means over L and M'))).toBe(true);
  });
});
