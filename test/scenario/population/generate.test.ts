// What: the generated population. Open interest closes to the last lot and no account starts in breach, for any block;
// the shipped population has the distributions it asks for (tolerances from the number of accounts).

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitPopulation } from '../../../src/check/population-fit.ts';
import { formatPopulationFit } from '../../../src/check/population-fit-text.ts';
import { requirementUsd } from '../../../src/kernel/margin/tiers.ts';
import { generatePopulation, type PopulationOptions } from '../../../src/scenario/population/generate.ts';
import {
  createLeverageLaw,
  leverageProbability,
  leverageQuantile,
} from '../../../src/scenario/population/leverage-law.ts';
import { resolveMargin } from '../../../src/scenario/resolve-margin.ts';
import { populationSchema } from '../../../src/scenario/schema/population.ts';
import { hyperliquidMargin, MAJORS, readScenarioPart } from '../../support/crawl.ts';

const { maintenance, initial } = resolveMargin(hyperliquidMargin(), MAJORS);
const block = (readScenarioPart('population/hyperliquid-2026-02.yaml') as { accounts: { population: unknown } })
  .accounts;
const population = populationSchema.parse(block.population);
const options = (count: number, seed = 2026): PopulationOptions => ({
  count,
  openInterestUsd: 2.5e9,
  assets: MAJORS,
  startPriceUsd: Float64Array.of(67_700, 1970, 84, 1.42, 0.097, 0.276, 9, 8.7),
  lotBase: Float64Array.of(1e-5, 1e-4, 0.01, 1, 1, 1, 0.01, 0.1),
  maintenance,
  initial,
  seedKey: [20, seed],
});

/** Lots of longs and shorts by asset. */
function sidesInLots({ table }: ReturnType<typeof generatePopulation>, lotBase: Float64Array): [number[], number[]] {
  const sides: [number[], number[]] = [MAJORS.map(() => 0), MAJORS.map(() => 0)];
  table.holdingAsset.forEach((asset, h) => {
    const lots = Math.round(table.quantityBase[h] / lotBase[asset]);
    expect(lots).not.toBe(0);
    sides[lots > 0 ? 0 : 1][asset] += Math.abs(lots);
  });
  return sides;
}

function expectNoBreach({ table }: ReturnType<typeof generatePopulation>, startPriceUsd: Float64Array): void {
  for (let bucket = 0; bucket < table.bucketCount; bucket++) {
    let equity = table.cashUsd[bucket];
    let required = 0;
    for (let h = table.holdingStart[bucket]; h < table.holdingStart[bucket + 1]; h++) {
      const valueUsd = table.quantityBase[h] * startPriceUsd[table.holdingAsset[h]];
      equity += valueUsd;
      required += requirementUsd(maintenance, table.holdingAsset[h], Math.abs(valueUsd));
    }
    expect(equity).toBeGreaterThanOrEqual(1.0199 * required);
  }
}

