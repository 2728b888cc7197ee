/** Would it have shown a past day: misses first, then what was expected and seen, what was assumed, and what is dated after the day. */

import { formatLevel } from '../../results/number-text.ts';
import { type BacktestRow, backtestBands } from '../charts/backtest-bands.ts';
import type { Assumption, ReportSection, ReportTable } from '../content.ts';
import type { BacktestFacts, BacktestRowFacts } from '../facts/model-studies.ts';
import type { BacktestStudy } from '../facts/study-facts.ts';
import { countText, percentText, shortText, usdText } from '../figure-text.ts';
import { capital, ROWS_MAX, settingText, shortTable } from '../study-words.ts';
import { columns, listText } from './section.ts';

/** Misses that are told in words; the table has all. */
const MISSES_MAX = 3;

const REPLAYS = { raw: 'raw', deCascaded: 'de-cascaded' } as const;

/** The section of a backtest. */
export function backtestSection({ summary }: BacktestStudy): ReportSection {
  const rows = missesFirst(summary.rows);
  const judged = rows.filter(({ isScored, isInside }) => isScored && isInside !== null);
  const misses = judged.filter(({ isInside }) => isInside === false);
  const level = formatLevel(summary.confidence);
  return {
    id: 'track-record',
    title: titleOf(summary, judged, misses),
    question: `Would it have shown ${summary.name}?`,
    text: [
      missesText(misses, judged, summary),
      expectedText(judged, misses, summary),
      ...readingsText(summary),
      NOT_A_FORECAST,
    ],
    figures: [],
    charts:
      rows.length === 0
        ? []
        : [
            {
              ...backtestBands({
                id: 'track-record',
                title:
                  judged.length === 0
                    ? 'No figure has enough runs for an interval'
                    : `${countText(misses.length)} of ${countText(judged.length)} known figures lie outside`,
                subtitle: `${summary.name}: ${level} of ${countText(summary.runs)} runs from the state before the event`,
                rows: rows.slice(0, ROWS_MAX).map((row) => bandOf(row)),
                bandText: `${level} of runs`,
              }),
              isInTable: true,
            },
          ],
    tables: [
      recordTable(rows, level),
      ...saysTables(misses),
      ...(summary.assumed.length === 0 ? [] : [assumedTable(summary)]),
      ...(summary.vary.length === 0 ? [] : [drawnTable(summary)]),
      ...notScoredTables(rows),
    ],
    notes: notesOf(summary),
  };
}

/** What a backtest is, and what it is not. */
const NOT_A_FORECAST =
  'This is a replay from the state before the day, made after it. It is not an earlier forecast that was published and then compared.';

/** Inputs of a backtest that are dated after the day: an assumption of the report. */
export function backtestAssumptions({ summary }: BacktestStudy): Assumption[] {
  const later = summary.assumed.filter(({ afterEvent }) => afterEvent);
  if (later.length === 0) return [];
  const inputs = listText(later.map(({ input }) => input));
  return [
    {
      kind: 'chosen',
      text: `Backtest ${summary.name}: ${countText(later.length)} of ${countText(summary.assumed.length)} inputs come from sources dated after the event. They are “${inputs}”.`,
      direction: 'unknown',
    },
  ];
}

/** Scored misses, the furthest first; then scored hits; then what has no interval or is not scored. */
export function missesFirst(rows: readonly BacktestRowFacts[]): BacktestRowFacts[] {
  const rank = ({ isScored, isInside }: BacktestRowFacts) => {
    if (!isScored) return 3;
    return isInside === false ? 0 : isInside === true ? 1 : 2;
  };
  const size = ({ missRatio }: BacktestRowFacts) =>
    missRatio === null || missRatio <= 0 ? Number.POSITIVE_INFINITY : Math.abs(Math.log(missRatio));
  return rows
    .map((row, k) => ({ row, k }))
    .sort((a, b) => rank(a.row) - rank(b.row) || (rank(a.row) === 0 ? order(size(b.row), size(a.row)) : 0) || a.k - b.k)
    .map(({ row }) => row);
}

