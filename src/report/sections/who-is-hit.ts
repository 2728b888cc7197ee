/** Who is hit: the accounts that cause most of the tail's loss, with the price at which it begins. */

import { ACCOUNTS } from '../../results/columns/accounts.ts';
import { stdErrorName } from '../../results/columns/column.ts';
import type { ReadTable } from '../../results/read-table.ts';
import { type Figure, TAIL_PATHS_MINIMUM } from '../../results/statistics/figure.ts';
import { positiveFigure } from '../../results/statistics/moments.ts';
import { probabilityFigure } from '../../results/statistics/probability.ts';
import type { FigureText, ReportSection } from '../content.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { readSellingHours, SELLING_DISTANCE } from '../facts/selling-hours.ts';
import { countText, ODDS_BASE, percentText, priceText, shortText, usdText } from '../figure-text.ts';
import { runFigure, tailMeanText } from './run-figures.ts';
import { columns, section, type Unanswered } from './section.ts';

const QUESTION = 'Is it one account: who is hit, who causes the loss?';
const ROWS = 15;
/** Longest name printed whole. */
const NAME_LENGTH = 14;

const NAMED = ['Account', 'Group'] as const;
const COUNTED = ['Equity', 'Share of tail loss', 'Trigger price', 'Liquidated on', 'Deleveraged on'] as const;
const HOURS = 'Hours to sell';

const NUMBERS = [
  'account',
  'equityUsd',
  'triggerPriceUsd',
  'probabilityLiquidated',
  'probabilityDeleveraged',
  'tailLossShare',
];
const ERRORS = ['probabilityLiquidated', 'probabilityDeleveraged', 'tailLossShare'].map(stdErrorName);
const TEXTS = ['name', 'group', 'triggerAsset'];

export async function whoIsHitSection(facts: RunFacts): Promise<ReportSection | Unanswered> {
  if (!facts.has(ACCOUNTS.file)) return { question: QUESTION, reason: 'the folder holds no accounts.arrow' };
  const table = await facts.read(ACCOUNTS.file, [...NUMBERS, ...ERRORS, ...TEXTS]);
  const share = table.number('tailLossShare');
  const order = Array.from(share.keys()).filter((row) => share[row] > 0);
  order.sort((a, b) => share[b] - share[a] || a - b);
  const tailPaths = Number(table.metadata.tailPaths);
  if (order.length === 0 || tailPaths < TAIL_PATHS_MINIMUM)
    return { question: QUESTION, reason: 'fewer than 10 paths in the tail: not enough to say who causes its loss' };
  const hours = await readSellingHours(facts);
  const rows = order.slice(0, ROWS).map((row) => describeAccount(facts, table, row, hours));
  const shown = order.slice(0, ROWS).reduce((sum, row) => sum + share[row], 0);
  const level = Number(table.metadata.tailConfidence);
  const rarity = Number.isFinite(level) ? facts.words.rarity(level) : 'rare paths';
  const [top] = rows;
  const whole = tailMeanOf(facts, level);
  return section({
    id: 'who-is-hit',
    title: `${rows.length === 1 ? 'One account causes' : `${rows.length} of ${countText(table.rows)} accounts cause`} ${percentText(shown)} of the tail loss`,
    question: QUESTION,
    text: [
      `The account with the largest share, ${top.name} (${top.group}), causes ${top.share.text} of the loss on the worst ${rarity}.`,
      top.trigger === '–'
        ? `No price of its largest position alone liquidates it; it is liquidated on ${top.liquidated.text} ${facts.words.many}.`
        : `It is liquidated where the price of ${top.trigger.replace(' at ', ' reaches ')}, all else as at the start: on ${top.liquidated.text} ${facts.words.many}.`,
      `Shares are of the mean loss beyond account equity on the worst ${rarity}${whole === null ? '' : `, ${whole.text}`}. Those of all accounts add up to it.`,
    ],
    figures: [...(whole === null ? [] : [whole]), top.share, top.liquidated, top.deleveraged],
    tables: [
      {
        caption: `Accounts by share of the loss on the worst ${rarity}; counts in ${countText(ODDS_BASE)} ${facts.words.many}`,
        columns: columns([...NAMED, ...COUNTED, ...(hours === null ? [] : [HOURS])], [...COUNTED, HOURS]),
        rows: rows.map(({ name, group, equity, share: part, trigger, liquidated, deleveraged, selling }) => [
          name,
          group,
          equity,
          part.text,
          trigger,
          countOf(liquidated),
          countOf(deleveraged),
          ...(hours === null ? [] : [selling]),
        ]),
        more:
          order.length > rows.length
            ? `${countText(order.length - rows.length)} more accounts cause the other ${percentText(1 - shown)}; all are in accounts.arrow, with full names.`
            : 'All accounts that cause any of it are shown; full names are in accounts.arrow.',
      },
    ],
    notes: [
      hours === null
        ? 'Time to sell is left out: the folder does not hold accounts and books that refill.'
        : `Hours to sell: size over book depth within ${percentText(SELLING_DISTANCE)} of the price, refilled at the scenario's half-life, other selling left aside.`,
      ...(facts.summary.run.populationSeed === null
        ? []
        : [
            'Accounts are one draw of a population, not those of a venue. Another draw gives other accounts and other shares.',
          ]),
    ],
  });
}

