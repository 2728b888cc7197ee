// What: a fund with less than a speck left is empty. A fill whose deficit is a speck is settled with nobody, so such a fund
// would pay for one in every round of every step; the plain count of liquidations shows whether it does.
import { describe, expect, it } from 'vitest';
import { createSimulator, simulateBlock } from '../../../src/kernel/simulate.ts';
import { accountTable, kernelConfig, ledgerVenue, plainBook, replay } from '../../support/kernel-config.ts';

describe('a fund of half a millionth of a dollar', () => {
  it('pays for no fill of a bankrupt account that nobody can be deleveraged against', () => {
    // A long of 10 at 100 with 100 USD of collateral is worth −100 at 80, and there is no short.
    const config = kernelConfig({
      startPriceUsd: Float64Array.of(100),
      shocks: replay([[80], [80]]),
      stepCount: 2,
      books: [plainBook({ kind: 'block', basePerLog: 1e6 })],
      accounts: accountTable([{ account: 0, cashUsd: 100, perps: [[0, 10, 100]] }], 1),
      venues: [ledgerVenue(1, { waterfall: { insuranceFundUsd: 5e-7 } })],
    });
    const { path } = simulateBlock(createSimulator(config), 0, 1);
    expect(path.fundDepleted[0]).toBe(1);
    expect(path.liquidations[0]).toBeLessThan(10);
  });
});
