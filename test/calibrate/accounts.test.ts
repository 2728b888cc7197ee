// What: figures measured on portfolios, and the population file against the data it was fitted to. Gini of (1, 2, 3, 4) by
// hand: Σ(2i − n − 1)x / (nΣx) = (−3 − 2 + 3 + 12) / 40 = 0.25.

import { describe, expect, test } from 'vitest';
import { fitGroupShape } from '../../src/calibrate/account-shape.ts';
import { atRiskShares, giniOf, herfindahlOf, measurePortfolios, topShareOf } from '../../src/calibrate/accounts.ts';
import { hillIndex } from '../../src/calibrate/prices.ts';
import { rankCorrelation } from '../../src/calibrate/sample-statistics.ts';
import { readCrawl } from '../../src/import/hyperliquid.ts';
import { portfoliosOf } from '../../src/import/hyperliquid-portfolios.ts';
import { populationSchema } from '../../src/scenario/schema/population.ts';
import { hyperliquidMargin, MAJORS, readCrawlRows, readScenarioPart } from '../support/crawl.ts';

const DATA = process.env['FIREBREAK_DATA'];
const three = {
  accountCount: 3,
  start: Int32Array.of(0, 1, 3, 4),
  equityUsd: Float64Array.of(50, 100, 100),
  notionalUsd: Float64Array.of(100, -150, 50, 400),
  distance: Float64Array.of(0.03, 0.15, Number.NaN, 0.25),
};

describe('measurePortfolios', () => {
  test('gives sizes over the median, leverage, asset counts and open interest at risk', () => {
    const measured = measurePortfolios(three, 2);
    expect(measured.medianUsd).toBe(200);
    expect(measured.sizeOverMedian.value[0]).toBe(0.5);
    expect(measured.leverage.value[5]).toBe(2);
    expect(measured.assetCount).toEqual([2 / 3, 1 / 3]);
    expect(measured.withLiquidationPrice).toBe(0.75);
    // Of 700: 100 within 5 and 10 %, 250 within 20 %, 650 within 30 %.
    expect(measured.atRisk.share).toEqual([0, 100 / 700, 100 / 700, 250 / 700, 650 / 700]);
    expect(atRiskShares(three, -1)).toEqual([0, 0, 0, 1, 1]);
  });

  test('measures concentration: equal sizes 0, 1 to 4 a quarter', () => {
    expect(giniOf(Float64Array.of(2, 2, 2))).toBeCloseTo(0, 15);
    expect(giniOf(Float64Array.of(4, 1, 3, 2))).toBeCloseTo(0.25, 15);
    expect(herfindahlOf(Float64Array.of(1, 1, 2))).toBeCloseTo(0.375, 15);
    expect(topShareOf(Float64Array.of(1, 5, 4), 2)).toBeCloseTo(0.9, 15);
  });
});

describe('the shape of a group', () => {
  test('has the tail index of Pareto order statistics and the rank correlation of a shuffled list', () => {
    // Quantiles of Pareto(2): Hill over the upper tenth is 2 up to 1/k.
    const pareto = Float64Array.from({ length: 10_000 }, (_, i) => 1 / Math.sqrt(1 - (i + 0.5) / 10_000));
    expect(Math.abs(hillIndex(pareto, 0.1, 'upper') - 2)).toBeLessThan(0.02);
    expect(rankCorrelation(Float64Array.of(1, 2, 3, 4), Float64Array.of(10, 30, 20, 40))).toBeCloseTo(0.8, 12);
  });
});

describe.skipIf(!DATA)('the population of 2026-02 [data: set FIREBREAK_DATA]', () => {
  const block = (readScenarioPart('population/hyperliquid-2026-02.yaml') as { accounts: { population: unknown } })
    .accounts;
  const population = populationSchema.parse(block.population);
  const margin = hyperliquidMargin();
  const portfolios = () => {
    const { listed, rules } = readCrawl(readCrawlRows(DATA!, 'accounts'), readCrawlRows(DATA!, 'positions'), margin);
    return portfoliosOf(listed, rules, new Set(margin.isolatedOnly), MAJORS, 10_000);
  };
  const rounded = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(4)));

  test('states the targets that the crawl gives', () => {
    const measured = measurePortfolios(portfolios(), 8);
    const targets = population.targets!;
    expect(targets.accounts).toBe(measured.accounts);
    expect(targets.medianUsd).toBe(Number(measured.medianUsd.toPrecision(4)));
    for (const name of ['sizeOverMedian', 'leverage', 'distance'] as const) {
      expect(targets[name].value).toEqual(rounded(measured[name].value));
    }
    expect(targets.assetCount).toEqual(rounded(measured.assetCount));
    expect(targets.atRisk.share).toEqual(rounded(measured.atRisk.share));
    expect(targets.withLiquidationPrice).toBe(Number(measured.withLiquidationPrice.toPrecision(4)));
    expect(targets.gini).toBe(Number(measured.gini.toPrecision(4)));
  });

  test('draws the observed group with the shape that the crawl gives', () => {
    const shape = fitGroupShape(portfolios());
    const { size, leverage, assetCount, side } = population.groups['observed'];
    expect(size.sdLog).toBeCloseTo(shape.sizeSdLog, 2);
    expect(size.tailAlpha).toBeCloseTo(shape.tailAlpha, 2);
    expect(size.maximumOverMedian).toBeCloseTo(shape.maximumOverMedian, 0);
    expect(leverage.quantiles).toEqual({
      probability: population.targets!.leverage.probability,
      value: population.targets!.leverage.value,
    });
    expect(assetCount).toEqual(population.targets!.assetCount);
    expect(side.longShare).toBeCloseTo(shape.longShare.byNotional, 1);
    expect(shape.pair.sameSide).toBeCloseTo(0.825, 3);
    expect(shape.sizeLeverageRank).toBeCloseTo(0.5, 2);
  });
});
