// What: degrees of freedom by likelihood, on days simulated by the kernel with a known number. Kendall's τ and quantiles of t
// by hand and closed form.
import { describe, expect, test } from 'vitest';
import { DEGREES_MAX, fitMixing, kendallTau } from '../../src/calibrate/mixing-likelihood.ts';
import { simulateReturns } from '../../src/calibrate/simulate-returns.ts';
import { studentCdf } from '../../src/calibrate/student-copula.ts';
import { studentLogDensity, studentRankScores } from '../../src/calibrate/student-quantile.ts';
import { buildPriceConfig, equicorrelated } from '../support/shock-builder.ts';

function simulateDays(assets: readonly string[], degreesOfFreedom: number | null, days: number): Float64Array[] {
  const config = buildPriceConfig({
    assets,
    steps: 24,
    stepSeconds: 3600,
    shocks: {
      kind: 'simulated',
      volatilityPerYear: 0.8,
      ...(assets.length > 1 && { correlation: equicorrelated(assets, 0.6) }),
      ...(degreesOfFreedom !== null && { mixing: { degreesOfFreedom, holdSeconds: 86_400 } }),
    },
  });
  return simulateReturns(config, days, 24).columns;
}

describe('fitMixing', () => {
  test.each([3, 5, 10])('recovers ν = %d from the copula of four assets, within three standard errors', (nu) => {
    const fit = fitMixing(simulateDays(['A', 'B', 'C', 'D'], nu, 1200));
    const error = Math.log(fit.high / fit.low) / (2 * 1.96);
    expect(fit.method).toBe('Student-t copula');
    expect(Math.abs(Math.log(fit.degreesOfFreedom / nu))).toBeLessThan(3 * error);
    expect(error).toBeLessThan(0.2);
    expect(fit.converged).toBe(true);
  });

  test('recovers ν = 4 of one asset from the likelihood of a scaled t, within three standard errors', () => {
    const fit = fitMixing(simulateDays(['A'], 4, 3000));
    const error = Math.log(fit.high / fit.low) / (2 * 1.96);
    expect(fit.method).toBe('Student-t');
    expect(Math.abs(Math.log(fit.degreesOfFreedom / 4))).toBeLessThan(3 * error);
  });

  test('finds Gaussian days to be as good as Gaussian', () => {
    const fit = fitMixing(simulateDays(['A', 'B', 'C'], null, 1500));
    expect(fit.degreesOfFreedom).toBeGreaterThan(DEGREES_MAX / 3);
    expect(fit.gain).toBeLessThan(3);
  });

  test('does not converge on Cauchy days of one asset, whose likelihood rises to the lower bound', () => {
    const cauchy = Float64Array.from({ length: 999 }, (_, k) => Math.tan(Math.PI * ((k + 1) / 1000 - 0.5)));
    expect(fitMixing([cauchy]).converged).toBe(false);
  });
});

test("Kendall's τ of 1 2 3 4 with 1 3 2 4 is (5 − 1)/6 by hand", () => {
  expect(kendallTau(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 3, 2, 4))).toBeCloseTo(4 / 6, 12);
});

describe('rank scores', () => {
  test('with one degree of freedom are tan(π(u − ½)) (closed form of the Cauchy law)', () => {
    const scores = studentRankScores(9, 1);
    scores.forEach((score, k) => {
      expect(score).toBeCloseTo(Math.tan(Math.PI * ((k + 1) / 10 - 0.5)), 8);
    });
  });

  test('are inverse to the distribution and symmetric', () => {
    const scores = studentRankScores(200, 3.7);
    scores.forEach((score, k) => {
      expect(studentCdf(score, 3.7)).toBeCloseTo((k + 1) / 201, 9);
      expect(score).toBeCloseTo(-scores[199 - k]!, 9);
    });
  });

  test('density with one degree of freedom is 1/(π(1 + t²))', () => {
    expect(Math.exp(studentLogDensity(1.5, 1))).toBeCloseTo(1 / (Math.PI * 3.25), 12);
  });
});
