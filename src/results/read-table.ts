/**
 * Whole columns out of an Arrow file, read batch by batch so that the rest of the file never fills memory.
 */

import { openArrowReader } from './arrow-file.ts';
import { ResultsError } from './results-error.ts';

/** Columns of a file by name: numbers (null as NaN, booleans as 0/1) or text. */
export interface ReadTable {
  readonly rows: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** @throws {ResultsError} when the file has no such column or it holds text */
  number(name: string): Float64Array;
  /** @throws {ResultsError} when the file has no such column or it holds numbers */
  text(name: string): readonly (string | null)[];
  readonly names: readonly string[];
}

/**
 * Reads columns of an Arrow file.
 *
 * @param names  columns wanted; all by default
 * @throws {ResultsError} when the file cannot be read, is damaged or lacks a column
 */
export async function readTable(file: string, names?: readonly string[]): Promise<ReadTable> {
  const reader = await openArrowReader(file);
  try {
    const wanted = names ?? reader.columns.map((column) => column.name);
    const parts: (Float64Array | readonly (string | null)[])[][] = wanted.map(() => []);
    let rows = 0;
    for await (const batch of reader.batches(wanted)) {
      rows += batch.rows;
      batch.values.forEach((values, k) => {
        parts[k].push(values);
      });
    }
    const columns = new Map(wanted.map((name, k) => [name, joinParts(parts[k], rows)]));
    const find = (name: string) => {
      const values = columns.get(name);
      if (values === undefined) throw new ResultsError(`${file}: column ${name} is missing`);
      return values;
    };
    return {
      rows,
      metadata: reader.metadata,
      names: wanted,
      number(name) {
        const values = find(name);
        if (!(values instanceof Float64Array)) throw new ResultsError(`${file}: column ${name} holds text`);
        return values;
      },
      text(name) {
        const values = find(name);
        if (values instanceof Float64Array) throw new ResultsError(`${file}: column ${name} holds numbers`);
        return values;
      },
    };
  } finally {
    await reader.close();
  }
}

function joinParts(
  parts: readonly (Float64Array | readonly (string | null)[])[],
  rows: number,
): Float64Array | readonly (string | null)[] {
  if (parts.length === 0) return new Float64Array(0);
  if (!(parts[0] instanceof Float64Array)) return (parts as readonly (readonly (string | null)[])[]).flat();
  const joined = new Float64Array(rows);
  let at = 0;
  for (const part of parts as readonly Float64Array[]) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
