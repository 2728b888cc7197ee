// What: the shocks block, from what a person writes to what the kernel trusts, and every mistake named with its path.
// Expected figures are worked by hand in the test that uses them.
import { describe, expect, test } from 'vitest';
import type { ReplayShockConfig, SimulatedShockConfig } from '../../src/kernel/config.ts';
import { type ReplayRows, type ResolvedShocks, resolveShocks } from '../../src/scenario/resolve-shocks.ts';
import { shocksSchema } from '../../src/scenario/schema/shocks.ts';
import { parseWith } from '../../src/scenario/zod-problems.ts';
import { equicorrelated } from '../support/shock-builder.ts';

const assets = ['BTC', 'ETH'];
const start = Float64Array.of(60_000, 3_000);
const horizon = { steps: 4, stepSeconds: 300 };
const base = {
  kind: 'simulated',
  volatilityPerYear: { BTC: 0.63, ETH: 0.81 },
  correlation: equicorrelated(assets, 0.8),
};

function resolve(block: unknown, rows?: ReplayRows): ResolvedShocks {
  return resolveShocks(shocksSchema.parse(block), assets, horizon, start, rows);
}
const simulated = (block: unknown): SimulatedShockConfig => {
  const { config, problems } = resolve(block);
  expect(problems).toEqual([]);
  return config as SimulatedShockConfig;
};

/** Problems of the schema as the user reads them. */
function schemaProblems(block: unknown): string[] {
  return parseWith(shocksSchema, block).problems.map(
    (p) => `${p.path.join('.')}: ${p.message}${p.hint ? ` (${p.hint})` : ''}`,
  );
}

describe('shocksSchema', () => {
  test('asks whether 63 meant 0.63', () => {
    expect(schemaProblems({ ...base, volatilityPerYear: { BTC: 63, ETH: 0.81 } })).toEqual([
      'volatilityPerYear.BTC: expected a volatility as a fraction per √year from 0 to 10, received 63 (did you mean 0.63 (63 percent)?)',
    ]);
  });

  test.each<[string, object, string]>([
    ['a jump of −2 for −2 %', { jumps: { common: { perYear: 60, meanLog: -2, sdLog: 0.02 } } }, 'jumps.common.meanLog'],
    [
      'a correlation of 90',
      { jumps: { common: { perYear: 60, meanLog: 0, sdLog: 0.02, correlation: 90 } } },
      'did you mean 0.9',
    ],
    ['two degrees of freedom', { mixing: { degreesOfFreedom: 2 } }, 'mixing.degreesOfFreedom'],
    ['an unknown key', { volatilty: 1 }, 'volatilty'],
    ['no plain share', { tilt: { plainShare: 0 } }, 'tilt.plainShare'],
    ['NaN', { driftPerYear: Number.NaN }, 'driftPerYear'],
    ['an infinite volatility', { volatilityPerYear: Number.POSITIVE_INFINITY }, 'volatilityPerYear'],
  ])('refuses %s', (_name, change, expected) => {
    expect(schemaProblems({ ...base, ...change }).join('\n')).toContain(expected);
  });

  test('wants prices or a file for a replay, not both', () => {
    const prices = { BTC: [1], ETH: [1] };
    expect(schemaProblems({ kind: 'replay' }).join()).toContain('exactly one of prices and file');
    expect(schemaProblems({ kind: 'replay', prices, file: 'x.csv' }).join()).toContain(
      'exactly one of prices and file',
    );
    expect(schemaProblems({ kind: 'replay', prices })).toEqual([]);
    expect(schemaProblems({ kind: 'replay', prices: { BTC: [-1] } }).join()).toContain('prices.BTC.0');
  });
});

