// What: the simulated law against closed forms, through the resolver and the price model that every run uses.
// Figures: closed forms of Merton 1976, Demarta and McNeil 2005 and the bivariate normal integral, evaluated with 30-digit
// arithmetic (MODEL.md, known answers O5, O6, O7, O16). Tolerance: 4 standard errors of the sample, seeds fixed.
import { describe, expect, test } from 'vitest';
import type { SimulatedShockConfig } from '../../../src/kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../../src/kernel/price/price-path.ts';
import type { PriceConfig } from '../../support/price-model-contract.ts';
import { buildPriceConfig, buildTilt, equicorrelated } from '../../support/shock-builder.ts';

const DAY = 86_400;

/** Mean and standard error of a statistic of the log returns over the horizon (one number an asset) and the weight. */
function estimate(
  config: PriceConfig,
  paths: number,
  statistic: (logReturn: Float64Array, weight: number) => number,
): { mean: number; se: number } {
  const model = createPriceModel(config);
  const n = config.assetCount;
  const price = new Float64Array(config.stepCount * n);
  const logReturn = new Float64Array(n);
  let sum = 0;
  let squares = 0;
  for (let path = 0; path < paths; path++) {
    const weight = fillPricePath(model, path, price);
    for (let i = 0; i < n; i++) {
      logReturn[i] = Math.log(price[price.length - n + i]! / config.startPriceUsd[i]!);
    }
    const value = statistic(logReturn, weight);
    sum += value;
    squares += value * value;
  }
  const mean = sum / paths;
  return { mean, se: Math.sqrt((squares / paths - mean * mean) / paths) };
}

function expectWithin(found: { mean: number; se: number }, expected: number, relativeSeMax: number): void {
  expect(Math.abs(found.mean - expected) / found.se).toBeLessThan(4);
  // The sample must be large enough for the comparison to mean something.
  expect(found.se).toBeLessThan(relativeSeMax * Math.abs(expected));
}

const both = (a: number, b: number) => (x: Float64Array) => (x[0]! <= a && x[1]! <= b ? 1 : 0);
const first = (a: number) => (x: Float64Array) => (x[0]! <= a ? 1 : 0);

describe('Student-t mixing (O5)', () => {
  const pair = (correlation: number, mixing?: object) =>
    buildPriceConfig({
      assets: ['A', 'B'],
      steps: 1,
      stepSeconds: DAY,
      shocks: {
        kind: 'simulated',
        volatilityPerYear: Math.sqrt(365) * 0.01, // a day's return has standard deviation 0.01
        correlation: equicorrelated(['A', 'B'], correlation),
        mixing,
      },
    });
  const t4 = { degreesOfFreedom: 4, holdSeconds: DAY };

  test('has the 1 % quantile of a t₄ of unit variance, −2.649492', () => {
    expectWithin(estimate(pair(0.8, t4), 300_000, first(-0.02649492)), 0.01, 0.03);
  });

  test('gives P(U₂ < 1 % | U₁ < 1 %) = 0.522669 at ρ = 0.8', () => {
    const q = -0.02649492;
    expectWithin(estimate(pair(0.8, t4), 400_000, both(q, q)), 0.01 * 0.522669, 0.03);
  });

  test('without mixing gives 0.376897, that of a Gaussian copula', () => {
    const q = -0.02326348;
    expectWithin(estimate(pair(0.8), 400_000, both(q, q)), 0.01 * 0.376897, 0.03);
  });

  test('makes extremes share days even at ρ = 0: P(U₂ < 1 % | U₁ < 1 %) = 0.094578, ten times independence', () => {
    // ∫ Φ(t₄⁻¹(0.01)·√w)² dP(w) over w ~ χ²₄/4, by SciPy quadrature
    const q = -0.02649492;
    expectWithin(estimate(pair(0, t4), 1_000_000, both(q, q)), 0.01 * 0.09457846, 0.05);
  });

  test('keeps the requested variance', () => {
    // ν = 5 so that the fourth moment, and with it the standard error, exists.
    const config = pair(0.8, { degreesOfFreedom: 5, holdSeconds: DAY });
    expectWithin(
      estimate(config, 300_000, (x) => x[0]! * x[0]!),
      1e-4,
      0.02,
    );
    expectWithin(
      estimate(config, 300_000, (x) => x[0]! * x[1]!),
      0.8e-4,
      0.02,
    );
  });
});

