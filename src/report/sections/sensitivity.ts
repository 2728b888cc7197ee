/** Which assumption decides: the largest swing in words, which of them flips the decision, and where each range comes from. */

import { type TornadoRow, tornadoBars } from '../charts/tornado-bars.ts';
import type { Assumption, ReportSection, ReportTable } from '../content.ts';
import type { SensitivityFacts, TornadoBarFacts, TornadoEndFacts } from '../facts/model-studies.ts';
import type { SensitivityStudy } from '../facts/study-facts.ts';
import { countText, figureText, percentText, usdText } from '../figure-text.ts';
import { capital, pathNoun, ROWS_MAX, settingText, shortTable, tailText } from '../study-words.ts';
import { listText } from './section.ts';

/** Noise above this share of the variance makes indices hard to read. */
const NOISY = 0.2;

/** A bar with its place in summary.json. */
interface Placed {
  readonly bar: TornadoBarFacts;
  readonly k: number;
}

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
    text: [firstLine(clear, what), decisionText(summary, bars), leftOutText(bars)].filter((line) => line !== ''),
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
      text: `${capital(bar.parameter)}, tried ${rangeText(bar)}: the tail loss swings by ${swingOf({ bar, k }).text}${flipsText(bar)}`,
      direction: directionOf(bar),
    }));
}

/** Both ends above the base: the loss looks smaller than under any other setting; both below: larger; else not known. */
function directionOf({ ends }: TornadoBarFacts): Assumption['direction'] {
  const moves = ends.map(({ difference }) => difference.estimate ?? 0).filter((move) => move !== 0);
  if (moves.length > 0 && moves.every((move) => move > 0)) return 'smaller';
  return moves.length > 0 && moves.every((move) => move < 0) ? 'larger' : 'unknown';
}

function flipsText({ ends }: TornadoBarFacts): string {
  const flips = ends.filter((end) => end.flips);
  if (flips.length === 0) return '';
  return flips.some((end) => end.isFlipCertain)
    ? '; it flips the decision'
    : '; its estimate flips the decision, its interval does not settle it';
}

/** Larger than its own noise. */
function isClear({ swing }: TornadoBarFacts): boolean {
  return swing.estimate !== null && swing.estimate > 0 && (swing.low ?? 0) > 0;
}

function swingOf({ bar, k }: Placed) {
  return figureText(`sensitivity:tornado.${k}.swing`, bar.swing);
}

function endsOf({ bar, k }: Placed) {
  return bar.ends.map((end, e) => ({ end, text: figureText(`sensitivity:tornado.${k}.ends.${e}.figure`, end.figure) }));
}

function endName({ end, value }: TornadoEndFacts, isFactor: boolean): string {
  if (value === null || (end !== 'low' && end !== 'high')) return end;
  return `${isFactor ? '× ' : ''}${settingText(value)}`;
}

function rangeText({ ends, isFactor }: TornadoBarFacts): string {
  const names = ends.map((end) => endName(end, isFactor));
  const isRange = ends.length === 2 && ends[0].end === 'low';
  return isRange ? `from ${names[0]} to ${names[1]}` : `as ${listText(names)}`;
}

function titleOf(clear: readonly Placed[], summary: SensitivityFacts): string {
  if (summary.tornado === null) return 'Screening and variance of the assumptions';
  if (clear.length === 0) return 'No assumption moves the tail loss by more than its noise';
  return `${capital(clear[0].bar.parameter)} moves the tail loss most: by ${swingOf(clear[0]).text}`;
}

function chartTitle(clear: readonly Placed[], { tornado }: SensitivityFacts): string {
  const flips = (tornado ?? []).filter(({ ends }) => ends.some((end) => end.flips)).length;
  const head = `${capital(clear[0].bar.parameter)} moves the tail loss most`;
  return flips === 0 ? head : `${head}; ${countText(flips)} of ${countText(tornado!.length)} flip the decision`;
}

/** The first line of the tornado in words. */
function firstLine(clear: readonly Placed[], what: string): string {
  if (clear.length === 0) return `No assumption that was tried moves the ${what} by more than the noise of the paths.`;
  const [first, ...others] = clear;
  const ends = endsOf(first).map(({ end, text }) => `${text.text} at ${endName(end, first.bar.isFactor)}`);
  const next = others.slice(0, 2).map((one) => `${one.bar.parameter} by ${swingOf(one).text}`);
  const rest = next.length === 0 ? '' : ` Next: ${listText(next)}.`;
  return `${capital(first.bar.parameter)}, tried ${rangeText(first.bar)}, swings the ${what} by ${swingOf(first).text}: ${listText(ends)}.${rest}`;
}

