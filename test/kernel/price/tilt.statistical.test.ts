// What: importance sampling of the mixing variable and of single assets' jumps gives closed-form tail probabilities back.
// Seeds are fixed; tolerance: 4 standard errors, computed from the sample. Closed forms: χ² and t laws with 4 degrees of
// freedom (F_χ²(x) = 1 − e^{−x/2}(1 + x/2); F_t below), Poisson and normal laws.
import { describe, expect, test } from 'vitest';
import type { SimulatedShockConfig } from '../../../src/kernel/config.ts';
import { createPriceModel, fillPricePath, type SimulatedPrices } from '../../../src/kernel/price/price-path.ts';
import type { PriceConfig } from '../../support/price-model-contract.ts';
import { buildTilt } from '../../support/shock-builder.ts';

/** One asset of start price 1 over one year, log volatility 1. */
function oneYear(shocks: Partial<SimulatedShockConfig>, steps = 1): PriceConfig {
  return {
    seedKey: [27, 4],
    stepCount: steps,
    stepSeconds: 31_536_000 / steps,
    assetCount: 1,
    startPriceUsd: Float64Array.of(1),
    shocks: {
      kind: 'simulated',
      correlationRoot: Float64Array.of(1),
      diffusionPerYear: Float64Array.of(1),
      logDriftPerYear: Float64Array.of(0),
      mixing: { degreesOfFreedom: 4, blockSteps: 1, maximumMultiplier: Number.POSITIVE_INFINITY },
      commonJumps: null,
      ownJumps: null,
      tilt: null,
      sampling: null,
      ...shocks,
    },
  };
}

const still = Float64Array.of(0);

/** Mean of weight × statistic over paths, with its standard error and the largest weight. */
function estimate(
  config: PriceConfig,
  paths: number,
  statistic: (model: SimulatedPrices, logReturn: number) => number,
): { mean: number; se: number; largest: number } {
  const model = createPriceModel(config) as SimulatedPrices;
  const price = new Float64Array(config.stepCount);
  let sum = 0;
  let squares = 0;
  let largest = 0;
  for (let path = 0; path < paths; path++) {
    const weight = fillPricePath(model, path, price);
    const x = weight * statistic(model, Math.log(price[config.stepCount - 1]!));
    sum += x;
    squares += x * x;
    largest = Math.max(largest, weight);
  }
  const mean = sum / paths;
  return { mean, se: Math.sqrt((squares / paths - mean * mean) / paths), largest };
}

function expectClose(found: { mean: number; se: number }, exact: number, relative: number): void {
  expect(Math.abs(found.mean - exact) / found.se).toBeLessThan(4);
  expect(found.se / exact, 'tilted enough to say something').toBeLessThan(relative);
}

const chiSquare4 = (x: number): number => 1 - Math.exp(-x / 2) * (1 + x / 2);

