// What: with scrambled Sobol points a path has exactly the law of plain sampling, and means of it are known better.
//
// Paths 0 to R − 1 are the first points of R independent scrambles, so they are independent of each other and are tested
// like any plain sample.
import { describe, expect, it } from 'vitest';
import type { SimulatedShockConfig } from '../../../src/kernel/config.ts';
import { createPriceModel, fillPricePath, type SimulatedPrices } from '../../../src/kernel/price/price-path.ts';
import type { PriceConfig } from '../../support/price-model-contract.ts';
import { buildPriceConfig, buildTilt, equicorrelated } from '../../support/shock-builder.ts';

const ASSETS = ['A', 'B', 'C'];
const STEPS = 7;
const DAY = 86_400;
const YEAR = 365 * DAY;

/** A week in days with everything that a price can do, and as many replicates as are asked for. */
function weekOf(replicates: number, changes: Partial<SimulatedShockConfig> = {}): PriceConfig {
  const config = buildPriceConfig({
    assets: ASSETS,
    steps: STEPS,
    stepSeconds: DAY,
    shocks: {
      kind: 'simulated',
      volatilityPerYear: { A: 0.6, B: 0.9, C: 1.4 },
      correlation: equicorrelated(ASSETS, 0.5),
      mixing: { degreesOfFreedom: 5, holdSeconds: 2 * DAY, maximumMultiplier: 6 },
      jumps: { common: { perYear: 120, meanLog: -0.02, sdLog: 0.03, correlation: 0.6 } },
      sampling: { kind: 'sobol' },
    },
  });
  const shocks = config.shocks as SimulatedShockConfig;
  return { ...config, shocks: { ...shocks, sampling: { ...shocks.sampling!, replicates }, ...changes } };
}

/** Walks paths and hands the model over after each. */
function walk(config: PriceConfig, paths: number, take: (model: SimulatedPrices, weight: number) => void) {
  const model = createPriceModel(config) as SimulatedPrices;
  const price = new Float64Array(config.stepCount * config.assetCount);
  for (let path = 0; path < paths; path++) take(model, fillPricePath(model, path, price));
}

