/**
 * Runs shocks through the kernel: each is a replayed price path met by the scenario's accounts, books and rules.
 *
 * The prices of a batch lie in memory that all threads share; it is rewritten between batches, when no thread reads it. So
 * the accounts travel to the threads once, and a shock costs what a path costs.
 */

import type { KernelConfig } from '../../kernel/config.ts';
import { PATH_MEASURES, type PathMeasure } from '../../kernel/result.ts';
import type { BlocksAnswer } from '../../run/messages.ts';
import { openPool } from '../../run/pool.ts';
import { fillShockPath, type PathShape } from './path-shape.ts';

/** What a shock does: the measures of its path. */
export type ShockOutcome = Readonly<Record<PathMeasure, number>>;

export interface ShockRunner {
  /** Runs shocks (log returns over the horizon, [asset]) on a course; one outcome a shock, in order. */
  run(shape: PathShape, shocks: readonly Float64Array[]): Promise<ShockOutcome[]>;
  close(): Promise<void>;
}

/** Shocks in a batch. */
const ROWS = 64;

/** Opens threads for shocks on one system. @param kernel  its own shocks are not used */
export async function openShockRunner(kernel: KernelConfig, threads: number): Promise<ShockRunner> {
  const { stepCount, assetCount, startPriceUsd } = kernel;
  const size = stepCount * assetCount;
  const priceUsd = new Float64Array(new SharedArrayBuffer(ROWS * size * Float64Array.BYTES_PER_ELEMENT));
  for (let at = 0; at < priceUsd.length; at++) priceUsd[at] = startPriceUsd[at % assetCount];
  const config: KernelConfig = {
    ...kernel,
    shocks: { kind: 'replay', pathCount: ROWS, priceUsd },
    record: { timelineStep: Int32Array.of(stepCount) },
  };
  const pool = await openPool(config, { threads });

  const runBatch = async (shape: PathShape, shocks: readonly Float64Array[]): Promise<ShockOutcome[]> => {
    shocks.forEach((shock, row) => {
      fillShockPath(shape, shock, startPriceUsd, priceUsd, row * size);
    });
    const share = Math.ceil(shocks.length / threads);
    const starts = Array.from({ length: Math.ceil(shocks.length / share) }, (_, k) => k * share);
    const answers = await Promise.all(
      starts.map((firstPath) =>
        pool.run({ kind: 'blocks', firstPath, pathCount: Math.min(share, shocks.length - firstPath) }),
      ),
    );
    return answers.flatMap((answer) => (answer as BlocksAnswer).blocks).flatMap(outcomesOf);
  };
  return {
    async run(shape, shocks) {
      const outcomes: ShockOutcome[] = [];
      for (let from = 0; from < shocks.length; from += ROWS)
        outcomes.push(...(await runBatch(shape, shocks.slice(from, from + ROWS))));
      return outcomes;
    },
    close: () => pool.close(),
  };
}

function outcomesOf({ path, pathCount }: BlocksAnswer['blocks'][number]): ShockOutcome[] {
  return Array.from(
    { length: pathCount },
    (_, p) => Object.fromEntries(PATH_MEASURES.map((measure) => [measure, path[measure][p]])) as ShockOutcome,
  );
}
