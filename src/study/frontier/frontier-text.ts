/** A frontier as people read it: policies from the strictest to the loosest, who is beaten by nobody, what a freed dollar costs. */

import { formatCount, formatLevel, formatPercent, formatShort, formatUsd } from '../../results/number-text.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { wrapped } from '../../results/summary-text.ts';
import type { FrontierRow } from './frontier.ts';
import type { FrontierSummary } from './run-frontier.ts';

/** Longest name of a policy in the table. */
const NAME_WIDTH = 44;

/** Formats a frontier; lines end in \n but the last. */
export function formatFrontier(summary: FrontierSummary, folder: string): string {
  const { rows, elasticity, confidence, loss, paths, seed } = summary;
  const others = [...new Set(rows.map((row) => row.elasticity))].filter((one) => one !== elasticity);
  const headline = rows.filter((row) => row.elasticity === elasticity);
  const isAllWeighed = headline.every(({ paretoShare }) => paretoShare !== null);
  return [
    ...wrapped(
      'Frontier of ',
      `${headline.length} policies: ${formatCount(paths)} paths, seed ${seed}, the same shocks for all. Contagion is the expected shortfall of ${loss} at ${formatLevel(confidence)} over open interest; users respond with elasticity ${elasticity}.`,
    ),
    '',
    ...tableOf(headline),
    '',
    ...wrapped(
      '',
      `* in the Pareto set: nothing is at least as efficient and less contagious. Share: of 1,000 resamples of the paths, in how many it is${isAllWeighed ? '' : '; not weighed where the tail has too few paths'}. π: dollars of expected shortfall for a dollar of margin freed against the current rules, with its 95 % interval.`,
    ),
    '',
    ...describeSteps(headline),
    ...describeCosts(headline),
    ...others.flatMap((one) =>
      describeBracket(
        rows.filter((row) => row.elasticity === one),
        one,
      ),
    ),
    ...wrapped('Files: ', `${folder} (frontier.arrow has every figure, policies.arrow what each policy sets)`),
  ].join('\n');
}

function tableOf(rows: readonly FrontierRow[]): string[] {
  const sorted = [...rows].sort((a, b) => a.efficiency.exposurePerMargin - b.efficiency.exposurePerMargin);
  const cells = sorted.map((row) => [
    `${row.isPareto ? '*' : ' '} ${shorten(row.name)}${row.isCurrent ? ' (as it is)' : ''}`,
    formatShort(row.efficiency.exposurePerMargin),
    formatFigure(row.expectedShortfallPerOpenInterest, formatPercent),
    formatFigure(row.probabilityDepleted, formatPercent),
    row.paretoShare === null ? 'not weighed' : formatPercent(row.paretoShare),
    row.isCurrent ? '' : formatFigure(row.priceAgainstCurrent, formatShort),
  ]);
  const head = ['  policy', 'exposure/margin', 'contagion', 'P(fund depleted)', 'share', 'π'];
  const lines = [head, ...cells];
  const width = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) =>
    line
      .map((cell, k) => cell.padEnd(width[k]))
      .join('  ')
      .trimEnd(),
  );
}

/** The steps along the Pareto set, each with its price. */
function describeSteps(rows: readonly FrontierRow[]): string[] {
  const steps = rows
    .filter(({ priceToNext }) => priceToNext !== null)
    .sort((a, b) => a.efficiency.exposurePerMargin - b.efficiency.exposurePerMargin)
    .map(
      ({ name, nextPolicy, priceToNext }) =>
        `  ${shorten(name)} → ${shorten(nextPolicy!)}: ${formatFigure(priceToNext!, formatShort)}`,
    );
  return steps.length === 0
    ? []
    : ['Price of each step along the Pareto set, dollars of tail loss a dollar of margin:', ...steps, ''];
}

/** The largest costs to users, where there are any. */
function describeCosts(rows: readonly FrontierRow[]): string[] {
  const lines = rows.flatMap(({ name, response }) => {
    if (response === null) return [];
    const { notionalBeforeUsd, notionalAfterUsd, withdrawnUsd, paidInUsd, curedUsd, curedAccounts } = response;
    const parts = [
      `notional ${signedPercent(notionalAfterUsd / notionalBeforeUsd - 1)}`,
      ...(withdrawnUsd >= 0.5 ? [`${formatUsd(withdrawnUsd)} withdrawn`] : []),
      ...(paidInUsd >= 0.5 ? [`${formatUsd(paidInUsd)} paid in`] : []),
      ...(curedAccounts > 0 ? [`${formatCount(curedAccounts)} accounts topped up with ${formatUsd(curedUsd)}`] : []),
    ];
    return [`  ${shorten(name)}: ${parts.join(', ')}`];
  });
  return lines.length === 0
    ? ['No policy changes what is required: users do nothing.', '']
    : ['What users do:', ...lines, ''];
}

function describeBracket(rows: readonly FrontierRow[], elasticity: number): string[] {
  const members = rows
    .filter(({ isPareto }) => isPareto)
    .sort((a, b) => a.efficiency.exposurePerMargin - b.efficiency.exposurePerMargin)
    .map(
      ({ name, efficiency, expectedShortfallPerOpenInterest }) =>
        `${shorten(name)} (${formatShort(efficiency.exposurePerMargin)}, ${formatEstimate(expectedShortfallPerOpenInterest, formatPercent)})`,
    );
  const meaning = elasticity === 0 ? ', notional stays' : elasticity === 1 ? ', collateral stays' : '';
  return [...wrapped('', `Pareto set with elasticity ${elasticity}${meaning}: ${members.join('; ')}`), ''];
}

/** Estimate and interval, or why there is none. */
export function formatFigure(figure: Figure, format: (value: number) => string): string {
  const { estimate, low, high, flag, pathsNeeded, method } = figure;
  if (estimate === null) return flag === 'notEnoughPaths' ? `needs ${formatCount(pathsNeeded ?? 0)} paths` : method;
  if (flag === 'noneSeen') return high === null ? 'none seen' : `none seen (< ${format(high)})`;
  if (low === null || high === null) return format(estimate);
  return `${format(estimate)} (${format(low)} … ${format(high)})`;
}

function formatEstimate({ estimate }: Figure, format: (value: number) => string): string {
  return estimate === null ? 'no estimate' : format(estimate);
}

function signedPercent(value: number): string {
  return `${value > 0 ? '+' : ''}${formatPercent(value)}`;
}

/** A name that fits the table. */
export function shorten(name: string): string {
  return name.length <= NAME_WIDTH ? name : `${name.slice(0, NAME_WIDTH - 1)}…`;
}
