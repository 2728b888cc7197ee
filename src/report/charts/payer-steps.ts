/** Who pays: the loss of a bad day step by step through the layers, in the order of their use. */

import type { ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type DrawnForm, inBothForms, type Quantity } from './chart-input.ts';
import { fitText, layered, textWidth, USD_LABEL, wrapText } from './frame.ts';
import { marksOn } from './marks.ts';
import { roundTicks } from './ticks.ts';

export type Payer = 'margin' | 'fund' | 'vault' | 'adl' | 'socialised' | 'unpaid';

export interface PayerStep {
  readonly payer: Payer;
  /** `Insurance fund`. */
  readonly label: string;
  /** Mean over the tail, USD, not negative. */
  readonly amount: Quantity;
  /** `2.9 to 4.1`; empty where there is none. */
  readonly interval: string;
  /** What the layer holds at most, USD. */
  readonly capacity?: Quantity;
  /** `reached on 7 of these 10 days`. */
  readonly reached?: string;
}

export interface PayerRows extends ChartWords {
  /** The loss: what the steps add up to, but for the residual. */
  readonly total: Quantity & { readonly label: string };
  readonly steps: readonly PayerStep[];
  /** Total minus the steps, USD. */
  readonly residual: Quantity;
  readonly axisTitle: string;
  /** Largest total of the charts that this one is held beside: all have the same axis. */
  readonly axisTotalUsd?: number;
}

const WIDE = { margins: { left: 236, right: 24, top: 12, bottom: 62 }, rowPx: 46, barDown: 0, ticks: 5 };
/** Names stand above their bars. */
const NARROW = { margins: { left: 10, right: 22, top: 4, bottom: 80 }, rowPx: 60, barDown: 13, ticks: 3 };
const BAR_PX = 22;
/** Room for amounts where several charts have the same axis. */
const WIDEST_AMOUNT = 'USD 000,000 M';

/** Horizontal waterfall. Throws `RangeError` where steps and residual do not add up to the total (beyond 1 in a million of it, or a cent). */
export function payerSteps(rows: PayerRows): ReportChart {
  const sum = rows.steps.reduce((total, { amount }) => total + amount.value, rows.residual.value);
  if (!(Math.abs(sum - rows.total.value) <= Math.max(0.01, Math.abs(rows.total.value) * 1e-6))) {
    throw new RangeError(`payers add up to ${sum} USD, not to ${rows.total.value} USD`);
  }
  return buildChart(rows, {
    kind: 'Waterfall of who pays, in order of use',
    findings: [
      `${rows.total.label}: ${rows.total.text}`,
      ...rows.steps.map(({ label, amount }) => `${label}: ${amount.text}`),
      `Residual: ${rows.residual.text}`,
    ],
    ...inBothForms((width) => draw(rows, width)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Layer', align: 'left' },
        { label: 'Pays', align: 'right' },
        { label: '95 % interval', align: 'right' },
        { label: 'Holds', align: 'right' },
        { label: 'Reached', align: 'left' },
      ],
      rows: [
        [rows.total.label, rows.total.text, '–', '–', '–'],
        ...rows.steps.map(({ label, amount, interval, capacity, reached }) => [
          label,
          amount.text,
          interval || '–',
          capacity?.text ?? '–',
          reached ?? '–',
        ]),
        ['Residual', rows.residual.text, '–', '–', '–'],
      ],
    },
  });
}

