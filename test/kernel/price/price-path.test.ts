// What: the contract of price models for each kind, and what replay and mixing do exactly.
import { describe, expect, test } from 'vitest';
import type { SimulatedShockConfig } from '../../../src/kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../../src/kernel/price/price-path.ts';
import { describePriceModel, type PriceConfig } from '../../support/price-model-contract.ts';
import { buildPriceConfig, buildTilt, equicorrelated } from '../../support/shock-builder.ts';

const assets = ['BTC', 'ETH', 'SOL'];
const diffusion = {
  kind: 'simulated',
  volatilityPerYear: { BTC: 0.6, ETH: 0.8, SOL: 1.2 },
  correlation: equicorrelated(assets, 0.7),
};
const everything = {
  ...diffusion,
  mixing: { degreesOfFreedom: 3, holdSeconds: 1500 },
  jumps: {
    common: { perYear: 9000, meanLog: -0.002, sdLog: { BTC: 0.001, ETH: 0.002, SOL: 0.003 }, correlation: 0.9 },
    own: { SOL: { perYear: 20000, sdLog: 0.002 } },
  },
};
const horizon = { assets, steps: 23, stepSeconds: 300, startPriceUsd: [60000, 3000, 150] };
const plain = buildPriceConfig({ ...horizon, shocks: diffusion });
const full = buildPriceConfig({ ...horizon, shocks: everything });
const tilted = buildPriceConfig({
  ...horizon,
  shocks: { ...everything, tilt: { standardDeviations: -2, commonJumpFactor: 4 } },
});
const laws = buildPriceConfig({
  ...horizon,
  shocks: {
    ...everything,
    tilt: {
      components: [
        { standardDeviations: -2, mixingFactor: 10 },
        { commonJumpFactor: 4, ownJumpFactor: { SOL: 2 }, ownJumpShift: { SOL: 1 } },
      ],
    },
  },
});
const screened = buildPriceConfig({
  ...horizon,
  shocks: {
    ...everything,
    tilt: { standardDeviations: -2, screening: { candidates: 4, floor: 0.01, intercept: 2, fall: { SOL: 1 } } },
  },
});
const scrambled = buildPriceConfig({
  ...horizon,
  shocks: { ...everything, tilt: { standardDeviations: -2 }, sampling: { kind: 'sobol' } },
});
const rows = Float64Array.from({ length: 3 * 23 * 3 }, (_, k) => 0.1 + k / 3);
const replayed: PriceConfig = { ...plain, shocks: { kind: 'replay', pathCount: 3, priceUsd: rows } };
const wild: PriceConfig = {
  ...plain,
  shocks: { ...(plain.shocks as SimulatedShockConfig), diffusionPerYear: new Float64Array(3).fill(1e6) },
};

describePriceModel('Gaussian diffusion', plain);
describePriceModel('diffusion with mixing and jumps', full);
describePriceModel('tilted', tilted);
describePriceModel('tilted in several laws', laws);
describePriceModel('one of several candidates', screened);
describePriceModel('scrambled points under a tilt', scrambled);
describePriceModel('replay', replayed);
describePriceModel('a volatility no market has', wild);

function pathOf(config: PriceConfig, path: number): Float64Array {
  const price = new Float64Array(config.stepCount * config.assetCount);
  fillPricePath(createPriceModel(config), path, price);
  return price;
}

describe('fillPricePath', () => {
  test('replays given rows bit for bit, path p taking row p modulo the rows given', () => {
    const size = 23 * 3;
    for (const path of [0, 1, 2, 3, 7]) {
      expect(pathOf(replayed, path)).toEqual(rows.slice((path % 3) * size, ((path % 3) + 1) * size));
    }
  });

  test('holds one volatility for a block: without mixing the innovations of all blocks are the same up to a factor', () => {
    const mixed = {
      ...plain,
      shocks: {
        ...(plain.shocks as SimulatedShockConfig),
        mixing: { degreesOfFreedom: 3, blockSteps: 5, maximumMultiplier: Number.POSITIVE_INFINITY },
      },
    };
    const a = pathOf(plain, 8);
    const b = pathOf(mixed, 8);
    const logReturn = (p: Float64Array, step: number, i: number): number =>
      Math.log(p[step * 3 + i]! / (step === 0 ? plain.startPriceUsd[i]! : p[(step - 1) * 3 + i]!));
    const factors = new Set<string>();
    for (let step = 0; step < 23; step++) {
      for (let i = 0; i < 3; i++) {
        const factor = logReturn(b, step, i) / logReturn(a, step, i);
        factors.add(`${Math.floor(step / 5)} ${factor.toFixed(6)}`);
      }
    }
    expect(factors.size).toBe(5); // 23 steps in blocks of 5
  });

  test('gives one asset the same jumps whatever the jumps of another', () => {
    const base = full.shocks as SimulatedShockConfig;
    const quiet = { ...base, commonJumps: null, mixing: null };
    const own = (perYear: number[]) => ({
      ...full,
      shocks: {
        ...quiet,
        ownJumps: {
          perYear: Float64Array.from(perYear),
          meanLog: new Float64Array(3),
          sdLog: new Float64Array(3).fill(0.05),
        },
      },
    });
    const solOf = (p: Float64Array) => p.filter((_, k) => k % 3 === 2);
    for (let path = 0; path < 10; path++) {
      expect(solOf(pathOf(own([9e4, 5e4, 2e4]), path))).toEqual(solOf(pathOf(own([0, 1e3, 2e4]), path)));
    }
  });

  test('changes nothing about common jumps when an asset has other jumps of its own', () => {
    const without = { ...full, shocks: { ...(full.shocks as SimulatedShockConfig), ownJumps: null } };
    const btcOf = (p: Float64Array) => p.filter((_, k) => k % 3 === 0);
    expect(btcOf(pathOf(without, 4))).toEqual(btcOf(pathOf(full, 4)));
  });

  test('a tilt that draws every path plainly changes no price and weighs every path 1', () => {
    const base = full.shocks as SimulatedShockConfig;
    const tilt = buildTilt(1, { shift: Float64Array.of(-1, -1, 0), commonJumpFactor: 4 });
    const model = createPriceModel({ ...full, shocks: { ...base, tilt } });
    const price = new Float64Array(23 * 3);
    expect(fillPricePath(model, 6, price)).toBe(1);
    expect(price).toEqual(pathOf(full, 6));
  });
});