describe('Merton jumps (O6)', () => {
  const [sigma, lambda, m, s, mu] = [0.6, 12, -0.05, 0.08, 0.1];
  const shocks = {
    kind: 'simulated',
    volatilityPerYear: Math.sqrt(sigma * sigma + lambda * (m * m + s * s)),
    driftPerYear: mu,
    driftOf: 'price',
    jumps: { own: { A: { perYear: lambda, meanLog: m, sdLog: s } } },
  };
  const day = buildPriceConfig({ assets: ['A'], steps: 4, stepSeconds: DAY / 4, shocks });

  test('resolves to the diffusion and the drift of the closed form', () => {
    const config = day.shocks as SimulatedShockConfig;
    expect(config.diffusionPerYear[0]).toBeCloseTo(sigma, 12);
    const kappa = -0.045721766;
    expect(config.logDriftPerYear[0]).toBeCloseTo(mu - 0.5 * sigma * sigma - lambda * kappa, 8);
    expect((config.logDriftPerYear[0]! + lambda * m) / 365).toBeCloseTo(-0.000359832, 9);
  });

  test('has the mean, variance, third and fourth moment of a day', () => {
    const [mean, variance, skew, excess] = [-0.000359832, 0.001278904, -0.77994, 4.525283];
    const sd = Math.sqrt(variance);
    const n = 400_000;
    const power = (k: number) => (x: Float64Array) => {
      let value = 1;
      for (let i = 0; i < k; i++) value *= (x[0]! - mean) / sd;
      return value;
    };
    const about = estimate(day, n, power(1));
    expect(Math.abs(about.mean) / about.se).toBeLessThan(4);
    expectWithin(estimate(day, n, power(2)), 1, 0.01);
    expectWithin(estimate(day, n, power(3)), skew, 0.1);
    expectWithin(estimate(day, n, power(4)), 3 + excess, 0.1);
  });

  test('grows the mean price at μ: E[S]/S₀ = 1.000274 after a day', () => {
    const found = estimate(day, 400_000, (x) => Math.exp(x[0]!));
    expect(Math.abs(found.mean - 1.000274) / found.se).toBeLessThan(4);
  });

  test('leaves 0.967658 of days without a jump', () => {
    // Diffusion off and jumps far from 0: a return near the drift is a day without a jump.
    const config = day.shocks as SimulatedShockConfig;
    const quiet = { ...config, diffusionPerYear: new Float64Array(1), logDriftPerYear: new Float64Array(1) };
    expectWithin(
      estimate({ ...day, shocks: quiet }, 100_000, (x) => (x[0] === 0 ? 1 : 0)),
      0.967658,
      0.01,
    );
  });
});

