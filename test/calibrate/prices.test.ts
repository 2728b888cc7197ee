// What: statistics of returns. Expected figures are worked by hand, closed forms of a Gaussian copula, or (data) those that
// were published with the price files.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bivariateNormalCdf, gaussianTailDependence } from '../../src/calibrate/gaussian-copula.ts';
import { minimizeNelderMead } from '../../src/calibrate/nelder-mead.ts';
import {
  alignReturns,
  annualVolatility,
  compoundReturns,
  correlationMatrix,
  excessKurtosis,
  hillIndex,
  meanOffDiagonal,
  type PriceSeries,
  skewness,
  tailDependence,
} from '../../src/calibrate/prices.ts';

describe('alignReturns', () => {
  test('keeps the bars that every series has on both ends', () => {
    const a = { ts: [0, 10, 20, 30, 50], close: [1, 2, 4, 8, 16] };
    const b = { ts: [10, 20, 30, 40, 50], close: [1, 3, 9, 27, 81] };
    // Common bars: 10→20 and 20→30. 50 has no 40 in a.
    const [ra, rb] = alignReturns([a, b], 10);
    expect([...ra!]).toEqual([Math.log(2), Math.log(2)]);
    expect([...rb!]).toEqual([Math.log(3), Math.log(9 / 3)]);
  });
});

describe('moments', () => {
  const x = Float64Array.of(-1, 0, 0, 0, 1); // mean 0, variance 0.4, fourth moment 0.4
  test('of five values by hand', () => {
    expect(annualVolatility(x, 31_536_000)).toBeCloseTo(Math.sqrt(0.4), 15);
    expect(annualVolatility(x, 31_536_000 / 4)).toBeCloseTo(2 * Math.sqrt(0.4), 15);
    expect(excessKurtosis(x)).toBeCloseTo(0.4 / 0.16 - 3, 14);
    expect(skewness(x)).toBe(0);
    expect([...compoundReturns(Float64Array.of(1, 2, 3, 4, 5), 2)]).toEqual([3, 7]);
  });

  test('correlation is 1 with a multiple, −1 with the mirror', () => {
    const m = correlationMatrix([x, x.map((v) => 3 * v + 1), x.map((v) => -v)]);
    expect(m[1]).toBeCloseTo(1, 15);
    expect(m[2]).toBeCloseTo(-1, 15);
    expect(meanOffDiagonal(m, 3)).toBeCloseTo(-1 / 3, 15);
  });
});

describe('tails', () => {
  test('Hill recovers the index of a Pareto sample: (k/n)^(−1/3) has index near 3', () => {
    const pareto = Float64Array.from({ length: 200_000 }, (_, k) => -Math.exp(-Math.log((k + 0.5) / 200_000) / 3));
    expect(hillIndex(pareto, 0.01, 'lower')).toBeCloseTo(3, 1);
    expect(
      hillIndex(
        pareto.map((v) => -v),
        0.01,
        'upper',
      ),
    ).toBeCloseTo(3, 1);
  });

  test('dependence is the share of common extremes, by hand', () => {
    const a = Float64Array.of(-9, -8, 1, 2, 3, 4, 5, 6, 7, 8);
    const b = Float64Array.of(-9, 1, -8, 2, 3, 4, 5, 6, 8, 7);
    // Two of ten: lower {0, 1} against {0, 2}, upper {8, 9} against {8, 9}
    expect(tailDependence([a, b], 0.2, 'lower')[1]).toBe(0.5);
    expect(tailDependence([a, b], 0.2, 'upper')[1]).toBe(1);
  });
});

describe('Gaussian copula (O7, O5)', () => {
  test.each([
    [-2, -2, 0.8, 0.009825],
    [-2.326348, -1.644854, 0.5, 0.003608],
    [0, 0, 0.6, 0.25 + Math.asin(0.6) / (2 * Math.PI)],
  ])('Φ₂(%d, %d; %d) = %d', (h, k, rho, want) => {
    expect(Math.abs(bivariateNormalCdf(h, k, rho) - want)).toBeLessThan(5e-7);
  });

  test('P(U₂ < 1 % | U₁ < 1 %) = 0.376897 at ρ = 0.8', () => {
    expect(gaussianTailDependence(0.8, 0.01)).toBeCloseTo(0.376897, 6);
    expect(gaussianTailDependence(1, 0.01)).toBeCloseTo(1, 12);
    expect(gaussianTailDependence(0, 0.01)).toBeCloseTo(0.01, 12);
  });
});

describe('minimizeNelderMead', () => {
  test("finds the minimum of Rosenbrock's valley at (1, 1)", () => {
    const valley = (p: readonly number[]): number => {
      const [x, y] = p as [number, number];
      return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x);
    };
    const { point } = minimizeNelderMead(valley, [-1.2, 1], [0.5, 0.5], 400);
    expect(point[0]).toBeCloseTo(1, 4);
    expect(point[1]).toBeCloseTo(1, 4);
  });
});

const DATA = process.env['FIREBREAK_DATA'];
describe.skipIf(!DATA)('published figures of the price files [data: set FIREBREAK_DATA]', () => {
  const load = (asset: string): PriceSeries => {
    const text = gunzipSync(readFileSync(`${DATA}/prices-1h/spot/${asset}USDT.csv.gz`)).toString();
    const rows = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const kept = rows.filter((row) => Number(row[0]) >= 1_577_836_800);
    return { ts: kept.map((row) => Number(row[0])), close: kept.map((row) => Number(row[4])) };
  };
  test.each([
    ['BTC', 0.63, -0.96, 54, 2.81, 2.97],
    ['ETH', 0.81, -0.93, 29, 2.94, 3.35],
    ['SOL', 1.25, 0.28, 19, 3.02, 2.91],
  ])('%s', (asset, volatility, skew, kurtosis, left, right) => {
    // facts.md §1, hourly closes of 2020-01-01 to 2026-01-14
    const [returns] = alignReturns([load(asset)], 3600);
    expect(annualVolatility(returns!, 3600)).toBeCloseTo(volatility, 1);
    expect(skewness(returns!)).toBeCloseTo(skew, 2);
    expect(Math.round(excessKurtosis(returns!))).toBe(kurtosis);
    expect(hillIndex(returns!, 0.01, 'lower')).toBeCloseTo(left, 1);
    expect(hillIndex(returns!, 0.01, 'upper')).toBeCloseTo(right, 1);
  });
});
