// What: VaR, ES and their intervals on simulated losses of known law. Closed forms: normal, Student t, Pareto.
// Fixed seeds; tolerances in standard errors.
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/kernel/random/normal.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { expectedShortfallFigure, valueAtRiskFigure } from '../../../src/results/statistics/tail.ts';
import { createNormal, createUniform } from '../../support/random.ts';

const N = 100_000;
const plain = (draw: () => number, n = N) =>
  sortSample({ value: Float64Array.from({ length: n }, draw), weight: new Float64Array(n).fill(1) });

describe('a normal loss', () => {
  const sorted = plain(createNormal(createUniform(1)));

  it.each([
    [0.975, 1.959964, 2.337803, 10.23522],
    [0.99, 2.326348, 2.665214, 21.053069],
    [0.999, 3.090232, 3.36709, 144.368522],
  ])('at %d has VaR %d and ES %d, n·Var of the ES estimator %d', (level, valueAtRisk, shortfall, scaledVariance) => {
    const exactError = Math.sqrt(scaledVariance / N);
    const es = expectedShortfallFigure(sorted, level, 'USD');
    expect(Math.abs(es.estimate! - shortfall)).toBeLessThan(4 * exactError);
    // The estimated standard error itself has a relative error of a few over √(tail paths).
    expect(es.stdError! / exactError).toBeGreaterThan(1 - 4 / Math.sqrt(N * (1 - level)));
    expect(es.stdError! / exactError).toBeLessThan(1 + 4 / Math.sqrt(N * (1 - level)));
    const at = valueAtRiskFigure(sorted, level, 'USD');
    expect(at.low! < valueAtRisk && valueAtRisk < at.high!).toBe(true);
  });

  it('has intervals of VaR at 99 % as wide as the standard error 0.011806 says', () => {
    // A width is a sum of about 123 spacings, so it varies by 9 % from run to run and by 2 % in the mean of 20.
    let ratio = 0;
    for (let seed = 0; seed < 20; seed++) {
      const at = valueAtRiskFigure(plain(createNormal(createUniform(100 + seed))), 0.99, 'USD');
      ratio += (at.high! - at.low!) / (2 * 1.959964 * 0.011806) / 20;
    }
    expect(Math.abs(ratio - 1)).toBeLessThan(4 * 0.02);
  });

  it('has an ES at 99 % with standard error 0.014510', () => {
    expect(expectedShortfallFigure(sorted, 0.99, 'USD').stdError!).toBeCloseTo(0.01451, 3);
  });
});

describe('heavy tails', () => {
  it('a raw t with 4 degrees of freedom has VaR 3.746947 and ES 5.220584 at 99 %', () => {
    const uniform = createUniform(2);
    const normal = createNormal(uniform);
    // t₄ = Z √(4/χ²₄), and χ²₄ = −2 ln(U₁U₂).
    const sorted = plain(() => normal() * Math.sqrt(4 / (-2 * Math.log(uniform() * uniform()))));
    const es = expectedShortfallFigure(sorted, 0.99, 'USD');
    const at = valueAtRiskFigure(sorted, 0.99, 'USD');
    expect(at.low! < 3.746947 && 3.746947 < at.high!).toBe(true);
    expect(Math.abs(es.estimate! - 5.220584)).toBeLessThan(4 * es.stdError!);
  });

  it('a Pareto(3, 1) has VaR 4.641589 and ES 6.962383 at 99 %', () => {
    const uniform = createUniform(3);
    const sorted = plain(() => Math.cbrt(1 / uniform()));
    const es = expectedShortfallFigure(sorted, 0.99, 'USD');
    const at = valueAtRiskFigure(sorted, 0.99, 'USD');
    expect(at.low! < 4.641589 && 4.641589 < at.high!).toBe(true);
    expect(Math.abs(es.estimate! - 6.962383)).toBeLessThan(4 * es.stdError!);
  });
});

describe('importance sampling', () => {
  /** Defensive mixture: 20 % plain, 80 % shifted by 2; weight f/(0.2 f + 0.8 g). */
  const tilted = (seed: number, n: number) => {
    const uniform = createUniform(seed);
    const normal = createNormal(uniform);
    const value = Float64Array.from({ length: n }, () => normal() + (uniform() < 0.2 ? 0 : 2));
    const weight = value.map((z) => 1 / (0.2 + 0.8 * Math.exp(2 * z - 2)));
    return sortSample({ value, weight });
  };

  it('finds the same VaR and ES of a normal loss at 99.9 % with a smaller error', () => {
    const sorted = tilted(4, 20_000);
    const at = valueAtRiskFigure(sorted, 0.999, 'USD');
    const es = expectedShortfallFigure(sorted, 0.999, 'USD');
    expect(at.low! < 3.090232 && 3.090232 < at.high!).toBe(true);
    expect(Math.abs(es.estimate! - 3.36709)).toBeLessThan(4 * es.stdError!);
    expect(es.stdError!).toBeLessThan(0.5 * Math.sqrt(144.368522 / 20_000));
  });

  it('covers the true VaR and ES in about 95 of 100 runs', () => {
    let coveredVar = 0;
    let coveredEs = 0;
    for (let seed = 0; seed < 200; seed++) {
      const sorted = tilted(1000 + seed, 3000);
      const at = valueAtRiskFigure(sorted, 0.99, 'USD');
      const es = expectedShortfallFigure(sorted, 0.99, 'USD');
      if (at.low! <= 2.326348 && 2.326348 <= at.high!) coveredVar++;
      if (es.low! <= 2.665214 && 2.665214 <= es.high!) coveredEs++;
    }
    // 190 ± 4 × √(200 · 0.95 · 0.05) = 190 ± 12.3; a normal interval of ES covers a little less.
    expect(coveredVar).toBeGreaterThanOrEqual(177);
    expect(coveredEs).toBeGreaterThanOrEqual(177);
  });
});

describe('order statistics', () => {
  it('cover the true VaR of plain samples in at least 95 of 100 runs', () => {
    let covered = 0;
    const truth = normalQuantile(0.99);
    for (let seed = 0; seed < 400; seed++) {
      const at = valueAtRiskFigure(plain(createNormal(createUniform(5000 + seed)), 1000), 0.99, 'USD');
      if (at.low! <= truth && truth <= at.high!) covered++;
    }
    // Coverage 0.963536: 385 ± 4 × √(400 · 0.9635 · 0.0365) = 385 ± 15.
    expect(covered).toBeGreaterThanOrEqual(370);
    expect(covered).toBeLessThanOrEqual(400);
  });
});
