/**
 * Screening by elementary effects (Morris 1991; μ* of Campolongo, Cariboni and Saltelli 2007).
 *
 * An effect is the change of the response over the change of the coordinate, so its unit is that of the response per whole
 * range. μ* is the mean of absolute effects: how much a parameter matters. μ is the mean: in which direction, if in one. σ is
 * the standard deviation of the effects: how far it depends on where the others are, or bends.
 */

import type { Figure } from '../../results/statistics/figure.ts';
import type { Trajectories } from '../design/trajectories.ts';
import { bootstrapFigures } from './bootstrap.ts';
import { noiseShare, type Responses } from './responses.ts';

/** μ*, μ and σ of one parameter. */
export interface Screening {
  readonly meanAbsolute: Figure;
  readonly mean: Figure;
  readonly standardDeviation: Figure;
}

export interface ScreeningResult {
  /** By column of the design. */
  readonly screening: readonly Screening[];
  readonly noiseShare: number | null;
}

/**
 * Screens the parameters of a design.
 *
 * @param responses  in the order of the trajectories' points
 * @param unit  unit of the response
 * @param seed  of the bootstrap
 */
export function screenParameters(
  trajectories: Trajectories,
  responses: Responses,
  unit: string,
  seed: string,
): ScreeningResult {
  const { columns } = trajectories.design;
  const figures = bootstrapFigures({
    responses,
    units: trajectories.count,
    unitName: 'trajectories',
    seed,
    statistic: (chosen, response) => describeEffects(trajectories, chosen, response),
    unitOf: () => unit,
  });
  const screening = Array.from({ length: columns }, (_, column) => ({
    meanAbsolute: figures[column],
    mean: figures[columns + column],
    standardDeviation: figures[2 * columns + column],
  }));
  return { screening, noiseShare: noiseShare(responses) };
}

/** μ* of every column, then μ, then σ (n − 1), over the chosen trajectories. */
function describeEffects(trajectories: Trajectories, chosen: Uint32Array, response: Float64Array): Float64Array {
  const { design, moved, change } = trajectories;
  const { columns } = design;
  const answer = new Float64Array(3 * columns);
  const squares = new Float64Array(columns);
  for (const t of chosen)
    for (let s = 0; s < columns; s++) {
      const column = moved[t * columns + s];
      const at = t * (columns + 1) + s;
      const effect = (response[at + 1] - response[at]) / change[t * columns + s];
      answer[column] += Math.abs(effect);
      answer[columns + column] += effect;
      squares[column] += effect * effect;
    }
  const n = chosen.length;
  for (let column = 0; column < columns; column++) {
    answer[column] /= n;
    const mean = answer[columns + column] / n;
    answer[columns + column] = mean;
    answer[2 * columns + column] = Math.sqrt(Math.max(0, squares[column] - n * mean * mean) / (n - 1));
  }
  return answer;
}
