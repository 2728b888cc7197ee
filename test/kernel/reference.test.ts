// What: the kernel in ledger mode against an independent implementation of the reference rules R0–R7, on random ledgers of
// a few accounts and assets: every balance and position at the end, and who paid.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStream, nextNormal, nextUniform, seekStream } from '../../src/kernel/random/stream.ts';
import { createSimulator, tracePath } from '../../src/kernel/simulate.ts';
import { accountTable, kernelConfig, ledgerVenue, plainBook, replay } from '../support/kernel-config.ts';
import { type ReferenceLedger, runReference } from '../support/reference-ledger.ts';

const MAINTENANCE = 0.05;

function randomLedger(seed: number) {
  const stream = createStream(seed, 3);
  seekStream(stream, 0, 6);
  const u = () => nextUniform(stream);
  const assetCount = 1 + Math.floor(3 * u());
  const start = Array.from({ length: assetCount }, () => 20 + 200 * u());
  const accounts = Array.from({ length: 4 + Math.floor(12 * u()) }, () => {
    const base = start.map((price) => (u() < 0.7 ? ((u() < 0.5 ? 1 : -1) * 1000 * (0.1 + u())) / price : 0));
    const entryUsd = start.map((price) => price * (0.9 + 0.2 * u()));
    const notional = base.reduce((sum, q, a) => sum + Math.abs(q) * start[a], 0);
    const gain = base.reduce((sum, q, a) => sum + q * (start[a] - entryUsd[a]), 0);
    return { base, entryUsd, collateralUsd: notional * (MAINTENANCE + 0.01 + 0.3 * u() * u()) - gain };
  });
  const usdPerBase = start.map((price) => (0.00003 + 0.0003 * u() * u()) * price * (price / 100));
  const log = start.map(Math.log);
  const prices = Array.from({ length: 6 }, () => {
    const common = nextNormal(stream);
    return log.map((_, a) => {
      log[a] += 0.03 * common + 0.02 * nextNormal(stream);
      return Math.exp(log[a]);
    });
  });
  const fundUsd = u() < 0.5 ? 0 : 300 * u();
  const feeRate = u() < 0.5 ? 0.01 : 0;
  const slippageCap = u() < 0.5 ? 0.02 : 0.1;
  return { start, accounts, usdPerBase, prices, fundUsd, feeRate, slippageCap };
}

test('ledger mode agrees with an independent implementation of the reference rules', () => {
  let liquidations = 0;
  let deleveragings = 0;
  let fundPayments = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
      const { start, accounts, usdPerBase, prices, fundUsd, feeRate, slippageCap } = randomLedger(seed);
      const held = accounts.map(({ base }) => base.map((q, a) => [a, q] as const).filter(([, q]) => q !== 0));
      const table = accountTable(
        accounts.map(({ entryUsd, collateralUsd }, account) => ({
          account,
          cashUsd: collateralUsd,
          perps: held[account].map(([a, q]) => [a, q, entryUsd[a]] as const),
        })),
        start.length,
      );
      const config = kernelConfig({
        startPriceUsd: Float64Array.from(start),
        stepCount: prices.length,
        shocks: replay(prices),
        books: usdPerBase.map((k) => plainBook({ kind: 'linearPrice', usdPerBase: k })),
        accounts: table,
        venues: [
          ledgerVenue(start.length, {
            liquidation: { feeRate, slippageCap },
            waterfall: { insuranceFundUsd: fundUsd },
          }),
        ],
      });
      const trace = tracePath(createSimulator(config), 0);
      // A path that leaves accounts for the settlement at the horizon is outside the reference rules.
      if (trace.totals.unresolvedAccounts > 0) return;
      const ledger: ReferenceLedger = {
        accounts: accounts.map(({ base, entryUsd }, i) => ({
          cashUsd: table.cashUsd[i],
          base: [...base],
          entryUsd,
        })),
        fundUsd,
        sold: start.map(() => 0),
        fundPaidUsd: 0,
        adlCostUsd: 0,
        feesUsd: 0,
      };
      runReference(ledger, { maintenanceRate: MAINTENANCE, feeRate, slippageCap, usdPerBase }, prices);
      const near = (actual: number, expected: number) =>
        expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-7 * (1 + Math.abs(expected)));
      let h = 0;
      ledger.accounts.forEach((account, i) => {
        near(trace.endCashUsd[i], account.cashUsd);
        for (const [asset] of held[i]) near(trace.endQuantityBase[h++], account.base[asset]);
      });
      near(trace.totals.fundPaidUsd, ledger.fundPaidUsd);
      near(trace.totals.adlCostUsd, ledger.adlCostUsd);
      near(trace.totals.feesUsd, ledger.feesUsd);
      near(trace.totals.fundEndUsd, ledger.fundUsd);
      liquidations += trace.totals.liquidations;
      deleveragings += trace.totals.adlAccounts;
      if (trace.totals.fundPaidUsd > 0) fundPayments++;
    }),
    { numRuns: 1500 },
  );
  expect(liquidations).toBeGreaterThan(600);
  expect(deleveragings).toBeGreaterThan(60);
  expect(fundPayments).toBeGreaterThan(20);
});
