// What: Pareto k̂ finds the shape that a sample was drawn from, and the warnings name each way in which weights degenerate.
// Samples are quantiles of the law at the middles of equal cells, so nothing is random; tolerance: the standard deviation of
// the estimator, (1 + k)/√M with M fitted values (Smith 1987), and the pull of ten weights of k = ½.
import { describe, expect, it } from 'vitest';
import { PARETO_K_LIMIT, paretoShape, warnOfWeights } from '../../../src/results/statistics/pareto-tail.ts';

/** Pareto weights of shape k, U^{−k}, at n evenly spaced probabilities, scrambled by a fixed step. */
function paretoWeights(k: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => ((((i * 7919) % n) + 0.5) / n) ** -k);
}

describe('paretoShape', () => {
  it.each([0.2, 0.5, 0.7, 1, 1.5])('finds k = %d', (k) => {
    const n = 40_000;
    const fitted = 3 * Math.sqrt(n);
    const pull = (10 * Math.abs(0.5 - k)) / (fitted + 10);
    expect(Math.abs(paretoShape(paretoWeights(k, n))! - k)).toBeLessThan((2 * (1 + k)) / Math.sqrt(fitted) + pull);
  });

  it('is far below the limit for exponential weights, whose moments all exist', () => {
    const weights = Float64Array.from({ length: 10_000 }, (_, i) => -Math.log((i + 0.5) / 10_000));
    expect(paretoShape(weights)!).toBeLessThan(0.3);
  });

  it('does not depend on the unit of the weights, nor on their order', () => {
    const weights = paretoWeights(0.8, 5000);
    expect(paretoShape(weights.map((w) => 1e-9 * w))).toBeCloseTo(paretoShape(weights)!, 9);
    expect(paretoShape(Float64Array.from(weights).sort())).toBe(paretoShape(weights));
  });

  it('says nothing of equal weights, of weights that many paths share, and of a handful', () => {
    expect(paretoShape(new Float64Array(1000).fill(1))).toBeNull();
    expect(paretoShape(Float64Array.from({ length: 1000 }, (_, i) => (i % 5 === 0 ? 5 : 0.01)))).toBeNull();
    expect(paretoShape(Float64Array.of(1, 2, 3))).toBeNull();
  });
});

describe('warnOfWeights', () => {
  const good = { paths: 1000, effectiveSampleSize: 300, largestWeightShare: 0.004, paretoK: 0.2 };

  it('is silent about good weights', () => {
    expect(warnOfWeights(good)).toEqual([]);
    expect(warnOfWeights({ ...good, paretoK: null })).toEqual([]);
    expect(warnOfWeights({ ...good, paretoK: PARETO_K_LIMIT })).toEqual([]);
  });

  it.each([
    [{ paretoK: 0.91 }, 'Pareto k of the largest is 0.91, above 0.7'],
    [{ effectiveSampleSize: 12 }, 'the paths are worth 12 plain ones, under 2 % of them'],
    [{ largestWeightShare: 0.31 }, 'one path holds 31.0 % of all weight, above 5 %'],
  ])('names %j', (change, text) => {
    const [warning, ...others] = warnOfWeights({ ...good, ...change });
    expect(others).toEqual([]);
    expect(warning).toContain(text);
    expect(warning).toContain('shocks.tilt.plainShare');
  });
});
