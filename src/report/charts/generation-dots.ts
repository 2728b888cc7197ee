/** Does selling feed on itself: liquidated value by cascade generation. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms, type Quantity } from './chart-input.ts';
import { type Layer, layered, textWidth, USD_LABEL, wrapText } from './frame.ts';
import { marksOn, type Word } from './marks.ts';
import { logTicks, roundTicks } from './ticks.ts';

export interface GenerationRow {
  /** 0 is what the outside move alone liquidates. */
  readonly generation: number;
  /** Mean liquidated value over all paths, USD, with its interval. */
  readonly liquidated: FigureText;
  /** Paths that reach it. */
  readonly pathsReaching: Quantity;
}

export interface GenerationRows extends ChartWords {
  readonly generations: readonly GenerationRow[];
  /** What USD 1 of selling brings on, with its words: `USD 1 of first-round selling brings 0.42 (0.38 to 0.47) more`. */
  readonly ratio?: { readonly figure: FigureText; readonly sentence: string };
}

const WIDE = { margins: { left: 150, right: 40, top: 34, bottom: 66 }, plotPx: 250, stripTop: 92 };
/** What a row of figures is stands under it, not beside it. */
const NARROW = { margins: { left: 62, right: 14, top: 40, bottom: 84 }, plotPx: 230, stripTop: 112 };
/** Strip of the ratio under the plot. */
const STRIP_PX = 72;
const SHOWN_MAX = 8;

/** Dot and interval a generation, logarithmic where the values span more than two decades. */
export function generationDots(rows: GenerationRows): ReportChart {
  const shown = rows.generations.filter(({ liquidated }) => (liquidated.figure.estimate ?? 0) > 0).slice(0, SHOWN_MAX);
  const left = rows.generations.length - shown.length;
  return buildChart(rows, {
    kind: 'Dots with intervals of the liquidated value by cascade generation',
    findings: [
      ...(rows.ratio ? [rows.ratio.sentence] : []),
      ...shown.slice(0, 4).map(({ generation, liquidated }) => `Generation ${generation}: ${liquidated.text}`),
    ],
    ...inBothForms((width) => draw(rows, shown, width)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Generation', align: 'right' },
        { label: 'Liquidated', align: 'right' },
        { label: '95 % interval', align: 'right' },
        { label: 'Paths that reach it', align: 'right' },
      ],
      rows: shown.map(({ generation, liquidated, pathsReaching }) => [
        `${generation}`,
        liquidated.estimate,
        liquidated.interval || '–',
        pathsReaching.text,
      ]),
      ...(left > 0 ? { more: `${left} later generations are left out; all are in generations.arrow.` } : {}),
    },
  });
}

function draw(rows: GenerationRows, shown: readonly GenerationRow[], chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const { margins: sides, plotPx, stripTop } = isNarrow ? NARROW : WIDE;
  const margins = rows.ratio ? { ...sides, bottom: stripTop + STRIP_PX } : sides;
  const width = chartWidth - margins.left - margins.right;
  const height = margins.top + plotPx + margins.bottom;
  const values = shown.map(({ liquidated }) => liquidated.figure.estimate!);
  const ends = shown.flatMap(({ liquidated: { figure } }) => [
    figure.low ?? figure.estimate!,
    figure.high ?? figure.estimate!,
  ]);
  const largest = Math.max(...ends, ...values, 1);
  const smallest = Math.min(...values, largest);
  const isLog = largest / smallest > 100;
  const bottom = isLog ? Math.max(Math.min(...ends.filter((end) => end > 0), smallest), smallest / 10) * 0.7 : 0;
  const y = [bottom, largest * (isLog ? 1.8 : 1.12)];
  const ticks = isLog ? logTicks(y[0], y[1]) : roundTicks(0, y[1], 5);
  const last = Math.max(shown.length - 1, 1);
  const marks = marksOn(
    {
      scale: { domain: [-0.5, last + 0.5], nice: false, zero: false },
      axis: { values: shown.map((_, k) => k), format: 'd', labelOverlap: false },
    },
    {
      scale: { type: isLog ? 'log' : 'linear', domain: y, nice: false },
      axis: { values: ticks, labelExpr: USD_LABEL, grid: true, labelOverlap: false },
    },
  );
  const widthEach = width / (last + 1);
  const everyCount = Math.max(
    1,
    Math.ceil((Math.max(...shown.map(({ pathsReaching }) => textWidth(pathsReaching.text)), 1) + 6) / widthEach),
  );
  const dots = shown.map(({ generation, liquidated, pathsReaching }, k) => ({
    x: k,
    y: liquidated.figure.estimate!,
    reading: `Generation ${generation}: ${liquidated.text}; reached on ${pathsReaching.text} paths`,
  }));
  const tops = shown.map(({ liquidated: { figure, estimate } }, k) => ({
    x: k,
    y: figure.high ?? figure.estimate!,
    text: estimate,
  }));
  const left = -margins.left + (isNarrow ? 6 : 16);
  const measure = wrapText(`Liquidated, mean over all days, USD${isLog ? ', logarithmic' : ''}`, chartWidth - 12);
  const foot = (text: string, dy: number) => marks.texts([{ x: -0.5, y: y[0], text }], ['secondary'], { dx: left, dy });
  const layers = [
    marks.rules(
      shown.map(({ liquidated: { figure } }, k) => ({
        x: k,
        y: Math.max(figure.low ?? figure.estimate!, y[0]),
        y2: figure.high ?? figure.estimate!,
      })),
      ['current-line'],
      { strokeWidth: 2 },
    ),
    marks.points(dots, ['current'], { size: 64 }),
    ...(isNarrow
      ? marks.rimmedTexts(
          dots.slice(0, 2).map(({ x, y: at }, k) => ({ x, y: at, text: tops[k].text })),
          [],
          { dx: 9 },
        )
      : marks.rimmedTexts(clearOf(tops, widthEach, y, isLog, plotPx), [], { dy: -13, align: 'center' })),
    marks.texts(
      shown
        .map(({ pathsReaching }, k) => ({ x: k, y: y[0], text: pathsReaching.text }))
        .filter((_, k) => k % everyCount === 0),
      ['secondary'],
      { dy: isNarrow ? 38 : 42, align: 'center' },
    ),
    ...(isNarrow
      ? [foot('Generation, and days that reach it', 62)]
      : [foot('Generation', 15), foot('Days that reach it', 42)]),
    marks.texts([{ x: -0.5, y: y[1], text: measure }], ['secondary'], { dx: left, dy: -20 - 8 * (measure.length - 1) }),
    ...(rows.ratio ? drawRatio(marks, rows.ratio, { width, plotPx, stripTop, left, chartWidth, last, y, isLog }) : []),
  ];
  return { height, spec: layered(height, margins, layers, chartWidth) };
}

