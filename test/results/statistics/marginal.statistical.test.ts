// What: marginal expected shortfall against its closed form for a Gaussian loss, its standard error over many small runs,
// plain and weighted, and that the parts add up to the expected shortfall where the loss has atoms.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../src/results/statistics/figure.ts';
import {
  addMarginal,
  createMarginalSums,
  createTailPart,
  marginalFigure,
} from '../../../src/results/statistics/marginal.ts';
import { type Sample, sortSample } from '../../../src/results/statistics/sample.ts';
import { expectedShortfall } from '../../../src/results/statistics/tail.ts';
import { createNormal, createUniform } from '../../support/random.ts';

const WHOLE: Figure = { estimate: 1, low: 0, high: 2, confidence: 0.95, method: '', n: 0, unit: 'USD' };

function measure(sample: Sample, part: ArrayLike<number>, level: number): Figure {
  const sums = createMarginalSums(createTailPart(sortSample(sample), level));
  for (let p = 0; p < part.length; p++) addMarginal(sums, sample.value[p], part[p], sample.weight[p]);
  return marginalFigure(sums, part.length, WHOLE);
}

/** A loss L ~ N(0, 10²) and a part N(0, 4²) with correlation 0.6 to it; paths tilted up by 2 standard deviations or not. */
function drawGaussian(seed: number, n: number, isTilted: boolean) {
  const normal = createNormal(createUniform(seed));
  const shift = isTilted ? 2 : 0;
  const z = Float64Array.from({ length: n }, () => normal() + shift);
  return {
    value: z.map((x) => 10 * x),
    weight: z.map((x) => Math.exp((shift * shift) / 2 - shift * x)),
    part: z.map((x) => 4 * (0.6 * x + 0.8 * normal())),
  };
}

describe.each([false, true])('the part of a Gaussian loss (tilted: %s)', (isTilted) => {
  const LEVEL = 0.99;
  // Closed form: ρ σ_j φ(z)/(1 − α) = 0.6 × 4 × 2.665214.
  const EXPECTED = 6.396514;
  const runs = Array.from({ length: 400 }, (_, seed) => {
    const { part, ...sample } = drawGaussian(seed + 1, 4000, isTilted);
    return measure(sample, part, LEVEL);
  });
  const mean = runs.reduce((sum, { estimate }) => sum + estimate!, 0) / runs.length;
  const spread = Math.sqrt(runs.reduce((sum, { estimate }) => sum + (estimate! - mean) ** 2, 0) / (runs.length - 1));

  it('is ρ σ times the expected shortfall of a standard normal loss', () => {
    // An estimated quantile biases the tail mean by a fraction of one run's standard error: a tenth is allowed for it.
    expect(Math.abs(mean - EXPECTED)).toBeLessThan((4 * spread) / Math.sqrt(runs.length) + 0.1 * spread);
  });

  it('has the standard error that 400 runs show, within 15 %, and an interval that covers', () => {
    const stated = runs.reduce((sum, { stdError }) => sum + stdError!, 0) / runs.length;
    // The spread of 400 runs is itself known to 1/√800 = 3.5 %: four of those.
    expect(Math.abs(stated / spread - 1)).toBeLessThan(0.15);
    const covered = runs.filter(({ low, high }) => low! <= EXPECTED && EXPECTED <= high!).length / runs.length;
    // 95 % ± 4 standard errors of a share over 400 runs.
    expect(Math.abs(covered - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 400));
  });
});

describe('the parts', () => {
  it('add up to the expected shortfall, atoms and weights included', () => {
    const path = fc.record({
      parts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
      weight: fc.constantFrom(0.5, 1, 1.5),
    });
    fc.assert(
      fc.property(fc.array(path, { minLength: 20, maxLength: 200 }), fc.constantFrom(0.5, 0.9), (paths, level) => {
        const value = Float64Array.from(paths, ({ parts }) => parts.reduce((sum, x) => sum + x, 0));
        const weight = Float64Array.from(paths, (p) => p.weight);
        const sum = [0, 1, 2].reduce(
          (total, j) =>
            total +
            measure(
              { value, weight },
              paths.map(({ parts }) => parts[j]),
              level,
            ).estimate!,
          0,
        );
        const { estimate } = expectedShortfall(sortSample({ value, weight }), level);
        expect(Math.abs(sum - estimate)).toBeLessThan(1e-9 * Math.max(1, estimate));
      }),
      { numRuns: 300, seed: 20261127 },
    );
  });

  it('say what the expected shortfall says where it has no figure', () => {
    const missing: Figure = { ...WHOLE, estimate: null, low: null, high: null, flag: 'notEnoughPaths' };
    const sums = createMarginalSums({ level: 0.99, valueAtRisk: 1, atomShare: 0, edge: 1 });
    expect(marginalFigure(sums, 100, missing)).toEqual(missing);
  });
});
