/** The track record: what was observed of a past event beside what was simulated, each row on its own scale. */

import type { ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms, type Quantity } from './chart-input.ts';
import { fitText, layered, wrapText } from './frame.ts';
import { marksOn, pixels } from './marks.ts';
import { type RowPlaces, rowPlacesAt } from './row-places.ts';
import { BAND_OPACITY } from './theme.ts';

export interface BacktestRow {
  /** `Liquidated, ETH`. */
  readonly label: string;
  readonly observed: Quantity;
  /** Prediction interval and median of the runs; null with too few runs. */
  readonly band: { readonly low: Quantity; readonly median: Quantity; readonly high: Quantity } | null;
  /** Null where there is no interval. */
  readonly inside: boolean | null;
  /** The day was used to set the model. */
  readonly isInSample?: boolean;
  readonly source: string;
}

export interface BacktestRows extends ChartWords {
  readonly rows: readonly BacktestRow[];
  /** What the band is: `90 % of runs`. */
  readonly bandText: string;
}

/** Height of a row whose label takes two lines, and of each further line, px. */
const ROW_PX = 44;
const LINE_PX = 17;
/** Height of an interval under its words. */
const LANE_PX = 28;
const LINES_MAX = 3;
const ROWS_MAX = 8;
/** Rows of the narrow form, which are twice as high. */
const NARROW_ROWS_MAX = 5;

const WIDE = { names: 214, from: 234, to: 470, figures: 490 };

/** Interval and observation a row, misses first. The chart has eight rows, the table all. */
export function backtestBands(rows: BacktestRows): ReportChart {
  const order = ({ inside }: BacktestRow): number => (inside === false ? 0 : inside === true ? 1 : 2);
  const sorted = [...rows.rows].sort((a, b) => order(a) - order(b));
  const shown = sorted.slice(0, ROWS_MAX);
  const judged = sorted.filter(({ inside }) => inside !== null);
  const misses = judged.filter(({ inside }) => !inside);
  return buildChart(rows, {
    kind: 'Intervals of simulation with the observed figures, misses first',
    findings: [
      `${misses.length} of ${judged.length} observed figures lie outside`,
      ...misses
        .slice(0, 3)
        .map(({ label, observed, band }) => `${label}: observed ${observed.text}, simulated ${bandWords(band)}`),
    ],
    ...inBothForms((width) =>
      draw(rows, width < CHART_WIDTH ? shown.slice(0, NARROW_ROWS_MAX) : shown, rowPlacesAt(width, WIDE), width),
    ),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Figure', align: 'left' },
        { label: 'Observed', align: 'right' },
        { label: rows.bandText, align: 'right' },
        { label: 'Inside', align: 'left' },
        { label: 'Source', align: 'left' },
      ],
      rows: sorted.map(({ label, observed, band, inside, isInSample, source }) => [
        isInSample ? `${label} (used to set the model)` : label,
        observed.text,
        bandWords(band),
        inside === null ? '–' : inside ? 'yes' : 'no',
        source,
      ]),
      ...(sorted.length > shown.length
        ? { more: `The chart shows the first ${shown.length}, where it is narrow the first ${NARROW_ROWS_MAX}.` }
        : {}),
    },
  });
}

function bandWords(band: BacktestRow['band']): string {
  return band ? `${band.low.text} to ${band.high.text}` : 'too few runs';
}

/** All rows are as high as the one with the most lines needs. */
function rowPx(shown: readonly BacktestRow[], { isNarrow, names }: RowPlaces): number {
  const lines = Math.max(
    isNarrow ? 1 : 2,
    ...shown.map(({ label }) => Math.min(LINES_MAX, wrapText(label, names).length)),
  );
  return isNarrow ? (lines + 2) * LINE_PX + LANE_PX : ROW_PX + (lines - 2) * LINE_PX;
}

/** Miss, with its side, or inside. */
function verdict({ inside, band, observed }: BacktestRow): string {
  if (inside === null || band === null) return 'no statement';
  return inside ? 'inside' : observed.value > band.high.value ? 'outside, above' : 'outside, below';
}

