/**
 * Prices from a file for a replay: a CSV with `ts` (unix seconds) and one column of closes an asset, or a folder with one
 * file an asset that has `ts` and `close`; gzip and Arrow accepted.
 *
 * Rows are resampled to the steps of the horizon by the last known close. Nothing is filled in: a gap, a missing price
 * or a time that goes back inside the window that is used is an error.
 */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readArrowTable } from './arrow-input.ts';
import type { ScenarioProblem } from './errors.ts';
import { createFileProblems, type FileProblems } from './file-problems.ts';
import { checkColumns, type InputTable, lineAt, numberAt, quoteCell, readCsvTable } from './input-table.ts';
import { hintNearest } from './nearest.ts';

/** Unix seconds this large are of the year 5138: milliseconds were written. */
const MILLISECONDS_FROM = 1e11;

/** Closes at the start and at every step end. */
export interface FilePrices {
  /** Unix seconds of the start of the path. */
  readonly startTime: number;
  /** Close known at the start, USD, [asset]. */
  readonly startPriceUsd: Float64Array;
  /** Close known at each step end, USD, [step × asset], row-major. */
  readonly priceUsd: Float64Array;
}

/** One asset's rows that have a price, as read. */
export interface Series {
  readonly time: Float64Array;
  readonly close: Float64Array;
  readonly line: readonly number[];
  /** Usual distance of rows: the smallest one. */
  readonly spacing: number;
  readonly problems: FileProblems;
  readonly column: string;
}

/**
 * Reads the prices of all assets.
 *
 * @param file  file or folder to open, and its name in messages
 * @param from  start of the path, unix seconds or ISO text; the first time at which every asset has a price by default
 * @param problems  receives what is wrong
 * @returns undefined when there are problems
 */
export async function loadPrices(
  file: { readonly path: string; readonly shown: string },
  assets: readonly string[],
  horizon: { readonly steps: number; readonly stepSeconds: number },
  from: number | string | undefined,
  problems: ScenarioProblem[],
): Promise<FilePrices | undefined> {
  const isFolder = existsSync(file.path) && statSync(file.path).isDirectory();
  const files: FileProblems[] = [];
  const series = isFolder ? await readFolder(file, assets, files, problems) : await readOneFile(file, assets, files);
  const known = series.filter((one) => one !== undefined);
  const start = known.length === assets.length ? readStart(from, known) : undefined;
  let prices: FilePrices | undefined;
  if (typeof start === 'string') problems.push({ path: 'shocks.from', message: start });
  else if (start !== undefined) {
    const steps = known.map((one) => resample(one, start, horizon));
    if (steps.every((closes) => closes !== undefined)) {
      const priceUsd = new Float64Array(horizon.steps * assets.length);
      for (let step = 0; step < horizon.steps; step++) {
        for (let asset = 0; asset < assets.length; asset++) {
          priceUsd[step * assets.length + asset] = steps[asset][step + 1];
        }
      }
      const startPriceUsd = Float64Array.from(steps, (closes) => closes[0]);
      prices = { startTime: start, startPriceUsd, priceUsd };
    }
  }
  const found = files.flatMap((one) => one.list());
  problems.push(...found);
  return found.length > 0 ? undefined : prices;
}

/** A price file as a table: Arrow by its name, else CSV (gzip accepted). */
export async function readTable(path: string, problems: FileProblems): Promise<InputTable | undefined> {
  return /\.arrow$/i.test(path) ? readArrowTable(path, problems) : readCsvTable(path, problems);
}

async function readOneFile(
  file: { readonly path: string; readonly shown: string },
  assets: readonly string[],
  files: FileProblems[],
): Promise<(Series | undefined)[]> {
  const problems = createFileProblems(file.shown);
  files.push(problems);
  const table = await readTable(file.path, problems);
  if (table === undefined || !checkColumns(table, ['ts', ...assets], [...table.columns.keys()], problems)) return [];
  const times = readTimes(table, problems);
  return assets.map((asset) => readSeries(table, times, asset, problems));
}

async function readFolder(
  folder: { readonly path: string; readonly shown: string },
  assets: readonly string[],
  files: FileProblems[],
  problems: ScenarioProblem[],
): Promise<(Series | undefined)[]> {
  const names = readdirSync(folder.path).sort();
  const series: (Series | undefined)[] = [];
  for (const asset of assets) {
    const found = findAssetFiles(asset, names);
    if (found.length !== 1) {
      const message =
        found.length === 0
          ? `the folder has no file of prices for ${asset}, such as ${asset}.csv`
          : `the folder has several files of prices for ${asset}: ${found.join(', ')}`;
      const hint = hintNearest(
        asset,
        names.map((name) => name.split('.')[0]),
      );
      problems.push({ file: folder.shown, path: '', message, hint: found.length === 0 ? hint : undefined });
      series.push(undefined);
      continue;
    }
    const own = createFileProblems(join(folder.shown, found[0]));
    files.push(own);
    const table = await readTable(join(folder.path, found[0]), own);
    const isFit = table !== undefined && checkColumns(table, ['ts', 'close'], [...table.columns.keys()], own);
    series.push(isFit ? readSeries(table, readTimes(table, own), 'close', own) : undefined);
  }
  return series;
}

