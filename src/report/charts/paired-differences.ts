/** Is it worse: the differences of two policies on the same shocks, each on its own scale about a common zero. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type Quantity } from './chart-input.ts';
import { fitText, type Layer, layered, textWidth, wrapText } from './frame.ts';
import { marksOn, pixels } from './marks.ts';
import { BAND_OPACITY } from './theme.ts';

export interface PairedRow {
  /** `Loss on the worst 1 in 100 days`. */
  readonly label: string;
  /** Proposed minus current. */
  readonly difference: FigureText;
  /** Both policies as text, for the table. */
  readonly current: string;
  readonly proposed: string;
  /** Half-width of the band of differences that do not matter, in the unit of the figure. */
  readonly materiality?: Quantity;
}

export interface PairedRows extends ChartWords {
  readonly currentName: string;
  readonly proposedName: string;
  readonly rows: readonly PairedRow[];
  /** Words of the two sides of zero; by default `less` and `more`. */
  readonly sides?: { readonly negative: string; readonly positive: string };
  /** Paths on which the proposed rules lose less, the same, more: value a count or share, text `34 worse`. */
  readonly strip?: { readonly better: Quantity; readonly equal: Quantity; readonly worse: Quantity };
}

const MARGINS = { left: 16, right: 16, top: 40, bottom: 12 };
const ROW_PX = 46;
const STRIP_PX = 66;
const WIDTH = CHART_WIDTH - MARGINS.left - MARGINS.right;
/** Words at the left, the interval, the figure at the right, px from the left. */
const NAMES = 206;
const FROM = 222;
const TO = 478;
const FIGURES = 494;

/** Interval dots with a common zero line, and a strip of better, equal and worse paths. */
export function pairedDifferences(rows: PairedRows): ReportChart {
  const height = MARGINS.top + MARGINS.bottom + rows.rows.length * ROW_PX + (rows.strip ? STRIP_PX : 0);
  return buildChart(rows, {
    kind: `Differences, ${rows.proposedName} minus ${rows.currentName}, with intervals, each on a scale of its own`,
    findings: [
      ...rows.rows.map(({ label, difference }) => `${label}: ${difference.text}`),
      ...(rows.strip ? [`Days: ${rows.strip.better.text}, ${rows.strip.equal.text}, ${rows.strip.worse.text}`] : []),
    ],
    height,
    spec: layered(height, MARGINS, draw(rows)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Figure', align: 'left' },
        { label: rows.currentName, align: 'right' },
        { label: rows.proposedName, align: 'right' },
        { label: 'Difference', align: 'right' },
        { label: '95 % interval', align: 'right' },
      ],
      rows: rows.rows.map(({ label, current, proposed, difference }) => [
        label,
        current,
        proposed,
        difference.estimate,
        difference.interval || '–',
      ]),
    },
  });
}

