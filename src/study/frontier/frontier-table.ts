/** frontier.arrow and policies.arrow from the rows of a study. */

import { EFFICIENCY_NAMES, FRONTIER, POLICIES } from '../../results/columns/frontier.ts';
import type { Setting } from '../parameters.ts';
import type { ResponseCost } from '../response.ts';
import type { StudyTable } from '../study-folder.ts';
import { type Cell, type Cells, figureCells, makeTable } from '../study-table.ts';
import type { FrontierRow } from './frontier.ts';

/** Figures with interval, by column. */
const FIGURES = [
  'expectedShortfallUsd',
  'expectedShortfallPerOpenInterest',
  'probabilityDepleted',
  'marginCoverage',
  'meanFeesUsd',
  'meanAdlCostUsd',
  'meanAccountLossUsd',
  'priceAgainstCurrent',
  'priceToNext',
] as const satisfies readonly (keyof FrontierRow)[];

/** `path=value` of every setting. */
export function formatSettings(settings: readonly Setting[]): string {
  return settings.map(({ path, value }) => `${path}=${JSON.stringify(value)}`).join(', ');
}

/** @param declared  elasticity of the headline */
export function frontierTable(rows: readonly FrontierRow[], declared: number): StudyTable {
  const names = [...new Set(rows.map(({ name }) => name))];
  const cost =
    (of: (response: ResponseCost) => number): Cell<FrontierRow> =>
    ({ response }) =>
      response === null ? 0 : of(response);
  const cells: Cells<FrontierRow> = {
    policy: ({ name }) => name,
    elasticity: ({ elasticity }) => elasticity,
    isHeadline: ({ elasticity }) => elasticity === declared,
    isCurrent: ({ isCurrent }) => isCurrent,
    settings: ({ settings }) => formatSettings(settings),
    ...Object.fromEntries(
      EFFICIENCY_NAMES.map((name): [string, Cell<FrontierRow>] => [name, ({ efficiency }) => efficiency[name]]),
    ),
    openInterestUsd: ({ openInterestUsd }) => openInterestUsd,
    insuranceFundUsd: ({ insuranceFundUsd }) => insuranceFundUsd,
    ...Object.assign({}, ...FIGURES.map((name) => figureCells<FrontierRow>(name, (row) => row[name]))),
    nextPolicy: ({ nextPolicy }) => nextPolicy,
    isPareto: ({ isPareto }) => isPareto,
    paretoShare: ({ paretoShare }) => paretoShare,
    isParetoDepleted: ({ isParetoDepleted }) => isParetoDepleted,
    paretoShareDepleted: ({ paretoShareDepleted }) => paretoShareDepleted,
    respondingAccounts: cost(({ accounts }) => accounts),
    notionalChange: cost(({ notionalBeforeUsd, notionalAfterUsd }) =>
      notionalBeforeUsd > 0 ? notionalAfterUsd / notionalBeforeUsd - 1 : 0,
    ),
    withdrawnUsd: cost(({ withdrawnUsd }) => withdrawnUsd),
    paidInUsd: cost(({ paidInUsd }) => paidInUsd),
    toppedUpUsd: cost(({ curedUsd }) => curedUsd),
    toppedUpAccounts: cost(({ curedAccounts }) => curedAccounts),
  };
  return makeTable(FRONTIER, rows, cells, { policy: names, nextPolicy: names });
}

/** What policies set, a row a field. */
export function settingsTable(
  policies: readonly { readonly name: string; readonly settings: readonly Setting[] }[],
): StudyTable {
  const rows = policies.flatMap(({ name, settings }) => settings.map((setting) => ({ name, ...setting })));
  const cells: Cells<(typeof rows)[number]> = {
    policy: ({ name }) => name,
    path: ({ path }) => path,
    value: ({ value }) => (typeof value === 'number' ? value : null),
    text: ({ value }) => JSON.stringify(value),
  };
  return makeTable(POLICIES, rows, cells, { policy: [...new Set(policies.map(({ name }) => name))] });
}
