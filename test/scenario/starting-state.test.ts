// What: accounts under maintenance at the start and open interest whose sides differ. Worked by hand: a long of 10 at 100
// with 40 of equity needs 50 (5 % of 1000), so it is 10 short.
import { describe, expect, it } from 'vitest';
import { loadScenarioValue } from '../../src/scenario/load.ts';
import { computeStartExcess } from '../../src/scenario/starting-state.ts';
import { problemsOf, sentences } from './small-scenario.ts';

function scenario(accounts: object, rows: readonly (readonly [string, number, number])[]) {
  return {
    name: 'start',
    horizon: { steps: 1, stepSeconds: 60 },
    assets: { BTC: { priceUsd: 100 } },
    shocks: { kind: 'replay', prices: { BTC: [100] } },
    accounts: {
      ...accounts,
      list: rows.map(([account, quantity, isolated]) => ({ account, kind: 'perp', asset: 'BTC', quantity, isolated })),
    },
    margin: { tiers: { default: [{ fromUsd: 0, initialRate: 0.1, maintenanceRate: 0.05 }] } },
    book: { curves: { BTC: { block: { usdPerLog: 1e6 } } } },
  };
}
const BREACHED = [
  ['poor', 10, 40],
  ['rich', -10, 400],
  ['exact', 1, 5],
  ['other', -1, 50],
] as const;

describe('accounts under maintenance at the start', () => {
  it('are an error that counts them and names the first five', async () => {
    expect(sentences(await problemsOf(loadScenarioValue(scenario({}, BREACHED))))).toEqual([
      'accounts.breached: 1 of 4 accounts are under maintenance at the start: poor (10 USD short) ' +
        '(accounts.breached: liquidate, drop or cure says what to do with them)',
    ]);
    const many = Array.from({ length: 14 }, (_, i) => [`p${i}`, i % 2 === 0 ? 1 : -1, 1] as const);
    const [problem] = await problemsOf(loadScenarioValue(scenario({}, many)));
    expect(problem.message).toMatch(/^14 of 14 accounts .*p0 .*p4 \(4 USD short\), … 9 more$/);
  });

  it('stay as they are with liquidate, with a warning', async () => {
    const { kernel, warnings } = await loadScenarioValue(scenario({ breached: 'liquidate' }, BREACHED));
    expect(kernel.accounts.accountCount).toBe(4);
    expect(warnings).toEqual([
      '1 of 4 accounts are under maintenance at the start and are liquidated in the first step: poor (10 USD short).',
    ]);
  });

  it('are left out with drop, before the open interest is compared', async () => {
    const work = loadScenarioValue(scenario({ breached: 'drop' }, BREACHED));
    expect(sentences(await problemsOf(work))[0]).toMatch(
      /^accounts.residual: long and short open interest of BTC differ: short by 10 base units/,
    );
    const { kernel, labels } = await loadScenarioValue(scenario({ breached: 'drop', residual: 'maker' }, BREACHED));
    expect(labels.accounts).toEqual(['rich', 'exact', 'other']);
    expect([...kernel.accounts.quantityBase]).toEqual([-10, 1, -1]);
    expect([...kernel.accounts.bucketAccount]).toEqual([0, 1, 2]);
    expect([...kernel.accounts.residualMakerBase]).toEqual([10]);
  });

  it('are topped up to the requirement with cure, and the sum is told', async () => {
    const { kernel, warnings } = await loadScenarioValue(scenario({ breached: 'cure' }, BREACHED));
    expect(warnings).toEqual([
      '1 of 4 accounts were under maintenance at the start and are topped up to it with 10 USD in all: poor (10 USD short).',
    ]);
    const excess = computeStartExcess(kernel.accounts, kernel.venues, kernel.startPriceUsd);
    expect(excess[0]).toBeGreaterThanOrEqual(0);
    expect(excess[0]).toBeLessThan(1e-6);
  });

  it('does not touch an account at exactly its requirement', async () => {
    const { warnings } = await loadScenarioValue(scenario({}, BREACHED.slice(2)));
    expect(warnings).toEqual([]);
  });
});

describe('long and short open interest', () => {
  const UNEQUAL = [
    ['long', 10, 500],
    ['short', -4, 500],
  ] as const;

  it('that differ are an error that says by how much', async () => {
    expect(sentences(await problemsOf(loadScenarioValue(scenario({}, UNEQUAL))))).toEqual([
      'accounts.residual: long and short open interest of BTC differ: long by 6 base units (600 USD; long 10, short 4) ' +
        '(accounts.residual: maker closes it)',
    ]);
  });

  it('are closed by the residual maker, whose share above one half is a warning', async () => {
    const { kernel, warnings } = await loadScenarioValue(scenario({ residual: 'maker' }, UNEQUAL));
    expect([...kernel.accounts.residualMakerBase]).toEqual([-6]);
    expect(warnings).toEqual(['The residual maker holds 60 % of one side of the open interest of BTC.']);
    const even = [UNEQUAL[0], ['short', -8, 500]] as const;
    expect((await loadScenarioValue(scenario({ residual: 'maker' }, even))).warnings).toEqual([]);
  });

  it('may differ by rounding', async () => {
    const rows = [0.1, 0.2, -0.3].map((quantity, i) => [`a${i}`, quantity, 50] as const);
    expect((await loadScenarioValue(scenario({}, rows))).warnings).toEqual([]);
  });
});