function draw(rows: PairedRows): Layer[] {
  const length = rows.rows.length * ROW_PX;
  const plot = length + (rows.strip ? STRIP_PX : 0);
  const marks = marksOn(pixels(WIDTH), pixels(plot, true));
  const zero = (FROM + TO) / 2;
  const half = (TO - FROM) / 2;
  const middle = (k: number): number => (k + 0.5) * ROW_PX;
  const placed = rows.rows.map((row, k) => ({ row, y: middle(k), toX: scaleOf(row, zero, half) }));
  const known = placed.filter(({ row }) => row.difference.figure.estimate !== null);
  const { negative, positive } = rows.sides ?? { negative: 'less', positive: 'more' };
  const words = rows.rows.flatMap(({ label, difference }, k) => {
    const lines = wrapText(label, NAMES).slice(0, 2);
    const figure = fitText(difference.estimate, WIDTH - FIGURES);
    return { lines, figure, interval: fitText(difference.interval, WIDTH - FIGURES), y: middle(k) };
  });
  const bands = known.flatMap(({ row, y, toX }) =>
    row.materiality ? [{ x: toX(-row.materiality.value), x2: toX(row.materiality.value), y: y - 12, y2: y + 12 }] : [],
  );
  return [
    marks.rules(
      rows.rows.slice(1).map((_, k) => ({ x: 0, x2: WIDTH, y: (k + 1) * ROW_PX })),
      ['gridline'],
    ),
    ...(bands.length > 0 ? [marks.bars(bands, ['twin'], { opacity: BAND_OPACITY.inner })] : []),
    marks.rules([{ x: zero, y: 0, y2: length }], ['zero']),
    marks.rules(
      known.map(({ row: { difference }, y, toX }) => ({
        x: toX(difference.figure.low ?? difference.figure.estimate!),
        x2: toX(difference.figure.high ?? difference.figure.estimate!),
        y,
      })),
      ['proposed-line'],
      { strokeWidth: 10, opacity: BAND_OPACITY.inner },
    ),
    marks.points(
      known.map(({ row, y, toX }) => ({
        x: toX(row.difference.figure.estimate!),
        y,
        reading: `${row.label}: ${row.difference.text}`,
      })),
      ['proposed'],
      { size: 121 },
    ),
    ...words.flatMap(({ lines, y }) =>
      lines.map((text, k) => marks.texts([{ x: 0, y: y + (k - (lines.length - 1) / 2) * 17, text }])),
    ),
    marks.texts(
      words.map(({ figure, interval, y }) => ({ x: FIGURES, y: interval === '' ? y : y - 9, text: figure })),
      ['strong'],
    ),
    marks.texts(
      words.map(({ interval, y }) => ({ x: FIGURES, y: y + 9, text: interval })),
      ['secondary'],
    ),
    marks.texts([{ x: zero, y: 0, text: `← ${negative}` }], ['secondary'], { dx: -10, dy: -14, align: 'right' }),
    marks.texts([{ x: zero, y: 0, text: `${positive} →` }], ['secondary'], { dx: 10, dy: -14 }),
    marks.texts([{ x: FIGURES, y: 0, text: 'difference, 95 % interval' }], ['secondary'], { dy: -14 }),
    marks.texts([{ x: 0, y: 0, text: bands.length > 0 ? 'grey: does not matter' : 'own scale a row' }], ['secondary'], {
      dy: -14,
    }),
    ...(rows.strip ? drawStrip(marks, rows.strip, length) : []),
  ];
}

/** Places a difference about zero so that the row fills its half. */
function scaleOf(
  { difference: { figure }, materiality }: PairedRow,
  zero: number,
  half: number,
): (value: number) => number {
  const ends = [figure.estimate, figure.low, figure.high, materiality?.value ?? null].map((value) =>
    Math.abs(value ?? 0),
  );
  const largest = Math.max(...ends) || 1;
  return (value) => zero + (value / largest) * (half - 6);
}

function drawStrip(marks: ReturnType<typeof marksOn>, strip: NonNullable<PairedRows['strip']>, top: number): Layer[] {
  const parts = [
    { ...strip.better, style: 'strip-less' },
    { ...strip.equal, style: 'strip-same' },
    { ...strip.worse, style: 'strip-more' },
  ];
  const sum = parts.reduce((total, { value }) => total + value, 0) || 1;
  let from = 0;
  const boxes = parts.map(({ value, text, style }) => {
    const width = (value / sum) * WIDTH;
    const box = { x: from, x2: from + width, y: top + 16, y2: top + 34, text, style };
    from += width;
    return box;
  });
  const [less, same, more] = boxes;
  const sameLeft = Math.max((same.x + same.x2) / 2, textWidth(less.text) + textWidth(same.text) / 2 + 16);
  const sameAt = Math.min(sameLeft, WIDTH - textWidth(more.text) - textWidth(same.text) / 2 - 16);
  return [
    ...boxes.filter(({ x, x2 }) => x2 > x).map(({ text: _, style, ...box }) => marks.bars([box], [style])),
    marks.texts([{ x: 0, y: top + 48, text: less.text }]),
    marks.texts([{ x: sameAt, y: top + 48, text: same.text }], [], { align: 'center' }),
    marks.texts([{ x: WIDTH, y: top + 48, text: more.text }], [], { align: 'right' }),
  ];
}
