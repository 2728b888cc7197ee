/** frontier.arrow and policies.arrow from the rows of a study. */

import type { ColumnValues } from '../../results/column-values.ts';
import { EFFICIENCY_NAMES, FRONTIER, POLICIES } from '../../results/columns/frontier.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import type { Setting } from '../parameters.ts';
import type { ResponseCost } from '../response.ts';
import type { StudyTable } from '../study-folder.ts';
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

/** Estimate, standard error and interval of a figure as the four columns of its name. */
export function figureColumns(name: string, figures: readonly (Figure | null)[]): Record<string, Float64Array> {
  const column = (of: (figure: Figure) => number | null | undefined) =>
    Float64Array.from(figures, (figure) => (figure === null ? Number.NaN : (of(figure) ?? Number.NaN)));
  return {
    [name]: column(({ estimate }) => estimate),
    [`${name}StdError`]: column(({ stdError }) => stdError),
    [`${name}Low`]: column(({ low }) => low),
    [`${name}High`]: column(({ high }) => high),
  };
}

/** `path=value` of every setting. */
export function formatSettings(settings: readonly Setting[]): string {
  return settings.map(({ path, value }) => `${path}=${JSON.stringify(value)}`).join(', ');
}

/** @param declared  elasticity of the headline */
export function frontierTable(rows: readonly FrontierRow[], declared: number): StudyTable {
  const names = [...new Set(rows.map(({ name }) => name))];
  const number = (of: (row: FrontierRow) => number): ColumnValues => Float64Array.from(rows, of);
  const yes = (of: (row: FrontierRow) => boolean): ColumnValues => Uint8Array.from(rows, (row) => Number(of(row)));
  const cost = (of: (response: ResponseCost) => number) =>
    number(({ response }) => (response === null ? 0 : of(response)));
  return {
    table: FRONTIER,
    labels: { policy: names, nextPolicy: names },
    columns: {
      policy: Int32Array.from(rows, ({ name }) => names.indexOf(name)),
      elasticity: number(({ elasticity }) => elasticity),
      isHeadline: yes(({ elasticity }) => elasticity === declared),
      isCurrent: yes(({ isCurrent }) => isCurrent),
      settings: rows.map(({ settings }) => formatSettings(settings)),
      ...Object.fromEntries(EFFICIENCY_NAMES.map((name) => [name, number(({ efficiency }) => efficiency[name])])),
      openInterestUsd: number(({ openInterestUsd }) => openInterestUsd),
      insuranceFundUsd: number(({ insuranceFundUsd }) => insuranceFundUsd),
      ...Object.assign(
        {},
        ...FIGURES.map((name) =>
          figureColumns(
            name,
            rows.map((row) => row[name]),
          ),
        ),
      ),
      nextPolicy: Int32Array.from(rows, ({ nextPolicy }) => (nextPolicy === null ? -1 : names.indexOf(nextPolicy))),
      isPareto: yes(({ isPareto }) => isPareto),
      paretoShare: number(({ paretoShare }) => paretoShare),
      isParetoDepleted: yes(({ isParetoDepleted }) => isParetoDepleted),
      paretoShareDepleted: number(({ paretoShareDepleted }) => paretoShareDepleted),
      respondingAccounts: cost(({ accounts }) => accounts),
      notionalChange: cost(({ notionalBeforeUsd, notionalAfterUsd }) =>
        notionalBeforeUsd > 0 ? notionalAfterUsd / notionalBeforeUsd - 1 : 0,
      ),
      withdrawnUsd: cost(({ withdrawnUsd }) => withdrawnUsd),
      paidInUsd: cost(({ paidInUsd }) => paidInUsd),
      toppedUpUsd: cost(({ curedUsd }) => curedUsd),
      toppedUpAccounts: cost(({ curedAccounts }) => curedAccounts),
    },
  };
}

/** What policies set, a row a field. */
export function settingsTable(
  policies: readonly { readonly name: string; readonly settings: readonly Setting[] }[],
): StudyTable {
  const rows = policies.flatMap(({ name, settings }) => settings.map((setting) => ({ name, ...setting })));
  const names = [...new Set(policies.map(({ name }) => name))];
  const paths = [...new Set(rows.map(({ path }) => path))];
  return {
    table: POLICIES,
    labels: { policy: names, path: paths },
    columns: {
      policy: Int32Array.from(rows, ({ name }) => names.indexOf(name)),
      path: Int32Array.from(rows, ({ path }) => paths.indexOf(path)),
      value: Float64Array.from(rows, ({ value }) => (typeof value === 'number' ? value : Number.NaN)),
      text: rows.map(({ value }) => JSON.stringify(value)),
    },
  };
}
