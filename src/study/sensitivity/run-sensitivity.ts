/**
 * `sensitivity` from a study file to its folder: the base, one parameter at a time, screening and variance-based indices, all
 * on the same shocks. START HERE in sensitivity/.
 */

import type { PathMeasure } from '../../kernel/result.ts';
import { insuranceFundUsd } from '../../results/open-interest.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { ScenarioError } from '../../scenario/errors.ts';
import { saltelliDesign } from '../design/saltelli.ts';
import { drawTrajectories } from '../design/trajectories.ts';
import { type EvaluatorOptions, openEvaluator } from '../evaluate.ts';
import type { PathSample } from '../path-sample.ts';
import { openStudyFolder, type StudyTable, studyFolder, writeStudy } from '../study-folder.ts';
import { screenParameters } from './elementary-effects.ts';
import { chooseLevel, drawPathResamples, type Measure, shortfallFigure } from './measure.ts';
import { type Change, type RangeParameter, settingsOf } from './parameter.ts';
import { type DesignRuns, type DesignTask, runDesign } from './run-designs.ts';
import { estimateVarianceIndices } from './sobol-indices.ts';
import { loadSensitivityStudy, type ResolvedStudy } from './study-file.ts';
import type { Method } from './study-schema.ts';
import { type IndexRow, runsTable, sensitivityTable, tornadoTable } from './tables.ts';
import { measureTornado, type TornadoBar } from './tornado.ts';

