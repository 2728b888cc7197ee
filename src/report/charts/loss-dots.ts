/** How bad, how often: a quantile dot plot, each dot an equally likely share of the simulated days. */

import type { ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, inBothForms, type Quantity } from './chart-input.ts';
import { fitText, layered, textWidth, USD_LABEL, wrapText } from './frame.ts';
import { marksOn, type Place } from './marks.ts';
import { roundTicks, roundUpTo } from './ticks.ts';

export interface LossDotsRows extends ChartWords {
  /** Loss of each dot, USD, usually 50 of them: quantiles at the middle of each 2 %. Their text: `USD 3.4 M`. */
  readonly dots: readonly Quantity[];
  /** What the column of zeros is called: `25 of 50: no loss`. */
  readonly zeroText: string;
  /** Fund size, largest past loss: value in USD, text such as `Fund: USD 7 M`. */
  readonly marks: readonly Quantity[];
  /** `Loss beyond account equity, USD`. */
  readonly axisTitle: string;
}

const WIDE = { margins: { left: 24, right: 30, top: 16, bottom: 58 }, dotPx: 15, ticks: 6, zeroPx: 175 };
const NARROW = { margins: { left: 6, right: 24, top: 12, bottom: 62 }, dotPx: 11, ticks: 3, zeroPx: 84 };
const ROWS_MAX = 13;
const MARK_LINE_PX = 20;

/** Dot plot of equally likely days; those without loss are a column of their own at the left. */
export function lossDots(rows: LossDotsRows): ReportChart {
  const lost = [...rows.dots].filter(({ value }) => value > 0).sort((a, b) => a.value - b.value);
  const zeros = rows.dots.length - lost.length;
  return buildChart(rows, {
    kind: `Dot plot of ${rows.dots.length} equally likely days`,
    findings: [rows.zeroText, ...describeLost(lost), ...rows.marks.map(({ text }) => text)],
    ...inBothForms((width) => draw(rows, lost, zeros, width)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Days', align: 'left' },
        { label: 'Loss', align: 'right' },
      ],
      rows: [...(zeros > 0 ? [[rows.zeroText, '0']] : []), ...countEqual(lost, rows.dots.length)],
    },
  });
}

function describeLost(lost: readonly Quantity[]): string[] {
  if (lost.length === 0) return [];
  const middle = lost[Math.floor(lost.length / 2)];
  return [`Of the ${lost.length} with a loss, the middle one is ${middle.text}, the largest ${lost.at(-1)!.text}`];
}

/** Rows of the table: dots of equal text together. */
function countEqual(lost: readonly Quantity[], all: number): string[][] {
  const counts = new Map<string, number>();
  for (const { text } of lost) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => [`${count} of ${all}`, text]);
}

function draw(rows: LossDotsRows, lost: readonly Quantity[], zeros: number, chartWidth: number) {
  const { margins, dotPx, ticks, zeroPx } = chartWidth < CHART_WIDTH ? NARROW : WIDE;
  const width = chartWidth - margins.left - margins.right;
  const largest = lost.at(-1)?.value ?? 0;
  const inside = rows.marks.filter(({ value }) => largest === 0 || value <= 2.5 * largest);
  const end = roundUpTo(Math.max(largest * 1.02, ...inside.map(({ value }) => value * 1.04), 1));
  const zeroLines = wrapText(rows.zeroText, zeroPx);
  const zeroColumns = Math.ceil(zeros / ROWS_MAX);
  const zeroWidth =
    zeros > 0
      ? Math.max(zeroColumns * dotPx, ...zeroLines.map((line) => textWidth(line))) +
        (chartWidth < CHART_WIDTH ? 20 : 36)
      : 0;
  const usdPerPx = end / (width - zeroWidth);
  const toX = (px: number): number => (px - zeroWidth) * usdPerPx;

  const dots = stack(lost, zeros, dotPx * usdPerPx, toX(zeroWidth + dotPx / 2));
  const block = Array.from({ length: zeros }, (_, k) => ({
    x: toX((k % zeroColumns) * dotPx + dotPx / 2),
    y: Math.floor(k / zeroColumns) + 0.5,
    reading: rows.zeroText,
  }));
  const rowsUsed = Math.max(8, ...[...dots, ...block].map(({ y }) => y + 0.5));
  const over = MARK_LINE_PX * (rows.marks.length + 0.5);
  const plot = rowsUsed * dotPx + over;
  const height = plot + margins.top + margins.bottom;
  const yOf = (px: number): number => (plot - px) / dotPx;

  const marks = marksOn(
    {
      scale: { domain: [toX(0), end], nice: false, zero: false },
      axis: { values: roundTicks(0, end, ticks), labelExpr: USD_LABEL, labelOverlap: false, ticks: true, tickSize: 5 },
    },
    { scale: { domain: [0, plot / dotPx], nice: false }, axis: null },
  );
  const size = (dotPx - 1.5) ** 2;
  const labels = rows.marks.map((mark, k) => {
    const isInside = inside.includes(mark);
    const x = isInside ? mark.value : end;
    const hasRoom = (end - x) / usdPerPx > textWidth(mark.text) + 10;
    return {
      mark,
      isInside,
      x,
      y: yOf(MARK_LINE_PX * (k + 0.5)),
      side: hasRoom ? 1 : -1,
      text: fitText(isInside ? mark.text : `${mark.text}, beyond the axis →`, width - 12),
      reading: mark.text,
    };
  });
  const spec = layered(
    height,
    margins,
    [
      marks.rules([{ x: 0, y: 0, x2: end }], ['leader']),
      marks.rules(
        labels.filter(({ isInside }) => isInside).map(({ x, y }) => ({ x, y: 0, y2: y + 0.45 })),
        ['reference'],
      ),
      marks.points([...dots], ['current'], { size }),
      ...(zeros > 0
        ? [
            marks.rules([{ x: toX(0), y: 0, x2: toX(zeroWidth - (chartWidth < CHART_WIDTH ? 16 : 30)) }], ['leader']),
            marks.points(block, ['twin'], { size }),
            marks.texts([{ x: toX(0), y: 0, text: zeroLines }], ['secondary'], { dy: 17, lineHeight: 17 }),
          ]
        : []),
      ...[1, -1].flatMap((side) =>
        marks.rimmedTexts(
          labels.filter((label) => label.side === side),
          [],
          side === 1 ? { dx: 7 } : { dx: -7, align: 'right' },
        ),
      ),
      marks.texts([{ x: toX(width), y: 0, text: rows.axisTitle }], ['secondary'], { dy: 44, align: 'right' }),
    ],
    chartWidth,
  );
  return { spec, height };
}

/** Dots in columns as wide as a dot, from the bottom; a dot of a column stands at its middle, at least `least`. */
function stack(lost: readonly Quantity[], zeros: number, widthUsd: number, least: number): Place[] {
  const places: Place[] = [];
  for (let first = 0; first < lost.length; ) {
    let next = first;
    while (next < lost.length && lost[next].value < lost[first].value + widthUsd) next += 1;
    const middle = Math.max(
      least,
      (lost[first].value + lost[next - 1].value) / 2,
      (places.at(-1)?.x ?? -Infinity) + widthUsd,
    );
    for (let k = first; k < next; k += 1) {
      const reading = `${lost[k].text}: number ${zeros + k + 1} of ${zeros + lost.length} in the order of loss`;
      places.push({ x: middle, y: k - first + 0.5, reading });
    }
    first = next;
  }
  return places;
}
