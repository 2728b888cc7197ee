// What: quantile bands from fixed bins against exact quantiles of the same values.
import { quantileSorted } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import {
  addValue,
  createHistogram,
  histogramQuantile,
  quantileWithError,
} from '../../../src/results/statistics/histogram.ts';
import { createNormal, createUniform } from '../../support/random.ts';

const LEVELS = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

describe('histogramQuantile', () => {
  it('is within half a percent of the exact quantile of 20,000 returns', () => {
    const normal = createNormal(createUniform(1));
    const histogram = createHistogram(1e-4, 20);
    const values = Array.from({ length: 20_000 }, () => 0.04 * normal());
    for (const value of values) addValue(histogram, value, 1);
    values.sort((a, b) => a - b);
    for (const level of LEVELS) {
      const exact = quantileSorted(values, level);
      expect(Math.abs(histogramQuantile(histogram, level) - exact)).toBeLessThan(0.005 * Math.abs(exact) + 1e-5);
    }
  });

  it('gives back atoms exactly', () => {
    const histogram = createHistogram(10, 1e9);
    for (let i = 0; i < 100; i++) addValue(histogram, i < 60 ? 0 : 40_000_000, 1);
    expect(histogramQuantile(histogram, 0.5)).toBe(0);
    expect(histogramQuantile(histogram, 0.75)).toBe(40_000_000);
    expect(quantileWithError(histogram, 0.25)).toEqual({ estimate: 0, stdError: 0 });
  });

  it('takes a weight of 2 as the value twice, and a common factor of all weights as nothing', () => {
    const [twice, heavy, scaled] = [0, 1, 2].map(() => createHistogram(1, 1e6));
    for (let i = 1; i <= 50; i++) {
      for (let k = 0; k < 1 + (i % 2); k++) addValue(twice, i * i, 1);
      addValue(heavy, i * i, 1 + (i % 2));
      addValue(scaled, i * i, 7 * (1 + (i % 2)));
    }
    for (const level of LEVELS) {
      expect(histogramQuantile(heavy, level)).toBeCloseTo(histogramQuantile(twice, level), 9);
      expect(histogramQuantile(scaled, level)).toBeCloseTo(histogramQuantile(twice, level), 9);
      expect(quantileWithError(scaled, level).stdError).toBeCloseTo(quantileWithError(heavy, level).stdError, 9);
    }
  });

  it('keeps values beyond its range in the last bin', () => {
    const histogram = createHistogram(1, 1000);
    addValue(histogram, -1e9, 1);
    addValue(histogram, 1e9, 1);
    expect(histogramQuantile(histogram, 0)).toBe(-1e9);
    expect(histogramQuantile(histogram, 1)).toBe(1e9);
  });
});

describe('quantileWithError', () => {
  it('has the standard error √(p(1−p)/n)/f of a normal quantile', () => {
    const normal = createNormal(createUniform(7));
    const histogram = createHistogram(1e-3, 20);
    for (let i = 0; i < 40_000; i++) addValue(histogram, normal(), 1);
    // Densities of the standard normal at 0 and at 1.644854.
    for (const [level, density] of [
      [0.5, 0.398942],
      [0.95, 0.103136],
    ]) {
      const exact = Math.sqrt((level * (1 - level)) / 40_000) / density;
      expect(quantileWithError(histogram, level).stdError / exact).toBeGreaterThan(0.9);
      expect(quantileWithError(histogram, level).stdError / exact).toBeLessThan(1.1);
    }
  });
});
