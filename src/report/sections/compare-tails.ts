/** How likely is a loss above a size, and who pays then, under each policy: curves and payers on the same axes, with a switch between them. */

import { type ExceedanceCurve, exceedanceCurve } from '../charts/exceedance-curve.ts';
import { payerSteps } from '../charts/payer-steps.ts';
import type { Choice, FigureText, ReportChart, ReportSection, ReportTable } from '../content.ts';
import type { PolicyTail } from '../facts/policy-tails.ts';
import type { Reached, Tail } from '../facts/run-tail.ts';
import type { CompareStudy } from '../facts/study-facts.ts';
import { countText, figureText, percentText, usdText } from '../figure-text.ts';
import { capital, type PathNoun, pathNoun, rarityOf } from '../study-words.ts';
import { policyFundUsd } from './compare-settings.ts';
import { exceedancePoints } from './loss-curve.ts';
import { columns, listText, section } from './section.ts';
import { type PaidLayer, paidLayers, payersSentence, payersTitle, ROUNDED } from './who-pays.ts';

/** Curves that can be told apart in one drawing. */
const ROLES = ['current', 'proposed', 'third', 'fourth'] as const;

/** A policy with its texts. */
interface WordedTail {
  readonly policy: PolicyTail;
  readonly curve: ExceedanceCurve;
  /** Loss exceeded at the level of the tail. */
  readonly exceeded: FigureText;
  readonly depleted: FigureText;
  readonly fundUsd: number | null;
  /** The tail at the level that all policies have; null where they share none. */
  readonly ledger: { readonly tail: Tail; readonly whole: FigureText; readonly layers: readonly PaidLayer[] } | null;
}

/** The section; undefined where fewer than two policies have their paths at hand. */
export function tailsSection(study: CompareStudy): ReportSection | undefined {
  const shown = study.tails.slice(0, ROLES.length);
  if (shown.length < 2 || shown[0].name !== study.summary.base) return undefined;
  const noun = pathNoun(study.manifest.scenario);
  const level = sharedLevel(shown);
  const all = shown.map((policy, k) => wordTail(study, policy, { k, level, noun }));
  if (all.some(({ curve }) => curve.points.length < 2)) return undefined;
  const rarity = rarityOf(level, noun);
  const left = study.summary.policies.length - shown.length;
  return section({
    id: 'policy-tails',
    title: titleOf(all, rarity),
    question: `How likely is a loss above a given size, and who pays on a bad ${noun.one}, under each policy?`,
    text: [
      ...all
        .slice(0, 2)
        .flatMap(({ policy, ledger }) =>
          ledger === null
            ? []
            : [
                `${capital(policy.name)}, worst ${rarity}: the mean loss is ${ledger.whole.text}; ${payersSentence(ledger.layers)}.`,
              ],
        ),
      'All policies meet the same shocks, so their curves go together: the paired differences above say whether they differ, not the overlap of the bands.',
    ],
    figures: all.flatMap(({ exceeded, depleted, curve, ledger }) => [
      exceeded,
      ...curve.levels.map(({ loss }) => loss),
      depleted,
      ...(ledger === null ? [] : [ledger.whole, ...ledger.layers.map(({ paid }) => paid)]),
    ]),
    charts: [undefined, ...all].flatMap((one) => chartsOf(study, all, one, rarity)),
    tables: [levelsTable(all), ...ledgerTables(all, rarity)],
    notes: [
      ...(left > 0 ? [`${countText(left)} more policies are not drawn.`] : []),
      ...(all.some(({ ledger }) => ledger?.tail.whole.flag === 'fewPaths')
        ? [`Few paths stand behind the tail of the worst ${rarity}.`]
        : []),
    ],
  });
}

/** Base and first policy; the tables have all. */
function titleOf(all: readonly WordedTail[], rarity: string): string {
  const told = all.slice(0, 2).map(({ policy, exceeded }) => `${exceeded.text} under ${policy.name}`);
  return `Loss exceeded on ${rarity}: ${told.join(', ')}`;
}

/** The rarest level whose tail all policies have; else the first that the comparison reads. */
function sharedLevel(shown: readonly PolicyTail[]): number {
  const isShared = ({ level }: Tail) => shown.every(({ tails }) => tails.some((tail) => tail.level === level));
  return shown[0].tails.findLast(isShared)?.level ?? shown[0].levels[0].level;
}

function wordTail(
  study: CompareStudy,
  policy: PolicyTail,
  { k, level, noun }: { readonly k: number; readonly level: number; readonly noun: PathNoun },
): WordedTail {
  const { isWeighted } = policy;
  const place = `report.policies.${k}`;
  const exceededAt = (at: number, figure: PolicyTail['fundDepleted']) =>
    figureText(`${place}.valueAtRisk.${at}`, figure, { isWeighted });
  const tail = policy.tails.find((one) => one.level === level);
  return {
    policy,
    curve: {
      name: policy.name,
      role: ROLES[k],
      points: exceedancePoints(policy.sorted).map((point) => ({
        ...point,
        reading: `${policy.name}: ${usdText(point.lossUsd)} or more: ${figureText('report.probability.curve', point.figure).text} ${noun.many}`,
      })),
      levels: policy.levels.map((one) => ({
        probability: 1 - one.level,
        label: rarityOf(one.level, noun),
        loss: exceededAt(one.level, one.exceeded),
        paths: isWeighted ? 'weighted' : countText(policy.paths * (1 - one.level)),
      })),
    },
    exceeded: exceededAt(level, policy.levels.find((one) => one.level === level)!.exceeded),
    depleted: figureText(`${place}.probability.fundDepleted`, policy.fundDepleted, { isWeighted }),
    fundUsd: policyFundUsd(study, policy.name),
    ledger:
      tail === undefined
        ? null
        : {
            tail,
            whole: figureText(`${place}.expectedShortfall.${level}`, tail.whole, { isWeighted }),
            layers: paidLayers(tail, `${place}.tailMean`),
          },
  };
}

