/**
 * How likely is a loss above x: step curves with their bands, both axes logarithmic. Faint where fewer than 50 paths lie beyond,
 * ended where fewer than 10 do: what is rarer cannot be said.
 */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type PolicyRole, type Quantity } from './chart-input.ts';
import { type Layer, layered, textWidth, USD_LABEL, wrapText } from './frame.ts';
import { marksOn } from './marks.ts';
import { BAND_OPACITY } from './theme.ts';
import { logTicks } from './ticks.ts';

export interface ExceedancePoint {
  readonly lossUsd: number;
  /** Share of days with at least this loss, and the ends of its band; fractions. */
  readonly probability: number;
  readonly low: number;
  readonly high: number;
  /** Effective number of paths with at least this loss: faint below 50, nothing below 10. */
  readonly paths: number;
}

export interface ExceedanceCurve {
  readonly name: string;
  readonly role: PolicyRole;
  /** Ascending in loss, which is positive. */
  readonly points: readonly ExceedancePoint[];
  /** Losses at the levels reported, such as 1 in 1,000. */
  readonly levels: readonly {
    readonly probability: number;
    /** `1 in 1,000 days`. */
    readonly label: string;
    readonly loss: FigureText;
    /** Paths behind it, as text. */
    readonly paths: string;
  }[];
}

export interface ExceedanceRows extends ChartWords {
  readonly curves: readonly ExceedanceCurve[];
  /** Fund: value in USD, text `Fund USD 7 M: exceeded on 266 in 10,000 days (236 to 299)`. */
  readonly fund?: Quantity;
  /** Past losses, USD, as ticks on the axis: text `12 March 2020`. */
  readonly marks?: readonly Quantity[];
  readonly axisTitle: string;
  /** What the band is: `95 % band, at each loss by itself`. */
  readonly bandText: string;
}

const MARGINS = { left: 118, right: 24, top: 34, bottom: 80 };
const HEIGHT = 440;
/** Effective paths beyond a loss below which the curve is faint, and below which it ends. */
const FAINT_BELOW = 50;
const END_BELOW = 10;
/** Steps drawn of a curve: more cannot be told apart on this width. */
const STEPS_MAX = 300;
const PLOT = { width: CHART_WIDTH - MARGINS.left - MARGINS.right, height: HEIGHT - MARGINS.top - MARGINS.bottom };

const FADING = `Dotted where fewer than ${FAINT_BELOW} simulated days lie beyond; no statement where fewer than ${END_BELOW} do.`;

/** Rarity as two lines: days in 10,000, and one in how many. */
const RARITY_LABEL = "[format(datum.value * 10000, ',~g') + ' in 10,000', '1 in ' + format(1 / datum.value, ',.0f')]";

/** Step curve of rarity against loss, one a policy. */
export function exceedanceCurve(rows: ExceedanceRows): ReportChart {
  const curves = rows.curves.map((curve) => ({ ...curve, points: thin(curve.points.filter(isShown)) }));
  return buildChart(rows, {
    kind: 'Curve of rarity against loss',
    findings: [
      ...rows.curves.flatMap(({ name, levels }) =>
        levels.map(({ label, loss }) => `${name}, exceeded on ${label}: ${loss.text}`),
      ),
      ...(rows.fund ? [rows.fund.text] : []),
    ],
    height: HEIGHT,
    spec: layered(HEIGHT, MARGINS, draw(rows, curves)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Rules', align: 'left' },
        { label: 'Exceeded on', align: 'left' },
        { label: 'Loss', align: 'right' },
        { label: '95 % interval', align: 'right' },
        { label: 'Paths', align: 'right' },
      ],
      rows: rows.curves.flatMap(({ name, levels }) =>
        levels.map(({ label, loss, paths }) => [name, label, loss.estimate, loss.interval || '–', paths]),
      ),
    },
  });
}

const isShown = ({ lossUsd, probability, paths }: ExceedancePoint): boolean =>
  lossUsd > 0 && probability > 0 && paths >= END_BELOW - 1e-6;

