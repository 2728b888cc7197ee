/** A comparison as people read it: the decisive figures of each policy beside the base, and what is more than chance. */

import { formatCount, formatLevel, formatPercent, formatUsd } from '../results/number-text.ts';
import { formatValue, interval, wrapped } from '../results/summary-text.ts';
import type { ComparisonRow, FigureKind } from './compare.ts';
import type { ResponseCost } from './response.ts';
import type { CompareSummary } from './run-compare.ts';

/** Below this a difference is called one. */
const SIGNIFICANT = 0.05;
const LABEL_WIDTH = 40;

/** Figures printed, in order; the rest is in comparison.arrow. */
const PRINTED: readonly (readonly [FigureKind, string, string])[] = [
  ['expectedShortfall', 'shortfallUsd', 'Shortfall, expected (ES)'],
  ['expectedShortfall', 'beyondFundUsd', 'Beyond the fund, expected (ES)'],
  ['expectedShortfall', 'badDebtUsd', 'Bad debt, expected (ES)'],
  ['valueAtRisk', 'shortfallUsd', 'Shortfall, VaR'],
  ['valueAtRisk', 'liquidatedUsd', 'Liquidated, quantile'],
  ['probability', 'fundDepleted', 'P(fund depleted)'],
  ['probability', 'deleveraging', 'P(any auto-deleveraging)'],
  ['mean', 'liquidatedUsd', 'Mean liquidated'],
  ['mean', 'shortfallUsd', 'Mean shortfall'],
  ['ratio', 'amplification', 'Amplification of falls'],
  ['ratio', 'endogenousLossShare', 'Endogenous share of the shortfall'],
  ['efficiency', 'exposureUsd', 'Exposure, both sides'],
  ['efficiency', 'collateralUsd', 'Collateral'],
  ['efficiency', 'exposurePerMargin', 'Exposure per maintenance margin'],
  ['efficiency', 'exposurePerInitialMargin', 'Exposure per initial margin'],
  ['efficiency', 'effectiveLeverage', 'Effective leverage'],
];

/** Formats a comparison; lines end in \n but the last. */
export function formatComparison(summary: CompareSummary, folder: string): string {
  const policies = summary.policies.slice(1);
  return [
    ...wrapped(
      'Compared with ',
      `${summary.base}: ${formatCount(summary.paths)} paths, seed ${summary.seed}, the same shocks for all`,
    ),
    ...policies.flatMap(({ name, set, response }) => {
      const rows = summary.rows.filter((row) => row.policy === name);
      return [
        '',
        ...wrapped(`${name}: `, set.length > 0 ? set.join(', ') : 'a scenario of its own'),
        ...describe(response),
        ...tableOf(rows),
      ];
    }),
    '',
    ...wrapped(
      '',
      `* differs from the base by more than chance at ${formatPercent(SIGNIFICANT)}${policies.length > 1 ? ', Holm’s correction over the policies included' : ''}.`,
    ),
    ...wrapped('Files: ', `${folder} (comparison.arrow has every figure)`),
  ].join('\n');
}

function describe(response: ResponseCost | null): string[] {
  if (response === null) return ['  Requirements are those of the base: users do nothing.'];
  const { elasticity, accounts, requirementBeforeUsd, requirementAfterUsd, notionalBeforeUsd, notionalAfterUsd } =
    response;
  const { withdrawnUsd, paidInUsd, curedUsd, curedAccounts } = response;
  const moved = [
    ...(withdrawnUsd > 0.5 ? [`${formatUsd(withdrawnUsd)} withdrawn`] : []),
    ...(paidInUsd > 0.5 ? [`${formatUsd(paidInUsd)} paid in`] : []),
    ...(curedAccounts > 0 ? [`${formatCount(curedAccounts)} accounts topped up with ${formatUsd(curedUsd)}`] : []),
  ].join(', ');
  return wrapped(
    '  Users respond ',
    `(elasticity ${elasticity}): ${formatCount(accounts)} accounts; notional ${formatUsd(notionalBeforeUsd)} to ${formatUsd(notionalAfterUsd)}, requirement ${formatUsd(requirementBeforeUsd)} to ${formatUsd(requirementAfterUsd)}${moved === '' ? '' : `; ${moved}`}`,
  );
}

function tableOf(rows: readonly ComparisonRow[]): string[] {
  const head = `  ${''.padEnd(LABEL_WIDTH)}${'base'.padStart(12)}${'policy'.padStart(13)}   difference and its 95 % interval`;
  const printed = PRINTED.flatMap(([figure, measure, name]) =>
    rows
      .filter((row) => row.figure === figure && row.measure === measure)
      .map((row) => lineOf(row.level === null ? name : `${name} ${formatLevel(row.level)}`, row)),
  );
  const worse = rows.find((row) => row.figure === 'shareWorse');
  const share =
    worse === undefined || worse.estimate === null
      ? []
      : wrapped(
          '  ',
          `Worse in ${worse.measure} on ${formatPercent(worse.estimate)} of the paths (${interval(worse.difference)}).`,
        );
  return [head, ...printed, ...share];
}

function lineOf(name: string, { unit, baseEstimate, estimate, difference, pValueHolm }: ComparisonRow): string {
  const start = `  ${name.padEnd(LABEL_WIDTH)}`;
  if (difference.flag === 'notEnoughPaths')
    return `${start}not enough paths, ${formatCount(difference.pathsNeeded ?? difference.n)} would do`;
  if (difference.estimate === null || (baseEstimate === null && estimate === null))
    return `${start}${'does not apply'.padStart(25)}`;
  const sign = difference.estimate > 0 ? '+' : '';
  const mark = pValueHolm !== null && pValueHolm < SIGNIFICANT ? ' *' : '';
  const few = difference.flag === 'fewPaths' ? ' (few paths)' : difference.flag === 'noneSeen' ? ' (none seen)' : '';
  // A difference of shares is in percentage points.
  const points = (text: string) => (unit === 'fraction' ? text.replaceAll(' %', ' pp') : text);
  const range = points(interval(difference));
  const values = [baseEstimate, estimate]
    .map((value, k) => (value === null ? 'few paths' : formatValue(value, unit)).padStart(12 + k))
    .join('');
  return `${start}${values}   ${sign}${points(formatValue(difference.estimate, unit))}${range === '' ? '' : ` (${range})`}${mark}${few}`;
}