function order(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function titleOf({ name }: BacktestFacts, judged: readonly object[], misses: readonly object[]): string {
  if (judged.length === 0) return `${name}: too few runs to judge any figure`;
  return misses.length === 0
    ? `${name}: none of ${countText(judged.length)} known figures lies outside what was simulated`
    : `${name}: ${countText(misses.length)} of ${countText(judged.length)} known figures lie outside what was simulated`;
}

function missesText(misses: readonly BacktestRowFacts[], judged: readonly object[], summary: BacktestFacts): string {
  if (judged.length === 0) return `No known figure of ${summary.name} has enough runs for an interval.`;
  if (misses.length === 0) return 'Misses: none.';
  const rest = misses.length > MISSES_MAX ? ` ${countText(misses.length - MISSES_MAX)} more are in the table.` : '';
  return `Misses, the furthest first. ${misses.slice(0, MISSES_MAX).map(missText).join(' ')}${rest}`;
}

/** `“Liquidated, ETH” (raw): observed USD 600 M, simulated USD 100 to 200 M.` */
function missText(row: BacktestRowFacts): string {
  const { observation, observed, low, high, unit } = row;
  return `“${observation}”${variantText(row)}: observed ${valueText(observed, unit)}, simulated ${rangeText(low!, high!, unit)}.`;
}

function variantText({ replay, reading }: BacktestRowFacts): string {
  return ` (${REPLAYS[replay]}${reading === null ? '' : `, ${reading}`})`;
}

/** Exceedances expected and seen. */
function expectedText(
  judged: readonly object[],
  misses: readonly object[],
  { confidence, scores }: BacktestFacts,
): string {
  const expected = shortText((1 - confidence) * judged.length);
  const parts = scores.map(
    ({ replay, reading, inside, scored }) =>
      `${capital(REPLAYS[replay])}${reading === null ? '' : `, reading “${reading}”`}: ${countText(scored - inside)} of ${countText(scored)} outside.`,
  );
  return `An interval of ${formatLevel(confidence)} leaves out about ${expected} of ${countText(judged.length)} figures by chance alone. ${countText(misses.length)} are outside. ${parts.join(' ')} The figures belong to one day and go together, so this is one check, not ${countText(judged.length)}.`;
}

function readingsText({ readings, explained }: BacktestFacts): string[] {
  const bracket =
    'Two replays bracket the day. The raw one takes the observed prices, which hold the selling of the event already. The de-cascaded one takes the estimated impact of the reported liquidations out.';
  const meanings = Object.entries(readings).map(([name, meaning]) => `${name}, “${meaning}”`);
  const over = explained.some(({ byAsset }) => Object.values(byAsset).some((part) => part !== null && part > 1));
  return [
    `${bracket}${meanings.length === 0 ? '' : ` Readings of what was reported: ${meanings.join('; ')}.`}`,
    ...(over
      ? [
          'For some assets the reported liquidations explain more than the whole fall. The books as they are here are too thin, or not all of it was sold into them.',
        ]
      : []),
  ];
}

/** What the misses say about the model, each statement once; no table where they say nothing. */
function saysTables(misses: readonly BacktestRowFacts[]): ReportTable[] {
  const about = new Map<string, Set<string>>();
  for (const { says, observation } of misses)
    if (says !== null) about.set(says, (about.get(says) ?? new Set()).add(observation));
  if (about.size === 0) return [];
  return [
    {
      caption: 'What the misses say',
      columns: columns(['It looks as if', 'Known figures']),
      rows: [...about].map(([says, names]) => [says, [...names].join('; ')]),
    },
  ];
}

function valueText(value: number, unit: string): string {
  if (unit === 'fraction') return percentText(value);
  if (unit === 'USD') return usdText(value);
  if (unit === 'USD/base') return `USD ${shortText(value)}`;
  return unit === 'count' || unit === 'ratio' || unit === '' ? shortText(value) : `${shortText(value)} ${unit}`;
}

/** `USD 0 to 246,000`: the currency once. */
function rangeText(low: number, high: number, unit: string): string {
  return `${valueText(low, unit)} to ${highText(high, unit)}`;
}

function highText(high: number, unit: string): string {
  return valueText(high, unit).replace(/^USD /, '');
}

function bandOf(row: BacktestRowFacts): BacktestRow {
  const { observation, observed, unit, low, median, high, isInside, source } = row;
  const quantity = (value: number) => ({ value, text: valueText(value, unit) });
  return {
    label: `${observation}${variantText(row)}`,
    observed: quantity(observed),
    band:
      low === null || median === null || high === null
        ? null
        : { low: quantity(low), median: quantity(median), high: { value: high, text: highText(high, unit) } },
    inside: isInside,
    source,
  };
}

function recordTable(rows: readonly BacktestRowFacts[], level: string): ReportTable {
  return shortTable(
    {
      caption: 'Track record, misses first',
      columns: [
        { label: 'Known figure', align: 'left' },
        { label: 'Observed', align: 'right' },
        { label: `${level} of runs`, align: 'right' },
        { label: 'Inside', align: 'left' },
        { label: 'Source, date', align: 'left' },
      ],
      rows: rows.map((row) => [
        `${row.observation}${variantText(row)}`,
        valueText(row.observed, row.unit),
        row.low === null || row.high === null
          ? row.runsNeeded === null
            ? 'no run shows it'
            : `not enough runs; ${countText(row.runsNeeded)} would do`
          : rangeText(row.low, row.high, row.unit),
        row.isInside === null ? '–' : row.isInside ? 'yes' : 'no',
        `${row.source}, ${row.date}${row.isScored ? '' : ' (not scored)'}`,
      ]),
    },
    'backtest.arrow',
  );
}

function assumedTable({ assumed }: BacktestFacts): ReportTable {
  const later = assumed.filter(({ afterEvent }) => afterEvent);
  return shortTable(
    {
      caption: 'Assumed, since the state before the event is not in the data; sources dated after it first',
      columns: [
        { label: 'Input', align: 'left' },
        { label: 'Assumed', align: 'left' },
        { label: 'Source', align: 'left' },
        { label: 'Dated', align: 'left' },
      ],
      rows: [...later, ...assumed.filter(({ afterEvent }) => !afterEvent)].map(
        ({ input, value, source, date, afterEvent }) => [
          input,
          value,
          source,
          afterEvent ? `${date}, after the event` : date,
        ],
      ),
    },
    'summary.json',
  );
}

/** Settings that each run draws, with their range and why. */
function drawnTable({ vary }: BacktestFacts): ReportTable {
  return shortTable(
    {
      caption: 'What each run draws',
      columns: [
        { label: 'Setting', align: 'left' },
        { label: 'From', align: 'right' },
        { label: 'To', align: 'right' },
        { label: 'Why', align: 'left' },
      ],
      rows: vary.map(({ path, from, to, why }) => [path, settingText(from), settingText(to), why]),
    },
    'summary.json',
  );
}

/** Known figures that are shown and not counted, each once. */
function notScoredTables(rows: readonly BacktestRowFacts[]): ReportTable[] {
  const reasons = new Map(
    rows.flatMap(({ observation, whyNotScored }) =>
      whyNotScored === null ? [] : [[observation, whyNotScored] as const],
    ),
  );
  if (reasons.size === 0) return [];
  const columns = ['Not scored', 'Why'].map((label) => ({ label, align: 'left' as const }));
  return [shortTable({ caption: 'Known figures that are not scored', columns, rows: [...reasons] }, 'backtest.arrow')];
}

function notesOf({ assumed, vary, runs }: BacktestFacts): string[] {
  const later = assumed.filter(({ afterEvent }) => afterEvent).length;
  return [
    ...(later > 0
      ? [
          `${countText(later)} of ${countText(assumed.length)} assumed inputs are dated after the event: this is not a forecast made before it.`,
        ]
      : []),
    ...(vary.length > 0
      ? [`Each of ${countText(runs)} runs draws its own accounts, and the settings of a table below from their ranges.`]
      : []),
  ];
}
