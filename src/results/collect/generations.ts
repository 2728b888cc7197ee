/**
 * Gathers generations.arrow: how often a cascade reaches each generation and what it liquidates, over all paths.
 */

import type { BlockResult } from '../../kernel/result.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { createArrowWriter } from '../arrow-file.ts';
import { GENERATION_LEVELS, GENERATIONS } from '../columns/bands.ts';
import { stdErrorName } from '../columns/column.ts';
import { moneyScaleUsd } from '../open-interest.ts';
import { addValue, createHistogram, describeResolution, type Histogram } from '../statistics/histogram.ts';
import { stdErrorFromSums } from '../statistics/probability.ts';
import { bandColumns } from './band-columns.ts';
import { fileMetadata, independentErrors, type RunIdentity } from './identity.ts';
import { MONEY_GREATEST, MONEY_SCALE } from './timeline.ts';

interface Generation {
  /** Paths with a fill in it, and their Σ w and Σ w². */
  paths: number;
  weight: number;
  weightSquared: number;
  /** Σ w·USD and Σ (w·USD)². */
  sum: number;
  sumSquared: number;
  /** Of the paths that reach it; the rest is added when the file is written. */
  readonly histogram: Histogram;
}

export interface GenerationSums {
  readonly scaleUsd: number;
  readonly generations: Generation[];
  paths: number;
  weight: number;
  weightSquared: number;
}

/** Allocates the sums; generations are added as they appear. */
export function createGenerationSums({ kernel }: ResolvedScenario): GenerationSums {
  return { scaleUsd: moneyScaleUsd(kernel), generations: [], paths: 0, weight: 0, weightSquared: 0 };
}

/** Adds a block, path by path. */
export function addGenerations(sums: GenerationSums, block: BlockResult): void {
  for (let p = 0; p < block.pathCount; p++) {
    const weight = block.path.weight[p];
    sums.paths++;
    sums.weight += weight;
    sums.weightSquared += weight * weight;
    const first = block.generationStart[p];
    for (let row = first; row < block.generationStart[p + 1]; row++) {
      const usd = block.generationUsd[row];
      const generation = generationAt(sums, row - first);
      if (usd === 0) continue;
      generation.paths++;
      generation.weight += weight;
      generation.weightSquared += weight * weight;
      generation.sum += weight * usd;
      generation.sumSquared += weight * usd * (weight * usd);
      addValue(generation.histogram, usd, weight);
    }
  }
}

function generationAt(sums: GenerationSums, number: number): Generation {
  while (sums.generations.length <= number)
    sums.generations.push({
      paths: 0,
      weight: 0,
      weightSquared: 0,
      sum: 0,
      sumSquared: 0,
      histogram: createMoneyBins(sums),
    });
  return sums.generations[number];
}

function createMoneyBins({ scaleUsd }: GenerationSums): Histogram {
  return createHistogram(MONEY_SCALE * scaleUsd, MONEY_GREATEST * scaleUsd);
}

/** Writes generations.arrow. The histograms take in the paths that reach no such generation: call it once. */
export async function writeGenerations(directory: string, identity: RunIdentity, sums: GenerationSums): Promise<void> {
  const { generations, paths } = sums;
  for (const { histogram, weight, weightSquared, paths: reaching } of generations)
    if (reaching < paths) addValue(histogram, 0, sums.weight - weight, sums.weightSquared - weightSquared);
  const columns = {
    generation: generations.map((_, number) => number),
    pathsReaching: generations.map((generation) => generation.paths),
    probability: generations.map((generation) => generation.weight / paths),
    [stdErrorName('probability')]: generations.map((g) => stdErrorFromSums(g.weight, g.weightSquared, paths)),
    liquidatedUsdMean: generations.map((generation) => generation.sum / paths),
    [stdErrorName('liquidatedUsdMean')]: generations.map((g) => stdErrorFromSums(g.sum, g.sumSquared, paths)),
    ...bandColumns(generations, GENERATION_LEVELS),
  };
  const writer = await createArrowWriter(directory, GENERATIONS, {
    metadata: fileMetadata(identity, {
      ...independentErrors(identity),
      paths: String(paths),
      resolutionUsd: describeResolution(createMoneyBins(sums)),
    }),
    labels: {},
  });
  writer.append(columns);
  writer.close();
}
