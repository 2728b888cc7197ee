/** Tables of an event: CSV or Arrow files below the data folder, the rows that were asked for, on a clock that rises. */

import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { readArrowTable } from '../../scenario/arrow-input.ts';
import type { ScenarioProblem } from '../../scenario/errors.ts';
import { createFileProblems, type FileProblems } from '../../scenario/file-problems.ts';
import {
  checkColumns,
  type InputTable,
  lineAt,
  numberAt,
  quoteCell,
  readCsvTable,
  textAt,
} from '../../scenario/input-table.ts';

/** Name of the variable that holds the data folder. */
export const DATA_VARIABLE = 'FIREBREAK_DATA';

/** Where the files of an event are. */
export interface EventFolders {
  /** Folder of backtest.yaml, for names that begin with ./ */
  readonly own: string;
  /** Folder of outside data; undefined when it was not named. */
  readonly data: string | undefined;
}

export interface EventTable {
  readonly table: InputTable;
  /** Rows that were asked for, in the order of the file. */
  readonly rows: readonly number[];
  readonly problems: FileProblems;
}

/** Reads tables, each file once, and collects what is wrong with them. */
export interface TableReader {
  /**
   * @param columns  columns that must be there
   * @param where  rows to keep, by values of columns
   */
  read(
    file: string,
    columns: readonly string[],
    where: Readonly<Record<string, string | number>>,
  ): Promise<EventTable | undefined>;
  /** Everything found wrong so far. */
  list(): ScenarioProblem[];
}

/** Opens a reader. A data folder that is missing is one problem, not one a file. */
export function openTables({ own, data }: EventFolders): TableReader {
  const tables = new Map<string, { table: InputTable | undefined; problems: FileProblems }>();
  const folderProblem = findFolderProblem(data);
  let isFolderNeeded = false;
  const open = async (file: string) => {
    const path = isAbsolute(file) ? file : file.startsWith('./') ? join(own, file) : join(data ?? '', file);
    const problems = createFileProblems(file.startsWith('./') || isAbsolute(file) ? path : `$${DATA_VARIABLE}/${file}`);
    const table = /\.arrow$/i.test(path) ? await readArrowTable(path, problems) : readCsvTable(path, problems);
    return { table, problems };
  };
  return {
    async read(file, columns, where) {
      if (!file.startsWith('./') && !isAbsolute(file) && folderProblem !== undefined) {
        isFolderNeeded = true;
        return undefined;
      }
      const found = tables.get(file) ?? (await open(file));
      tables.set(file, found);
      const { table, problems } = found;
      if (table === undefined) return undefined;
      if (!checkColumns(table, [...columns, ...Object.keys(where)], [...table.columns.keys()], problems))
        return undefined;
      const rows = findRows(table, where);
      if (rows.length === 0) {
        const asked = Object.entries(where).map(([column, value]) => `${column} ${value}`);
        problems.add(undefined, '', asked.length === 0 ? 'the file has no rows' : `no row with ${asked.join(' and ')}`);
        return undefined;
      }
      return { table, rows, problems };
    },
    list: () => [
      ...(isFolderNeeded && folderProblem !== undefined ? [folderProblem] : []),
      ...[...tables.values()].flatMap(({ problems }) => problems.list()),
    ],
  };
}

function findFolderProblem(data: string | undefined): ScenarioProblem | undefined {
  const message =
    'expected the folder that holds the prices and liquidations of past events, which the project may not publish';
  if (data === undefined || data === '') return { path: DATA_VARIABLE, message: `${message}; the variable is not set` };
  if (existsSync(data) && statSync(data).isDirectory()) return undefined;
  return { path: DATA_VARIABLE, message: `${message}, received ${JSON.stringify(data)}, which is no folder` };
}

function findRows(table: InputTable, where: Readonly<Record<string, string | number>>): number[] {
  const asked = Object.entries(where);
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount; row++)
    if (asked.every(([column, value]) => textAt(table, column, row) === String(value))) rows.push(row);
  return rows;
}

/** Unix seconds this large are of the year 5138: milliseconds were written. */
const MILLISECONDS_FROM = 1e11;

/**
 * Times of the rows, unix seconds.
 *
 * @param origin  added to the values of the column
 * @returns undefined after reporting those that are none or do not rise
 */
export function readClock({ table, rows, problems }: EventTable, column: string, origin: number): number[] | undefined {
  const before = problems.count();
  const times: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = numberAt(table, column, row);
    const at = lineAt(table, row);
    const time = (value ?? Number.NaN) + origin;
    if (Number.isNaN(time)) {
      problems.add(at, column, `expected a time in seconds, received ${quoteCell(table, column, row)}`);
    } else if (time > MILLISECONDS_FROM) {
      problems.add(
        at,
        column,
        `expected a time in seconds, received ${value}`,
        `did you mean ${Number(value) / 1000}?`,
      );
    } else if (time <= last) {
      const what = time === last ? 'the time appears twice' : 'the time goes back';
      problems.add(at, column, `expected times that rise, ${what}, received ${value}`, 'choose rows with `where`');
    } else {
      last = time;
    }
    times.push(time);
  }
  return problems.count() > before ? undefined : times;
}

/** A time as people write it, in unix seconds; NaN for text that is none. */
export function parseTime(time: number | string): number {
  if (typeof time === 'number') return time;
  const isBare = /\d{2}:\d{2}/.test(time) && !/(Z|[+-]\d{2}:?\d{2})$/.test(time);
  return Date.parse(isBare ? `${time}Z` : time) / 1000;
}

/** Unix seconds as an ISO time. */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace('.000Z', 'Z');
}
