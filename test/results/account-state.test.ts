// What: accounts at the start. Worked by hand, and the documented liquidation prices of Hyperliquid's margin rules.
import { describe, expect, it } from 'vitest';
import type { KernelConfig } from '../../src/kernel/config.ts';
import { createTierTable } from '../../src/kernel/margin/tiers.ts';
import { computeAccountState } from '../../src/results/account-state.ts';
import { measureEfficiency } from '../../src/results/efficiency.ts';
import { openInterestUsd, residualShare } from '../../src/results/open-interest.ts';
import {
  accountTable,
  flatTable,
  kernelConfig,
  ledgerVenue,
  plainBook,
  replay,
  type TestBucket,
} from '../support/kernel-config.ts';

function build(buckets: readonly TestBucket[], venue = ledgerVenue(2), maker?: Float64Array): KernelConfig {
  return kernelConfig({
    startPriceUsd: Float64Array.of(100, 50),
    stepCount: 1,
    shocks: replay([[100, 50]]),
    books: [plainBook({ kind: 'block', basePerLog: 1 }), plainBook({ kind: 'block', basePerLog: 1 })],
    venues: [venue],
    accounts: accountTable(buckets, 2, 1, maker),
  });
}

describe('computeAccountState', () => {
  it('adds up a cross account with a winner and a loser', () => {
    // 1000 cash; long 10 A from 90 (+100), short 20 B from 45 (−100): equity 1000, exposure 1000 + 1000.
    const state = computeAccountState(
      build([
        {
          account: 0,
          cashUsd: 1000,
          perps: [
            [0, 10, 90],
            [1, -20, 45],
          ],
        },
      ]),
    );
    expect(state.equityUsd[0]).toBe(1000);
    expect(state.collateralUsd[0]).toBe(1000);
    expect(state.notionalUsd[0]).toBe(2000);
    expect(state.maintenanceMarginUsd[0]).toBe(100);
    expect(state.initialMarginUsd[0]).toBe(200);
    expect(state.positions[0]).toBe(2);
    // Cross: 200 − 0 = 200. Isolated: max(0, 100 − 100) + max(0, 100 + 100) = 200.
    expect([state.crossNeedUsd[0], state.isolatedNeedUsd[0]]).toEqual([200, 200]);
    expect(state.idleUsd[0]).toBe(800);
  });

  it('finds what cross margin saves where a profit is larger than its own margin', () => {
    // +300 on A against −100 on B: cross needs 200 − 200 = 0, isolated 0 + 200.
    const state = computeAccountState(
      build([
        {
          account: 0,
          cashUsd: 500,
          perps: [
            [0, 10, 70],
            [1, -20, 45],
          ],
        },
      ]),
    );
    expect([state.crossNeedUsd[0], state.isolatedNeedUsd[0]]).toEqual([0, 200]);
    expect(measureEfficiency(state, () => true).offsetSaving).toBe(1);
  });

  it('saves nothing by offset when every position is isolated', () => {
    const isolated = [
      { account: 0, cashUsd: 300, perps: [[0, 10, 70]] as const },
      { account: 0, cashUsd: 300, perps: [[1, -20, 45]] as const },
    ];
    expect(measureEfficiency(computeAccountState(build(isolated)), () => true).offsetSaving).toBe(0);
  });

  it('finds trigger prices on both sides: (B − R)/(…) by hand', () => {
    // Long 10 at 100 with 300: 300 + 10(P − 100) = 0.5 P, P = 700/9.5. Short: 300 − 10(P − 100) = 0.5 P, P = 1300/10.5.
    const state = computeAccountState(
      build([
        { account: 0, cashUsd: 300, perps: [[0, 10, 100]] },
        { account: 1, cashUsd: 300, perps: [[0, -10, 100]] },
        { account: 2, cashUsd: 2000, perps: [[0, 10, 100]] },
        { account: 3, cashUsd: 10 },
      ]),
    );
    expect(state.triggerPriceUsd[0]).toBeCloseTo(700 / 9.5, 9);
    expect(state.triggerPriceUsd[1]).toBeCloseTo(1300 / 10.5, 9);
    expect([...state.triggerAsset]).toEqual([0, 0, 0, -1]);
    expect(state.triggerPriceUsd[2]).toBeNaN();
    expect(state.triggerPriceUsd[3]).toBeNaN();
  });

  it('gives the documented liquidation prices of an isolated 20× BTC position: 96,202.53 and 103,703.70', () => {
    // 100,000 × 1 with 5,000, maximum leverage 40 → maintenance 1.25 %.
    const venue = ledgerVenue(2, { maintenance: flatTable(2, 0.0125) });
    const config = build(
      [
        { account: 0, cashUsd: 5000, perps: [[0, 1, 100_000]] },
        { account: 1, cashUsd: 5000, perps: [[0, -1, 100_000]] },
      ],
      venue,
    );
    const state = computeAccountState({ ...config, startPriceUsd: Float64Array.of(100_000, 50) });
    expect(state.triggerPriceUsd[0]).toBeCloseTo(96_202.531646, 5);
    expect(state.triggerPriceUsd[1]).toBeCloseTo(103_703.703704, 5);
  });

  it('triggers on the largest position over all buckets, with the others frozen', () => {
    const state = computeAccountState(
      build([
        {
          account: 0,
          cashUsd: 300,
          perps: [
            [0, 1, 100],
            [1, 10, 50],
          ],
        },
        { account: 0, cashUsd: 100, perps: [[0, -8, 100]] },
      ]),
    );
    // The isolated short of 800 is the largest: 100 − 8(P − 100) = 0.4 P.
    expect(state.triggerAsset[0]).toBe(0);
    expect(state.triggerPriceUsd[0]).toBeCloseTo(900 / 8.4, 9);
    expect(state.positions[0]).toBe(3);
  });

  it('triggers on a perp before any collateral, however large', () => {
    const state = computeAccountState(
      build([
        { account: 0, collateral: [[1, 1000]] },
        { account: 0, cashUsd: 30, perps: [[0, 1, 100]] },
      ]),
    );
    expect(state.triggerAsset[0]).toBe(0);
    expect(state.triggerPriceUsd[0]).toBeCloseTo(70 / 0.95, 9);
  });

  it('measures a borrower: debt is exposure, the limit is what is left after haircut', () => {
    // 10 A of collateral (1000, haircut 20 % → 800), 600 borrowed: equity 400, usage 600/800; trigger at 8 P = 600.
    const venue = ledgerVenue(2, { haircut: flatTable(2, 0.2) });
    const state = computeAccountState(build([{ account: 0, debtUsd: 600, collateral: [[0, 10]] }], venue));
    expect(state.equityUsd[0]).toBe(400);
    expect(state.collateralUsd[0]).toBe(1000);
    expect(state.notionalUsd[0]).toBe(600);
    expect(state.triggerPriceUsd[0]).toBeCloseTo(75, 9);
    const efficiency = measureEfficiency(state, () => true);
    expect(efficiency.borrowUsage).toBeCloseTo(0.75, 12);
    expect(efficiency.exposurePerMargin).toBeNaN();
    expect(efficiency.effectiveLeverage).toBe(1.5);
  });

  it('looks the trigger up in the band it falls into', () => {
    // 2 % to 800 USD, 10 % beyond: long 10 at 100 with 240 reaches 10 P − 760 = 0.02 · 800 + 0.1 (10 P − 800).
    const bands = [
      { lowerUsd: 0, rate: 0.02 },
      { lowerUsd: 800, rate: 0.1 },
    ];
    const venue = ledgerVenue(2, { maintenance: createTierTable([bands, bands]) });
    const state = computeAccountState(build([{ account: 0, cashUsd: 240, perps: [[0, 10, 100]] }], venue));
    // In the lower band 9.8 P = 760 gives 77.55, a value of 775.5: consistent; the upper band's 74.2 is not.
    expect(state.triggerPriceUsd[0]).toBeCloseTo(760 / 9.8, 9);
  });
});

describe('openInterestUsd', () => {
  it('counts one side, the residual maker included', () => {
    const config = build(
      [
        { account: 0, cashUsd: 900, perps: [[0, 10, 100]] },
        { account: 1, cashUsd: 900, perps: [[0, -4, 100]] },
        { account: 2, cashUsd: 900, perps: [[1, -2, 50]] },
      ],
      ledgerVenue(2),
      Float64Array.of(-6, 2),
    );
    // Long: 1000 of A by an account, 100 of B by the maker. The maker holds 600 + 100 of 2 × 1100.
    expect(openInterestUsd(config)).toBe(1100);
    expect(residualShare(config)).toBeCloseTo(700 / 2200, 12);
  });
});