/** Curve and payers of one policy, or of all. */
function chartsOf(
  study: CompareStudy,
  all: readonly WordedTail[],
  one: WordedTail | undefined,
  rarity: string,
): ReportChart[] {
  const shown = one === undefined ? all : [one];
  const key = one === undefined ? 'all' : String(all.indexOf(one));
  const choice: Choice = { of: 'Policy', option: one === undefined ? 'all policies' : one.policy.name };
  const noun = pathNoun(study.manifest.scenario);
  const subtitle = `${study.manifest.scenario.name}, ${countText(study.summary.paths)} ${noun.many}, the same shocks`;
  const fund = fundOf(shown);
  const longest = Math.max(...all.map(({ ledger }) => ledger?.tail.whole.estimate ?? 0));
  return [
    {
      ...exceedanceCurve({
        id: `policy-curve-${key}`,
        title:
          one === undefined
            ? titleOf(all, rarity)
            : `Loss exceeded on ${rarity}: ${one.exceeded.text} under ${one.policy.name}`,
        subtitle,
        curves: shown.map(({ curve }) => curve),
        beside: all.map(({ curve }) => curve),
        ...(fund === undefined ? {} : { fund }),
        axisTitle: 'Loss beyond account equity, USD',
        bandText: '95 % band, at each loss by itself',
      }),
      choice,
    },
    ...shown.flatMap(({ policy, ledger, fundUsd }, k): ReportChart[] =>
      ledger === null
        ? []
        : [
            {
              ...payerSteps({
                id: `policy-payers-${key}-${k}`,
                title: `${capital(policy.name)}: ${payersTitle(rarity, ledger.layers).replace(/^On/, 'on')}`,
                subtitle: `Mean over the worst ${rarity}, USD`,
                total: {
                  value: ledger.tail.whole.estimate!,
                  text: ledger.whole.estimate,
                  label: 'Loss beyond account equity',
                },
                steps: ledger.layers.map(({ payer, label, paid, reached, column }) => ({
                  payer,
                  label,
                  amount: { value: paid.figure.estimate ?? 0, text: paid.estimate },
                  interval: paid.interval,
                  reached: reachedText(policy, ledger.tail, reached),
                  ...(column === 'fundPaidUsd' && fundUsd !== null
                    ? { capacity: { value: fundUsd, text: usdText(fundUsd) } }
                    : {}),
                })),
                residual: residualOf(ledger.tail),
                axisTitle: 'USD, mean over those paths',
                axisTotalUsd: longest,
              }),
              choice,
            },
          ],
    ),
  ];
}

/** One line where all have the same fund. */
function fundOf(shown: readonly WordedTail[]) {
  const [{ fundUsd }] = shown;
  if (fundUsd === null || !(fundUsd > 0) || shown.some((one) => one.fundUsd !== fundUsd)) return undefined;
  const used = shown.map(({ policy, depleted }) =>
    shown.length > 1 ? `${depleted.estimate} (${policy.name})` : depleted.text,
  );
  return { value: fundUsd, text: `Fund ${usdText(fundUsd)}: used up on ${listText(used)}` };
}

function reachedText({ isWeighted }: PolicyTail, tail: Tail, { paths, share }: Reached): string {
  return isWeighted ? `on ${percentText(share)}` : `on ${countText(paths)} of ${countText(tail.paths)}`;
}

function residualOf({ payers, whole }: Tail) {
  const value = payers.reduce((sum, { figure }) => sum - (figure.estimate ?? 0), whole.estimate ?? 0);
  return { value, text: Math.abs(value) < 0.5 ? 'USD 0' : usdText(value) };
}

/** Rarity by policy: the loss at each level and how often the fund is used up. */
function levelsTable(all: readonly WordedTail[]): ReportTable {
  return {
    caption: 'Loss beyond account equity by rarity and policy; 95 % intervals',
    columns: columns(['Exceeded on', ...all.map(({ policy }) => policy.name), 'Paths behind']),
    rows: [
      ...all[0].curve.levels.map(({ label }, k) => [
        label,
        ...all.map(({ curve }) => curve.levels[k].loss.text),
        all[0].curve.levels[k].paths,
      ]),
      ['Fund used up', ...all.map(({ depleted }) => depleted.text), countText(all[0].policy.paths)],
    ],
  };
}

/** The mean over the tail through the layers, a column a policy. */
function ledgerTables(all: readonly WordedTail[], rarity: string): ReportTable[] {
  const labels = new Map(
    all.flatMap(({ ledger }) => (ledger?.layers ?? []).map(({ column, label }) => [column, label])),
  );
  if (labels.size === 0) return [];
  return [
    {
      caption: `Who pays, mean over the worst ${rarity}, by policy`,
      columns: columns(['Layer', ...all.map(({ policy }) => policy.name)]),
      rows: [
        ['Loss beyond account equity', ...all.map(({ ledger }) => ledger?.whole.text ?? '–')],
        ...[...labels].map(([column, label]) => [
          label,
          ...all.map(({ ledger }) => {
            if (ledger === null) return '–';
            return ledger.layers.find((layer) => layer.column === column)?.paid.text ?? 'nothing';
          }),
        ]),
        ['Residual', ...all.map(({ ledger }) => (ledger === null ? '–' : residualOf(ledger.tail).text))],
      ],
      more: ROUNDED,
    },
  ];
}
