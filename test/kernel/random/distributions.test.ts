// What: normal and gamma distribution functions. Expected values: mpmath 1.3 at 40 digits (normal probabilities) and
// SciPy 1.17 gammaincinv/gammaln (gamma), both independent implementations.
import { describe, expect, test } from 'vitest';
import { createGammaShape, gammaCdf, gammaQuantile, logGamma } from '../../../src/kernel/random/gamma.ts';
import { normalCdf, normalQuantile } from '../../../src/kernel/random/normal.ts';

const relative = (got: number, want: number): number => Math.abs(got - want) / Math.abs(want);

describe('normalCdf', () => {
  test.each([
    [-0.5, 0.3085375387259869],
    [-1, 0.15865525393145705],
    [-2.5, 0.006209665325776135],
    [-5, 2.866515718791939e-7],
    [-6, 9.86587645037698e-10],
    [-10, 7.619853024160525e-24],
    [-20, 2.7536241186062337e-89],
    [-37, 5.725571222524577e-300],
    [0.3, 0.6179114221889527],
    [1.5, 0.9331927987311419],
    [3, 0.9986501019683699],
  ])('at %d agrees to 2e-15 relative', (x, want) => {
    expect(relative(normalCdf(x), want)).toBeLessThan(2e-15);
  });
});

describe('normalQuantile', () => {
  test('gives the tabulated quantiles of AS241', () => {
    // Wichura 1988, section "test results": z(0.25), z(0.001), z(1e-20)
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798409, 14);
    expect(normalQuantile(0.5)).toBe(0);
  });

  test('inverts the cumulative probability from 1e-300 to one half', () => {
    for (let exponent = -300; exponent < 0; exponent += 1.7) {
      const p = 0.5 * Math.exp(exponent * Math.LN10);
      expect(relative(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-12);
    }
  });
});

describe('gammaQuantile', () => {
  test.each([
    [0.25, 0.01, 6.74969792955846e-9],
    [0.25, 0.5, 0.0436738023528734],
    [0.25, 0.999, 4.3764442578866865],
    [1.25, 1e-12, 2.77577894645654e-10],
    [1.25, 0.3, 0.5290212607980107],
    [1.5, 1e-4, 0.0026074161645139884],
    [2, 1e-12, 0.000001414214229040193],
    [2, 0.01, 0.14855474025326595],
    [2, 0.9, 3.889720169867429],
    [2, 1 - 2 ** -30, 24.01384488372761],
    [5, 0.5, 4.670908882795985],
    [15, 0.999, 29.85153215221497],
    [250, 1e-12, 154.37194645575508],
    [250, 0.3, 241.47309714489376],
    [250, 1 - 2 ** -30, 357.0080067874874],
  ])('of shape %d at %d', (shape, p, want) => {
    expect(relative(gammaQuantile(createGammaShape(shape), p), want)).toBeLessThan(1e-11);
  });

  test('inverts gammaCdf for shapes from 0.3 to 200', () => {
    for (const shape of [0.3, 0.75, 1, 1.25, 2, 3.5, 10, 60, 200]) {
      const gamma = createGammaShape(shape);
      for (const p of [1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999]) {
        expect(relative(gammaCdf(shape, gammaQuantile(gamma, p)), p)).toBeLessThan(1e-11);
      }
    }
  });

  test('logGamma agrees with SciPy', () => {
    expect(logGamma(0.25)).toBeCloseTo(1.2880225246980774, 13);
    expect(logGamma(2.3)).toBeCloseTo(0.15418945495963046, 13);
    expect(logGamma(100.5)).toBeCloseTo(361.43554046777757, 11);
  });
});
