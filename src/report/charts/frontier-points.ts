/** What safety costs: policies between margin efficiency and contagion. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords } from './chart-input.ts';
import { fitText, type Layer, layered, USD_LABEL } from './frame.ts';
import { marksOn } from './marks.ts';
import { placeLabels } from './place-labels.ts';
import { BAND_OPACITY } from './theme.ts';
import { logTicks, roundTicks } from './ticks.ts';

export interface FrontierPoint {
  readonly name: string;
  /** Exposure per unit of required margin: right is cheaper for users. */
  readonly efficiency: FigureText;
  /** Tail loss, such as expected shortfall per open interest: down is safer. */
  readonly contagion: FigureText;
  readonly isCurrent: boolean;
  readonly isProposed?: boolean;
  readonly isPareto: boolean;
  /** The same policy at the ends of users' response. */
  readonly bracket?: readonly { readonly efficiency: number; readonly contagion: number }[];
}

export interface FrontierRows extends ChartWords {
  readonly points: readonly FrontierPoint[];
  /** Names of neighbours of the Pareto set whose difference excludes zero, from less to more efficient: only these are joined. Left out: all. */
  readonly joined?: readonly (readonly [from: string, to: string])[];
  /** `Exposure per USD of margin required` */
  readonly efficiencyTitle: string;
  /** `Loss on the worst 1 in 100 days, share of open interest` */
  readonly contagionTitle: string;
  /** A fraction is printed in percent on the axis. */
  readonly contagionUnit: 'fraction' | 'USD';
  /** `USD 1 of freed margin brings 0.03 (0.01 to 0.06) of tail loss`. */
  readonly priceText?: string;
  /** Line of equal cost through the current rules: tail loss that a unit of margin over exposure is worth, and how it is called. */
  readonly isoCost?: { readonly perMargin: number; readonly text: string };
}

const MARGINS = { left: 70, right: 30, top: 58, bottom: 84 };
const HEIGHT = 455;
const PLOT = { width: CHART_WIDTH - MARGINS.left - MARGINS.right, height: HEIGHT - MARGINS.top - MARGINS.bottom };
const FRACTION_LABEL = "format(round(datum.value * 1e6) / 1e4, ',~g') + ' %'";
const KEY = 'Ringed: now. Filled: Pareto set; hollow: beaten. Dashed: other response of users.';

/** Points with intervals, the Pareto set joined, the current rules ringed. */
export function frontierPoints(rows: FrontierRows): ReportChart {
  return buildChart(rows, {
    kind: 'Points of policies: efficiency to the right, tail loss upwards, intervals as vertical lines',
    findings: [
      ...rows.points.map(({ name, efficiency, contagion }) => `${name}: ${efficiency.text}, ${contagion.text}`),
      ...(rows.priceText ? [rows.priceText] : []),
    ],
    height: HEIGHT,
    spec: layered(HEIGHT, MARGINS, draw(rows)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Policy', align: 'left' },
        { label: rows.efficiencyTitle, align: 'right' },
        { label: rows.contagionTitle, align: 'right' },
        { label: '95 % interval', align: 'right' },
        { label: 'Pareto set', align: 'left' },
      ],
      rows: rows.points.map(({ name, efficiency, contagion, isPareto }) => [
        name,
        efficiency.estimate,
        contagion.estimate,
        contagion.interval || '–',
        isPareto ? 'yes' : 'no',
      ]),
    },
  });
}

interface Dot extends FrontierPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

function toDots(points: readonly FrontierPoint[]): Dot[] {
  return points.flatMap((point) => {
    const x = point.efficiency.figure.estimate;
    const { estimate: y, low, high } = point.contagion.figure;
    return x === null || y === null ? [] : [{ ...point, x, y, low: low ?? y, high: high ?? y }];
  });
}

/** A linear map onto px, or a logarithmic one; y downwards. */
function toPx(domain: readonly number[], length: number, isLog: boolean): (value: number) => number {
  const [from, to] = domain;
  return (value) => (isLog ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from)) * length;
}

