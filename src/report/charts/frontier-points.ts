/** What safety costs: policies between margin efficiency and contagion. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms } from './chart-input.ts';
import { fitText, layered, USD_LABEL, wrapText } from './frame.ts';
import { alongLine, type Dot, isoLine, linePieces, toDots, toPx } from './frontier-lines.ts';
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

const WIDE = { left: 70, right: 30, top: 58, bottom: 84 };
const NARROW = { left: 58, right: 14, top: 24, bottom: 62 };
const PLOT_PX = { wide: 313, narrow: 300 };
const LINE_PX = 17;
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
    ...inBothForms((width) => draw(rows, width)),
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

function draw(rows: FrontierRows, chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const inside = chartWidth - (isNarrow ? 20 : 32);
  const title = wrapText(`${rows.contagionTitle} (95 % intervals)`, inside);
  const price = rows.priceText ? wrapText(rows.priceText, inside) : [];
  const right = wrapText(`${rows.efficiencyTitle} → cheaper for users`, inside);
  const key = wrapText(KEY, inside);
  const sides = isNarrow ? NARROW : WIDE;
  const margins = {
    ...sides,
    top: isNarrow ? sides.top + (title.length + price.length) * LINE_PX : sides.top,
    bottom: isNarrow ? sides.bottom + (right.length + key.length - 1) * LINE_PX : sides.bottom,
  };
  const plot = {
    width: chartWidth - margins.left - margins.right,
    height: isNarrow ? PLOT_PX.narrow : PLOT_PX.wide,
  };
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
        values: roundTicks(x[0], x[1], isNarrow ? 3 : 6),
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
  const pxX = toPx(x, plot.width, false);
  const pxY = toPx(y, plot.height, isLog);
  const pieces = linePieces(dots, rows.joined);
  const ordered = [...dots].sort((a, b) => rank(b) - rank(a));
  const labels = placeLabels(
    ordered.map((dot) => ({
      x: pxX(dot.x),
      y: plot.height - pxY(dot.y),
      text: fitText(dot.name, isNarrow ? 130 : 200),
    })),
    plot,
    [
      { left: plot.width - 80, right: plot.width, top: plot.height - 20, bottom: plot.height },
      ...dots.map(({ x: dotX, low, high }) => ({
        left: pxX(dotX) - 5,
        right: pxX(dotX) + 5,
        top: plot.height - pxY(high),
        bottom: plot.height - pxY(Math.max(low, y[0])),
      })),
      ...pieces.flatMap((piece) =>
        alongLine(pxX(piece.x), plot.height - pxY(piece.y), pxX(piece.x2), plot.height - pxY(piece.y2)),
      ),
    ],
  );
  const back = {
    x: (px: number): number => x[0] + (px / plot.width) * (x[1] - x[0]),
    y: (px: number): number => {
      const share = 1 - px / plot.height;
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
  const note = { dx: -margins.left + (isNarrow ? 10 : 16), lineHeight: LINE_PX };
  const layers = [
    ...dots.flatMap(({ bracket, x: dotX, y: dotY }) =>
      (bracket ?? []).map((end) =>
        marks.rules([{ x: dotX, y: dotY, x2: end.efficiency, y2: end.contagion }], ['leader'], { strokeDash: [2, 3] }),
      ),
    ),
    ...(iso.length > 0 ? [marks.lines(iso, ['reference'], { strokeDash: [6, 4] })] : []),
    ...(iso.length > 0
      ? marks.rimmedTexts([{ ...iso.at(-1)!, text: rows.isoCost!.text }], ['secondary'], {
          // A steep line leaves the plot at the left.
          ...(pxX(iso.at(-1)!.x) > plot.width / 2 ? { align: 'right', dx: -4 } : { dx: 8 }),
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
    marks.texts([{ x: x[0], y: y[1], text: title }], ['secondary'], {
      ...note,
      dy: isNarrow ? 14 - margins.top : -42,
    }),
    ...(price.length > 0
      ? [
          marks.texts([{ x: x[0], y: y[1], text: price }], [], {
            ...note,
            dy: isNarrow ? 14 - margins.top + title.length * LINE_PX : -22,
          }),
        ]
      : []),
    ...marks.rimmedTexts([{ x: x[1], y: y[0], text: '↓ safer' }], ['secondary'], { dx: 0, dy: -12, align: 'right' }),
    marks.texts([{ x: x[1], y: y[0], text: right }], ['secondary'], { dy: 46, align: 'right', lineHeight: LINE_PX }),
    marks.texts([{ x: x[0], y: y[0], text: key }], ['secondary'], {
      ...note,
      dy: isNarrow ? 46 + right.length * LINE_PX : 70,
    }),
  ];
  const height = margins.top + margins.bottom + plot.height;
  return { height, spec: layered(height, margins, layers, chartWidth) };
}

function readingOf({ name, efficiency, contagion }: FrontierPoint): string {
  return `${name}: ${efficiency.text}; ${contagion.text}`;
}

/** The current and the proposed policy are labelled first, then the Pareto set. */
function rank(dot: FrontierPoint): number {
  return dot.isCurrent || dot.isProposed ? 2 : dot.isPareto ? 1 : 0;
}