describe('resolveShocks, simulated', () => {
  test('takes the volatility as that of the diffusion when nothing jumps', () => {
    const config = simulated(base);
    expect([...config.diffusionPerYear]).toEqual([0.63, 0.81]);
    expect([...config.logDriftPerYear]).toEqual([0, 0]);
    expect([...config.correlationRoot]).toEqual([1, 0, 0.8, Math.sqrt(1 - 0.8 * 0.8)]);
    expect(config).toMatchObject({ mixing: null, commonJumps: null, ownJumps: null, tilt: null });
  });

  test('gives the total volatility per √step as the calm one', () => {
    const { calmVolatilityPerStep } = resolve({
      ...base,
      jumps: { common: { perYear: 50, meanLog: -0.03, sdLog: 0.03 } },
    });
    expect(calmVolatilityPerStep[0]).toBeCloseTo(0.63 * Math.sqrt(300 / 31_536_000), 15);
  });

  test('compensates the log drift for jumps, so that the mean log return is the requested one', () => {
    const config = simulated({
      ...base,
      driftPerYear: { BTC: 0.1, ETH: 0 },
      jumps: {
        common: { perYear: 50, meanLog: -0.01, sdLog: 0.01 },
        own: { ETH: { perYear: 4, meanLog: 0.02, sdLog: 0.05 } },
      },
    });
    expect(config.logDriftPerYear[0]).toBeCloseTo(0.1 + 50 * 0.01, 14);
    expect(config.logDriftPerYear[1]).toBeCloseTo(50 * 0.01 - 4 * 0.02, 14);
    // variance left: 0.81² − 50·(0.01² + 0.01²) − 4·(0.02² + 0.05²)
    expect(config.diffusionPerYear[1]).toBeCloseTo(Math.sqrt(0.6561 - 0.01 - 0.0116), 14);
  });

  test('scales the covariance of common jumps, perfectly correlated ones included', () => {
    const jumps = { common: { perYear: 50, meanLog: -0.01, sdLog: { BTC: 0.01, ETH: 0.02 } } };
    expect([...simulated({ ...base, jumps }).commonJumps!.covarianceRoot]).toEqual([0.01, 0, 0.02, 0]);
  });

  test('names both variances when jumps take more than the total', () => {
    const jumps = { common: { perYear: 100, meanLog: -0.05, sdLog: 0.05 }, own: { BTC: { perYear: 10, sdLog: 0.1 } } };
    const [problem] = resolve({ ...base, jumps }).problems;
    // common 100·0.005 = 0.5, own 10·0.01 = 0.1, total 0.63² = 0.3969
    expect(problem!.path).toBe('shocks.volatilityPerYear.BTC');
    expect(problem!.message).toContain(
      'received 0.3969 a year (volatility 0.63) under 0.6000 (common jumps 0.5000, own jumps 0.1000)',
    );
    expect(problem!.hint).toContain('at least 0.7746');
  });

  test('takes the sub-matrix of a block that names more assets, in its own order', () => {
    const wide = {
      assets: ['SOL', 'ETH', 'BTC'],
      matrix: [
        [1, 0.5, 0.4],
        [0.5, 1, 0.75],
        [0.4, 0.75, 1],
      ],
    };
    expect(simulated({ ...base, correlation: wide }).correlationRoot[2]).toBe(0.75);
  });

  test('says the smallest eigenvalue of an impossible matrix and offers the repair', () => {
    const correlation = {
      assets: ['BTC', 'ETH', 'SOL'],
      matrix: [
        [1, 0.9, 0.7],
        [0.9, 1, -0.3],
        [0.7, -0.3, 1],
      ],
    };
    const block = { kind: 'simulated', volatilityPerYear: 0.8, correlation };
    const three = ['BTC', 'ETH', 'SOL'];
    const price = new Float64Array(3).fill(1);
    const bad = resolveShocks(shocksSchema.parse(block), three, horizon, price);
    expect(bad.problems).toEqual([
      {
        path: 'shocks.correlation.matrix',
        message: 'expected a positive semi-definite matrix, received one whose smallest eigenvalue is -0.2967',
        hint: 'shocks.correlation.repair: true takes the nearest correlation matrix',
      },
    ]);
    const repaired = { ...block, correlation: { ...correlation, repair: true } };
    const good = resolveShocks(shocksSchema.parse(repaired), three, horizon, price);
    expect(good.problems).toEqual([]);
    expect((good.config as SimulatedShockConfig).correlationRoot[3]).toBeCloseTo(0.722926, 5);
    expect(good.warnings[0]).toContain('0.3698 away');
  });

  test('accepts a singular matrix', () => {
    expect([...simulated({ ...base, correlation: equicorrelated(assets, 1) }).correlationRoot]).toEqual([1, 0, 1, 0]);
  });

  test.each<[string, object, string]>([
    ['a missing matrix', { correlation: undefined }, 'shocks.correlation'],
    ['a missing asset', { correlation: equicorrelated(['BTC', 'SOL'], 0.5) }, 'shocks.correlation.assets'],
    ['a missing row', { correlation: { assets, matrix: [[1, 0.5]] } }, 'shocks.correlation.matrix'],
    ['a ragged row', { correlation: { assets, matrix: [[1, 0.5], [1]] } }, 'shocks.correlation.matrix.1'],
    [
      'a diagonal of 0.9',
      {
        correlation: {
          assets,
          matrix: [
            [1, 0],
            [0, 0.9],
          ],
        },
      },
      'shocks.correlation.matrix.1.1',
    ],
    [
      'an asymmetric matrix',
      {
        correlation: {
          assets,
          matrix: [
            [1, 0.5],
            [0.4, 1],
          ],
        },
      },
      'shocks.correlation.matrix.1.0',
    ],
    ['a missing volatility', { volatilityPerYear: { BTC: 1 } }, 'shocks.volatilityPerYear.ETH'],
    [
      'own jumps of a name nothing knows',
      { jumps: { own: { BCT: { perYear: 1, sdLog: 0.01 } } } },
      'shocks.jumps.own.BCT',
    ],
    ['a price drift with mixing', { driftOf: 'price', mixing: { degreesOfFreedom: 4 } }, 'shocks.driftOf'],
  ])('reports %s at its path', (_name, change, path) => {
    expect(resolve({ ...base, ...change }).problems.map((p) => p.path)).toContain(path);
  });

  test('holds mixing for whole steps and says so when it must round', () => {
    const fits = resolve({ ...base, mixing: { degreesOfFreedom: 4, holdSeconds: 600 } });
    expect(fits.warnings).toEqual([]);
    expect((fits.config as SimulatedShockConfig).mixing).toEqual({
      degreesOfFreedom: 4,
      blockSteps: 2,
      maximumMultiplier: Infinity,
    });
    const rounds = resolve({ ...base, mixing: { degreesOfFreedom: 4, holdSeconds: 700 } });
    expect(rounds.warnings[0]).toContain('2 steps, 600 s');
  });

  test('tilts the equally weighted diffusion return by the requested standard deviations', () => {
    const config = simulated({ ...base, tilt: { standardDeviations: -2 } });
    const { shift } = config.tilt!.components[0]!;
    // Mean shift of Σᵢ σᵢ(L z)ᵢ over 4 steps, against its standard deviation √4·√(σᵀRσ).
    const [a, b] = [0.63 * shift[0]!, 0.81 * (0.8 * shift[0]! + 0.6 * shift[1]!)];
    const sd = Math.sqrt(0.63 * 0.63 + 0.81 * 0.81 + 2 * 0.8 * 0.63 * 0.81);
    expect((4 * (a + b)) / (2 * sd)).toBeCloseTo(-2, 12);
  });
});