/** `BTC.csv`, else files that begin with the asset and a quote currency: `BTCUSDT.csv.gz`, `BTC-USD-2025.csv`. */
function findAssetFiles(asset: string, names: readonly string[]): string[] {
  const rest = names.filter((name) => name.startsWith(asset)).map((name) => name.slice(asset.length));
  const exact = rest.filter((end) => /^\.(csv|csv\.gz|arrow)$/i.test(end));
  const loose = rest.filter((end) => /^[-_]?(USD[TC]?)?([-_][^.]*)?\.(csv|csv\.gz|arrow)$/i.test(end));
  return (exact.length > 0 ? exact : loose).map((end) => asset + end);
}

/** The times of the rows, [row]; undefined after reporting those that are none or do not rise. */
export function readTimes(table: InputTable, problems: FileProblems): Float64Array | undefined {
  const times = new Float64Array(table.rowCount);
  const before = problems.count();
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < table.rowCount; row++) {
    const at = lineAt(table, row);
    const ts = numberAt(table, 'ts', row);
    if (ts === undefined || Number.isNaN(ts)) {
      problems.add(at, 'ts', `expected a time in unix seconds, received ${quoteCell(table, 'ts', row)}`);
    } else if (ts > MILLISECONDS_FROM) {
      problems.add(at, 'ts', `expected a time in unix seconds, received ${ts}`, `did you mean ${ts / 1000}?`);
    } else if (ts <= last) {
      const what = ts === last ? 'the time appears twice' : 'the time goes back';
      problems.add(at, 'ts', `expected times that rise, ${what}, received ${ts} after ${last}`);
    } else {
      times[row] = ts;
      last = ts;
    }
  }
  return problems.count() > before ? undefined : times;
}

/** One asset's rows that have a price; every fault of a row is reported. */
export function readSeries(
  table: InputTable,
  times: Float64Array | undefined,
  column: string,
  problems: FileProblems,
): Series | undefined {
  const time: number[] = [];
  const close: number[] = [];
  const line: number[] = [];
  const before = problems.count();
  for (let row = 0; row < table.rowCount; row++) {
    const price = numberAt(table, column, row);
    const quoted = quoteCell(table, column, row);
    // An empty cell is a price that is not known yet (a later listing); the window decides whether it is needed.
    if (price === undefined && quoted === 'nothing') continue;
    if (price === undefined || !(price > 0)) {
      problems.add(lineAt(table, row), column, `expected a price in USD above 0, received ${quoted}`);
      continue;
    }
    time.push(times?.[row] ?? row);
    close.push(price);
    line.push(lineAt(table, row));
  }
  if (time.length === 0 && problems.count() === before) problems.add(undefined, column, 'the column has no prices');
  if (problems.count() > before || times === undefined) return undefined;
  let spacing = Number.POSITIVE_INFINITY;
  for (let row = 1; row < times.length; row++) spacing = Math.min(spacing, times[row] - times[row - 1]);
  return { time: Float64Array.from(time), close: Float64Array.from(close), line, spacing, problems, column };
}

function readStart(from: number | string | undefined, series: readonly Series[]): number | string {
  if (typeof from === 'number') return from;
  if (from === undefined) return Math.max(...series.map((one) => one.time[0]));
  if (/^\d+(\.\d+)?$/.test(from.trim())) return Number(from);
  const milliseconds = Date.parse(/\d{2}:\d{2}/.test(from) && !/(Z|[+-]\d{2}:?\d{2})$/.test(from) ? `${from}Z` : from);
  if (Number.isNaN(milliseconds))
    return `expected unix seconds or an ISO time such as 2025-10-10T20:00:00Z, received "${from}"`;
  return milliseconds / 1000;
}

/** Closes at the start and each step end by the last row at or before it; [step + 1]. */
function resample(
  series: Series,
  start: number,
  horizon: { readonly steps: number; readonly stepSeconds: number },
): Float64Array | undefined {
  const { time, close, line, spacing, problems, column } = series;
  const end = start + horizon.steps * horizon.stepSeconds;
  // One row may stand for as long as rows are apart, or for a step where steps are longer.
  const reach = Number.isFinite(spacing) ? spacing : horizon.stepSeconds;
  const last = time[time.length - 1];
  if (start < time[0] || end > last + reach) {
    const has = `it has ${formatTime(time[0])} to ${formatTime(last)}`;
    problems.add(undefined, column, `expected prices from ${formatTime(start)} to ${formatTime(end)}; ${has}`);
    return undefined;
  }
  const closes = new Float64Array(horizon.steps + 1);
  let row = 0;
  let isWhole = true;
  for (let step = 0; step <= horizon.steps; step++) {
    const now = start + step * horizon.stepSeconds;
    while (row + 1 < time.length && time[row + 1] <= now) {
      row++;
      if (time[row - 1] >= start && time[row] - time[row - 1] > reach * 1.5) {
        const gap = `a gap of ${time[row] - time[row - 1]} s before this row where rows are ${reach} s apart`;
        problems.add(line[row], column, gap);
        isWhole = false;
      }
    }
    closes[step] = close[row];
  }
  return isWhole ? closes : undefined;
}

/** A time in messages: ISO, UTC. */
export function formatTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds}` : date.toISOString().replace('.000Z', 'Z');
}
