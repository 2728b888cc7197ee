// What: the book block from text to kernel books. Expected values worked by hand.
import { describe, expect, test } from 'vitest';
import { createBookState } from '../../src/kernel/book/book-state.ts';
import { createOrderFill, previewOrder } from '../../src/kernel/book/market-order.ts';
import type { KernelConfig } from '../../src/kernel/config.ts';
import { curvesFromBands, curvesFromLevels, sampleDepth } from '../../src/scenario/book-curve.ts';
import { resolveBook } from '../../src/scenario/resolve-book.ts';
import { bookSchema } from '../../src/scenario/schema/book.ts';
import { parseWith } from '../../src/scenario/zod-problems.ts';

const bid = { bps: [10, 100, 500], cumulativeUsd: [8e6, 300e6, 1200e6] };
const ask = { bps: [10, 100, 500], cumulativeUsd: [9e6, 240e6, 720e6] };

function faults(block: unknown): string[] {
  const result = parseWith(bookSchema, block);
  return result.problems.map(
    (problem) => `${problem.path.join('.')}: ${problem.message}${problem.hint ? ` (${problem.hint})` : ''}`,
  );
}

function resolve(block: unknown, assets = ['BTC'], prices = [67_700], calm = [0.002], files = {}) {
  const book = bookSchema.parse(block);
  return resolveBook(book, assets, Float64Array.from(prices), Float64Array.from(calm), files);
}

function sell(resolved: ReturnType<typeof resolve>, price: number, base: number, limit: number) {
  const state = createBookState({
    assetCount: 1,
    startPriceUsd: Float64Array.of(price),
    books: resolved.books,
    bookDynamics: resolved.dynamics,
  } as unknown as KernelConfig);
  const fill = createOrderFill();
  previewOrder(state, 0, base, limit, fill);
  return fill;
}

describe('bookSchema', () => {
  test('accepts the block as documented and fills in defaults', () => {
    const book = bookSchema.parse({ curves: { BTC: { bid, ask } } });
    expect(book).toMatchObject({ depthScale: 1, thinning: 'none', recoveryHalfLifeSeconds: 'never' });
    expect(book.curves['BTC']).toMatchObject({ source: 'assumed', halfSpread: 0, permanentPerUsd: 0 });
    expect(bookSchema.parse(book)).toEqual(book);
  });

  test.each([
    [
      'fractions for basis points',
      { bid: { ...bid, bps: [0.0005, 0.01, 0.05] }, ask },
      'bid.bps: expected distances that reach at least 1 basis point, received 0.05 at most (were fractions meant? 0.05 is 500 basis points)',
    ],
    [
      'amounts that are not cumulative',
      { bid: { ...bid, cumulativeUsd: [8e6, 7e6, 9e6] }, ask },
      'bid.cumulativeUsd.1: expected more than 8000000, received 7000000 (amounts are cumulative, from the mid outwards)',
    ],
    [
      'distances that do not rise',
      { bid, ask: { ...ask, bps: [10, 10, 20] } },
      'ask.bps.1: expected more than 10, received 10',
    ],
    [
      'lists of different length',
      { bid: { ...bid, bps: [10, 20] }, ask },
      'bid.cumulativeUsd: expected as many amounts as distances (2), received 3',
    ],
    [
      'a bid below a price of zero',
      { bid: { ...bid, bps: [10, 100, 10_000] }, ask },
      'bid.bps.2: expected a distance below 10000 basis points (a price of 0), received 10000',
    ],
    ['one side only', { bid }, 'ask: expected both sides of the book, received one'],
    [
      'no shape',
      { source: 'assumed' },
      'expected one of bid and ask, linear, block, power, exponential; received none',
    ],
    ['two shapes', { bid, ask, block: { usdPerLog: 5e7 } }, 'received bid and ask with block'],
    [
      'basis points for the half-spread',
      { bid, ask, halfSpread: 1 },
      'halfSpread: expected a fraction from 0 to 0.1, received 1 (did you mean 0.0001 (1 basis points)?)',
    ],
    ['a misspelt key', { bid, ask, halfspread: 0 }, 'halfspread: unknown key'],
  ])('names %s', (_name, curve, message) => {
    const found = faults({ curves: { BTC: curve } });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });
});

