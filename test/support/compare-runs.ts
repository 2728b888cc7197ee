/**
 * Two runs of one system from other seeds, file by file: estimates as differences in standard errors, the rest by equality.
 *
 * A column is what its declaration says: with a `…StdError` twin it is an estimate; in a file with a `path` column it is a
 * measure of paths, whose estimate is the weighted mean; any other column follows from the scenario and must be equal.
 */

import type { TableDeclaration } from '../../src/results/columns/column.ts';
import { type ReadTable, readTable } from '../../src/results/read-table.ts';
import { TAIL_PATHS_MINIMUM } from '../../src/results/statistics/figure.ts';

/** A difference of two estimates over its standard error. */
export interface Comparison {
  readonly what: string;
  readonly z: number;
}

export interface FileComparison {
  readonly estimates: readonly Comparison[];
  /** Estimates that rest on too little to have a standard error worth the name. */
  readonly skipped: readonly string[];
  /** Columns that had to be equal and are not. */
  readonly unequal: readonly string[];
}

/** Paths that an estimate must rest on in the first run, as effective number (Σ|x|)²/Σx²: fewer give no figure either. */
const PATHS_NEEDED = TAIL_PATHS_MINIMUM;

/** Columns that tell paths apart or say how a path was chosen, not what happened on it. */
const CHOICE = new Set(['path', 'replicate', 'isWorst', 'conservationErrorUsd']);

/** Difference in standard errors; equal values agree whatever their errors. */
export function inErrors(a: number, b: number, errorA: number, errorB: number): number {
  if (Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))) return 0;
  return Math.abs(a - b) / Math.hypot(errorA, errorB);
}

/**
 * Compares a file with rows by account, cohort, step or generation.
 *
 * @param keys  columns that name a row; rows that only one run has are left out
 */
export async function compareEstimates(
  table: TableDeclaration,
  folders: readonly [string, string],
  keys: readonly string[],
): Promise<FileComparison> {
  const [a, b] = await Promise.all(folders.map((folder) => readTable(`${folder}/${table.file}`)));
  const estimates: Comparison[] = [];
  const skipped: string[] = [];
  const unequal: string[] = [];
  const [keysA, keysB] = [keysOf(a!, keys), keysOf(b!, keys)];
  const rowOf = new Map(keysB.map((key, row) => [key, row]));
  const names = new Set(table.columns.map(({ name }) => name));
  for (const { name } of table.columns) {
    if (name.endsWith('StdError') || name === 'pathsReaching') continue;
    const [valuesA, valuesB] = [columnOf(a!, name), columnOf(b!, name)];
    for (const [row, key] of keysA.entries()) {
      const other = rowOf.get(key);
      if (other === undefined) continue;
      const what = `${name} ${key}`;
      if (!names.has(`${name}StdError`)) {
        if (!Object.is(valuesA[row], valuesB[other])) unequal.push(what);
        continue;
      }
      const [x, y] = [a!.number(name)[row]!, b!.number(name)[other]!];
      const [sx, sy] = [a!.number(`${name}StdError`)[row]!, b!.number(`${name}StdError`)[other]!];
      if (Math.abs(x) < Math.sqrt(PATHS_NEEDED) * sx || (x === 0 && sx === 0 && y !== 0)) skipped.push(what);
      else estimates.push({ what: `${what}: ${x} ± ${sx} against ${y} ± ${sy}`, z: inErrors(x, y, sx, sy) });
    }
  }
  return { estimates, skipped, unequal };
}

/**
 * Compares a file with rows by path: weighted means of every column, with the paths' own spread as standard error. A null is
 * a zero here, and several rows of a path with the same key are added up.
 *
 * @param keys  columns that name a row within a path
 * @param paths  number of paths, from path 0, that the file holds whole
 */
export async function comparePaths(
  table: TableDeclaration,
  folders: readonly [string, string],
  keys: readonly string[],
  paths: number,
): Promise<FileComparison> {
  const [a, b] = await Promise.all(
    folders.map(async (folder) => {
      const { number } = await readTable(`${folder}/paths.arrow`, ['weight']);
      return pathMeans(await readTable(`${folder}/${table.file}`), keys, number('weight').subarray(0, paths));
    }),
  );
  const estimates: Comparison[] = [];
  const skipped: string[] = [];
  for (const what of new Set([...a!.keys(), ...b!.keys()])) {
    const [x, y] = [a!.get(what), b!.get(what)];
    if (x === undefined || y === undefined || x.support < PATHS_NEEDED) skipped.push(what);
    else
      estimates.push({
        what: `${what}: ${x.mean} ± ${x.stdError} against ${y.mean} ± ${y.stdError}`,
        z: inErrors(x.mean, y.mean, x.stdError, y.stdError),
      });
  }
  return { estimates, skipped, unequal: [] };
}

interface Mean {
  readonly mean: number;
  readonly stdError: number;
  /** Effective number of paths in it. */
  readonly support: number;
}

/** Weighted mean of each numeric column over paths, by column and key. */
function pathMeans(table: ReadTable, keys: readonly string[], weight: Float64Array): Map<string, Mean> {
  const means = new Map<string, Mean>();
  const path = table.number('path');
  const key = keysOf(table, keys);
  for (const name of table.names) {
    if (CHOICE.has(name) || keys.includes(name)) continue;
    const values = columnOf(table, name);
    if (!(values instanceof Float64Array)) continue;
    const totals = new Map<string, Float64Array>();
    for (let row = 0; row < table.rows; row++) {
      if (path[row]! >= weight.length) continue;
      let total = totals.get(key[row]!);
      if (total === undefined) {
        total = new Float64Array(weight.length);
        totals.set(key[row]!, total);
      }
      // The weight's own mean is 1.
      const value = name === 'weight' ? 1 : values[row]!;
      if (!Number.isNaN(value)) total[path[row]!]! += weight[path[row]!]! * value;
    }
    for (const [row, total] of totals) means.set(`${name} ${row}`, describe(total));
  }
  return means;
}

function describe(values: Float64Array): Mean {
  const n = values.length;
  let [sum, size, squares] = [0, 0, 0];
  for (const value of values) {
    sum += value;
    size += Math.abs(value);
    squares += value * value;
  }
  const variance = Math.max(0, squares - (sum * sum) / n) / (n - 1);
  return { mean: sum / n, stdError: Math.sqrt(variance / n), support: squares > 0 ? (size * size) / squares : 0 };
}

/** Values of the key columns of each row, joined, [row]. */
function keysOf(table: ReadTable, keys: readonly string[]): string[] {
  const columns = keys.map((name) => columnOf(table, name));
  return Array.from({ length: table.rows }, (_, row) => columns.map((values) => String(values[row])).join(' '));
}

/** A column, whatever it holds. */
export function columnOf(table: ReadTable, name: string): Float64Array | readonly (string | null)[] {
  try {
    return table.number(name);
  } catch {
    return table.text(name);
  }
}