describe('the law of a path from scrambled points', () => {
  const N = 20_000;

  it('has innovations that are independent standard normals, whatever the multipliers', () => {
    const size = STEPS * ASSETS.length;
    const cross = new Float64Array(size * size);
    const fourth = new Float64Array(size);
    const withMixing = new Float64Array(size);
    walk(weekOf(N), N, ({ normals, blockMultiplier }) => {
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) cross[i * size + j]! += (normals[i]! * normals[j]!) / N;
        const square = normals[i]! * normals[i]!;
        fourth[i]! += (square * square) / N;
        // Of bounded size, so that its standard error is plain: the square where the first block is wilder than usual.
        withMixing[i]! += ((square - 1) * (blockMultiplier[0]! > 1 ? 1 : -1)) / N;
      }
    });
    for (let i = 0; i < size; i++) {
      // s.e. of z² is √2/√N, of a product 1/√N, of z⁴ √96/√N.
      expect(Math.abs(cross[i * size + i]! - 1)).toBeLessThan(4.5 * Math.sqrt(2 / N));
      expect(Math.abs(fourth[i]! - 3)).toBeLessThan(4.5 * Math.sqrt(96 / N));
      expect(Math.abs(withMixing[i]!)).toBeLessThan(4.5 * Math.sqrt(2 / N));
      for (let j = 0; j < i; j++) expect(Math.abs(cross[i * size + j]!)).toBeLessThan(4.5 / Math.sqrt(N));
    }
  });

  it('has multipliers of unit mean square, jumps that are Poisson, and jump sizes as asked for', () => {
    const rate = (120 * STEPS * DAY) / YEAR;
    const shocks = { diffusionPerYear: new Float64Array(3), logDriftPerYear: new Float64Array(3) };
    let square = 0;
    let count = 0;
    let countSquared = 0;
    const end = new Float64Array(3);
    const endSquared = new Float64Array(3);
    let product = 0;
    const firstHalf = { sum: 0, squared: 0 };
    const price = new Float64Array(STEPS * 3);
    const config = weekOf(N, shocks);
    const model = createPriceModel(config) as SimulatedPrices;
    for (let path = 0; path < N; path++) {
      fillPricePath(model, path, price);
      for (const m of model.blockMultiplier) square += (m * m) / model.blockMultiplier.length / N;
      count += model.score.jumpCount / N;
      countSquared += (model.score.jumpCount * model.score.jumpCount) / N;
      const log = Array.from({ length: 3 }, (_, i) => Math.log(price[(STEPS - 1) * 3 + i]! / 100));
      log.forEach((x, i) => {
        end[i]! += x / N;
        endSquared[i]! += (x * x) / N;
      });
      product += (log[0]! * log[1]!) / N;
      const early = Math.log(price[2 * 3]! / 100); // after 3 of 7 steps
      firstHalf.sum += early / N;
      firstHalf.squared += (early * early) / N;
    }
    const near = (value: number, expected: number, sd: number) =>
      expect(Math.abs(value - expected)).toBeLessThan((4.5 * sd) / Math.sqrt(N));
    near(square, 1, 2.5); // m² of 5 degrees of freedom, bounded at 36: s.d. about 1.3 a block
    near(count, rate, Math.sqrt(rate));
    near(countSquared - count * count, rate, Math.sqrt(rate + 2 * rate * rate));
    // Compound Poisson: mean λm, variance λ(m² + s²), fourth cumulant λ(m⁴ + 6m²s² + 3s⁴) (model.md §1.3).
    const variance = rate * (0.02 ** 2 + 0.03 ** 2);
    const cumulant = rate * (0.02 ** 4 + 6 * 0.02 ** 2 * 0.03 ** 2 + 3 * 0.03 ** 4);
    for (let i = 0; i < 3; i++) {
      near(end[i]!, -0.02 * rate, Math.sqrt(variance));
      near(endSquared[i]! - end[i]! * end[i]!, variance, Math.sqrt(cumulant + 2 * variance * variance));
    }
    const covariance = rate * (0.02 ** 2 + 0.6 * 0.03 ** 2);
    near(product - end[0]! * end[1]!, covariance, Math.sqrt(cumulant + 2 * variance * variance));
    near(firstHalf.sum, (-0.02 * rate * 3) / 7, Math.sqrt((variance * 3) / 7));
    const early = (variance * 3) / 7;
    near(firstHalf.squared - firstHalf.sum ** 2, early, Math.sqrt((cumulant * 3) / 7 + 2 * early * early));
  });

  it('has weights of unit mean under a tilt', () => {
    const law = { shift: Float64Array.of(-0.4, 0, 0), mixingFactor: 1.5, commonJumpFactor: 2 };
    let mean = 0;
    let square = 0;
    walk(weekOf(N, { tilt: buildTilt(0.3, law) }), N, (_, weight) => {
      mean += weight / N;
      square += (weight * weight) / N;
    });
    expect(Math.abs(mean - 1)).toBeLessThan(4.5 * Math.sqrt((square - mean * mean) / N));
  });
});

describe('the gain of scrambled points', () => {
  it('cuts the variance of a mean price at least 30 times, 32 replicates of 256 paths, and hits the closed form', () => {
    // E[P] of an equally weighted basket under driftOf: price with zero drift is its start, jumps included (Merton 1976).
    const build = (sampling: object) =>
      buildPriceConfig({
        assets: ASSETS,
        steps: 24,
        stepSeconds: 3600,
        shocks: {
          kind: 'simulated',
          volatilityPerYear: 1.5,
          correlation: equicorrelated(ASSETS, 0.5),
          driftOf: 'price',
          ...sampling,
        },
      });
    const spread = (config: PriceConfig) => {
      const mean = new Float64Array(32);
      const price = new Float64Array(24 * 3);
      const model = createPriceModel(config);
      for (let path = 0; path < 32 * 256; path++) {
        fillPricePath(model, path, price);
        mean[path % 32]! += (price[69]! + price[70]! + price[71]!) / 3 / 256;
      }
      const all = mean.reduce((sum, x) => sum + x, 0) / 32;
      return { all, variance: mean.reduce((sum, x) => sum + (x - all) * (x - all), 0) / 31 };
    };
    const plain = spread(build({}));
    const scrambled = spread(build({ sampling: { kind: 'sobol', replicates: 32 } }));
    expect(scrambled.variance).toBeLessThan(plain.variance / 30);
    expect(Math.abs(scrambled.all - 100)).toBeLessThan(4 * Math.sqrt(scrambled.variance / 32));
  });
});