describe('resolveBook', () => {
  test('walking a curve to one of its points is worth exactly the USD written there', () => {
    const resolved = resolve({ curves: { BTC: { source: 'measured', bid, ask } } });
    expect(resolved.problems).toEqual([]);
    expect(resolved.source).toEqual(['measured']);
    for (let i = 0; i < 3; i++) {
      const down = sell(resolved, 67_700, -1e9, 67_700 * (1 - bid.bps[i] / 10_000));
      expect(down.valueUsd / bid.cumulativeUsd[i]).toBeCloseTo(1, 9);
      const up = sell(resolved, 67_700, 1e9, 67_700 * (1 + ask.bps[i] / 10_000));
      expect(up.valueUsd / ask.cumulativeUsd[i]).toBeCloseTo(1, 9);
    }
  });

  test('depthScale multiplies every kind of depth, and divides the slope of a ledger book', () => {
    const curves = {
      A: { block: { usdPerLog: 5e5 } },
      B: { power: { usdAtUnit: 5e4, unit: 0.01, exponent: 2 } },
      C: { exponential: { usdTotal: 3e5, scale: 0.02 } },
      D: { linear: { usdPerBase: 0.01 } },
      E: { bid: { bps: [100], cumulativeUsd: [1e6] }, ask },
    };
    const { books } = resolve(
      { depthScale: 2, curves },
      ['A', 'B', 'C', 'D', 'E'],
      [100, 100, 100, 100, 100],
      [1, 1, 1, 1, 1],
    );
    expect(books[0].bid).toEqual({ kind: 'block', basePerLog: 10_000 });
    expect(books[1].ask).toEqual({ kind: 'power', baseAtUnit: 1000, unit: 0.01, exponent: 2 });
    expect(books[2].bid).toEqual({ kind: 'exponential', baseTotal: 6000, scale: 0.02 });
    expect(books[3].bid).toEqual({ kind: 'linearPrice', usdPerBase: 0.005 });
    // 2e6 USD between 100 and 99, even in log price: 2e6·ln(100/99)/(100 − 99).
    const table = books[4].bid as { baseCumulative: Float64Array };
    expect(table.baseCumulative[0]).toBeCloseTo(2e6 * Math.log(100 / 99), 6);
  });

  test('permanent impact per USD becomes per base unit; half-lives may differ by asset', () => {
    const block = { curves: { BTC: { bid, ask, permanentPerUsd: 1e-12 } }, recoveryHalfLifeSeconds: { BTC: 300 } };
    const { books } = resolve(block);
    expect(books[0].permanentPerBase).toBeCloseTo(6.77e-8, 15);
    expect(books[0].recoveryHalfLifeSeconds).toBe(300);
    expect(resolve({ curves: { BTC: { bid, ask } } }).books[0].recoveryHalfLifeSeconds).toBe(Infinity);
  });

  test('names an asset without a curve, without a half-life and without a volatility', () => {
    const block = { curves: { BTC: { bid, ask } }, recoveryHalfLifeSeconds: { BTC: 300 }, thinning: {} };
    const { problems, books } = resolve(block, ['BTC', 'SOL'], [67_700, 80], [0.002, 0]);
    expect(problems.map((problem) => problem.path)).toEqual([
      'book.curves.SOL',
      'book.recoveryHalfLifeSeconds.SOL',
      'book.thinning',
    ]);
    expect(problems[0].message).toBe('expected a depth curve for SOL, received none; book.curves has BTC');
    expect(books).toHaveLength(2);
  });

  test('a permanent impact above the immediate one is refused', () => {
    // Densest part of the bids: 292e6 over 90 bps is 3.24e10 USD per log; of all: asks 231e6 over 90.
    const { problems } = resolve({ curves: { BTC: { bid, ask, permanentPerUsd: 1e-10 } } });
    expect(problems[0].message).toContain('expected at most 3.08e-11');
  });

  test('a book file replaces the curve and keeps what a file does not say', () => {
    const files = { BTC: { halfSpread: 0.0002, bid: ask, ask: bid } };
    const { books, source } = resolve(
      { curves: { BTC: { bid, ask, permanentPerUsd: 1e-12 } } },
      ['BTC'],
      [67_700],
      [0],
      files,
    );
    expect(books[0].halfSpread).toBe(0.0002);
    expect(books[0].permanentPerBase).toBeGreaterThan(0);
    expect(source).toEqual(['measured']);
  });
});

