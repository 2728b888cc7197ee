/**
 * How likely is a loss above x: step curves with their bands; rarity is logarithmic, the loss as well unless asked otherwise. Faint where fewer than 50 paths lie beyond,
 * ended where fewer than 10 do: what is rarer cannot be said.
 */

import type { FigureText, ReportChart } from '../content.ts';
import {
  buildChart,
  CHART_WIDTH,
  type ChartWords,
  type DrawnForm,
  inBothForms,
  type PolicyRole,
  type Quantity,
} from './chart-input.ts';
import { drawLevels, drawNames, type Marks } from './exceedance-labels.ts';
import { type Layer, layered, type Margins, textWidth, USD_LABEL, wrapText } from './frame.ts';
import { marksOn } from './marks.ts';
import { BAND_OPACITY } from './theme.ts';
import { logTicks, roundTicks, sparse } from './ticks.ts';

export interface ExceedancePoint {
  readonly lossUsd: number;
  /** Share of days with at least this loss, and the ends of its band; fractions. */
  readonly probability: number;
  readonly low: number;
  readonly high: number;
  /** Effective number of paths with at least this loss: faint below 50, nothing below 10. */
  readonly paths: number;
  /** `USD 3.4 M or more on 120 in 10,000 (100 to 143)`. */
  readonly reading?: string;
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
  /** Curves of the charts that this one is held beside: all have the same axes. */
  readonly beside?: readonly ExceedanceCurve[];
  /** Fund: value in USD, text `Fund USD 7 M: exceeded on 266 in 10,000 days (236 to 299)`. */
  readonly fund?: Quantity;
  /** Past losses, USD, as ticks on the axis: text `12 March 2020`. */
  readonly marks?: readonly Quantity[];
  readonly axisTitle: string;
  /** Scale of the loss; logarithmic by default. */
  readonly axis?: 'log' | 'linear';
  /** What the band is: `95 % band, at each loss by itself`. */
  readonly bandText: string;
}

const WIDE: Margins = { left: 118, right: 24, top: 34, bottom: 80 };
/** The fund's words stand above the plot. */
const NARROW: Margins = { left: 76, right: 20, top: 44, bottom: 80 };
const PLOT_PX = { wide: 326, narrow: 250 };
/** Effective paths beyond a loss below which the curve is faint, and below which it ends. */
const FAINT_BELOW = 50;
const END_BELOW = 10;
/** Steps drawn of a curve: more cannot be told apart on this width. */
const STEPS_MAX = 300;

const FADING = `Dotted where fewer than ${FAINT_BELOW} simulated days lie beyond; no statement where fewer than ${END_BELOW} do.`;

/** Rarity as two lines: days in 10,000, and one in how many; the latter alone where there is little room. */
const RARITY_LABEL = "[format(datum.value * 10000, ',~g') + ' in 10,000', '1 in ' + format(1 / datum.value, ',.0f')]";
const SHORT_RARITY_LABEL = "'1 in ' + format(1 / datum.value, ',.0f')";

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
    ...inBothForms((width) => draw(rows, curves, width)),
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

/** The frame that the parts of a drawing stand in. */
export interface Frame {
  readonly isNarrow: boolean;
  readonly width: number;
  /** Where a loss stands, as a share of the width. */
  readonly fraction: (usd: number) => number;
  readonly y: readonly [low: number, high: number];
}