describe('common jumps (O6)', () => {
  const config = buildPriceConfig({
    assets: ['A', 'B'],
    steps: 2,
    stepSeconds: DAY / 2,
    shocks: {
      kind: 'simulated',
      // σ = (0.6, 0.8) of the diffusion: total variances 0.3966 and 0.7180
      volatilityPerYear: { A: Math.sqrt(0.3966), B: Math.sqrt(0.718) },
      correlation: equicorrelated(['A', 'B'], 0.7),
      jumps: { common: { perYear: 6, meanLog: { A: -0.06, B: -0.09 }, sdLog: { A: 0.05, B: 0.07 }, correlation: 0.9 } },
    },
  });

  test('leave a diffusion of 0.6 and 0.8', () => {
    const { diffusionPerYear } = config.shocks as SimulatedShockConfig;
    expect(diffusionPerYear[0]).toBeCloseTo(0.6, 12);
    expect(diffusionPerYear[1]).toBeCloseTo(0.8, 12);
  });

  test('have covariance rate 0.3873, variance rates 0.3966 and 0.7180, correlation 0.725787', () => {
    const n = 400_000;
    const covariance = estimate(config, n, (x) => x[0]! * x[1]! * 365);
    expectWithin(covariance, 0.3873, 0.02);
    expectWithin(
      estimate(config, n, (x) => x[0]! * x[0]! * 365),
      0.3966,
      0.02,
    );
    expectWithin(
      estimate(config, n, (x) => x[1]! * x[1]! * 365),
      0.718,
      0.02,
    );
    expect(0.3873 / Math.sqrt(0.3966 * 0.718)).toBeCloseTo(0.725787, 5);
  });

  test('with the log drift compensated, the mean log return is the requested one', () => {
    for (const asset of [0, 1]) {
      const found = estimate(config, 400_000, (x) => x[asset]!);
      expect(Math.abs(found.mean) / found.se).toBeLessThan(4);
    }
  });
});

describe('joint breach (O7)', () => {
  test('one-day falls of 5 % and 8 %: 0.052879, 0.024401, together 0.015843', () => {
    const config = buildPriceConfig({
      assets: ['A', 'B'],
      steps: 24,
      stepSeconds: 3600,
      shocks: {
        kind: 'simulated',
        volatilityPerYear: { A: 0.6, B: 0.8 },
        correlation: equicorrelated(['A', 'B'], 0.8),
        driftOf: 'price',
      },
    });
    const [a, b] = [Math.log(0.95), Math.log(0.92)];
    expectWithin(estimate(config, 120_000, first(a)), 0.052879, 0.03);
    expectWithin(estimate(config, 120_000, both(Number.POSITIVE_INFINITY, b)), 0.024401, 0.03);
    expectWithin(estimate(config, 120_000, both(a, b)), 0.015843, 0.03);
  });
});

