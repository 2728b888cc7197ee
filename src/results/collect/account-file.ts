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
import type { ColumnValues } from '../column-values.ts';
import { ACCOUNTS } from '../columns/accounts.ts';
import { stdErrorName } from '../columns/column.ts';
import { computeOverlapImportance } from '../overlap.ts';
import { stdErrorFromSums } from '../statistics/probability.ts';
import { fileMetadata, independentErrors, type RunIdentity } from './identity.ts';
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

/** Rows of a record batch: what a batch takes does not grow with the number of accounts. */
const BATCH_ROWS = 65_536;

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

/** Name of an account: from the file, or its index. */
export function accountName({ labels }: ResolvedScenario, account: number): string {
  return labels.accounts?.[account] ?? String(account);
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
  const writer = await createArrowWriter(directory, ACCOUNTS, {
    metadata: fileMetadata(identity, {
      ...independentErrors(identity),
      paths: String(paths),
      tailMeasure: 'shortfallUsd',
      tailConfidence: tail.plan.level === null ? 'none' : String(tail.plan.level),
      tailPaths: String(tail.totals.paths),
    }),
    labels: { group: labels.groups, venue: labels.venues, triggerAsset: labels.assets },
  });
  const { accountCount } = kernel.accounts;
  const overlapImportance = computeOverlapImportance(kernel);
  for (let from = 0; from < accountCount; from += BATCH_ROWS) {
    const end = Math.min(accountCount, from + BATCH_ROWS);
    writer.append(accountColumns(resolved, { ...state, overlapImportance }, paths, totals, tail, from, end));
  }
  writer.close();
}

/** The columns of accounts `from` to `end` − 1. */
function accountColumns(
  resolved: ResolvedScenario,
  state: AccountState & { readonly overlapImportance: Float64Array },
  paths: number,
  totals: AccountTotals,
  tail: { readonly plan: TailPlan; readonly totals: TailTotals },
  from: number,
  end: number,
): Record<string, ColumnValues> {
  const accounts = Uint32Array.from({ length: end - from }, (_, row) => from + row);
  const mean = (sum: Float64Array) => sum.subarray(from, end).map((value) => value / paths);
  const error = (sum: Float64Array, squared: Float64Array) =>
    sum.subarray(from, end).map((value, row) => stdErrorFromSums(value, squared[from + row], paths));
  const equityUsd = state.equityUsd.subarray(from, end);
  const notionalUsd = state.notionalUsd.subarray(from, end);
  const shares = Array.from(accounts, (account) => tailShare(tail.totals, tail.plan, account, paths));
  return {
    account: accounts,
    name: Array.from(accounts, (account) => accountName(resolved, account)),
    group: resolved.kernel.accounts.accountGroup.subarray(from, end),
    venue: state.venue.subarray(from, end),
    equityUsd,
    collateralUsd: state.collateralUsd.subarray(from, end),
    debtUsd: state.debtUsd.subarray(from, end),
    notionalUsd,
    initialMarginUsd: state.initialMarginUsd.subarray(from, end),
    maintenanceMarginUsd: state.maintenanceMarginUsd.subarray(from, end),
    effectiveLeverage: equityUsd.map((equity, row) => (equity > 0 ? notionalUsd[row] / equity : Number.NaN)),
    positions: state.positions.subarray(from, end),
    triggerPriceUsd: state.triggerPriceUsd.subarray(from, end),
    triggerAsset: state.triggerAsset.subarray(from, end),
    overlapImportance: state.overlapImportance.subarray(from, end),
    probabilityLiquidated: mean(totals.liquidated),
    [stdErrorName('probabilityLiquidated')]: error(totals.liquidated, totals.liquidatedSquared),
    probabilityDeleveraged: mean(totals.deleveraged),
    [stdErrorName('probabilityDeleveraged')]: error(totals.deleveraged, totals.deleveragedSquared),
    expectedLossUsd: mean(totals.lossUsd),
    [stdErrorName('expectedLossUsd')]: error(totals.lossUsd, totals.lossUsdSquared),
    tailLossShare: shares.map(({ share }) => share),
    [stdErrorName('tailLossShare')]: shares.map(({ stdError }) => stdError),
  };
}
