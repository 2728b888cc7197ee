/** Running the points of a design: from coordinates to changes of the base, and from paths to responses. */

import { type Design, pointOf } from '../design/design.ts';
import type { PathSample } from '../path-sample.ts';
import { type Measure, type RunResponse, respond } from './measure.ts';
import { type Change, joinChanges, type RangeParameter, valueAt } from './parameter.ts';
import type { Responses } from './responses.ts';

/** A design that ran. */
export interface DesignRuns {
  readonly method: 'morris' | 'sobol';
  readonly design: Design;
  /** Values of the parameters, [row × column]. */
  readonly value: Float64Array;
  readonly responses: Responses;
  /** Rows whose tail holds fewer than 10 paths: their response is a rough one. */
  readonly thinRows: number;
}

/** What running a design needs. */
export interface DesignTask {
  readonly method: DesignRuns['method'];
  readonly design: Design;
  readonly parameters: readonly RangeParameter[];
  readonly measure: Measure;
  readonly resamples: readonly Uint16Array[];
  readonly run: (name: string, change: Change) => Promise<PathSample>;
  readonly isThin: (sample: PathSample) => boolean;
}

/** Runs every point, in the order of the rows. */
export async function runDesign(task: DesignTask): Promise<DesignRuns> {
  const { method, design, parameters, measure, resamples } = task;
  const { rows, columns } = design;
  const value = new Float64Array(rows * columns);
  const found: RunResponse[] = [];
  let thinRows = 0;
  for (let row = 0; row < rows; row++) {
    const values = Array.from(pointOf(design, row), (unit, column) => valueAt(parameters[column], unit));
    value.set(values, row * columns);
    const change = joinChanges(parameters.map(({ changeTo }, column) => changeTo(values[column])));
    const sample = await task.run(`${method} ${row + 1} of ${rows}`, change);
    if (task.isThin(sample)) thinRows++;
    found.push(respond(sample, measure, resamples));
  }
  const responses: Responses = {
    value: Float64Array.from(found, (one) => one.value),
    resampled: resamples.map((_, r) => Float64Array.from(found, ({ resampled }) => resampled[r])),
  };
  return { method, design, value, responses, thinRows };
}
