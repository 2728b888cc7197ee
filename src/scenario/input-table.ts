/**
 * An input file as a table of named columns, whatever its format: CSV (gzip accepted) or Arrow.
 *
 * Readers of accounts, prices and books ask for cells by column and row and report what is wrong with its line.
 */

import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseCsv } from './csv.ts';
import { formatReceived } from './errors.ts';
import type { FileProblems } from './file-problems.ts';
import { hintNearest } from './nearest.ts';

export type Column = readonly (string | number | null)[] | Float64Array;

export interface InputTable {
  readonly columns: ReadonlyMap<string, Column>;
  readonly rowCount: number;
  /** Line of each row for messages, [row]; the row number where the format has no lines. */
  readonly lines: readonly number[] | null;
}

/** Head and tail of a gzip file. */
const GZIP_BYTES_MIN = 18;

/** Reads a text file, unpacked when it is gzip (by its first bytes, not its name). */
export function readText(file: string): string {
  const bytes = readFileSync(file);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
}

/**
 * Bytes of a file without its gzip packing, found without reading it: its last four bytes hold them (RFC 1952; modulo
 * 2³², so more than 4 GB of text look like less).
 */
export function unpackedBytes(file: string): number {
  const { size } = statSync(file);
  if (size < GZIP_BYTES_MIN) return size;
  const fd = openSync(file, 'r');
  try {
    const ends = Buffer.alloc(6);
    readSync(fd, ends, 0, 2, 0);
    readSync(fd, ends, 2, 4, size - 4);
    return ends[0] === 0x1f && ends[1] === 0x8b ? Math.max(size, ends.readUInt32LE(2)) : size;
  } finally {
    closeSync(fd);
  }
}

/** Text of a file, or undefined after reporting why it cannot be read. */
export function readTextOr(file: string, problems: FileProblems): string | undefined {
  try {
    if (!existsSync(file))
      problems.add(undefined, '', 'the file does not exist', 'firebreak import makes input files; --set names others');
    else return readText(file);
  } catch (error) {
    problems.add(undefined, '', `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}

/** A CSV file as a table; faults of its form are reported. */
export function readCsvTable(file: string, problems: FileProblems): InputTable | undefined {
  const text = readTextOr(file, problems);
  if (text === undefined) return undefined;
  const { header, rows, lines, faults } = parseCsv(text);
  for (const fault of faults) problems.add(fault.line, '', fault.message);
  const repeated = header.find((name, i) => header.indexOf(name) !== i);
  if (repeated !== undefined) problems.add(1, repeated, 'the column appears twice');
  if (header.length === 0) {
    problems.add(undefined, '', 'the file is empty; expected a header line');
    return undefined;
  }
  const columns = new Map(header.map((name, i) => [name, rows.map((row) => row[i])]));
  return { columns, rowCount: rows.length, lines };
}

/**
 * Reports columns that are missing or unknown.
 *
 * @returns true when all required columns are there
 */
export function checkColumns(
  table: InputTable,
  required: readonly string[],
  optional: readonly string[],
  problems: FileProblems,
): boolean {
  const known = [...required, ...optional];
  const names = [...table.columns.keys()];
  for (const name of names.filter((candidate) => !known.includes(candidate))) {
    problems.add(1, name, `unknown column; known are ${known.join(', ')}`, hintNearest(name, known));
  }
  const missing = required.filter((name) => !table.columns.has(name));
  for (const name of missing) {
    const hint = hintNearest(
      name,
      names.filter((candidate) => !known.includes(candidate)),
    );
    problems.add(1, name, `the column is missing; the file has ${names.join(', ')}`, hint);
  }
  return missing.length === 0;
}

/** A cell as text; empty for an empty cell, a null or a column that is not there. */
export function textAt(table: InputTable, column: string, row: number): string {
  const value = table.columns.get(column)?.[row];
  return value === undefined || value === null ? '' : String(value);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A cell as a number: undefined for an empty cell (NaN in an Arrow file), NaN for anything that is no finite number. */
export function numberAt(table: InputTable, column: string, row: number): number | undefined {
  const value = table.columns.get(column)?.[row];
  if (value === undefined || value === null || value === '' || Number.isNaN(value)) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  return NUMBER.test(value) && Number.isFinite(Number(value)) ? Number(value) : Number.NaN;
}

/** The cell as it is quoted in a message. */
export function quoteCell(table: InputTable, column: string, row: number): string {
  const value = table.columns.get(column)?.[row];
  return formatReceived(value === '' ? undefined : value);
}

/** Line of a row, for messages. */
export function lineAt(table: InputTable, row: number): number {
  return table.lines ? table.lines[row] : row + 1;
}
