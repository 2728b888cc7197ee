/** Is it worse: the differences of two policies on the same shocks, each on its own scale about a common zero. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, type ChartWords, type DrawnForm, inBothForms, type Quantity } from './chart-input.ts';
import { fitText, type Layer, layered, textWidth, wrapText } from './frame.ts';
import { marksOn, pixels } from './marks.ts';
import { type RowPlaces, rowPlacesAt } from './row-places.ts';
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

const TOP = 40;
const BOTTOM = 12;
const STRIP_PX = 66;
const LINE_PX = 17;
/** Least height of a row of the wide form, and room beside the words of the narrow one, whose interval stands under them, px. */
const ROW_PX = 46;
const LANE_PX = 24;
/** Bold letters are wider by this. */
const BOLD = 1.12;

const WIDE = { names: 206, from: 222, to: 478, figures: 494 };

/** Interval dots with a common zero line, and a strip of better, equal and worse paths. */
export function pairedDifferences(rows: PairedRows): ReportChart {
  return buildChart(rows, {
    kind: `Differences, ${rows.proposedName} minus ${rows.currentName}, with intervals, each on a scale of its own`,
    findings: [
      ...rows.rows.map(({ label, difference }) => `${label}: ${difference.text}`),
      ...(rows.strip ? [`Days: ${rows.strip.better.text}, ${rows.strip.equal.text}, ${rows.strip.worse.text}`] : []),
    ],
    ...inBothForms((width) => draw(rows, rowPlacesAt(width, WIDE), width)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Figure', align: 'left' },
        { label: rows.currentName, align: 'right' },
        { label: rows.proposedName, align: 'right' },
        { label: 'Difference (95 % interval)', align: 'left' },
      ],
      rows: rows.rows.map(({ label, current, proposed, difference }) => [label, current, proposed, difference.text]),
    },
  });
}

/** A row: its words as lines, where it begins and where its interval stands. */
interface PlacedRow {
  readonly row: PairedRow;
  readonly lines: readonly string[];
  readonly top: number;
  readonly bottom: number;
  readonly y: number;
  readonly toX: (value: number) => number;
}

function placeRows(rows: readonly PairedRow[], places: RowPlaces): PlacedRow[] {
  let top = 0;
  return rows.map((row) => {
    const lines = wrapText(row.label, places.names).slice(0, 2);
    const height = places.isNarrow ? LINE_PX * (lines.length + figureLines(row, places).length) + LANE_PX : ROW_PX;
    const y = places.isNarrow ? top + height - LANE_PX / 2 + 4 : top + height / 2;
    const placed = { row, lines, top, bottom: top + height, y, toX: scaleOf(row, places) };
    top += height;
    return placed;
  });
}

/** The difference and its interval: side by side in the narrow form, one under the other beside the plot. */
function figureLines({ difference: { estimate, interval, text } }: PairedRow, places: RowPlaces): string[] {
  const { isNarrow, width, figures } = places;
  if (isNarrow) return wrapText(text, width / BOLD).slice(0, 2);
  return [estimate, interval].filter((part) => part !== '').map((part) => fitText(part, width - figures));
}

function draw(rows: PairedRows, places: RowPlaces, chartWidth: number): DrawnForm {
  const { isNarrow, width, figures } = places;
  const placed = placeRows(rows.rows, places);
  const length = placed.at(-1)?.bottom ?? 0;
  const plot = length + (rows.strip ? STRIP_PX : 0);
  const marks = marksOn(pixels(width), pixels(plot, true));
  const zero = (places.from + places.to) / 2;
  const known = placed.filter(({ row }) => row.difference.figure.estimate !== null);
  const { negative, positive } = rows.sides ?? { negative: 'less', positive: 'more' };
  const bands = known.flatMap(({ row, y, toX }) =>
    row.materiality ? [{ x: toX(-row.materiality.value), x2: toX(row.materiality.value), y: y - 10, y2: y + 10 }] : [],
  );
  const key = bands.length > 0 ? 'grey: does not matter' : 'own scale a row';
  const layers = [
    marks.rules(
      placed.slice(1).map(({ top }) => ({ x: 0, x2: width, y: top })),
      ['gridline'],
    ),
    ...(bands.length > 0 ? [marks.bars(bands, ['twin'], { opacity: BAND_OPACITY.inner })] : []),
    marks.rules(
      isNarrow ? placed.map(({ y }) => ({ x: zero, y: y - 11, y2: y + 9 })) : [{ x: zero, y: 0, y2: length }],
      ['zero'],
    ),
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
    ...placed.flatMap((one) => drawWords(marks, one, places)),
    ...drawHead(marks, { zero, figures, key, negative, positive }, places),
    ...(rows.strip ? drawStrip(marks, rows.strip, length, width) : []),
  ];
  const height = TOP + BOTTOM + plot;
  return {
    height,
    spec: layered(height, { left: places.side, right: places.side, top: TOP, bottom: BOTTOM }, layers, chartWidth),
  };
}

