/**
 * `reverse` from a scenario to its folder: look at the scenario's own worst paths, search every course of prices for the
 * likeliest shock that breaks, count how rare it is, and write.
 */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, type RandomStream, seekStream } from '../../kernel/random/stream.ts';
import { seedKey } from '../../run/seed.ts';
import { ScenarioError } from '../../scenario/errors.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { StudyInterrupted, type StudyProgress } from '../evaluate.ts';
import { openStudyFolder, studyFolder, writeStudy } from '../study-folder.ts';
import { chooseLikeliest, findBreak, type Likeliest, measureEdge, type ShapeBreak } from './find-break.ts';
import { computeHorizonLaw, type HorizonLaw, shareOfLaw } from './horizon-law.ts';
import { keepShocks, keptShocksFile, type ShockCounts } from './kept-shocks.ts';
import {
  createGap,
  createLine,
  createOwn,
  createRamp,
  dropEqualShapes,
  type PathShape,
  type ShapeName,
} from './path-shape.ts';
import { countRarity, type Rarity } from './rarity.ts';
import { listDirections } from './rays.ts';
import { type ReverseSummary, summariseReverse } from './reverse-summary.ts';
import { reverseTable } from './reverse-table.ts';
import { SEARCH_DEFAULTS, type SearchOptions } from './search.ts';
import { formatShockFile } from './shock-file.ts';
import { openShockRunner, type ShockRunner } from './shock-runner.ts';
import type { BreakTarget } from './target.ts';
import { formatTilt } from './tilt.ts';
import { findWorstPaths, type PlainKernel, type WorstPaths } from './worst-paths.ts';

export interface ReverseOptions {
  readonly file: string;
  readonly set: readonly string[];
  readonly target: BreakTarget;
  /** Courses to search, in this order. */
  readonly shapes: readonly ShapeName[];
  /** Length of the ramp. */
  readonly rampSeconds: number;
  /** Simulated horizons that the rarity is counted among. */
  readonly rarityPaths: number;
  /** Paths of the first look through the kernel. */
  readonly lookPaths: number;
  readonly threads: number;
  readonly search?: SearchOptions;
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: StudyProgress) => void) | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
}

export interface ReverseOutcome {
  readonly folder: string;
  readonly summary: ReverseSummary;
  /** Shocks of the search that were walked, and those that the folder held already. */
  readonly counts: ShockCounts;
  readonly elapsedSeconds: number;
}

/** Shocks that a search on one course takes, roughly; for the progress alone. */
const SHOCKS_EXPECTED = 1500;
export const TILT_FILE = 'tilt.yaml';
export const SHOCK_FILE = 'shock.yaml';

/**
 * Runs the reverse stress test.
 *
 * @throws {ScenarioError} when the scenario is wrong, or its prices are given and have no law
 * @throws {ResultFolderError} when the folder holds something else
 * @throws {StudyInterrupted} when the signal aborts; shocks that were walked are kept
 */
export async function runReverse(options: ReverseOptions): Promise<ReverseOutcome> {
  const start = performance.now();
  const { file, set, target, threads, rampSeconds, rarityPaths, lookPaths } = options;
  const base = await loadScenario(file, { set, threads });
  const kernel = plainKernel(base, file);
  const law = computeHorizonLaw(kernel.shocks, kernel.assetCount, kernel.stepCount, kernel.stepSeconds);
  if (law.rank === 0)
    throw new ScenarioError(file, [
      { path: 'shocks.volatilityPerYear', message: 'expected prices that move, received a volatility of 0 for all' },
    ]);
  const folder = options.folder ?? studyFolder(base, 'reverse');
  openStudyFolder(folder, 'reverse');
  for (const warning of base.warnings) options.onWarning?.(warning);

  const report = createReport(options);
  report('own paths', 0, 0);
  const worst = await findWorstPaths(kernel, law, target, lookPaths, threads);
  const shapes = createShapes(kernel, worst, options);
  const counts = { simulated: 0, reused: 0 };
  const open = async () =>
    keepShocks(await openShockRunner(kernel, threads), keptShocksFile(folder, base.hash), counts);
  const found = await searchShapes(options, base, kernel, law, worst, shapes, report, open);
  const likeliest = chooseLikeliest(found.breaks);
  const rarity = countIfAny(kernel, likeliest, rarityPaths, (paths) =>
    report('rarity', shapes.length + 1, paths / rarityPaths),
  );
  const summary = summariseReverse({ base, kernel, law, target, worst, likeliest, rarity, rarityPaths, ...found });
  const elapsedSeconds = (performance.now() - start) / 1000;
  const texts = await formatTexts(base, target, summary, likeliest);
  for (const name of [TILT_FILE, SHOCK_FILE]) rmSync(join(folder, name), { force: true });
  const search = options.search ?? SEARCH_DEFAULTS;
  const settings = { target, shapes: shapes.map(({ name }) => name), rampSeconds, rarityPaths, lookPaths, search };
  const tables = [reverseTable(found.breaks, likeliest?.point, base.labels.assets)];
  await writeStudy(folder, { kind: 'reverse', base, settings, tables, texts, summary, elapsedSeconds, threads });
  return { folder, summary, counts, elapsedSeconds };
}