function draw(rows: PayerRows, chartWidth: number): DrawnForm {
  const isNarrow = chartWidth < CHART_WIDTH;
  const { margins, rowPx, barDown, ticks } = isNarrow ? NARROW : WIDE;
  const width = chartWidth - margins.left - margins.right;
  const starts = rows.steps.map((_, k) => rows.steps.slice(0, k).reduce((sum, { amount }) => sum + amount.value, 0));
  const held = rows.steps.map(({ capacity }, k) => (capacity ? starts[k] + capacity.value : 0));
  const total = Math.max(rows.total.value, 0);
  // A fund many times the loss would press everything into a corner: its outline is cut at the edge.
  const longest = Math.max(total, rows.axisTotalUsd ?? 0);
  const shown = Math.max(longest * 1.02, Math.min(Math.max(...held, 0) * 1.02, longest * 2), 1);
  const amounted = [rows.total.text, ...rows.steps.map(({ amount }) => amount.text)];
  const widest = Math.max(
    ...(rows.axisTotalUsd === undefined ? amounted : [WIDEST_AMOUNT]).map((text) => textWidth(text)),
  );
  const end = Math.max(shown, (longest * width) / Math.max(1, width - widest - 14));
  const plot = rowPx * (rows.steps.length + 1);
  const height = margins.top + margins.bottom + plot;
  const marks = marksOn(
    {
      scale: { domain: [0, end], nice: false, zero: true },
      axis: { values: roundTicks(0, end, ticks), labelExpr: USD_LABEL, grid: true, labelOverlap: false },
    },
    { scale: { domain: [plot, 0], nice: false }, axis: null },
  );
  const middle = (row: number): number => (row + 0.5) * rowPx + barDown;
  const bar = (row: number, from: number, to: number, reading?: string) => ({
    x: from,
    x2: to,
    y: middle(row) - BAR_PX / 2,
    y2: middle(row) + BAR_PX / 2,
    ...(reading === undefined ? {} : { reading }),
  });
  const amounts = [
    { x: total, y: middle(0), text: rows.total.text },
    ...rows.steps.map(({ amount }, k) => ({ x: starts[k] + amount.value, y: middle(k + 1), text: amount.text })),
  ];
  const outlines = rows.steps.flatMap(({ capacity, amount }, k) =>
    capacity && capacity.value > amount.value ? [bar(k + 1, starts[k], Math.min(starts[k] + capacity.value, end))] : [],
  );
  const names = [rows.total.label, ...rows.steps.map(({ label }) => label)];
  const seconds = ['', ...rows.steps.map(({ reached }) => reached ?? '')];
  const room = isNarrow ? width - 4 : margins.left - 28;
  const foot = wrapText(`${rows.axisTitle}. Residual of the books: ${rows.residual.text}`, chartWidth - 20);
  const layers = [
    marks.rules(
      rows.steps.map((_, k) => ({ x: starts[k], y: middle(k) + BAR_PX / 2, y2: middle(k + 1) - BAR_PX / 2 })).slice(1),
      ['leader'],
    ),
    ...(outlines.length > 0 ? [marks.bars(outlines, ['outline'])] : []),
    marks.bars([bar(0, 0, total, `${rows.total.label}: ${rows.total.text}`)], ['total']),
    ...rows.steps.map((step, k) =>
      marks.bars([bar(k + 1, starts[k], starts[k] + step.amount.value, readStep(step))], [`payer-${step.payer}`]),
    ),
    ...marks.rimmedTexts(amounts, ['strong'], { dx: 7 }),
    ...(isNarrow
      ? marks.rimmedTexts(
          names.map((text, k) => ({
            x: 0,
            y: middle(k) - 24,
            text: fitText(seconds[k] === '' ? text : `${text}, ${seconds[k]}`, room),
          })),
        )
      : [
          marks.texts(
            names.map((text, k) => ({ x: 0, y: middle(k) - (seconds[k] === '' ? 0 : 8), text: fitText(text, room) })),
            [],
            { dx: -14, align: 'right' },
          ),
          marks.texts(
            seconds.map((text, k) => ({ x: 0, y: middle(k) + 9, text: fitText(text, room) })),
            ['secondary'],
            { dx: -14, align: 'right' },
          ),
        ]),
    marks.texts([{ x: 0, y: plot, text: foot }], ['secondary'], {
      dx: isNarrow ? 0 : -margins.left + 16,
      dy: 46,
      lineHeight: 17,
    }),
  ];
  return { height, spec: layered(height, margins, layers, chartWidth) };
}

/** `Insurance fund: USD 7 M (6.7 to 7.1), holds USD 7 M, on 10 of 10`. */
function readStep({ label, amount, interval, capacity, reached }: PayerStep): string {
  const parts = [
    `${label}: ${amount.text}${interval === '' ? '' : ` (${interval})`}`,
    ...(capacity ? [`holds ${capacity.text}`] : []),
    ...(reached ? [reached] : []),
  ];
  return parts.join(', ');
}
