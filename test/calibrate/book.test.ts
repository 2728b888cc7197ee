// What: depth curves from measured rows, and the square-root law. Expected values worked by hand or from MODEL.md (O30).
import { describe, expect, test } from 'vitest';
import {
  curveFromBands,
  depthRatio,
  extendDepth,
  joinDepth,
  remainingShare,
  scaleDepth,
} from '../../src/calibrate/book.ts';
import { fitExponent, latentDepthUsd, squareRootImpact, workMetaorder } from '../../src/calibrate/metaorder.ts';
import { quantileOf } from '../../src/calibrate/sample-statistics.ts';
import { createOneBook } from '../support/books.ts';

describe('curves', () => {
  const rows = [
    [1, 5, 9],
    [3, 6, 20],
    [2, 4, 10],
  ].flatMap((snapshot) => [10, 20, 50].map((bps, i) => ({ side: 'bid' as const, bps, usd: snapshot[i] })));

  test('take the median over snapshots band by band, or another quantile', () => {
    expect(curveFromBands(rows, 'bid')).toEqual({ bps: [10, 20, 50], cumulativeUsd: [2, 5, 10] });
    expect(curveFromBands(rows, 'bid', 0).cumulativeUsd).toEqual([1, 4, 9]);
    expect(curveFromBands(rows, 'ask')).toEqual({ bps: [], cumulativeUsd: [] });
  });

  test('leave out bands that are empty or add nothing', () => {
    const empty = [0, 0, 4, 4].map((usd, i) => ({ side: 'ask' as const, bps: i + 1, usd }));
    expect(curveFromBands(empty, 'ask')).toEqual({ bps: [3], cumulativeUsd: [4] });
  });

  test('quantiles are of type 7', () => {
    expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantileOf([4, 1, 3, 2], 0.05)).toBeCloseTo(1.15, 12);
  });

  test('join, extend and scale', () => {
    const near = { bps: [10, 100], cumulativeUsd: [1, 7] };
    const far = { bps: [100, 200], cumulativeUsd: [10, 30] };
    expect(joinDepth(near, far)).toEqual({ bps: [10, 100, 200], cumulativeUsd: [1, 10, 30] });
    // At 50 bps the shape holds 5 (half of 10 at 100), the curve 2: beyond it is 0.4 of the shape.
    expect(extendDepth({ bps: [50], cumulativeUsd: [2] }, far)).toEqual({
      bps: [50, 100, 200],
      cumulativeUsd: [2, 4, 12],
    });
    expect(scaleDepth(far, 0.5).cumulativeUsd).toEqual([5, 15]);
    expect(remainingShare(far, 150, 5)).toBe(0.25);
  });

  test('the depth ratio is the geometric mean of near-mid depth and volume, or volume where the tick hides depth', () => {
    const reference = { notionalUsd: 20_000, impactBps: 1, tickBps: 0.1, dayVolumeUsd: 100 };
    const asset = { notionalUsd: 5_000, impactBps: 1, tickBps: 0.1, dayVolumeUsd: 4 };
    expect(depthRatio(asset, reference)).toBeCloseTo(Math.sqrt(0.25 * 0.04), 12);
    expect(depthRatio({ ...asset, tickBps: 2 }, reference)).toBe(0.04);
  });
});

describe('metaorders', () => {
  const law = { prefactor: 0.8, dailyVolatility: 0.03, dailyVolumeUsd: 1e9 };

  test('square-root impact and its latent book are those of O30', () => {
    expect(squareRootImpact(law, 1e7)).toBeCloseTo(0.0024, 12);
    expect(latentDepthUsd(law, 0.01)).toBeCloseTo(173_611_111.11, 1);
  });

  test('the latent book walked at once gives the law and the exponent 1/2', () => {
    const curve = { kind: 'power', baseAtUnit: latentDepthUsd(law, 0.01), unit: 0.01, exponent: 2 } as const;
    const sizes = [1e5, 1e6, 1e7, 1e8];
    const impacts = sizes.map((size) => workMetaorder(createOneBook(curve, { startPriceUsd: 1 }), 0, size, 0, 1));
    expect(impacts[2]).toBeCloseTo(0.0024, 10);
    expect(fitExponent(sizes, impacts)).toBeCloseTo(0.5, 10);
  });

  test('a block book with exponential recovery ends at the closed form of O4, with the exponent 1', () => {
    const make = () => createOneBook({ kind: 'block', basePerLog: 5000 }, { recoveryHalfLifeSeconds: 600 });
    expect(workMetaorder(make(), 0, 2000, 3600, 5000)).toBeCloseTo(0.094676862, 7);
    const sizes = [20, 200, 2000];
    const impacts = sizes.map((size) => workMetaorder(make(), 0, size, 3600));
    expect(fitExponent(sizes, impacts)).toBeCloseTo(1, 9);
  });
});
