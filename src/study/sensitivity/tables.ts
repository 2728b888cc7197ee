/** The Arrow tables of a sensitivity study from its rows. */

import { SENSITIVITY, SENSITIVITY_RUNS, TORNADO } from '../../results/columns/sensitivity.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import type { StudyTable } from '../study-folder.ts';
import { type Cells, FLAGS, makeTable } from '../study-table.ts';
import type { RangeParameter } from './parameter.ts';
import type { DesignRuns } from './run-designs.ts';
import type { TornadoBar } from './tornado.ts';

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

/** tornado.arrow, in the order of the bars. */
export function tornadoTable(bars: readonly TornadoBar[], base: Figure): StudyTable {
  const rows = bars.flatMap((bar, rank) => bar.ends.map((end) => ({ ...end, bar, rank })));
  const cells: Cells<(typeof rows)[number]> = {
    rank: ({ rank }) => rank,
    parameter: ({ bar }) => bar.parameter,
    path: ({ bar }) => bar.path,
    end: ({ end }) => end,
    value: ({ value }) => value,
    baseExpectedShortfallUsd: () => base.estimate,
    expectedShortfallUsd: ({ figure }) => figure.estimate,
    expectedShortfallUsdStdError: ({ figure }) => figure.stdError,
    expectedShortfallLow: ({ figure }) => figure.low,
    expectedShortfallHigh: ({ figure }) => figure.high,
    differenceUsd: ({ difference }) => difference.estimate,
    differenceUsdStdError: ({ difference }) => difference.stdError,
    differenceLow: ({ difference }) => difference.low,
    differenceHigh: ({ difference }) => difference.high,
    swingUsd: ({ bar }) => bar.swing.estimate,
    swingUsdStdError: ({ bar }) => bar.swing.stdError,
    swingLow: ({ bar }) => bar.swing.low,
    swingHigh: ({ bar }) => bar.swing.high,
    flipsDecision: ({ flips }) => flips,
    isFlipCertain: ({ isFlipCertain }) => isFlipCertain,
    flag: ({ figure }) => figure.flag,
    source: ({ bar }) => bar.source,
  };
  return makeTable(TORNADO, rows, cells, { flag: FLAGS });
}

/** sensitivity.arrow. */
export function sensitivityTable(rows: readonly IndexRow[]): StudyTable {
  return makeTable(SENSITIVITY, rows, {
    method: ({ method }) => method,
    parameter: ({ parameter }) => parameter,
    path: ({ path }) => path,
    index: ({ index }) => index,
    unit: ({ figure }) => figure.unit,
    estimate: ({ figure }) => figure.estimate,
    estimateStdError: ({ figure }) => figure.stdError,
    low: ({ figure }) => figure.low,
    high: ({ figure }) => figure.high,
    noiseShare: ({ noiseShare }) => noiseShare,
    runs: ({ runs }) => runs,
    intervalMethod: ({ figure }) => figure.method,
  });
}

/** sensitivity-runs.arrow, a row a run × parameter. */
export function runsTable(designs: readonly DesignRuns[], parameters: readonly RangeParameter[]): StudyTable {
  const rows = designs.flatMap((design) => {
    const spread = noiseOf(design);
    return Array.from(design.responses.value, (response, run) => ({ design, run, response, error: spread[run] }));
  });
  const moved = rows.flatMap((row) =>
    parameters.map(({ name }, column) => ({ ...row, name, at: row.run * parameters.length + column })),
  );
  return makeTable(SENSITIVITY_RUNS, moved, {
    method: ({ design }) => design.method,
    run: ({ run }) => run,
    parameter: ({ name }) => name,
    coordinate: ({ design, at }) => design.design.value[at],
    value: ({ design, at }) => design.value[at],
    response: ({ response }) => response,
    responseStdError: ({ error }) => error,
  });
}

/** Standard deviation of each response over the resamples of its paths, [row]. */
function noiseOf({ responses: { value, resampled } }: DesignRuns): Float64Array {
  return value.map((_, row) => {
    const mean = resampled.reduce((sum, draw) => sum + draw[row], 0) / resampled.length;
    const squares = resampled.reduce((sum, draw) => sum + (draw[row] - mean) * (draw[row] - mean), 0);
    return Math.sqrt(squares / (resampled.length - 1));
  });
}
