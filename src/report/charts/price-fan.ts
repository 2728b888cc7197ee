/** How much of the fall is our own selling: two fans on the same axes, without and with impact, and under them the gap between the two. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms, type Quantity } from './chart-input.ts';
import { type Layer, layered, wrapText } from './frame.ts';
import { marksOn, pixels } from './marks.ts';
import { type Panel, panelAxes, panelOf } from './panel.ts';
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
  /** `6 h: median −1 %, 9 of 10 between −8 % and 5 %`. */
  readonly reading?: string;
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

/** Price with liquidations less that of the outside move alone, fractions of the start price. */
export interface GapPanel {
  readonly label: string;
  readonly points: readonly { readonly minutes: number; readonly gap: number; readonly reading?: string }[];
  /** The same of the sampled paths, one by one. */
  readonly paths: readonly (readonly { readonly minutes: number; readonly gap: number }[])[];
  /** `At the lowest price: 0.4 percentage points deeper (0.3 to 0.5)`. */
  readonly note?: string;
}

export interface PriceFanRows extends ChartWords {
  readonly asset: string;
  readonly withoutImpact: FanPanel;
  readonly withImpact: FanPanel;
  readonly gap?: GapPanel;
  /** First liquidation, fund used up: value in minutes; drawn in the panel with impact. */
  readonly marks?: readonly Quantity[];
  /** Extra fall by the venue's own selling. */
  readonly extraFall?: FigureText;
}

const NOTE =
  'At each moment 9 of 10 days lie inside the outer band, half inside the inner one; no day follows an edge.';
/** Height of a fan and of the gap, room above each for its name, under each for its times, px. */
const WIDE = { fan: 240, gap: 110, left: 64, right: 84, between: 96 };
const NARROW = { fan: 132, gap: 88, left: 54, right: 68, between: 0 };
const OVER_PX = 30;
const UNDER_PX = 34;
const HEADING_PX = 24;

