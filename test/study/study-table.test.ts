// What: tables of studies from rows: labels in order, nothing as NaN or −1, every declared column asked for.
import { describe, expect, it } from 'vitest';
import { count, flag, label, named, nullable, text, usd } from '../../src/results/columns/column.ts';
import { makeTable } from '../../src/study/study-table.ts';

const TABLE = {
  file: 't.arrow',
  row: 'a row',
  description: 'For tests.',
  columns: named({
    name: label('', ''),
    word: nullable(label('', '')),
    runs: count('', ''),
    isBest: flag('', ''),
    lossUsd: nullable(usd('', '')),
    note: text('', ''),
  }),
};
interface Row {
  readonly name: string;
  readonly word: string | null;
  readonly lossUsd?: number;
}
const ROWS: readonly Row[] = [
  { name: 'b', word: null, lossUsd: 2 },
  { name: 'a', word: 'few' },
  { name: 'b', word: 'other' },
];
const CELLS = {
  name: ({ name }: Row) => name,
  word: ({ word }: Row) => word,
  runs: () => 3,
  isBest: ({ name }: Row) => name === 'a',
  lossUsd: ({ lossUsd }: Row) => lossUsd,
  note: ({ word }: Row) => word,
};

describe('makeTable', () => {
  // By hand: labels by first appearance, or as listed; a text that is not listed has no label.
  it('stores labels as positions, nothing as −1 or NaN, yes as 1', () => {
    const { columns, labels } = makeTable(TABLE, ROWS, CELLS, { word: ['none', 'few'] });
    expect(labels).toEqual({ name: ['b', 'a'], word: ['none', 'few'] });
    expect(columns).toEqual({
      name: Int32Array.of(0, 1, 0),
      word: Int32Array.of(-1, 1, -1),
      runs: Float64Array.of(3, 3, 3),
      isBest: Float64Array.of(0, 1, 0),
      lossUsd: Float64Array.of(2, Number.NaN, Number.NaN),
      note: ['', 'few', 'other'],
    });
  });

  it('refuses to leave a declared column out', () => {
    const { note: _, ...others } = CELLS;
    expect(() => makeTable(TABLE, ROWS, others)).toThrow('t.arrow: no cells for the column note');
  });
});
