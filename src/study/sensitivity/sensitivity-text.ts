/** A sensitivity study as people read it: the tornado by swing, then screening and variance-based indices. */

import {
  formatCount,
  formatLevel,
  formatPercent,
  formatScaled,
  formatShort,
  formatUsd,
  scaleOf,
} from '../../results/number-text.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { interval, line, wrapped } from '../../results/summary-text.ts';
import type { SensitivitySummary } from './run-sensitivity.ts';
import type { IndexRow } from './tables.ts';
import type { TornadoBar, TornadoEnd } from './tornado.ts';

/** Columns: a setting of the tornado and its two ranges; a parameter's name and its indices. */
const SETTING_WIDTH = 32;
const RANGE_WIDTH = 28;
const NAME_WIDTH = 30;
const FIGURE_WIDTH = 22;

/** Noise above this share of the variance makes indices hard to read. */
const NOISY = 0.2;

/** Formats a summary; lines end in \n but the last. */
export function formatSensitivity(summary: SensitivitySummary, folder: string): string {
  const { measure, scenario, paths, seed, tornado, designs } = summary;
  const what = `expected shortfall ${formatLevel(measure.level)} of ${measure.loss}`;
  const files = [
    ...(tornado === null ? [] : ['tornado.arrow']),
    ...(designs.length === 0 ? [] : ['sensitivity.arrow', 'sensitivity-runs.arrow']),
  ].join(', ');
  return [
    ...wrapped(
      'Sensitivity of ',
      `${scenario}: ${what}, ${formatCount(paths)} paths a run, seed ${seed}, the same shocks in all`,
    ),
    line('Base', summary.base),
    ...decisionLines(summary),
    ...(tornado === null ? [] : ['', ...tornadoLines(tornado)]),
    ...designs.flatMap(({ method, runs, noiseShare, thinRuns }) => {
      const rows = summary.indices.filter((row) => row.method === method);
      const share = noiseLines(noiseShare, thinRuns, runs);
      return ['', ...(method === 'morris' ? morrisLines(rows, summary) : sobolLines(rows, summary)), ...share];
    }),
    '',
    ...wrapped('Files: ', `${folder} (${files}; every range and its source in summary.json)`),
  ].join('\n');
}

function decisionLines({ decision, tornado }: SensitivitySummary): string[] {
  if (decision === null) return [];
  const { thresholdUsd, isAbove } = decision;
  const state = isAbove === null ? 'not known at the base' : isAbove ? 'yes at the base' : 'no at the base';
  // As beside the ends: a question mark where no interval settles it.
  const flips = (tornado ?? [])
    .filter(({ ends }) => ends.some((end) => end.flips))
    .map(({ parameter, ends }) => `${parameter}${ends.some((end) => end.isFlipCertain) ? '' : '?'}`);
  const by = tornado === null ? '' : flips.length === 0 ? '; no swing flips it' : `; flipped by ${flips.join(', ')}`;
  return wrapped('  Decision  ', `above ${formatUsd(thresholdUsd)}: ${state}${by}`);
}

function tornadoLines(bars: readonly TornadoBar[]): string[] {
  const head = [
    'TORNADO, largest swing first'.padEnd(SETTING_WIDTH),
    'expected shortfall'.padStart(RANGE_WIDTH),
    'minus the base'.padStart(RANGE_WIDTH + 2),
  ].join('');
  const isFew = bars.some(({ ends }) => ends.some(({ figure }) => figure.flag === 'fewPaths'));
  const few = isFew ? ' Some tails hold fewer than 50 paths.' : '';
  const flips = bars.some(({ ends }) => ends.some((end) => end.flips))
    ? ' flips?: the interval does not settle it.'
    : '';
  return [head, ...bars.flatMap(barLines), ...wrapped('  ', `Intervals are of the paths, at 95 %.${few}${flips}`)];
}

function barLines({ parameter, base, isFactor, ends, swing }: TornadoBar): string[] {
  const at = base === null || isFactor ? '' : `, ${typeof base === 'number' ? formatNumber(base) : base} at the base`;
  return [`  ${parameter}${at}: ${swingText(swing)}`, ...ends.map((end) => endLine(end, isFactor))];
}

function swingText(swing: TornadoBar['swing']): string {
  if (swing.estimate === null) return `swing needs ${formatCount(swing.pathsNeeded ?? swing.n)} paths`;
  if (swing.estimate === 0 && swing.stdError === 0) return 'no effect on any path';
  return `swing ${formatUsd(swing.estimate)} (${interval(swing)})`;
}

