/** A backtest as people read it: the table, the score, what the misses say, and what was assumed. */

import { formatPercent, formatScaled, formatShort } from '../../results/number-text.ts';
import type { BacktestRow, Explained, Score } from './backtest-result.ts';
import type { LoadedBacktest } from './load-backtest.ts';

/** What the text is made from. */
export interface BacktestReport {
  readonly event: LoadedBacktest;
  readonly rows: readonly BacktestRow[];
  readonly scores: readonly Score[];
  readonly explained: readonly Explained[];
  readonly runs: number;
}

const REPLAY_NAMES = { raw: 'raw', deCascaded: 'de-cascaded' } as const;

/** The head: what is run, how often, and what varies. */
export function formatHead({ event, runs }: BacktestReport): string {
  const { backtest } = event;
  const varied = backtest.vary.map(({ path, from, to }) => `${path} ${formatScaled(from)} … ${formatScaled(to)}`);
  return [
    `Backtest ${backtest.name}: ${runs} runs, each with its own draw of the accounts${varied.length > 0 ? ' and of' : ''}`,
    ...varied.map((line) => `  ${line}`),
    'Replays: raw (the observed prices, which hold the event’s own selling already) and de-cascaded (without the estimated',
    'impact of the reported liquidations). Read the two as a bracket.',
    ...Object.entries(backtest.readings).map(([name, meaning]) => `Reading ${name}: ${meaning}`),
  ].join('\n');
}

/** Header, rows and the indexes of left-aligned columns, for a plain-text table. */
export function tabulate({ event, rows }: BacktestReport): { header: string[]; rows: string[][]; left: number[] } {
  const hasReadings = rows.some(({ reading }) => reading !== null);
  const percent = Math.round(100 * event.backtest.confidence);
  const header = [
    'observed figure',
    ...(hasReadings ? ['reading'] : []),
    'replay',
    'observed',
    'low',
    'median',
    'high',
  ];
  const body = rows.map((row) => [
    row.isScored ? row.observation : `${row.observation} *`,
    ...(hasReadings ? [row.reading ?? ''] : []),
    REPLAY_NAMES[row.replay],
    ...[row.observed, row.low, row.median, row.high].map((value) =>
      value === null ? '–' : formatValue(value, row.unit),
    ),
    formatVerdict(row),
  ]);
  const left = hasReadings ? [0, 1, 2, 7] : [0, 1, 6];
  return { header: [...header, `in the ${percent} % interval?`], rows: body, left };
}

function formatValue(value: number, unit: string): string {
  if (unit === 'fraction') return formatPercent(value);
  if (unit === 'USD/base') return formatShort(value, 4);
  return unit === 'USD' ? formatScaled(value) : formatShort(value);
}

/** "inside", or by how much it is outside. */
function formatVerdict({ isInside, missRatio, observed, low, runsNeeded, runs }: BacktestRow): string {
  if (isInside === null)
    return runsNeeded === null ? 'no run shows it' : `not enough runs (${runs}); ${runsNeeded} would do`;
  if (isInside) return 'inside';
  const side = observed < low! ? 'below' : 'above';
  if (missRatio === null) return `outside, ${side}: the interval ends at 0`;
  const isNear = missRatio > 0.5 && missRatio < 2;
  return `outside, ${side}: ${isNear ? `by ${formatPercent(Math.abs(missRatio - 1))}` : `${formatShort(missRatio)} times its end`}`;
}

/** Everything after the table. */
export function formatFoot({ event, rows, scores, explained }: BacktestReport): string {
  const { backtest } = event;
  const lines: string[] = [];
  const reasons = unique(
    rows.flatMap((row) => (row.whyNotScored === null ? [] : [`  ${row.observation}: ${row.whyNotScored}`])),
  );
  if (reasons.length > 0) lines.push('* not scored:', ...reasons);
  for (const { replay, reading, inside, scored } of scores)
    lines.push(
      `${REPLAY_NAMES[replay]}${reading === null ? '' : `, ${reading}`}: ${inside} of ${scored} scored figures inside`,
    );
  for (const { reading, byAsset } of explained) {
    const parts = Object.entries(byAsset).flatMap(([asset, part]) =>
      part === null ? [] : [`${asset} ${formatShort(part, 2)}`],
    );
    const name = reading === null ? '' : ` (${reading})`;
    if (parts.length > 0)
      lines.push(`Impact of the reported liquidations over the observed fall, median${name}: ${parts.join(', ')}`);
  }
  const parts = explained.flatMap(({ byAsset }) => Object.values(byAsset));
  if (parts.some((part) => part !== null && part > 1)) lines.push(...TOO_THIN);
  lines.push(...formatMisses(rows));
  if (backtest.assumed.length > 0) {
    lines.push('', 'Assumed, since the state before the event is not in the data († dated after the event):');
    for (const { input, value, source, date, afterEvent } of backtest.assumed)
      lines.push(`  ${afterEvent ? '†' : ' '} ${input}: ${value} (${source}, ${date})`);
  }
  return lines.join('\n');
}

/** Said where the reported liquidations explain more than the whole fall. */
const TOO_THIN = [
  '  Over 1 the books as they are here would have fallen further from the reported liquidations alone than they fell: they',
  '  are too thin or recover too slowly, or not all of it was sold into them. The impact is cut at the observed fall.',
];

/** What the scored misses say, each statement once with the figures it is about. */
function formatMisses(rows: readonly BacktestRow[]): string[] {
  const about = new Map<string, Set<string>>();
  for (const { isScored, says, observation } of rows)
    if (isScored && says !== null) about.set(says, (about.get(says) ?? new Set()).add(observation));
  if (about.size === 0) return [];
  return ['', 'What the misses say:', ...[...about].map(([says, names]) => `  ${[...names].join('; ')}: ${says}`)];
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
