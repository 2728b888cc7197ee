/** How much of the fall is our own selling: two fans on the same axes, without and with impact. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type Quantity } from './chart-input.ts';
import { type Layer, layered } from './frame.ts';
import { marksOn } from './marks.ts';
import { BAND_OPACITY } from './theme.ts';
import { roundTicks } from './ticks.ts';

/** A moment: quantiles over paths of the price over that of the start (fractions, 1 is the start). */
export interface FanPoint {
  readonly minutes: number;
  readonly p05: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

export interface FanPanel {
  /** `Outside move alone`. */
  readonly label: string;
  readonly points: readonly FanPoint[];
  /** Sampled paths, each of (minutes, price over that of the start). */
  readonly paths?: readonly (readonly { readonly minutes: number; readonly price: number }[])[];
  /** Lowest point of the 5 % line: value a fraction of the start, text `−18 %`. */
  readonly trough: Quantity;
  /** The median at the end, in the same way. */
  readonly end: Quantity;
}

export interface PriceFanRows extends ChartWords {
  readonly asset: string;
  readonly withoutImpact: FanPanel;
  readonly withImpact: FanPanel;
  /** First liquidation, fund used up: value in minutes; drawn in the panel with impact. */
  readonly marks?: readonly Quantity[];
  /** Extra fall by the venue's own selling. */
  readonly extraFall?: FigureText;
}

const MARGINS = { left: 64, right: 80, top: 58, bottom: 78 };
const HEIGHT = 430;
const GAP_PX = 92;
const WIDTH = CHART_WIDTH - MARGINS.left - MARGINS.right;
const NOTE =
  'At each moment 9 of 10 days lie inside the outer band, half inside the inner one; no day follows an edge.';

/** Change against the start in percent: `−10 %`. */
const CHANGE_LABEL =
  "abs(datum.value - 1) < 1e-9 ? '0 %' : format(round((datum.value - 1) * 10000) / 100, '+~g') + ' %'";

/** Two panels, bands of 50 and 90 %, median. */
export function priceFan(rows: PriceFanRows): ReportChart {
  const panels = [rows.withoutImpact, rows.withImpact];
  return buildChart(rows, {
    kind: `Two fans of the price of ${rows.asset} over time`,
    findings: [
      ...panels.map(
        ({ label, trough, end }) => `${label}: 5 % line at its lowest ${trough.text}, median at the end ${end.text}`,
      ),
      ...(rows.extraFall ? [`Extra fall by liquidations: ${rows.extraFall.text}`] : []),
      NOTE,
    ],
    height: HEIGHT,
    spec: layered(HEIGHT, MARGINS, draw(rows, panels)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Price', align: 'left' },
        { label: '5 % line at its lowest', align: 'right' },
        { label: 'Median at the end', align: 'right' },
      ],
      rows: [
        ...panels.map(({ label, trough, end }) => [label, trough.text, end.text]),
        ...(rows.extraFall ? [['Extra fall by liquidations', rows.extraFall.text, '–']] : []),
      ],
    },
  });
}