/** The files to lay over the scenario, by name: the shock where there is one, and the tilt where it leads there. */
async function formatTexts(
  base: ResolvedScenario,
  target: BreakTarget,
  { tilt }: ReverseSummary,
  likeliest: Likeliest | null,
): Promise<Record<string, string>> {
  return {
    ...(tilt !== null && { [TILT_FILE]: formatTilt(tilt, base.scenario.name, target.text) }),
    ...(likeliest !== null && {
      [SHOCK_FILE]: await formatShockFile(base, likeliest.shape, likeliest.point.shock, target.text),
    }),
  };
}

/** The kernel's configuration under the plain law. */
function plainKernel({ kernel }: ResolvedScenario, file: string): PlainKernel {
  if (kernel.shocks.kind === 'replay')
    throw new ScenarioError(file, [
      {
        path: 'shocks.kind',
        message: 'expected simulated, received replay: given prices have no law that says how likely a shock is',
        hint: 'lay a simulated block over the scenario, such as shocks/majors-1h.yaml',
      },
    ]);
  return { ...kernel, shocks: { ...kernel.shocks, tilt: null, sampling: null } };
}

function createShapes(kernel: PlainKernel, worst: WorstPaths, options: ReverseOptions): PathShape[] {
  const { stepCount, stepSeconds } = kernel;
  const create: Record<ShapeName, () => PathShape> = {
    line: () => createLine(stepCount),
    ramp: () => createRamp(stepCount, stepSeconds, options.rampSeconds),
    gap: () => createGap(stepCount),
    own: () => createOwn(worst.share, worst.paths.length, stepSeconds),
  };
  return dropEqualShapes(options.shapes.map((name) => create[name]()));
}

/** The search on every course, and the edge at the nearest of all. */
async function searchShapes(
  { target, search = SEARCH_DEFAULTS, signal }: ReverseOptions,
  base: ResolvedScenario,
  kernel: PlainKernel,
  law: HorizonLaw,
  worst: WorstPaths,
  shapes: readonly PathShape[],
  report: Report,
  open: () => Promise<ShockRunner>,
) {
  const runner = withSignal(await open(), signal);
  const directions = listDirections(law, base.labels.assets, worst.directions);
  try {
    const breaks: ShapeBreak[] = [];
    for (const [at, shape] of shapes.entries()) {
      const stream = openSearchStream(base.scenario.seed, at);
      const onShocks = (shocks: number) => report(shape.name, at + 1, shocks / SHOCKS_EXPECTED);
      const own = shareOfLaw(law, shape.steps / kernel.stepCount);
      breaks.push(await findBreak(runner, own, target, shape, directions, stream, search, onShocks));
    }
    const likeliest = chooseLikeliest(breaks);
    const edge = likeliest === null ? [] : await measureEdge(runner, target, likeliest);
    return { breaks, edge };
  } finally {
    await runner.close();
  }
}

/** Draws of the search, apart from those of the scenario: their key comes from the seed with a word of its own. */
function openSearchStream(seed: string, shape: number): RandomStream {
  const [key0, key1] = seedKey(`${seed}/reverse`);
  const stream = createStream(key0, key1);
  seekStream(stream, shape, Purpose.diffusion);
  return stream;
}

function withSignal(runner: ShockRunner, signal: AbortSignal | undefined): ShockRunner {
  return {
    run(shape, shocks) {
      if (signal?.aborted) throw new StudyInterrupted('interrupted');
      return runner.run(shape, shocks);
    },
    close: () => runner.close(),
  };
}

function countIfAny(
  kernel: PlainKernel,
  likeliest: Likeliest | null,
  paths: number,
  onDone: (paths: number) => void,
): Rarity | null {
  if (likeliest === null || likeliest.point.distance === 0) return null;
  const { law, shape, point } = likeliest;
  return countRarity(kernel, law, point.factors, shape.steps, paths, onDone);
}

type Report = (name: string, run: number, share: number) => void;

function createReport({ shapes, onProgress }: ReverseOptions): Report {
  const runs = shapes.length + 2;
  return (name, run, share) =>
    onProgress?.({
      name,
      run,
      runs,
      donePaths: Math.round(Math.min(1, share) * SHOCKS_EXPECTED),
      paths: SHOCKS_EXPECTED,
    });
}
