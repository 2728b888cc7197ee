/** Who pulls whom: a heat map with the number in each cell. Row, the asset that is shocked; column, the asset that follows. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms } from './chart-input.ts';
import { fitText, type Layer, layered, wrapText } from './frame.ts';
import { marksOn, type Span, type Word } from './marks.ts';

export interface PullCell {
  /** Asset that is shocked (row), and the one that follows (column). */
  readonly source: string;
  readonly target: string;
  /** Extra fall per 10 % shock, in the unit of the chart. */
  readonly pull: FigureText;
  /** The estimate as it stands in a cell: `1.2`. */
  readonly short: string;
}

export interface PullMatrixRows extends ChartWords {
  /** All pairs; those on the diagonal are hatched. Assets are put in order by what they do to others. */
  readonly cells: readonly PullCell[];
  /** `Extra fall, percentage points per 10 % fall of the row's asset`. */
  readonly unitText: string;
}

const ASSETS_MAX = 12;
const STEPS = 7;
/** Steps whose text is that of the first, palest ones. */
const FIRST_STEPS = 4;
const WIDE = { left: 92, right: 128, top: 74, bottom: 44 };
/** Numbers alone; what an asset does to all others is in the table. */
const NARROW = { left: 58, right: 10, top: 98, bottom: 34 };
/** Assets whose numbers stand side by side in the narrow form; of more there is none. */
const NARROW_MAX = 8;
const BAR_PX = 92;
const LINE_PX = 17;

/** Heat map of at most 12 assets; "·" where the interval covers 0. */
export function pullMatrix(rows: PullMatrixRows): ReportChart {
  const all = orderByPull(rows.cells);
  const assets = all.slice(0, ASSETS_MAX);
  const links = rows.cells
    .filter((cell) => cell.source !== cell.target && !coversZero(cell.pull))
    .sort((a, b) => b.pull.figure.estimate! - a.pull.figure.estimate!);
  const left = all.length - assets.length;
  const unit = unitOf(rows.cells);
  return buildChart(rows, {
    kind: 'Heat map of contagion: row, the asset that is shocked; column, the asset that follows',
    findings: [
      rows.unitText,
      ...links.slice(0, 5).map(({ source, target, pull }) => `${source} pulls ${target}: ${pull.text}`),
    ],
    ...(assets.length <= NARROW_MAX
      ? inBothForms((width) => draw(rows, assets, width))
      : draw(rows, assets, CHART_WIDTH)),
    table: {
      caption: unit === '' ? rows.title : `${rows.title}; pulls in ${unit}`,
      columns: [
        { label: 'Shocked', align: 'left' },
        { label: 'Follows', align: 'left' },
        { label: 'Pull', align: 'right' },
        { label: '95 % interval', align: 'right' },
      ],
      rows: tableRows(rows.cells, unit),
      ...(left > 0 ? { more: `The chart leaves out the ${left} assets that pull others least.` } : {}),
    },
  });
}

/** A row a pair; pairs of which nothing was seen share one. */
function tableRows(cells: readonly PullCell[], unit: string): string[][] {
  const unseen = cells.filter(({ pull }) => pull.figure.flag === 'noneSeen' || /^none/.test(pull.estimate));
  const isFolded = unseen.length > 2 && unseen.every(({ pull }) => pull.text === unseen[0].pull.text);
  const listed = isFolded ? cells.filter((cell) => !unseen.includes(cell)) : cells;
  return [
    ...listed.map(({ source, target, pull }) => [
      source,
      target,
      withoutUnit(pull.estimate, unit),
      pull.interval || '–',
    ]),
    ...(isFolded
      ? [[`the other ${unseen.length} pairs`, '–', unseen[0].pull.estimate, unseen[0].pull.interval || '–']]
      : []),
  ];
}

/** What all estimates end in, `percentage points`: it stands in the caption. */
function unitOf(cells: readonly PullCell[]): string {
  const units = cells.flatMap(({ pull }) => /^[\u2212\d.,]+ (\D+)$/.exec(pull.estimate)?.slice(1) ?? []);
  return units.length > 0 && units.every((one) => one === units[0]) ? units[0] : '';
}

function withoutUnit(estimate: string, unit: string): string {
  return unit !== '' && estimate.endsWith(` ${unit}`) ? estimate.slice(0, -unit.length - 1) : estimate;
}

/** Whether nothing can be said of the sign: no estimate, no interval, or one with 0 in it. */
function coversZero({ figure: { estimate, low, high } }: FigureText): boolean {
  return estimate === null || low === null || high === null || (low <= 0 && high >= 0);
}

const strength = ({ pull }: PullCell): number => (coversZero(pull) ? 0 : Math.max(0, pull.figure.estimate!));

/** Sum of the links of an asset to or from others, those that can be told from 0. */
function sumLinks(cells: readonly PullCell[], asset: string, side: 'source' | 'target'): number {
  return cells
    .filter((cell) => cell[side] === asset && cell.source !== cell.target)
    .reduce((sum, cell) => sum + strength(cell), 0);
}

function orderByPull(cells: readonly PullCell[]): string[] {
  const assets = [...new Set(cells.map(({ source }) => source))];
  const out = new Map(assets.map((asset) => [asset, sumLinks(cells, asset, 'source')]));
  return assets.sort((a, b) => out.get(b)! - out.get(a)!);
}

