// What: reading book snapshots. Expected rows are worked by hand; forms are those of the venues' public answers.
import { describe, expect, it } from 'vitest';
import { formatBookCsv, levelsFromJson, levelsFromRows, sortLevels } from '../../src/import/book.ts';

const SORTED = 'asset,side,price,size\nBTC,bid,99,2\nBTC,bid,98,1\nBTC,ask,101,3\n';

describe('book snapshots', () => {
  it('read the JSON forms of several venues alike', () => {
    const documents = [
      {
        lastUpdateId: 1,
        bids: [
          ['98', '1'],
          ['99', '2'],
        ],
        asks: [['101', '3']],
      },
      {
        result: {
          s: 'BTCUSDT',
          b: [
            ['99', '2'],
            ['98', '1'],
          ],
          a: [['101', '3']],
        },
      },
      {
        coin: 'BTC',
        levels: [
          [
            { px: '99', sz: '2', n: 1 },
            { px: '98', sz: '1', n: 1 },
          ],
          [{ px: '101', sz: '3', n: 1 }],
        ],
      },
    ];
    for (const document of documents) expect(formatBookCsv('BTC', sortLevels(levelsFromJson(document)))).toBe(SORTED);
  });

  it('read CSV rows', () => {
    const rows = [
      { side: 'ask', price: '101', size: '3' },
      { side: 'buy', price: '98', size: '1' },
      { side: 'bid', price: '99', size: '2' },
    ];
    expect(formatBookCsv('BTC', sortLevels(levelsFromRows(rows)))).toBe(SORTED);
  });

  it('turn inverse contracts into base units: 50 contracts of 100 USD at 25,000 USD are 0.2', () => {
    expect(levelsFromJson({ bids: [[25000, 50]], asks: [] }, 100)[0]!.sizeBase).toBe(0.2);
  });

  it('refuse a crossed book, an empty side and a level that is no number', () => {
    const crossed = levelsFromJson({ bids: [[101, 1]], asks: [[101, 1]] });
    expect(() => sortLevels(crossed)).toThrow('the book is crossed: best bid 101, best ask 101');
    expect(() => sortLevels(crossed.slice(0, 1))).toThrow('both sides');
    expect(() => levelsFromJson({ bids: [['x', 1]], asks: [] })).toThrow('expected a positive price');
    expect(() => levelsFromJson({ hello: 1 })).toThrow('bids and asks');
    expect(() => levelsFromRows([{ side: 'up', price: '1', size: '1' }])).toThrow('row 1: expected bid or ask');
  });
});
