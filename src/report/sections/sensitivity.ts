/** Which assumption decides: the largest swing in words, which of them flips the decision, and where each range comes from. */

import { type TornadoRow, tornadoBars } from '../charts/tornado-bars.ts';
import type { Assumption, ReportSection } from '../content.ts';
import type { SensitivityFacts, TornadoBarFacts } from '../facts/model-studies.ts';
import type { SensitivityStudy } from '../facts/study-facts.ts';
import { countText, figureText, percentText, usdText } from '../figure-text.ts';
import { capital, pathNoun, ROWS_MAX, tailText } from '../study-words.ts';
import { listText } from './section.ts';
import {
  endName,
  endsOf,
  endsTable,
  flipOf,
  indexTables,
  indicesOf,
  isClear,
  type PlacedBar,
  quoteSetting,
  rangeText,
  sourcesTable,
  swingOf,
} from './sensitivity-bars.ts';

/** Assumptions named in one sentence; the tables have all. */
const NAMED_MAX = 3;

/** Noise above this share of the variance makes indices hard to read. */
const NOISY = 0.2;

/** The section of a sensitivity study. */
export function sensitivitySection({ summary, manifest }: SensitivityStudy): ReportSection {
  const noun = pathNoun(manifest.scenario);
  const what = tailText(summary.measure.loss, summary.measure.level, noun);
  const base = figureText('sensitivity:base', summary.base);
  const bars = (summary.tornado ?? []).map((bar, k) => ({ bar, k }));
  const clear = bars.filter(({ bar }) => isClear(bar));
  const rows = clear.slice(0, ROWS_MAX).map((one) => rowOf(one, summary));
  return {
    id: 'sensitivity',
    title: titleOf(clear, summary),
    question: 'Which assumption decides the answer?',
    text: [...decisionFirst(summary, bars, firstLine(clear, what)), leftOutText(bars)].filter((line) => line !== ''),
    figures: [
      base,
      ...clear.flatMap((one) => [swingOf(one), ...endsOf(one).map(({ text }) => text)]),
      ...indicesOf(summary),
    ],
    charts:
      rows.length === 0
        ? []
        : [
            tornadoBars({
              id: 'sensitivity',
              title: chartTitle(clear, summary),
              subtitle: `${capital(what)}, USD; ${summary.scenario}, ${countText(summary.paths)} ${noun.many} a run, the same shocks`,
              base,
              ...(summary.decision === null
                ? {}
                : {
                    threshold: {
                      value: summary.decision.thresholdUsd,
                      text: `limit ${usdText(summary.decision.thresholdUsd)}`,
                    },
                  }),
              rows,
              axisTitle: `${capital(what)}, USD`,
            }),
          ],
    tables: [
      ...(clear.length === 0 ? [] : [endsTable(clear)]),
      ...(bars.length === 0 ? [] : [sourcesTable(bars)]),
      ...indexTables(summary),
    ],
    notes: notesOf(summary, noun.many),
  };
}

/** The three assumptions that move the answer most, for the decision box. */
export function decidingAssumptions({ summary }: SensitivityStudy): Assumption[] {
  return (summary.tornado ?? [])
    .filter(isClear)
    .slice(0, 3)
    .map((bar, k) => ({
      kind: 'chosen',
      text: `${capital(bar.parameter)}, tried ${rangeText(bar)}: the tail loss swings by ${swingOf({ bar, k }).text}.${sidesText(bar)}${flipsText(bar)}`,
      direction: directionOf(bar),
    }));
}

/** ` It is higher at 0.5 and lower at 2.`: which way each end moves the loss from where the scenario stands. */
function sidesText({ ends, isFactor }: TornadoBarFacts): string {
  const sides = ends.flatMap((end) => {
    const { estimate, low, high } = end.difference;
    if (estimate === null || low === null || high === null || (low <= 0 && high >= 0)) return [];
    return [`${estimate > 0 ? 'higher' : 'lower'} at ${quoteSetting(endName(end, isFactor))}`];
  });
  return sides.length === 0 ? '' : ` It is ${sides.join(' and ')}.`;
}

