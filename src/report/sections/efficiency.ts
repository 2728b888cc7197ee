/** What safety costs users at the start: exposure over margin, idle collateral, and the shortfall by cohort. */

import { EFFICIENCY } from '../../results/columns/accounts.ts';
import type { Summary } from '../../results/summary.ts';
import type { ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { countText, percentText, shortText, usdText } from '../figure-text.ts';
import { runFigure } from './run-figures.ts';
import { columns, section } from './section.ts';

type EfficiencyName = Exclude<keyof Summary['efficiency'], 'marginCoverage'>;

const SHOWN: readonly (readonly [name: EfficiencyName, label: string])[] = [
  ['exposureUsd', 'Exposure, both sides'],
  ['collateralUsd', 'Collateral'],
  ['maintenanceMarginUsd', 'Maintenance margin required'],
  ['exposurePerMargin', 'Exposure per USD 1 of maintenance margin'],
  ['exposurePerInitialMargin', 'Exposure per USD 1 of initial margin'],
  ['offsetSaving', 'Saved by cross over isolated margin'],
  ['idleShare', 'Idle collateral, share of equity'],
];

export async function efficiencySection(facts: RunFacts): Promise<ReportSection> {
  const { efficiency } = facts.summary;
  const figure = (name: EfficiencyName) => runFigure(facts, `efficiency.${name}`, efficiency[name]);
  const shown = SHOWN.map(([name, label]) => ({ label, text: figure(name) })).filter(
    ({ text }) => text.figure.estimate !== null,
  );
  const perMargin = figure('exposurePerMargin');
  const margin = figure('maintenanceMarginUsd');
  const idle = figure('idleShare');
  return section({
    id: 'efficiency',
    title:
      perMargin.figure.estimate === null
        ? 'No maintenance margin is required at the start'
        : `USD 1 of maintenance margin carries USD ${perMargin.estimate} of exposure`,
    question: 'What does safety cost users?',
    text: [
      `Users post ${figure('collateralUsd').text}; the rules require ${margin.text} of it as maintenance margin at the start.`,
      ...(idle.figure.estimate === null ? [] : [`${idle.text} of equity stands idle above initial margin.`]),
      'These figures follow from the accounts at the start and have no interval. A change of rules moves them and the losses together.',
    ],
    figures: shown.map(({ text }) => text),
    tables: [
      {
        caption: 'Margin efficiency at the start',
        columns: columns(['Measure', 'Value']),
        rows: shown.map(({ label, text }) => [label, text.text]),
      },
      ...(await cohortTable(facts)),
    ],
  });
}

async function cohortTable(facts: RunFacts) {
  if (!facts.has(EFFICIENCY.file)) return [];
  const names = ['accounts', 'exposureUsd', 'maintenanceMarginUsd', 'exposurePerMargin', 'idleShare'];
  const table = await facts.read(EFFICIENCY.file, ['group', ...names]);
  if (table.rows < 3) return [];
  const [accounts, exposure, margin, perMargin, idle] = names.map((name) => table.number(name));
  const orDash = (value: number, write: (value: number) => string) => (Number.isNaN(value) ? '–' : write(value));
  return [
    {
      caption: 'The same by cohort of accounts',
      columns: columns(['Cohort', 'Accounts', 'Exposure', 'Maintenance margin', 'Exposure per margin', 'Idle']),
      rows: table
        .text('group')
        .map((group, row) => [
          group ?? '–',
          countText(accounts[row]),
          usdText(exposure[row]),
          usdText(margin[row]),
          orDash(perMargin[row], shortText),
          orDash(idle[row], percentText),
        ]),
    },
  ];
}
