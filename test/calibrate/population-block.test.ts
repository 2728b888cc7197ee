// What: a population block from accounts: which accounts count, sides, and that the schema takes it.
import { describe, expect, test } from 'vitest';
import {
  fitPopulationBlock,
  keepPortfolios,
  populationBlock,
  sideCorrelation,
} from '../../src/calibrate/population-block.ts';
import { populationSchema } from '../../src/scenario/schema/population.ts';
import { createNormal, createUniform } from '../support/random.ts';

describe('sideCorrelation', () => {
  test('with half of positions long is sin(π(p − ½)) (Sheppard 1899: P(same) = ½ + asin(ρ)/π)', () => {
    for (const same of [0.6, 0.75, 0.9]) {
      expect(sideCorrelation(same, 0.5)).toBeCloseTo(Math.sin(Math.PI * (same - 0.5)), 6);
    }
  });

  test('is 0 where sides agree as often as independent ones, p² + (1 − p)²', () => {
    expect(sideCorrelation(0.3 * 0.3 + 0.7 * 0.7, 0.3)).toBeCloseTo(0, 6);
    expect(sideCorrelation(Number.NaN, 0.3)).toBe(0.5);
  });
});

test('accounts without equity or with little in positions are left out, with their positions', () => {
  const portfolios = {
    accountCount: 3,
    start: Int32Array.of(0, 1, 3, 4),
    equityUsd: Float64Array.of(-5, 100, 100),
    notionalUsd: Float64Array.of(1000, -150, 50, 4),
    distance: Float64Array.of(0.1, 0.2, 0.3, 0.4),
  };
  const { portfolios: kept, asset } = keepPortfolios(portfolios, [7, 8, 9, 6], 10);
  expect(kept.accountCount).toBe(1);
  expect([...kept.notionalUsd]).toEqual([-150, 50]);
  expect([...asset]).toEqual([8, 9]);
});

test('recovers log-normal sizes and leverage within three standard errors, in a block the schema takes', () => {
  const normal = createNormal(createUniform(5));
  const n = 2000;
  const sizes = Float64Array.from({ length: n }, () => 1e5 * Math.exp(1.5 * normal()));
  const portfolios = {
    accountCount: n,
    start: Int32Array.from({ length: n + 1 }, (_, k) => k),
    equityUsd: sizes.map((usd) => usd / (3 * Math.exp(0.5 * normal()))),
    notionalUsd: sizes.map((usd, k) => (k % 5 < 2 ? usd : -usd)),
    distance: new Float64Array(n).fill(0.3),
  };
  const figures = fitPopulationBlock(portfolios, new Uint16Array(n), 1);
  // A quantile's standard error is √(p(1 − p)/n)/density: for the 10 % and 90 % quantiles of a normal 1.71 s.d./√n each.
  expect(Math.abs(figures.shape.sizeSdLog - 1.5)).toBeLessThan((3 * 1.5 * Math.SQRT2 * 1.71) / 2.5631 / Math.sqrt(n));
  expect(Math.abs(Math.log(figures.targets.leverage.value[5]! / 3))).toBeLessThan((3 * 0.5 * 1.2533) / Math.sqrt(n));
  expect(figures.shape.longShare.byCount).toBe(0.4);
  expect(Math.abs(figures.sizeLeverageCorrelation)).toBeLessThan((3 * Math.PI) / 3 / Math.sqrt(n));
  const block = populationBlock(figures, portfolios, ['BTC'], 'test') as { population: unknown };
  expect(populationSchema.safeParse(block.population).error).toBeUndefined();
});
