/**
 * Margin efficiency of a set of accounts at the start: exact, from the accounts and the rules (Gauntlet's "borrow usage";
 * offset saving as in CCP practice: what margining together saves over margining apart).
 */

import type { AccountState } from './account-state.ts';

/** Sums in USD and ratios; a ratio is NaN where it does not exist. Names as in efficiency.arrow. */
export interface Efficiency {
  readonly accounts: number;
  readonly exposureUsd: number;
  readonly equityUsd: number;
  readonly collateralUsd: number;
  readonly initialMarginUsd: number;
  readonly maintenanceMarginUsd: number;
  readonly exposurePerMargin: number;
  readonly exposurePerInitialMargin: number;
  readonly effectiveLeverage: number;
  readonly offsetSaving: number;
  readonly idleShare: number;
  readonly borrowUsage: number;
}

/** Adds up the accounts that `isMember` takes. */
export function measureEfficiency(state: AccountState, isMember: (account: number) => boolean): Efficiency {
  const sum = (column: Float64Array): number => {
    let total = 0;
    for (let account = 0; account < column.length; account++) if (isMember(account)) total += column[account];
    return total;
  };
  const over = (value: number, by: number): number => (by > 0 ? value / by : Number.NaN);
  let accounts = 0;
  let debtUsd = 0;
  for (let account = 0; account < state.venue.length; account++) {
    if (!isMember(account)) continue;
    accounts++;
    debtUsd += state.debtUsd[account];
  }
  const exposureUsd = sum(state.notionalUsd);
  const equityUsd = sum(state.equityUsd);
  const initialMarginUsd = sum(state.initialMarginUsd);
  const maintenanceMarginUsd = sum(state.maintenanceMarginUsd);
  return {
    accounts,
    exposureUsd,
    equityUsd,
    collateralUsd: sum(state.collateralUsd),
    initialMarginUsd,
    maintenanceMarginUsd,
    exposurePerMargin: over(exposureUsd, maintenanceMarginUsd),
    exposurePerInitialMargin: over(exposureUsd, initialMarginUsd),
    effectiveLeverage: over(exposureUsd, equityUsd),
    offsetSaving: 1 - over(sum(state.crossNeedUsd), sum(state.isolatedNeedUsd)),
    idleShare: over(sum(state.idleUsd), sum(state.positiveEquityUsd)),
    borrowUsage: debtUsd > 0 ? over(debtUsd, sum(state.borrowLimitUsd)) : Number.NaN,
  };
}
