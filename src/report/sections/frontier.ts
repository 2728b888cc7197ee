/** What safety costs: the price of efficiency in a sentence, who is beaten by nobody and how surely, and the declared response. */

import { exactFigure } from '../../results/statistics/figure.ts';
import { type FrontierPoint, frontierPoints } from '../charts/frontier-points.ts';
import type { FigureText, ReportSection, ReportTable } from '../content.ts';
import type { FrontierFacts, FrontierRowFacts } from '../facts/policy-studies.ts';
import type { FrontierStudy } from '../facts/study-facts.ts';
import { countText, figureText, ODDS_BASE, shortText } from '../figure-text.ts';
import { capital, measureText, pathNoun, rarityOf, responseText, settingsText, shortTable } from '../study-words.ts';
import { listText } from './section.ts';

/** Shares of resamples below this, or above one less this, are told as settled. */
const CHANCE = 0.05;

/** A row with its place in summary.json. */
interface Placed {
  readonly row: FrontierRowFacts;
  readonly k: number;
}

/** The section of a frontier. */
export function frontierSection({ summary, manifest }: FrontierStudy): ReportSection {
  const noun = pathNoun(manifest.scenario);
  const declared = placed(summary, summary.elasticity);
  const current = declared.find(({ row }) => row.isCurrent) ?? declared[0];
  const price = priceOf(current);
  const tail = `mean ${measureText(summary.loss)} on the worst ${rarityOf(summary.confidence, noun)}`;
  const others = declared.filter((one) => one !== current);
  return {
    id: 'frontier',
    title: price === null ? placeTitle(current, declared) : titleOf(price),
    question: 'What does safety cost users?',
    text: [
      price === null ? noPriceText(current, declared) : price.sentence(tail),
      paretoText(declared),
      `Users respond with a declared elasticity of ${shortText(summary.elasticity)}: 0 keeps positions and moves collateral, 1 keeps collateral and moves positions. Dashed lines in the chart lead to both ends.`,
    ],
    figures: [
      ...(price === null ? [] : [price.figure]),
      ...declared.flatMap((one) => [contagionOf(one), priceFigure(one)]).filter((one) => one !== null),
    ],
    charts: [
      frontierPoints({
        id: 'frontier',
        title: price === null ? placeTitle(current, declared) : price.short,
        subtitle: `${manifest.scenario.name}, ${countText(summary.paths)} ${noun.many} a policy, the same shocks; elasticity ${shortText(summary.elasticity)}`,
        points: declared.map((one) => pointOf(one, summary)),
        joined: joinedOf(declared),
        efficiencyTitle: 'Exposure per USD of maintenance margin',
        contagionTitle: `${capital(tail)}, share of open interest`,
        contagionUnit: 'fraction',
        ...(price === null ? {} : { priceText: titleOf(price) }),
        ...isoCostOf(current),
      }),
    ],
    tables: [pricesTable(others), bracketTable(summary, declared), changesTable(others)],
    notes: notesOf(declared, noun.many, 'isoCost' in isoCostOf(current)),
  };
}

function placed({ rows }: FrontierFacts, elasticity: number): Placed[] {
  return rows.map((row, k) => ({ row, k })).filter(({ row }) => row.elasticity === elasticity);
}

/** Tail loss over open interest, as a share. */
function contagionOf({ row, k }: Placed): FigureText {
  const figure = { ...row.expectedShortfallPerOpenInterest, unit: 'fraction' };
  return figureText(`frontier:rows.${k}.expectedShortfallPerOpenInterest`, figure, { as: 'percent' });
}

function priceFigure({ row, k }: Placed): FigureText | null {
  return row.isCurrent ? null : figureText(`frontier:rows.${k}.priceAgainstCurrent`, row.priceAgainstCurrent);
}

/** A price only where its interval excludes zero. */
function priceText(one: Placed): string {
  const { low, high } = one.row.priceAgainstCurrent;
  if (low === null || high === null || low > 0 || high < 0) return priceFigure(one)?.text ?? '–';
  return `no clear price; at most ${shortText(Math.max(-low, high))} either way`;
}

interface Price {
  readonly figure: FigureText;
  /** For titles. */
  readonly short: string;
  readonly isClear: boolean;
  sentence(tail: string): string;
}

