/** A table of the report as a pipe table, small enough for a forum post. */

import type { ReportTable } from '../content.ts';
import { toMarkdownText } from './plain-text.ts';

const COLUMNS_MAXIMUM = 5;
const ROWS_MAXIMUM = 12;
const CELL_CHARACTERS = 120;

/**
 * Lines of a table with at most 5 columns and 12 rows, and a sentence where some are left out.
 *
 * @returns empty for a table without columns or rows
 */
export function formatMarkdownTable(table: ReportTable): string {
  const columns = table.columns.slice(0, COLUMNS_MAXIMUM);
  const rows = table.rows.slice(0, ROWS_MAXIMUM);
  if (columns.length === 0 || rows.length === 0) return '';
  const head = formatRow(columns.map(({ label }) => label));
  const rule = `| ${columns.map(({ align }) => (align === 'right' ? '---:' : ':---')).join(' | ')} |`;
  const body = rows.map((row) => formatRow(columns.map((_, at) => row[at] ?? '')));
  const below = describeCut(table);
  return [[head, rule, ...body].join('\n'), ...(below === '' ? [] : [below])].join('\n\n');
}

const formatRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => toMarkdownText(cell, CELL_CHARACTERS) || '–').join(' | ')} |`;

/** What of a table is not in the post, and where it stands. */
function describeCut({ columns, rows, more }: ReportTable): string {
  const sentences = more === undefined ? [] : [toMarkdownText(more, 300)];
  const left: string[] = [];
  if (rows.length > ROWS_MAXIMUM) left.push(`${rows.length - ROWS_MAXIMUM} more rows`);
  if (columns.length > COLUMNS_MAXIMUM) {
    const labels = columns.slice(COLUMNS_MAXIMUM).map(({ label }) => label);
    left.push(toMarkdownText(`the columns ${labels.join(', ')}`, 200));
  }
  if (left.length > 0) sentences.push(`Not shown here: ${left.join(', and ')}; see \`report.html\`.`);
  return sentences.join(' ');
}