describe('importance sampling (O16)', () => {
  const oneStep = (shocks: Partial<SimulatedShockConfig>): PriceConfig => ({
    seedKey: [16, 61],
    stepCount: 1,
    stepSeconds: 31_536_000,
    assetCount: 1,
    startPriceUsd: Float64Array.of(1),
    shocks: {
      kind: 'simulated',
      correlationRoot: Float64Array.of(1),
      diffusionPerYear: Float64Array.of(1),
      logDriftPerYear: Float64Array.of(0),
      mixing: null,
      commonJumps: null,
      ownJumps: null,
      tilt: null,
      sampling: null,
      ...shocks,
    },
  });

  test.each([
    [3, 0.001349898, 7.994402e-6],
    [4, 3.167124e-5, 5.528014e-9],
  ])('shifted by −%d finds P(Z < −c) = %d with second moment %d', (c, probability, second) => {
    const config = oneStep({ tilt: buildTilt(0, { shift: Float64Array.of(-c) }) });
    const hit = (x: Float64Array, w: number): number => (x[0]! < -c ? w : 0);
    expectWithin(estimate(config, 200_000, hit), probability, 0.01);
    expectWithin(
      estimate(config, 200_000, (x, w) => hit(x, w) * hit(x, w)),
      second,
      0.02,
    );
  });

  test('Poisson(2) drawn as Poisson(10) finds P(K ≥ 10) = 4.649808e-5 with second moment 1.209594e-8', () => {
    const config = oneStep({
      diffusionPerYear: Float64Array.of(0),
      commonJumps: { perYear: 2, meanLog: Float64Array.of(1), covarianceRoot: Float64Array.of(0) },
      tilt: buildTilt(0, { shift: Float64Array.of(0), commonJumpFactor: 5 }),
    });
    const hit = (x: Float64Array, w: number): number => (x[0]! > 9.5 ? w : 0);
    expectWithin(estimate(config, 200_000, hit), 4.649808e-5, 0.01);
    expectWithin(
      estimate(config, 200_000, (x, w) => hit(x, w) * hit(x, w)),
      1.209594e-8,
      0.03,
    );
  });

  describe('with mixing, jumps and several assets', () => {
    const assets = ['A', 'B', 'C'];
    const build = (tilt?: object): PriceConfig =>
      buildPriceConfig({
        assets,
        steps: 6,
        stepSeconds: 7200,
        seedKey: [tilt === undefined ? 5 : 6, 1],
        shocks: {
          kind: 'simulated',
          volatilityPerYear: { A: 0.6, B: 0.8, C: 1.2 },
          correlation: equicorrelated(assets, 0.7),
          mixing: { degreesOfFreedom: 4, holdSeconds: 21600 },
          jumps: {
            common: { perYear: 60, meanLog: -0.03, sdLog: 0.03, correlation: 0.8 },
            own: { B: { perYear: 40, sdLog: 0.02 } },
          },
          tilt,
        },
      });
    const plain = build();
    const tilted = build({ plainShare: 0.2, standardDeviations: -2, commonJumpFactor: 4 });

    test('weights average 1 and never exceed 1/ε', () => {
      const found = estimate(tilted, 200_000, (_, w) => w);
      expect(Math.abs(found.mean - 1) / found.se).toBeLessThan(4);
      estimate(tilted, 20_000, (_, w) => {
        expect(w).toBeLessThanOrEqual(5);
        return w;
      });
    });

    test.each<[string, (x: Float64Array) => number]>([
      ['a joint fall of 8 %', (x) => (Math.max(x[0]!, x[1]!, x[2]!) < -0.08 ? 1 : 0)],
      ['a mean return under −6 %', (x) => (x[0]! + x[1]! + x[2]! < -0.18 ? 1 : 0)],
      ['a mean return over 4 %', (x) => (x[0]! + x[1]! + x[2]! > 0.12 ? 1 : 0)],
      ['the mean loss', (x) => Math.max(0, -x[0]!)],
    ])('agrees with plain sampling on %s', (_name, statistic) => {
      const a = estimate(plain, 150_000, statistic);
      const b = estimate(tilted, 150_000, (x, w) => w * statistic(x));
      expect(a.mean).toBeGreaterThan(0);
      expect(Math.abs(a.mean - b.mean) / Math.hypot(a.se, b.se)).toBeLessThan(4);
    });

    test('cuts the standard error of the rare fall by a quarter or more', () => {
      const rare = (x: Float64Array): number => (Math.max(x[0]!, x[1]!, x[2]!) < -0.08 ? 1 : 0);
      const a = estimate(plain, 100_000, rare);
      const b = estimate(tilted, 100_000, (x, w) => w * rare(x));
      expect(b.se).toBeLessThan(0.75 * a.se);
    });
  });
});

describe('realised volatility', () => {
  test('is the requested one, mixing and both kinds of jumps included', () => {
    const assets = ['A', 'B'];
    const config = buildPriceConfig({
      assets,
      steps: 48,
      stepSeconds: 1800,
      shocks: {
        kind: 'simulated',
        volatilityPerYear: { A: 0.63, B: 1.1 },
        correlation: equicorrelated(assets, 0.8),
        mixing: { degreesOfFreedom: 5, holdSeconds: DAY },
        jumps: {
          common: { perYear: 90, meanLog: -0.015, sdLog: { A: 0.01, B: 0.02 }, correlation: 0.9 },
          own: { B: { perYear: 30, meanLog: 0.01, sdLog: 0.03 } },
        },
      },
    });
    const perDay = 365;
    expectWithin(
      estimate(config, 120_000, (x) => x[0]! * x[0]! * perDay),
      0.63 * 0.63,
      0.02,
    );
    expectWithin(
      estimate(config, 120_000, (x) => x[1]! * x[1]! * perDay),
      1.1 * 1.1,
      0.02,
    );
  });
});