function draw(rows: PriceFanRows, panels: readonly FanPanel[]): Layer[] {
  const points = panels.flatMap((panel) => panel.points);
  const sampled = panels.flatMap(({ paths }) => (paths ?? []).flat().map(({ price }) => price));
  const length = Math.max(1, ...points.map(({ minutes }) => minutes));
  // Two panels of equal length and the gap between them fill the width.
  const offset = length * (1 + (2 * GAP_PX) / (WIDTH - GAP_PX));
  const total = offset + length;
  const low = Math.min(1, ...points.map(({ p05 }) => p05), ...sampled);
  const high = Math.max(1, ...points.map(({ p95 }) => p95), ...sampled);
  const rim = Math.max((high - low) * 0.08, 0.002);
  const inHours = length > 240;
  const unit = inHours ? 60 : 1;
  const times = timeTicks(length / unit).map((tick) => tick * unit);
  const y = [low - rim, high + rim];
  const marks = marksOn(
    {
      scale: { domain: [0, total], nice: false, zero: false },
      axis: {
        values: [...times, ...times.map((time) => time + offset)],
        labelExpr: `format((datum.value >= ${offset} ? datum.value - ${offset} : datum.value) / ${unit}, '~g') + '${inHours ? ' h' : ' min'}'`,
        ticks: true,
        tickSize: 5,
        labelOverlap: false,
      },
    },
    {
      scale: { domain: y, nice: false, zero: false },
      axis: { values: roundTicks(y[0], y[1], 6), labelExpr: CHANGE_LABEL, grid: false, labelOverlap: false },
    },
  );
  const ticks = roundTicks(y[0], y[1], 6);
  return [
    ...[0, offset].map((from) =>
      marks.rules(
        ticks.map((tick) => ({ x: from, x2: from + length, y: tick })),
        ['gridline'],
      ),
    ),
    ...panels.flatMap((panel, k) => drawPanel(marks, panel, k === 0 ? 'twin' : 'current', k * offset, y[1])),
    ...drawMoments(marks, rows.marks ?? [], offset, y),
    marks.texts(
      [{ x: 0, y: y[0], text: `Time since the start. ${NOTE.slice(0, NOTE.indexOf(';'))};` }],
      ['secondary'],
      { dx: -MARGINS.left + 16, dy: 42 },
    ),
    marks.texts([{ x: 0, y: y[0], text: `${NOTE.slice(NOTE.indexOf(';') + 2)}` }], ['secondary'], {
      dx: -MARGINS.left + 16,
      dy: 60,
    }),
    marks.texts([{ x: 0, y: y[1], text: `Price of ${rows.asset}, change against the start` }], ['secondary'], {
      dx: -MARGINS.left + 16,
      dy: -46,
    }),
  ];
}

/** Ticks of a clock, at most six. */
function timeTicks(length: number): number[] {
  const step = [1, 2, 3, 6, 12, 30, 60].find((each) => length / each <= 5);
  if (length < 5 || step === undefined) return roundTicks(0, length, 4);
  const ticks: number[] = [];
  for (let tick = 0; tick <= length * (1 + 1e-9); tick += step) ticks.push(tick);
  return ticks;
}

type Marks = ReturnType<typeof marksOn>;

function drawPanel(marks: Marks, panel: FanPanel, role: string, offset: number, top: number): Layer[] {
  const { points } = panel;
  if (points.length === 0) return [];
  const band = (low: keyof FanPoint, high: keyof FanPoint) =>
    points.map((point) => ({ x: point.minutes + offset, y: point[low], y2: point[high] }));
  const lowest = points.reduce((best, point) => (point.p05 < best.p05 ? point : best));
  const last = points.at(-1)!;
  const isLate = lowest.minutes > last.minutes * 0.75;
  return [
    marks.areas(band('p05', 'p95'), [role], { opacity: BAND_OPACITY.outer }),
    marks.areas(band('p25', 'p75'), [role], { opacity: BAND_OPACITY.inner }),
    ...(panel.paths ?? []).map((path) =>
      marks.lines(
        path.map(({ minutes, price }) => ({ x: minutes + offset, y: price })),
        [role],
        { strokeWidth: 1, opacity: 0.5 },
      ),
    ),
    marks.lines(
      points.map(({ minutes, p50 }) => ({ x: minutes + offset, y: p50 })),
      [role],
      role === 'twin' ? { strokeWidth: 1.5, strokeDash: [6, 4] } : {},
    ),
    marks.points([{ x: lowest.minutes + offset, y: lowest.p05 }], [role], { size: 49 }),
    ...marks.rimmedTexts([{ x: lowest.minutes + offset, y: lowest.p05, text: `5 % line ${panel.trough.text}` }], [], {
      dy: 14,
      align: isLate ? 'right' : 'center',
    }),
    ...marks.rimmedTexts([{ x: last.minutes + offset, y: last.p50, text: ['median', panel.end.text] }], [], {
      dx: 7,
      dy: -8,
      lineHeight: 16,
    }),
    marks.texts([{ x: offset, y: top, text: panel.label }], ['strong'], { dy: -14 }),
  ];
}

/** Moments as vertical lines in the panel with impact, each with its words on a line of its own. */
function drawMoments(marks: Marks, moments: readonly Quantity[], offset: number, y: readonly number[]): Layer[] {
  return moments.flatMap(({ value, text }, k) => [
    marks.rules([{ x: value + offset, y: y[0], y2: y[1] }], ['reference']),
    ...marks.rimmedTexts([{ x: value + offset, y: y[1], text }], ['secondary'], {
      dx: 6,
      dy: 10 + 18 * k,
    }),
  ]);
}
