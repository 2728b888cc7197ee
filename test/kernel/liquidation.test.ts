// What: one rule of the liquidation engine a test, through whole paths where possible. Expected numbers are worked by
// hand from the rules of MODEL.md unless a line names its source.

import { describe, expect, test } from 'vitest';
import type { KernelConfig, LiquidationConfig } from '../../src/kernel/config.ts';
import { deleverageScore } from '../../src/kernel/liquidation/deleverage-queue.ts';
import { sliceBase } from '../../src/kernel/liquidation/slice.ts';
import { createBucketValue } from '../../src/kernel/margin/requirement.ts';
import { createSimulator, tracePath } from '../../src/kernel/simulate.ts';
import {
  accountTable,
  flatTable,
  kernelConfig,
  ledgerVenue,
  plainBook,
  replay,
  type TestBucket,
} from '../support/kernel-config.ts';

/** One asset at 100 that falls to the given prices, linear book k = 0.01 unless said otherwise. */
function oneAsset(
  prices: number[],
  buckets: TestBucket[],
  venue: Parameters<typeof ledgerVenue>[1] = {},
  overrides: Partial<KernelConfig> = {},
) {
  const accounts = accountTable(buckets, 1);
  const open = accounts.quantityBase.reduce((sum, q, h) => (accounts.holdingKind[h] === 0 ? sum + q : sum), 0);
  const config = kernelConfig({
    startPriceUsd: Float64Array.of(100),
    stepCount: prices.length,
    shocks: replay(prices.map((price) => [price])),
    books: [plainBook({ kind: 'linearPrice', usdPerBase: 0.01 })],
    accounts: { ...accounts, residualMakerBase: Float64Array.of(-open) },
    venues: [ledgerVenue(1, venue)],
    ...overrides,
  });
  return tracePath(createSimulator(config), 0);
}

const long = (account: number, cashUsd: number, base = 100): TestBucket => ({
  account,
  cashUsd,
  perps: [[0, base, 100]],
});

describe('breach', () => {
  test('leaves an account at exactly maintenance margin open', () => {
    // At 96: equity 880 − 400 = 480 = 5 % of 9600.
    expect(oneAsset([96], [long(0, 880)]).totals.liquidations).toBe(0);
    expect(oneAsset([96], [long(0, 879.99)]).totals.liquidations).toBe(1);
  });
  test('a zero shock liquidates nobody and changes nothing', () => {
    const { totals, midPriceUsd } = oneAsset([100, 100], [long(0, 880)]);
    expect([totals.liquidations, totals.shortfallUsd, totals.conservationErrorUsd, midPriceUsd[1]]).toEqual([
      0, 0, 0, 100,
    ]);
  });
});

describe('insurance fund', () => {
  test('pays the fill below the bankruptcy price in full while it can', () => {
    // Long 100 with 500 of collateral: bankrupt at 95; price 90, linear book: average 89.5, deficit 550.
    const { totals } = oneAsset([90], [long(0, 500)], { waterfall: { insuranceFundUsd: 1000 } });
    expect(totals.fundPaidUsd).toBeCloseTo(550, 9);
    expect(totals.fundEndUsd).toBeCloseTo(450, 9);
    expect([totals.fundDepleted, totals.badDebtUsd, totals.adlCostUsd]).toEqual([0, 0, 0]);
  });
  test('cuts the fill to what exhausts it and deleverages the rest at the bankruptcy price', () => {
    // n (95 − (90 − 0.005 n)) = 200: n = 38.516…; the rest, 61.483…, closes at 95 against the residual maker.
    const { totals, events } = oneAsset([90], [long(0, 500)], { waterfall: { insuranceFundUsd: 200 } });
    const n = (-5 + Math.sqrt(25 + 4 * 0.005 * 200)) / (2 * 0.005);
    expect(events.column.sizeBase[0]).toBeCloseTo(n, 9);
    expect(totals.fundPaidUsd).toBeCloseTo(200, 9);
    expect(totals.fundEndUsd).toBeCloseTo(0, 9);
    expect(totals.adlNotionalUsd).toBeCloseTo((100 - n) * 95, 6);
    expect(totals.adlCostUsd).toBeCloseTo((100 - n) * (95 - (90 - 0.01 * n)), 6);
    expect(totals.fundDepleted).toBe(1);
  });
  test('without deleveraging the unpaid part is bad debt', () => {
    const { totals, events } = oneAsset([90], [long(0, 500)], {
      waterfall: { insuranceFundUsd: 200, beyondFund: 'none' },
    });
    expect(totals.fundPaidUsd).toBeCloseTo(200, 9);
    expect(totals.badDebtUsd).toBeCloseTo(350, 9);
    expect([...events.column.badDebtUsd]).toEqual([totals.badDebtUsd]);
  });
  test('takes the fee, at most the surplus over bankruptcy', () => {
    const { totals } = oneAsset([94.9], [long(0, 600)], { liquidation: { feeRate: 0.01 } });
    // Bankrupt at 94, filled at 94.4 on average: a surplus of 40, below 1 % of 9440.
    expect(totals.feesUsd).toBeCloseTo(40, 9);
    expect(totals.fundEndUsd).toBeCloseTo(40, 9);
  });
});

