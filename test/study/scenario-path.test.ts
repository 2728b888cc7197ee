// What: fields of a scenario by the paths that studies name: found, expanded, or answered with what was meant.
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { findFields } from '../../src/study/scenario-path.ts';
import { SMALL, writeOne } from '../scenario/small-scenario.ts';

const { scenario } = await loadScenario(writeOne('s.yaml', SMALL));

describe('findFields', () => {
  it('finds what is written and what comes from a default', () => {
    expect(findFields(scenario, 'liquidation.slippageCap')).toEqual([
      { path: 'liquidation.slippageCap', value: 0.1, isWhole: false },
    ]);
    expect(findFields(scenario, 'book.depthScale')).toEqual([{ path: 'book.depthScale', value: 1, isWhole: false }]);
  });

  it('knows fields that take whole numbers', () => {
    expect(findFields(scenario, 'liquidation.latencySteps')).toMatchObject([{ isWhole: true }]);
  });

  it('expands a star over maps and lists, and leaves out branches without the field', () => {
    const found = findFields(scenario, 'book.curves.*.block.usdPerLog');
    expect(found).toEqual([
      { path: 'book.curves.BTC.block.usdPerLog', value: 1e6, isWhole: false },
      { path: 'book.curves.ETH.block.usdPerLog', value: 2e6, isWhole: false },
    ]);
    expect(findFields(scenario, 'margin.tiers.default.*.initialRate')).toMatchObject([{ value: 0.1 }]);
    expect(findFields(scenario, 'book.curves.*.power.exponent')).toHaveProperty('key');
  });

  it('accepts a field that is optional and left out', () => {
    expect(findFields(scenario, 'shocks.mixing.degreesOfFreedom')).toMatchObject([{ value: undefined }]);
  });

  it('accepts the maximum leverage of an asset, which is an override without a field', () => {
    expect(findFields(scenario, 'margin.tiers.default.maxLeverage')).toMatchObject([{ value: undefined }]);
  });

  it.each([
    ['book.depthScal', 'book.depthScale'],
    ['depthScale', 'book.depthScale'],
    ['waterfal.insuranceFundUsd', 'waterfall.insuranceFundUsd'],
    ['book.curves.BTX.block.usdPerLog', 'book.curves.BTC.block.usdPerLog'],
    ['margin.tiers.defalt.maxLeverage', 'margin.tiers.default.maxLeverage'],
  ])('takes %s for %s', (path, nearest) => {
    expect(findFields(scenario, path)).toMatchObject({ nearest });
  });
});