/** What USD 1 brings on, with its interval, on a line from nothing to beyond 1, where a cascade would not end. */
function drawRatio(
  marks: ReturnType<typeof marksOn>,
  { figure: { figure }, sentence }: NonNullable<GenerationRows['ratio']>,
  at: {
    readonly width: number;
    readonly plotPx: number;
    readonly stripTop: number;
    readonly left: number;
    readonly chartWidth: number;
    readonly last: number;
    readonly y: readonly number[];
    readonly isLog: boolean;
  },
): Layer[] {
  const [low, high] = at.y;
  const end = Math.max(1.1, (figure.high ?? figure.estimate ?? 1) * 1.05);
  const x = (ratio: number): number => -0.5 + (ratio / end) * (at.last + 1);
  // Places under the plot in the units of its axis.
  const under = (px: number): number => {
    const share = -px / at.plotPx;
    return at.isLog ? low * (high / low) ** share : low + (high - low) * share;
  };
  const line = at.stripTop + 40;
  const estimate = figure.estimate ?? 0;
  return [
    marks.texts([{ x: -0.5, y: low, text: wrapText(sentence, at.chartWidth - 12) }], [], {
      dx: at.left,
      dy: at.stripTop,
      lineHeight: 17,
    }),
    marks.rules([{ x: x(0), y: under(line), x2: x(end) }], ['leader']),
    marks.rules([{ x: x(1), y: under(line - 10), y2: under(line + 10) }], ['reference']),
    marks.rules([{ x: x(figure.low ?? estimate), y: under(line), x2: x(figure.high ?? estimate) }], ['current-line'], {
      strokeWidth: 4,
    }),
    marks.points([{ x: x(estimate), y: under(line), reading: sentence }], ['current'], { size: 64 }),
    marks.texts([{ x: x(0), y: under(line), text: '0' }], ['secondary'], { dy: 19, align: 'center' }),
    marks.texts(
      [{ x: x(1), y: under(line), text: at.chartWidth < CHART_WIDTH ? '1: no end' : '1: a cascade without end' }],
      ['secondary'],
      {
        dy: 19,
        dx: 6,
        align: 'right',
      },
    ),
  ];
}

/** Labels that do not run into one drawn before. */
function clearOf(
  labels: readonly Word[],
  widthEach: number,
  [low, high]: readonly number[],
  isLog: boolean,
  plotPx: number,
): Word[] {
  const scale = (value: number): number =>
    isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const kept: { readonly label: Word; readonly x: number; readonly y: number; readonly half: number }[] = [];
  for (const label of labels) {
    const box = {
      label,
      x: label.x * widthEach,
      y: scale(label.y) * plotPx,
      half: textWidth(`${label.text}`) / 2 + 3,
    };
    if (kept.every((other) => box.x - box.half > other.x + other.half || Math.abs(box.y - other.y) > 17))
      kept.push(box);
  }
  return kept.map(({ label }) => label);
}
