/** Which shock breaks it: one bar an asset, its move in percent of the price before it. */

import type { ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms, type Quantity } from './chart-input.ts';
import { fitText, layered, wrapText } from './frame.ts';
import { marksOn } from './marks.ts';
import { roundTicks } from './ticks.ts';

export interface ShockRow {
  readonly asset: string;
  /** Share of the price before the shock; text `−18.5 %`. */
  readonly move: Quantity;
}

export interface ShockRows extends ChartWords {
  /** Largest move first. */
  readonly rows: readonly ShockRow[];
  /** How far and how rare, a line or two under the bars. */
  readonly rarityText: string;
}

const WIDE = { left: 96, right: 90, top: 16, bottom: 92 };
const NARROW = { left: 72, right: 74, top: 10, bottom: 92 };
const LINE_PX = 17;
const ROW_PX = 28;
const ROWS_MAX = 12;
const PERCENT_LABEL = "format(round(datum.value * 1e6) / 1e4, ',~g') + ' %'";

/** Bars from zero; the chart has the twelve largest moves, the table all. */
export function shockBars(rows: ShockRows): ReportChart {
  const shown = rows.rows.slice(0, ROWS_MAX);
  const left = rows.rows.length - shown.length;
  return buildChart(rows, {
    kind: 'Bars of the move of each asset, largest first',
    findings: [...shown.slice(0, 5).map(({ asset, move }) => `${asset}: ${move.text}`), rows.rarityText],
    ...inBothForms((width) => draw(rows, shown, width)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Asset', align: 'left' },
        { label: 'Move', align: 'right' },
      ],
      rows: rows.rows.map(({ asset, move }) => [asset, move.text]),
      ...(left > 0 ? { more: `The chart leaves out the ${left} smallest moves.` } : {}),
    },
  });
}

function draw({ rarityText }: ShockRows, shown: readonly ShockRow[], chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const sides = isNarrow ? NARROW : WIDE;
  const left = isNarrow ? 10 : 16;
  const foot = wrapText(rarityText, chartWidth - 2 * left - 8);
  const head = wrapText('Move, percent of the price before the shock', chartWidth - 2 * left);
  const margins = { ...sides, bottom: sides.bottom + (foot.length + head.length - 3) * LINE_PX };
  const values = shown.map(({ move }) => move.value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const rim = (high - low || 1) * 0.04;
  const x = [low < 0 ? low - rim : 0, high > 0 ? high + rim : 0];
  if (x[0] === x[1]) x[1] = 0.01;
  const plot = Math.max(1, shown.length) * ROW_PX;
  const marks = marksOn(
    {
      scale: { domain: x, nice: false, zero: false },
      axis: {
        values: roundTicks(x[0], x[1], isNarrow ? 3 : 6),
        labelExpr: PERCENT_LABEL,
        grid: true,
        labelOverlap: false,
      },
    },
    { scale: { domain: [plot, 0], nice: false, zero: false }, axis: null },
  );
  const middle = (k: number): number => (k + 0.5) * ROW_PX;
  const toLeft = { dx: -margins.left + left };
  const layers = [
    marks.bars(
      shown.map(({ asset, move }, k) => ({
        x: 0,
        x2: move.value,
        y: middle(k) - 8,
        y2: middle(k) + 8,
        reading: `${asset} ${move.text}`,
      })),
      ['total'],
    ),
    marks.rules([{ x: 0, y: 0, y2: plot }], ['zero']),
    ...shown.flatMap(({ asset, move }, k) => [
      marks.texts([{ x: x[0], y: middle(k), text: fitText(asset, margins.left - left - 8) }], ['strong'], toLeft),
      marks.texts([{ x: x[1], y: middle(k), text: move.text }], [], { dx: isNarrow ? 8 : 12 }),
    ]),
    marks.texts([{ x: x[0], y: plot, text: head }], ['secondary'], { ...toLeft, dy: 42, lineHeight: LINE_PX }),
    marks.texts([{ x: x[0], y: plot, text: foot }], [], {
      ...toLeft,
      dy: 62 + (head.length - 1) * LINE_PX,
      lineHeight: LINE_PX,
    }),
  ];
  const height = margins.top + margins.bottom + plot;
  return { height, spec: layered(height, margins, layers, chartWidth) };
}
