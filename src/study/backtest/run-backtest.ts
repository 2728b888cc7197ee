/**
 * The runs of a backtest. START HERE in backtest/.
 *
 * Each run draws the accounts and the varied inputs anew and walks them through the event once a replay form: raw, the prices
 * as they were observed, and de-cascaded, without the estimated impact of the reported liquidations. The two bracket what an
 * outside price would have done. Runs are independent draws; what is done is kept line by line in the study's folder.
 */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { KernelConfig } from '../../kernel/config.ts';
import type { PathTrace } from '../../kernel/result.ts';
import { createSimulator, tracePath } from '../../kernel/simulate.ts';
import { PathFailure } from '../../run/path-failure.ts';
import { readVersion } from '../../run/version.ts';
import { canonicalJson } from '../../scenario/hash.ts';
import { loadScenario } from '../../scenario/load.ts';
import { StudyInterrupted } from '../evaluate.ts';
import { appendKeptLines, openKeptLines } from '../kept-lines.ts';
import { deCascade } from './de-cascade.ts';
import { measureEvent } from './event-measures.ts';
import type { LoadedBacktest } from './load-backtest.ts';
import { drawInputs, overridesOf } from './vary.ts';

/** How observed prices become the outside prices of a replay. */
export type ReplayForm = 'raw' | 'deCascaded';

/** One form, and the reading of the reported totals that it rests on where they differ. */
export interface Replay {
  readonly form: ReplayForm;
  readonly reading: string | undefined;
}

/** What the runs gave. */
export interface BacktestRuns {
  readonly replays: readonly Replay[];
  readonly runs: number;
  /** Measure of each observation, [replay][observation][run]; NaN where a run has none. */
  readonly measured: readonly (readonly Float64Array[])[];
  /** Part of the fall that the impact of reported liquidations explains, [replay][asset][run]; NaN for raw. */
  readonly explained: readonly (readonly Float64Array[])[];
  /** Varied inputs, [input][run]. */
  readonly inputs: readonly Float64Array[];
  /** Runs that were kept from before. */
  readonly reused: number;
}

export interface BacktestRunOptions {
  /** Folder of the study; runs are kept in its `runs`. */
  readonly folder: string;
  readonly runs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** One kept line: figures of one run, observations first, then assets, for each replay; null for NaN. */
interface KeptRun {
  readonly run: number;
  readonly figures: readonly (readonly (number | null)[])[];
}

/** The replays of an event: raw, and de-cascaded once a reading of what was reported. */
export function listReplays({ flows }: LoadedBacktest): Replay[] {
  return [
    { form: 'raw', reading: undefined },
    ...flows.map(({ reading }) => ({ form: 'deCascaded' as const, reading })),
  ];
}

/**
 * Runs a backtest, or takes up what is kept of it.
 *
 * @throws {StudyInterrupted} when the signal aborts; what is done is kept
 * @throws {PathFailure} when a run fails; its number is the path
 * @throws {ScenarioError} when the draw of a run makes the scenario invalid
 */
export async function runBacktest(event: LoadedBacktest, options: BacktestRunOptions): Promise<BacktestRuns> {
  const { runs, signal, onProgress } = options;
  const replays = listReplays(event);
  const file = keptFile(event, options.folder);
  const kept = new Map(openKeptLines<KeptRun>(file).map((one) => [one.run, one]));
  const reused = [...kept.keys()].filter((run) => run < runs).length;
  for (let run = 0; run < runs; run++) {
    if (!kept.has(run)) {
      // Lets an interruption arrive between two runs.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) throw new StudyInterrupted('interrupted');
      const figures = await simulateRun(event, replays, run);
      const line: KeptRun = {
        run,
        figures: figures.map((row) => row.map((value) => (Number.isNaN(value) ? null : value))),
      };
      appendKeptLines(file, [line]);
      kept.set(run, line);
    }
    onProgress?.(run + 1, runs);
  }
  const observationCount = event.observations.length;
  const columns = (first: number, count: number) =>
    replays.map((_, r) =>
      Array.from({ length: count }, (__, c) =>
        Float64Array.from({ length: runs }, (___, run) => kept.get(run)!.figures[r][first + c] ?? Number.NaN),
      ),
    );
  const { vary } = event.backtest;
  const drawn = Array.from({ length: runs }, (_, run) => drawInputs(vary, event.base.scenario.seed, run));
  return {
    replays,
    runs,
    measured: columns(0, observationCount),
    explained: columns(observationCount, event.assets.length),
    inputs: vary.map((_, i) => Float64Array.from(drawn, (values) => values[i])),
    reused,
  };
}

/** Figures of one run, [replay][observation, then asset]. */
async function simulateRun(event: LoadedBacktest, replays: readonly Replay[], run: number): Promise<number[][]> {
  const kernel = await resolveRun(event, run);
  return replays.map((_, r) => {
    const flow = r === 0 ? undefined : event.flows[r - 1].flow;
    const outside = flow && deCascade(kernel, event.prices.priceUsd, flow, { isCutAtStart: true });
    const priceUsd = outside?.priceUsd ?? event.prices.priceUsd;
    const trace = traceRun({ ...kernel, shocks: { kind: 'replay', pathCount: 1, priceUsd } }, run);
    const measured = event.observations.map(({ observation, part }) => measureEvent(trace, observation.measure, part));
    return [...measured, ...event.assets.map((__, asset) => outside?.explained[asset] ?? Number.NaN)];
  });
}

function traceRun(kernel: KernelConfig, run: number): PathTrace {
  try {
    return tracePath(createSimulator(kernel), 0);
  } catch (error) {
    throw new PathFailure(run, error);
  }
}

/** The state before the event as one run draws it, at the observed start prices; its shocks are still the scenario's own. */
async function resolveRun(event: LoadedBacktest, run: number): Promise<KernelConfig> {
  const { backtest, base, assets, prices } = event;
  const inputs = drawInputs(backtest.vary, base.scenario.seed, run);
  const start = assets.map((asset, a) => `assets.${asset}.priceUsd=${prices.startUsd[a]}`);
  const set = [...event.set, ...start, ...overridesOf(backtest.vary, inputs, base, run)];
  return (await loadScenario(event.scenarioFile, { set })).kernel;
}

/** File of the kept runs: named by everything that decides their figures. */
function keptFile({ backtest, base, dataHash, observations }: LoadedBacktest, folder: string): string {
  const asked = observations.map(({ observation, part }) => ({ measure: observation.measure, part }));
  const decides = { scenario: base.hash, data: dataHash, vary: backtest.vary, asked, version: readVersion() };
  const hash = createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(decides))))
    .digest('hex');
  return join(folder, 'runs', `backtest-${hash.slice(0, 24)}.jsonl`);
}
