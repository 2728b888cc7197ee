/** Which assumption decides: one dumbbell an assumption, from the low to the high end of its range. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type Quantity } from './chart-input.ts';
import { fitText, type Layer, layered, textWidth, USD_LABEL, wrapText } from './frame.ts';
import { marksOn } from './marks.ts';
import { BAND_OPACITY } from './theme.ts';
import { roundTicks } from './ticks.ts';

export interface TornadoEnd {
  /** What the assumption is set to: `0.5 ×`, `6 h`, `fixed`. */
  readonly setting: string;
  /** The headline figure there. */
  readonly figure: FigureText;
  /** Whether the figure lies on the other side of the threshold than at the base, and whether its whole interval does; null without a threshold. */
  readonly flips: boolean | null;
  readonly isFlipCertain: boolean | null;
}

export interface TornadoRow {
  readonly label: string;
  /** Low end first, or the settings in their order. */
  readonly ends: readonly TornadoEnd[];
  readonly swing: FigureText;
  /** Where the range comes from. */
  readonly source: string;
  /** Total-effect index. */
  readonly totalEffect?: FigureText;
}

export interface TornadoRows extends ChartWords {
  readonly base: FigureText;
  /** Where the decision flips: value in the unit of the figure, text `limit USD 10 M`. */
  readonly threshold?: Quantity;
  /** Largest swing first. */
  readonly rows: readonly TornadoRow[];
  /** `Loss on the worst 1 in 100 days, USD`. */
  readonly axisTitle: string;
}

const MARGINS = { left: 186, right: 236, top: 54, bottom: 80 };
/** Room of the column of total-effect indices, px; only where there are any. */
const INDEX_PX = 126;
const ROW_PX = 40;
const ROWS_MAX = 8;
/** Room of the words at the right, px. */
const WORDS_PX = MARGINS.right - 46;
const KEY = 'Bands: 95 % interval at each end, simulation error only. Ringed: the estimate flips the decision.';

/** Dumbbells with the interval at each end; ends that flip the decision are marked. The chart has the eight largest swings, the table all. */
export function tornadoBars(rows: TornadoRows): ReportChart {
  const shown = rows.rows.slice(0, ROWS_MAX);
  const height = MARGINS.top + MARGINS.bottom + Math.max(1, shown.length) * ROW_PX;
  const left = rows.rows.length - shown.length;
  const flips = rows.rows.filter(({ ends }) => ends.some((end) => end.isFlipCertain)).map(({ label }) => label);
  return buildChart(rows, {
    kind: 'Dumbbell per assumption, largest swing first',
    findings: [
      `Base: ${rows.base.text}`,
      ...shown.slice(0, 3).map(({ label, swing }) => `${label}: swing ${swing.text}`),
      ...(rows.threshold ? [flips.length > 0 ? flipsText(flips) : 'None flips the decision'] : []),
    ],
    height,
    spec: layered(height, marginsOf(shown), draw(rows, shown)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Assumption', align: 'left' },
        { label: 'Set to', align: 'left' },
        { label: 'Figure', align: 'right' },
        { label: '95 % interval', align: 'right' },
        { label: 'Flips the decision', align: 'left' },
        ...(hasIndex(rows.rows) ? [{ label: 'Total effect', align: 'right' as const }] : []),
        { label: 'Source of the range', align: 'left' },
      ],
      rows: rows.rows.flatMap(({ label, ends, source, totalEffect }) =>
        ends.map(({ setting, figure, flips: isFlip, isFlipCertain }) => [
          label,
          setting,
          figure.estimate,
          figure.interval || '–',
          isFlip === null ? '–' : isFlip ? (isFlipCertain ? 'yes' : 'yes, not surely') : 'no',
          ...(hasIndex(rows.rows) ? [totalEffect?.text ?? '–'] : []),
          source || 'not stated',
        ]),
      ),
      ...(left > 0 ? { more: `The chart leaves out the ${left} assumptions with the smallest swings.` } : {}),
    },
  });
}

