/**
 * Accounts from a file (CSV, gzip accepted, or Arrow), one row a holding:
 * `account, kind, asset, quantity, entryPriceUsd, group, isolated, venue`; the last four columns are optional.
 */

import { existsSync } from 'node:fs';
import { readArrowTable } from './arrow-input.ts';
import type { FileProblems } from './file-problems.ts';
import { checkHoldings, HOLDING_COLUMNS, type Holding, type RawHolding } from './holdings.ts';
import {
  checkColumns,
  type InputTable,
  lineAt,
  numberAt,
  quoteCell,
  readCsvTable,
  textAt,
  unpackedBytes,
} from './input-table.ts';
import { findFileProblem } from './memory.ts';
import type { MemoryLimit } from './memory-limit.ts';

/**
 * Reads an account file.
 *
 * @param assets  assets of the scenario
 * @param memory  a file that cannot be read within it is refused unread
 * @param problems  receives what is wrong, with lines
 * @returns the rows that are in order; undefined when the file cannot be read as a table of accounts
 */
export async function loadHoldings(
  file: string,
  assets: readonly string[],
  memory: MemoryLimit,
  problems: FileProblems,
): Promise<Holding[] | undefined> {
  const tooLarge = existsSync(file) ? findFileProblem(unpackedBytes(file), memory) : undefined;
  if (tooLarge !== undefined) {
    problems.add(undefined, '', tooLarge.message, tooLarge.hint);
    return undefined;
  }
  const table = /\.arrow$/i.test(file) ? await readArrowTable(file, problems) : readCsvTable(file, problems);
  if (table === undefined) return undefined;
  if (!checkColumns(table, HOLDING_COLUMNS.required, HOLDING_COLUMNS.optional, problems)) return undefined;
  if (table.rowCount === 0) problems.add(undefined, '', 'the file has no rows; expected at least one holding');
  return checkHoldings(
    readRows(table),
    assets,
    (row, column) => quoteCell(table, column, row),
    (row, column, message, hint) => problems.add(lineAt(table, row), column, message, hint),
  );
}

function readRows(table: InputTable): RawHolding[] {
  const rows: RawHolding[] = [];
  for (let row = 0; row < table.rowCount; row++) {
    rows.push({
      account: textAt(table, 'account', row),
      kind: textAt(table, 'kind', row),
      asset: textAt(table, 'asset', row),
      quantity: numberAt(table, 'quantity', row),
      entryPriceUsd: numberAt(table, 'entryPriceUsd', row),
      isolated: numberAt(table, 'isolated', row),
      group: textAt(table, 'group', row),
      venue: textAt(table, 'venue', row),
    });
  }
  return rows;
}
