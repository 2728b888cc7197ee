// What: requested against realised shocks. Expected: the requested figures, within 4 of the standard errors the fit prints;
// closed forms for Gaussian tails.
import { describe, expect, test } from 'vitest';
import { gaussianTailDependence } from '../../src/calibrate/gaussian-copula.ts';
import { formatShockFit } from '../../src/check/format-shock-fit.ts';
import { fitShocks } from '../../src/check/shock-fit.ts';
import type { KernelConfig, SimulatedShockConfig } from '../../src/kernel/config.ts';
import { buildPriceConfig, equicorrelated } from '../support/shock-builder.ts';

const assets = ['BTC', 'ETH', 'SOL'];
const gaussian = {
  kind: 'simulated',
  volatilityPerYear: { BTC: 0.63, ETH: 0.81, SOL: 1.25 },
  correlation: equicorrelated(assets, 0.7),
};
const full = {
  ...gaussian,
  mixing: { degreesOfFreedom: 5, holdSeconds: 86_400 },
  jumps: {
    common: { perYear: 100, meanLog: -0.015, sdLog: 0.01, correlation: 0.8 },
    own: { SOL: { perYear: 80, meanLog: 0.01, sdLog: 0.03 } },
  },
};
const build = (shocks: object): KernelConfig =>
  buildPriceConfig({ assets, steps: 48, stepSeconds: 1800, shocks }) as KernelConfig;

