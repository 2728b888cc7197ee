/**
 * Designs: points of the unit cube at which a study runs its scenarios. Every design is fixed by its sizes and seed.
 */

import { Purpose } from '../../kernel/random/purpose.ts';
import { createStream, type RandomStream, seekStream } from '../../kernel/random/stream.ts';
import { seedKey } from '../../run/seed.ts';

/** Points, each a row; coordinates from 0 to 1. */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  /** [row × column], row-major. */
  readonly value: Float64Array;
}

/** Designs that draw at random, each with a stream of its own. */
export const DesignStream = { latinHypercube: 0, shift: 1, trajectories: 2 } as const;

/** An empty design. */
export function createDesign(rows: number, columns: number): Design {
  return { rows, columns, value: new Float64Array(rows * columns) };
}

/** One point as a view on the design. */
export function pointOf({ columns, value }: Design, row: number): Float64Array {
  return value.subarray(row * columns, (row + 1) * columns);
}

/** Opens the random stream of a kind of design under a seed. */
export function openDesignStream(seed: string, kind: number): RandomStream {
  const stream = createStream(...seedKey(seed));
  seekStream(stream, 0, Purpose.design, kind);
  return stream;
}