describe('isolated position', () => {
  test('never passes its deficit to the rest of the account', () => {
    const trace = oneAsset(
      [90],
      [
        { account: 0, cashUsd: 10_000 },
        { account: 0, cashUsd: 500, perps: [[0, 100, 100]] },
      ],
      { waterfall: { insuranceFundUsd: 1000 } },
    );
    expect(trace.endCashUsd[0]).toBe(10_000);
    expect(trace.endCashUsd[1]).toBeCloseTo(0, 9);
    expect(trace.totals.fundPaidUsd).toBeCloseTo(550, 9);
    expect(trace.totals.liquidatedAccounts).toBe(1);
  });
});

describe('auto-deleveraging', () => {
  // O9: shorts (size, entry, equity) at mark 90; S4 is a loser. Scores worked by hand from the venues' formulas.
  test.each([
    ['S1', 10, 100, 150, 0.6, 6.666667],
    ['S2', 4, 120, 300, 0.3, 1.6],
    ['S3', 50, 92, 500, 0.195652, 9.2],
    ['S4', 20, 88, 250, -0.003157, 7.04],
    ['S5', 8, 105, 2000, 0.051429, 0.42],
  ])('%s scores as the BitMEX and Hyperliquid indices say', (_, size, entry, equity, bitmex, hyperliquid) => {
    expect(deleverageScore('bitmex', -size, entry, 90, equity)).toBeCloseTo(bitmex, 6);
    expect(deleverageScore('hyperliquid', -size, entry, 90, equity)).toBeCloseTo(hyperliquid, 6);
  });

  /** Shorts in the order S1, S2, S4, S5, S3 against a bankrupt long that the book (empty) does not take. */
  const shorts = (ranking: 'hyperliquid' | 'bitmex' | 'proRata', base: number) => {
    const seller = (account: number, size: number, entry: number, equity: number): TestBucket => ({
      account,
      cashUsd: equity - size * (entry - 90),
      perps: [[0, -size, entry]],
    });
    return oneAsset(
      [90],
      [
        { account: 0, cashUsd: 5 * base, perps: [[0, base, 100]] },
        seller(1, 10, 100, 150),
        seller(2, 4, 120, 300),
        seller(3, 50, 92, 500),
        seller(4, 20, 88, 250),
        seller(5, 8, 105, 2000),
      ],
      { waterfall: { adl: { ranking, closeAt: 'bankruptcy' } } },
    );
  };
  test('takes winners in the order of the Hyperliquid index: S3, S1, S2, S5, never the loser', () => {
    const trace = shorts('hyperliquid', 72);
    expect([...trace.endQuantityBase]).toEqual([0, 0, 0, 0, -20, 0]);
    expect([...trace.events.column.account.filter((_, i) => trace.events.column.kind[i] === 3)]).toEqual([3, 1, 2, 5]);
  });
  test('takes only what is needed from the last one and never flips a position', () => {
    const trace = shorts('hyperliquid', 55);
    expect([...trace.endQuantityBase]).toEqual([0, -5, -4, 0, -20, -8]);
  });
  test('by the BitMEX index the order is S1, S2, S3', () => {
    expect([...shorts('bitmex', 12).endQuantityBase]).toEqual([0, 0, -2, -50, -20, -8]);
  });
  test('pro rata shares the size by profit: 100 : 120 : 100 : 120', () => {
    // Profits at 90: S1 100, S2 120, S3 100, S5 120 of 440 in all; 4.4 base units are 1, 1.2, 1 and 1.2.
    const end = shorts('proRata', 4.4).endQuantityBase;
    [0, -9, -2.8, -49, -20, -6.8].forEach((base, i) => {
      expect(end[i]).toBeCloseTo(base, 9);
    });
  });
  test('closes 20 against accounts 2 and 5, 10 each, as in the documented BitMEX table', () => {
    // bitmex.com/app/autoDeleveragingExamples: longs of 10, 10, 20, 30, 20, 10 with ranks 3, 6, 1, 4, 5, 2 (6 first); a
    // short of 20 bankrupt at 650. Equities are chosen so that the index gives those ranks.
    const sizes = [10, 10, 20, 30, 20, 10];
    const ranks = [3, 6, 1, 4, 5, 2];
    const winners = sizes.map((size, i): TestBucket => {
      const equity = (size * 650) / ranks[i];
      return { account: i + 1, cashUsd: equity - size * 50, perps: [[0, size, 600]] };
    });
    const trace = oneAsset(
      [650],
      [{ account: 0, cashUsd: 1000, perps: [[0, -20, 600]] }, ...winners],
      { maintenance: flatTable(1, 0.001) },
      { startPriceUsd: Float64Array.of(600) },
    );
    expect([...trace.endQuantityBase]).toEqual([0, 10, 0, 20, 30, 10, 10]);
    expect([...trace.events.column.averageFillUsd].slice(-1)).toEqual([650]);
  });
  test('at the mark, the deficit that is left is settled by the waterfall', () => {
    const { totals } = oneAsset([90], [long(0, 500)], {
      waterfall: { adl: { ranking: 'hyperliquid', closeAt: 'mark' } },
    });
    expect(totals.adlCostUsd).toBeCloseTo(0, 9);
    expect(totals.badDebtUsd).toBeCloseTo(500, 9);
  });
});

