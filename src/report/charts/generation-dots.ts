/** Does selling feed on itself: liquidated value by cascade generation. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type Quantity } from './chart-input.ts';
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

const MARGINS = { left: 150, right: 40, top: 34, bottom: 66 };
const HEIGHT = 405;
const WIDTH = CHART_WIDTH - MARGINS.left - MARGINS.right;
const PLOT_PX = HEIGHT - MARGINS.top - MARGINS.bottom;
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
    height: HEIGHT,
    spec: layered(HEIGHT, MARGINS, draw(rows, shown)),
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

function draw(rows: GenerationRows, shown: readonly GenerationRow[]): Layer[] {
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
  const widthEach = WIDTH / (last + 1);
  const everyCount = Math.max(
    1,
    Math.ceil((Math.max(...shown.map(({ pathsReaching }) => textWidth(pathsReaching.text)), 1) + 6) / widthEach),
  );
  const dots = shown.map(({ liquidated }, k) => ({ x: k, y: liquidated.figure.estimate!, text: liquidated.estimate }));
  const tops = shown.map(({ liquidated: { figure, estimate } }, k) => ({
    x: k,
    y: figure.high ?? figure.estimate!,
    text: estimate,
  }));
  const label = { dx: -MARGINS.left + 16 };
  return [
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
    ...marks.rimmedTexts(clearOf(tops, widthEach, y, isLog), [], { dy: -13, align: 'center' }),
    marks.texts(
      shown
        .map(({ pathsReaching }, k) => ({ x: k, y: y[0], text: pathsReaching.text }))
        .filter((_, k) => k % everyCount === 0),
      ['secondary'],
      { dy: 42, align: 'center' },
    ),
    marks.texts([{ x: -0.5, y: y[0], text: 'Generation' }], ['secondary'], { ...label, dy: 15 }),
    marks.texts([{ x: -0.5, y: y[0], text: 'Days that reach it' }], ['secondary'], { ...label, dy: 42 }),
    marks.texts(
      [{ x: -0.5, y: y[1], text: `Liquidated, mean over all days, USD${isLog ? ', logarithmic' : ''}` }],
      ['secondary'],
      { ...label, dy: -20 },
    ),
    ...(rows.ratio
      ? marks.rimmedTexts([{ x: last + 0.5, y: y[1], text: wrapText(rows.ratio.sentence, 310) }], [], {
          align: 'right',
          dy: 26,
          lineHeight: 18,
        })
      : []),
  ];
}

/** Labels that do not run into one drawn before. */
function clearOf(labels: readonly Word[], widthEach: number, [low, high]: readonly number[], isLog: boolean): Word[] {
  const scale = (value: number): number =>
    isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const kept: { readonly label: Word; readonly x: number; readonly y: number; readonly half: number }[] = [];
  for (const label of labels) {
    const box = {
      label,
      x: label.x * widthEach,
      y: scale(label.y) * PLOT_PX,
      half: textWidth(`${label.text}`) / 2 + 3,
    };
    if (kept.every((other) => box.x - box.half > other.x + other.half || Math.abs(box.y - other.y) > 17))
      kept.push(box);
  }
  return kept.map(({ label }) => label);
}
