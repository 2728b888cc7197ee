/** A table of the report as `<table>` in a box of its own, which scrolls where the page is too narrow. */
import type { ReportTable } from '../content.ts';
import { escapeHtml } from './markup.ts';
import { pickerHtml } from './picker-html.ts';

/** Letters of a row that half a page of paper holds. */
const HALF_PAPER = 66;

/** Letters of a row that half of it would break into many lines. */
const LONG_ROW = 84;

/** Letters of a cell that stays on one line on paper too: a number with its unit. */
const BRIEF_CELL = 13;

/** Rows from which a table is long. */
const LONG_ROWS = 20;

/** Columns beyond which a table has many. */
const MANY_COLUMNS = 6;

/** Letters of a cell that stays on one line. */
const SHORT_CELL = 24;

/**
 * Table with caption, column heads and the first column as row heads.
 *
 * @param id  unique on the page
 */
export function tableHtml(table: ReportTable, id: string): string {
  const head = table.columns.map((column) => `<th scope="col"${sideOf(column.align)}>${escapeHtml(column.label)}</th>`);
  const rows = table.rows.map(
    (row) => `<tr>${row.map((cell, at) => cellHtml(cell, at, table.columns[at]?.align ?? 'left')).join('')}</tr>`,
  );
  const caption = `<caption id="${id}-caption">${escapeHtml(table.caption)}</caption>`;
  const picker = table.picker ? pickerHtml(table.picker, id) : '';
  const picked = table.picker ? ' data-picker' : '';
  const more = table.more ? `<p class="small">${escapeHtml(table.more)}</p>` : '';
  return (
    `<div class="scroll${lengthOf(table)}" role="group" tabindex="0" aria-labelledby="${id}-caption"><table id="${id}"${picked}>${caption}` +
    `<thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>${more}${picker}`
  );
}

function cellHtml(cell: string, at: number, align: 'left' | 'right'): string {
  const text = escapeHtml(cell);
  if (at === 0 && text !== '') return `<th scope="row"${sideOf(align)}>${text}</th>`;
  const short = cell.length > SHORT_CELL ? '' : cell.length > BRIEF_CELL ? 'short' : 'short brief';
  const names = [align === 'right' ? 'right' : '', short].filter((name) => name !== '').join(' ');
  return names === '' ? `<td>${text}</td>` : `<td class="${names}">${text}</td>`;
}

function sideOf(align: 'left' | 'right'): string {
  return align === 'right' ? ' class="right"' : '';
}

/** On paper, a table that half of it would not hold, or in rows of many lines alone, goes over the whole width. */
function lengthOf({ columns, rows, picker }: ReportTable): string {
  // Its last column, the command, is said in a sentence there.
  if (picker) return '';
  const least = columns.map(({ label }, at) => {
    const cells = rows.map((row) => row[at] ?? '');
    return Math.max(
      longestWord(label),
      ...cells.map((cell) => (cell.length <= BRIEF_CELL ? cell.length : longestWord(cell))),
    );
  });
  const letters = rows.reduce((sum, row) => sum + row.join('').length, 0) / Math.max(1, rows.length);
  const isBroad = sumOf(least) + 2 * columns.length > HALF_PAPER || letters > LONG_ROW;
  const isLong = rows.length >= LONG_ROWS && columns.length <= 4;
  return `${isBroad ? ' broad' : ''}${columns.length > MANY_COLUMNS ? ' many' : ''}${isLong ? (columns.length <= 2 ? ' long slim' : ' long') : ''}`;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function longestWord(text: string): number {
  return Math.max(...text.split(/[ /]/).map((word) => word.length));
}
