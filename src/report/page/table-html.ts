/** A table of the report as `<table>` in a box of its own, which scrolls where the page is too narrow. */
import type { ReportTable } from '../content.ts';
import { escapeHtml } from './markup.ts';
import { pickerHtml } from './picker-html.ts';

/** Letters of a row that half the width of paper holds, and the whole. */
const HALF_PAPER = 56;
const WHOLE_PAPER = 120;

/** Letters of a cell that stays on one line on paper too: a number with its unit. */
const BRIEF_CELL = 13;

/** Letters of a cell that stays on one line in a table over the whole width of paper, however many columns it has. */
const FAIR_CELL = 18;

/** Rows from which a table is long. */
const LONG_ROWS = 20;

/** Columns beyond which cells of many letters break. */
const MANY_COLUMNS = 6;

/** Letters of a cell that stays on one line. */
const SHORT_CELL = 28;

/** What becomes of a table on paper. */
export interface PaperTable {
  /** It says nothing new there. */
  readonly isTold?: boolean;
  /** Columns that say nothing new there, by their index. */
  readonly columns?: ReadonlySet<number> | undefined;
  /** Of a copy at the end: the question of its section. */
  readonly question?: string | undefined;
}

/**
 * Table with caption, column heads and the first column as row heads.
 *
 * @param id  unique on the page
 */
export function tableHtml(table: ReportTable, id: string, paper: PaperTable = {}): string {
  const { isTold = false, columns = new Set(), question } = paper;
  const toldOf = (at: number): string => (columns.has(at) ? 'told' : '');
  const head = table.columns.map(
    ({ align, label }, at) => `<th scope="col"${classOf([sideOf(align), toldOf(at)])}>${escapeHtml(label)}</th>`,
  );
  const rows = table.rows.map(
    (row) =>
      `<tr>${row.map((cell, at) => cellHtml(cell, at, [sideOf(table.columns[at]?.align ?? 'left'), toldOf(at)])).join('')}</tr>`,
  );
  const caption = `<caption id="${id}-caption">${question === undefined ? '' : `${escapeHtml(question)} `}${escapeHtml(table.caption)}</caption>`;
  const picker = table.picker ? pickerHtml(table.picker, id) : '';
  const picked = table.picker ? ' data-picker' : '';
  const more = table.more ? `<p class="small">${escapeHtml(table.more)}</p>` : '';
  return (
    `<div class="scroll${lengthOf(table, columns)}${isTold ? ' told' : ''}" role="group" tabindex="0" aria-labelledby="${id}-caption"><table id="${id}"${picked}>${caption}` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${more}${picker}`
  );
}

function cellHtml(cell: string, at: number, names: readonly string[]): string {
  const text = breakable(cell);
  const short =
    cell.length > SHORT_CELL
      ? ''
      : cell.length > FAIR_CELL
        ? 'short'
        : cell.length > BRIEF_CELL
          ? 'short fair'
          : 'short brief';
  if (at > 0 || text === '') return `<td${classOf([...names, short])}>${text}</td>`;
  return `<th scope="row"${classOf([...names, short === 'short brief' ? 'brief' : ''])}>${text}</th>`;
}

/** A long path of names may break after its dots. */
function breakable(cell: string): string {
  const text = escapeHtml(cell);
  return /^\S{16,}$/.test(cell) ? text.replace(/\.(?=[A-Za-z])/g, '.<wbr>') : text;
}

function sideOf(align: 'left' | 'right'): string {
  return align === 'right' ? 'right' : '';
}

function classOf(names: readonly string[]): string {
  const given = names.filter((name) => name !== '');
  return given.length === 0 ? '' : ` class="${given.join(' ')}"`;
}

/** Whether a table goes over the whole width of paper. @param told  columns that are left out there */
export function isBroadTable(table: ReportTable, told: ReadonlySet<number> = new Set()): boolean {
  return lengthOf(table, told).includes(' broad');
}

/** On paper, a table that half of it would not hold goes over the whole width; a long one of few columns into two or three. */
function lengthOf({ columns, rows, picker }: ReportTable, told: ReadonlySet<number>): string {
  // The last column of one, the command, is said in a sentence there.
  const shown = columns.map((_, at) => at).filter((at) => !told.has(at) && !(picker && at === columns.length - 1));
  const least = shown.map((at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return Math.max(
      longestWord(columns[at].label),
      ...cells.map((cell) => (cell.length <= BRIEF_CELL ? cell.length : longestWord(cell))),
    );
  });
  const isBroad = sumOf(least) + 2 * shown.length > HALF_PAPER;
  return `${isBroad ? ' broad' : ''}${shown.length > MANY_COLUMNS ? ' many' : ''}${pileOf(rows, shown)}`;
}

/** A long table of short rows stands in several piles side by side: two on half of the paper, or three and more on the whole. */
function pileOf(rows: ReportTable['rows'], shown: readonly number[]): string {
  if (rows.length < LONG_ROWS) return '';
  // A few longer cells may take two lines.
  const lengthOfMost = (at: number): number =>
    rows.map((row) => (row[at] ?? '').length).sort((a, b) => a - b)[Math.floor(0.8 * rows.length)];
  const letters = shown.reduce((sum, at) => sum + 2 + lengthOfMost(at), 0);
  if (2 * letters <= HALF_PAPER) return ' piles-2';
  const piles = Math.min(4, Math.floor(WHOLE_PAPER / letters));
  return piles > 2 ? ` broad piles-${piles}` : '';
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function longestWord(text: string): number {
  return Math.max(...text.split(/[ /.]/).map((word) => word.length));
}
