// What: standard errors from replicates, against plain ones where they must agree and worked by hand where they must not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addMarginal,
  createMarginalSums,
  createTailPart,
  marginalFigure,
} from '../../../src/results/statistics/marginal.ts';
import { addPair, createPairMoments, meanFigure, ratioFigure } from '../../../src/results/statistics/moments.ts';
import { pairedMean } from '../../../src/results/statistics/paired.ts';
import { pairedQuantiles } from '../../../src/results/statistics/paired-quantile.ts';
import { pairedExpectedShortfall } from '../../../src/results/statistics/paired-tail.ts';
import { measureEvent } from '../../../src/results/statistics/probability.ts';
import { replicateStdError } from '../../../src/results/statistics/replicates.ts';
import { type Sample, sortSample } from '../../../src/results/statistics/sample.ts';
import { expectedShortfallFigure, valueAtRiskFigure } from '../../../src/results/statistics/tail.ts';

/** Student's t, 97.5 %, 15 degrees of freedom (tables: 2.131). */
const T15 = 2.1314;
const R = 16;

function sampleOf(value: readonly number[], replicates: number, weight: readonly number[] = []): Sample {
  return { value: Float64Array.from(value), weight: Float64Array.from(value, (_, p) => weight[p] ?? 1), replicates };
}

function momentsOf({ value, weight, replicates = 0 }: Sample, y: (x: number) => number) {
  const moments = createPairMoments(replicates);
  for (let p = 0; p < value.length; p++) addPair(moments, value[p]!, y(value[p]!), weight[p]!);
  return moments;
}

function marginalOf(sample: Sample, level: number) {
  const sorted = sortSample(sample);
  const sums = createMarginalSums(createTailPart(sorted, level), sample.replicates);
  sample.value.forEach((x, p) => void addMarginal(sums, x, 0.3 * x + (p % 7), sample.weight[p]!));
  return marginalFigure(sums, sorted.n, expectedShortfallFigure(sorted, level, 'USD'));
}

describe('replicateStdError', () => {
  it('is the standard error of the replicates’ means', () => {
    // Two replicates of 3 paths with sums 3 and 9: means 1 and 3, s.d. √2, s.e. √2/√2 = 1.
    expect(replicateStdError(Float64Array.of(3, 9), 6)).toBeCloseTo(1, 12);
    expect(replicateStdError(Float64Array.of(3), 6)).toBeNaN();
  });
});

