// What: scrambled Sobol points keep the balance of the sequence, replicate by replicate, and belong to the path alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrambledPoints, fillScrambledPoint } from '../../../src/kernel/random/scrambled-point.ts';
import { SOBOL_DIMENSIONS_MAX, sobolDirections, sobolWord } from '../../../src/kernel/random/sobol.ts';
import { createStream } from '../../../src/kernel/random/stream.ts';

/** The first points of one replicate, [point][dimension]. */
function pointsOf(seed: number, replicate: number, count: number, dimensions: number, replicates = 16): Float64Array[] {
  const points = createScrambledPoints([seed, 7], replicates, dimensions);
  const stream = createStream(seed, 7);
  return Array.from({ length: count }, (_, k) => {
    const out = new Float64Array(dimensions);
    fillScrambledPoint(points, k * replicates + replicate, stream, out);
    return out;
  });
}

/** Number of points in each of the dyadic boxes with 2^a columns and 2^b rows. */
function countBoxes(points: readonly ArrayLike<number>[], a: number, b: number, x: number, y: number): number[] {
  const count = new Array<number>(2 ** (a + b)).fill(0);
  for (const point of points) count[Math.floor(point[x]! * 2 ** a) * 2 ** b + Math.floor(point[y]! * 2 ** b)]!++;
  return count;
}

describe('sobolWord', () => {
  it('starts as published: 0, 1/2, and the quarters in each order', () => {
    // Joe and Kuo, notes on generating Sobol sequences (2008): the first points of dimensions 1 to 3, Gray-code order undone.
    const words = [0, 1, 2, 3].map((index) =>
      [0, 1, 2].map((dimension) => sobolWord(sobolDirections(dimension), index) / 2 ** 32),
    );
    expect(words).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.25, 0.75, 0.75],
      [0.75, 0.25, 0.25],
    ]);
  });

  it('fills every dyadic box of the first two dimensions once', () => {
    const directions = [sobolDirections(0), sobolDirections(1)];
    const points = Array.from({ length: 64 }, (_, k) => directions.map((of) => sobolWord(of, k) / 2 ** 32));
    for (let a = 0; a <= 6; a++) expect(countBoxes(points, a, 6 - a, 0, 1).every((count) => count === 1)).toBe(true);
  });
});

describe('scrambled points', () => {
  it('hit every cell of every dimension once with 2^m points', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 8 }),
        (seed, replicate, m) => {
          const points = pointsOf(seed, replicate, 2 ** m, SOBOL_DIMENSIONS_MAX);
          for (let d = 0; d < SOBOL_DIMENSIONS_MAX; d++)
            expect(new Set(points.map((point) => Math.floor(point[d]! * 2 ** m))).size).toBe(2 ** m);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('fill every dyadic box of the first two dimensions once, as the sequence does', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 15 }), (seed, replicate) => {
        const points = pointsOf(seed, replicate, 64, 2);
        for (let a = 0; a <= 6; a++)
          expect(countBoxes(points, a, 6 - a, 0, 1).every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('fill every dyadic box of any two dimensions as often as the sequence does', () => {
    const directions = [3, 11].map(sobolDirections);
    const plain = Array.from({ length: 256 }, (_, k) => directions.map((of) => sobolWord(of, k) / 2 ** 32));
    const scrambled = pointsOf(5, 3, 256, 12);
    for (let a = 0; a <= 8; a++)
      expect(countBoxes(scrambled, a, 8 - a, 3, 11).sort()).toEqual(countBoxes(plain, a, 8 - a, 0, 1).sort());
  });

  it('are strictly between 0 and 1 and depend on nothing but seed, path and number of replicates', () => {
    const points = createScrambledPoints([3, 4], 32, 5);
    const stream = createStream(3, 4);
    const at = (path: number) => {
      const out = new Float64Array(5);
      fillScrambledPoint(points, path, stream, out);
      return Array.from(out);
    };
    const upwards = Array.from({ length: 200 }, (_, path) => at(path));
    for (let path = 199; path >= 0; path--) expect(at(path)).toEqual(upwards[path]);
    const all = [...upwards.flat(), ...at(4_294_967_295)];
    expect(all.every((u) => u > 0 && u < 1)).toBe(true);
  });
});