/** Both ends above the base: the loss looks smaller than under any other setting; both below: larger; else not known. */
function directionOf({ ends }: TornadoBarFacts): Assumption['direction'] {
  const moves = ends.map(({ difference }) => difference.estimate ?? 0).filter((move) => move !== 0);
  if (moves.length > 0 && moves.every((move) => move > 0)) return 'smaller';
  return moves.length > 0 && moves.every((move) => move < 0) ? 'larger' : 'unknown';
}

function flipsText({ ends }: TornadoBarFacts): string {
  const flips = ends.map(flipOf);
  if (!flips.includes('yes') && !flips.includes('byEstimate')) return '';
  return flips.includes('yes')
    ? ' It flips the decision.'
    : ' Its estimate flips the decision, its interval does not settle it.';
}

function titleOf(clear: readonly PlacedBar[], summary: SensitivityFacts): string {
  if (summary.tornado === null) return 'Screening and variance of the assumptions';
  if (clear.length === 0) return 'No assumption moves the tail loss by more than its noise';
  const [sure] = flippers(clear, true);
  if (sure !== undefined)
    return `${capital(sure)} flips the decision; ${clear[0].bar.parameter} moves the tail loss most`;
  return `${capital(clear[0].bar.parameter)} moves the tail loss most: by ${swingOf(clear[0]).text}`;
}

function chartTitle(clear: readonly PlacedBar[], { tornado }: SensitivityFacts): string {
  const flips = (tornado ?? []).filter(({ ends }) => ends.some((end) => flipOf(end) === 'yes')).length;
  const head = `${capital(clear[0].bar.parameter)} moves the tail loss most`;
  return flips === 0
    ? head
    : `${head}; ${countText(flips)} of ${countText(tornado!.length)} ${flips === 1 ? 'flips' : 'flip'} the decision`;
}

/** The first line of the tornado in words. */
function firstLine(clear: readonly PlacedBar[], what: string): string {
  if (clear.length === 0) return `No assumption that was tried moves the ${what} by more than the noise of the paths.`;
  const [first, ...others] = clear;
  const ends = endsOf(first).map(
    ({ end, text }) => `At ${quoteSetting(endName(end, first.bar.isFactor))}: ${text.text}.`,
  );
  const next = others.slice(0, 2).map((one) => `${one.bar.parameter} by ${swingOf(one).text}`);
  const rest = next.length === 0 ? '' : ` Next: ${listText(next)}.`;
  return `${capital(first.bar.parameter)}, tried ${rangeText(first.bar)}, moves the ${what} most, by ${swingOf(first).text}. ${ends.join(' ')}${rest}`;
}

/** The decision and what flips it stand first; without a decision the largest swing does. */
function decisionFirst({ decision, base }: SensitivityFacts, bars: readonly PlacedBar[], largest: string): string[] {
  if (decision === null)
    return [largest, 'The study names no decision (--threshold), so no swing is said to flip one.'];
  const limit = usdText(decision.thresholdUsd);
  const start =
    decision.isAbove === null
      ? `Whether the tail loss lies above ${limit} is not known at the base: ${figureText('sensitivity:base', base).text}.`
      : `As the scenario stands, the tail loss lies ${decision.isAbove ? 'above' : 'at or below'} ${limit}.`;
  const [sure, open] = [flippers(bars, true), flippers(bars, false)];
  const flips = [
    ...(sure.length === 0 ? [] : [`Flipped, interval included, by ${shortList(sure)}.`]),
    ...(open.length === 0 ? [] : [`Flipped by the estimate alone: ${shortList(open, 2)}.`]),
    ...(sure.length + open.length === 0 ? ['No assumption that was tried flips that.'] : []),
  ];
  return [`${flips.join(' ')} ${start}`, largest];
}

