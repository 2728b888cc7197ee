// What: means and ratios of means with their standard errors.
import fc from 'fast-check';
import { sampleCovariance, sampleVariance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import {
  addPair,
  createPairMoments,
  meanFigure,
  NORMAL_POINT,
  ratioFigure,
  ratioOfMeans,
  stdErrorOfMean,
} from '../../../src/results/statistics/moments.ts';
import { createUniform } from '../../support/random.ts';

const gather = (pairs: readonly (readonly [number, number, number])[]) => {
  const moments = createPairMoments();
  for (const [x, y, weight] of pairs) addPair(moments, x, y, weight);
  return moments;
};

it('the normal point is 1.959964', () => {
  expect(NORMAL_POINT).toBeCloseTo(1.959963984540054, 12);
});

describe('running moments', () => {
  it('equal the two-pass sample variance and covariance of an independent library', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const pairs = fc.array(fc.tuple(value, value, fc.double({ min: 0.01, max: 5, noNaN: true })), {
      minLength: 2,
      maxLength: 50,
    });
    fc.assert(
      fc.property(pairs, (rows) => {
        const moments = gather(rows);
        const x = rows.map(([a, , w]) => w * a);
        const y = rows.map(([, b, w]) => w * b);
        const near = (a: number, b: number, scale: number) => Math.abs(a - b) <= 1e-9 * (scale + 1);
        const scale = sampleVariance(x) + sampleVariance(y) + 1;
        return (
          near(moments.squaresX / (rows.length - 1), sampleVariance(x), scale) &&
          near(moments.products / (rows.length - 1), sampleCovariance(x, y), scale)
        );
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('keep the spread of large numbers: 1e9 + {0, 1, 2} has variance 1', () => {
    const moments = gather([1e9, 1e9 + 1, 1e9 + 2].map((x) => [x, 0, 1] as const));
    expect(moments.squaresX / 2).toBeCloseTo(1, 6);
    expect(meanFigure(moments, 'USD').stdError).toBeCloseTo(Math.sqrt(1 / 3), 6);
  });
});

describe('ratioFigure', () => {
  it('has the delta-method error of residuals: x = (1, 2, 3), y = (2, 2, 5) has ratio 2/3', () => {
    const moments = gather([
      [1, 2, 1],
      [2, 2, 1],
      [3, 5, 1],
    ]);
    // Residuals x − 2y/3: −1/3, 2/3, −1/3; squares sum to 2/3; se = √(2/3 / 2 / 3) / 3.
    expect(ratioOfMeans(moments).ratio).toBeCloseTo(2 / 3, 12);
    expect(ratioOfMeans(moments).stdError).toBeCloseTo(Math.sqrt(2 / 3 / 2 / 3) / 3, 12);
  });

  it('does not change when all weights are multiplied by one number', () => {
    const uniform = createUniform(9);
    const rows = Array.from({ length: 200 }, () => [uniform(), uniform() + 0.5, 1] as const);
    const one = ratioFigure(gather(rows), 'ratio');
    const three = ratioFigure(gather(rows.map(([x, y]) => [x, y, 3])), 'ratio');
    for (const key of ['estimate', 'low', 'high', 'stdError'] as const) expect(three[key]!).toBeCloseTo(one[key]!, 12);
  });

  it('takes a path of weight 2 as the path twice, but for its error', () => {
    const twice = gather([
      [1, 2, 1],
      [1, 2, 1],
      [4, 3, 1],
    ]);
    const heavy = gather([
      [1, 2, 2],
      [4, 3, 1],
    ]);
    expect(ratioOfMeans(heavy).ratio).toBeCloseTo(ratioOfMeans(twice).ratio, 12);
  });

  it('is exact with error zero where x is a fixed share of y', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [0.25 * (i + 1), i + 1, 1] as const);
    expect(ratioFigure(gather(rows), 'fraction', 'complement')).toMatchObject({
      estimate: 0.75,
      low: 0.75,
      high: 0.75,
    });
  });

  it('is not clipped: a twin that loses more gives a negative endogenous share', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [2 * (i + 1), i + 1, 1] as const);
    expect(ratioFigure(gather(rows), 'fraction', 'complement').estimate).toBeCloseTo(-1, 12);
  });

  it('rests on the paths with a denominator: 9 are not enough, 10 are flagged, 50 are not', () => {
    const active = (count: number) =>
      ratioFigure(
        gather(Array.from({ length: 1000 }, (_, i) => [i < count ? 1 + (i % 3) : 0, i < count ? 4 : 0, 1])),
        'ratio',
      );
    expect(active(0)).toMatchObject({ estimate: null, flag: 'notEnoughPaths' });
    expect(active(9)).toMatchObject({ estimate: null, flag: 'notEnoughPaths', pathsNeeded: 1200 });
    expect(active(10).flag).toBe('fewPaths');
    expect(active(50).flag).toBeUndefined();
  });
});

it('stdErrorOfMean of a single path is unknown', () => {
  expect(stdErrorOfMean(0, 1)).toBeNaN();
});
