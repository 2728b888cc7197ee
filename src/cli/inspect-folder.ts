/** What a result folder holds, table by table, for `firebreak inspect <folder>`. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openArrowReader } from '../results/arrow-file.ts';
import { TABLES } from '../results/columns/tables.ts';
import { findTables } from '../results/find-tables.ts';
import { formatTable } from './table.ts';

export interface TableOutline {
  /** Path inside the folder. */
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  readonly bytes: number;
  /** What one row is; empty for a table that is no result of a run. */
  readonly row: string;
}

/** @throws {ResultsError} when the folder holds no Arrow file, or files that are damaged or unfinished */
export async function outlineFolder(folder: string): Promise<TableOutline[]> {
  const { files } = await findTables(folder);
  const outlines: TableOutline[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const reader = await openArrowReader(path);
    try {
      let rows = 0;
      for await (const batch of reader.batches([])) rows += batch.rows;
      const row = TABLES.find((table) => table.file === file)?.row ?? '';
      outlines.push({ file, rows, columns: reader.columns.length, bytes: statSync(path).size, row });
    } finally {
      await reader.close();
    }
  }
  return outlines;
}

export function formatOutline(folder: string, tables: readonly TableOutline[]): string {
  const rows = tables.map(({ file, rows, columns, bytes, row }) => [
    file,
    String(rows),
    String(columns),
    (bytes / 1000).toFixed(1),
    row,
  ]);
  return `${folder}: ${tables.length} ${tables.length === 1 ? 'table' : 'tables'}\n\n${formatTable(['table', 'rows', 'columns', 'kB', 'a row is'], rows, [0, 4])}`;
}
