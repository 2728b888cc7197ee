/**
 * Gathers efficiency.arrow: cohort by cohort, what the margin rules ask for beside the contagion that the cohort causes.
 */

import type { BlockResult } from '../../kernel/result.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import type { AccountState } from '../account-state.ts';
import { createArrowWriter } from '../arrow-file.ts';
import { EFFICIENCY } from '../columns/accounts.ts';
import { stdErrorName } from '../columns/column.ts';
import { measureEfficiency } from '../efficiency.ts';
import { addPair, createPairMoments, type PairMoments, ratioOfMeans, stdErrorOfX } from '../statistics/moments.ts';
import { fileMetadata, type RunIdentity } from './identity.ts';

/** Name of the row that is every account. */
export const ALL_GROUPS = 'all';

/** Of one cohort over paths; the last entry is all cohorts together. */
export interface CohortSums {
  /** x: shortfall caused, y: shortfall of all cohorts. */
  readonly shortfall: readonly PairMoments[];
  /** x: accounts liquidated. */
  readonly liquidated: readonly PairMoments[];
}

export function createCohortSums(groupCount: number, replicates = 0): CohortSums {
  const make = () => Array.from({ length: groupCount + 1 }, () => createPairMoments(replicates));
  return { shortfall: make(), liquidated: make() };
}

/** Adds a block, path by path. */
export function addCohorts(sums: CohortSums, block: BlockResult): void {
  const groupCount = sums.shortfall.length - 1;
  for (let p = 0; p < block.pathCount; p++) {
    const weight = block.path.weight[p];
    let shortfall = 0;
    let liquidated = 0;
    for (let g = 0; g < groupCount; g++) {
      shortfall += block.groupShortfallUsd[p * groupCount + g];
      liquidated += block.groupLiquidated[p * groupCount + g];
    }
    for (let g = 0; g < groupCount; g++) {
      addPair(sums.shortfall[g], block.groupShortfallUsd[p * groupCount + g], shortfall, weight);
      addPair(sums.liquidated[g], block.groupLiquidated[p * groupCount + g], 0, weight);
    }
    addPair(sums.shortfall[groupCount], shortfall, shortfall, weight);
    addPair(sums.liquidated[groupCount], liquidated, 0, weight);
  }
}

/** Writes efficiency.arrow: a row a cohort in the order of the labels, then `all`. */
export async function writeEfficiency(
  directory: string,
  { kernel, labels }: ResolvedScenario,
  identity: RunIdentity,
  state: AccountState,
  sums: CohortSums,
): Promise<void> {
  const { accountGroup } = kernel.accounts;
  const efficiency = [
    ...labels.groups.map((_, group) => measureEfficiency(state, (account) => accountGroup[account] === group)),
    measureEfficiency(state, () => true),
  ];
  const share = sums.shortfall.map(ratioOfMeans);
  const perMargin = (value: number, row: number) =>
    efficiency[row].maintenanceMarginUsd > 0 ? value / efficiency[row].maintenanceMarginUsd : Number.NaN;
  const perAccount = (value: number, row: number) =>
    efficiency[row].accounts > 0 ? value / efficiency[row].accounts : 0;
  const names = [...labels.groups, ALL_GROUPS];
  const writer = await createArrowWriter(directory, EFFICIENCY, {
    metadata: fileMetadata(identity, { paths: String(sums.shortfall[0].n) }),
    labels: { group: names },
  });
  writer.append({
    group: names.map((_, row) => row),
    ...Object.fromEntries(
      (Object.keys(efficiency[0]) as (keyof (typeof efficiency)[0])[]).map((name) => [
        name,
        efficiency.map((row) => row[name]),
      ]),
    ),
    probabilityLiquidated: sums.liquidated.map((moments, row) => perAccount(moments.meanX, row)),
    [stdErrorName('probabilityLiquidated')]: sums.liquidated.map((moments, row) =>
      perAccount(stdErrorOfX(moments), row),
    ),
    expectedShortfallContributionUsd: sums.shortfall.map((moments) => moments.meanX),
    [stdErrorName('expectedShortfallContributionUsd')]: sums.shortfall.map(stdErrorOfX),
    contagionShare: share.map(({ ratio }) => ratio),
    [stdErrorName('contagionShare')]: share.map(({ stdError }) => stdError),
    expectedShortfallPerMargin: sums.shortfall.map((moments, row) => perMargin(moments.meanX, row)),
    [stdErrorName('expectedShortfallPerMargin')]: sums.shortfall.map((moments, row) =>
      perMargin(stdErrorOfX(moments), row),
    ),
  });
  writer.close();
}