describe('book files', () => {
  // The book of O3: 5 at 100, 10 at 99.5, 20 at 99, 40 at 98, and two asks.
  const levels = [
    { asset: 'A', side: 'bid' as const, price: 99, size: 20 },
    { asset: 'A', side: 'bid' as const, price: 100, size: 2 },
    { asset: 'A', side: 'bid' as const, price: 100, size: 3 },
    { asset: 'A', side: 'bid' as const, price: 98, size: 40 },
    { asset: 'A', side: 'bid' as const, price: 99.5, size: 10 },
    { asset: 'A', side: 'ask' as const, price: 101, size: 1 },
    { asset: 'A', side: 'ask' as const, price: 103, size: 4 },
  ];

  test('a snapshot becomes cumulative depth from the best price outwards, with its half-spread', () => {
    const { curves, problems } = curvesFromLevels(levels);
    expect(problems).toEqual([]);
    expect(curves['A'].halfSpread).toBeCloseTo(0.5 / 100.5, 12);
    expect(curves['A'].bid.cumulativeUsd).toEqual([500, 1495, 3475, 7395]);
    expect(curves['A'].bid.bps.map((bps) => Math.round(bps))).toEqual([0, 50, 100, 200]);
    expect(curves['A'].ask.cumulativeUsd).toEqual([101, 513]);
  });

  test('cumulative rows are sorted and checked', () => {
    const row = (side: 'bid' | 'ask', bps: number, cumulativeUsd: number) => ({ asset: 'A', side, bps, cumulativeUsd });
    const good = curvesFromBands([row('bid', 100, 5e5), row('bid', 10, 1e5), row('ask', 50, 2e5)]);
    expect(good.curves['A']).toEqual({
      bid: { bps: [10, 100], cumulativeUsd: [1e5, 5e5] },
      ask: { bps: [50], cumulativeUsd: [2e5] },
    });
    const falling = curvesFromBands([row('bid', 10, 1e5), row('bid', 100, 5e4), row('ask', 50, 2e5)]);
    expect(falling.curves).toEqual({});
    expect(falling.problems[0]).toMatchObject({ path: 'A', message: 'bid: expected more than 100000, received 50000' });
  });

  test('a missing side, a crossed book and a size of zero are named', () => {
    expect(curvesFromLevels(levels.slice(0, 2)).problems[0].message).toContain('none of side ask');
    const crossed = levels.map((level) => (level.side === 'ask' ? { ...level, price: level.price - 2 } : level));
    expect(curvesFromLevels(crossed).problems[0].message).toContain('best bid below the best ask, received 100 and 99');
    expect(curvesFromLevels([...levels, { ...levels[0], size: 0 }]).problems[0].message).toContain('received 0 at 99');
  });

  test('a curve is sampled at chosen distances up to its reach', () => {
    expect(sampleDepth(bid, [5, 10, 55, 1000])).toEqual({ bps: [5, 10, 55], cumulativeUsd: [4e6, 8e6, 154e6] });
  });
});
