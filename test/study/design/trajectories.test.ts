// What: the designs of screening and of variance-based indices keep their structure at any size.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointOf } from '../../../src/study/design/design.ts';
import { saltelliDesign } from '../../../src/study/design/saltelli.ts';
import { drawTrajectories } from '../../../src/study/design/trajectories.ts';

describe('drawTrajectories', () => {
  it('moves every parameter once along each trajectory, by 2/3 on four levels, and stays in the cube', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.string(),
        (count, columns, seed) => {
          const { design, moved, change } = drawTrajectories(count, columns, seed);
          for (let t = 0; t < count; t++) {
            const order = Array.from(moved.subarray(t * columns, (t + 1) * columns));
            expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: columns }, (_, i) => i));
            for (let s = 0; s < columns; s++) {
              const from = pointOf(design, t * (columns + 1) + s);
              const to = pointOf(design, t * (columns + 1) + s + 1);
              to.forEach((value, column) => {
                const expected = column === moved[t * columns + s] ? change[t * columns + s] : 0;
                expect(value - from[column]).toBeCloseTo(expected, 12);
                expect(value).toBeGreaterThanOrEqual(0);
                expect(value).toBeLessThanOrEqual(1);
              });
              expect(Math.abs(change[t * columns + s])).toBeCloseTo(2 / 3, 12);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('saltelliDesign', () => {
  it('takes each column of B into A, one at a time', () => {
    const size = 8;
    const design = saltelliDesign(size, 3, 'seed');
    expect(design.rows).toBe(size * 5);
    for (let row = 0; row < size; row++)
      for (let i = 0; i < 3; i++) {
        const mixed = pointOf(design, (2 + i) * size + row);
        const a = pointOf(design, row);
        const b = pointOf(design, size + row);
        expect(Array.from(mixed)).toEqual(Array.from(a, (value, column) => (column === i ? b[column] : value)));
      }
  });

  it('draws A and B apart: no column of B is a column of A', () => {
    const design = saltelliDesign(16, 4, 'seed');
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        const a = Array.from({ length: 16 }, (_, row) => pointOf(design, row)[i]);
        const b = Array.from({ length: 16 }, (_, row) => pointOf(design, 16 + row)[j]);
        expect(a).not.toEqual(b);
      }
  });
});
