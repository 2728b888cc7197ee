/**
 * The paths of one scenario as columns: all that a study reads of a run.
 */

import { type BlockResult, PATH_MEASURES, type PathMeasure } from '../kernel/result.ts';
import { type ReadTable, readTable } from '../results/read-table.ts';
import type { Sample } from '../results/statistics/sample.ts';

/** Measures of the paths in path order; names, units and meaning as in paths.arrow. */
export interface PathSample {
  readonly n: number;
  readonly scenarioHash: string;
  /** [path] */
  readonly column: Readonly<Record<PathMeasure, Float64Array>>;
  /** Independent groups, path p in group p modulo their number; left out or 0 where all paths are independent. */
  readonly replicates?: number;
}

/** A measure with the weights of the paths, as the statistics take it. */
export function sampleOf({ column, replicates = 0 }: PathSample, measure: PathMeasure): Sample {
  return { value: column[measure], weight: column.weight, replicates };
}

/**
 * Joins blocks that follow each other from path 0.
 *
 * @param replicates  of the run, 0 where all paths are independent
 */
export function joinBlocks(
  scenarioHash: string,
  blocks: readonly Pick<BlockResult, 'path' | 'pathCount'>[],
  replicates = 0,
): PathSample {
  const n = blocks.reduce((sum, block) => sum + block.pathCount, 0);
  const column = Object.fromEntries(
    PATH_MEASURES.map((measure) => {
      const joined = new Float64Array(n);
      let at = 0;
      for (const block of blocks) {
        joined.set(block.path[measure], at);
        at += block.pathCount;
      }
      return [measure, joined];
    }),
  ) as Record<PathMeasure, Float64Array>;
  return { n, scenarioHash, column, replicates };
}

/**
 * Reads the paths of a file that has the columns of paths.arrow.
 *
 * @throws {ResultsError} when it cannot be read or lacks a column
 */
export async function readPathSample(file: string): Promise<PathSample> {
  return toSample(await readTable(file, PATH_MEASURES));
}

/**
 * The same, only if the file is of this scenario and made by this version: another version may compute other figures.
 *
 * @throws {ResultsError} when it cannot be read or lacks a column
 */
export async function readOwnSample(
  file: string,
  owner: { readonly hash: string; readonly version: string },
): Promise<PathSample | undefined> {
  const table = await readTable(file, PATH_MEASURES);
  const { scenarioHash, firebreakVersion } = table.metadata;
  return scenarioHash === owner.hash && firebreakVersion === owner.version ? toSample(table) : undefined;
}

function toSample(table: ReadTable): PathSample {
  const column = Object.fromEntries(PATH_MEASURES.map((measure) => [measure, table.number(measure)]));
  return {
    n: table.rows,
    scenarioHash: table.metadata['scenarioHash'] ?? '',
    replicates: Number(table.metadata['replicates'] ?? 0),
    column: column as Record<PathMeasure, Float64Array>,
  };
}
