/**
 * Marginal expected shortfall by asset: how much of the expected shortfall is made in each asset, read back from
 * path-assets.arrow batch by batch.
 */

import { openArrowReader } from './arrow-file.ts';
import { PATH_ASSETS } from './columns/paths.ts';
import type { Figure } from './statistics/figure.ts';
import { addMarginal, createMarginalSums, createTailPart, marginalFigure } from './statistics/marginal.ts';
import type { Sample, SortedSample } from './statistics/sample.ts';

/** Figures by confidence level, "0.99", and asset. */
export type ByLevelAndAsset = Readonly<Record<string, Readonly<Record<string, Figure>>>>;

/**
 * Reads path-assets.arrow of a folder once.
 *
 * @param assets  names in the order of the file's rows
 * @param sample  shortfallUsd and weight of every path, in path order
 * @param sorted  the same sample, sorted
 * @param expectedShortfall  of shortfallUsd by level: what the parts add up to
 */
export async function readMarginalShortfall(
  directory: string,
  assets: readonly string[],
  sample: Sample,
  sorted: SortedSample,
  expectedShortfall: Readonly<Record<string, Figure>>,
): Promise<ByLevelAndAsset> {
  const levels = Object.keys(expectedShortfall);
  if (sorted.n === 0) return {};
  const tails = levels.map((level) => createTailPart(sorted, Number(level)));
  const sums = tails.map((tail) => assets.map(() => createMarginalSums(tail, sample.replicates)));
  const reader = await openArrowReader(`${directory}/${PATH_ASSETS.file}`);
  try {
    let row = 0;
    for await (const batch of reader.batches(['shortfallUsd'])) {
      const part = batch.values[0] as Float64Array;
      for (let i = 0; i < batch.rows; i++, row++) {
        const path = Math.floor(row / assets.length);
        for (const ofLevel of sums)
          addMarginal(ofLevel[row % assets.length], sample.value[path], part[i], sample.weight[path]);
      }
    }
  } finally {
    await reader.close();
  }
  return Object.fromEntries(
    levels.map((level, k) => [
      level,
      Object.fromEntries(
        assets.map((asset, a) => [asset, marginalFigure(sums[k][a], sorted.n, expectedShortfall[level])]),
      ),
    ]),
  );
}
