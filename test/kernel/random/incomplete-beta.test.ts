// What: the regularised incomplete beta function. Expected: closed forms (powers, binomial sums) and its own symmetry.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaQuantile, incompleteBeta } from '../../../src/kernel/random/incomplete-beta.ts';

describe('incompleteBeta', () => {
  it('is x^a for b = 1 and 1 − (1 − x)^b for a = 1', () => {
    for (const x of [1e-9, 0.01, 0.3, 0.5, 0.9, 0.999])
      for (const k of [0.5, 1, 3, 40]) {
        expect(incompleteBeta(x, k, 1)).toBeCloseTo(x ** k, 13);
        expect(incompleteBeta(x, 1, k)).toBeCloseTo(1 - (1 - x) ** k, 13);
      }
  });

  it('is P(K ≥ k) of a binomial: 3 or more of 5 at 0.4 are 0.31744', () => {
    // 10·0.4³·0.6² + 5·0.4⁴·0.6 + 0.4⁵
    expect(incompleteBeta(0.4, 3, 3)).toBeCloseTo(0.31744, 14);
  });

  it('is 0 and 1 at the ends, and I_x(a, b) + I_{1−x}(b, a) = 1 anywhere', () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(-1, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 0, 1]);
    const shape = fc.double({ min: 0.1, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), shape, shape, (x, a, b) => {
        const sum = incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a);
        return Math.abs(sum - 1) < 1e-9;
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('betaQuantile', () => {
  it('undoes it, with a million draws as with few', () => {
    for (const [a, b] of [
      [5, 996],
      [0.5, 0.5],
      [6, 1e6],
      [2, 2],
    ] as const)
      for (const p of [0.025, 0.5, 0.975]) expect(incompleteBeta(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
  });
});
