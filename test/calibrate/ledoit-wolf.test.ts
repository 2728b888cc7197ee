// What: shrinkage of correlation. The intensity is worked out a second time, term by term as the paper prints it.
import { describe, expect, test } from 'vitest';
import { shrinkCorrelation } from '../../src/calibrate/ledoit-wolf.ts';
import { simulateReturns } from '../../src/calibrate/simulate-returns.ts';
import { buildPriceConfig, equicorrelated } from '../support/shock-builder.ts';

function simulate(matrix: unknown, assets: readonly string[], bars: number): Float64Array[] {
  const shocks = { kind: 'simulated', volatilityPerYear: 0.5, correlation: matrix };
  return simulateReturns(buildPriceConfig({ assets, steps: bars, stepSeconds: 3600, shocks }), 1, 1).columns;
}

/** Intensity as in appendix B, by plain means of products over rows. */
function independentIntensity(x: readonly Float64Array[]): number {
  const [n, t] = [x.length, x[0]!.length];
  const mean = (f: (k: number) => number) => Array.from({ length: t }, (_, k) => f(k)).reduce((a, b) => a + b) / t;
  const y = x.map((column) => {
    const m = mean((k) => column[k]!);
    return column.map((value) => value - m);
  });
  const s = y.map((a) => y.map((b) => mean((k) => a[k]! * b[k]!)));
  let rBar = 0;
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) rBar += s[i]![j]! / Math.sqrt(s[i]![i]! * s[j]![j]!) / ((n * (n - 1)) / 2);
  let [pi, rho, gamma] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const product = (k: number): number => y[i]![k]! * y[j]![k]! - s[i]![j]!;
      const variance = mean((k) => product(k) * product(k));
      pi += variance;
      const f = i === j ? s[i]![i]! : rBar * Math.sqrt(s[i]![i]! * s[j]![j]!);
      gamma += (f - s[i]![j]!) * (f - s[i]![j]!);
      const theta = (q: number): number => mean((k) => (y[q]![k]! * y[q]![k]! - s[q]![q]!) * product(k));
      if (i === j) rho += variance;
      else
        rho += (rBar / 2) * (Math.sqrt(s[j]![j]! / s[i]![i]!) * theta(i) + Math.sqrt(s[i]![i]! / s[j]![j]!) * theta(j));
    }
  }
  return Math.max(0, Math.min(1, (pi - rho) / gamma / t));
}

describe('shrinkCorrelation', () => {
  const assets = ['A', 'B', 'C', 'D'];
  const uneven = {
    assets,
    matrix: [
      [1, 0.8, 0.2, 0.1],
      [0.8, 1, 0.3, 0.2],
      [0.2, 0.3, 1, 0.6],
      [0.1, 0.2, 0.6, 1],
    ],
  };

  test('has the intensity of the paper, worked out independently', () => {
    const columns = simulate(uneven, assets, 60);
    expect(shrinkCorrelation(columns).intensity).toBeCloseTo(independentIntensity(columns), 10);
  });

  test('shrinks much where all pairs are alike and the sample is short, little where they differ and it is long', () => {
    expect(shrinkCorrelation(simulate(equicorrelated(assets, 0.5), assets, 50)).intensity).toBeGreaterThan(0.5);
    expect(shrinkCorrelation(simulate(uneven, assets, 5000)).intensity).toBeLessThan(0.02);
  });

  test('keeps the mean correlation and a unit diagonal', () => {
    const { matrix, mean } = shrinkCorrelation(simulate(uneven, assets, 60));
    let sum = 0;
    for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) sum += matrix[4 * i + j]! / 6;
    expect(sum).toBeCloseTo(mean, 12);
    expect([0, 5, 10, 15].map((at) => matrix[at])).toEqual([1, 1, 1, 1]);
  });

  test('repairs a matrix that is not positive definite: two copies of one asset', () => {
    const [a, b] = simulate(equicorrelated(['A', 'B'], 0.3), ['A', 'B'], 200);
    const fit = shrinkCorrelation([a!, a!.slice()]);
    expect(fit.smallestEigenvalue).toBeLessThan(1e-8);
    expect(fit.converged).toBe(true);
    expect(shrinkCorrelation([a!, b!]).repairDistance).toBe(0);
  });
});
