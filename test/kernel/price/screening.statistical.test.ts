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
const screening = { candidates: 8, floor: 0.002, intercept: 6, fall: { BTC: 1, ETH: 2 }, stepFall: { ETH: 1 } };
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
  it('is told by its deepest fall, highest rise and largest steps', () => {
    // Two assets from 100 and 10. First: 90, 99, 110: fall ln(100/90), rise ln 1.1, step fall ln(100/90), step rise ln(110/99)
    // = ln(99/90) + …: the larger of ln 1.1 and ln 1.111. Second never moves.
    const extreme = new Float64Array(8);
    measureExtremes(Float64Array.of(90, 10, 99, 10, 110, 10), Float64Array.of(100, 10), extreme);
    const still = Math.log(0.01);
    const expected = [
      Math.log(0.01 + Math.log(100 / 90)),
      still,
      Math.log(0.01 + Math.log(1.1)),
      still,
      Math.log(0.01 + Math.log(100 / 90)),
      still,
      Math.log(0.01 + Math.log(110 / 99)),
      still,
    ];
    for (const [k, value] of expected.entries()) expect(extreme[k]).toBeCloseTo(value, 12);
    const config: ScreeningConfig = {
      candidates: 2,
      floor: 0.25,
      intercept: 0,
      coefficient: Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0),
    };
    expect(scoreDanger(config, extreme)).toBe(0.75);
  });
});