/** Name and figure of a row: side by side about its interval, or one under the other above it. */
function drawWords(marks: ReturnType<typeof marksOn>, { row, lines, top, y }: PlacedRow, places: RowPlaces): Layer[] {
  const figure = figureLines(row, places);
  const nameY = (k: number) => (places.isNarrow ? top + 14 + k * LINE_PX : y + (k - (lines.length - 1) / 2) * LINE_PX);
  const figureY = (k: number) =>
    places.isNarrow ? top + 14 + (lines.length + k) * LINE_PX : y + (k - (figure.length - 1) / 2) * 18;
  return [
    ...lines.map((text, k) => marks.texts([{ x: 0, y: nameY(k), text }])),
    ...figure.map((text, k) =>
      marks.texts([{ x: places.figures, y: figureY(k), text }], [places.isNarrow || k === 0 ? 'strong' : 'secondary']),
    ),
  ];
}

function drawHead(
  marks: ReturnType<typeof marksOn>,
  head: {
    readonly zero: number;
    readonly figures: number;
    readonly key: string;
    readonly negative: string;
    readonly positive: string;
  },
  { isNarrow }: RowPlaces,
): Layer[] {
  const above = isNarrow ? { dy: -10 } : { dy: -14 };
  return [
    marks.texts([{ x: head.zero, y: 0, text: `← ${head.negative}` }], ['secondary'], {
      dx: -10,
      ...above,
      align: 'right',
    }),
    marks.texts([{ x: head.zero, y: 0, text: `${head.positive} →` }], ['secondary'], { dx: 10, ...above }),
    ...(isNarrow
      ? []
      : [marks.texts([{ x: head.figures, y: 0, text: 'difference, 95 % interval' }], ['secondary'], above)]),
    marks.texts([{ x: 0, y: 0, text: isNarrow ? `Difference, 95 % interval; ${head.key}` : head.key }], ['secondary'], {
      dy: isNarrow ? -28 : -14,
    }),
  ];
}

/** Places a difference about zero so that the row fills its half. */
function scaleOf(
  { difference: { figure }, materiality }: PairedRow,
  { from, to }: RowPlaces,
): (value: number) => number {
  const ends = [figure.estimate, figure.low, figure.high, materiality?.value ?? null].map((value) =>
    Math.abs(value ?? 0),
  );
  const largest = Math.max(...ends) || 1;
  return (value) => (from + to) / 2 + (value / largest) * ((to - from) / 2 - 6);
}

function drawStrip(
  marks: ReturnType<typeof marksOn>,
  strip: NonNullable<PairedRows['strip']>,
  top: number,
  width: number,
): Layer[] {
  const parts = [
    { ...strip.better, style: 'strip-less' },
    { ...strip.equal, style: 'strip-same' },
    { ...strip.worse, style: 'strip-more' },
  ];
  const sum = parts.reduce((total, { value }) => total + value, 0) || 1;
  let from = 0;
  const boxes = parts.map(({ value, text, style }) => {
    const length = (value / sum) * width;
    const box = { x: from, x2: from + length, y: top + 16, y2: top + 34, text, style };
    from += length;
    return box;
  });
  const [less, same, more] = boxes;
  const sameLeft = Math.max((same.x + same.x2) / 2, textWidth(less.text) + textWidth(same.text) / 2 + 16);
  const sameAt = Math.min(sameLeft, width - textWidth(more.text) - textWidth(same.text) / 2 - 16);
  return [
    ...boxes.filter(({ x, x2 }) => x2 > x).map(({ text: _, style, ...box }) => marks.bars([box], [style])),
    marks.texts([{ x: 0, y: top + 48, text: less.text }]),
    marks.texts([{ x: sameAt, y: top + 48, text: same.text }], [], { align: 'center' }),
    marks.texts([{ x: width, y: top + 48, text: more.text }], [], { align: 'right' }),
  ];
}
