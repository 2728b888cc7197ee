// What: accounts of the twin that close without the queue, in the rounds where the queue could have mattered to them: one is
// in profit and in breach at once, so that a bankrupt account of the same round may be closed out against it. Amounts are
// worked by hand; the plain loop, which takes everybody through the queue, is the oracle for the rest.

import { describe, expect, test } from 'vitest';
import { createSimulator, tracePath } from '../../../src/kernel/simulate.ts';
import {
  accountTable,
  kernelConfig,
  ledgerVenue,
  plainBook,
  replay,
  type TestBucket,
} from '../../support/kernel-config.ts';

/**
 * A at 100 and B at 50, then 102 and 80; 5 % maintenance, no fee, no fund. `W` is short 10 A from 200 with 60 USD of equity:
 * at 102 it has 40 against 51 and is in breach, with a profit of 980. `V` is a healthy short of 10 A from 150.
 */
function totalsOf(bankrupt: TestBucket, naive: boolean, fundUsd = 0) {
  const buckets: TestBucket[] = [
    { account: 0, cashUsd: 60 - 1000, perps: [[0, -10, 200]] },
    { account: 1, cashUsd: 500, perps: [[0, -10, 150]] },
    bankrupt,
  ];
  const book = plainBook({ kind: 'linearPrice', usdPerBase: 1e-6 });
  const config = kernelConfig({
    startPriceUsd: Float64Array.of(100, 50),
    stepCount: 1,
    shocks: replay([[102, 80]]),
    books: [book, book],
    accounts: accountTable(buckets, 2, 1, Float64Array.of(bankrupt.perps?.length === 2 ? 10 : 15, 10)),
    venues: [ledgerVenue(2, { liquidation: { feeRate: 0 }, waterfall: { insuranceFundUsd: fundUsd } })],
  });
  return tracePath(createSimulator({ ...config, naive }), 0).totals;
}

/** Long 10 A, short 10 B: equity −90 at 102 and 80, so its A, the larger, is closed out at 102 + 90/10 = 111. */
const BANKRUPT: TestBucket = {
  account: 2,
  cashUsd: 190,
  perps: [
    [0, 10, 100],
    [1, -10, 50],
  ],
};
/** The same with the B owed as debt: margin ratio (−90 + 800)/(25.5 + 800) = 0.86, after W's 0.78 in the queue. */
const BANKRUPT_DEBTOR: TestBucket = { account: 2, cashUsd: 700, perps: [[0, 5, 100]], debt: [[1, 10]] };

describe('accounts of the twin that close alone', () => {
  test('one in profit and in breach closes whole at the mark when nobody is bankrupt', () => {
    const healthy: TestBucket = { account: 2, cashUsd: 5000, perps: [[0, 5, 100]] };
    expect(totalsOf(healthy, false).liquidatedNoImpactUsd).toBeCloseTo(1020, 3);
    expect(totalsOf(healthy, false)).toEqual(totalsOf(healthy, true));
  });

  test('one that a bankrupt account of the same round was closed out against goes through the queue', () => {
    const lazy = totalsOf(BANKRUPT, false);
    expect(lazy).toEqual(totalsOf(BANKRUPT, true));
    // W ranks first (200/102 × 1020/40): its ten closed at 111 instead of 102 leave it 40 − 90 = −50.
    expect(lazy.shortfallNoImpactUsd).toBeCloseTo(90 + 50, 9);
  });

  test('on a venue where somebody owes debt, everybody goes through the queue', () => {
    const lazy = totalsOf(BANKRUPT_DEBTOR, false);
    expect(lazy).toEqual(totalsOf(BANKRUPT_DEBTOR, true));
    // W has closed whole by the time the debtor's turn comes, so V is the counterparty.
    expect(lazy.liquidatedNoImpactUsd).toBeGreaterThanOrEqual(1019.9);
  });
});