/** The first three by name; the table marks all. */
function flipsText(flips: readonly string[]): string {
  const more = flips.length > 3 ? ` and ${flips.length - 3} more` : '';
  return `Flip the decision: ${flips.slice(0, 3).join(', ')}${more}`;
}

const hasIndex = (rows: readonly TornadoRow[]): boolean => rows.some(({ totalEffect }) => totalEffect !== undefined);

/** The column of indices takes its room from the plot. */
function marginsOf(rows: readonly TornadoRow[]) {
  return hasIndex(rows) ? { ...MARGINS, left: 156, right: MARGINS.right + INDEX_PX } : MARGINS;
}

interface End {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly word: string;
  readonly isFlip: boolean;
  readonly reading: string;
}

/** The ends with a figure, by value: the outermost two where there are more, or the one beside the base. */
function endsOf(row: TornadoRow): readonly End[] {
  const ends = row.ends
    .flatMap(({ setting, figure, flips }) => {
      const { estimate, low, high } = figure.figure;
      if (estimate === null) return [];
      const word = `${fitText(setting, WORDS_PX - textWidth(`: ${figure.estimate}`))}: ${figure.estimate}`;
      return [
        {
          x: estimate,
          low: low ?? estimate,
          high: high ?? estimate,
          word,
          isFlip: flips === true,
          reading: `${row.label}, ${setting}: ${figure.text}`,
        },
      ];
    })
    .sort((a, b) => a.x - b.x);
  return ends.length > 2 ? [ends[0], ends.at(-1)!] : ends;
}

function draw(rows: TornadoRows, shown: readonly TornadoRow[]): Layer[] {
  const base = rows.base.figure.estimate;
  const margins = marginsOf(shown);
  const width = CHART_WIDTH - margins.left - margins.right;
  const lines = shown.map((row, k) => ({ row, y: (k + 0.5) * ROW_PX, ends: endsOf(row) }));
  const dots = lines.flatMap(({ y, ends }) =>
    ends.map((end, k) => ({ ...end, y, isLower: k === 0 && ends.length > 1 })),
  );
  const values = [
    ...dots.flatMap(({ low, high }) => [low, high]),
    ...(base === null ? [] : [base]),
    ...(rows.threshold ? [rows.threshold.value] : []),
  ];
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const rim = (high - low || Math.abs(high) || 1) * 0.05;
  const x = [low - rim, high + rim];
  const plot = Math.max(1, shown.length) * ROW_PX;
  const marks = marksOn(
    {
      scale: { domain: x, nice: false, zero: false },
      axis: { values: roundTicks(x[0], x[1], 4), labelExpr: USD_LABEL, grid: true, labelOverlap: false },
    },
    { scale: { domain: [plot, 0], nice: false, zero: false }, axis: null },
  );
  const toLeft = { dx: -margins.left + 16 };
  const beside = { dx: width + 30 };
  const lower = dots.filter(({ isLower }) => isLower);
  const upper = dots.filter(({ isLower }) => !isLower);
  const at = (dot: { readonly y: number; readonly isLower: boolean }, hasTwo: boolean): number =>
    hasTwo ? dot.y + (dot.isLower ? -9 : 9) : dot.y;
  const hasTwo = (y: number): boolean => lower.some((dot) => dot.y === y);
  const words = (some: typeof dots) => some.map((dot) => ({ x: x[0], y: at(dot, hasTwo(dot.y)), text: dot.word }));
  const keys = (some: typeof dots) => some.map((dot) => ({ x: x[1], y: at(dot, hasTwo(dot.y)) }));
  return [
    marks.rules(
      shown.slice(1).map((_, k) => ({ x: x[0], x2: x[1], y: (k + 1) * ROW_PX })),
      ['gridline'],
    ),
    ...(base === null ? [] : [marks.rules([{ x: base, y: 0, y2: plot }], ['zero'])]),
    ...(rows.threshold ? [marks.rules([{ x: rows.threshold.value, y: -6, y2: plot }], ['reference'])] : []),
    marks.rules(
      dots.map((dot) => ({ x: dot.low, x2: dot.high, y: dot.y })),
      ['current-line'],
      { strokeWidth: 14, opacity: BAND_OPACITY.outer },
    ),
    marks.rules(
      lines.flatMap(({ ends, y }) => {
        const all = [...ends.map((end) => end.x), ...(base === null ? [] : [base])];
        return ends.length > 0 ? [{ x: Math.min(...all), x2: Math.max(...all), y }] : [];
      }),
      ['current-line'],
      { strokeWidth: 2 },
    ),
    marks.points(lower, ['current-hollow'], { size: 81 }),
    marks.points(upper, ['current'], { size: 81 }),
    marks.points(
      dots.filter(({ isFlip }) => isFlip),
      ['ring'],
      { size: 256, filled: false },
    ),
    marks.points(keys(lower), ['current-hollow'], { size: 64, xOffset: 16 }),
    marks.points(keys(upper), ['current'], { size: 64, xOffset: 16 }),
    marks.texts(words(lower), [], beside),
    marks.texts(words(upper), [], beside),
    ...lines.flatMap(({ row, y, ends }) => {
      const name = ends.length > 0 ? row.label : `${row.label}: not enough days`;
      const parts = wrapText(name, margins.left - 32)
        .slice(0, 2)
        .map((line) => fitText(line, margins.left - 28));
      return parts.map((text, k) =>
        marks.texts([{ x: x[0], y: y + (k - (parts.length - 1) / 2) * 17, text }], [], toLeft),
      );
    }),
    ...drawHeads(marks, rows, x, width),
    ...drawIndices(marks, shown, x),
    marks.texts([{ x: x[0], y: plot, text: rows.axisTitle }], ['secondary'], {
      dx: width / 2,
      dy: 44,
      align: 'center',
    }),
    marks.texts([{ x: x[0], y: plot, text: KEY }], ['secondary'], { ...toLeft, dy: 66 }),
  ];
}