/** At most `STEPS_MAX` points: the last of each piece of equal width in log loss, where the step is lowest, and the ends. */
function thin(points: readonly ExceedancePoint[]): readonly ExceedancePoint[] {
  if (points.length <= STEPS_MAX) return points;
  const start = Math.log(points[0].lossUsd);
  const width = (Math.log(points.at(-1)!.lossUsd) - start) / (STEPS_MAX - 1);
  const piece = (point: ExceedancePoint): number => Math.floor((Math.log(point.lossUsd) - start) / width);
  return points.filter((point, k) => k === 0 || k === points.length - 1 || piece(point) !== piece(points[k + 1]));
}

function draw(rows: ExceedanceRows, curves: readonly ExceedanceCurve[]): Layer[] {
  const points = curves.flatMap((curve) => curve.points);
  const marked = [...(rows.fund ? [rows.fund.value] : []), ...(rows.marks ?? []).map(({ value }) => value)];
  const losses = [...points.map(({ lossUsd }) => lossUsd), ...marked.filter((value) => value > 0)];
  const x = losses.length > 0 ? [Math.min(...losses), withRoom(losses, rows.curves)] : [1, 10];
  const bottom =
    points.length > 0 ? Math.min(...points.map(({ low, probability }) => Math.max(low, probability / 4))) : 1e-3;
  const y = [bottom * 0.85, Math.max(...points.map(({ high }) => high), bottom * 10)];
  const decades = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].filter((tick) => tick >= y[0] && tick <= y[1] * 1.6);
  const top = Math.max(decades[0] ?? y[1], y[1] * (curves.length > 1 ? 1.5 : 1));
  const marks = marksOn(
    {
      scale: { type: 'log', domain: x, nice: false },
      axis: { values: logTicks(x[0], x[1]), labelExpr: USD_LABEL, labelOverlap: false, ticks: true, tickSize: 5 },
    },
    {
      scale: { type: 'log', domain: [y[0], top], nice: false },
      axis: { values: decades, labelExpr: RARITY_LABEL, grid: true, labelOverlap: false, labelLineHeight: 16 },
    },
  );
  const fraction = (value: number): number => Math.log(value / x[0]) / Math.log(x[1] / x[0]);
  return [
    ...curves.flatMap(({ role, points: curve }) => drawCurve(marks, role, curve)),
    marks.rules([{ x: x[0], y: y[0], x2: x[1] }], ['leader']),
    ...drawFund(marks, rows.fund, fraction, [y[0], top]),
    ...drawPast(marks, rows.marks ?? [], y[0]),
    ...drawNames(marks, curves),
    ...drawLevels(marks, curves, fraction),
    marks.texts([{ x: x[0], y: top, text: `Share of days with at least this loss; ${rows.bandText}` }], ['secondary'], {
      dx: -MARGINS.left + 16,
      dy: -22,
    }),
    marks.texts([{ x: x[0], y: y[0], text: rows.axisTitle }], ['secondary'], {
      dx: PLOT.width / 2,
      dy: 44,
      align: 'center',
    }),
    marks.texts([{ x: x[0], y: y[0], text: FADING }], ['secondary'], { dx: -MARGINS.left + 16, dy: 66 }),
  ];
}

type Marks = ReturnType<typeof marksOn>;

/** Band and line; the faint end begins with the last full point, so that the line has no gap. */
function drawCurve(marks: Marks, role: PolicyRole, points: readonly ExceedancePoint[]): Layer[] {
  const full = points.filter(({ paths }) => paths >= FAINT_BELOW);
  const faint = points.slice(Math.max(0, full.length - 1));
  const step = { interpolate: 'step-before' };
  const line = (part: readonly ExceedancePoint[]) =>
    part.map(({ lossUsd, probability }) => ({ x: lossUsd, y: probability }));
  return [
    marks.areas(
      points.map(({ lossUsd, probability, low, high }) => ({
        x: lossUsd,
        y: Math.max(low, probability / 4),
        y2: high,
      })),
      [role],
      { ...step, opacity: BAND_OPACITY.outer },
    ),
    marks.lines(line(full), [role], step),
    ...(faint.length > 1 ? [marks.lines(line(faint), [role], { ...step, strokeDash: [2, 2] })] : []),
  ];
}

