/** Small files in and out for the commands: CSV rows by column name, and text that appears whole or not at all. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from './exit.ts';

/**
 * Rows of a CSV file (gzip accepted) as records by column name.
 *
 * @throws {UserError} naming the line of a ragged row or of an open quote
 */
export async function readRows(file: string): Promise<Record<string, string>[]> {
  const [{ readText }, { parseCsv }] = await Promise.all([
    import('../scenario/input-table.ts'),
    import('../scenario/csv.ts'),
  ]);
  const { header, rows, faults } = parseCsv(readText(file));
  if (faults.length > 0) {
    const lines = faults.slice(0, 10).map(({ line, message }) => `${file}:${line}: ${message}`);
    throw new UserError([...lines, ...(faults.length > 10 ? [`… and ${faults.length - 10} more`] : [])].join('\n'));
  }
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column]!])));
}

/** Writes a text file beside its place and moves it there, so that a full disk leaves no half of it. */
export function writeWhole(file: string, text: string): void {
  const partial = `${file}.partial`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(partial, text);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