describe('fitShocks', () => {
  test.each<[string, object]>([
    ['Gaussian', gaussian],
    ['with mixing and jumps', full],
  ])('finds the requested volatility and correlation of shocks, %s', (_name, shocks) => {
    const fit = fitShocks(build(shocks), assets, { paths: 6000 })!;
    for (const [i, row] of fit.volatility.entries()) {
      expect(row.requestedPerYear).toBeCloseTo([0.63, 0.81, 1.25][i]!, 12);
      expect(Math.abs(row.realisedPerYear - row.requestedPerYear)).toBeLessThan(4 * row.standardError);
      expect(row.standardError).toBeLessThan(0.03 * row.requestedPerYear);
    }
    const { requestedMean, realisedMean, worstPair } = fit.correlation!;
    expect(Math.abs(worstPair.realised - worstPair.requested)).toBeLessThan(4 * worstPair.standardError);
    expect(Math.abs(realisedMean - requestedMean)).toBeLessThan(0.02);
    expect(fit.returnCount).toBe(6000 * 24);
  });

  test('sees a generator that halves its volatility', () => {
    const config = build(gaussian);
    const shocks = config.shocks as SimulatedShockConfig;
    const asked = fitShocks(config, assets, { paths: 500 })!.volatility[0]!;
    const halved = { ...config, shocks: { ...shocks, diffusionPerYear: shocks.diffusionPerYear.map((v) => v / 2) } };
    const got = fitShocks(halved, assets, { paths: 500 })!.volatility[0]!;
    expect(Math.abs(got.realisedPerYear - asked.requestedPerYear) / got.standardError).toBeGreaterThan(50);
  });

  test('finds the tail dependence of a Gaussian copula without mixing and jumps, and more below than above with them', () => {
    const targets = { returnSeconds: 3600, tailShare: 0.01, worstShares: [0.001], worstReturn: { BTC: [-0.05] } };
    const [, lower, upper] = fitShocks(build(gaussian), assets, { paths: 6000, targets })!.dependence;
    // 1,440 hours in the tail, three pairs: a standard error of about 0.01
    expect(Math.abs(lower!.realised - gaussianTailDependence(0.7, 0.01))).toBeLessThan(0.04);
    expect(Math.abs(upper!.realised - gaussianTailDependence(0.7, 0.01))).toBeLessThan(0.04);
    const crashes = {
      ...gaussian,
      jumps: {
        common: { perYear: 100, meanLog: { BTC: -0.02, ETH: -0.03, SOL: -0.045 }, sdLog: 0.015, correlation: 0.8 },
        own: Object.fromEntries(assets.map((asset) => [asset, { perYear: 100, meanLog: 0.015, sdLog: 0.015 }])),
      },
    };
    const skewed = fitShocks(build(crashes), assets, { paths: 6000, targets })!.dependence;
    expect(skewed[1]!.realised).toBeGreaterThan(skewed[2]!.realised + 0.05);
  });

  test('prints the limit of tail dependence of the mixing variable, towards which thinner tails tend', () => {
    // 2·t₅(−√(5·0.5/1.5)) for ν = 4 and ρ = 0.5: 0.253170 (Embrechts, McNeil and Straumann 2002).
    const mixing = { degreesOfFreedom: 4, holdSeconds: 3600 };
    const targets = { returnSeconds: 3600, tailShare: 0.001, worstShares: [], worstReturn: {} };
    const mixed = build({ ...gaussian, correlation: equicorrelated(assets, 0.5), mixing });
    const [correlation, lower, upper] = fitShocks(mixed, assets, { paths: 6000, targets })!.dependence;
    expect(correlation!.limit).toBeNull();
    for (const row of [lower!, upper!]) {
      expect(row.limit).toBeCloseTo(0.25317, 6);
      // 144 hours in the tail, three pairs: a standard error of about 0.03; the limit is met from above.
      expect(Math.abs(row.realised - row.limit!)).toBeLessThan(0.12);
      expect(row.realised).toBeGreaterThan(row.gaussian! + 0.09);
    }
    expect(fitShocks(build(gaussian), assets, { paths: 50 })!.dependence[1]!.limit).toBeNull();
  });

  test('leaves importance sampling out, and has nothing to say of replayed prices', () => {
    const config = build(full);
    const tilted = build({ ...full, tilt: { standardDeviations: -3, commonJumpFactor: 5 } });
    expect(fitShocks(tilted, assets, { paths: 50 })).toEqual(fitShocks(config, assets, { paths: 50 }));
    const replay = {
      ...config,
      shocks: { kind: 'replay' as const, pathCount: 1, priceUsd: new Float64Array(144).fill(1) },
    };
    expect(fitShocks(replay, assets, { paths: 50 })).toBeNull();
  });

  test('uses the whole path when it is shorter than the returns asked for', () => {
    const short = buildPriceConfig({ assets, steps: 3, stepSeconds: 300, shocks: gaussian }) as KernelConfig;
    const fit = fitShocks(short, assets, { paths: 100 })!;
    expect(fit.returnSeconds).toBe(900);
    expect(fit.returnCount).toBe(100);
  });
});

describe('formatShockFit', () => {
  test('prints requested beside realised, targets beside what came out, and a dash for what is unknown', () => {
    const targets = {
      returnSeconds: 3600,
      tailShare: 0.01,
      lowerTailDependence: 0.5,
      worstShares: [0.001, 0.0001],
      worstReturn: { BTC: [-0.043, -0.089] },
    };
    const text = formatShockFit(fitShocks(build(full), assets, { paths: 1000, targets })!);
    expect(text).toMatch(/^Shocks alone: 1000 paths, 24000 hourly returns an asset\n/);
    expect(text).toMatch(/BTC +63\.0 % +6\d\.\d %/);
    expect(text).toMatch(/lower tail dependence at 1 % +0\.500 +0\.\d{3} +0\.\d{3} +0\.\d{3}/);
    expect(text).toMatch(/upper tail dependence at 1 % +– +0\.\d{3}/);
    expect(text).toMatch(/BTC, worst 0\.1 % +-4\.30 % +-\d\.\d\d %/);
    // 2.4 returns in the worst 0.01 % of 24,000: not a figure
    expect(text).toMatch(/BTC, worst 0\.01 % +-8\.90 % +–/);
  });
});
