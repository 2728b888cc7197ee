/**
 * Bootstrap of a sensitivity: the design's independent units (trajectories, rows of a Saltelli sample) are drawn again with
 * replacement, and with each draw the paths behind the responses, so that an interval holds both errors.
 *
 * The interval is estimate ± normal point × standard deviation of the replicates. Percentiles would be off: a replicate has its
 * own noise and that of the sample, and indices that are squares or absolute values grow with it.
 */

import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../../kernel/random/stream.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { normalFigure } from '../../results/statistics/moments.ts';
import { seedKey } from '../../run/seed.ts';
import type { Responses } from './responses.ts';

/** Replicates of an interval. */
export const REPLICATES = 1000;
/** Item of the bootstrap stream that belongs to designs. */
const STREAM_ITEM = 2;

/** What is bootstrapped. */
export interface Bootstrapped {
  readonly responses: Responses;
  /** Number of independent units of the design. */
  readonly units: number;
  /** What a unit is, in the plural, for the method's name. */
  readonly unitName: string;
  readonly seed: string;
  /** The indices, [index], from these units; NaN where there is none. */
  readonly statistic: (unit: Uint32Array, response: Float64Array) => Float64Array;
  /** Unit of each index. */
  readonly unitOf: (index: number) => string;
}

/** Each index with its interval; no estimate where the statistic gives none. */
export function bootstrapFigures({ responses, units, unitName, seed, statistic, unitOf }: Bootstrapped): Figure[] {
  const { value, resampled } = responses;
  const stream = createStream(...seedKey(seed));
  const unit = Uint32Array.from({ length: units }, (_, i) => i);
  const estimate = statistic(unit, value);
  const replicates: Float64Array[] = [];
  for (let b = 0; b < REPLICATES; b++) {
    seekStream(stream, b, Purpose.bootstrap, STREAM_ITEM);
    for (let i = 0; i < units; i++) unit[i] = Math.floor(nextUniform(stream) * units);
    replicates.push(statistic(unit, resampled.length === 0 ? value : resampled[b % resampled.length]));
  }
  const method = `bootstrap of ${unitName}${resampled.length === 0 ? '' : ' and paths'}, ${REPLICATES} replicates`;
  return Array.from(estimate, (at, index) => {
    const draws = replicates.map((replicate) => replicate[index]).filter((draw) => Number.isFinite(draw));
    const figure = normalFigure(at, spreadOf(draws), units, unitOf(index), method);
    return Number.isFinite(at) ? figure : { ...figure, estimate: null, low: null, high: null };
  });
}

/** Sample standard deviation (n − 1); NaN for fewer than two draws. */
function spreadOf(draws: readonly number[]): number {
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  return Math.sqrt(draws.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (draws.length - 1));
}
