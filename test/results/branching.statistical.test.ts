// What: cascades that are a branching process with known answers (Borel 1942): every liquidation sets off Poisson(0.6)
// others. Total size is Borel(0.6): mean 2.5, variance 9.375, P(1) = 0.548812, P(≥ 20) = 0.005149; generation g has mean 0.6^g.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockResult } from '../../src/kernel/result.ts';
import { createCollector } from '../../src/results/collect/collector.ts';
import { type ReadTable, readTable } from '../../src/results/read-table.ts';
import { computeSummary, type Summary } from '../../src/results/summary.ts';
import { createUniform } from '../support/random.ts';
import { buildBlocks, buildScenario } from '../support/result-builder.ts';
import { makeFolder, removeFolders, VERSION } from '../support/result-folder.ts';

afterAll(removeFolders);

const RATE = 0.6;
const PATHS = 20_000;
let summary: Summary;
let generations: ReadTable;
const sizes: number[] = [];

/** Liquidations by generation, one to begin with. */
function drawTree(uniform: () => number): number[] {
  const sizes = [1];
  while (sizes[sizes.length - 1] > 0) {
    let next = 0;
    for (let k = 0; k < sizes[sizes.length - 1]; k++)
      for (let product = uniform(); product > Math.exp(-RATE); product *= uniform()) next++;
    sizes.push(next);
  }
  return sizes.slice(0, -1);
}

beforeAll(async () => {
  const folder = makeFolder();
  const resolved = buildScenario({ paths: PATHS });
  const collector = await createCollector(resolved, folder, VERSION);
  const uniform = createUniform(24);
  for (const block of buildBlocks({ paths: PATHS })) collector.add(plantTrees(block, uniform));
  await collector.endPaths();
  await collector.finish();
  summary = await computeSummary(resolved, folder, VERSION);
  generations = await readTable(`${folder}/generations.arrow`);
});

/** Puts trees in the place of a block's cascades; a liquidation is worth 1,000 USD. */
function plantTrees(block: BlockResult, uniform: () => number): BlockResult {
  const trees = Array.from({ length: block.pathCount }, () => drawTree(uniform));
  const generationStart = Int32Array.from({ length: trees.length + 1 }, (_, p) =>
    trees.slice(0, p).reduce((sum, tree) => sum + tree.length, 0),
  );
  const total = (tree: number[]) => tree.reduce((sum, n) => sum + n, 0);
  sizes.push(...trees.map(total));
  return {
    ...block,
    path: {
      ...block.path,
      liquidatedUsd: Float64Array.from(trees, (tree) => 1000 * total(tree)),
      liquidatedExogenousUsd: Float64Array.from(trees, () => 1000),
      cascadeDepth: Float64Array.from(trees, (tree) => tree.length - 1),
    },
    generationStart,
    generationUsd: Float64Array.from(trees.flat(), (n) => 1000 * n),
  };
}

describe('a branching cascade', () => {
  it('has the mean, variance and first probabilities of Borel(0.6), so the trees are right', () => {
    const share = (test: (n: number) => boolean) => sizes.filter(test).length / PATHS;
    const near = (value: number, p: number) => Math.abs(value - p) < 4 * Math.sqrt((p * (1 - p)) / PATHS);
    expect(
      near(
        share((n) => n === 1),
        0.548812,
      ),
    ).toBe(true);
    expect(
      near(
        share((n) => n === 2),
        0.180717,
      ),
    ).toBe(true);
    expect(
      near(
        share((n) => n === 3),
        0.089261,
      ),
    ).toBe(true);
    expect(
      near(
        share((n) => n === 5),
        0.033606,
      ),
    ).toBe(true);
    expect(
      near(
        share((n) => n >= 20),
        0.005149,
      ),
    ).toBe(true);
  });

  it('has a branching ratio whose interval holds 0.6 and is as narrow as the delta method says', () => {
    const figure = summary.contagion.branchingRatio;
    expect(Math.abs(figure.estimate! - RATE)).toBeLessThan(4 * figure.stdError!);
    // 1 − 1/V̄ has standard error sd(V)/(V̄² √n) = √9.375/(6.25 √n).
    const exact = Math.sqrt(9.375) / 6.25 / Math.sqrt(PATHS);
    expect(figure.stdError! / exact).toBeGreaterThan(0.9);
    expect(figure.stdError! / exact).toBeLessThan(1.1);
  });

  it('has a mean liquidated value of 2,500 and a VaR that the tail probability confirms', () => {
    const mean = summary.contagion.mean.liquidatedUsd;
    expect(Math.abs(mean.estimate! - 2500)).toBeLessThan(4 * mean.stdError!);
    // P(≥ 20) = 0.005149 < 0.01, so the 99 % quantile is below 20 liquidations.
    expect(summary.contagion.liquidationsAtRisk.liquidatedUsd['0.99'].high!).toBeLessThan(20_000);
  });

  it('liquidates 0.6^g in generation g on average over all paths', () => {
    const mean = generations.number('liquidatedUsdMean');
    const error = generations.number('liquidatedUsdMeanStdError');
    for (let g = 0; g < 8; g++) expect(Math.abs(mean[g] - 1000 * RATE ** g)).toBeLessThanOrEqual(4 * error[g] + 1e-9);
    expect(mean[0]).toBe(1000);
    expect(error[0]).toBe(0);
  });

  it('reaches generation 1 with probability 1 − e^−0.6', () => {
    const p = generations.number('probability')[1];
    expect(Math.abs(p - (1 - Math.exp(-RATE)))).toBeLessThan(4 * generations.number('probabilityStdError')[1]);
    expect(generations.number('pathsReaching')[1]).toBe(Math.round(p * PATHS));
    // More than half of the paths end at generation 0: the median of generation 1 is exactly 0.
    expect(generations.number('liquidatedUsdP50')[1]).toBe(0);
  });
});
