// What: fields of a scenario by the paths that studies name: found, expanded, or answered with what was meant.
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { expandSet, findFields } from '../../src/study/field-path.ts';
import { SMALL, writeOne } from '../scenario/small-scenario.ts';

const { scenario } = await loadScenario(writeOne('s.yaml', SMALL));

describe('findFields', () => {
  it('finds what is written and what comes from a default', () => {
    expect(findFields(scenario, 'liquidation.slippageCap')).toEqual([
      { path: 'liquidation.slippageCap', value: 0.1, isNumber: true, isWhole: false },
    ]);
    expect(findFields(scenario, 'book.depthScale')).toEqual([
      { path: 'book.depthScale', value: 1, isNumber: true, isWhole: false },
    ]);
  });

  it('knows fields that take whole numbers', () => {
    expect(findFields(scenario, 'liquidation.latencySteps')).toMatchObject([{ isWhole: true }]);
  });

  it('expands a star over maps and lists, and leaves out branches without the field', () => {
    const found = findFields(scenario, 'book.curves.*.block.usdPerLog');
    expect(found).toEqual([
      { path: 'book.curves.BTC.block.usdPerLog', value: 1e6, isNumber: true, isWhole: false },
      { path: 'book.curves.ETH.block.usdPerLog', value: 2e6, isNumber: true, isWhole: false },
    ]);
    expect(findFields(scenario, 'margin.tiers.default.*.initialRate')).toMatchObject([{ value: 0.1 }]);
    expect(findFields(scenario, 'book.curves.*.power.exponent')).toMatchObject({
      message: 'no entry of book.curves has power.exponent',
    });
  });

  it('accepts a field that is optional and left out', () => {
    expect(findFields(scenario, 'shocks.mixing.degreesOfFreedom')).toMatchObject([{ value: undefined }]);
  });

  it('knows which fields may hold a number, and takes list indexes in brackets', () => {
    // `never` where a number may stand; a word; a map of numbers.
    expect(findFields(scenario, 'book.recoveryHalfLifeSeconds')).toMatchObject([{ isNumber: true }]);
    expect(findFields(scenario, 'mark.kind')).toMatchObject([{ isNumber: false }]);
    expect(findFields(scenario, 'shocks.volatilityPerYear')).toMatchObject([{ isNumber: false }]);
    expect(findFields(scenario, 'margin.tiers.default[0].initialRate')).toMatchObject([
      { path: 'margin.tiers.default.0.initialRate', value: 0.1, isNumber: true },
    ]);
  });

  it('takes the maximum leverage of an asset, an override without a field, for the inverse of its first initial rate', () => {
    // 1 / 0.1; BTC has no tiers of its own, so those of `default` hold.
    for (const asset of ['default', 'BTC'])
      expect(findFields(scenario, `margin.tiers.${asset}.maxLeverage`)).toMatchObject([{ value: 10, isNumber: true }]);
    expect(findFields(scenario, 'margin.tiers.*.maxLeverage')).toMatchObject(
      ['default', 'BTC', 'ETH'].map((asset) => ({ path: `margin.tiers.${asset}.maxLeverage`, value: 10 })),
    );
  });

  it.each([
    ['margin.tiers.default.3.initialRate', 'expected an index from 0 to 0 after margin.tiers.default, received 3'],
    ['book.depthScale.BTC', 'book.depthScale is 1, not a map, so it has no BTC'],
    ['book.depthScale.*', 'book.depthScale is 1, not a map, so it has no *'],
    ['assets.SOL.priceUsd', 'assets has no SOL; it has BTC, ETH'],
  ])('says of %s what is there instead', (path, message) => {
    expect(findFields(scenario, path)).toMatchObject({ message });
  });

  it.each([
    ['book.depthScal', 'book.depthScale'],
    ['depthScale', 'book.depthScale'],
    ['waterfal.insuranceFundUsd', 'waterfall.insuranceFundUsd'],
    ['book.curves.BTX.block.usdPerLog', 'book.curves.BTC.block.usdPerLog'],
    ['margin.tiers.defalt.maxLeverage', 'margin.tiers.default.maxLeverage'],
    ['book.curves.*.blok.usdPerLog', 'book.curves.*.block.usdPerLog'],
  ])('takes %s for %s', (path, nearest) => {
    expect(findFields(scenario, path)).toMatchObject({ hint: `did you mean ${nearest}?` });
  });
});

describe('expandSet', () => {
  it('writes every star out and leaves other paths as they are', () => {
    expect(
      expandSet(scenario, { 'book.curves.*.block.usdPerLog': 5, 'margin.tiers.default[0].initialRate': 0.2 }),
    ).toEqual({
      'book.curves.BTC.block.usdPerLog': 5,
      'book.curves.ETH.block.usdPerLog': 5,
      'margin.tiers.default[0].initialRate': 0.2,
    });
  });
});