describe('socialised loss', () => {
  test('is shared pro rata to the profits of the period (Crypto.com rule page example)', () => {
    // Profits 50, 45, 30, 30, 15 and 1 thousand; deficit 10 000: the page lists what each pays.
    const profits = [50_000, 45_000, 30_000, 30_000, 15_000, 1000];
    const total = profits.reduce((sum, profit) => sum + profit, 0);
    const fall = 50;
    const base = total / fall;
    // The bankrupt long holds the other side: at 50 the linear book with k = 0 would fill at 50; deficit 10 000.
    const buckets: TestBucket[] = [
      { account: 0, cashUsd: total - 10_000, perps: [[0, base, 100]] },
      ...profits.map((profit, i) => ({ account: i + 1, cashUsd: 1e6, perps: [[0, -profit / fall, 100]] as const })),
    ];
    const trace = oneAsset(
      [50],
      buckets,
      {
        waterfall: { beyondFund: 'socialised' },
        liquidation: { feeRate: 0, slippageCap: 0.5 },
      },
      { books: [plainBook({ kind: 'linearPrice', usdPerBase: 1e-12 })] },
    );
    const shares = [2923.98, 2631.58, 1754.39, 1754.39, 877.19, 58.48];
    shares.forEach((share, i) => {
      const cashBefore = 1e6 + (profits[i] / fall) * 100;
      expect(cashBefore - trace.endCashUsd[i + 1]).toBeCloseTo(share, 2);
    });
    expect(trace.totals.socialisedUsd).toBeCloseTo(10_000, 4);
    expect(trace.totals.badDebtUsd).toBe(0);
  });
});