function draw(rows: FrontierRows): Layer[] {
  const dots = toDots(rows.points);
  const brackets = dots.flatMap(({ bracket }) => bracket ?? []);
  const xs = [...dots.map(({ x }) => x), ...brackets.map(({ efficiency }) => efficiency)];
  const ys = [...dots.flatMap(({ low, y, high }) => [low, y, high]), ...brackets.map(({ contagion }) => contagion)];
  const [least, most] = xs.length > 0 ? [Math.min(...xs), Math.max(...xs)] : [0, 1];
  const rim = (most - least || Math.abs(most) || 1) * 0.08;
  const x = [least - rim, most + rim * 1.6];
  const positive = ys.filter((value) => value > 0);
  const isLog = positive.length === ys.length && ys.length > 0 && Math.max(...ys) / Math.min(...ys) > 100;
  const y = isLog
    ? [Math.min(...ys) * 0.7, Math.max(...ys) * 1.4]
    : [Math.min(0, ...ys), Math.max(...ys, 1e-12) * 1.06];
  const marks = marksOn(
    {
      scale: { domain: x, nice: false, zero: false },
      axis: {
        values: roundTicks(x[0], x[1], 6),
        labelExpr: "format(datum.value, ',~g')",
        ticks: true,
        tickSize: 5,
        labelOverlap: false,
      },
    },
    {
      scale: { type: isLog ? 'log' : 'linear', domain: y, nice: false },
      axis: {
        values: isLog ? logTicks(y[0], y[1]) : roundTicks(y[0], y[1], 5),
        labelExpr: rows.contagionUnit === 'fraction' ? FRACTION_LABEL : USD_LABEL,
        grid: true,
        labelOverlap: false,
      },
    },
  );
  const pxX = toPx(x, PLOT.width, false);
  const pxY = toPx(y, PLOT.height, isLog);
  const pieces = linePieces(dots, rows.joined);
  const ordered = [...dots].sort((a, b) => rank(b) - rank(a));
  const labels = placeLabels(
    ordered.map((dot) => ({ x: pxX(dot.x), y: PLOT.height - pxY(dot.y), text: fitText(dot.name, 200) })),
    PLOT,
    [
      { left: PLOT.width - 80, right: PLOT.width, top: PLOT.height - 20, bottom: PLOT.height },
      ...dots.map(({ x: dotX, low, high }) => ({
        left: pxX(dotX) - 5,
        right: pxX(dotX) + 5,
        top: PLOT.height - pxY(high),
        bottom: PLOT.height - pxY(Math.max(low, y[0])),
      })),
      ...pieces.flatMap((piece) =>
        alongLine(pxX(piece.x), PLOT.height - pxY(piece.y), pxX(piece.x2), PLOT.height - pxY(piece.y2)),
      ),
    ],
  );
  const back = {
    x: (px: number): number => x[0] + (px / PLOT.width) * (x[1] - x[0]),
    y: (px: number): number => {
      const share = 1 - px / PLOT.height;
      return isLog ? y[0] * Math.exp(share * Math.log(y[1] / y[0])) : y[0] + share * (y[1] - y[0]);
    },
  };
  const words = labels.map(({ x: left, y: middle, text }, k) => ({
    x: back.x(left),
    y: back.y(middle),
    text,
    rank: rank(ordered[k]),
  }));
  const leaders = labels.flatMap(({ x: left, y: middle, isAway }, k) =>
    isAway
      ? [
          {
            x: ordered[k].x,
            y: ordered[k].y,
            x2: back.x(left < pxX(ordered[k].x) ? pxX(ordered[k].x) - 8 : left - 2),
            y2: back.y(middle),
          },
        ]
      : [],
  );
  const shown = (wanted: (dot: Dot) => boolean) =>
    dots.filter(wanted).map((dot) => ({ x: dot.x, y: dot.y, reading: readingOf(dot) }));
  const iso = isoLine(rows, dots, x, y);
  const role = (dot: Dot): string => (dot.isProposed ? 'proposed' : 'current');
  const note = { dx: -MARGINS.left + 16 };
  return [
    ...dots.flatMap(({ bracket, x: dotX, y: dotY }) =>
      (bracket ?? []).map((end) =>
        marks.rules([{ x: dotX, y: dotY, x2: end.efficiency, y2: end.contagion }], ['leader'], { strokeDash: [2, 3] }),
      ),
    ),
    ...(iso.length > 0 ? [marks.lines(iso, ['reference'], { strokeDash: [6, 4] })] : []),
    ...(iso.length > 0
      ? marks.rimmedTexts([{ ...iso.at(-1)!, text: rows.isoCost!.text }], ['secondary'], {
          // A steep line leaves the plot at the left.
          ...(pxX(iso.at(-1)!.x) > PLOT.width / 2 ? { align: 'right', dx: -4 } : { dx: 8 }),
          dy: -10,
        })
      : []),
    ...(pieces.length > 0 ? [marks.rules(pieces, ['current-line'], { strokeWidth: 1.5 })] : []),
    ...['current', 'proposed'].flatMap((name) => {
      const intervals = dots
        .filter((dot) => role(dot) === name)
        .map((dot) => ({ x: dot.x, y: Math.max(dot.low, y[0]), y2: dot.high }));
      return [
        marks.rules(intervals, [`${name}-line`], { strokeWidth: 9, opacity: BAND_OPACITY.outer }),
        marks.rules(intervals, [`${name}-line`], { strokeWidth: 1.5 }),
      ];
    }),
    ...(leaders.length > 0 ? [marks.rules(leaders, ['leader'])] : []),
    marks.points(
      shown((dot) => !dot.isPareto && !dot.isProposed),
      ['current-hollow'],
      { size: 72 },
    ),
    marks.points(
      shown((dot) => dot.isPareto && !dot.isProposed),
      ['current'],
      { size: 81 },
    ),
    marks.points(
      shown((dot) => dot.isProposed === true),
      ['proposed'],
      { size: 121 },
    ),
    marks.points(
      shown((dot) => dot.isCurrent),
      ['ring'],
      { size: 289, filled: false },
    ),
    ...marks.rimmedTexts(
      words.filter((label) => label.rank < 2),
      [],
    ),
    ...marks.rimmedTexts(
      words.filter((label) => label.rank >= 2),
      ['strong'],
    ),
    marks.texts([{ x: x[0], y: y[1], text: `${rows.contagionTitle} (95 % intervals)` }], ['secondary'], {
      ...note,
      dy: -42,
    }),
    ...(rows.priceText ? [marks.texts([{ x: x[0], y: y[1], text: rows.priceText }], [], { ...note, dy: -22 })] : []),
    ...marks.rimmedTexts([{ x: x[1], y: y[0], text: '↓ safer' }], ['secondary'], { dx: 0, dy: -12, align: 'right' }),
    marks.texts([{ x: x[1], y: y[0], text: `${rows.efficiencyTitle} → cheaper for users` }], ['secondary'], {
      dy: 46,
      align: 'right',
    }),
    marks.texts([{ x: x[0], y: y[0], text: KEY }], ['secondary'], { ...note, dy: 70 }),
  ];
}

