/**
 * What paper prints once, though the screen has it wherever it is asked for: a table whose rows stand in another table or in the drawings
 * beside it, a column that is drawn, a chart that is drawn elsewhere, a paragraph that was said before. All of it stays on the page.
 */

import type { Report, ReportChart, ReportSection, ReportTable } from '../content.ts';
import type { ChartDrawings } from './drawing.ts';
import { isBroadTable } from './table-html.ts';

export interface OnceOnPaper {
  /** Tables that say nothing new. */
  readonly tables: ReadonlySet<ReportTable>;
  /** Columns of a chart's table that its drawing prints, by their index. */
  readonly columns: ReadonlyMap<ReportTable, ReadonlySet<number>>;
  /** Charts that are drawn in another section, and the question of that section. */
  readonly charts: ReadonlyMap<ReportChart, string>;
  /** Tables over the whole width, which stand together at the end, in the order of the page. */
  readonly broad: readonly { readonly table: ReportTable; readonly question: string }[];
  /** Charts whose title is that of their section. */
  readonly titles: ReadonlySet<ReportChart>;
  /** Paragraphs and remarks of a section that stand before it. */
  readonly said: ReadonlyMap<ReportSection, ReadonlySet<string>>;
}

type Drawings = ReadonlyMap<string, ChartDrawings>;

/** A table on paper, with what it stands beside. */
interface PlacedTable {
  readonly table: ReportTable;
  /** Drawings of the section, and for a chart's own table its words. */
  readonly beside: string;
  readonly chart?: ReportChart;
  readonly section: ReportSection;
}

/** Cells that hold no figure. */
const EMPTY = new Set(['', '–', 'nothing']);

export function onceOnPaper(report: Report, drawings: Drawings): OnceOnPaper {
  const placed = report.sections.flatMap((section) => placeTables(section, drawings));
  const charts = chartsDrawn(placed);
  const columns = placed.flatMap(({ table, chart }) => {
    const told = chart === undefined ? [] : columnsDrawn(table, wordsOf(chart, drawings));
    return told.length === 0 ? [] : [[table, new Set(told)] as const];
  });
  const tables = tablesTold(placed);
  const isBroad = ({ table, chart }: PlacedTable) =>
    !tables.has(table) &&
    !(chart !== undefined && charts.has(chart)) &&
    isBroadTable(table, new Map(columns).get(table));
  const titles = placed.flatMap(({ chart, section }) => (chart?.title === section.title ? [chart] : []));
  return {
    tables,
    columns: new Map(columns),
    broad: placed.filter(isBroad).map(({ table, section }) => ({ table, question: section.question })),
    charts,
    titles: new Set(titles),
    said: paragraphsSaid(report),
  };
}

/** Of two tables that say the same the chart's is left out first, then the later one. */
function tablesTold(placed: readonly PlacedTable[]): Set<ReportTable> {
  const ofCharts = placed.filter(({ chart }) => chart !== undefined);
  const others = placed.filter(({ chart }) => chart === undefined).reverse();
  const left = new Set<ReportTable>();
  for (const one of [...ofCharts, ...others]) {
    const shown = placed.filter(({ table }) => table !== one.table && !left.has(table));
    const lines = shown.flatMap(({ table }) => table.rows.map((row) => row.join('\n')));
    const isTold = one.table.rows.every((row) => isRowTold(one, row, lines));
    if (isTold && one.table.picker === undefined) left.add(one.table);
  }
  return left;
}

/** Later charts of which an earlier one of another section has all numbers, row by row. */
function chartsDrawn(placed: readonly PlacedTable[]): Map<ReportChart, string> {
  const drawn = new Map<ReportChart, string>();
  placed.forEach(({ chart, table, section }, k) => {
    if (chart === undefined) return;
    const rows = table.rows.map((row) => numbersOf(table, row)).filter((numbers) => numbers.length > 1);
    const other = placed
      .slice(0, k)
      .find(
        (one) =>
          one.chart !== undefined &&
          one.section !== section &&
          !drawn.has(one.chart) &&
          rows.every((numbers) => one.table.rows.some((row) => numbers.every((number) => row.includes(number)))),
      );
    if (other !== undefined && rows.length > 1) drawn.set(chart, other.section.question);
  });
  return drawn;
}

/** Those of the first form of each switch: the others are not on paper. */
function placeTables(section: ReportSection, drawings: Drawings): PlacedTable[] {
  const { text, charts, tables } = section;
  const first = new Map<string, string>();
  for (const { choice } of [...charts, ...tables])
    if (choice !== undefined && !first.has(choice.of)) first.set(choice.of, choice.option);
  const isShown = ({ choice }: Pick<ReportTable, 'choice'>) =>
    choice === undefined || first.get(choice.of) === choice.option;
  const shown = charts.filter(isShown);
  const beside = shown.map((chart) => wordsOf(chart, drawings)).join(' ');
  return [
    ...shown.map((chart) => ({ table: chart.table, beside: [beside, ...text].join(' '), chart, section })),
    ...tables.filter(isShown).map((table) => ({ table, beside, section })),
  ];
}

/** What is written in a drawing as it is on paper. */
function wordsOf({ id }: ReportChart, drawings: Drawings): string {
  const drawing = drawings.get(id);
  const svg = (drawing?.narrow ?? drawing?.wide)?.svg ?? '';
  // Lines of one text are pieces of their own.
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)]
    .map(([, word]) => word.replace(/<[^>]*>/g, ' ').trim())
    .join(' ');
}

function columnsDrawn(table: ReportTable, words: string): number[] {
  return table.columns.flatMap((_, at) => {
    const cells = table.rows.map((row) => row[at]);
    // Names are what tells the rows apart.
    return at > 0 && cells.every((cell) => EMPTY.has(cell) || (/\d/.test(cell) && standsIn(cell, words))) ? [at] : [];
  });
}

function numbersOf(table: ReportTable, row: readonly string[]): string[] {
  return row.filter((cell, at) => at > 0 && !EMPTY.has(cell) && table.columns[at].align === 'right');
}

/** Whether the numbers of a row stand beside the table or in one line of another, and its words anywhere. */
function isRowTold({ table, beside }: PlacedTable, row: readonly string[], lines: readonly string[]): boolean {
  const numbers = numbersOf(table, row);
  const words = row.filter((cell, at) => at > 0 && !EMPTY.has(cell) && table.columns[at].align === 'left');
  if (numbers.length + words.length === 0) return false;
  return (
    ['', ...lines].some((line) => numbers.every((text) => standsIn(text, line) || standsIn(text, beside))) &&
    words.every((text) => standsIn(text, beside) || lines.some((line) => standsIn(text, line)))
  );
}

/** Whether a text stands in another as a whole: `7 M` does not stand in `17 M`. */
function standsIn(text: string, whole: string): boolean {
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + 1)) {
    const before = whole[at - 1] ?? ' ';
    const after = whole[at + text.length] ?? ' ';
    if (!/[\p{L}\d.,]/u.test(before) && !/[\p{L}\d]/u.test(after)) return true;
  }
  return false;
}

/** Paragraphs that the first screen or an earlier section has word for word. */
function paragraphsSaid({ decision, sections }: Report): Map<ReportSection, Set<string>> {
  let before = decision.answers.map(({ answer }) => answer).join('\n');
  return new Map(
    sections.map((section) => {
      const own = [...section.text, ...section.notes];
      const said = new Set(own.filter((paragraph) => before.includes(paragraph)));
      before = [before, ...own].join('\n');
      return [section, said];
    }),
  );
}
