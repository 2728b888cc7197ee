// What: `margin.tiers.<asset>.maxLeverage` as an override. Bands are worked by hand.
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { problemsOf, SMALL, sentences, writeOne } from './small-scenario.ts';

/** BTC: 20 times to 1,000 USD, then 10 times, maintenance half and three fifths of it; ETH by default 10 times. */
const TIERED = SMALL.replace(
  '  tiers:\n',
  '  tiers:\n    BTC: [{ fromUsd: 0, initialRate: 0.05, maintenanceRate: 0.025 }, { fromUsd: 1000, initialRate: 0.1, maintenanceRate: 0.06 }]\n',
);
const set = (text: string) => loadScenario(writeOne('s.yaml', TIERED), { set: [text, 'accounts.breached=liquidate'] });

describe('maximum leverage', () => {
  it('sets the first band; higher bands ask at least as much; maintenance keeps its share', async () => {
    const { scenario } = await set('margin.tiers.BTC.maxLeverage=5');
    const [first, second] = scenario.margin.tiers['BTC'];
    expect(first).toEqual({ fromUsd: 0, initialRate: 0.2, maintenanceRate: 0.1 });
    expect(second).toMatchObject({ fromUsd: 1000, initialRate: 0.2 });
    expect(second.maintenanceRate).toBeCloseTo(0.12, 15);
  });

  it('raised lets the first band alone change', async () => {
    const [first, second] = (await set('margin.tiers.BTC.maxLeverage=50')).scenario.margin.tiers['BTC'];
    expect(first).toEqual({ fromUsd: 0, initialRate: 0.02, maintenanceRate: 0.01 });
    expect(second).toEqual({ fromUsd: 1000, initialRate: 0.1, maintenanceRate: 0.06 });
  });

  it('of an asset with the default bands gives it bands of its own, and leaves the default', async () => {
    const { tiers } = (await set('margin.tiers.ETH.maxLeverage=4')).scenario.margin;
    expect(tiers['ETH'][0]).toMatchObject({ initialRate: 0.25, maintenanceRate: 0.125 });
    expect(tiers['default'][0]).toMatchObject({ initialRate: 0.1, maintenanceRate: 0.05 });
  });

  it('of an asset that the scenario has not is refused, whatever the default says', async () => {
    const [text] = sentences(await problemsOf(set('margin.tiers.ETJ.maxLeverage=4')));
    expect(text).toContain('no margin tiers for ETJ to change (did you mean ETH?)');
  });

  it.each(['0.5', '1001', 'many'])('of %s is refused with its range', async (value) => {
    const [text] = sentences(await problemsOf(set(`margin.tiers.BTC.maxLeverage=${value}`)));
    expect(text).toContain('expected a maximum leverage from 1 to 1000');
  });
});
