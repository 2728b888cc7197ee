/** Who meets the target: how often the event happens under each policy, with its interval, and the line that it has to stay below. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms, type Quantity } from './chart-input.ts';
import { fitText, layered, wrapText } from './frame.ts';
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

const WIDE = { left: 186, right: 280, top: 34, bottom: 76 };
/** Words stand above the dots. */
const NARROW = { left: 10, right: 20, top: 34, bottom: 60 };
const ROW_PX = 44;
const LINE_PX = 17;
/** Height of a dot with its interval under the words. */
const LANE_PX = 30;
const ROWS_MAX = 8;
const ODDS_LABEL = "format(datum.value * 10000, ',~g')";
const KEY = 'Bands: 95 % interval. A policy meets the target where its whole band lies left of the line.';

/** Dots with intervals beside the line of the target. */
export function targetDots(rows: TargetRows): ReportChart {
  const shown = rows.rows.slice(0, ROWS_MAX);
  return buildChart(rows, {
    kind: 'Dots with intervals: how often the event happens under each policy, beside the target',
    findings: [rows.target.text, ...shown.slice(0, 4).map(({ label, event }) => `${label}: ${event.text}`)],
    ...inBothForms((width) => draw(rows, shown, width)),
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

function draw({ target, axisTitle }: TargetRows, shown: readonly TargetRow[], chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const sides = isNarrow ? NARROW : WIDE;
  const width = chartWidth - sides.left - sides.right;
  const inside = chartWidth - (isNarrow ? 20 : 32);
  const names = isNarrow ? inside : sides.left - 32;
  const room = isNarrow ? inside : sides.right - 16;
  const rows = placeRows(shown, names, isNarrow);
  const dots = rows.flatMap(({ row, y }) => {
    const { estimate, low, high } = row.event.figure;
    return estimate === null ? [] : [{ row, y, x: estimate, low: low ?? estimate, high: high ?? estimate }];
  });
  const most = Math.max(target.value, ...dots.map(({ high }) => high), 1e-6);
  const x = [0, most * 1.06];
  const plot = rows.at(-1)?.bottom ?? ROW_PX;
  const marks = marksOn(
    {
      scale: { domain: x, nice: false },
      axis: {
        values: roundTicks(x[0], x[1], isNarrow ? 3 : 4),
        labelExpr: ODDS_LABEL,
        grid: true,
        labelOverlap: false,
      },
    },
    { scale: { domain: [plot, 0], nice: false, zero: false }, axis: null },
  );
  const toLeft = { dx: isNarrow ? 0 : -sides.left + 16 };
  const beside = isNarrow ? { dx: 0 } : { dx: width + 12 };
  const title = wrapText(axisTitle, inside);
  const foot = wrapText(KEY, inside);
  const layers = [
    marks.rules(
      rows.slice(0, -1).map(({ bottom }) => ({ x: x[0], x2: x[1], y: bottom })),
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
    ...rows.flatMap(({ row, lines, nameY, wordsY }) => [
      ...lines.flatMap((text, line) =>
        marks.rimmedTexts([{ x: x[0], y: nameY + line * LINE_PX, text: fitText(text, names + 6) }], [], toLeft),
      ),
      ...marks.rimmedTexts([{ x: x[0], y: wordsY, text: fitText(row.event.text, room) }], ['strong'], beside),
      ...marks.rimmedTexts([{ x: x[0], y: wordsY + 18, text: fitText(row.beside, room) }], ['secondary'], beside),
    ]),
    ...marks.rimmedTexts([{ x: target.value, y: 0, text: target.text }], ['strong'], {
      dy: -14,
      align: target.value > x[1] / 2 ? 'right' : 'left',
    }),
    marks.texts([{ x: x[0], y: plot, text: title }], ['secondary'], {
      dx: width / 2,
      dy: 40,
      align: 'center',
      lineHeight: LINE_PX,
    }),
    marks.texts([{ x: x[0], y: plot, text: foot }], ['secondary'], {
      ...toLeft,
      dy: 62 + (title.length - 1) * LINE_PX,
      lineHeight: LINE_PX,
    }),
  ];
  const bottom = WIDE.bottom + (title.length + foot.length - 2) * LINE_PX;
  const height = sides.top + bottom + plot;
  return { height, spec: layered(height, { ...sides, bottom }, layers, chartWidth) };
}

/** Rows with their words at the left and right of the dot, or above it. */
function placeRows(shown: readonly TargetRow[], names: number, isNarrow: boolean) {
  let top = 0;
  return shown.map((row) => {
    const lines = wrapText(row.label, names).slice(0, 2);
    const height = isNarrow ? (lines.length + 2) * LINE_PX + LANE_PX : ROW_PX;
    const middle = top + height / 2;
    const placed = {
      row,
      lines,
      y: isNarrow ? top + height - LANE_PX / 2 + 2 : middle,
      nameY: isNarrow ? top + 12 : middle - ((lines.length - 1) / 2) * LINE_PX,
      wordsY: isNarrow ? top + 12 + lines.length * LINE_PX : middle - 9,
      bottom: top + height,
    };
    top += height;
    return placed;
  });
}