/** Base and threshold above their lines, on two heights; each runs to the side on which it has room. */
function drawHeads(
  marks: ReturnType<typeof marksOn>,
  rows: TornadoRows,
  [low, high]: readonly number[],
  width: number,
): Layer[] {
  const heads = [
    ...(rows.base.figure.estimate === null
      ? []
      : [{ value: rows.base.figure.estimate, text: `base ${rows.base.estimate}`, dy: -14, style: ['strong'] }]),
    ...(rows.threshold ? [{ ...rows.threshold, dy: -34, style: [] }] : []),
  ];
  return heads.flatMap(({ value, text, dy, style }) => {
    const px = ((value - low) / (high - low)) * width;
    const isRight = px + textWidth(text) < width + MARGINS.right - 20;
    return marks.rimmedTexts([{ x: value, y: 0, text }], style, {
      dy,
      dx: isRight ? -2 : 2,
      align: isRight ? 'left' : 'right',
    });
  });
}

/** Share of the variance that an assumption has a part in, interactions included, at the right of its row. */
function drawIndices(
  marks: ReturnType<typeof marksOn>,
  shown: readonly TornadoRow[],
  [, right]: readonly number[],
): Layer[] {
  if (!hasIndex(shown)) return [];
  const place = { dx: marginsOf(shown).right - 16, align: 'right' };
  return [
    marks.texts([{ x: right, y: 0, text: 'total effect' }], ['secondary'], { ...place, dy: -14 }),
    ...shown.map(({ totalEffect }, k) => {
      const text = totalEffect === undefined ? '–' : fitText(totalEffect.text, INDEX_PX);
      return marks.texts([{ x: right, y: (k + 0.5) * ROW_PX, text }], [], place);
    }),
  ];
}
