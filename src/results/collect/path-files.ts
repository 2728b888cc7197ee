/**
 * Streams paths.arrow, path-assets.arrow and, with several venues, path-venues.arrow while the run goes on.
 *
 * Blocks are gathered into record batches cut by path index, so that the bytes do not depend on how the work was shared
 * out. Nothing is kept after a batch is written.
 */

import { ASSET_MEASURES, BLOCK_PATHS, type BlockResult, PATH_MEASURES, VENUE_MEASURES } from '../../kernel/result.ts';
import type { ScenarioLabels } from '../../scenario/resolved.ts';
import { type ArrowWriter, createArrowWriter } from '../arrow-file.ts';
import type { TableDeclaration } from '../columns/column.ts';
import { PATH_ASSETS, PATH_VENUES, PATHS } from '../columns/paths.ts';
import { replicateOf } from '../statistics/replicates.ts';
import { fileMetadata, type RunIdentity } from './identity.ts';

/** Blocks in a record batch: 4,096 paths. */
const BATCH_BLOCKS = 16;

export interface PathFiles {
  add(block: BlockResult): void;
  close(): void;
  abort(): void;
}

type Columns = Record<string, ArrayLike<number>>;

/** Opens the files of a run in a folder. */
export async function createPathFiles(
  directory: string,
  labels: ScenarioLabels,
  identity: RunIdentity,
): Promise<PathFiles> {
  const writers: { writer: ArrowWriter; columnsOf: (block: BlockResult) => Columns }[] = [];
  const open = async (
    table: TableDeclaration,
    names: Record<string, readonly string[]>,
    columnsOf: (block: BlockResult) => Columns,
  ): Promise<void> => {
    const writer = await createArrowWriter(directory, table, { metadata: fileMetadata(identity), labels: names });
    writers.push({ writer, columnsOf });
  };
  const abort = (): void => {
    for (const { writer } of writers) writer.abort();
  };
  try {
    await open(PATHS, {}, (block) => pathColumns(block, identity.replicates));
    await open(PATH_ASSETS, { asset: labels.assets }, (block) => assetColumns(block, labels.assets.length));
    if (labels.venues.length > 1)
      await open(PATH_VENUES, { venue: labels.venues }, (block) => venueColumns(block, labels.venues.length));
  } catch (cause) {
    abort();
    throw cause;
  }

  let waiting: BlockResult[] = [];
  const write = (): void => {
    if (waiting.length === 0) return;
    for (const { writer, columnsOf } of writers) writer.append(joinColumns(waiting.map(columnsOf)));
    waiting = [];
  };
  return {
    add(block) {
      waiting.push(block);
      // The cut follows the path index, not the number of blocks waiting.
      const nextBlock = block.firstPath / BLOCK_PATHS + 1;
      if (nextBlock % BATCH_BLOCKS === 0) write();
    },
    close() {
      write();
      for (const { writer } of writers) writer.close();
    },
    abort,
  };
}

/**
 * Opens a file with the columns of paths.arrow and nothing beside it, for runs that a study keeps.
 *
 * @param file  name inside the folder
 */
export async function createPathsWriter(directory: string, file: string, identity: RunIdentity): Promise<PathFiles> {
  const table = { ...PATHS, file };
  const writer = await createArrowWriter(directory, table, { metadata: fileMetadata(identity), labels: {} });
  return {
    add: (block) => writer.append(pathColumns(block, identity.replicates)),
    close: () => writer.close(),
    abort: () => writer.abort(),
  };
}

function pathColumns(block: BlockResult, replicates: number): Columns {
  const columns: Columns = {
    path: Float64Array.from({ length: block.pathCount }, (_, p) => block.firstPath + p),
    replicate: Float64Array.from({ length: block.pathCount }, (_, p) => replicateOf(block.firstPath + p, replicates)),
  };
  for (const measure of PATH_MEASURES) columns[measure] = block.path[measure];
  return columns;
}

function assetColumns(block: BlockResult, assetCount: number): Columns {
  const columns = repeatPaths(block, assetCount, 'asset');
  for (const measure of ASSET_MEASURES) columns[measure] = block.asset[measure];
  return columns;
}

function venueColumns(block: BlockResult, venueCount: number): Columns {
  const columns = repeatPaths(block, venueCount, 'venue');
  for (const measure of VENUE_MEASURES) columns[measure] = block.venue[measure];
  return columns;
}

/** Path and weight repeated for each of `width` rows, and the label of the row, [path × width]. */
function repeatPaths(block: BlockResult, width: number, labelName: string): Columns {
  const rows = block.pathCount * width;
  return {
    path: Float64Array.from({ length: rows }, (_, i) => block.firstPath + Math.floor(i / width)),
    weight: Float64Array.from({ length: rows }, (_, i) => block.path.weight[Math.floor(i / width)]),
    [labelName]: Int32Array.from({ length: rows }, (_, i) => i % width),
  };
}

function joinColumns(parts: readonly Columns[]): Columns {
  if (parts.length === 1) return parts[0];
  return Object.fromEntries(
    Object.keys(parts[0]).map((name) => {
      const joined = new Float64Array(parts.reduce((sum, part) => sum + part[name].length, 0));
      let at = 0;
      for (const part of parts) {
        joined.set(part[name], at);
        at += part[name].length;
      }
      return [name, joined];
    }),
  );
}
