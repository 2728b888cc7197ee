/** Price files for `firebreak calibrate prices`: what a name on the command line means, and its closes. */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { FileSeries } from '../calibrate/price-clocks.ts';
import type { ScenarioProblem } from '../scenario/errors.ts';
import { createFileProblems } from '../scenario/file-problems.ts';
import { checkColumns } from '../scenario/input-table.ts';
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