function readingOf({ name, efficiency, contagion }: FrontierPoint): string {
  return `${name}: ${efficiency.text}; ${contagion.text}`;
}

/** Places with the same sum of tail loss and priced margin as the current rules, inside the plot. */
function isoLine({ isoCost }: FrontierRows, dots: readonly Dot[], x: readonly number[], y: readonly number[]) {
  const current = dots.find(({ isCurrent }) => isCurrent);
  if (isoCost === undefined || current === undefined) return [];
  return Array.from({ length: 41 }, (_, k) => x[0] + ((x[1] - x[0]) * k) / 40)
    .filter((at) => at > 0)
    .map((at) => ({ x: at, y: current.y + isoCost.perMargin * (1 / current.x - 1 / at) }))
    .filter((place) => place.y >= y[0] && place.y <= y[1]);
}

/** The current and the proposed policy are labelled first, then the Pareto set. */
function rank(dot: FrontierPoint): number {
  return dot.isCurrent || dot.isProposed ? 2 : dot.isPareto ? 1 : 0;
}

/** Neighbours of the Pareto set that are joined, as pieces of a line. */
function linePieces(dots: readonly Dot[], joined: FrontierRows['joined']) {
  const pareto = dots.filter(({ isPareto }) => isPareto).sort((a, b) => a.x - b.x);
  return pareto.slice(1).flatMap((to, k) => {
    const from = pareto[k];
    const isJoined = joined === undefined || joined.some(([a, b]) => a === from.name && b === to.name);
    return isJoined ? [{ x: from.x, y: from.y, x2: to.x, y2: to.y }] : [];
  });
}

/** Small boxes along a line, px, that labels keep clear of. */
function alongLine(x: number, y: number, x2: number, y2: number) {
  const count = Math.max(1, Math.ceil(Math.hypot(x2 - x, y2 - y) / 8));
  return Array.from({ length: count + 1 }, (_, k) => {
    const at = { x: x + ((x2 - x) * k) / count, y: y + ((y2 - y) * k) / count };
    return { left: at.x - 2, right: at.x + 2, top: at.y - 1, bottom: at.y + 1 };
  });
}
