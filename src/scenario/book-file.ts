/**
 * Books from a file (CSV, gzip accepted, or Arrow): a snapshot `asset, side, price, size` level by level, or a depth curve
 * `asset, side, bps, cumulativeUsd`. What the rows mean is in book-curve.ts; here they are read and judged one by one.
 */

import { readArrowTable } from './arrow-input.ts';
import { type BookSide, curvesFromBands, curvesFromLevels, type SideCurves } from './book-curve.ts';
import type { FileProblems } from './file-problems.ts';
import type { SourceColumns } from './input-source.ts';
import { checkColumns, type InputTable, lineAt, numberAt, quoteCell, readCsvTable, textAt } from './input-table.ts';
import { hintNearest } from './nearest.ts';

export interface FileBooks {
  readonly curves: Record<string, SideCurves>;
  /** The rows as read, to be kept with the results. */
  readonly columns: SourceColumns;
}

const LEVELS = ['price', 'size'] as const;
const BANDS = ['bps', 'cumulativeUsd'] as const;

/**
 * Reads a book file. Rows of assets that the scenario does not have are skipped: one file may serve many scenarios.
 *
 * @param problems  receives what is wrong, with lines
 */
export async function loadBooks(
  path: string,
  assets: readonly string[],
  problems: FileProblems,
): Promise<FileBooks | undefined> {
  const table = /\.arrow$/i.test(path) ? await readArrowTable(path, problems) : readCsvTable(path, problems);
  if (table === undefined) return undefined;
  const isLevels = LEVELS.some((name) => table.columns.has(name)) && !BANDS.every((name) => table.columns.has(name));
  const [x, y] = isLevels ? LEVELS : BANDS;
  if (!checkColumns(table, ['asset', 'side', x, y], [], problems)) return undefined;
  const rows: { asset: string; side: BookSide; x: number; y: number }[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    const side = readSide(table, row, problems);
    const xs = readPositive(table, row, x, problems);
    const ys = readPositive(table, row, y, problems);
    const asset = textAt(table, 'asset', row);
    if (!assets.includes(asset) || side === undefined || xs === undefined || ys === undefined) continue;
    rows.push({ asset, side, x: xs, y: ys });
  }
  if (rows.length === 0 && problems.count() === 0) {
    problems.add(undefined, 'asset', `the file has no row for an asset of the scenario (${assets.join(', ')})`);
  }
  const found = isLevels
    ? curvesFromLevels(rows.map((row) => ({ asset: row.asset, side: row.side, price: row.x, size: row.y })))
    : curvesFromBands(rows.map((row) => ({ asset: row.asset, side: row.side, bps: row.x, cumulativeUsd: row.y })));
  for (const problem of found.problems) problems.add(undefined, problem.path, problem.message, problem.hint);
  const columns: SourceColumns = {
    asset: rows.map((row) => row.asset),
    side: rows.map((row) => row.side),
    [x]: Float64Array.from(rows, (row) => row.x),
    [y]: Float64Array.from(rows, (row) => row.y),
  };
  return { curves: found.curves, columns };
}

function readSide(table: InputTable, row: number, problems: FileProblems): BookSide | undefined {
  const side = textAt(table, 'side', row);
  if (side === 'bid' || side === 'ask') return side;
  const message = `expected bid or ask, received ${quoteCell(table, 'side', row)}`;
  problems.add(lineAt(table, row), 'side', message, hintNearest(side, ['bid', 'ask']));
  return undefined;
}

function readPositive(table: InputTable, row: number, column: string, problems: FileProblems): number | undefined {
  const value = numberAt(table, column, row);
  if (value !== undefined && value > 0) return value;
  const message = `expected a finite number above 0, received ${quoteCell(table, column, row)}`;
  problems.add(lineAt(table, row), column, message);
  return undefined;
}
