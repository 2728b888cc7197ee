/** Who pulls whom: a heat map with the number in each cell. Row, the asset that is shocked; column, the asset that follows. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords } from './chart-input.ts';
import { fitText, type Layer, layered } from './frame.ts';
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
const MARGINS = { left: 92, right: 128, top: 74, bottom: 44 };
const WIDTH = CHART_WIDTH - MARGINS.left - MARGINS.right;
const BAR_PX = 92;

/** Heat map of at most 12 assets; "·" where the interval covers 0. */
export function pullMatrix(rows: PullMatrixRows): ReportChart {
  const all = orderByPull(rows.cells);
  const assets = all.slice(0, ASSETS_MAX);
  const cellPx = Math.min(38, 340 / assets.length);
  const height = MARGINS.top + MARGINS.bottom + Math.round(cellPx * assets.length);
  const links = rows.cells
    .filter((cell) => cell.source !== cell.target && !coversZero(cell.pull))
    .sort((a, b) => b.pull.figure.estimate! - a.pull.figure.estimate!);
  const left = all.length - assets.length;
  return buildChart(rows, {
    kind: 'Heat map of contagion: row, the asset that is shocked; column, the asset that follows',
    findings: [
      rows.unitText,
      ...links.slice(0, 5).map(({ source, target, pull }) => `${source} pulls ${target}: ${pull.text}`),
    ],
    height,
    spec: layered(height, MARGINS, draw(rows, assets, cellPx)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Shocked', align: 'left' },
        { label: 'Follows', align: 'left' },
        { label: 'Pull', align: 'right' },
        { label: '95 % interval', align: 'right' },
      ],
      rows: rows.cells.map(({ source, target, pull }) => [source, target, pull.estimate, pull.interval || '–']),
      ...(left > 0 ? { more: `The chart leaves out the ${left} assets that pull others least.` } : {}),
    },
  });
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

function draw(rows: PullMatrixRows, assets: readonly string[], cellPx: number): Layer[] {
  const n = assets.length;
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
  const unitX = WIDTH / n;
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
  return [
    ...steps.flatMap((k) => {
      const inStep = links.filter((cell) => step(cell) === k);
      return inStep.length > 0 ? [marks.bars(inStep.map(box), [`step-${k}`])] : [];
    }),
    marks.rules(hatches, ['gridline']),
    marks.texts(links.filter((cell) => step(cell) <= FIRST_STEPS).map(word), ['on-first-steps'], { align: 'center' }),
    marks.texts(links.filter((cell) => step(cell) > FIRST_STEPS).map(word), ['on-last-steps'], { align: 'center' }),
    marks.bars(bars, ['total']),
    marks.bars(below, ['total']),
    marks.texts(
      assets.map((asset, k) => ({ x: 0, y: k + 0.5, text: fitText(asset, MARGINS.left - 26) })),
      ['strong'],
      { dx: -10, align: 'right' },
    ),
    marks.texts(
      assets.map((asset, k) => ({ x: k + 0.5, y: 0, text: fitText(asset, unitX - 4) })),
      ['strong'],
      { dy: -12, align: 'center' },
    ),
    marks.texts([{ x: 0, y: 0, text: rows.unitText }], ['secondary'], { dx: -MARGINS.left + 16, dy: -60 }),
    marks.texts([{ x: 0, y: 0, text: 'shocked ↓' }], ['secondary'], { dx: -10, dy: -12, align: 'right' }),
    marks.texts([{ x: 0, y: 0, text: 'follows →' }], ['secondary'], { dy: -34 }),
    marks.texts([{ x: n, y: 0, text: 'pulls others' }], ['secondary'], { dx: 12, dy: -12 }),
    marks.texts([{ x: 0, y: n, text: 'is pulled' }], ['secondary'], { dx: -10, dy: 18, align: 'right' }),
    marks.texts([{ x: n, y: n, text: '· interval' }], ['secondary'], { dx: 12, dy: 12 }),
    marks.texts([{ x: n, y: n, text: '  covers 0' }], ['secondary'], { dx: 12, dy: 29 }),
  ];
}
