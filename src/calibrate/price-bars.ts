/**
 * From price files to bars that all assets share: the one form that the calibration works on.
 *
 * Nothing is filled in: a return is between two closes that are both there. What is wrong with files is found in
 * price-clocks.ts.
 */

import type { ScenarioProblem } from '../scenario/errors.ts';
import { formatTime } from '../scenario/prices-file.ts';
import {
  BARS_MIN,
  checkAssets,
  checkClocks,
  checkStep,
  DAY_SECONDS,
  type FileSeries,
  type Range,
  reportGaps,
  spacingOf,
} from './price-clocks.ts';

/** Holds (days) that a fit needs at least. */
export const HOLDS_MIN = 30;

export interface PriceBars {
  readonly assets: readonly string[];
  readonly stepSeconds: number;
  readonly holdSeconds: number;
  /** Time of the close that ends each return, unix seconds, [bar]. */
  readonly time: Float64Array;
  /** Log returns, [asset][bar]. */
  readonly returns: readonly Float64Array[];
  /** First bar of each hold (UTC day) and the end of the last, [hold + 1]. */
  readonly holdStart: Int32Array;
  /** Things to know that are no mistakes. */
  readonly notes: readonly string[];
}

export interface BarOptions {
  /** Length of returns, seconds; that of the files by default. */
  readonly stepSeconds?: number | undefined;
  /** Leave out gaps instead of refusing them. */
  readonly skipGaps?: boolean | undefined;
}

/**
 * Joins series on a common clock.
 *
 * @param problems  receives what is wrong, all of it
 * @returns undefined when there are problems
 */
export function joinBars(
  files: readonly FileSeries[],
  options: BarOptions,
  problems: ScenarioProblem[],
): PriceBars | undefined {
  const before = problems.length;
  checkAssets(files, problems);
  const spacings = files.map(spacingOf);
  const spacing = checkClocks(files, spacings, problems);
  const stepSeconds = options.stepSeconds ?? spacing;
  checkStep(stepSeconds, spacing, options.stepSeconds !== undefined, problems);
  if (problems.length > before) return undefined;

  const assets = [...new Set(files.map(({ asset }) => asset))];
  const closes = assets.map((asset) => mergeCloses(files, asset, problems));
  if (problems.length > before) return undefined;
  const notes: string[] = [];
  const range = commonRange(assets, closes, spacing, notes, problems);
  if (range === undefined) return undefined;
  reportGaps(files, range, spacing, options.skipGaps ?? false, notes, problems);
  if (problems.length > before) return undefined;

  const bars = collectReturns(closes, range, stepSeconds);
  noteSpikes(assets, bars, stepSeconds, notes);
  const holdSeconds = Math.max(DAY_SECONDS, stepSeconds);
  const holdStart = startsOfHolds(bars.time, stepSeconds, holdSeconds);
  checkLength(bars.time.length, holdStart.length - 1, stepSeconds, range, problems);
  if (problems.length > before) return undefined;
  return { assets, stepSeconds, holdSeconds, ...bars, holdStart, notes };
}

/** The part of the bars in holds `from` to `to` (not included). */
export function sliceHolds(bars: PriceBars, from: number, to: number): PriceBars {
  const [first, end] = [bars.holdStart[from]!, bars.holdStart[to]!];
  return {
    ...bars,
    time: bars.time.slice(first, end),
    returns: bars.returns.map((column) => column.slice(first, end)),
    holdStart: bars.holdStart.slice(from, to + 1).map((start) => start - first),
  };
}

/** Sums of the returns of each hold without the bars left out, [asset][hold]. */
export function holdReturns(bars: PriceBars, leaveOut?: Uint8Array): Float64Array[] {
  return bars.returns.map((column) => {
    const out = new Float64Array(bars.holdStart.length - 1);
    for (let hold = 0; hold < out.length; hold++) {
      for (let k = bars.holdStart[hold]!; k < bars.holdStart[hold + 1]!; k++) {
        if (leaveOut?.[k] !== 1) out[hold]! += column[k]!;
      }
    }
    return out;
  });
}

/** Closes of an asset by time, over all its files. */
function mergeCloses(files: readonly FileSeries[], asset: string, problems: ScenarioProblem[]): Map<number, number> {
  const out = new Map<number, number>();
  for (const { file, time, close, fileAssets } of files.filter((one) => one.asset === asset)) {
    const known = [...time].filter((ts) => out.has(ts));
    if (known.length > 0) {
      const message = `${known.length} times of ${asset} are in an earlier file too, the first ${formatTime(known[0]!)}`;
      problems.push({ file, path: fileAssets > 1 ? asset : 'ts', message });
    }
    for (let k = 0; k < time.length; k++) out.set(time[k]!, close[k]!);
  }
  return out;
}

