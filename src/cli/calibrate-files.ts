/** Files that `firebreak calibrate` reads: closes by asset, and book snapshots. */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { type BookSnapshot, type RowFault, readSnapshots } from '../calibrate/book-snapshots.ts';
import type { FileSeries } from '../calibrate/price-clocks.ts';
import { ScenarioError, type ScenarioProblem } from '../scenario/errors.ts';
import { createFileProblems } from '../scenario/file-problems.ts';
import { checkColumns, lineAt, readCsvTable, textAt } from '../scenario/input-table.ts';
import { readSeries, readTable, readTimes } from '../scenario/prices-file.ts';
import { ASSET_NAME } from '../scenario/schema/assets.ts';

/**
 * Reads closes: a file with `ts` and `close` is one asset's (named before `=`, else as the file is), any other has `ts` and a
 * column an asset.
 *
 * @param words  `file` or `asset=file`
 * @param problems  receives what is wrong, of all files
 */
export async function readPriceFiles(words: readonly string[], problems: ScenarioProblem[]): Promise<FileSeries[]> {
  const out: FileSeries[] = [];
  for (const word of words) {
    const cut = word.indexOf('=');
    const isNamed = cut > 0 && !existsSync(word);
    const path = isNamed ? word.slice(cut + 1) : word;
    const own = createFileProblems(path);
    const table = await readTable(path, own);
    if (table !== undefined && checkColumns(table, ['ts'], [...table.columns.keys()], own)) {
      const isOneAsset = table.columns.has('close');
      const columns = isOneAsset ? ['close'] : [...table.columns.keys()].filter((name) => name !== 'ts');
      if (columns.length === 0)
        own.add(1, '', 'expected a column close or a column of closes an asset, received ts alone');
      if (!isOneAsset && isNamed) own.add(1, 'close', `the column is missing; the file of one asset has ts and close`);
      const times = readTimes(table, own);
      for (const column of columns) {
        const asset = isNamed ? word.slice(0, cut) : isOneAsset ? assetOfFile(path) : column;
        if (!ASSET_NAME.test(asset)) {
          own.add(undefined, column, `expected the name of an asset, received ${asset}`, `write ASSET=${path}`);
          continue;
        }
        const series = readSeries(table, times, column, own);
        if (series === undefined) continue;
        out.push({
          file: path,
          fileAssets: isOneAsset ? 1 : columns.length,
          asset,
          time: series.time,
          close: series.close,
        });
      }
    }
    problems.push(...own.list());
  }
  return out;
}

/** `BTC` of `BTC.csv`, `BTCUSDT.csv.gz`, `BTC-USD-2025.csv`. */
export function assetOfFile(path: string): string {
  const name = basename(path).replace(/\.(csv|csv\.gz|arrow)$/i, '');
  return /^(.+?)(?:[-_]?(?:USDT|USDC|USD))?(?:[-_].*)?$/i.exec(name)![1]!;
}

/**
 * Reads book snapshots of all files. A file without times is one snapshot.
 *
 * @param where  rows kept: column and value
 * @throws {ScenarioError} with every fault of every file
 */
export function readBookFiles(
  files: readonly string[],
  where: readonly (readonly [string, string])[],
  contractUsd: number | null,
): BookSnapshot[] {
  const problems: ScenarioProblem[] = [];
  const out: BookSnapshot[] = [];
  for (const file of files) {
    const own = createFileProblems(file);
    const table = readCsvTable(file, own);
    if (
      table !== undefined &&
      checkColumns(
        table,
        where.map(([name]) => name),
        [...table.columns.keys()],
        own,
      )
    ) {
      const kept = Array.from({ length: table.rowCount }, (_, row) => row).filter((row) =>
        where.every(([name, value]) => textAt(table, name, row) === value),
      );
      const names = [...table.columns.keys()];
      const rows = kept.map((row) => Object.fromEntries(names.map((name) => [name, textAt(table, name, row)])));
      const faults: RowFault[] = [];
      if (rows.length === 0) {
        const values = where.map(
          ([name]) => `${name}: ${[...new Set(table.columns.get(name))].slice(0, 8).join(', ')}`,
        );
        own.add(
          undefined,
          '',
          `no row is left${where.length === 0 ? '' : ' by --where'}`,
          values.join('; ') || undefined,
        );
      } else out.push(...readSnapshots(rows, contractUsd, faults));
      for (const { row, field, message } of faults) own.add(row < 0 ? 1 : lineAt(table, kept[row]!), field, message);
    }
    problems.push(...own.list());
  }
  if (problems.length > 0) throw new ScenarioError('calibrate book', problems);
  const snapshots = out.sort((a, b) => a.time - b.time);
  const hasReach = (['bid', 'ask'] as const).every(
    (side) => 2 * snapshots.filter((one) => one[side][0]! > 0 || one[side][2]! > 0).length >= snapshots.length,
  );
  if (!hasReach) {
    const message = 'expected books complete to 1 or 5 basis points on both sides in half of the snapshots or more';
    throw new ScenarioError('calibrate book', [{ file: files[0], path: 'side', message }]);
  }
  return snapshots;
}