describe('resolveShocks, replay', () => {
  const prices = { BTC: [60_001.1, 59_000, 58_000, 57_000.3], ETH: [2_999.9, 2_900, 2_800, 2_700] };

  test('passes inline prices through bit for bit', () => {
    const config = resolve({ kind: 'replay', prices }).config as ReplayShockConfig;
    expect([...config.priceUsd]).toEqual([60_001.1, 2_999.9, 59_000, 2_900, 58_000, 2_800, 57_000.3, 2_700]);
  });

  test('doubles every log return with scale 2', () => {
    const config = resolve({ kind: 'replay', prices, scale: 2 }).config as ReplayShockConfig;
    expect(config.priceUsd[7]).toBeCloseTo((2_700 * 2_700) / 3_000, 8);
  });

  test('rebases rows of a file to the start prices', () => {
    const rows = { pathCount: 1, priceUsd: new Float64Array(8).fill(90), basePriceUsd: Float64Array.of(100, 90) };
    const { config, problems } = resolve({ kind: 'replay', file: 'x.csv' }, rows);
    expect(problems).toEqual([]);
    expect((config as ReplayShockConfig).priceUsd.slice(0, 2)).toEqual(Float64Array.of(54_000, 3_000));
  });

  test('names an asset with too few prices', () => {
    const [problem] = resolve({ kind: 'replay', prices: { BTC: prices.BTC, ETH: [1] } }).problems;
    expect(problem).toMatchObject({ path: 'shocks.prices.ETH' });
    expect(problem!.message).toContain('expected 4 prices, one a step (horizon.steps), received 1');
  });

  test('reports a price that is not above 0', () => {
    const rows = { pathCount: 1, priceUsd: Float64Array.of(1, 1, 1, Number.NaN, 1, 1, 1, 1) };
    expect(resolve({ kind: 'replay', file: 'x.csv' }, rows).problems[0]!.message).toContain('NaN for ETH at step 2');
  });

  test('calls the root mean square return of the replay calm, 1 where nothing moves', () => {
    const flat = resolve({
      kind: 'replay',
      prices: { BTC: [60_000, 60_000, 60_000, 60_000], ETH: [3_300, 3_300, 3_300, 3_300] },
    });
    expect(flat.calmVolatilityPerStep[0]).toBe(1);
    expect(flat.calmVolatilityPerStep[1]).toBeCloseTo(Math.log(1.1) / 2, 12);
  });
});
