/**
 * The scenario's own worst paths: where they point and what course they take.
 *
 * A first look at some hundred paths through the kernel. The worst of them give directions to the search, and their mean
 * course gives the shape `own`.
 */

import type { KernelConfig, SimulatedShockConfig } from '../../kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../kernel/price/price-path.ts';
import type { PathMeasure } from '../../kernel/result.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import type { BlocksAnswer } from '../../run/messages.ts';
import { openPool } from '../../run/pool.ts';
import { joinBlocks, type PathSample } from '../path-sample.ts';
import { type HorizonLaw, lengthOf, toFactors } from './horizon-law.ts';
import { shareFigure } from './rarity.ts';
import { dot, type NamedDirection } from './rays.ts';
import type { BreakTarget } from './target.ts';

/** A system whose prices are simulated by the plain law. */
export type PlainKernel = KernelConfig & { readonly shocks: SimulatedShockConfig };

export interface WorstPaths {
  /** Indices, the worst first. */
  readonly paths: readonly number[];
  /** Directions of the first few, [rank] each. */
  readonly directions: readonly NamedDirection[];
  /** Mean course, 1 at the end, [step]. */
  readonly share: Float64Array;
  /** Share of the paths looked at that break. */
  readonly breaking: Figure;
}

/** Paths whose mean course is taken, and how many of them give a direction each. */
const COURSE_PATHS = 10;
const DIRECTION_PATHS = 4;

/** Looks at the first paths. @param pathCount  at least 1 */
export async function findWorstPaths(
  kernel: PlainKernel,
  law: HorizonLaw,
  target: BreakTarget,
  pathCount: number,
  threads: number,
): Promise<WorstPaths> {
  const sample = await simulateFirst(kernel, pathCount, threads);
  const courses = rankPaths(sample, target.measure)
    .slice(0, COURSE_PATHS)
    .map((path) => ({ path, factors: walkFactors(kernel, law, path) }));
  const ends = courses.map(({ path, factors }) => ({ path, end: factors.at(-1)! }));
  const named = ends
    .slice(0, DIRECTION_PATHS)
    .map(({ path, end }) => ({ name: `as on path ${path}`, direction: unit(end) }));
  const mean = new Float64Array(law.rank);
  for (const { end } of ends) for (let k = 0; k < law.rank; k++) mean[k] += end[k];
  const directions = [{ name: `as on the ${ends.length} worst paths`, direction: unit(mean) }, ...named];
  const broken = sample.column[target.measure].reduce((sum, loss) => sum + (loss > target.threshold ? 1 : 0), 0);
  return {
    paths: courses.map(({ path }) => path),
    directions: directions.filter(({ direction }) => lengthOf(direction) > 0.5),
    share: meanCourse(courses.map(({ factors }) => factors)),
    breaking: shareFigure(broken, sample.n),
  };
}

async function simulateFirst(kernel: KernelConfig, pathCount: number, threads: number): Promise<PathSample> {
  const share = Math.ceil(pathCount / threads);
  const starts = Array.from({ length: Math.ceil(pathCount / share) }, (_, k) => k * share);
  const pool = await openPool(kernel, { threads: starts.length });
  try {
    const answers = await Promise.all(
      starts.map((firstPath) =>
        pool.run({ kind: 'blocks', firstPath, pathCount: Math.min(share, pathCount - firstPath) }),
      ),
    );
    return joinBlocks(
      '',
      answers.flatMap((answer) => (answer as BlocksAnswer).blocks),
    );
  } finally {
    await pool.close();
  }
}

/** Path indices by what is searched for; where that is equal, by shortfall, then by what was liquidated. */
function rankPaths({ n, column }: PathSample, measure: PathMeasure): number[] {
  const keys = [column[measure], column.shortfallUsd, column.liquidatedUsd];
  return Array.from({ length: n }, (_, path) => path).sort((a, b) => {
    for (const key of keys) if (key[a] !== key[b]) return key[b] - key[a];
    return a - b;
  });
}

/** The path in factors at the end of each step, the mean of the law not taken off. */
function walkFactors(kernel: PlainKernel, law: HorizonLaw, path: number): Float64Array[] {
  const { assetCount: n, stepCount, startPriceUsd } = kernel;
  const price = new Float64Array(stepCount * n);
  fillPricePath(createPriceModel(kernel), path, price);
  const centred = { ...law, meanLog: new Float64Array(n) };
  return Array.from({ length: stepCount }, (_, step) =>
    toFactors(
      centred,
      startPriceUsd.map((start, i) => Math.log(price[step * n + i] / start)),
    ),
  );
}

/**
 * Σ zₚ(t)·zₚ(T) / Σ |zₚ(T)|²: how much of their end the paths have at each step, by least squares. A path that comes back
 * to where it began hardly counts, so that the course stays finite; it may go beyond 1 before the end.
 */
function meanCourse(paths: readonly (readonly Float64Array[])[]): Float64Array {
  const stepCount = paths[0].length;
  const share = new Float64Array(stepCount);
  let square = 0;
  for (const path of paths) {
    const end = path[stepCount - 1];
    square += dot(end, end);
    for (let step = 0; step < stepCount; step++) share[step] += dot(path[step], end);
  }
  return square > 0 ? share.map((sum) => sum / square) : share.fill(1);
}

function unit(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
