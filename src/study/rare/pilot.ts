/**
 * Pilot runs: paths of a scenario under a trial tilt, each with its loss and with what its likelihood ratios depend on.
 *
 * Pilots have a run key of their own, so that the paths of the run itself are fresh: a tilt chosen by looking at the very
 * paths that it then weights would bias what they say.
 */

import type { KernelConfig, TiltConfig } from '../../kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../kernel/price/price-path.ts';
import { EXTREMES, measureExtremes } from '../../kernel/price/screening.ts';
import { computeWeight, copyPathScore, type PathScore, type Tilt } from '../../kernel/price/tilt.ts';
import type { PathMeasure } from '../../kernel/result.ts';
import { mapInOrder } from '../../run/in-order.ts';
import type { BlocksAnswer } from '../../run/messages.ts';
import { planTasks } from '../../run/plan.ts';
import { limitsOf, openPool } from '../../run/pool.ts';
import { seedKey } from '../../run/seed.ts';
import { countUsedThreads } from '../../scenario/memory.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';

/** Paths of one pilot run. */
export interface Pilot {
  /** The law that they were drawn from. */
  readonly tilt: Tilt;
  /** [path] */
  readonly value: Float64Array;
  readonly score: readonly PathScore[];
  /** How far prices went, [extreme × asset] of each path (kernel/price/screening.ts). */
  readonly extreme: readonly Float64Array[];
}

export interface PilotOptions {
  readonly threads: number;
  /** Ends the pilot between blocks. */
  readonly signal?: AbortSignal | undefined;
  /** Takes the number of paths done. */
  readonly onDone?: ((paths: number) => void) | undefined;
}

/**
 * Runs a pilot.
 *
 * @param round  names its random streams: another round has other paths
 * @param measure  what is kept of a path
 * @throws {PathFailure} when a path fails
 * @throws the reason of `signal` when it ends the pilot
 */
export async function runPilot(
  { kernel, scenario }: ResolvedScenario,
  trial: TiltConfig,
  round: number,
  pathCount: number,
  measure: PathMeasure,
  { threads, signal, onDone }: PilotOptions,
): Promise<Pilot> {
  const config = withTilt({ ...kernel, seedKey: seedKey(`${scenario.seed} tilt pilot ${round}`) }, trial);
  const value = new Float64Array(pathCount);
  const pool = await openPool(config, { threads: countUsedThreads(threads, pathCount) });
  try {
    await mapInOrder(
      planTasks(
        { firstPath: 0, pathCount },
        () => 1,
        () => 0,
      ),
      limitsOf(pool),
      (task) => pool.run(task) as Promise<BlocksAnswer>,
      async ({ blocks }) => {
        for (const { path, firstPath, pathCount: paths } of blocks) {
          value.set(path[measure], firstPath);
          onDone?.(firstPath + paths);
        }
      },
      () => signal?.aborted === true,
    );
    signal?.throwIfAborted();
  } finally {
    await pool.close();
  }
  return { ...scorePaths(config, pathCount), value };
}

/** Draws the prices of the paths again for what the kernel does not report of them. */
function scorePaths(config: KernelConfig, pathCount: number): Pick<Pilot, 'tilt' | 'score' | 'extreme'> {
  const model = createPriceModel(config);
  if (model.kind !== 'simulated' || model.tilt === null) throw new RangeError('a pilot needs simulated, tilted prices');
  const priceUsd = new Float64Array(config.stepCount * config.assetCount);
  const score: PathScore[] = [];
  const extreme: Float64Array[] = [];
  for (let path = 0; path < pathCount; path++) {
    fillPricePath(model, path, priceUsd);
    score.push(copyPathScore(model.score));
    const far = new Float64Array(EXTREMES * config.assetCount);
    measureExtremes(priceUsd, config, far);
    extreme.push(far);
  }
  return { tilt: model.tilt, score, extreme };
}

/** The configuration with its prices drawn under a tilt. */
export function withTilt(config: KernelConfig, tilt: TiltConfig | null): KernelConfig {
  if (config.shocks.kind !== 'simulated') throw new RangeError('only simulated prices can be tilted');
  return { ...config, shocks: { ...config.shocks, tilt } };
}

/** The tilt of a configuration in units of the run. */
export function tiltOf(config: KernelConfig, tilt: TiltConfig): Tilt {
  const model = createPriceModel(withTilt(config, tilt));
  return (model as Extract<typeof model, { kind: 'simulated' }>).tilt!;
}

/** Paths of a rare outcome, from all pilots. */
export interface RareSample {
  /** What each rare path adds to the figure, above 0, [row]. */
  readonly payoff: Float64Array;
  /** Likelihood ratio f/q against the mixture of the pilots' laws, [row]. */
  readonly weight: Float64Array;
  readonly score: readonly PathScore[];
}

/**
 * Likelihood ratios of the paths of several pilots against the mixture that they make up together (the balance heuristic:
 * Veach and Guibas, "Optimally combining sampling techniques for Monte Carlo rendering", 1995).
 *
 * @returns [path], pilot after pilot
 */
export function poolWeights(pilots: readonly Pilot[]): Float64Array {
  const total = pilots.reduce((sum, { value }) => sum + value.length, 0);
  return Float64Array.from(
    pilots.flatMap(({ score }) => score),
    (score) => 1 / pilots.reduce((sum, { tilt, value }) => sum + value.length / total / computeWeight(tilt, score), 0),
  );
}