function commonRange(
  assets: readonly string[],
  closes: readonly Map<number, number>[],
  spacing: number,
  notes: string[],
  problems: ScenarioProblem[],
): Range | undefined {
  const ends = closes.map((map) => {
    let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const ts of map.keys()) [from, to] = [Math.min(from, ts), Math.max(to, ts)];
    return { from, to };
  });
  const from = Math.max(...ends.map((end) => end.from));
  const to = Math.min(...ends.map((end) => end.to));
  if (to - from < 2 * spacing) {
    const each = assets.map((asset, i) => `${asset} ${formatTime(ends[i]!.from)} to ${formatTime(ends[i]!.to)}`);
    problems.push({ path: 'ts', message: `the assets have no time in common: ${each.join(', ')}` });
    return undefined;
  }
  for (const [i, end] of ends.entries()) {
    if (end.from === from && end.to === to) continue;
    notes.push(
      `${assets[i]} has ${formatTime(end.from)} to ${formatTime(end.to)}; used is what all have, ${formatTime(from)} to ${formatTime(to)}`,
    );
  }
  const begins = assets[ends.findIndex((end) => end.from === from)]!;
  const stops = assets[ends.findIndex((end) => end.to === to)]!;
  return notes.length === 0 ? { from, to } : { from, to, setBy: `${begins} begins last, ${stops} ends first` };
}

/** Log returns between closes exactly a step apart, at times that every asset has at both ends. */
function collectReturns(
  closes: readonly Map<number, number>[],
  range: Range,
  step: number,
): { time: Float64Array; returns: Float64Array[] } {
  const time: number[] = [];
  const columns = closes.map(() => [] as number[]);
  for (let ts = range.from + step; ts <= range.to; ts += step) {
    if (!closes.every((map) => map.has(ts) && map.has(ts - step))) continue;
    time.push(ts);
    for (const [i, map] of closes.entries()) columns[i]!.push(Math.log(map.get(ts)! / map.get(ts - step)!));
  }
  return { time: Float64Array.from(time), returns: columns.map((column) => Float64Array.from(column)) };
}

/** Log return from which on a bar that the next takes back may be a slip of the file; 0.65 up or 0.4 down. */
const SPIKE = 0.5;
/** Part of it that may be left after the next bar. */
const SPIKE_LEFT = 0.2;

/** Names the first price of each asset that is there for one bar alone and far from both neighbours. */
function noteSpikes(
  assets: readonly string[],
  { time, returns }: { time: Float64Array; returns: readonly Float64Array[] },
  step: number,
  notes: string[],
): void {
  for (const [i, asset] of assets.entries()) {
    const column = returns[i]!;
    const spikes = [...time.keys()].filter(
      (k) =>
        Math.abs(column[k]!) > SPIKE &&
        time[k + 1] === time[k]! + step &&
        Math.abs(column[k]! + column[k + 1]!) < SPIKE_LEFT * Math.abs(column[k]!),
    );
    if (spikes.length === 0) continue;
    const percent = 100 * Math.expm1(column[spikes[0]!]!);
    notes.push(
      `${asset} moves by ${percent > 0 ? '+' : '−'}${Math.abs(percent).toPrecision(3)} % to ${formatTime(time[spikes[0]!]!)} and back in the next bar${spikes.length > 1 ? `, and ${spikes.length - 1} times more like it` : ''}: if that is a slip of the file, volatility and jumps are wrong`,
    );
  }
}

/** A return belongs to the hold in which it begins. */
function startsOfHolds(time: Float64Array, step: number, hold: number): Int32Array {
  const starts: number[] = [];
  let last = Number.NaN;
  for (let k = 0; k < time.length; k++) {
    const own = Math.floor((time[k]! - step) / hold);
    if (own !== last) starts.push(k);
    last = own;
  }
  return Int32Array.from([...starts, time.length]);
}

function checkLength(bars: number, holds: number, step: number, range: Range, problems: ScenarioProblem[]): void {
  const found = `from ${formatTime(range.from)} to ${formatTime(range.to)}`;
  const fail = (message: string) =>
    problems.push({
      path: 'ts',
      message: `${message} ${found}`,
      ...(range.setBy !== undefined && { hint: range.setBy }),
    });
  if (bars < BARS_MIN) fail(`expected ${BARS_MIN} bars of ${step} s or more, received ${bars}`);
  if (holds < HOLDS_MIN) fail(`expected ${HOLDS_MIN} days or more, received ${holds}`);
}
