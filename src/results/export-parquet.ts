/**
 * A result folder as Parquet, table by table, with a table of its columns: SQL engines do not see what Arrow keeps in a
 * column's metadata.
 *
 * All files are `.partial` until all of them are whole: a failure leaves no half of a folder that looks complete.
 */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createArrowWriter, type FoundColumn, openArrowReader } from './arrow-file.ts';
import { COLUMNS } from './columns/export.ts';
import { findTables } from './find-tables.ts';
import { loadParquet, type ParquetLibrary, writeParquet } from './parquet-file.ts';
import { fileError, ResultsError } from './results-error.ts';

/** One exported table. */
export interface ExportedTable {
  /** Arrow file inside the result folder; null for the table of columns. */
  readonly source: string | null;
  /** Parquet file inside the export folder. */
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  readonly sourceBytes: number;
  readonly bytes: number;
}

export interface ParquetExport {
  readonly folder: string;
  readonly out: string;
  readonly compression: 'zstd';
  readonly tables: readonly ExportedTable[];
  readonly sourceBytes: number;
  readonly bytes: number;
  /** Paths done and asked for, when the run was interrupted. */
  readonly interrupted: { readonly paths: number; readonly pathsAsked: number } | null;
  /** Parquet files that lay in `out` before and belong to no table of this folder; they are left alone. */
  readonly foreign: readonly string[];
}

/**
 * Writes every Arrow table of a result folder as Parquet, under the same names, and `columns.parquet`.
 *
 * The same folder gives the same rows in the same bytes; the order of the metadata in a file's footer is the library's.
 *
 * @param out  folder to write to, `parquet` inside the result folder by default, made where it is missing; files of the same names are replaced
 * @throws {ResultsError} when the folder has no Arrow file, or files that are damaged or unfinished (all are named), when the
 *   Parquet package is not installed, or the disk refuses; no new file is left in `out` then
 */
export async function exportParquet(folder: string, out = join(folder, 'parquet')): Promise<ParquetExport> {
  const { files, interrupted } = await findTables(folder);
  const parquet = await loadParquet();
  const written: string[] = [];
  try {
    const tables = await writeTables(parquet, folder, out, files, written);
    tables.push(await writeColumns(parquet, folder, out, files, written));
    for (const file of written) renameSync(`${file}.partial`, file);
    const sum = (of: 'bytes' | 'sourceBytes') => tables.reduce((total, table) => total + table[of], 0);
    return {
      folder,
      out,
      compression: 'zstd',
      tables,
      sourceBytes: sum('sourceBytes'),
      bytes: sum('bytes'),
      interrupted,
      foreign: findForeign(out, tables),
    };
  } catch (cause) {
    for (const file of written) rmSync(`${file}.partial`, { force: true });
    throw fileError('write', out, cause);
  }
}

/** Writes all tables as `.partial`; each that is whole is added to `written`. */
async function writeTables(
  parquet: ParquetLibrary,
  folder: string,
  out: string,
  files: readonly string[],
  written: string[],
): Promise<ExportedTable[]> {
  const tables: ExportedTable[] = [];
  const problems: string[] = [];
  for (const source of files) {
    const file = source.replace(/\.arrow$/, '.parquet');
    const sourceBytes = statSync(join(folder, source)).size;
    mkdirSync(dirname(join(out, file)), { recursive: true });
    try {
      const result = await writeParquet(parquet, join(folder, source), `${join(out, file)}.partial`);
      written.push(join(out, file));
      tables.push({ source, file, sourceBytes, ...result });
    } catch (error) {
      if (!(error instanceof ResultsError) || !error.message.startsWith('cannot read')) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new ResultsError(problems.join('\n'));
  return tables;
}

/** Writes the table of columns, by way of an Arrow file elsewhere. */
async function writeColumns(
  parquet: ParquetLibrary,
  folder: string,
  out: string,
  files: readonly string[],
  written: string[],
): Promise<ExportedTable> {
  const found: (FoundColumn & { readonly table: string })[] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const file of files) {
    const reader = await openArrowReader(join(folder, file));
    await reader.close();
    metadata = pickIdentity(reader.metadata);
    found.push(...reader.columns.map((column) => ({ ...column, table: file.replace(/\.arrow$/, '') })));
  }
  const types = [...new Set(found.map(({ type }) => type))];
  const about = (key: string) => found.map((column) => column.metadata[key] ?? '');
  const elsewhere = mkdtempSync(join(tmpdir(), 'firebreak-columns-'));
  try {
    const writer = await createArrowWriter(elsewhere, COLUMNS, { metadata, labels: { type: types } });
    writer.append({
      table: found.map(({ table }) => table),
      column: found.map(({ name }) => name),
      type: found.map(({ type }) => types.indexOf(type)),
      unit: about('unit'),
      label: about('label'),
      description: about('description'),
      mayBeNull: found.map(({ isNullable }) => Number(isNullable)),
    });
    writer.close();
    const file = COLUMNS.file.replace(/\.arrow$/, '.parquet');
    const result = await writeParquet(parquet, writer.file, `${join(out, file)}.partial`);
    written.push(join(out, file));
    return { source: null, file, sourceBytes: 0, ...result };
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}

/** What says which run a file is of. */
function pickIdentity(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['scenarioHash', 'seed', 'firebreakVersion'];
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => kept.includes(key)));
}

function findForeign(out: string, tables: readonly ExportedTable[]): string[] {
  if (!existsSync(out)) return [];
  const own = new Set(tables.map(({ file }) => file));
  return (readdirSync(out, { recursive: true }) as string[])
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.parquet') && !own.has(name))
    .sort();
}