describe('a sample with as many replicates as paths', () => {
  it('has the standard errors of independent paths in every figure', () => {
    const values = fc.array(fc.double({ min: 0.5, max: 1000, noNaN: true }), { minLength: 200, maxLength: 300 });
    fc.assert(
      fc.property(
        values,
        fc.array(fc.double({ min: 0.2, max: 3, noNaN: true }), { minLength: 300, maxLength: 300 }),
        (value, weight) => {
          const plain = sampleOf(value, 0, weight);
          const replicated = sampleOf(value, value.length, weight);
          const both = (figure: (sample: Sample) => { stdError?: number }, digits: number) => {
            const [a, b] = [figure(plain).stdError, figure(replicated).stdError];
            // Too few paths in the tail under these weights: no figure, the one as the other.
            if (a === undefined || b === undefined) return expect(a).toBe(b);
            expect(Math.abs(a - b)).toBeLessThanOrEqual(10 ** -digits * Math.max(a, b));
          };
          both(
            (sample) =>
              meanFigure(
                momentsOf(sample, () => 0),
                'USD',
              ),
            9,
          );
          both(
            (sample) =>
              ratioFigure(
                momentsOf(sample, (x) => 1 + x * x),
                'ratio',
              ),
            6,
          );
          both((sample) => expectedShortfallFigure(sortSample(sample), 0.9, 'USD'), 9);
          both((sample) => marginalOf(sample, 0.9), 6);
          both(
            (sample) =>
              pairedMean({ base: sample, other: { ...sample, value: sample.value.map((x) => x * x) } }, 'USD'),
            9,
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('replicates of 32 equal paths', () => {
  // What is known of them is 16 numbers, however many paths repeat them. Path p has the value of replicate p mod 16.
  const of = (values: readonly number[]) =>
    sampleOf(
      Array.from({ length: 32 * R }, (_, p) => values[p % R]!),
      R,
    );
  const values = Array.from({ length: R }, (_, r) => 10 + r); // mean 17.5, s.d. √(16·17/12), s.e. √(17/12) = 1.1902
  const stdError = Math.sqrt(17 / 12);

  it('give a mean the t interval of 16 numbers, on the logarithm', () => {
    const figure = meanFigure(
      momentsOf(of(values), () => 0),
      'USD',
    );
    expect(figure.method).toBe('mean, 16 scrambled replicates, t interval of the logarithm');
    expect(figure.stdError).toBeCloseTo(stdError, 9);
    expect(figure.high).toBeCloseTo(17.5 * Math.exp((T15 * stdError) / 17.5), 3);
    expect(figure.low).toBeCloseTo(17.5 / Math.exp((T15 * stdError) / 17.5), 3);
  });

  it('give a probability the t interval of 16 numbers, in Wilson’s form', () => {
    // 4 of 16 replicates: s.e. √(¼·¾/15).
    const figure = measureEvent(of(values.map((x) => (x > 21 ? 1 : 0))));
    expect(figure.estimate).toBe(0.25);
    expect(figure.stdError).toBeCloseTo(Math.sqrt(0.1875 / 15), 12);
    const z2 = (T15 * T15) / 15; // n = 15 independent paths would have that error
    const half = (T15 / (1 + z2)) * Math.sqrt(0.1875 / 15 + z2 / 60);
    expect(figure.low).toBeCloseTo((0.25 + z2 / 2) / (1 + z2) - half, 4);
    expect(figure.high).toBeCloseTo((0.25 + z2 / 2) / (1 + z2) + half, 4);
    expect(figure.method).toBe("16 scrambled replicates, t interval (Wilson's form)");
  });

  it('give a quantile and an expected shortfall intervals as wide as 16 numbers allow', () => {
    const sorted = sortSample(of(values));
    const median = valueAtRiskFigure(sorted, 0.5, 'USD');
    // Share above x ± 2.13 √(p(1−p)/15): above 21 0.25 + 0.24 < ½ < 0.31 + 0.26 above 20; above 14 0.69 − 0.26 < ½ < 0.75 − 0.24
    // above 13.
    expect(median).toMatchObject({ estimate: 17, low: 14, high: 21 });
    expect(median.method).toBe('tail probability inverted, 16 scrambled replicates, t interval');
    // ES at ¾ of 10 … 25: mean of 22 … 25 is 23.5; ψ is 4 (L − 21)₊ with sums 4, 8, 12, 16 over 16 replicates.
    const shortfall = expectedShortfallFigure(sorted, 0.75, 'USD');
    expect(shortfall.estimate).toBeCloseTo(23.5, 9);
    const psi = [4, 8, 12, 16].concat(new Array(12).fill(0));
    const variance = psi.reduce((sum, x) => sum + (x - 2.5) * (x - 2.5), 0) / 15;
    expect(shortfall.stdError).toBeCloseTo(Math.sqrt(variance / 16), 9);
  });

  it('give differences the t test of 16 numbers', () => {
    const pair = { base: of(values), other: of(values.map((x, r) => x + (r % 2 === 0 ? 2 : -1))) };
    const difference = pairedMean(pair, 'USD');
    // Eight of 2 and eight of −1: mean ½, s.d. 1.5·√(16/15), s.e. 1.5/√15 = 0.3873, t = 1.291, p = 0.216 (15 d.f.).
    expect(difference.estimate).toBeCloseTo(0.5, 12);
    expect(difference.stdError).toBeCloseTo(1.5 / Math.sqrt(15), 12);
    expect(difference.pValue).toBeCloseTo(0.2162, 3);
    expect(difference.method).toBe('paired t, 16 scrambled replicates');
    expect(pairedExpectedShortfall(pair, 0.75, 'USD').method).toContain('16 scrambled replicates');
    const [median] = pairedQuantiles([{ pair, level: 0.5, unit: 'USD' }], [1, 2]);
    expect(median!.method).toBe('paired bootstrap of 16 scrambled replicates, 1000 resamples');
    expect(median!.low).toBeLessThan(0);
    expect(median!.high).toBeGreaterThan(0);
  });
});

describe('an event too rare for replicates', () => {
  it('gets the interval of independent paths, and says so', () => {
    const rare = Array.from({ length: 1024 }, (_, p) => (p < 3 ? 1 : 0));
    const [replicated, plain] = [measureEvent(sampleOf(rare, R)), measureEvent(sampleOf(rare, 0))];
    expect([replicated.low, replicated.high]).toEqual([plain.low, plain.high]);
    expect(replicated.method).toBe(`${plain.method}, as if all paths were independent`);
    expect(measureEvent(sampleOf(new Array(1024).fill(0), R)).method).toContain('as if all paths were independent');
  });
});
