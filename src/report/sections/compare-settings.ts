/** What changes: each setting now and proposed, and what it costs users beside what it saves on a bad day, on the same base. */

import type { ReportSection, ReportTable } from '../content.ts';
import type { CompareStudy } from '../facts/study-facts.ts';
import { percentText, usdText } from '../figure-text.ts';
import { capital, fundUsd, measureText, responseText, settingText, shortTable, valueAt } from '../study-words.ts';
import { policiesTable } from './compare-difference.ts';
import type { PolicyRows, WordedRow } from './compare-rows.ts';

/** `margin.maintenanceScale=1.3` in two parts. */
function partsOf(set: string): readonly [path: string, value: string] {
  const at = set.indexOf('=');
  return at < 0 ? [set, ''] : [set.slice(0, at), set.slice(at + 1)];
}

/** One sentence: what a policy changes. */
export function changeText({ policy, study }: PolicyRows): string {
  if (policy.set.length === 0)
    return `${policy.name} is a scenario of its own; its shocks are those of ${study.summary.base}.`;
  const changes = policy.set.map((set) => {
    const [path, value] = partsOf(set);
    return `${path} from ${nowText(study, path)} to ${value}`;
  });
  return `${policy.name} sets ${changes.join(', ')}; nothing else changes.`;
}

function nowText({ manifest }: CompareStudy, path: string): string {
  const value = valueAt(manifest.scenario, path);
  return value === undefined ? 'not set' : settingText(value);
}

/** Insurance money under a policy, USD: that of the base unless it sets another; null where that cannot be read off. */
export function policyFundUsd({ manifest, summary }: CompareStudy, name: string): number | null {
  const policy = summary.policies.find((one) => one.name === name);
  if (policy === undefined || (policy.set.length === 0 && name !== summary.base)) return null;
  const own = policy.set.map(partsOf).findLast(([path]) => path.endsWith('insuranceFundUsd'));
  if (own === undefined) return fundUsd(manifest.scenario);
  const value = Number(own[1]);
  return own[0] === 'waterfall.insuranceFundUsd' && own[1] !== '' && Number.isFinite(value) ? value : null;
}

/** Setting, now, proposed: a row a policy and setting. */
export function settingsTable(all: readonly PolicyRows[]): ReportTable {
  const rows = all.flatMap(({ policy, study }) =>
    policy.set.length === 0
      ? [[policy.name, 'a scenario of its own', '–', '–']]
      : policy.set.map((set) => {
          const [path, value] = partsOf(set);
          return [policy.name, path, nowText(study, path), value];
        }),
  );
  return shortTable(
    {
      caption: 'What changes: each setting now and proposed',
      columns: [
        { label: 'Policy', align: 'left' },
        { label: 'Setting', align: 'left' },
        { label: 'Now', align: 'right' },
        { label: 'Proposed', align: 'right' },
      ],
      rows,
    },
    'summary.json',
  );
}

/** The section on what changes. */
export function settingsSection(all: readonly PolicyRows[]): ReportSection {
  return {
    id: 'settings',
    title: `What changes: ${all.map(({ policy }) => policy.name).join('; ')}`,
    question: 'What am I to approve, and what changes from today?',
    text: all.map(changeText),
    figures: [],
    charts: [],
    tables: [settingsTable(all), ...policiesTable(all)],
    notes: [],
  };
}

/** What the policy costs users, and what it saves, in two columns of the same size. */
export function userCostSection(rows: PolicyRows, at: number): ReportSection {
  const { policy, badDay, find, noun } = rows;
  const gains = [
    badDay,
    find('probability', 'fundDepleted'),
    find('mean', 'adlCostUsd'),
    find('mean', 'accountLossUsd'),
  ];
  const costs = [
    find('efficiency', 'exposureUsd'),
    find('efficiency', 'exposurePerMargin'),
    find('efficiency', 'maintenanceMarginUsd'),
    find('efficiency', 'collateralUsd'),
  ];
  const exposure = costs[0];
  return {
    id: at === 0 ? 'user-cost' : `user-cost-${at + 1}`,
    title: costTitle(rows, exposure),
    question: 'What does it cost users?',
    text: [
      responseText(policy.response),
      `Both sides are of the same accounts at the same prices: what a bad ${noun.one} costs, and what users hold at the start.`,
    ],
    figures: [...gains, ...costs].flatMap((row) => (row === undefined ? [] : [row.words.figure])),
    charts: [],
    tables: [beside(policy.name, 'Losses', gains), beside(policy.name, 'Users', costs)],
    notes: [],
  };
}

function costTitle({ policy, badDay }: PolicyRows, exposure: WordedRow | undefined): string {
  const share = changeOf(exposure);
  const held =
    share === null
      ? 'exposure of users as before'
      : `users hold ${percentText(Math.abs(share))} ${share < 0 ? 'less' : 'more'} exposure`;
  const loss =
    badDay.words.verdict === 'lower' || badDay.words.verdict === 'higher'
      ? `tail loss ${badDay.words.figure.estimate}`
      : 'no clear difference in tail loss';
  return `${capital(policy.name)}: ${held}; ${loss}`;
}

/** Relative change of an exact figure; null for none. */
export function changeOf(row: WordedRow | undefined): number | null {
  const { baseEstimate, estimate } = row?.row ?? {};
  if (!baseEstimate || estimate === undefined || estimate === null || estimate === baseEstimate) return null;
  return estimate / baseEstimate - 1;
}

function beside(policy: string, what: string, rows: readonly (WordedRow | undefined)[]): ReportTable {
  return {
    caption: `${what}, now and under ${policy}`,
    columns: [
      { label: what, align: 'left' },
      { label: 'Now', align: 'right' },
      { label: 'Proposed', align: 'right' },
      { label: 'Difference', align: 'left' },
    ],
    rows: rows.flatMap((row) =>
      row === undefined ? [] : [[row.label, row.words.current, row.words.proposed, row.words.figure.text]],
    ),
  };
}

/** Who pays: the layers whose mean differs, and how often the fund is used up. */
export function payersText({ find, study, noun, policy }: PolicyRows): string {
  const layers = (['fundPaidUsd', 'vaultLossUsd', 'adlCostUsd', 'socialisedUsd', 'badDebtUsd'] as const).flatMap(
    (measure) => {
      const row = find('mean', measure);
      const isUsed = row !== undefined && ((row.row.baseEstimate ?? 0) !== 0 || (row.row.estimate ?? 0) !== 0);
      const { verdict, figure } = row?.words ?? {};
      const isClear = verdict === 'lower' || verdict === 'higher';
      return isUsed && isClear ? [`${capital(measureText(measure))}: ${figure!.text}.`] : [];
    },
  );
  const depleted = find('probability', 'fundDepleted');
  const fund = usdText(study.manifest.scenario.waterfall?.insuranceFundUsd ?? 0);
  const used =
    depleted === undefined
      ? ''
      : `Of ${noun.many}, ${depleted.words.current} use up the fund of ${fund} now and ${depleted.words.proposed} under ${policy.name}: ${depleted.words.figure.text}.`;
  const paid =
    layers.length === 0
      ? `No payer pays clearly more or less over all ${noun.many}.`
      : `Mean over all ${noun.many}, where it clearly changes. ${layers.join(' ')}`;
  return `${used} ${paid}`.trim();
}
