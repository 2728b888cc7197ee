/**
 * Real accounts as portfolios in a few coins, for fitting the population generator (calibrate/accounts.ts).
 *
 * Equity is what the venue's liquidation prices imply, else the listed value. Positions in other coins count as closed
 * at their mark, so leverage is that of the coins kept; their liquidation prices are the venue's own.
 */

import type { Portfolios } from '../calibrate/accounts.ts';
import type { ListedAccount, readCrawl } from './hyperliquid.ts';
import { readAccount } from './hyperliquid-equity.ts';

type Rules = ReturnType<typeof readCrawl>['rules'];

/**
 * Whether an account trades most listed coins at one leverage setting above their maximum: the market-making vaults of the
 * protocol, whose margin follows a table of their own.
 */
export function isProtocolVault(account: ListedAccount, rules: Rules): boolean {
  const above = account.positions.filter(
    (position) => position.leverageSetting > 1.5 / rules.initial.rate[rules.initial.start[position.asset]],
  );
  return above.length > 50;
}

/**
 * Collects portfolios: accounts known in full, vaults left out, with at least `minimumUsd` in the coins kept.
 *
 * @param minimumUsd  smaller holdings are remainders of closed positions and say nothing of leverage
 */
export function portfoliosOf(
  accounts: readonly ListedAccount[],
  rules: Rules,
  isolatedOnly: ReadonlySet<string>,
  coins: readonly string[],
  minimumUsd: number,
): Portfolios {
  const start = [0];
  const equity: number[] = [];
  const notional: number[] = [];
  const distance: number[] = [];
  for (const account of accounts) {
    const kept = account.positions.filter((position) => coins.includes(position.coin));
    const grossUsd = kept.reduce((sum, p) => sum + Math.abs(p.quantityBase) * p.markPriceUsd, 0);
    if (!account.complete || isProtocolVault(account, rules) || grossUsd < minimumUsd) continue;
    const reading = readAccount(rules.maintenance, account.positions, account.valueUsd, isolatedOnly);
    let equityUsd = account.valueUsd;
    if (reading.agreeing > 0) {
      equityUsd = reading.excessUsd + reading.crossMaintenanceUsd;
      account.positions.forEach((p, i) => {
        if (reading.mode[i] !== 'isolated') return;
        equityUsd += reading.isolatedUsd[i] + p.quantityBase * (p.markPriceUsd - p.entryPriceUsd);
      });
    }
    equity.push(equityUsd);
    for (const position of kept) {
      notional.push(position.quantityBase * position.markPriceUsd);
      distance.push(Math.abs(position.liquidationPriceUsd / position.markPriceUsd - 1));
    }
    start.push(notional.length);
  }
  return {
    accountCount: equity.length,
    start: Int32Array.from(start),
    equityUsd: Float64Array.from(equity),
    notionalUsd: Float64Array.from(notional),
    distance: Float64Array.from(distance),
  };
}
