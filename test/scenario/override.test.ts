// What: `--set path=value`. The list of paths is the one that sweeps and outside scripts rely on.
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { problemsOf, SMALL, sentences, writeFolder, writeOne } from './small-scenario.ts';

const set = (...overrides: string[]) => loadScenario(writeOne('s.yaml', SMALL), { set: overrides });
const failures = async (...overrides: string[]) => sentences(await problemsOf(set(...overrides)));

/** Groups of one kind only, so that the population needs no more lines than its rules. */
const POPULATION = `accounts:
  count: 60
  openInterestUsd: 1e6
  population:
    assetShares: { BTC: 2, ETH: 1 }
    groups:
      crowd:
        openInterestShare: 1
        accountShare: 1
        size: { sdLog: 1 }
        leverage: { logNormal: { weight: 1, median: 3, sdLog: 0.5 } }
        assetCount: [1]
        side: { longShare: 0.5 }
margin:`;
const GENERATED = SMALL.replace(/accounts:[\s\S]*?margin:/, POPULATION);

describe('the paths that every scenario has', () => {
  it.each([
    ['paths=7', 'paths', 7],
    ['seed=007', 'seed', '007'],
    ['horizon.steps=9', 'horizon.steps', 9],
    ['horizon.stepSeconds=60', 'horizon.stepSeconds', 60],
    ['assets.BTC.priceUsd=101', 'assets.BTC.priceUsd', 101],
    ['accounts.count=80', 'accounts.count', 80],
    ['accounts.openInterestUsd=2e6', 'accounts.openInterestUsd', 2e6],
    ['book.depthScale=0.5', 'book.depthScale', 0.5],
    ['margin.maintenanceScale=1.5', 'margin.maintenanceScale', 1.5],
    ['mark.impactPassThrough=0', 'mark.impactPassThrough', 0],
    ['waterfall.insuranceFundUsd=1e6', 'waterfall.insuranceFundUsd', 1e6],
    ['liquidation.latencySteps=2', 'liquidation.latencySteps', 2],
  ])('%s', async (override, path, value) => {
    const { scenario } = await loadScenario(writeOne('s.yaml', GENERATED), { set: [override] });
    const found = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], scenario);
    expect(found).toBe(value);
  });

  it('accounts.file replaces a population, with its count and open interest', async () => {
    const folder = writeFolder({ 'a.csv': 'account,kind,asset,quantity\na,cash,,5\n', 's.yaml': GENERATED });
    const { scenario, labels } = await loadScenario(`${folder}/s.yaml`, { set: [`accounts.file=${folder}/a.csv`] });
    expect(Object.keys(scenario.accounts).sort()).toEqual(['breached', 'file', 'residual']);
    expect(labels.accounts).toEqual(['a']);
  });

  it('accounts.count changes the granularity of a population, not its open interest', async () => {
    const interest = async (count: number) => {
      const { kernel } = await loadScenario(writeOne('s.yaml', GENERATED), { set: [`accounts.count=${count}`] });
      expect(kernel.accounts.accountCount).toBe(count);
      const { quantityBase, holdingAsset } = kernel.accounts;
      return quantityBase.reduce((sum, q, h) => sum + Math.max(0, q) * kernel.startPriceUsd[holdingAsset[h]], 0);
    };
    // Equal to the lot: 0.1 USD of BTC and 0.5 USD of ETH.
    expect(Math.abs((await interest(60)) - 1e6)).toBeLessThan(1);
    expect(Math.abs((await interest(240)) - 1e6)).toBeLessThan(1);
  });
});

describe('an override', () => {
  it('reaches list items by index, and maps that were not written', async () => {
    const { scenario } = await set(
      'margin.tiers.default[0].maintenanceRate=0.06',
      'shocks.tilt.plainShare=0.5',
      'record.worstPaths=0',
    );
    expect(scenario.margin.tiers['default'][0].maintenanceRate).toBe(0.06);
    expect(scenario.shocks).toMatchObject({ tilt: { plainShare: 0.5 } });
    expect(scenario.record.worstPaths).toBe(0);
  });

  it('takes any YAML value, and null takes a key away', async () => {
    const { scenario } = await set(
      'measure.confidence=[0.9, 0.99]',
      'shocks.mixing={degreesOfFreedom: 4}',
      'waterfall=null',
    );
    expect(scenario.measure.confidence).toEqual([0.9, 0.99]);
    expect(scenario.shocks).toMatchObject({ mixing: { degreesOfFreedom: 4, holdSeconds: 86400 } });
    expect(scenario.waterfall.insuranceFundUsd).toBe(0);
  });

  it('keeps the rest of a curve, unless it changes its shape', async () => {
    const { scenario } = await set('book.curves.BTC.halfSpread=0.001', 'book.curves.ETH.linear.usdPerBase=0.1');
    expect(scenario.book.curves['BTC']).toMatchObject({ halfSpread: 0.001, block: { usdPerLog: 1e6 } });
    expect(scenario.book.curves['ETH'].block).toBeUndefined();
  });

  it('of an unknown path names the nearest known key', async () => {
    expect((await failures('book.depthScal=2'))[0]).toMatch(
      /^book.depthScal: unknown key.*\(did you mean depthScale\?\)$/,
    );
    expect((await failures('pahts=2'))[0]).toMatch(/^pahts: unknown key.*\(did you mean paths\?\)$/);
    expect(await failures('assets.BTX.priceUsd=2')).toEqual([
      'assets.BTX.priceUsd: the scenario has no asset BTX; its assets are BTC, ETH (did you mean BTC?)',
    ]);
  });

  it('that is no path=value, or goes through a single value or past a list, is an error that quotes it', async () => {
    const problems = await problemsOf(
      set('paths', 'a..b=1', 'paths.x=1', 'margin.tiers.default.3.fromUsd=1', 'paths=[1'),
    );
    expect(sentences(problems)).toEqual([
      'paths: expected path=value, such as book.depthScale=2',
      'a..b: expected path=value, such as book.depthScale=2',
      'paths.x: paths is 100, not a map, so it has no x',
      'margin.tiers.default.3.fromUsd: expected an index from 0 to 0 after margin.tiers.default, received 3',
      expect.stringMatching(/^paths: the value is not readable as YAML/),
    ]);
    expect(problems[2].file).toBe('--set paths.x=1');
  });
});