/** Vertical line of the fund; the words beside it, on the side with more room. */
function drawFund(
  marks: Marks,
  fund: Quantity | undefined,
  fraction: (usd: number) => number,
  y: readonly number[],
): Layer[] {
  if (!fund || !(fund.value > 0)) return [];
  const at = fraction(fund.value);
  const isLeft = at > 0.72;
  const room = (isLeft ? at : 1 - at) * PLOT.width - 12;
  const lines = wrapText(fund.text, Math.min(room, 250));
  return [
    marks.rules([{ x: fund.value, y: y[0], y2: y[1] }], ['reference']),
    ...marks.rimmedTexts([{ x: fund.value, y: y[1], text: lines }], [], {
      dx: isLeft ? -8 : 8,
      dy: 12,
      align: isLeft ? 'right' : 'left',
      lineHeight: 17,
    }),
  ];
}

function drawPast(marks: Marks, past: readonly Quantity[], bottom: number): Layer[] {
  if (past.length === 0) return [];
  const places = past.map(({ value, text }) => ({ x: value, y: bottom, text }));
  return [
    marks.points(places, ['seen'], { size: 64 }),
    ...marks.rimmedTexts(places, ['secondary'], { angle: 0, dy: -14, align: 'center' }),
  ];
}

/** End of the loss axis that leaves room for the words beside the largest losses. */
function withRoom(losses: readonly number[], curves: readonly ExceedanceCurve[]): number {
  const low = Math.min(...losses);
  const largest = Math.max(...losses);
  const words = curves.flatMap(({ levels }) => levels.map(({ loss }) => textWidth(loss.estimate) + 12));
  const share = Math.min(0.3, Math.max(0, ...words) / PLOT.width);
  return low * Math.exp(Math.max(Math.log(largest / low), 0.5) / (1 - share));
}

/** Names at the beginnings of the curves: of the upper one above it, of the lower ones below. */
function drawNames(marks: Marks, curves: readonly ExceedanceCurve[]): Layer[] {
  const starts = curves.filter(({ points }) => points.length > 0);
  if (starts.length < 2) return [];
  const upper = Math.max(...starts.map(({ points }) => points[0].probability));
  return starts.flatMap(({ name, role, points }) => {
    const [{ lossUsd, probability }] = points;
    const isUpper = probability === upper;
    return [
      marks.points([{ x: lossUsd, y: probability }], [role], { size: 81 }),
      ...marks.rimmedTexts([{ x: lossUsd, y: probability, text: name }], ['strong'], { dx: 8, dy: isUpper ? -13 : 15 }),
    ];
  });
}

/** Losses at the levels reported: the largest at a level to the right above its point, others to the left below. */
function drawLevels(marks: Marks, curves: readonly ExceedanceCurve[], fraction: (usd: number) => number): Layer[] {
  const largest = new Map<number, number>();
  for (const { levels } of curves) {
    for (const { probability, loss } of levels) {
      largest.set(probability, Math.max(largest.get(probability) ?? 0, loss.figure.estimate ?? 0));
    }
  }
  return curves.slice(0, 2).flatMap(({ name, role, levels, points }) => {
    const least = points.at(-1)?.probability ?? 1;
    const places = levels
      .filter(({ loss }) => (loss.figure.estimate ?? 0) >= (points[0]?.lossUsd ?? Infinity))
      .filter(({ probability }) => probability >= least * (1 - 1e-9))
      .map(({ loss, probability }) => ({ x: loss.figure.estimate!, y: probability, text: loss.estimate }));
    const isOuter = ({ x, y }: { readonly x: number; readonly y: number }): boolean => x === largest.get(y);
    const outer = places.filter(isOuter);
    const inner = places.filter((place) => !isOuter(place));
    // The name of a lower curve stands under its beginning: a label that would run into it goes one line down.
    const afterName = textWidth(name) * 1.12 + 12;
    const isNearName = ({ x, text }: { readonly x: number; readonly text: string }): boolean =>
      fraction(x) * PLOT.width - textWidth(text) - 9 < afterName;
    const near = inner.filter(isNearName);
    const far = inner.filter((place) => !isNearName(place));
    return [
      marks.points(places, [role], { size: 81 }),
      ...(outer.length > 0 ? marks.rimmedTexts(outer, [], { dx: 9, dy: -10 }) : []),
      ...(far.length > 0 ? marks.rimmedTexts(far, [], { dx: -9, dy: 12, align: 'right' }) : []),
      ...(near.length > 0 ? marks.rimmedTexts(near, [], { dx: -4, dy: 30, align: 'right' }) : []),
    ];
  });
}