/** Which of them flips the decision, surely and by the estimate alone. */
function decisionText({ decision, base }: SensitivityFacts, bars: readonly Placed[]): string {
  if (decision === null) return 'The study names no decision, so no swing is said to flip one.';
  const limit = usdText(decision.thresholdUsd);
  const start =
    decision.isAbove === null
      ? `Whether the tail loss lies above ${limit} is not known at the base (${figureText('sensitivity:base', base).text}).`
      : `As the scenario stands, the tail loss lies ${decision.isAbove ? 'above' : 'at or below'} ${limit}.`;
  const by = (isCertain: boolean) =>
    bars
      .filter(({ bar }) => {
        const flips = bar.ends.filter((end) => end.flips);
        return flips.length > 0 && flips.some((end) => end.isFlipCertain === true) === isCertain;
      })
      .map(({ bar }) => {
        const ends = bar.ends.filter((end) => end.flips);
        return `${bar.parameter} (${listText(ends.map((end) => endName(end, bar.isFactor)))})`;
      });
  const [sure, open] = [by(true), by(false)];
  if (sure.length + open.length === 0) return `${start} No assumption that was tried flips that.`;
  const parts = [
    ...(sure.length === 0 ? [] : [`Flipped, interval included, by ${listText(sure)}.`]),
    ...(open.length === 0 ? [] : [`Flipped by the estimate, not settled by its interval: ${listText(open)}.`]),
  ];
  return `${start} ${parts.join(' ')}`;
}

function leftOutText(bars: readonly Placed[]): string {
  const small = bars.filter(({ bar }) => !isClear(bar)).map(({ bar }) => bar.parameter);
  return small.length === 0
    ? ''
    : `Swings within the noise of the paths are left out of the chart: ${listText(small)}.`;
}

function rowOf(one: Placed, { indices }: SensitivityFacts): TornadoRow {
  const { bar } = one;
  const at = indices.findIndex((row) => row.index === 'total' && row.parameter === bar.parameter);
  return {
    label: bar.parameter,
    ends: endsOf(one).map(({ end, text }) => ({
      setting: endName(end, bar.isFactor),
      figure: text,
      flips: end.flips,
      isFlipCertain: end.isFlipCertain,
    })),
    swing: swingOf(one),
    source: bar.source ?? 'not stated',
    ...(at < 0
      ? {}
      : { totalEffect: figureText(`sensitivity:indices.${at}.figure`, indices[at].figure, { as: 'percent' }) }),
  };
}

function endsTable(clear: readonly Placed[]): ReportTable {
  return shortTable(
    {
      caption: 'Tail loss at the ends of each assumption, largest swing first',
      columns: [
        { label: 'Assumption', align: 'left' },
        { label: 'Set to', align: 'left' },
        { label: 'Tail loss', align: 'right' },
        { label: 'Swing', align: 'right' },
        { label: 'Flips the decision', align: 'left' },
      ],
      rows: clear.flatMap((one) =>
        endsOf(one).map(({ end, text }, e) => [
          e === 0 ? one.bar.parameter : '',
          endName(end, one.bar.isFactor),
          text.text,
          e === 0 ? swingOf(one).text : '',
          end.flips === null ? '–' : end.flips ? (end.isFlipCertain ? 'yes' : 'by the estimate') : 'no',
        ]),
      ),
    },
    'tornado.arrow',
  );
}

function sourcesTable(bars: readonly Placed[]): ReportTable {
  return shortTable(
    {
      caption: 'Where the ranges come from',
      columns: [
        { label: 'Assumption', align: 'left' },
        { label: 'In the scenario', align: 'right' },
        { label: 'Tried', align: 'left' },
        { label: 'Source of the range', align: 'left' },
      ],
      rows: bars.map(({ bar }) => [
        bar.parameter,
        bar.base === null ? '–' : bar.isFactor ? '× 1' : settingText(bar.base),
        rangeText(bar),
        bar.source ?? 'not stated',
      ]),
    },
    'tornado.arrow',
  );
}

function indicesOf({ indices }: SensitivityFacts) {
  return indices.map(({ figure }, k) => figureText(`sensitivity:indices.${k}.figure`, figure, { as: 'percent' }));
}

const INDEX_NAMES: Readonly<Record<string, string>> = {
  meanAbsolute: 'mean size of its effects',
  total: 'share of the variance, interactions included',
};

function indexTables(summary: SensitivityFacts): ReportTable[] {
  const texts = indicesOf(summary);
  return summary.designs.map(({ method, runs }) => {
    const index = method === 'morris' ? 'meanAbsolute' : 'total';
    const rows = summary.indices.flatMap((row, k) =>
      row.method === method && row.index === index ? [{ row, k }] : [],
    );
    rows.sort((a, b) => (b.row.figure.estimate ?? -1) - (a.row.figure.estimate ?? -1));
    return shortTable(
      {
        caption: `All assumptions together (${method}, ${countText(runs)} runs): ${INDEX_NAMES[index]}`,
        columns: [
          { label: 'Assumption', align: 'left' },
          { label: capital(INDEX_NAMES[index]), align: 'right' },
        ],
        rows: rows.map(({ row, k }) => [row.parameter, texts[k].text]),
      },
      'sensitivity.arrow',
    );
  });
}

function notesOf({ designs, notes, base }: SensitivityFacts, many: string): string[] {
  return [
    ...notes,
    'Intervals are of the simulation alone, 95 %. One assumption at a time: what two do together is not in the swings.',
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
