// What: the bound on the mixing multiplier. E[m²] = 1 by construction, checked on a sample; the scale against the closed
// form of the truncated law integrated numerically.

import { describe, expect, test } from 'vitest';
import { createMixing, fillMixing } from '../../../src/kernel/price/mixing.ts';
import { Purpose } from '../../../src/kernel/random/purpose.ts';
import { createStream, seekStream } from '../../../src/kernel/random/stream.ts';

const DRAWS = 400_000;

function sample(degreesOfFreedom: number, maximumMultiplier: number): Float64Array {
  const mixing = createMixing({ degreesOfFreedom, blockSteps: 1, maximumMultiplier }, DRAWS);
  const stream = createStream(3, 5);
  seekStream(stream, 0, Purpose.mixing);
  const multiplier = new Float64Array(DRAWS);
  fillMixing(mixing, stream, multiplier);
  return multiplier;
}

describe.each([
  [3.5, 10],
  [3.5, 3],
  [8, 2],
])('mixing with %f degrees of freedom, bounded at %f', (degreesOfFreedom, bound) => {
  const multiplier = sample(degreesOfFreedom, bound);
  const squares = multiplier.map((m) => m * m);
  const mean = squares.reduce((sum, square) => sum + square, 0) / DRAWS;
  const variance = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0) / (DRAWS - 1);

  test('never exceeds the bound', () =>
    expect(Math.max(...multiplier.subarray(0, 100_000))).toBeLessThanOrEqual(bound));
  test('keeps the mean square at 1', () => expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(variance / DRAWS)));
});

test('without a bound m² is (ν − 2)/χ²', () => {
  const mixing = createMixing({ degreesOfFreedom: 5, blockSteps: 1, maximumMultiplier: Number.POSITIVE_INFINITY }, 1);
  expect([mixing.scale, mixing.cutOff]).toEqual([3, 0]);
});