/** Two fans with bands of 50 and 90 % and their median; the gap under them where it is known. */
export function priceFan(rows: PriceFanRows): ReportChart {
  const panels = [rows.withoutImpact, rows.withImpact];
  return buildChart(rows, {
    kind: `Two fans of the price of ${rows.asset} over time`,
    findings: [
      ...panels.map(
        ({ label, trough, end }) => `${label}: 5 % line at its lowest ${trough.text}, median at the end ${end.text}`,
      ),
      ...(rows.extraFall ? [`Extra fall by liquidations: ${rows.extraFall.text}`] : []),
      ...(rows.gap?.note ? [rows.gap.note] : []),
      NOTE,
    ],
    ...inBothForms((width) => draw(rows, width)),
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

function draw(rows: PriceFanRows, chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const form = isNarrow ? NARROW : WIDE;
  const fans = [rows.withoutImpact, rows.withImpact];
  const minutes = Math.max(1, ...fans.flatMap(({ points }) => points.map((point) => point.minutes)));
  const prices = domainOf(
    fans.flatMap(({ points, paths = [] }) => [
      ...points.flatMap(({ p05, p95 }) => [p05, p95]),
      ...paths.flat().map(({ price }) => price),
    ]),
    1,
  );
  const inside = chartWidth - form.left - form.right;
  const fanWidth = isNarrow ? inside : (inside - form.between) / 2;
  const fanPx = OVER_PX + form.fan + UNDER_PX;
  const panels = fans.map((_, k) =>
    panelOf({
      left: form.left + (isNarrow ? 0 : k * (fanWidth + form.between)),
      top: HEADING_PX + OVER_PX + (isNarrow ? k * fanPx : 0),
      width: fanWidth,
      height: form.fan,
      x: [0, minutes],
      y: prices,
    }),
  );
  const { gap } = rows;
  const gapNote = gap?.note === undefined ? [] : wrapText(gap.note, chartWidth - form.left - 8);
  const gapTop = HEADING_PX + fanPx * (isNarrow ? 2 : 1) + OVER_PX + 17 * gapNote.length;
  const gapPanel =
    gap &&
    panelOf({
      left: form.left,
      top: gapTop,
      width: inside,
      height: form.gap,
      x: [0, minutes],
      y: domainOf(
        [...gap.points, ...gap.paths.flat()].map((point) => point.gap),
        0,
      ),
    });
  const foot = wrapText(`Time since the start. ${NOTE}`, chartWidth - 20);
  const footTop = gapPanel ? gapTop + form.gap + UNDER_PX : HEADING_PX + fanPx * (isNarrow ? 2 : 1);
  const height = footTop + 17 * foot.length + 10;
  const marks = marksOn(pixels(chartWidth), pixels(height, true));
  const layers = [
    marks.texts([{ x: 16, y: 12, text: `Price of ${rows.asset}, change against the start` }], ['secondary']),
    ...fans.flatMap((fan, k) => [
      ...drawAxes(marks, panels[k], minutes, isNarrow || k === 0),
      ...drawFan(marks, panels[k], fan, k === 0 ? 'twin' : 'current'),
    ]),
    ...drawMoments(marks, rows.marks ?? [], panels[1]),
    ...(gap && gapPanel
      ? [...drawAxes(marks, gapPanel, minutes, true), ...drawGap(marks, gapPanel, gap, gapNote)]
      : []),
    marks.texts([{ x: 16, y: footTop + 10, text: foot }], ['secondary'], { lineHeight: 17 }),
  ];
  const none = { left: 0, right: 0, top: 0, bottom: 0 };
  return { height, spec: layered(height, none, layers, chartWidth) };
}

/** What the values take, with a rim; `base` always inside. */
function domainOf(values: readonly number[], base: number): [number, number] {
  const low = Math.min(base, ...values);
  const high = Math.max(base, ...values);
  const rim = Math.max((high - low) * 0.08, 0.002);
  // Under the lowest line stand its words.
  return [low - 2 * rim, high + rim];
}

type Marks = ReturnType<typeof marksOn>;

/** Grid with its changes in percent, and the clock under it. */
function drawAxes(marks: Marks, panel: Panel, minutes: number, hasChanges: boolean): Layer[] {
  const [unit, name] = minutes > 240 ? [60, 'h'] : [1, 'min'];
  const changes = roundTicks(panel.domain[0], panel.domain[1], Math.max(4, Math.round(panel.height / 40)));
  const base = panel.domain[0] > 0.5 ? 1 : 0;
  return panelAxes(marks, panel, {
    x: timeTicks(minutes / unit).map((tick) => ({ value: tick * unit, text: `${tick} ${name}` })),
    y: changes.map((value) => ({ value, text: hasChanges ? changeLabel(value - base) : '' })),
  });
}

/** `−10 %`, `+0.5 %`. */
function changeLabel(change: number): string {
  const percent = Math.round(change * 10_000) / 100;
  return percent === 0 ? '0 %' : `${percent < 0 ? '\u2212' : '+'}${Math.abs(percent)} %`;
}

/** Ticks of a clock, at most six. */
function timeTicks(length: number): number[] {
  const step = [1, 2, 3, 6, 12, 30, 60].find((each) => length / each <= 5);
  if (length < 5 || step === undefined) return roundTicks(0, length, 4);
  const ticks: number[] = [];
  for (let tick = 0; tick <= length * (1 + 1e-9); tick += step) ticks.push(tick);
  return ticks;
}

function drawFan(marks: Marks, panel: Panel, fan: FanPanel, role: string): Layer[] {
  const { points } = fan;
  if (points.length === 0) return [];
  const { toX, toY } = panel;
  const band = (low: 'p05' | 'p25', high: 'p75' | 'p95') =>
    points.map((point) => ({ x: toX(point.minutes), y: toY(point[low]), y2: toY(point[high]) }));
  const lowest = points.reduce((best, point) => (point.p05 < best.p05 ? point : best));
  const last = points.at(-1)!;
  const isLate = lowest.minutes > last.minutes * 0.75;
  return [
    marks.areas(band('p05', 'p95'), [role], { opacity: BAND_OPACITY.outer }),
    marks.areas(band('p25', 'p75'), [role], { opacity: BAND_OPACITY.inner }),
    ...drawSampled(
      marks,
      role,
      (fan.paths ?? []).map((path) => path.map(({ minutes, price }) => [toX(minutes), toY(price)])),
    ),
    marks.lines(
      points.map(({ minutes, p50, reading }) => ({
        x: toX(minutes),
        y: toY(p50),
        ...(reading === undefined ? {} : { reading }),
      })),
      [role],
      role === 'twin' ? { strokeWidth: 1.5, strokeDash: [6, 4] } : {},
    ),
    marks.points(
      [
        {
          x: toX(lowest.minutes),
          y: toY(lowest.p05),
          reading: `${fan.label}: 5 % line at its lowest ${fan.trough.text}`,
        },
      ],
      [role],
      { size: 49 },
    ),
    ...marks.rimmedTexts([{ x: toX(lowest.minutes), y: toY(lowest.p05), text: `5 % line ${fan.trough.text}` }], [], {
      dy: 14,
      align: isLate ? 'right' : 'center',
    }),
    ...marks.rimmedTexts([{ x: toX(last.minutes), y: toY(last.p50), text: ['median', fan.end.text] }], [], {
      dx: 7,
      dy: -8,
      lineHeight: 16,
    }),
    marks.texts([{ x: panel.left, y: panel.top - 14, text: fan.label }], ['strong']),
  ];
}

/** Thin lines of single paths; what is read are the quantiles. */
function drawSampled(marks: Marks, role: string, paths: readonly (readonly (readonly number[])[])[]): Layer[] {
  return paths.map((path) =>
    marks.lines(
      path.map(([x, y]) => ({ x, y, reading: '' })),
      [role],
      { strokeWidth: 1, opacity: 0.5 },
    ),
  );
}

function drawGap(marks: Marks, panel: Panel, { label, points, paths }: GapPanel, note: readonly string[]): Layer[] {
  const { toX, toY } = panel;
  return [
    ...drawSampled(
      marks,
      'current',
      paths.map((path) => path.map(({ minutes, gap }) => [toX(minutes), toY(gap)])),
    ),
    marks.rules([{ x: panel.left, x2: panel.left + panel.width, y: toY(0) }], ['zero']),
    marks.lines(
      points.map(({ minutes, gap, reading }) => ({
        x: toX(minutes),
        y: toY(gap),
        ...(reading === undefined ? {} : { reading }),
      })),
      ['current'],
    ),
    marks.texts([{ x: panel.left, y: panel.top - 14 - 17 * note.length, text: label }], ['strong']),
    marks.texts([{ x: panel.left, y: panel.top + 3 - 17 * note.length, text: note }], [], { lineHeight: 17 }),
  ];
}

/** Moments as vertical lines in the panel with impact, each with its words on a line of its own. */
function drawMoments(marks: Marks, moments: readonly Quantity[], { toX, left, width, top, height }: Panel): Layer[] {
  return moments.flatMap(({ value, text }, k) => {
    const x = toX(value);
    const isLate = x > left + width * 0.6;
    return [
      marks.rules([{ x, y: top, y2: top + height }], ['reference']),
      ...marks.rimmedTexts([{ x, y: top + 10 + 18 * k, text }], ['secondary'], {
        dx: isLate ? -6 : 6,
        align: isLate ? 'right' : 'left',
      }),
    ];
  });
}
