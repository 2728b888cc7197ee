/** The track record: what was observed of a past event beside what was simulated, each row on its own scale. */

import type { ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type Quantity } from './chart-input.ts';
import { fitText, type Layer, layered, wrapText } from './frame.ts';
import { marksOn, pixels } from './marks.ts';
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

const MARGINS = { left: 16, right: 16, top: 38, bottom: 40 };
/** Height of a row whose label takes two lines, and of each further line, px. */
const ROW_PX = 44;
const LINE_PX = 17;
const LINES_MAX = 3;
const ROWS_MAX = 8;
const WIDTH = CHART_WIDTH - MARGINS.left - MARGINS.right;
/** Words at the left, the interval, the words at the right, px from the left. */
const NAMES = 214;
const FROM = 234;
const TO = 470;
const FIGURES = 490;

/** Interval and observation a row, misses first. The chart has eight rows, the table all. */
export function backtestBands(rows: BacktestRows): ReportChart {
  const order = ({ inside }: BacktestRow): number => (inside === false ? 0 : inside === true ? 1 : 2);
  const sorted = [...rows.rows].sort((a, b) => order(a) - order(b));
  const shown = sorted.slice(0, ROWS_MAX);
  const height = MARGINS.top + MARGINS.bottom + Math.max(1, shown.length) * rowPx(shown);
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
    height,
    spec: layered(height, MARGINS, draw(rows, shown)),
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
      ...(sorted.length > shown.length ? { more: `The chart shows the first ${shown.length}.` } : {}),
    },
  });
}

function bandWords(band: BacktestRow['band']): string {
  return band ? `${band.low.text} to ${band.high.text}` : 'too few runs';
}

/** All rows are as high as the one with the most lines needs. */
function rowPx(shown: readonly BacktestRow[]): number {
  const lines = Math.max(2, ...shown.map(({ label }) => Math.min(LINES_MAX, wrapText(label, NAMES).length)));
  return ROW_PX + (lines - 2) * LINE_PX;
}

/** Miss, with its side, or inside. */
function verdict({ inside, band, observed }: BacktestRow): string {
  if (inside === null || band === null) return 'no statement';
  return inside ? 'inside' : observed.value > band.high.value ? 'outside, above' : 'outside, below';
}

function draw(rows: BacktestRows, shown: readonly BacktestRow[]): Layer[] {
  const row = rowPx(shown);
  const plot = Math.max(1, shown.length) * row;
  const marks = marksOn(pixels(WIDTH), pixels(plot, true));
  const placed = shown.map((one, k) => ({ row: one, y: (k + 0.5) * row, toX: scaleOf(one) }));
  const known = placed.flatMap(({ row, y, toX }) => (row.band ? [{ band: row.band, y, toX }] : []));
  const room = WIDTH - FIGURES;
  const seen = ({ row: one, y, toX }: (typeof placed)[number]) => ({
    x: toX(one.observed.value),
    y,
    reading: `${one.label}: observed ${one.observed.text}, ${verdict(one)}, simulated ${bandWords(one.band)}`,
  });
  return [
    marks.rules(
      shown.slice(1).map((_, k) => ({ x: 0, x2: WIDTH, y: (k + 1) * row })),
      ['gridline'],
    ),
    marks.rules(
      placed.map(({ y }) => ({ x: FROM, x2: TO, y })),
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
    ...placed.flatMap(({ row, y }) => {
      const lines = wrapText(row.label, NAMES)
        .slice(0, LINES_MAX)
        .map((line) => fitText(line, NAMES));
      return lines.map((text, k) => marks.texts([{ x: 0, y: y + (k - (lines.length - 1) / 2) * 17, text }]));
    }),
    marks.texts(
      placed.map(({ row, y }) => ({
        x: FIGURES,
        y: y - 9,
        text: fitText(`${row.observed.text}: ${verdict(row)}`, room),
      })),
      ['strong'],
    ),
    marks.texts(
      placed.map(({ row, y }) => ({
        x: FIGURES,
        y: y + 9,
        text: fitText(row.band ? `simulated ${bandWords(row.band)}` : bandWords(null), room),
      })),
      ['secondary'],
    ),
    marks.texts([{ x: FIGURES, y: 0, text: 'observed' }], ['secondary'], { dy: -14 }),
    marks.texts([{ x: FROM, y: 0, text: 'own scale a row' }], ['secondary'], { dy: -14 }),
    marks.texts(
      [
        {
          x: 0,
          y: plot,
          text: `Band: ${rows.bandText}, with its median. Diamond: observed; larger where it lies outside.`,
        },
      ],
      ['secondary'],
      { dy: 24 },
    ),
  ];
}

/** Places a value of a row between 0 (or the least value below it) and the largest of the row. */
function scaleOf({ observed, band }: BacktestRow): (value: number) => number {
  const values = [observed.value, ...(band ? [band.low.value, band.high.value] : [])];
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  return (value) => FROM + 8 + ((value - low) / span) * (TO - FROM - 16);
}
