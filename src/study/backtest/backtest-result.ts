/** The answer of a backtest: a row an observation, reading and replay form, as objects and as backtest.arrow. */

import { BACKTEST } from '../../results/columns/backtest.ts';
import type { StudyTable } from '../study-folder.ts';
import { makeTable } from '../study-table.ts';
import type { LoadedBacktest, PlacedObservation } from './load-backtest.ts';
import type { BacktestRuns, ReplayForm } from './run-backtest.ts';
import { judge, type Verdict } from './verdict.ts';

export interface BacktestRow extends Verdict {
  readonly observation: string;
  readonly measure: string;
  /** Null where readings make no difference. */
  readonly reading: string | null;
  readonly replay: ReplayForm;
  readonly observed: number;
  readonly unit: string;
  readonly isScored: boolean;
  readonly whyNotScored: string | null;
  readonly source: string;
  readonly date: string;
  /** What a miss on this side says about the model; null inside and where nobody wrote it. */
  readonly says: string | null;
}

/** Scored rows inside and outside of one replay form, of those that have an interval. */
export interface Score {
  readonly replay: ReplayForm;
  readonly reading: string | null;
  readonly inside: number;
  readonly scored: number;
}

/** Median over runs of the part of each asset's fall that the reported liquidations explain. */
export interface Explained {
  readonly reading: string | null;
  readonly byAsset: Readonly<Record<string, number | null>>;
}

/** All rows: observations in their order, each with its readings, each raw and de-cascaded. */
export function judgeBacktest(event: LoadedBacktest, runs: BacktestRuns): BacktestRow[] {
  return event.observations.flatMap((placed, o) =>
    readingsOf(placed, runs).flatMap(({ reading, value }) =>
      runs.replays.flatMap((replay, r) => {
        // A raw replay does not know readings; a de-cascaded one of another reading is another row.
        if (replay.reading !== undefined && replay.reading !== reading) return [];
        if (replay.form === 'raw' && isRepeated(placed, reading, event)) return [];
        const verdict = judge(value, runs.measured[r][o], event.backtest.confidence);
        return [makeRow(placed, reading, replay.form, value, verdict)];
      }),
    ),
  );
}

/** Values of an observation by reading; one value stands under every reading that the replays tell apart. */
function readingsOf({ values }: PlacedObservation, { replays }: BacktestRuns) {
  const [first] = values;
  const told = replays.flatMap(({ reading }) => (reading === undefined ? [] : [reading]));
  if (first.reading !== undefined || told.length === 0) return values;
  return told.map((reading) => ({ reading, value: first.value }));
}

/** True for the second and later readings of a value that all readings share: its raw row is there already. */
function isRepeated({ values }: PlacedObservation, reading: string | undefined, { backtest }: LoadedBacktest): boolean {
  return values[0].reading === undefined && reading !== undefined && reading !== Object.keys(backtest.readings)[0];
}

function makeRow(
  { observation, values }: PlacedObservation,
  reading: string | undefined,
  replay: ReplayForm,
  observed: number,
  verdict: Verdict,
): BacktestRow {
  const { name, measure, unit, scored, whyNotScored, source, date, ifAbove, ifBelow } = observation;
  const isShared = values[0].reading === undefined && replay === 'raw';
  const says = verdict.isInside !== false ? undefined : observed > verdict.high! ? ifAbove : ifBelow;
  return {
    observation: name,
    measure,
    reading: isShared ? null : (reading ?? null),
    replay,
    observed,
    unit,
    isScored: scored,
    whyNotScored: scored ? null : (whyNotScored ?? null),
    source,
    date,
    says: says ?? null,
    ...verdict,
  };
}

/** Counts scored rows by replay form and reading; rows without a reading count under each. */
export function countScores(rows: readonly BacktestRow[]): Score[] {
  const judged = rows.filter((row) => row.isScored && row.isInside !== null);
  const readings = [...new Set(judged.map(({ reading }) => reading).filter((reading) => reading !== null))];
  const named: readonly (string | null)[] = readings.length === 0 ? [null] : readings;
  return (['raw', 'deCascaded'] as const).flatMap((replay) =>
    named.flatMap((reading) => {
      const own = judged.filter((row) => row.replay === replay && (row.reading === null || row.reading === reading));
      const inside = own.filter((row) => row.isInside).length;
      return own.length === 0 ? [] : [{ replay, reading, inside, scored: own.length }];
    }),
  );
}

/** Medians of the explained part of each asset's fall, by reading. */
export function summarizeExplained({ assets }: LoadedBacktest, { replays, explained }: BacktestRuns): Explained[] {
  return replays.flatMap(({ form, reading }, r) => {
    if (form === 'raw') return [];
    const byAsset = Object.fromEntries(assets.map((asset, a) => [asset, medianOf(explained[r][a])]));
    return [{ reading: reading ?? null, byAsset }];
  });
}

function medianOf(values: Float64Array): number | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  return n === 0 ? null : (sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2;
}

/** The rows as columns of backtest.arrow. */
export function backtestTable(rows: readonly BacktestRow[]): StudyTable {
  return makeTable(BACKTEST, rows, {
    observation: (row) => row.observation,
    measure: (row) => row.measure,
    reading: (row) => row.reading,
    replay: (row) => row.replay,
    unit: (row) => row.unit,
    observed: (row) => row.observed,
    low: (row) => row.low,
    median: (row) => row.median,
    high: (row) => row.high,
    inside: (row) => row.isInside,
    shareBelow: (row) => row.shareBelow,
    missRatio: (row) => row.missRatio,
    scored: (row) => row.isScored,
    runs: (row) => row.runs,
    source: (row) => row.source,
    date: (row) => row.date,
    whyNotScored: (row) => row.whyNotScored,
    says: (row) => row.says,
  });
}