/** The price from the current rules to the next policy of the Pareto set. */
function priceOf({ row, k }: Placed): Price | null {
  const { priceToNext, nextPolicy } = row;
  if (priceToNext === null || nextPolicy === null) return null;
  const figure = figureText(`frontier:rows.${k}.priceToNext`, priceToNext);
  const { estimate, low, high } = priceToNext;
  if (estimate === null || low === null || high === null)
    return {
      figure,
      short: `Price of efficiency: ${figure.text}`,
      isClear: false,
      sentence: () =>
        `From the rules as they are to ${nextPolicy}, the next more efficient policy, the price of freed margin: ${figure.text}.`,
    };
  const isClear = low > 0 || high < 0;
  const most = shortText(Math.max(Math.abs(low), Math.abs(high)));
  const short = isClear
    ? `USD 1 of freed margin ${estimate > 0 ? 'adds' : 'changes the tail loss by'} USD ${figure.estimate}${estimate > 0 ? ' of tail loss' : ''}`
    : `No clear price of freed margin; at most USD ${most} either way`;
  return {
    figure,
    short,
    isClear,
    sentence: (tail) =>
      isClear
        ? `From the rules as they are to ${nextPolicy}, the next more efficient policy of the frontier, USD 1 of freed margin ${estimate > 0 ? 'adds to' : 'changes'} the ${tail}, in USD: ${figure.text}.`
        : `From the rules as they are to ${nextPolicy}, the next more efficient policy of the frontier, the price of freed margin in ${tail} is not clear: at most USD ${most} for USD 1 either way.`,
  };
}

function titleOf({ short, isClear, figure }: Price): string {
  return isClear && figure.interval !== '' ? `${short} (${figure.interval})` : short;
}

/** Whether the rules as they are are beaten: chance alone is told from more than it. */
function placeTitle({ row }: Placed, all: readonly Placed[]): string {
  if (row.isPareto) return 'No policy that was run is more efficient than the rules as they are';
  if (row.paretoShare === null) return 'Too few paths to say where the rules as they are stand';
  const [one, ...more] = all.filter((other) => beats(other.row, row)).map(nameOf);
  const who = one === undefined || more.length > 0 ? 'Another policy' : one;
  return row.paretoShare > CHANCE
    ? `${who} beats the rules as they are by the estimates, not clearly`
    : `${who} beats the rules as they are in efficiency and tail loss`;
}

function noPriceText(current: Placed, all: readonly Placed[]): string {
  const { row } = current;
  if (row.isPareto)
    return 'The rules as they are belong to the frontier, and no policy that was run is more efficient.';
  if (row.paretoShare === null)
    return 'The tail loss under the rules as they are rests on too few paths to be weighed against that of other policies.';
  const beaters = all.filter((one) => beats(one.row, row)).map(nameOf);
  return `By the estimates the rules as they are are beaten by ${listText(beaters.slice(0, 3))}: at least as efficient, with a lower tail loss. Of resamples of the paths, ${resamplesText(row)} show them beaten by none.`;
}

function beats(one: FrontierRowFacts, other: FrontierRowFacts): boolean {
  const [a, b] = [one, other].map(({ expectedShortfallPerOpenInterest }) => expectedShortfallPerOpenInterest.estimate);
  const [x, y] = [one, other].map(({ efficiency }) => efficiency.exposurePerMargin);
  return a !== null && b !== null && one !== other && a <= b && x >= y && (a < b || x > y);
}

function resamplesText({ paretoShare }: FrontierRowFacts): string {
  if (paretoShare === null) return 'too few paths';
  return `${countText(paretoShare * ODDS_BASE)} in ${countText(ODDS_BASE)}`;
}

/** How many are beaten by nobody, and which of them only just. */
function paretoText(rows: readonly Placed[]): string {
  const members = rows.filter(({ row }) => row.isPareto);
  const open = byEfficiency(members).filter(({ row }) => (row.paretoShare ?? 1) < 1 - CHANCE);
  const doubt =
    open.length === 0
      ? ''
      : ` Resampling does not settle ${open.length === members.length ? 'any of them' : listText(open.slice(0, 4).map(nameOf))}: the table counts in how many resamples each is beaten by none.`;
  return `Of ${countText(rows.length)} policies, ${countText(members.length)} ${members.length === 1 ? 'is' : 'are'} beaten by none in both efficiency and tail loss.${doubt}`;
}

/** Where a USD of freed margin costs as much tail loss as the next policy's does; only with a price that is clear. */
function isoCostOf({ row, k }: Placed) {
  const { priceToNext, openInterestUsd, efficiency } = row;
  if (priceToNext === null || priceToNext.estimate === null || !((priceToNext.low ?? 0) > 0)) return {};
  const price = figureText(`frontier:rows.${k}.priceToNext`, priceToNext);
  return {
    isoCost: {
      perMargin: (priceToNext.estimate * efficiency.exposureUsd) / openInterestUsd,
      text: `equal cost at USD ${price.estimate} a USD`,
    },
  };
}