describe('collateral and debt', () => {
  const deep = { books: [plainBook({ kind: 'linearPrice', usdPerBase: 1e-12 })] };
  const haircut = flatTable(1, 0.17);

  test('a borrower is breached when collateral after haircut is below debt, and repays all with a full slice', () => {
    // 10 units, 830 of weighted collateral at 100 against 750 owed; at 90 weighted 747.
    const borrower: TestBucket = { account: 0, collateral: [[0, 10]], debtUsd: 750 };
    expect(oneAsset([91], [borrower], { haircut }, deep).totals.liquidations).toBe(0);
    const trace = oneAsset([90], [borrower], { haircut, liquidation: { feeRate: 0 } }, deep);
    expect(trace.totals.liquidations).toBe(1);
    expect(trace.endQuantityBase[0]).toBeCloseTo(10 - 750 / 90, 9);
    expect(trace.endCashUsd[0]).toBeCloseTo(0, 9);
  });
  test('a half slice repays half of the debt', () => {
    const borrower: TestBucket = { account: 0, collateral: [[0, 10]], debtUsd: 750 };
    const slice = { kind: 'fraction', fraction: 0.5, fullBelowUsd: 0, thenFull: false } as const;
    const trace = oneAsset([90], [borrower], { haircut, liquidation: { feeRate: 0, slice } }, deep);
    expect(trace.endQuantityBase[0]).toBeCloseTo(10 - 375 / 90, 9);
  });
  test('collateral that does not cover the debt leaves a shortfall', () => {
    const borrower: TestBucket = { account: 0, collateral: [[0, 10]], debtUsd: 750 };
    const trace = oneAsset([70], [borrower], { haircut, waterfall: { insuranceFundUsd: 20 } }, deep);
    expect(trace.totals.shortfallUsd).toBeCloseTo(50, 6);
    expect(trace.totals.fundPaidUsd).toBeCloseTo(20, 6);
    expect(trace.totals.badDebtUsd).toBeCloseTo(30, 6);
    expect(trace.endQuantityBase[0]).toBe(0);
  });
  test('debt in base units is bought back on its own book', () => {
    const config = kernelConfig({
      startPriceUsd: Float64Array.of(100, 10),
      stepCount: 1,
      shocks: replay([[100, 13]]),
      books: [plainBook({ kind: 'block', basePerLog: 1e4 }), plainBook({ kind: 'linearPrice', usdPerBase: 0.01 })],
      accounts: accountTable([{ account: 0, collateral: [[0, 10]], debt: [[1, 70]] }], 2),
      venues: [ledgerVenue(2, { haircut: flatTable(2, 0.15), liquidation: { feeRate: 0 } })],
    });
    // At 13 the debt is 910 against 850 weighted. 70 units cost 70 (13 + 0.35) = 934.5.
    const trace = tracePath(createSimulator(config), 0);
    expect(trace.endQuantityBase[1]).toBeLessThan(0.1);
    expect(trace.midPriceUsd[1]).toBeCloseTo(13.7, 1);
    expect(trace.totals.shortfallUsd).toBe(0);
  });
  test('a perp account sells only the collateral that covers its loss', () => {
    // Long 100 from 100 to 93 loses 700 against 8 units of collateral worth 744: 700 / 93 of them are sold.
    const account: TestBucket = { account: 0, cashUsd: 0, perps: [[0, 100, 100]], collateral: [[0, 8]] };
    const trace = oneAsset([93], [account], { liquidation: { feeRate: 0 } }, deep);
    expect(trace.endQuantityBase[1]).toBeCloseTo(8 - 700 / 93, 9);
    expect(trace.endCashUsd[0]).toBeCloseTo(0, 9);
    expect(trace.totals.shortfallUsd).toBe(0);
  });
  test('the collateral of a perp account is sold only after its last perp is closed', () => {
    const account: TestBucket = { account: 0, cashUsd: 0, perps: [[0, 100, 100]], collateral: [[0, 8]] };
    const { events } = oneAsset([93], [account], { waterfall: { insuranceFundUsd: 1e4 } });
    expect([...events.column.kind].slice(0, 2)).toEqual([0, 1]);
  });
});