function draw(rows: PullMatrixRows, assets: readonly string[], chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const n = assets.length;
  const unit = isNarrow ? wrapText(rows.unitText, chartWidth - 20) : [rows.unitText];
  const sides = isNarrow ? NARROW : WIDE;
  const margins = { ...sides, top: sides.top + (unit.length - 1) * LINE_PX };
  const width = chartWidth - margins.left - margins.right;
  const cellPx = Math.min(isNarrow ? 30 : 38, 340 / n);
  const at = new Map(assets.map((asset, k) => [asset, k]));
  const cells = rows.cells.filter(({ source, target }) => at.has(source) && at.has(target));
  const links = cells.filter(({ source, target }) => source !== target);
  const largest = Math.max(...links.map(strength), 1e-12);
  const step = (cell: PullCell): number => Math.min(STEPS, 1 + Math.floor((strength(cell) / largest) * (STEPS - 1e-9)));
  const box = (cell: PullCell): Span & { readonly reading: string } => {
    const x = at.get(cell.target)!;
    const y = at.get(cell.source)!;
    return { x, x2: x + 1, y, y2: y + 1, reading: `${cell.source} pulls ${cell.target}: ${cell.pull.text}` };
  };
  const word = (cell: PullCell): Word => ({
    x: at.get(cell.target)! + 0.5,
    y: at.get(cell.source)! + 0.5,
    text: coversZero(cell.pull) ? '·' : cell.short,
  });
  const marks = marksOn(
    { scale: { domain: [0, n], nice: false, zero: false }, axis: null },
    { scale: { domain: [n, 0], nice: false, zero: false }, axis: null },
  );
  const steps = Array.from({ length: STEPS }, (_, k) => k + 1);
  const out = assets.map((asset) => sumLinks(cells, asset, 'source'));
  const into = assets.map((asset) => sumLinks(cells, asset, 'target'));
  const scale = Math.max(...out, 1e-12);
  const unitX = width / n;
  const bars = assets.map((_, k) => ({
    x: n + 12 / unitX,
    x2: n + (12 + (BAR_PX * out[k]) / scale) / unitX,
    y: k + 0.28,
    y2: k + 0.72,
  }));
  const below = assets.map((_, k) => ({
    x: k + 0.2,
    x2: k + 0.8,
    y: n + 8 / cellPx,
    y2: n + (8 + (22 * into[k]) / Math.max(...into, 1e-12)) / cellPx,
  }));
  const hatches = [-0.5, -0.25, 0, 0.25, 0.5].flatMap((shift) =>
    assets.map((_, k) => ({
      x: k + Math.max(0, shift),
      x2: k + Math.min(1, 1 + shift),
      y: k + 1 - Math.max(0, -shift),
      y2: k - Math.min(0, -shift),
    })),
  );
  const layers = [
    ...steps.flatMap((k) => {
      const inStep = links.filter((cell) => step(cell) === k);
      return inStep.length > 0 ? [marks.bars(inStep.map(box), [`step-${k}`])] : [];
    }),
    marks.rules(hatches, ['gridline']),
    marks.texts(links.filter((cell) => step(cell) <= FIRST_STEPS).map(word), ['on-first-steps'], { align: 'center' }),
    marks.texts(links.filter((cell) => step(cell) > FIRST_STEPS).map(word), ['on-last-steps'], { align: 'center' }),
    ...(isNarrow ? [] : [marks.bars(bars, ['total']), marks.bars(below, ['total'])]),
    marks.texts(
      assets.map((asset, k) => ({ x: 0, y: k + 0.5, text: fitText(asset, margins.left - (isNarrow ? 10 : 26)) })),
      ['strong'],
      { dx: isNarrow ? -6 : -10, align: 'right' },
    ),
    ...(isNarrow ? [0, 1] : [0]).map((odd) =>
      // Names that are wider than their cells stand on two heights in turn.
      marks.texts(
        assets.flatMap((asset, k) =>
          isNarrow && k % 2 !== odd ? [] : [{ x: k + 0.5, y: 0, text: fitText(asset, (isNarrow ? 2 : 1) * unitX - 4) }],
        ),
        ['strong'],
        { dy: odd === 1 ? -29 : -12, align: 'center' },
      ),
    ),
    marks.texts([{ x: 0, y: 0, text: unit }], ['secondary'], {
      dx: -margins.left + (isNarrow ? 10 : 16),
      dy: (isNarrow ? 16 : 14) - margins.top,
      lineHeight: LINE_PX,
    }),
    ...(isNarrow ? narrowWords(marks, n, margins) : wideWords(marks, n)),
  ];
  const height = margins.top + margins.bottom + Math.round(cellPx * n);
  return { height, spec: layered(height, margins, layers, chartWidth) };
}

/** What rows, columns, bars and dots mean. */
function wideWords(marks: ReturnType<typeof marksOn>, n: number): Layer[] {
  return [
    marks.texts([{ x: 0, y: 0, text: 'shocked ↓' }], ['secondary'], { dx: -10, dy: -12, align: 'right' }),
    marks.texts([{ x: 0, y: 0, text: 'follows →' }], ['secondary'], { dy: -34 }),
    marks.texts([{ x: n, y: 0, text: 'pulls others' }], ['secondary'], { dx: 12, dy: -12 }),
    marks.texts([{ x: 0, y: n, text: 'is pulled' }], ['secondary'], { dx: -10, dy: 18, align: 'right' }),
    marks.texts([{ x: n, y: n, text: '· interval' }], ['secondary'], { dx: 12, dy: 12 }),
    marks.texts([{ x: n, y: n, text: '  covers 0' }], ['secondary'], { dx: 12, dy: 29 }),
  ];
}

function narrowWords(marks: ReturnType<typeof marksOn>, n: number, { left }: { readonly left: number }): Layer[] {
  const toLeft = { dx: -left + 10 };
  return [
    marks.texts([{ x: 0, y: 0, text: 'Row shocked ↓, column follows →' }], ['secondary'], { ...toLeft, dy: -50 }),
    marks.texts([{ x: 0, y: n, text: '·  the interval covers 0' }], ['secondary'], { ...toLeft, dy: 18 }),
  ];
}
