/**
 * A table of a study from its rows: one function a column says what a row holds there, the declaration says how it is stored.
 */

import type { ColumnValues } from '../results/column-values.ts';
import type { Column, TableDeclaration } from '../results/columns/column.ts';
import type { Figure, FigureFlag } from '../results/statistics/figure.ts';
import type { StudyTable } from './study-folder.ts';

/** What a row holds in a column; null and undefined where it holds nothing. */
export type Cell<Row> = (row: Row) => number | boolean | string | null | undefined;
export type Cells<Row> = Readonly<Record<string, Cell<Row>>>;

/** Labels of columns that flag a figure, in this order in every file. */
export const FLAGS: readonly FigureFlag[] = ['notEnoughPaths', 'fewPaths', 'noneSeen'];

/**
 * Makes a table.
 *
 * @param cells  by column, every one that is declared
 * @param labels  of dictionary columns whose list is known; of the others the texts of the rows, in order of appearance
 * @throws {Error} when a declared column has no cells
 */
export function makeTable<Row>(
  table: TableDeclaration,
  rows: readonly Row[],
  cells: Cells<Row>,
  labels: Readonly<Record<string, readonly string[]>> = {},
): StudyTable {
  const columns: Record<string, ColumnValues> = {};
  const lists: Record<string, readonly string[]> = {};
  for (const column of table.columns) {
    const cell = cells[column.name];
    if (cell === undefined) throw new Error(`${table.file}: no cells for the column ${column.name}`);
    const list = column.type === 'dictionary' ? (labels[column.name] ?? distinctTexts(rows, cell)) : undefined;
    if (list !== undefined) lists[column.name] = list;
    columns[column.name] = list === undefined ? plainColumn(column, rows, cell) : labelColumn(rows, cell, list);
  }
  return { table, columns, labels: lists };
}

/** Estimate, standard error and interval of a figure as the four columns of its name. */
export function figureCells<Row>(name: string, of: (row: Row) => Figure | null | undefined): Cells<Row> {
  return {
    [name]: (row) => of(row)?.estimate,
    [`${name}StdError`]: (row) => of(row)?.stdError,
    [`${name}Low`]: (row) => of(row)?.low,
    [`${name}High`]: (row) => of(row)?.high,
  };
}

function distinctTexts<Row>(rows: readonly Row[], cell: Cell<Row>): string[] {
  const texts = rows.map(cell).filter((text) => text !== null && text !== undefined);
  return [...new Set(texts.map(String))];
}

/** Positions in the list; −1 for none. */
function labelColumn<Row>(rows: readonly Row[], cell: Cell<Row>, list: readonly string[]): Int32Array {
  const position = new Map(list.map((text, k) => [text, k]));
  return Int32Array.from(rows, (row) => {
    const text = cell(row);
    return text === null || text === undefined ? -1 : (position.get(String(text)) ?? -1);
  });
}

/** Texts, or numbers with NaN for none and 0 or 1 for no or yes. */
function plainColumn<Row>({ type }: Column, rows: readonly Row[], cell: Cell<Row>): ColumnValues {
  if (type === 'utf8') return rows.map((row) => String(cell(row) ?? ''));
  return Float64Array.from(rows, (row) => {
    const value = cell(row);
    return value === null || value === undefined ? Number.NaN : Number(value);
  });
}
