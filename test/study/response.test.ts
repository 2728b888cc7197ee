// What: users' answer to a change of requirements. One account worked by hand: 10 BTC at 100 USD, 1,000 USD of cash, entry 90,
// initial rate 10 % (100 USD), maintenance 5 %.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldingKind, type KernelConfig } from '../../src/kernel/config.ts';
import { computeAccountState } from '../../src/results/account-state.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { respondToMargin } from '../../src/study/response.ts';
import { SMALL, writeOne } from '../scenario/small-scenario.ts';

const load = async (...set: string[]) => (await loadScenario(writeOne('s.yaml', SMALL), { set })).kernel;
const LEVERAGE_5 = 'margin.tiers.default.maxLeverage=5';

/** Perp of the first account, its cash in ledger form, its equity at the start. */
function firstAccount({ accounts, startPriceUsd }: Pick<KernelConfig, 'accounts' | 'startPriceUsd'>) {
  const quantity = accounts.quantityBase[0];
  return { quantity, equity: accounts.cashUsd[0] + quantity * startPriceUsd[0], entry: accounts.entryPriceUsd[0] };
}

describe('when the requirement doubles', () => {
  it('fixed collateral (elasticity 1) halves the position and moves no money', async () => {
    const base = await load();
    const { accounts, cost } = respondToMargin(base, (await load(LEVERAGE_5)).venues, 1)!;
    const found = firstAccount({ ...base, accounts });
    expect(found.quantity).toBeCloseTo(5, 12);
    expect(found.equity).toBeCloseTo(1100, 9); // 1,000 USD of cash and 10 × (100 − 90) of profit
    expect(found.entry).toBe(90);
    expect(cost).toMatchObject({ accounts: 2, requirementBeforeUsd: 200, curedUsd: 0 });
    expect(cost.requirementAfterUsd).toBeCloseTo(200, 9);
    expect(cost.paidInUsd + cost.withdrawnUsd).toBeCloseTo(0, 9);
  });

  it('fixed notional (elasticity 0) pays in what is asked more', async () => {
    const base = await load();
    const { accounts, cost } = respondToMargin(base, (await load(LEVERAGE_5)).venues, 0)!;
    const found = firstAccount({ ...base, accounts });
    expect(found).toMatchObject({ quantity: 10, entry: 90 });
    expect(found.equity).toBeCloseTo(1200, 9);
    expect(cost).toMatchObject({ notionalBeforeUsd: 2000, notionalAfterUsd: 2000, paidInUsd: 200 });
  });

  it('elasticity ½ does both: √½ of the position, and 141.42 − 100 USD paid in by each', async () => {
    const base = await load();
    const { accounts, cost } = respondToMargin(base, (await load(LEVERAGE_5)).venues, 0.5)!;
    expect(firstAccount({ ...base, accounts }).quantity).toBeCloseTo(10 * Math.SQRT1_2, 9);
    expect(cost.paidInUsd).toBeCloseTo(2 * (200 * Math.SQRT1_2 - 100), 9);
  });
});

describe('when the requirement halves', () => {
  it('fixed notional withdraws what is freed', async () => {
    const base = await load();
    const { accounts, cost } = respondToMargin(base, (await load('margin.tiers.default.maxLeverage=20')).venues, 0)!;
    expect(firstAccount({ ...base, accounts }).equity).toBeCloseTo(1050, 9);
    expect(cost.withdrawnUsd).toBeCloseTo(100, 9);
  });

  it('fixed collateral doubles the position; the entry price is averaged with the start price', async () => {
    const base = await load();
    const { accounts } = respondToMargin(base, (await load('margin.tiers.default.maxLeverage=20')).venues, 1)!;
    const found = firstAccount({ ...base, accounts });
    expect(found.quantity).toBeCloseTo(20, 9);
    expect(found.entry).toBeCloseTo(95, 9);
    expect(found.equity).toBeCloseTo(1100, 9);
  });
});

it('is of maintenance where only that changes', async () => {
  const base = await load();
  const { cost } = respondToMargin(base, (await load('margin.maintenanceScale=1.2')).venues, 0)!;
  expect(cost.requirementBeforeUsd).toBe(100);
  expect(cost.paidInUsd).toBeCloseTo(20, 9);
});

it('is none where no requirement changes', async () => {
  const base = await load();
  expect(respondToMargin(base, (await load('liquidation.slippageCap=0.2')).venues, 0.5)).toBeNull();
});

it('tops up an account that the new rules would breach at once, and says so', async () => {
  // A third account with 60 USD under 1,000 USD of notional: over maintenance (50 USD), under initial (100 USD).
  const thin = SMALL.replace(
    'margin:',
    `    - { account: thin, kind: cash, quantity: 60 }
    - { account: thin, kind: perp, asset: BTC, quantity: 10 }
    - { account: other, kind: cash, quantity: 5000 }
    - { account: other, kind: perp, asset: BTC, quantity: -10 }
margin:`,
  );
  const of = async (...set: string[]) => (await loadScenario(writeOne('s.yaml', thin), { set })).kernel;
  const base = await of();
  const tiers = 'margin.tiers.default=[{fromUsd: 0, initialRate: 0.11, maintenanceRate: 0.09}]';
  const rules = await of(tiers, 'accounts.breached=liquidate');
  const { cost } = respondToMargin(base, rules.venues, 0)!;
  // Initial asks 10 USD more, which it pays: 70 USD, under the new maintenance of 90 USD by 20.
  expect(cost.curedAccounts).toBe(1);
  expect(cost.curedUsd).toBeCloseTo(20, 6);
});

it('leaves every perp closed, keeps all money accounted for, and breaches nobody', async () => {
  const base = await load();
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 1, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (leverage, elasticity) => {
        const { venues } = await load(`margin.tiers.default.maxLeverage=${leverage}`, 'accounts.breached=liquidate');
        const answer = respondToMargin(base, venues, elasticity);
        if (answer === null) return;
        const { accounts, cost } = answer;
        const net = new Float64Array(base.assetCount);
        accounts.holdingAsset.forEach((asset, h) => {
          if (accounts.holdingKind[h] === HoldingKind.perp) net[asset] += accounts.quantityBase[h];
        });
        for (const [asset, sum] of net.entries()) expect(sum + accounts.residualMakerBase[asset]).toBeCloseTo(0, 9);
        const equity = (table: KernelConfig['accounts']) =>
          computeAccountState({ ...base, venues, accounts: table }).equityUsd.reduce((sum, usd) => sum + usd, 0);
        expect(equity(accounts) - equity(base.accounts)).toBeCloseTo(
          cost.paidInUsd - cost.withdrawnUsd + cost.curedUsd,
          6,
        );
        const state = computeAccountState({ ...base, venues, accounts });
        for (const [a, usd] of state.equityUsd.entries())
          expect(usd).toBeGreaterThanOrEqual(state.maintenanceMarginUsd[a]);
      },
    ),
    { numRuns: 40 },
  );
});
