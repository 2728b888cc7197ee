// What: designs over the unit cube: grids, Latin hypercubes, Sobol points, and the ranges that they are laid over.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Design, pointOf } from '../../../src/study/design/design.ts';
import { gridDesign } from '../../../src/study/design/grid.ts';
import { latinHypercubeDesign, smallestDistance } from '../../../src/study/design/latin-hypercube.ts';
import { unitInRange, valueInRange } from '../../../src/study/design/range.ts';
import { SOBOL_COLUMNS_MAX, sobolDesign } from '../../../src/study/design/sobol-sequence.ts';

const columnOf = (design: Design, column: number) =>
  Array.from({ length: design.rows }, (_, row) => design.value[row * design.columns + column]);

describe('valueInRange', () => {
  it('meets both ends exactly and is undone by unitInRange', () => {
    const range = fc.record({
      low: fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
      factor: fc.double({ min: 1.001, max: 1e4, noNaN: true }),
      scale: fc.constantFrom('linear' as const, 'log' as const),
    });
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: 1, noNaN: true }), ({ low, factor, scale }, unit) => {
        const full = { low, high: low * factor, scale };
        expect(valueInRange(full, 0)).toBe(full.low);
        expect(valueInRange(full, 1)).toBe(full.high);
        expect(unitInRange(full, valueInRange(full, unit))).toBeCloseTo(unit, 6);
      }),
    );
  });

  it('puts the geometric mean in the middle of a logarithmic range', () => {
    // By hand: √(0.5 · 2) = 1.
    expect(valueInRange({ low: 0.5, high: 2, scale: 'log' }, 0.5)).toBeCloseTo(1, 14);
  });
});

describe('gridDesign', () => {
  it('has every combination once, the last column fastest', () => {
    // By hand.
    expect(Array.from(gridDesign([2, 3]).value)).toEqual([0, 0, 0, 0.5, 0, 1, 1, 0, 1, 0.5, 1, 1]);
  });

  it('puts a single level in the middle', () => {
    expect(Array.from(gridDesign([1, 2]).value)).toEqual([0.5, 0, 0.5, 1]);
  });
});

describe('latinHypercubeDesign', () => {
  it('takes the middle of every cell of every column once, for any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.integer({ min: 1, max: 6 }),
        fc.string(),
        (rows, columns, seed) => {
          const design = latinHypercubeDesign(rows, columns, seed);
          for (let column = 0; column < columns; column++)
            expect(columnOf(design, column).sort((a, b) => a - b)).toEqual(
              Array.from({ length: rows }, (_, cell) => (cell + 0.5) / rows),
            );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is fixed by its seed', () => {
    expect(latinHypercubeDesign(12, 3, 'a')).toEqual(latinHypercubeDesign(12, 3, 'a'));
    expect(latinHypercubeDesign(12, 3, 'a')).not.toEqual(latinHypercubeDesign(12, 3, 'b'));
  });

  it('keeps points further apart than any of 200 hypercubes drawn at random', () => {
    const seeds = Array.from({ length: 200 }, (_, i) => i);
    const random = seeds.map((seed) => smallestDistance(shuffled(20, 4, seed)));
    expect(smallestDistance(latinHypercubeDesign(20, 4, 'maximin'))).toBeGreaterThan(Math.max(...random));
  });
});

/** A Latin hypercube without spreading, by a generator of the test's own. */
function shuffled(rows: number, columns: number, seed: number): Design {
  let state = seed * 2654435761 + 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const value = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    const order = Array.from({ length: rows }, (_, i) => ({ i, key: next() })).sort((a, b) => a.key - b.key);
    order.forEach(({ i }, row) => {
      value[row * columns + column] = (i + 0.5) / rows;
    });
  }
  return { rows, columns, value };
}

describe('sobolDesign', () => {
  it('is the sequence of an independent implementation, 40 dimensions wide', () => {
    // scipy 1.17.1, qmc.Sobol(40, scramble=False).random(16): the same set in Gray-code order, so row 5 there is row 7 here
    // (7 = 5 ^ 2), and row 13 there is row 11.
    const design = sobolDesign(16, 40);
    expect(Array.from(pointOf(design, 7))).toEqual([
      0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375, 0.375, 0.125, 0.375, 0.875, 0.875, 0.125, 0.875, 0.375,
      0.875, 0.375, 0.375, 0.625, 0.625, 0.625, 0.875, 0.375, 0.375, 0.375, 0.875, 0.125, 0.625, 0.625, 0.875, 0.625,
      0.375, 0.375, 0.125, 0.125, 0.125, 0.375, 0.875, 0.375,
    ]);
    const row = pointOf(design, 11);
    expect([1, 5, 20, 30, 39].map((column) => row[column])).toEqual([0.6875, 0.9375, 0.5625, 0.5625, 0.9375]);
  });

  it('goes on as its polynomials say, beyond the direction numbers given', () => {
    // The same implementation, random(4096): row 3000 there is row 3684 = 3000 ^ 1500 here.
    const row = pointOf(sobolDesign(4096, 40), 3684);
    expect([1, 2, 5, 9, 14, 20, 27, 33, 39].map((column) => row[column])).toEqual([
      0.338134765625, 0.582763671875, 0.867431640625, 0.417724609375, 0.261474609375, 0.912841796875, 0.498779296875,
      0.712646484375, 0.702392578125,
    ]);
  });

  it('hits every cell of every column once with 2^m points, shifted or not', () => {
    for (const seed of [undefined, 'shift']) {
      const design = sobolDesign(64, SOBOL_COLUMNS_MAX, seed);
      for (let column = 0; column < design.columns; column++)
        expect(new Set(columnOf(design, column).map((value) => Math.floor(64 * value))).size).toBe(64);
    }
  });

  it('fills the squares of the first two columns evenly', () => {
    const design = sobolDesign(64, 2, 'any');
    const cells = Array.from({ length: 64 }, (_, row) =>
      [0, 1].map((column) => Math.floor(8 * pointOf(design, row)[column])).join(),
    );
    expect(new Set(cells).size).toBe(64);
  });

  it('never gives 0 or 1 when shifted', () => {
    const { value } = sobolDesign(256, 10, 'inside');
    expect(Math.min(...value)).toBeGreaterThan(0);
    expect(Math.max(...value)).toBeLessThan(1);
  });

  it('refuses more columns than there are direction numbers', () => {
    expect(() => sobolDesign(4, 41)).toThrow('expected 1 to 40 columns, received 41');
  });
});