function endLine({ end, value, figure, difference, flips, isFlipCertain }: TornadoEnd, isFactor: boolean): string {
  const isEnd = end === 'low' || end === 'high';
  const name = value === null || !isEnd ? end : `${end} ${isFactor ? '× ' : ''}${formatNumber(value)}`;
  const sign = (difference.estimate ?? 0) > 0 ? '+' : '';
  const change = difference.estimate === null ? '' : `${sign}${withInterval(difference)}`;
  const flip = flips ? `  flips${isFlipCertain ? '' : '?'}` : '';
  const start = `    ${name}`.padEnd(SETTING_WIDTH);
  return `${start}${figureText(figure).padStart(RANGE_WIDTH)}${change.padStart(RANGE_WIDTH + 2)}${flip}`;
}

function figureText(figure: Figure): string {
  if (figure.flag === 'notEnoughPaths') return `needs ${formatCount(figure.pathsNeeded ?? figure.n)} paths`;
  if (figure.flag === 'noneSeen') return `0 (none in ${formatCount(figure.n)} paths)`;
  return figure.estimate === null ? 'does not apply' : withInterval(figure);
}

function withInterval(figure: Figure): string {
  return `${formatScaled(figure.estimate!)} (${interval(figure)})`;
}

/** A setting with the digits that it was written with, few as they are. */
function formatNumber(value: number): string {
  return Math.abs(value) >= 1e4 ? formatScaled(value) : String(Number(value.toPrecision(4)));
}

function morrisLines(rows: readonly IndexRow[], { measure }: SensitivitySummary): string[] {
  const order = byEstimate(rows, 'meanAbsolute');
  // USD have one scale for all figures, which stands in the head, so that the columns keep their width.
  const largest = Math.max(
    0,
    ...rows.filter(({ index }) => index === 'meanAbsolute').map(({ figure }) => figure.estimate ?? 0),
  );
  const [scale, word] = measure.response === 'log' ? [1, ''] : scaleOf(largest);
  const unit = measure.response === 'log' ? 'log(1 + ES)' : `ES,${word} USD`;
  return [
    `${`MORRIS, ${unit} over a range`.padEnd(NAME_WIDTH + 2)}${'μ*'.padStart(FIGURE_WIDTH)}${'μ'.padStart(FIGURE_WIDTH)}${'σ'.padStart(FIGURE_WIDTH)}`,
    ...order.map((parameter) => indexLine(parameter, rows, ['meanAbsolute', 'mean', 'standardDeviation'], scale)),
  ];
}

function sobolLines(rows: readonly IndexRow[], { measure }: SensitivitySummary): string[] {
  const unit = measure.response === 'log' ? 'log(1 + ES)' : 'ES';
  return [
    `${`SOBOL, variance of ${unit}`.padEnd(NAME_WIDTH + 2)}${'by itself'.padStart(FIGURE_WIDTH)}${'with the others'.padStart(FIGURE_WIDTH)}`,
    ...byEstimate(rows, 'total').map((parameter) => indexLine(parameter, rows, ['first', 'total'])),
  ];
}

/** Parameters by an index, the largest first. */
function byEstimate(rows: readonly IndexRow[], index: IndexRow['index']): string[] {
  return rows
    .filter((row) => row.index === index)
    .sort((a, b) => (b.figure.estimate ?? -1) - (a.figure.estimate ?? -1))
    .map(({ parameter }) => parameter);
}

/** One parameter's figures. @param scale  what they are divided by */
function indexLine(
  parameter: string,
  rows: readonly IndexRow[],
  indices: readonly IndexRow['index'][],
  scale = 1,
): string {
  const cells = indices.map((index) => {
    const { figure } = rows.find((row) => row.parameter === parameter && row.index === index)!;
    return indexText(figure, scale).padStart(FIGURE_WIDTH);
  });
  return `  ${parameter.padEnd(NAME_WIDTH)}${cells.join('')}`;
}

function indexText({ estimate, low, high }: Figure, scale: number): string {
  if (estimate === null) return 'no variation';
  const text = (value: number) => trim(value / scale);
  return low === null || high === null ? text(estimate) : `${text(estimate)} (${text(low)} … ${text(high)})`;
}

/** Two decimals, three digits where there are more. */
function trim(value: number): string {
  return Math.abs(value) >= 10 ? formatShort(value) : value.toFixed(2).replace(/^-0\.00$/, '0.00');
}

function noiseLines(noiseShare: number | null, thinRuns: number, runs: number): string[] {
  if (noiseShare === null) return ['  The response is the same in every run.'];
  const advice = noiseShare > NOISY ? ': more paths would sharpen this' : '';
  const thin =
    thinRuns === 0 ? '' : `; ${formatCount(thinRuns)} of them rest on fewer than 10 paths in the tail, and are rough`;
  return wrapped(
    '  ',
    `${formatCount(runs)} runs; Monte Carlo noise is ${formatPercent(noiseShare)} of the variance between them${advice}${thin}.`,
  );
}
