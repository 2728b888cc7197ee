/**
 * What can be wrong with price files that are to be put on one clock: an asset in some files only, another step, another clock,
 * gaps. Each is reported with file, first time and number; gaps may be left out on request.
 */

import type { ScenarioProblem } from '../scenario/errors.ts';
import { formatTime } from '../scenario/prices-file.ts';

export const DAY_SECONDS = 86_400;
/** Bars that a fit needs at least. */
export const BARS_MIN = 1000;

/** One asset's closes in one file. */
export interface FileSeries {
  /** File as the user named it. */
  readonly file: string;
  /** Columns of prices in that file. */
  readonly fileAssets: number;
  readonly asset: string;
  /** Unix seconds, rising. */
  readonly time: Float64Array;
  readonly close: Float64Array;
}

/** First and last time that all assets have, unix seconds. */
export interface Range {
  readonly from: number;
  readonly to: number;
  /** Which assets set its ends, in words; left out where all have the same. */
  readonly setBy?: string;
}

/** With several tables, an asset that is in some of them only has a shorter history than its neighbours. */
export function checkAssets(files: readonly FileSeries[], problems: ScenarioProblem[]): void {
  const tables = [...new Set(files.filter(({ fileAssets }) => fileAssets > 1).map(({ file }) => file))];
  if (tables.length < 2) return;
  for (const asset of new Set(files.map((one) => one.asset))) {
    const having = new Set(files.filter((one) => one.asset === asset).map(({ file }) => file));
    const missing = tables.filter((file) => !having.has(file));
    if (missing.length === 0 || missing.length === tables.length) continue;
    problems.push({
      file: missing[0],
      path: asset,
      message: `the file has no column ${asset}; ${[...having].join(', ')} has one`,
      hint: 'each file of several assets has to have them all',
    });
  }
}

/** Usual distance of rows: the most frequent one. */
export function spacingOf({ time }: FileSeries): number {
  const counts = new Map<number, number>();
  let best = Number.NaN;
  for (let k = 1; k < time.length; k++) {
    const gap = time[k]! - time[k - 1]!;
    const count = (counts.get(gap) ?? 0) + 1;
    counts.set(gap, count);
    if (Number.isNaN(best) || count > counts.get(best)!) best = gap;
  }
  return best;
}

/** Steps and clocks of all files against the first one's. */
export function checkClocks(
  files: readonly FileSeries[],
  spacings: readonly number[],
  problems: ScenarioProblem[],
): number {
  const at = spacings.findIndex((value) => Number.isFinite(value));
  const spacing = spacings[at] ?? Number.NaN;
  const first = files[at];
  for (const [i, one] of files.entries()) {
    const own = spacings[i]!;
    const field = one.fileAssets > 1 ? one.asset : 'ts';
    if (Number.isNaN(own)) {
      problems.push({ file: one.file, path: field, message: `expected ${BARS_MIN} bars or more, received 1` });
    } else if (own !== spacing) {
      const message = `expected bars of ${spacing} s as in ${first!.file}, received bars of ${own} s`;
      problems.push({ file: one.file, path: field, message, hint: 'one calibration takes files of one step' });
    } else {
      const phase = first!.time[0]! % spacing;
      const off = [...one.time].filter((ts) => ts % spacing !== phase);
      if (off.length === 0) continue;
      const where = `${off.length} ${off.length === 1 ? 'row is' : 'rows are'} not on the clock of ${first!.file}`;
      const message = `expected times ${phase} s after a multiple of ${spacing} s, ${where}, the first at ${formatTime(off[0]!)}`;
      problems.push({ file: one.file, path: field, message, hint: `${off[0]! % spacing} s after one there` });
    }
  }
  return spacing;
}

export function checkStep(step: number, spacing: number, isGiven: boolean, problems: ScenarioProblem[]): void {
  if (Number.isNaN(spacing)) return;
  const path = isGiven ? '--step' : 'ts';
  if (step % spacing !== 0) {
    const message = `expected a multiple of ${spacing} s, the step of the files, received ${step} s`;
    problems.push({
      path,
      message,
      ...(step < spacing && { hint: `no returns shorter than ${spacing} s are in them` }),
    });
  } else if (DAY_SECONDS % step !== 0 && step % DAY_SECONDS !== 0) {
    problems.push({ path, message: `expected a step that divides a day (86400 s), received ${step} s` });
  }
}

/** Gaps of each file inside the common range. */
export function reportGaps(
  files: readonly FileSeries[],
  range: Range,
  spacing: number,
  skipGaps: boolean,
  notes: string[],
  problems: ScenarioProblem[],
): void {
  for (const one of files) {
    const gaps: number[] = [];
    let missing = 0;
    for (let k = 1; k < one.time.length; k++) {
      if (one.time[k - 1]! < range.from || one.time[k]! > range.to) continue;
      const bars = Math.round((one.time[k]! - one.time[k - 1]!) / spacing) - 1;
      if (bars < 1) continue;
      gaps.push(one.time[k - 1]!);
      missing += bars;
    }
    if (gaps.length === 0) continue;
    const first = gaps.slice(0, 3).map(formatTime).join(', ');
    const text = `${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'} of together ${missing} bars of ${spacing} s, ${gaps.length > 3 ? 'the first ' : ''}after ${first}`;
    const path = one.fileAssets > 1 ? one.asset : 'close';
    if (skipGaps) notes.push(`${one.file}: ${path}: ${text}; the returns across them are left out`);
    else problems.push({ file: one.file, path, message: text, hint: '--skip-gaps leaves out the returns across them' });
  }
}