export interface SensitivityOptions extends Omit<EvaluatorOptions, 'folder' | 'runs' | 'holdsPaths'> {
  /** Study file, scenario file, or manifest of a result folder. */
  readonly file: string;
  /** Overrides after those of the study. */
  readonly set: readonly string[];
  /** Instead of the study's methods. */
  readonly methods?: readonly Method[] | undefined;
  /** Instead of the study's decision: a threshold in USD. */
  readonly threshold?: number | undefined;
  readonly folder?: string | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** What `sensitivity` found; also its summary.json. */
export interface SensitivitySummary {
  readonly scenario: string;
  readonly seed: string;
  readonly paths: number;
  readonly measure: Measure;
  readonly elasticity: number;
  readonly base: Figure;
  readonly decision: { readonly thresholdUsd: number; readonly isAbove: boolean | null } | null;
  readonly tornado: readonly TornadoBar[] | null;
  readonly indices: readonly IndexRow[];
  readonly designs: readonly {
    readonly method: DesignRuns['method'];
    readonly runs: number;
    readonly noiseShare: number | null;
    /** Runs with fewer than 10 paths in the tail. */
    readonly thinRuns: number;
  }[];
  readonly notes: readonly string[];
}

export interface SensitivityOutcome {
  readonly folder: string;
  readonly summary: SensitivitySummary;
  readonly counts: { readonly simulated: number; readonly reused: number };
  readonly elapsedSeconds: number;
}

/**
 * Runs a sensitivity study and writes its folder.
 *
 * @throws {ScenarioError} when study or scenario is wrong, or the base has too few paths for any level
 * @throws {ResultFolderError} when the folder holds something else
 * @throws {StudyInterrupted} when the signal aborts; finished runs are kept
 */
export async function runSensitivity(options: SensitivityOptions): Promise<SensitivityOutcome> {
  const start = performance.now();
  const { file, set, threads } = options;
  const resolved = await loadSensitivityStudy(file, { set, threads, methods: options.methods });
  const { study, origin, parameters, notes } = resolved;
  const { methods } = study;
  const folder = options.folder ?? studyFolder(origin, 'sensitivity');
  openStudyFolder(folder, 'sensitivity');
  for (const warning of [...origin.warnings, ...notes]) options.onWarning?.(warning);
  const ranges = parameters.filter((one): one is RangeParameter => one.kind === 'range');
  const evaluator = openEvaluator({ ...options, folder, runs: countRuns(resolved, ranges), holdsPaths: false });
  const run = async (name: string, change: Change): Promise<PathSample> =>
    evaluator.evaluate((await resolved.resolve(name, change)).resolved, name);
  const base = await run('base', { set: [] });
  const measure = chooseMeasure(resolved, base, file);
  const figure = shortfallFigure(base, measure);
  const thresholdUsd = options.threshold ?? resolved.recordedThresholdUsd ?? thresholdOf(resolved);
  const tornado = methods.includes('tornado')
    ? await measureTornado(parameters, base, measure, thresholdUsd, (name, { change }) => run(name, change))
    : null;
  const isThin = (sample: PathSample) => shortfallFigure(sample, measure).flag === 'notEnoughPaths';
  const task = { parameters: ranges, measure, resamples: drawPathResamples(base.n, origin.scenario.seed), run, isThin };
  const designs: DesignRuns[] = [];
  const indices: IndexRow[] = [];
  for (const method of ['morris', 'sobol'] as const) {
    if (!methods.includes(method)) continue;
    const done = await (method === 'morris' ? screen(resolved, task) : splitVariance(resolved, task));
    designs.push(done.runs);
    indices.push(...done.rows);
  }
  const summary: SensitivitySummary = {
    scenario: origin.scenario.name,
    seed: origin.scenario.seed,
    paths: base.n,
    measure,
    elasticity: study.elasticity,
    base: figure,
    decision:
      thresholdUsd === null
        ? null
        : { thresholdUsd, isAbove: figure.estimate === null ? null : figure.estimate > thresholdUsd },
    tornado,
    indices,
    designs: designs.map(({ method, design, thinRows }) => ({
      method,
      runs: design.rows,
      noiseShare: indices.find((row) => row.method === method)?.noiseShare ?? null,
      thinRuns: thinRows,
    })),
    notes,
  };
  const tables: StudyTable[] = [
    ...(tornado === null ? [] : [tornadoTable(tornado, figure)]),
    ...(indices.length === 0 ? [] : [sensitivityTable(indices), runsTable(designs, ranges)]),
  ];
  const elapsedSeconds = (performance.now() - start) / 1000;
  const settings = { ...study, methods, thresholdUsd };
  await writeStudy(folder, { kind: 'sensitivity', base: origin, settings, tables, summary, elapsedSeconds, threads });
  return { folder, summary, counts: evaluator.counts, elapsedSeconds };
}

function countRuns({ study, parameters }: ResolvedStudy, ranges: readonly RangeParameter[]): number {
  const counts = {
    tornado: parameters.reduce((sum, parameter) => sum + settingsOf(parameter).length, 0),
    morris: study.morris.trajectories * (ranges.length + 1),
    sobol: study.sobol.size * (ranges.length + 2),
  };
  return study.methods.reduce((sum, method) => sum + counts[method], 1);
}

/** Loss and level of the study, or those of the scenario: the highest level with enough paths. */
function chooseMeasure({ study, origin }: ResolvedStudy, base: PathSample, file: string): Measure {
  const loss: PathMeasure = study.measure.loss ?? origin.scenario.measure.loss;
  const levels = study.measure.level === undefined ? origin.scenario.measure.confidence : [study.measure.level];
  const level = chooseLevel(base, loss, levels);
  if (typeof level === 'number') return { loss, level, response: study.response };
  const message = `${base.n} paths have fewer than 10 of ${loss} in the tail beyond ${levels[0]}; ${level.pathsNeeded} would do`;
  throw new ScenarioError(file, [{ path: 'paths', message }]);
}

function thresholdOf({ study, origin }: ResolvedStudy): number | null {
  const above = study.decision?.above;
  if (above === undefined) return null;
  return above === 'fund' ? insuranceFundUsd(origin.kernel) : above;
}

type Task = Omit<DesignTask, 'method' | 'design'>;

async function screen({ study, origin }: ResolvedStudy, task: Task): Promise<{ runs: DesignRuns; rows: IndexRow[] }> {
  const { trajectories: count, levels } = study.morris;
  const { seed } = origin.scenario;
  const trajectories = drawTrajectories(count, task.parameters.length, seed, levels);
  const runs = await runDesign({ ...task, method: 'morris', design: trajectories.design });
  const { screening, noiseShare } = screenParameters(trajectories, runs.responses, unitOf(task.measure), seed);
  const shared = { method: 'morris' as const, noiseShare, runs: runs.design.rows };
  const rows = task.parameters.flatMap(({ name, path }, column): IndexRow[] => {
    const row = { ...shared, parameter: name, path };
    const { meanAbsolute, mean, standardDeviation } = screening[column];
    return [
      { ...row, index: 'meanAbsolute', figure: meanAbsolute },
      { ...row, index: 'mean', figure: mean },
      { ...row, index: 'standardDeviation', figure: standardDeviation },
    ];
  });
  return { runs, rows };
}

async function splitVariance(
  { study, origin }: ResolvedStudy,
  task: Task,
): Promise<{ runs: DesignRuns; rows: IndexRow[] }> {
  const { size } = study.sobol;
  const { seed } = origin.scenario;
  const columns = task.parameters.length;
  const runs = await runDesign({ ...task, method: 'sobol', design: saltelliDesign(size, columns, seed) });
  const { indices, noiseShare } = estimateVarianceIndices(size, columns, runs.responses, unitOf(task.measure), seed);
  const shared = { method: 'sobol' as const, noiseShare, runs: runs.design.rows };
  const rows = task.parameters.flatMap(({ name, path }, column): IndexRow[] => {
    const row = { ...shared, parameter: name, path };
    const { first, total } = indices[column];
    return [
      { ...row, index: 'first', figure: first },
      { ...row, index: 'total', figure: total },
    ];
  });
  return { runs, rows };
}

const unitOf = ({ response }: Measure): string => (response === 'log' ? 'log' : 'USD');
