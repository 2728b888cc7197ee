/** What safety costs: the price of efficiency in a sentence, who is beaten by nobody and how surely, and the declared response. */

import { exactFigure } from '../../results/statistics/figure.ts';
import { type FrontierPoint, frontierPoints } from '../charts/frontier-points.ts';
import type { FigureText, ReportSection, ReportTable } from '../content.ts';
import type { FrontierFacts, FrontierRowFacts } from '../facts/policy-studies.ts';
import type { FrontierStudy } from '../facts/study-facts.ts';
import { countText, figureText, ODDS_BASE, shortText } from '../figure-text.ts';
import { capital, measureText, pathNoun, rarityOf, responseText, settingsText, shortTable } from '../study-words.ts';
import { listText } from './section.ts';

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
    title: price === null ? 'No more efficient policy lies on the frontier from here' : titleOf(price),
    question: 'What does safety cost users?',
    text: [
      price === null ? noPriceText(current) : price.sentence(tail),
      paretoText(declared),
      `Users respond with a declared elasticity of ${shortText(summary.elasticity)}: 0 keeps positions and moves collateral, 1 keeps collateral and moves positions. The table gives both ends as the bracket.`,
    ],
    figures: [
      ...(price === null ? [] : [price.figure]),
      ...declared.flatMap((one) => [contagionOf(one), priceFigure(one)]).filter((one) => one !== null),
    ],
    charts: [
      frontierPoints({
        id: 'frontier',
        title: price === null ? 'No cheaper policy on the frontier' : price.short,
        subtitle: `${manifest.scenario.name}, ${countText(summary.paths)} ${noun.many} a policy, the same shocks; elasticity ${shortText(summary.elasticity)}`,
        points: declared.map((one) => pointOf(one, summary)),
        joined: joinedOf(declared),
        efficiencyTitle: 'Exposure per USD of maintenance margin',
        contagionTitle: `${capital(tail)}, share of open interest`,
        contagionUnit: 'fraction',
        ...(price === null ? {} : { priceText: titleOf(price) }),
      }),
    ],
    tables: [pricesTable(others), bracketTable(summary, declared), changesTable(others)],
    notes: notesOf(declared, noun.many),
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

function noPriceText({ row }: Placed): string {
  return row.isPareto
    ? 'The rules as they are belong to the frontier, and no policy that was run is more efficient.'
    : 'The rules as they are do not belong to the frontier: a policy that was run is at least as efficient and has a lower tail loss.';
}

/** Who is beaten by nobody, by the estimates, and in how many resamples. */
function paretoText(rows: readonly Placed[]): string {
  const members = byEfficiency(rows).filter(({ row }) => row.isPareto);
  const sure = (one: Placed) =>
    `${nameOf(one)} (${countText(one.row.paretoShare * ODDS_BASE)} in ${countText(ODDS_BASE)} resamples)`;
  const outside = rows.filter(({ row }) => !row.isPareto);
  const rest =
    outside.length === 0
      ? ''
      : ` Beaten by another: ${listText(outside.map(sure))}; the count says how often it was not.`;
  return `Of ${countText(rows.length)} policies these are beaten by none in both efficiency and tail loss, from the strictest on: ${listText(members.map(sure))}.${rest}`;
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
        `${one.row.isPareto ? 'yes' : 'no'}, ${countText(one.row.paretoShare * ODDS_BASE)} in ${countText(ODDS_BASE)}`,
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

function notesOf(rows: readonly Placed[], many: string): string[] {
  const isFew = rows.some(({ row }) => row.expectedShortfallUsd.flag === 'fewPaths');
  return [
    ...(isFew ? [`Some tails rest on fewer than 50 ${many}.`] : []),
    'All policies were run and shown on the same shocks; a policy picked because it came out best here is to be checked on held-out shocks (firebreak optimise does so).',
  ];
}