describe('a tilted mixing variable', () => {
  test.each([10, 30, 200])('with rate × %d gives P(W small) of χ²₄ back', (mixingFactor) => {
    const config = oneYear({ tilt: buildTilt(0.1, { shift: still, mixingFactor }) });
    const above = (c: number) => (model: SimulatedPrices) => (model.blockMultiplier[0]! > c ? 1 : 0);
    // m = √(2/χ²) > 10 is χ² < 0.02: 5e-5.
    expectClose(estimate(config, 60_000, above(10)), chiSquare4(0.02), 0.1);
    expectClose(estimate(config, 60_000, above(4)), chiSquare4(2 / 16), 0.1);
  });

  test.each([3, 10])('under a bound of %d gives the probabilities of the law cut off there', (maximumMultiplier) => {
    const mixing = { degreesOfFreedom: 4, blockSteps: 1, maximumMultiplier };
    const config = oneYear({ mixing, tilt: buildTilt(0.1, { shift: still, mixingFactor: 12 }) });
    const { scale } = (createPriceModel(config) as SimulatedPrices).mixing;
    const lost = chiSquare4(scale / (maximumMultiplier * maximumMultiplier));
    for (const c of [1, 2, 0.9 * maximumMultiplier]) {
      const exact = (chiSquare4(scale / (c * c)) - lost) / (1 - lost);
      expectClose(
        estimate(config, 60_000, (model) => (model.blockMultiplier[0]! > c ? 1 : 0)),
        exact,
        0.1,
      );
    }
    const most = estimate(config, 20_000, (model) => model.blockMultiplier[0]! / maximumMultiplier);
    expect(most.mean).toBeLessThan(1);
  });

  test('with a shift in each direction gives both tails of Student’s t with 4 degrees of freedom', () => {
    const config = oneYear({
      tilt: buildTilt(
        0.2,
        { shift: Float64Array.of(-1), mixingFactor: 20 },
        { shift: Float64Array.of(1.5), mixingFactor: 8 },
      ),
    });
    const tail = (t: number): number => {
      const s = 1 + (t * t) / 4;
      return 0.5 - (3 / 8) * (t / Math.sqrt(s)) * (1 - (t * t) / s / 12);
    };
    // The log return is T·√(2/4).
    for (const t of [5, 12]) {
      const x = t * Math.SQRT1_2;
      expectClose(
        estimate(config, 60_000, (_, r) => (r < -x ? 1 : 0)),
        tail(t),
        0.1,
      );
      expectClose(
        estimate(config, 60_000, (_, r) => (r > x ? 1 : 0)),
        tail(t),
        0.1,
      );
    }
  });

  test('over several blocks: weights average 1 and stay under 1/ε', () => {
    const found = estimate(
      oneYear({ tilt: buildTilt(0.2, { shift: Float64Array.of(-0.3), mixingFactor: 3 }) }, 4),
      60_000,
      () => 1,
    );
    expect(Math.abs(found.mean - 1) / found.se).toBeLessThan(4);
    expect(found.largest).toBeLessThanOrEqual(5);
  });

  test('as calm as the plain one weighs every path 1', () => {
    const { mean, largest } = estimate(oneYear({ tilt: buildTilt(0.2, { shift: still }) }), 1000, () => 1);
    expect(mean).toBeCloseTo(1, 12);
    expect(largest).toBeCloseTo(1, 12);
  });
});

describe('tilted jumps of a single asset', () => {
  // Two jumps a year of size N(1, 0.5²) and nothing else.
  const ownJumps = { perYear: Float64Array.of(2), meanLog: Float64Array.of(1), sdLog: Float64Array.of(0.5) };
  const quiet = { mixing: null, diffusionPerYear: Float64Array.of(0), ownJumps };

  test('drawn five times as often give P(K ≥ 10) of Poisson(2), 4.649808e-5', () => {
    const tilt = buildTilt(0.1, { shift: still, ownJumpFactor: Float64Array.of(5) });
    const hit = (model: SimulatedPrices): number => (model.score.ownJumpCount[0]! >= 10 ? 1 : 0);
    expectClose(estimate(oneYear({ ...quiet, tilt }), 60_000, hit), 4.649808e-5, 0.05);
  });

  test('drawn larger give the tail of one jump: e^{−2}·2·P(Z > 4) = 8.572e-6', () => {
    const tilt = buildTilt(0.1, { shift: still, ownSizeShift: Float64Array.of(3.5) });
    // Exactly one jump, of more than 3 = 1 + 0.5 × 4. P(Z > 4) = 3.167124e-5.
    const hit = (model: SimulatedPrices, r: number): number => (model.score.ownJumpCount[0] === 1 && r > 3 ? 1 : 0);
    const exact = 2 * Math.exp(-2) * 3.167124e-5;
    expectClose(estimate(oneYear({ ...quiet, tilt }), 60_000, hit), exact, 0.05);
  });

  test('leave the paths of the plain law as they are', () => {
    const plain = oneYear(quiet);
    const tilt = buildTilt(1, { shift: still, ownSizeShift: Float64Array.of(2), ownJumpFactor: Float64Array.of(4) });
    const [a, b] = [plain, oneYear({ ...quiet, tilt })].map((config) => {
      const price = new Float64Array(1);
      const model = createPriceModel(config);
      return Array.from({ length: 50 }, (_, path) => [fillPricePath(model, path, price), price[0]]);
    });
    expect(a).toEqual(b);
  });
});
