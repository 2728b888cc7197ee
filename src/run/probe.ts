/**
 * A first look at a scenario: a few paths, timed, for what a whole run costs and how close the market is to a cascade
 * that feeds itself.
 */

import { BLOCK_PATHS, type BlockResult } from '../kernel/result.ts';
import type { Figure } from '../results/statistics/figure.ts';
import { addPair, createPairMoments, ratioFigure } from '../results/statistics/moments.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import type { EngineFactory } from './batch.ts';
import type { BlocksAnswer } from './messages.ts';
import { openPool } from './pool.ts';

export interface Probe {
  readonly paths: number;
  /** Time of one thread per path once it is warm, milliseconds. */
  readonly millisecondsPerPath: number;
  /** 1 − E[first generation]/E[all liquidations], by fill value; at 1 a cascade feeds itself without end. */
  readonly branchingRatio: Figure;
  readonly liquidatedPathShare: number;
  /** Most liquidations on one path: what a traced path writes. */
  readonly liquidationsMax: number;
}

/** Rounds are repeated for this long, since the first ones are slow: code is still being compiled. */
const WARM_UP_MS = 1500;

/**
 * Runs the first paths of a scenario, shared out over threads, and writes nothing.
 *
 * @param pathCount  at most a block of 256
 */
export async function probeScenario(
  { kernel, scenario }: ResolvedScenario,
  threads: number,
  pathCount: number = Math.min(BLOCK_PATHS, scenario.paths),
  createEngine?: EngineFactory,
): Promise<Probe> {
  const share = Math.ceil(pathCount / threads);
  const starts = Array.from({ length: Math.ceil(pathCount / share) }, (_, i) => i * share);
  const pool = await openPool(kernel, { threads: starts.length, ...(createEngine && { createEngine }) });
  const runOnce = async () => {
    const answers = await Promise.all(
      starts.map((firstPath) =>
        pool.run({ kind: 'blocks', firstPath, pathCount: Math.min(share, pathCount - firstPath) }),
      ),
    );
    const milliseconds = answers.reduce((sum, answer) => sum + answer.milliseconds, 0);
    return { blocks: answers.flatMap((answer) => (answer as BlocksAnswer).blocks), milliseconds };
  };
  try {
    let { blocks, milliseconds } = await runOnce();
    for (let spent = milliseconds; spent < WARM_UP_MS; spent += milliseconds) {
      ({ blocks, milliseconds } = await runOnce());
    }
    return { paths: pathCount, millisecondsPerPath: milliseconds / pathCount, ...measure(blocks) };
  } finally {
    await pool.close();
  }
}

function measure(
  blocks: readonly BlockResult[],
): Pick<Probe, 'branchingRatio' | 'liquidatedPathShare' | 'liquidationsMax'> {
  const moments = createPairMoments();
  let paths = 0;
  let liquidated = 0;
  let liquidationsMax = 0;
  for (const { path, pathCount } of blocks) {
    for (let p = 0; p < pathCount; p++) {
      addPair(moments, path.liquidatedExogenousUsd[p]!, path.liquidatedUsd[p]!, path.weight[p]!);
      liquidationsMax = Math.max(liquidationsMax, path.liquidations[p]!);
      if (path.liquidatedUsd[p]! > 0) liquidated += path.weight[p]!;
    }
    paths += pathCount;
  }
  const branchingRatio = ratioFigure(moments, 'fraction', 'complement');
  return { branchingRatio, liquidatedPathShare: liquidated / paths, liquidationsMax };
}