function draw(rows: BacktestRows, shown: readonly BacktestRow[], places: RowPlaces, chartWidth: number): DrawnForm {
  const { isNarrow, side, width, names, from, to, figures } = places;
  const row = rowPx(shown, places);
  const plot = Math.max(1, shown.length) * row;
  const marks = marksOn(pixels(width), pixels(plot, true));
  const placed = shown.map((one, k) => {
    const lines = wrapText(one.label, names)
      .slice(0, LINES_MAX)
      .map((line) => fitText(line, names));
    const middle = (k + 0.5) * row;
    return {
      row: one,
      lines,
      y: isNarrow ? (k + 1) * row - LANE_PX / 2 + 2 : middle,
      nameY: isNarrow ? k * row + 14 : middle - ((lines.length - 1) / 2) * LINE_PX,
      wordsY: isNarrow ? k * row + 14 + lines.length * LINE_PX : middle - 9,
      toX: scaleOf(one, from, to),
    };
  });
  const known = placed.flatMap(({ row, y, toX }) => (row.band ? [{ band: row.band, y, toX }] : []));
  const room = width - figures;
  const foot = wrapText(
    `Band: ${rows.bandText}, with its median. Diamond: observed; larger where it lies outside.`,
    width,
  );
  const seen = ({ row: one, y, toX }: (typeof placed)[number]) => ({
    x: toX(one.observed.value),
    y,
    reading: `${one.label}: observed ${one.observed.text}, ${verdict(one)}, simulated ${bandWords(one.band)}`,
  });
  const layers = [
    marks.rules(
      shown.slice(1).map((_, k) => ({ x: 0, x2: width, y: (k + 1) * row })),
      ['gridline'],
    ),
    marks.rules(
      placed.map(({ y }) => ({ x: from, x2: to, y })),
      ['gridline'],
    ),
    marks.bars(
      known.map(({ band, y, toX }) => ({
        x: toX(band.low.value),
        x2: Math.max(toX(band.high.value), toX(band.low.value) + 2),
        y: y - 9,
        y2: y + 9,
      })),
      ['current'],
      { opacity: BAND_OPACITY.inner },
    ),
    marks.rules(
      known.map(({ band, y, toX }) => ({ x: toX(band.median.value), y: y - 9, y2: y + 9 })),
      ['current-line'],
      { strokeWidth: 2 },
    ),
    marks.points(placed.filter(({ row: { inside } }) => inside !== false).map(seen), ['seen'], { size: 100 }),
    marks.points(placed.filter(({ row: { inside } }) => inside === false).map(seen), ['missed'], { size: 150 }),
    ...placed.flatMap(({ lines, nameY }) =>
      lines.map((text, k) => marks.texts([{ x: 0, y: nameY + k * LINE_PX, text }])),
    ),
    marks.texts(
      placed.map(({ row, wordsY }) => ({
        x: figures,
        y: wordsY,
        text: fitText(`${isNarrow ? 'observed ' : ''}${row.observed.text}: ${verdict(row)}`, room),
      })),
      ['strong'],
    ),
    marks.texts(
      placed.map(({ row, wordsY }) => ({
        x: figures,
        y: wordsY + (isNarrow ? LINE_PX : 18),
        text: fitText(row.band ? `simulated ${bandWords(row.band)}` : bandWords(null), room),
      })),
      ['secondary'],
    ),
    ...(isNarrow ? [] : [marks.texts([{ x: figures, y: 0, text: 'observed' }], ['secondary'], { dy: -14 })]),
    marks.texts([{ x: from, y: 0, text: 'own scale a row' }], ['secondary'], { dy: -14 }),
    marks.texts([{ x: 0, y: plot, text: foot }], ['secondary'], { dy: 24, lineHeight: LINE_PX }),
  ];
  const margins = { left: side, right: side, top: 38, bottom: 40 + (foot.length - 1) * LINE_PX };
  const height = margins.top + margins.bottom + plot;
  return { height, spec: layered(height, margins, layers, chartWidth) };
}

/** Places a value of a row between 0 (or the least value below it) and the largest of the row. */
function scaleOf({ observed, band }: BacktestRow, from: number, to: number): (value: number) => number {
  const values = [observed.value, ...(band ? [band.low.value, band.high.value] : [])];
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  return (value) => from + 8 + ((value - low) / span) * (to - from - 16);
}
