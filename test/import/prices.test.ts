// What: joining candle files. Expected tables are worked by hand from three-row files.
import { describe, expect, it } from 'vitest';
import { formatPricesCsv, joinPrices, readTime } from '../../src/import/prices.ts';

const BTC = { asset: 'BTC', rows: ['100', '200', '300'].map((ts, i) => ({ ts, open: '1', close: String(10 + i) })) };
const ETH = {
  asset: 'ETH',
  rows: [
    { timestamp: '300', price: '3' },
    { timestamp: '100', price: '1' },
  ],
};

describe('joinPrices', () => {
  it('keeps the times that all assets have, in rising order, and counts the others', () => {
    const table = joinPrices([BTC, ETH]);
    expect(formatPricesCsv(table)).toBe('ts,BTC,ETH\n100,10,1\n300,12,3\n');
    expect(table.dropped).toEqual({ BTC: 1, ETH: 0 });
  });

  it('cuts the range: from is kept, to is not', () => {
    expect(joinPrices([BTC], 200, 300).timeSeconds).toEqual([200]);
  });

  it('names asset and row of a bad price, a repeated time and a missing column', () => {
    const bad = (row: Record<string, string>) => () =>
      joinPrices([{ asset: 'X', rows: [{ ts: '1', close: '1' }, row] as never }]);
    expect(bad({ ts: '2', close: '-1' })).toThrow('X, row 2: expected a positive price in USD, received -1');
    expect(bad({ ts: '1', close: '1' })).toThrow('X, row 2: the time 1 appears twice');
    expect(() => joinPrices([{ asset: 'X', rows: [{ ts: '1' }] }])).toThrow(/X: expected a column close or price/);
    expect(() => joinPrices([BTC], 900)).toThrow('no time in common');
  });
});

describe('readTime', () => {
  it('reads seconds, milliseconds and ISO dates as UTC', () => {
    // 1760054400 is 2025-10-10T00:00:00Z.
    const same = [
      '1760054400',
      '1760054400000',
      '2025-10-10',
      '2025-10-10T00:00',
      '2025-10-10 00:00:00',
      '2025-10-10T02:00:00+02:00',
    ];
    expect(same.map((text) => readTime(text, 'x'))).toEqual(Array(6).fill(1760054400));
    expect(() => readTime('soon', 'row 1')).toThrow('row 1: expected unix seconds or an ISO date, received soon');
  });
});
