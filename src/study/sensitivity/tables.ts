/** The Arrow tables of a sensitivity study from its rows. */

import { SENSITIVITY, SENSITIVITY_RUNS, TORNADO } from '../../results/columns/sensitivity.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import type { StudyTable } from '../study-folder.ts';
import type { RangeParameter } from './parameter.ts';
import type { DesignRuns } from './run-designs.ts';
import type { TornadoBar } from './tornado.ts';

const FLAGS = ['notEnoughPaths', 'fewPaths', 'noneSeen'];

/** One index of one parameter. */
export interface IndexRow {
  readonly method: DesignRuns['method'];
  readonly parameter: string;
  readonly path: string;
  readonly index: 'meanAbsolute' | 'mean' | 'standardDeviation' | 'first' | 'total';
  readonly figure: Figure;
  readonly noiseShare: number | null;
  readonly runs: number;
}

const distinct = (list: readonly string[]): string[] => [...new Set(list)];
const orNaN = (value: number | null | undefined): number => value ?? Number.NaN;
const bit = (value: boolean | null): number => (value === null ? Number.NaN : Number(value));

/** tornado.arrow, in the order of the bars. */
export function tornadoTable(bars: readonly TornadoBar[], base: Figure): StudyTable {
  const rows = bars.flatMap((bar, rank) => bar.ends.map((end) => ({ ...end, bar, rank })));
  const names = { parameter: distinct(bars.map((bar) => bar.parameter)), end: distinct(rows.map(({ end }) => end)) };
  type Row = (typeof rows)[number];
  const number = (of: (row: Row) => number | null | undefined) => Float64Array.from(rows, (row) => orNaN(of(row)));
  return {
    table: TORNADO,
    labels: { ...names, flag: FLAGS },
    columns: {
      rank: Uint32Array.from(rows, ({ rank }) => rank),
      parameter: Int32Array.from(rows, ({ bar }) => names.parameter.indexOf(bar.parameter)),
      path: rows.map(({ bar }) => bar.path),
      end: Int32Array.from(rows, ({ end }) => names.end.indexOf(end)),
      value: number(({ value }) => value),
      baseExpectedShortfallUsd: number(() => base.estimate),
      expectedShortfallUsd: number(({ figure }) => figure.estimate),
      expectedShortfallUsdStdError: number(({ figure }) => figure.stdError),
      expectedShortfallLow: number(({ figure }) => figure.low),
      expectedShortfallHigh: number(({ figure }) => figure.high),
      differenceUsd: number(({ difference }) => difference.estimate),
      differenceUsdStdError: number(({ difference }) => difference.stdError),
      differenceLow: number(({ difference }) => difference.low),
      differenceHigh: number(({ difference }) => difference.high),
      swingUsd: number(({ bar }) => bar.swing.estimate),
      swingUsdStdError: number(({ bar }) => bar.swing.stdError),
      swingLow: number(({ bar }) => bar.swing.low),
      swingHigh: number(({ bar }) => bar.swing.high),
      flipsDecision: number(({ flips }) => bit(flips)),
      isFlipCertain: number(({ isFlipCertain }) => bit(isFlipCertain)),
      flag: Int32Array.from(rows, ({ figure }) => FLAGS.indexOf(figure.flag ?? '')),
      source: rows.map(({ bar }) => bar.source ?? ''),
    },
  };
}

/** sensitivity.arrow. */
export function sensitivityTable(rows: readonly IndexRow[]): StudyTable {
  const names = {
    method: distinct(rows.map((row) => row.method)),
    parameter: distinct(rows.map((row) => row.parameter)),
    index: distinct(rows.map((row) => row.index)),
    unit: distinct(rows.map((row) => row.figure.unit)),
  };
  const number = (of: (row: IndexRow) => number | null | undefined) => Float64Array.from(rows, (row) => orNaN(of(row)));
  const label = (list: readonly string[], of: (row: IndexRow) => string) =>
    Int32Array.from(rows, (row) => list.indexOf(of(row)));
  return {
    table: SENSITIVITY,
    labels: names,
    columns: {
      method: label(names.method, (row) => row.method),
      parameter: label(names.parameter, (row) => row.parameter),
      path: rows.map((row) => row.path),
      index: label(names.index, (row) => row.index),
      unit: label(names.unit, (row) => row.figure.unit),
      estimate: number((row) => row.figure.estimate),
      estimateStdError: number((row) => row.figure.stdError),
      low: number((row) => row.figure.low),
      high: number((row) => row.figure.high),
      noiseShare: number((row) => row.noiseShare),
      runs: Uint32Array.from(rows, (row) => row.runs),
      intervalMethod: rows.map((row) => row.figure.method),
    },
  };
}

/** sensitivity-runs.arrow. */
export function runsTable(designs: readonly DesignRuns[], parameters: readonly RangeParameter[]): StudyTable {
  const rows = designs.flatMap((design) => {
    const spread = noiseOf(design);
    return Array.from(design.responses.value, (response, run) => ({ design, run, response, error: spread[run] }));
  });
  const cells = rows.flatMap((row) => parameters.map((_, column) => ({ ...row, column })));
  const methods = designs.map(({ method }) => method);
  type Cell = (typeof cells)[number];
  const number = (of: (cell: Cell) => number) => Float64Array.from(cells, of);
  return {
    table: SENSITIVITY_RUNS,
    labels: { method: methods, parameter: parameters.map(({ name }) => name) },
    columns: {
      method: Int32Array.from(cells, ({ design }) => methods.indexOf(design.method)),
      run: Uint32Array.from(cells, ({ run }) => run),
      parameter: Int32Array.from(cells, ({ column }) => column),
      coordinate: number(({ design, run, column }) => design.design.value[run * parameters.length + column]),
      value: number(({ design, run, column }) => design.value[run * parameters.length + column]),
      response: number(({ response }) => response),
      responseStdError: number(({ error }) => error),
    },
  };
}

/** Standard deviation of each response over the resamples of its paths, [row]. */
function noiseOf({ responses: { value, resampled } }: DesignRuns): Float64Array {
  return value.map((_, row) => {
    const mean = resampled.reduce((sum, draw) => sum + draw[row], 0) / resampled.length;
    const squares = resampled.reduce((sum, draw) => sum + (draw[row] - mean) * (draw[row] - mean), 0);
    return Math.sqrt(squares / (resampled.length - 1));
  });
}
