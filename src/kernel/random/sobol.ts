/**
 * The Sobol sequence in its natural order, as 32-bit words (Sobol 1967; direction numbers of Joe and Kuo 2008): the first 2^m
 * points fill every dyadic box of the right size once.
 */

import { DIRECTION_NUMBERS } from './direction-numbers.ts';

/** Dimensions that there are direction numbers for. */
export const SOBOL_DIMENSIONS_MAX: number = DIRECTION_NUMBERS.length + 1;

const BITS = 32;

/**
 * Direction numbers of one dimension by the recurrence of its polynomial, highest bit first.
 *
 * @param dimension  0 to `SOBOL_DIMENSIONS_MAX` − 1
 */
export function sobolDirections(dimension: number): Int32Array {
  const direction = new Int32Array(BITS);
  if (dimension === 0) {
    for (let k = 0; k < BITS; k++) direction[k] = 1 << (BITS - 1 - k);
    return direction;
  }
  const [degree, inner, initial] = DIRECTION_NUMBERS[dimension - 1]!;
  for (let k = 0; k < degree; k++) direction[k] = initial[k]! << (BITS - 1 - k);
  for (let k = degree; k < BITS; k++) {
    let bits = direction[k - degree]! ^ (direction[k - degree]! >>> degree);
    for (let j = 1; j < degree; j++) if ((inner >>> (degree - 1 - j)) & 1) bits ^= direction[k - j]!;
    direction[k] = bits;
  }
  return direction;
}

/** Coordinate of a point as an unsigned 32-bit fraction: the value divided by 2³² lies in [0, 1). */
export function sobolWord(direction: Int32Array, index: number): number {
  let bits = 0;
  for (let bit = 0, left = index; left !== 0; bit++, left = left >>> 1) if ((left & 1) === 1) bits ^= direction[bit]!;
  return bits >>> 0;
}
