// What: roots, eigenvalues and repair of correlation matrices. Known answers: nearest matrices of Higham 2002 and of the
// 3 × 3 example below, computed with 30-digit arithmetic (MODEL.md, O19); eigenvalues by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  choleskyRoot,
  nearestCorrelation,
  shrinkageToIdentity,
  smallestEigenvalue,
  symmetricEigen,
} from '../../src/scenario/correlation.ts';

const square = (root: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += root[i * n + k]! * root[j * n + k]!;
    return sum;
  });
const distance = (a: Float64Array, b: Float64Array): number => Math.max(...a.map((v, k) => Math.abs(v - b[k]!)));

/** A random correlation matrix of rank at most `rank`. */
const correlationArbitrary = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([n, rank]) =>
    fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * rank, maxLength: n * rank })
      .map((loadings) => {
        const unit = Array.from({ length: n }, (_, i) => {
          const row = loadings.slice(i * rank, (i + 1) * rank);
          const norm = Math.hypot(...row);
          return norm > 1e-3 ? row.map((v) => v / norm) : row.map((_v, k) => (k === 0 ? 1 : 0));
        });
        const matrix = Float64Array.from({ length: n * n }, (_, at) =>
          unit[Math.floor(at / n)]!.reduce((sum, v, k) => sum + v * unit[at % n]![k]!, 0),
        );
        return { n, matrix };
      }),
  );

describe('choleskyRoot', () => {
  test('squares back to the matrix, singular or not', () => {
    fc.assert(
      fc.property(correlationArbitrary, ({ n, matrix }) => {
        // A last pivot of 1e-14 is rounding; what it leaves off the diagonal is of the size of its square root.
        expect(distance(square(choleskyRoot(matrix, n), n), matrix)).toBeLessThan(1e-5);
      }),
    );
  });

  test('gives a column of zeros for an asset that is a copy of another', () => {
    expect(choleskyRoot(Float64Array.of(1, 1, 1, 1), 2)).toEqual(Float64Array.of(1, 0, 1, 0));
  });
});

describe('symmetricEigen', () => {
  test('gives 1 − ρ and 1 + 2ρ for three assets with one correlation', () => {
    const { values } = symmetricEigen(Float64Array.of(1, 0.6, 0.6, 0.6, 1, 0.6, 0.6, 0.6, 1), 3);
    expect(values[0]).toBeCloseTo(0.4, 14);
    expect(values[1]).toBeCloseTo(0.4, 14);
    expect(values[2]).toBeCloseTo(2.2, 14);
  });

  test('has vectors that rebuild the matrix', () => {
    fc.assert(
      fc.property(correlationArbitrary, ({ n, matrix }) => {
        const { values, vectors } = symmetricEigen(matrix, n);
        const rooted = vectors.map((v, at) => v * Math.sqrt(Math.max(0, values[at % n]!)));
        expect(distance(square(rooted, n), matrix)).toBeLessThan(1e-12);
      }),
    );
  });
});

// Six printed digits, and 1e-8 for the floor under the eigenvalues.
const expectSixDigits = (found: number | undefined, printed: number): void =>
  expect(Math.abs(found! - printed)).toBeLessThan(5.2e-7);

describe('nearestCorrelation (O19)', () => {
  test("finds Higham's example", () => {
    const { matrix, distance: far, converged } = nearestCorrelation(Float64Array.of(1, 1, 0, 1, 1, 1, 0, 1, 1), 3);
    expect(converged).toBe(true);
    expectSixDigits(matrix[1], 0.76069);
    expectSixDigits(matrix[2], 0.157298);
    expectSixDigits(matrix[5], 0.76069);
    expectSixDigits(far, 0.52779);
  });

  const broken = Float64Array.of(1, 0.9, 0.7, 0.9, 1, -0.3, 0.7, -0.3, 1);
  test('finds the nearest matrix of one with smallest eigenvalue −0.296728', () => {
    expect(smallestEigenvalue(broken, 3)).toBeCloseTo(-0.296728, 6);
    const { matrix, distance: far } = nearestCorrelation(broken, 3);
    expectSixDigits(matrix[1], 0.722926);
    expectSixDigits(matrix[2], 0.553142);
    expectSixDigits(matrix[5], -0.175721);
    expectSixDigits(far, 0.369778);
    expect(smallestEigenvalue(matrix, 3)).toBeGreaterThan(-1e-9);
    expect([matrix[0], matrix[4], matrix[8]]).toEqual([1, 1, 1]);
  });

  test('shrinking to the identity takes λ = 0.228828', () => {
    expect(shrinkageToIdentity(broken, 3)).toBeCloseTo(0.228828, 6);
    expect(shrinkageToIdentity(Float64Array.of(1, 0.5, 0.5, 1), 2)).toBe(0);
  });

  test('leaves a valid matrix as it is', () => {
    const valid = Float64Array.of(1, 0.5, 0.2, 0.5, 1, 0.4, 0.2, 0.4, 1);
    expect(nearestCorrelation(valid, 3).distance).toBeLessThan(1e-9);
  });
});