describe('orders', () => {
  test('the slice that restores margin is 1.111111 base units (worked example O30)', () => {
    // Equity 900, notional 10 000 at 1000, rate 10 %, cost 1 %: (1000 − 900) / (1000 (0.1 − 0.01)).
    const value = { ...createBucketValue(), equityUsd: 900, marginEquityUsd: 900, maintenanceUsd: 1000 };
    const rules: LiquidationConfig = {
      scope: 'largest',
      slice: { kind: 'restore', buffer: 0, floor: 0, expectedSlippage: 0.01 },
      slippageCap: 0.05,
      feeRate: 0,
      latencySteps: 0,
    };
    expect(sliceBase(rules, flatTable(1, 0.1), 0, 10, 1000, value, false)).toBeCloseTo(1.111111, 6);
  });
  test('stop at the slippage cap; the rest waits for the next round', () => {
    const { events } = oneAsset([95], [long(0, 650)], { liquidation: { slippageCap: 0.005 } });
    // 0.5 % of 95 is 0.475: 47.5 base units a round.
    expect(events.column.sizeBase[0]).toBeCloseTo(47.5, 9);
    expect(events.column.limitPriceUsd[0]).toBeCloseTo(94.525, 9);
    expect(events.column.round[1]).toBe(1);
  });
  test('wait for the latency in whole steps', () => {
    const { events } = oneAsset([95, 95, 95], [long(0, 900)], { liquidation: { latencySteps: 2 } });
    expect(events.column.step[0]).toBe(2);
  });
  test('go to the account with the worst margin ratio first', () => {
    const { events } = oneAsset([95], [long(0, 950), long(1, 900), long(2, 925)]);
    expect([...events.column.account].slice(0, 3)).toEqual([1, 2, 0]);
  });
  test('at most floor(step / round) rounds run in a step', () => {
    const slice = { kind: 'fraction', fraction: 0.1, fullBelowUsd: 0, thenFull: false } as const;
    const trace = oneAsset([95, 95], [long(0, 600)], { liquidation: { slice, feeRate: 0 } }, { roundSeconds: 120 });
    expect([...trace.events.column.step].filter((step) => step === 0).length).toBe(2);
  });
});

describe('feedback', () => {
  const crowd = [long(0, 900), long(1, 980), long(2, 1060)];
  test('an immune outside world (φ = 0, external mark) stops the cascade at generation 0', () => {
    const shared = oneAsset([95], crowd);
    const immune = oneAsset([95], crowd, { mark: { kind: 'external', impactPassThrough: 0 } });
    expect(shared.totals.cascadeDepth).toBeGreaterThan(0);
    expect(immune.totals.cascadeDepth).toBe(0);
    expect(immune.totals.liquidatedAccounts).toBe(1);
  });
  test('with φ = 1 an external mark is the book mid', () => {
    const book = oneAsset([95], crowd);
    const external = oneAsset([95], crowd, { mark: { kind: 'external', impactPassThrough: 1 } });
    expect(external.totals).toEqual(book.totals);
  });
  test('the twin of the same path liquidates only what the shock alone breaches', () => {
    const { totals } = oneAsset([95], crowd);
    expect(totals.liquidatedNoImpactUsd).toBe(9500);
    expect(totals.liquidatedUsd).toBeGreaterThan(20_000);
  });
});

describe('horizon', () => {
  test('an account with negative equity that nothing could close is settled and counted', () => {
    // Latency keeps the order from going out before the end.
    const { totals } = oneAsset([90], [long(0, 500)], {
      liquidation: { latencySteps: 5 },
      waterfall: { insuranceFundUsd: 300, beyondFund: 'none' },
    });
    expect(totals.unresolvedAccounts).toBe(1);
    expect([totals.shortfallUsd, totals.fundPaidUsd, totals.badDebtUsd]).toEqual([500, 300, 200]);
  });
});