function draw(rows: ExceedanceRows, curves: readonly ExceedanceCurve[], chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const sides = isNarrow ? NARROW : WIDE;
  const fundLines = isNarrow && rows.fund && rows.fund.value > 0 ? wrapText(rows.fund.text, chartWidth - 20) : [];
  const heading = wrapText(`Share of days with at least this loss; ${rows.bandText}`, chartWidth - 20);
  const foot = wrapText(FADING, chartWidth - 20);
  const margins = {
    ...sides,
    top: isNarrow ? 22 + 17 * (heading.length + fundLines.length) : sides.top,
    bottom: sides.bottom + 17 * (foot.length - 1),
  };
  const width = chartWidth - margins.left - margins.right;
  const plotPx = isNarrow ? PLOT_PX.narrow : PLOT_PX.wide;
  const height = margins.top + plotPx + margins.bottom;
  const isLinear = rows.axis === 'linear';
  const measured = rows.beside ?? rows.curves;
  const points = measured.flatMap((curve) => curve.points.filter(isShown));
  const marked = [...(rows.fund ? [rows.fund.value] : []), ...(rows.marks ?? []).map(({ value }) => value)];
  const losses = [...points.map(({ lossUsd }) => lossUsd), ...marked.filter((value) => value > 0)];
  const least = isLinear ? 0 : Math.min(...losses);
  const x = losses.length > 0 ? [least, withRoom(losses, measured, width, isLinear)] : [isLinear ? 0 : 1, 10];
  const bottom =
    points.length > 0 ? Math.min(...points.map(({ low, probability }) => Math.max(low, probability / 4))) : 1e-3;
  const y = [bottom * 0.85, Math.max(...points.map(({ high }) => high), bottom * 10)];
  const decades = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6].filter((tick) => tick >= y[0] && tick <= y[1] * 1.6);
  const top = Math.max(decades[0] ?? y[1], y[1] * (measured.length > 1 ? 1.5 : 1));
  const ticks = isLinear ? roundTicks(0, x[1], isNarrow ? 3 : 6) : sparse(logTicks(x[0], x[1]), width, 72);
  const marks = marksOn(
    {
      scale: { type: isLinear ? 'linear' : 'log', domain: x, nice: false, ...(isLinear ? { zero: false } : {}) },
      axis: { values: ticks, labelExpr: USD_LABEL, labelOverlap: false, ticks: true, tickSize: 5 },
    },
    {
      scale: { type: 'log', domain: [y[0], top], nice: false },
      axis: {
        values: decades,
        labelExpr: isNarrow ? SHORT_RARITY_LABEL : RARITY_LABEL,
        grid: true,
        labelOverlap: false,
        labelLineHeight: 16,
      },
    },
  );
  const frame: Frame = {
    isNarrow,
    width,
    fraction: (value) => (isLinear ? (value - x[0]) / (x[1] - x[0]) : Math.log(value / x[0]) / Math.log(x[1] / x[0])),
    y: [y[0], top],
  };
  const left = -margins.left + (isNarrow ? 6 : 16);
  const layers = [
    ...curves.flatMap(({ role, points: curve }) => drawCurve(marks, role, curve)),
    marks.rules([{ x: x[0], y: y[0], x2: x[1] }], ['leader']),
    ...drawFund(marks, rows.fund, frame),
    ...drawPast(marks, rows.marks ?? [], y[0]),
    ...drawNames(marks, curves, { x: x[0], y: y[0] }),
    ...drawLevels(marks, curves, frame),
    marks.texts([{ x: x[0], y: top, text: heading }], ['secondary'], {
      dx: left,
      dy: isNarrow ? 14 - margins.top : -22,
      lineHeight: 17,
    }),
    ...(fundLines.length > 0
      ? [
          marks.texts([{ x: x[0], y: top, text: fundLines }], [], {
            dx: left,
            dy: 18 - margins.top + 17 * heading.length,
            lineHeight: 17,
          }),
        ]
      : []),
    marks.texts([{ x: x[1], y: y[0], text: rows.axisTitle }], ['secondary'], { dy: 44, align: 'right' }),
    marks.texts([{ x: x[0], y: y[0], text: foot }], ['secondary'], { dx: left, dy: 66, lineHeight: 17 }),
  ];
  return { height, spec: layered(height, margins, layers, chartWidth) };
}

/** Band and line. */
function drawCurve(marks: Marks, role: PolicyRole, points: readonly ExceedancePoint[]): Layer[] {
  const step = { interpolate: 'step-before' };
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
    ...piecesOf(points).map(({ isFaint, piece }) =>
      marks.lines(
        piece.map(({ lossUsd, probability, reading }) => ({
          x: lossUsd,
          y: probability,
          ...(reading === undefined ? {} : { reading }),
        })),
        [role],
        { ...step, ...(isFaint ? { strokeDash: [2, 2] } : {}) },
      ),
    ),
  ];
}

/** Full and faint stretches; each begins where the one before ends. Weighted paths may be few at small losses and many at large ones. */
function piecesOf(points: readonly ExceedancePoint[]) {
  const pieces: { readonly isFaint: boolean; readonly piece: ExceedancePoint[] }[] = [];
  points.forEach((point, k) => {
    const isFaint = point.paths < FAINT_BELOW;
    const last = pieces.at(-1);
    if (last?.isFaint === isFaint) last.piece.push(point);
    else pieces.push({ isFaint, piece: k === 0 ? [point] : [points[k - 1], point] });
  });
  return pieces;
}

/** Vertical line of the fund; the words beside it, on the side with more room, unless they stand above the plot. */
function drawFund(marks: Marks, fund: Quantity | undefined, { isNarrow, width, fraction, y }: Frame): Layer[] {
  if (!fund || !(fund.value > 0)) return [];
  const line = marks.rules([{ x: fund.value, y: y[0], y2: y[1] }], ['reference']);
  if (isNarrow) return [line, ...marks.rimmedTexts([{ x: fund.value, y: y[1], text: 'Fund' }], [], { dx: 5, dy: 10 })];
  const at = fraction(fund.value);
  const isLeft = at > 0.72;
  const room = (isLeft ? at : 1 - at) * width - 12;
  const lines = wrapText(fund.text, Math.min(room, 250));
  return [
    line,
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
function withRoom(
  losses: readonly number[],
  curves: readonly ExceedanceCurve[],
  width: number,
  isLinear: boolean,
): number {
  const low = Math.min(...losses);
  const largest = Math.max(...losses);
  const words = curves.flatMap(({ levels }) => levels.map(({ loss }) => textWidth(loss.estimate) + 12));
  const share = Math.min(0.3, Math.max(0, ...words) / width);
  return isLinear ? largest / (1 - share) : low * Math.exp(Math.max(Math.log(largest / low), 0.5) / (1 - share));
}
