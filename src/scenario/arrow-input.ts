/** An Arrow file as an input table. The Arrow library itself stays behind results/arrow-file.ts. */

import { existsSync } from 'node:fs';
import { openArrowReader } from '../results/arrow-file.ts';
import type { FileProblems } from './file-problems.ts';
import type { Column, InputTable } from './input-table.ts';

/** Reads all columns of an Arrow file; nulls of number columns become NaN, which counts as an empty cell. */
export async function readArrowTable(file: string, problems: FileProblems): Promise<InputTable | undefined> {
  if (!existsSync(file)) {
    problems.add(undefined, '', 'the file does not exist');
    return undefined;
  }
  try {
    const reader = await openArrowReader(file);
    try {
      const names = reader.columns.map((column) => column.name);
      const parts: Column[][] = names.map(() => []);
      let rowCount = 0;
      for await (const batch of reader.batches(names)) {
        rowCount += batch.rows;
        batch.values.forEach((values, k) => {
          parts[k].push(values);
        });
      }
      const columns = new Map(names.map((name, k) => [name, joinParts(parts[k])]));
      return { columns, rowCount, lines: null };
    } finally {
      await reader.close();
    }
  } catch (error) {
    problems.add(undefined, '', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function joinParts(parts: readonly Column[]): Column {
  if (parts.length === 1) return parts[0];
  if (!parts.every((part) => part instanceof Float64Array)) return parts.flatMap((part) => [...part]);
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part as Float64Array, at);
    at += part.length;
  }
  return joined;
}
