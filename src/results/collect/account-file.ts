/**
 * Gathers accounts.arrow: what happens to each account over all paths, and its share of the tail loss.
 *
 * The sums over paths come per block and are added in block order. The tail share needs to know who caused the loss on the
 * paths of the tail; those few paths are walked again after the run.
 */

import type { AccountSums } from '../../kernel/result.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { AccountState } from '../account-state.ts';
import { createArrowWriter } from '../arrow-file.ts';
import { ACCOUNTS } from '../columns/accounts.ts';
import { stdErrorName } from '../columns/column.ts';
import { stdErrorFromSums } from '../statistics/probability.ts';
import { fileMetadata, type RunIdentity } from './identity.ts';
import { type TailTotals, tailShare } from './tail-shares.ts';
import type { TailPlan } from './trace-plan.ts';

const SUM_NAMES = [
  'liquidated',
  'liquidatedSquared',
  'deleveraged',
  'deleveragedSquared',
  'lossUsd',
  'lossUsdSquared',
] as const satisfies readonly (keyof AccountSums)[];

/** Running sums, [account]. */
export type AccountTotals = Readonly<Record<(typeof SUM_NAMES)[number], Float64Array>>;

export function createAccountTotals(accountCount: number): AccountTotals {
  const totals = Object.fromEntries(SUM_NAMES.map((name) => [name, new Float64Array(accountCount)]));
  return totals as unknown as AccountTotals;
}

/** Adds the sums of a block. */
export function addAccounts(totals: AccountTotals, block: AccountSums): void {
  for (const name of SUM_NAMES) {
    const total = totals[name];
    const part = block[name];
    for (let k = 0; k < block.account.length; k++) total[block.account[k]] += part[k];
  }
}

/** Names of the accounts: from the file, or their index. */
export function accountNames({ kernel, labels }: ResolvedScenario): readonly string[] {
  return labels.accounts ?? Array.from({ length: kernel.accounts.accountCount }, (_, account) => String(account));
}

/** Writes accounts.arrow after `paths` paths. */
export async function writeAccounts(
  directory: string,
  resolved: ResolvedScenario,
  identity: RunIdentity,
  state: AccountState,
  paths: number,
  totals: AccountTotals,
  tail: { readonly plan: TailPlan; readonly totals: TailTotals },
): Promise<void> {
  const { labels, kernel } = resolved;
  const names = accountNames(resolved);
  const shares = names.map((_, account) => tailShare(tail.totals, tail.plan, account, paths));
  const mean = (sum: Float64Array) => sum.map((value) => value / paths);
  const error = (sum: Float64Array, squared: Float64Array) =>
    sum.map((value, account) => stdErrorFromSums(value, squared[account], paths));
  const writer = await createArrowWriter(directory, ACCOUNTS, {
    metadata: fileMetadata(identity, {
      paths: String(paths),
      tailMeasure: 'shortfallUsd',
      tailConfidence: tail.plan.level === null ? 'none' : String(tail.plan.level),
      tailPaths: String(tail.totals.paths),
    }),
    labels: { group: labels.groups, venue: labels.venues, triggerAsset: labels.assets },
  });
  writer.append({
    account: names.map((_, account) => account),
    name: names,
    group: kernel.accounts.accountGroup,
    venue: state.venue,
    equityUsd: state.equityUsd,
    collateralUsd: state.collateralUsd,
    debtUsd: state.debtUsd,
    notionalUsd: state.notionalUsd,
    initialMarginUsd: state.initialMarginUsd,
    maintenanceMarginUsd: state.maintenanceMarginUsd,
    effectiveLeverage: state.equityUsd.map((equity, k) => (equity > 0 ? state.notionalUsd[k] / equity : Number.NaN)),
    positions: state.positions,
    triggerPriceUsd: state.triggerPriceUsd,
    triggerAsset: state.triggerAsset,
    probabilityLiquidated: mean(totals.liquidated),
    [stdErrorName('probabilityLiquidated')]: error(totals.liquidated, totals.liquidatedSquared),
    probabilityDeleveraged: mean(totals.deleveraged),
    [stdErrorName('probabilityDeleveraged')]: error(totals.deleveraged, totals.deleveragedSquared),
    expectedLossUsd: mean(totals.lossUsd),
    [stdErrorName('expectedLossUsd')]: error(totals.lossUsd, totals.lossUsdSquared),
    tailLossShare: shares.map(({ share }) => share),
    [stdErrorName('tailLossShare')]: shares.map(({ stdError }) => stdError),
  });
  writer.close();
}