/** A count whose base stands in the caption. */
function countOf({ text }: FigureText): string {
  return text.startsWith('none') ? text : text.replace(` in ${countText(ODDS_BASE)}`, '');
}

interface HitAccount {
  readonly name: string;
  readonly group: string;
  readonly equity: string;
  readonly share: FigureText;
  readonly trigger: string;
  readonly liquidated: FigureText;
  readonly deleveraged: FigureText;
  /** Hours; `–` without positions. */
  readonly selling: string;
}

/** The mean loss that the shares are of; null where the summary has no such level. */
function tailMeanOf(facts: RunFacts, level: number): FigureText | null {
  const figures = facts.summary.contagion.tail.shortfallUsd.expectedShortfall;
  return String(level) in figures ? tailMeanText(facts, 'shortfallUsd', String(level)) : null;
}

function describeAccount(
  facts: RunFacts,
  table: ReadTable,
  row: number,
  hours: ReadonlyMap<string, number> | null,
): HitAccount {
  const account = table.number('account')[row];
  const id = `accounts.${account}`;
  const triggerUsd = table.number('triggerPriceUsd')[row];
  const asset = table.text('triggerAsset')[row];
  const tailPaths = Number(table.metadata.tailPaths) || facts.summary.run.paths;
  const part = positiveFigure(
    table.number('tailLossShare')[row],
    table.number(stdErrorName('tailLossShare'))[row],
    tailPaths,
    'fraction',
    'share of the expected shortfall',
  );
  const probability = (column: string) =>
    runFigure(facts, `${id}.${column}`, rareFigure(facts, table, column, row), 'odds');
  return {
    name: shortName(table.text('name')[row] ?? String(account), account),
    group: table.text('group')[row] ?? '–',
    equity: usdText(table.number('equityUsd')[row]),
    share: runFigure(facts, `${id}.tailLossShare`, part, 'percent'),
    trigger: Number.isFinite(triggerUsd) && asset !== null ? `${asset} at ${priceText(triggerUsd)}` : '–',
    liquidated: probability('probabilityLiquidated'),
    deleveraged: probability('probabilityDeleveraged'),
    selling: hoursText(hours?.get(table.text('name')[row] ?? String(account))),
  };
}

/** Below a tenth of an hour no digit is worth printing. */
function hoursText(hours: number | undefined): string {
  if (hours === undefined) return '–';
  return hours < 0.1 ? 'under 0.1' : shortText(Number(hours.toPrecision(2)));
}

/** The probability of an account's column as a figure: sums of weights come back from mean and standard error. */
function rareFigure({ summary: { run } }: RunFacts, table: ReadTable, column: string, row: number): Figure {
  const n = run.paths;
  const p = table.number(column)[row];
  const error = table.number(stdErrorName(column))[row];
  const events = Math.round(p * n);
  const weight = run.isWeighted ? p * n : events;
  const squared =
    run.isWeighted && Number.isFinite(error) ? error * error * n * (n - 1) + (weight * weight) / n : events;
  return probabilityFigure({
    n,
    events: run.isWeighted && weight > 0 ? Math.max(1, events) : events,
    weight,
    weightSquared: squared,
    totalWeight: n,
    totalWeightSquared: run.isWeighted ? (n * n) / run.effectiveSampleSize : n,
    largestWeight: run.isWeighted ? run.largestWeightShare * n : 1,
  });
}

/** Addresses are shortened in the middle; accounts without a name are called by their index. */
export function shortName(name: string, account: number): string {
  if (name === '' || name === String(account)) return `account ${account}`;
  const letters = [...name];
  return letters.length <= NAME_LENGTH ? name : `${letters.slice(0, 6).join('')}…${letters.slice(-4).join('')}`;
}
