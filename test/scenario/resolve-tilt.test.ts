// What: the `shocks.tilt` block in several laws, and every mistake in it named with its path.
import { describe, expect, test } from 'vitest';
import type { SimulatedShockConfig } from '../../src/kernel/config.ts';
import { resolveShocks } from '../../src/scenario/resolve-shocks.ts';
import { checkCandidates } from '../../src/scenario/resolve-tilt.ts';
import { shocksSchema } from '../../src/scenario/schema/shocks.ts';
import type { Scenario } from '../../src/scenario/schema.ts';
import { equicorrelated } from '../support/shock-builder.ts';

const assets = ['BTC', 'ETH'];
const base = {
  kind: 'simulated',
  volatilityPerYear: { BTC: 0.63, ETH: 0.81 },
  correlation: equicorrelated(assets, 0.8),
  mixing: { degreesOfFreedom: 3.5, holdSeconds: 1200, maximumMultiplier: 4 },
  jumps: { own: { ETH: { perYear: 50, sdLog: 0.02 } } },
};

function resolve(tilt: unknown, change: object = {}) {
  const block = shocksSchema.parse({ ...base, ...change, tilt });
  const found = resolveShocks(block, assets, { steps: 4, stepSeconds: 300 }, Float64Array.of(60_000, 3_000));
  return { ...found, tilt: (found.config as SimulatedShockConfig).tilt! };
}

describe('resolveTilt', () => {
  test('takes the keys of the block itself as one law, what is left out being the plain law', () => {
    const { tilt, problems, warnings } = resolve({ commonJumpFactor: 3, mixingFactor: 5 });
    expect(problems).toEqual([]);
    expect(warnings).toEqual(['shocks.tilt.commonJumpFactor does nothing without shocks.jumps.common']);
    expect(tilt.plainShare).toBe(0.2);
    expect(tilt.components).toMatchObject([{ share: 1, commonJumpFactor: 3, mixingFactor: 5 }]);
    expect(tilt.components[0]!.ownJumpFactor).toEqual(Float64Array.of(1, 1));
    expect(tilt.components[0]!.ownSizeShift).toEqual(Float64Array.of(0, 0));
  });

  test('divides the shares of several laws by their sum, and leaves assets that are not named plain', () => {
    const { tilt, problems } = resolve({
      components: [
        { share: 0.6, mixingFactor: 5 },
        { share: 0.2, ownJumpFactor: { ETH: 4 }, ownJumpShift: { ETH: 1.5 } },
      ],
    });
    expect(problems).toEqual([]);
    expect(tilt.components[0]!.share).toBeCloseTo(0.75, 15);
    expect(tilt.components[1]!.share).toBeCloseTo(0.25, 15);
    expect(tilt.components[1]!.ownJumpFactor).toEqual(Float64Array.of(1, 4));
    expect(tilt.components[1]!.ownSizeShift).toEqual(Float64Array.of(0, 1.5));
  });

  test('names a law beside components, an unknown asset and a factor that the bound leaves nothing of', () => {
    const { problems } = resolve({
      mixingFactor: 2,
      components: [{ ownJumpShift: { EHT: 1 } }, { mixingFactor: 1000 }],
    });
    expect(problems.map(({ path }) => path)).toEqual([
      'shocks.tilt.mixingFactor',
      'shocks.tilt.components.0.ownJumpShift.EHT',
      'shocks.tilt.components.1.mixingFactor',
    ]);
    expect(problems[1]!.hint).toContain('ETH');
    expect(problems[2]!.message).toContain('maximumMultiplier 4');
  });

  test('warns of factors that nothing answers to', () => {
    const { warnings } = resolve({ mixingFactor: 5, ownJumpFactor: 2 }, { mixing: undefined, jumps: undefined });
    expect(warnings).toEqual([
      'shocks.tilt.mixingFactor does nothing without shocks.mixing',
      'shocks.tilt.ownJumpFactor and ownJumpShift do nothing without shocks.jumps.own',
    ]);
  });

  test('orders the coefficients of a screening by extreme, then by asset, 0 for assets that are not named', () => {
    const screening = { floor: 0.01, intercept: -2, fall: { ETH: 1 }, hourRise: { BTC: 3, ETH: 4 } };
    const { tilt, problems } = resolve({ screening: { ...screening, rise: { BTC: 2 } } });
    expect(problems).toEqual([]);
    expect(tilt.screening).toMatchObject({ candidates: 16, floor: 0.01, intercept: -2 });
    expect([...tilt.screening!.coefficient]).toEqual([0, 1, 2, 0, ...Array<number>(10).fill(0), 3, 4]);
  });

  test('names an asset that a screening does not know, and refuses one of scrambled points', () => {
    const screening = { floor: 0.01, intercept: 0, fall: { EHT: 1 } };
    const { problems } = resolve({ screening }, { sampling: { kind: 'sobol', replicates: 16 } });
    expect(problems.map(({ path }) => path)).toEqual(['shocks.tilt.screening', 'shocks.tilt.screening.fall.EHT']);
    expect(problems[1]!.hint).toContain('ETH');
  });

  test('bounds the number of paths by that of the candidates', () => {
    const screening = { candidates: 1024, floor: 0.01, intercept: 0 };
    const block = shocksSchema.parse({ ...base, tilt: { screening } });
    const check = (paths: number) => checkCandidates({ shocks: block, paths } as Scenario);
    // 2³² / 1024 = 4,194,304
    expect(check(4_194_304)).toEqual([]);
    expect(check(4_194_305)[0]!.message).toContain('at most 4194304 with 1024 candidates');
  });
});
