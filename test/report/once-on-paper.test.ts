// What: what paper prints once: made-up sections whose tables, drawings and words repeat each other or do not.
import { describe, expect, it } from 'vitest';
import type { ReportChart, ReportSection, ReportTable } from '../../src/report/content.ts';
import type { ChartDrawings } from '../../src/report/page/drawing.ts';
import { onceOnPaper } from '../../src/report/page/once-on-paper.ts';
import { sampleReport } from '../support/sample-report.ts';

const COLUMNS: ReportTable['columns'] = [
  { label: 'Layer', align: 'left' },
  { label: 'Pays', align: 'right' },
  { label: 'Interval', align: 'right' },
];
const table = (...rows: readonly (readonly string[])[]): ReportTable => ({ caption: 'x', columns: COLUMNS, rows });
const chart = (id: string, own: ReportTable): ReportChart => {
  const { choice: _, ...rest } = sampleReport().sections[0].charts[0];
  return { ...rest, id, table: own };
};
const section = (id: string, parts: Partial<ReportSection>): ReportSection => ({
  id,
  title: id,
  question: `${id}?`,
  text: [],
  figures: [],
  charts: [],
  tables: [],
  notes: [],
  ...parts,
});
const drawing = (...words: readonly string[]): ChartDrawings => ({
  wide: { svg: `<svg>${words.map((word) => `<text>${word}</text>`).join('')}</svg>`, readings: [], scale: null },
});

function onPaper(sections: readonly ReportSection[], drawings: Readonly<Record<string, ChartDrawings>> = {}) {
  const once = onceOnPaper({ ...sampleReport(), sections }, new Map(Object.entries(drawings)));
  return { ...once, isLeftOut: (one: ReportTable) => once.tables.has(one) };
}

describe('a table on paper', () => {
  it('is left out where each of its rows stands in one row of another', () => {
    const [first, again] = [table(['Fund', 'USD 7 M', '6 to 8']), table(['The fund', 'USD 7 M', '6 to 8'])];
    const { isLeftOut } = onPaper([section('a', { tables: [first] }), section('b', { tables: [again] })]);
    expect([isLeftOut(first), isLeftOut(again)]).toEqual([false, true]);
  });

  it('stays where its numbers are scattered over rows, or are parts of others', () => {
    const whole = table(['Fund', 'USD 7 M', '6 to 8']);
    for (const other of [
      table(['a', 'USD 7 M', '1 to 2'], ['b', 'USD 3 M', '6 to 8']),
      table(['a', 'USD 7 M', '16 to 8']),
      table(['a', 'USD 7.5 M', '6 to 8']),
    ])
      expect(onPaper([section('a', { tables: [other] }), section('b', { tables: [whole] })]).isLeftOut(whole)).toBe(
        false,
      );
  });

  it('stays where the other one is a form of a switch that paper does not show', () => {
    const [hidden, whole] = [table(['a', 'USD 7 M', '6 to 8']), table(['b', 'USD 7 M', '6 to 8'])];
    const shown = { ...table(['c', 'USD 1 M', '1 to 2']), choice: { of: 'Worst', option: '1 in 20' } };
    const other = { ...hidden, choice: { of: 'Worst', option: '1 in 100' } };
    const { isLeftOut } = onPaper([section('a', { tables: [shown, other] }), section('b', { tables: [whole] })]);
    expect(isLeftOut(whole)).toBe(false);
  });

  it('is left out where it is that of a chart that prints all its numbers', () => {
    const own = table(['Fund', 'USD 7 M', '6 to 8']);
    const sections = [section('a', { charts: [chart('a', own)] })];
    expect(onPaper(sections, { a: drawing('USD 7 M', '6 to 8') }).isLeftOut(own)).toBe(true);
    const part = onPaper(sections, { a: drawing('USD 7 M') });
    expect(part.isLeftOut(own)).toBe(false);
    expect([...part.columns.get(own)!]).toEqual([1]);
  });
});

describe('the rest of paper', () => {
  it('has a chart once that two sections draw with the same numbers, and says where', () => {
    const rows = [
      ['Fund', 'USD 7 M', '6 to 8'],
      ['Winners', 'USD 16 M', '14 to 18'],
    ];
    const [one, two] = [chart('one', table(...rows)), chart('two', table(...rows))];
    const { charts } = onPaper([section('a', { charts: [one] }), section('b', { charts: [two] })]);
    expect([...charts]).toEqual([[two, 'a?']]);
  });

  it('has a paragraph of the first screen or of an earlier section once', () => {
    const [{ answer }] = sampleReport().decision.answers;
    const first = section('a', { text: [answer, 'New.'] });
    const second = section('b', { text: ['New.', 'Newer.'] });
    const { said } = onPaper([first, second]);
    expect([[...said.get(first)!], [...said.get(second)!]]).toEqual([[answer], ['New.']]);
  });
});