describe('generatePopulation', () => {
  test.each([60, 2000])('closes the open interest of every asset to the last lot with %i accounts', (count) => {
    const given = options(count);
    const generated = generatePopulation(population, given);
    expect(generated.problems).toEqual([]);
    expect(generated.table.accountCount).toBe(count);
    const [longs, shorts] = sidesInLots(generated, given.lotBase);
    expect(longs).toEqual(shorts);
    const total = longs.reduce((sum, lots, a) => sum + lots * given.lotBase[a] * given.startPriceUsd[a], 0);
    expect(Math.abs(total / 2.5e9 - 1)).toBeLessThan(1e-6);
    expectNoBreach(generated, given.startPriceUsd);
  });

  test('does so for any sides, shares and seeds', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        share,
        share,
        fc.integer({ min: 20, max: 300 }),
        fc.integer(),
        (longShare, openInterestShare, count, seed) => {
          const { observed, crowd } = population.groups;
          const side = { longShare, correlation: 0.5 };
          const groups = { observed: { ...observed, openInterestShare, side }, crowd: { ...crowd, side } };
          const generated = generatePopulation({ ...population, groups }, options(count, seed));
          const [longs, shorts] = sidesInLots(generated, options(1).lotBase);
          expect(longs).toEqual(shorts);
          expectNoBreach(generated, options(1).startPriceUsd);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is the same for the same seed and another for another', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => generatePopulation(population, options(300, seed)).table.cashUsd);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  test('changes granularity, not open interest, with the count', () => {
    const gross = (count: number) => {
      const { table } = generatePopulation(population, options(count));
      return table.holdingAsset.reduce(
        (sum, a, h) => sum + Math.abs(table.quantityBase[h]) * options(1).startPriceUsd[a],
        0,
      );
    };
    expect(Math.abs(gross(500) / gross(5000) - 1)).toBeLessThan(1e-6);
  });

  test('names what it cannot do: a missing share, too few accounts, lots too coarse', () => {
    const { XRP: _, ...assetShares } = population.assetShares;
    const paths = (generated: ReturnType<typeof generatePopulation>) =>
      generated.problems.map((problem) => problem.path);
    expect(paths(generatePopulation({ ...population, assetShares }, options(100)))).toEqual([
      'accounts.population.assetShares.XRP',
    ]);
    expect(paths(generatePopulation(population, options(5)))).toEqual(['accounts.count']);
    const coarse = { ...options(2000), lotBase: new Float64Array(8).fill(1e6) };
    expect(paths(generatePopulation(population, coarse))).toContain('assets.ETH.lotBase');
  });

  test('has the real sizes, leverage, distances and open interest at risk in its observed group', () => {
    // 100,000 accounts: 4,000 observed. A quantile at p has a standard error of sqrt(p(1 − p)/4000) ≤ 0.8 % in p.
    const { table, groups } = generatePopulation(population, options(100_000));
    const fit = fitPopulation(table, groups, maintenance, options(1).startPriceUsd, population.targets);
    const worst = (measure: string, from: number, to: number) =>
      Math.max(
        ...fit.rows
          .filter((row) => row.measure === measure && row.at >= from && row.at <= to)
          .map((row) => Math.abs(Math.log(row.generated / row.target))),
      );
    expect(worst('leverage', 0.05, 0.95)).toBeLessThan(0.1);
    expect(worst('sizeOverMedian', 0.1, 0.95)).toBeLessThan(0.35);
    expect(worst('distance', 0.05, 0.5)).toBeLessThan(0.2);
    for (const row of fit.rows.filter((one) => one.measure === 'assetCount')) {
      expect(Math.abs(row.generated - row.target)).toBeLessThan(4 * Math.sqrt((row.target * (1 - row.target)) / 4000));
    }
    // Open interest at risk hangs on a few large accounts: four standard deviations over twelve seeds at this count.
    const tolerance = [0.018, 0.05, 0.07, 0.09, 0.11];
    fit.atRisk.forEach((row, i) => {
      expect(Math.abs(row.group - row.target)).toBeLessThan(tolerance[i]);
    });
    expect(formatPopulationFit(fit)).toMatch(/real observed .*\n.*gen\. observed/);
  });
});

describe('the leverage law', () => {
  test('gives back its quantiles, and preset weights as jumps', () => {
    const quantiles = { probability: [0, 0.5, 1], value: [1, 4, 16] };
    const table = createLeverageLaw({ quantiles, presets: [], presetSpreadLog: 0 });
    expect(leverageQuantile(table, 0.5)).toBeCloseTo(4, 2);
    expect(leverageQuantile(table, 0.75)).toBeCloseTo(8, 2);
    const mixed = createLeverageLaw({ quantiles, presets: [{ leverage: 10, weight: 0.3 }], presetSpreadLog: 0 });
    expect(leverageProbability(mixed, 10.1) - leverageProbability(mixed, 9.9)).toBeCloseTo(0.3, 1);
    for (const p of [0.1, 0.4, 0.6, 0.9])
      expect(leverageProbability(mixed, leverageQuantile(mixed, p))).toBeCloseTo(p, 6);
  });
});