function nameOf({ row }: Placed): string {
  return row.isCurrent ? `${row.name} (as it is)` : row.name;
}

function byEfficiency(rows: readonly Placed[]): Placed[] {
  return [...rows].sort((a, b) => a.row.efficiency.exposurePerMargin - b.row.efficiency.exposurePerMargin);
}

function pointOf(one: Placed, { rows, elasticity }: FrontierFacts): FrontierPoint {
  const { row, k } = one;
  const bracket = rows.flatMap((other) => {
    const contagion = other.expectedShortfallPerOpenInterest.estimate;
    const isEnd = other.name === row.name && other.elasticity !== elasticity && !row.isCurrent;
    return isEnd && contagion !== null ? [{ efficiency: other.efficiency.exposurePerMargin, contagion }] : [];
  });
  return {
    name: nameOf(one),
    efficiency: figureText(
      `frontier:rows.${k}.efficiency.exposurePerMargin`,
      exactFigure(row.efficiency.exposurePerMargin, 'ratio'),
    ),
    contagion: contagionOf(one),
    isCurrent: row.isCurrent,
    isPareto: row.isPareto,
    ...(bracket.length === 0 ? {} : { bracket }),
  };
}

/** Neighbours of the Pareto set whose paired difference excludes zero: only these are joined by a line. */
function joinedOf(rows: readonly Placed[]): [string, string][] {
  return rows.flatMap((one): [string, string][] => {
    const { priceToNext, nextPolicy } = one.row;
    const next = rows.find(({ row }) => row.name === nextPolicy);
    const { low, high } = priceToNext ?? { low: null, high: null };
    const isClear = low !== null && high !== null && (low > 0 || high < 0);
    return isClear && next !== undefined ? [[nameOf(one), nameOf(next)]] : [];
  });
}

function pricesTable(others: readonly Placed[]): ReportTable {
  return shortTable(
    {
      caption: 'Price of efficiency against the rules as they are: USD of tail loss for USD 1 of margin freed',
      columns: [
        { label: 'Policy', align: 'left' },
        { label: 'Exposure per USD of margin', align: 'right' },
        { label: 'Price', align: 'right' },
        { label: 'On the frontier', align: 'left' },
      ],
      rows: byEfficiency(others).map((one) => [
        one.row.name,
        shortText(one.row.efficiency.exposurePerMargin),
        priceText(one),
        one.row.paretoShare === null
          ? 'too few paths'
          : `${one.row.isPareto ? 'yes' : 'no'}, ${resamplesText(one.row)}`,
      ]),
    },
    'frontier.arrow',
  );
}

/** The same policies where users keep positions, respond as declared, and keep collateral. */
function bracketTable(summary: FrontierFacts, declared: readonly Placed[]): ReportTable {
  const elasticities = [...new Set([0, summary.elasticity, 1])].sort((a, b) => a - b);
  const cell = (name: string, elasticity: number) => {
    const found = placed(summary, elasticity).find(({ row }) => row.name === name);
    return found === undefined ? '–' : contagionOf(found).text;
  };
  return shortTable(
    {
      caption: 'Tail loss as a share of open interest, by how users respond',
      columns: [
        { label: 'Policy', align: 'left' },
        ...elasticities.map((one) => ({
          label: `elasticity ${shortText(one)}${one === summary.elasticity ? ' (declared)' : ''}`,
          align: 'right' as const,
        })),
      ],
      rows: byEfficiency(declared).map((one) => [
        nameOf(one),
        ...elasticities.map((value) => cell(one.row.name, value)),
      ]),
    },
    'frontier.arrow',
  );
}

function changesTable(others: readonly Placed[]): ReportTable {
  return shortTable(
    {
      caption: 'What each policy sets, and what users do',
      columns: [
        { label: 'Policy', align: 'left' },
        { label: 'Settings', align: 'left' },
        { label: 'Users', align: 'left' },
      ],
      rows: others.map(({ row }) => [row.name, settingsText(row.settings), responseText(row.response)]),
    },
    'policies.arrow',
  );
}

function notesOf(rows: readonly Placed[], many: string, isPriced: boolean): string[] {
  const isFew = rows.some(({ row }) => row.expectedShortfallUsd.flag === 'fewPaths');
  return [
    ...(isFew ? [`Some tails rest on fewer than 50 ${many}.`] : []),
    'All policies were run and shown on the same shocks. One picked because it came out best here is to be checked on held-out shocks, as firebreak optimise does.',
    'Efficiency follows from the accounts at the start and has no interval: each 95 % region is a vertical line.',
    ...(isPriced
      ? []
      : ['No line of equal cost is drawn: no price of freed margin is clear from the rules as they are.']),
  ];
}
