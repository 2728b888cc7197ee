/**
 * The Sobol sequence (Sobol 1967; direction numbers of Joe and Kuo 2008), in its natural order, with a random digital shift:
 * the first 2^m points fill every dyadic box of the right size once, before and after the shift.
 */

import { SOBOL_DIMENSIONS_MAX, sobolDirections, sobolWord } from '../../kernel/random/sobol.ts';
import { nextUniform } from '../../kernel/random/stream.ts';
import { createDesign, type Design, DesignStream, openDesignStream } from './design.ts';

/** Dimensions that there are direction numbers for. */
export const SOBOL_COLUMNS_MAX: number = SOBOL_DIMENSIONS_MAX;

const SCALE = 4294967296; // 2³²

/**
 * The first points of the sequence.
 *
 * @param rows  number of points; a power of 2 keeps the balance
 * @param columns  1 to 40
 * @param seed  text that the shift is drawn from; left out, the points are the sequence itself, which starts at 0
 * @throws {RangeError} for more columns than there are direction numbers
 */
export function sobolDesign(rows: number, columns: number, seed?: string): Design {
  if (!(columns >= 1 && columns <= SOBOL_COLUMNS_MAX))
    throw new RangeError(`sobolDesign: expected 1 to ${SOBOL_COLUMNS_MAX} columns, received ${columns}`);
  const stream = seed === undefined ? undefined : openDesignStream(seed, DesignStream.shift);
  const design = createDesign(rows, columns);
  for (let column = 0; column < columns; column++) {
    const direction = sobolDirections(column);
    const shift = stream === undefined ? 0 : Math.floor(nextUniform(stream) * SCALE) | 0;
    // Shifted points stand in the middle of their last cell, so that none is exactly 0.
    const offset = stream === undefined ? 0 : 0.5;
    for (let row = 0; row < rows; row++) {
      const bits = sobolWord(direction, row) ^ shift;
      design.value[row * columns + column] = ((bits >>> 0) + offset) / SCALE;
    }
  }
  return design;
}
