// What: of several drawn price paths the more dangerous is walked, and the weights give every plain answer back. Seeds are fixed;
// tolerance: 4 standard errors, computed from the sample. Closed form: a normal law. The numbers of the extremes are worked by hand.
import { describe, expect, it } from 'vitest';
import type { ScreeningConfig, SimulatedShockConfig } from '../../../src/kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../../src/kernel/price/price-path.ts';
import { measureExtremes, scoreDanger } from '../../../src/kernel/price/screening.ts';
import type { PriceConfig } from '../../support/price-model-contract.ts';
import { buildPriceConfig, equicorrelated } from '../../support/shock-builder.ts';

const assets = ['BTC', 'ETH'];
const shocks = {
  kind: 'simulated',
  volatilityPerYear: { BTC: 0.6, ETH: 0.9 },
  correlation: equicorrelated(assets, 0.5),
  jumps: { own: { ETH: { perYear: 300, sdLog: 0.03 } } },
};
const horizon = { assets, steps: 24, stepSeconds: 3600, startPriceUsd: [60_000, 3000] };
const screening = { candidates: 8, floor: 0.002, intercept: 6, fall: { BTC: 1, ETH: 2 }, newLow: { ETH: 1 } };
const build = (tilt: object | undefined): PriceConfig => buildPriceConfig({ ...horizon, shocks: { ...shocks, tilt } });
const screened = build({ plainShare: 1, screening });
const both = build({ plainShare: 0.2, standardDeviations: -2, ownJumpFactor: { ETH: 4 }, screening });

/** Weighted means of statistics of the last price of ETH, with their standard errors. */
function estimate(config: PriceConfig, paths: number, statistic: (logReturn: number) => number) {
  const model = createPriceModel(config);
  const price = new Float64Array(config.stepCount * config.assetCount);
  let [sum, squares, weights, weightSquares, largest] = [0, 0, 0, 0, 0];
  for (let path = 0; path < paths; path++) {
    const weight = fillPricePath(model, path, price);
    const x = weight * statistic(Math.log(price.at(-1)! / 3000));
    sum += x;
    squares += x * x;
    weights += weight;
    weightSquares += weight * weight;
    largest = Math.max(largest, weight);
  }
  const se = (total: number, square: number): number => Math.sqrt((square / paths - (total / paths) ** 2) / paths);
  return {
    mean: sum / paths,
    se: se(sum, squares),
    meanWeight: weights / paths,
    weightError: se(weights, weightSquares),
    largest,
  };
}

describe('screened price paths', () => {
  it.each([
    ['plain candidates', screened],
    ['candidates of a tilted law', both],
  ])('of %s give the plain tail back with a smaller error, from weights of mean 1', (_, config) => {
    const deepFall = (x: number): number => (x < -0.14 ? 1 : 0);
    const plain = estimate(build(undefined), 40_000, deepFall);
    const found = estimate(config, 10_000, deepFall);
    expect(Math.abs(found.meanWeight - 1) / found.weightError).toBeLessThan(4);
    expect(Math.abs(found.mean - plain.mean) / Math.hypot(found.se, plain.se)).toBeLessThan(4);
    expect(found.se).toBeLessThan(plain.se);
  });

  it('give the closed form of a normal tail back', () => {
    // One asset, one step, volatility 0.4 over the year's step: P(x < −1) = Φ(−2.5) = 0.0062096653 (tables of the normal law).
    const config = buildPriceConfig({
      assets: ['BTC'],
      steps: 1,
      stepSeconds: 31_536_000,
      startPriceUsd: [3000],
      shocks: {
        kind: 'simulated',
        volatilityPerYear: 0.4,
        tilt: { plainShare: 1, screening: { candidates: 8, floor: 0.01, intercept: 0, fall: { BTC: 4 } } },
      },
    });
    const found = estimate(config, 20_000, (x) => (x < -1 ? 1 : 0));
    expect(Math.abs(found.mean - 0.0062096653) / found.se).toBeLessThan(4);
    expect(found.se / found.mean, 'a plain run of as many paths has 0.09').toBeLessThan(0.05);
  });

  it('are one of their candidates to the last bit, and the same whenever they are drawn', () => {
    const plain = createPriceModel({
      ...screened,
      shocks: { ...(screened.shocks as SimulatedShockConfig), tilt: null },
    });
    const model = createPriceModel(screened);
    const size = screened.stepCount * screened.assetCount;
    const [kept, again, candidate] = [0, 1, 2].map(() => new Float64Array(size)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const taken = new Set<number>();
    for (let path = 40; path >= 0; path--) {
      const weight = fillPricePath(model, path, kept);
      const numbers = Array.from({ length: 8 }, (_, k) => k).filter((k) => {
        fillPricePath(plain, 8 * path + k, candidate);
        return candidate.every((price, at) => price === kept[at]);
      });
      expect(numbers).toHaveLength(1);
      taken.add(numbers[0]!);
      expect(fillPricePath(createPriceModel(screened), path, again)).toBe(weight);
      expect(again).toEqual(kept);
    }
    expect(taken.size, 'not always the same one').toBeGreaterThan(4);
  });

  it('all weigh 1 where every path is as dangerous', () => {
    const even = build({ plainShare: 1, screening: { candidates: 4, floor: 0.5, intercept: 0 } });
    const model = createPriceModel(even);
    const price = new Float64Array(48);
    for (let path = 0; path < 20; path++) expect(fillPricePath(model, path, price)).toBeCloseTo(1, 12);
  });
});

describe('danger of a path', () => {
  it('is told by its deepest fall, highest rise, steps into new prices and largest moves of a quarter of an hour and an hour', () => {
    // First asset, steps of 20 minutes: 100, then 95, 90, 108, 99, 85. Deepest fall to 85, highest rise to 108; the largest step
    // into a new low is the one from 90 (the low so far) to 85, ln(90/85) > ln(95/90) > ln(100/95); new high from 100 to 108.
    // A quarter of an hour is one step: 99 to 85 and 90 to 108. An hour is three: 100 to 90 (fewer near the start), and
    // 100 to 108. The second asset never moves.
    const extreme = new Float64Array(16);
    const path = [95, 90, 108, 99, 85].flatMap((price) => [price, 10]);
    measureExtremes(Float64Array.from(path), { startPriceUsd: Float64Array.of(100, 10), stepSeconds: 1200 }, extreme);
    const ratios = [100 / 85, 1.08, 90 / 85, 1.08, 99 / 85, 108 / 90, 100 / 90, 1.08];
    for (const [k, ratio] of ratios.entries()) {
      expect(extreme[2 * k], `extreme ${k}`).toBeCloseTo(Math.log(0.01 + Math.log(ratio)), 12);
      expect(extreme[2 * k + 1]).toBe(Math.log(0.01));
    }
    const config: ScreeningConfig = { candidates: 2, floor: 0.25, intercept: 0, coefficient: new Float64Array(16) };
    expect(scoreDanger(config, extreme)).toBe(0.75);
  });
});