/** Assumptions that flip the decision with the settings that do: surely, or by their estimate alone. */
function flippers(bars: readonly PlacedBar[], isCertain: boolean): string[] {
  return bars
    .filter(({ bar }) => {
      const flips = bar.ends.map(flipOf);
      return flips.includes('yes') ? isCertain : flips.includes('byEstimate') && !isCertain;
    })
    .map(({ bar }) => {
      const ends = bar.ends.filter((end) => flipOf(end) === 'yes' || flipOf(end) === 'byEstimate');
      return `${bar.parameter} (at ${listText(ends.map((end) => quoteSetting(endName(end, bar.isFactor))))})`;
    });
}

/** The first of them, and how many more. */
export function shortList(parts: readonly string[], most = NAMED_MAX): string {
  const more = parts.length - most;
  return more > 0 ? listText([...parts.slice(0, most), `${countText(more)} more`]) : listText(parts);
}

/** What flips the decision, for the line on what would change our mind; none without a decision or a flip. */
export function decisionFlips({ summary }: SensitivityStudy): string[] {
  return flippers(
    (summary.tornado ?? []).map((bar, k) => ({ bar, k })),
    true,
  );
}

/** From the lowest to the highest tail loss over the assumptions tried, one at a time; null without two of them. */
export function assumptionRange({ summary }: SensitivityStudy): string | null {
  const ends = (summary.tornado ?? [])
    .map((bar, k) => ({ bar, k }))
    .filter(({ bar }) => isClear(bar))
    .flatMap(endsOf)
    .filter(({ end }) => end.figure.estimate !== null)
    .sort((a, b) => a.end.figure.estimate! - b.end.figure.estimate!);
  if (ends.length < 2) return null;
  return `from ${ends[0].text.estimate} to ${ends.at(-1)!.text.estimate}`;
}

function leftOutText(bars: readonly PlacedBar[]): string {
  const small = bars.filter(({ bar }) => !isClear(bar)).length;
  return small === 0
    ? ''
    : `Of ${countText(bars.length)} assumptions, ${countText(small)} ${small === 1 ? 'moves' : 'move'} the tail loss within the noise of the paths. The table of ranges marks such swings, the chart leaves them out.`;
}

function rowOf(one: PlacedBar, { indices }: SensitivityFacts): TornadoRow {
  const { bar } = one;
  const at = indices.findIndex((row) => row.index === 'total' && row.parameter === bar.parameter);
  return {
    label: bar.parameter,
    ends: endsOf(one).map(({ end, text }) => ({
      setting: endName(end, bar.isFactor),
      figure: text,
      flips: flipOf(end) === null ? null : flipOf(end) !== 'no',
      isFlipCertain: flipOf(end) === null ? null : flipOf(end) === 'yes',
    })),
    swing: swingOf(one),
    source: bar.source ?? 'not stated',
    ...(at < 0
      ? {}
      : { totalEffect: figureText(`sensitivity:indices.${at}.figure`, indices[at].figure, { as: 'percent' }) }),
  };
}

function notesOf({ designs, notes, base }: SensitivityFacts, many: string): string[] {
  return [
    ...notes,
    'One assumption at a time: what two do together is not in the swings.',
    'Intervals are of the simulation alone, 95 %.',
    ...(base.flag === 'fewPaths' ? [`The tail rests on fewer than 50 ${many}.`] : []),
    ...designs.flatMap(({ method, noiseShare, thinRuns, runs }) => [
      ...(noiseShare !== null && noiseShare > NOISY
        ? [
            `${capital(method)}: ${percentText(noiseShare)} of the variance is noise of the paths; read the order, not the digits.`,
          ]
        : []),
      ...(thinRuns > 0
        ? [
            `${capital(method)}: ${countText(thinRuns)} of ${countText(runs)} runs have fewer than 10 paths in the tail.`,
          ]
        : []),
    ]),
  ];
}
