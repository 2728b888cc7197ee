/** Who meets the target: how often the event happens under each policy, with its interval, and the line that it has to stay below. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type Quantity } from './chart-input.ts';
import { fitText, type Layer, layered, wrapText } from './frame.ts';
import { marksOn } from './marks.ts';
import { BAND_OPACITY } from './theme.ts';
import { roundTicks } from './ticks.ts';

export interface TargetRow {
  /** `As it is, search`. */
  readonly label: string;
  /** How often the event happens. */
  readonly event: FigureText;
  /** `efficiency 52.1`, at the right. */
  readonly beside: string;
  readonly isProposed: boolean;
}

export interface TargetRows extends ChartWords {
  readonly rows: readonly TargetRow[];
  /** Share of the days at most; text `target 200 in 10,000`. */
  readonly target: Quantity;
  readonly axisTitle: string;
}

const MARGINS = { left: 186, right: 280, top: 34, bottom: 76 };
const ROW_PX = 44;
const ROWS_MAX = 8;
const WIDTH = CHART_WIDTH - MARGINS.left - MARGINS.right;
const ODDS_LABEL = "format(datum.value * 10000, ',~g')";
const KEY = 'Bands: 95 % interval. A policy meets the target where its whole band lies left of the line.';

/** Dots with intervals beside the line of the target. */
export function targetDots(rows: TargetRows): ReportChart {
  const shown = rows.rows.slice(0, ROWS_MAX);
  const height = MARGINS.top + MARGINS.bottom + Math.max(1, shown.length) * ROW_PX;
  return buildChart(rows, {
    kind: 'Dots with intervals: how often the event happens under each policy, beside the target',
    findings: [rows.target.text, ...shown.slice(0, 4).map(({ label, event }) => `${label}: ${event.text}`)],
    height,
    spec: layered(height, MARGINS, draw(rows, shown)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Policy', align: 'left' },
        { label: 'Event', align: 'right' },
        { label: '95 % interval', align: 'right' },
        { label: 'Beside', align: 'left' },
      ],
      rows: rows.rows.map(({ label, event, beside }) => [label, event.estimate, event.interval || '–', beside]),
      ...(rows.rows.length > shown.length ? { more: `The chart shows the first ${shown.length}.` } : {}),
    },
  });
}

function draw({ target, axisTitle }: TargetRows, shown: readonly TargetRow[]): Layer[] {
  const dots = shown.flatMap((row, k) => {
    const { estimate, low, high } = row.event.figure;
    if (estimate === null) return [];
    const y = (k + 0.5) * ROW_PX;
    return [{ row, y, x: estimate, low: low ?? estimate, high: high ?? estimate }];
  });
  const most = Math.max(target.value, ...dots.map(({ high }) => high), 1e-6);
  const x = [0, most * 1.06];
  const plot = Math.max(1, shown.length) * ROW_PX;
  const marks = marksOn(
    {
      scale: { domain: x, nice: false },
      axis: { values: roundTicks(x[0], x[1], 4), labelExpr: ODDS_LABEL, grid: true, labelOverlap: false },
    },
    { scale: { domain: [plot, 0], nice: false, zero: false }, axis: null },
  );
  const toLeft = { dx: -MARGINS.left + 16 };
  return [
    marks.rules(
      shown.slice(1).map((_, k) => ({ x: x[0], x2: x[1], y: (k + 1) * ROW_PX })),
      ['gridline'],
    ),
    marks.rules([{ x: target.value, y: -4, y2: plot }], ['reference']),
    ...[false, true].flatMap((isProposed) => {
      const some = dots.filter(({ row }) => row.isProposed === isProposed);
      const role = isProposed ? 'proposed' : 'current';
      const reading = ({ row }: (typeof some)[number]) => `${row.label}: ${row.event.text}`;
      return [
        marks.rules(
          some.map(({ low, high, y }) => ({ x: low, x2: high, y })),
          [`${role}-line`],
          { strokeWidth: 12, opacity: BAND_OPACITY.inner },
        ),
        marks.points(
          some.map((dot) => ({ x: dot.x, y: dot.y, reading: reading(dot) })),
          [role],
          { size: isProposed ? 121 : 81 },
        ),
      ];
    }),
    ...shown.flatMap(({ label, event, beside }, k) => {
      const lines = wrapText(label, MARGINS.left - 32).slice(0, 2);
      const y = (k + 0.5) * ROW_PX;
      return [
        ...lines.map((text, line) =>
          marks.texts(
            [{ x: x[0], y: y + (line - (lines.length - 1) / 2) * 17, text: fitText(text, MARGINS.left - 26) }],
            [],
            toLeft,
          ),
        ),
        marks.texts([{ x: x[1], y: y - 9, text: fitText(event.text, MARGINS.right - 16) }], ['strong'], { dx: 12 }),
        marks.texts([{ x: x[1], y: y + 9, text: fitText(beside, MARGINS.right - 16) }], ['secondary'], { dx: 12 }),
      ];
    }),
    ...marks.rimmedTexts([{ x: target.value, y: 0, text: target.text }], ['strong'], {
      dy: -14,
      align: target.value > x[1] / 2 ? 'right' : 'left',
    }),
    marks.texts([{ x: x[0], y: plot, text: fitText(axisTitle, CHART_WIDTH - 32) }], ['secondary'], {
      dx: WIDTH / 2,
      dy: 40,
      align: 'center',
    }),
    marks.texts([{ x: x[0], y: plot, text: KEY }], ['secondary'], { ...toLeft, dy: 62 }),
  ];
}
