/** Who pays: the loss of a bad day step by step through the layers, in the order of their use. */

import type { ReportChart } from '../content.ts';
import { buildChart, CHART_WIDTH, type ChartWords, type Quantity } from './chart-input.ts';
import { fitText, type Layer, layered, textWidth, USD_LABEL } from './frame.ts';
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
}

const MARGINS = { left: 236, right: 24, top: 12, bottom: 62 };
const ROW_PX = 46;
const BAR_PX = 22;
const WIDTH = CHART_WIDTH - MARGINS.left - MARGINS.right;

/** Horizontal waterfall. Throws `RangeError` where steps and residual do not add up to the total (beyond 1 in a million of it, or a cent). */
export function payerSteps(rows: PayerRows): ReportChart {
  const sum = rows.steps.reduce((total, { amount }) => total + amount.value, rows.residual.value);
  if (!(Math.abs(sum - rows.total.value) <= Math.max(0.01, Math.abs(rows.total.value) * 1e-6))) {
    throw new RangeError(`payers add up to ${sum} USD, not to ${rows.total.value} USD`);
  }
  const height = MARGINS.top + MARGINS.bottom + ROW_PX * (rows.steps.length + 1);
  return buildChart(rows, {
    kind: 'Waterfall of who pays, in order of use',
    findings: [
      `${rows.total.label}: ${rows.total.text}`,
      ...rows.steps.map(({ label, amount }) => `${label}: ${amount.text}`),
      `Residual: ${rows.residual.text}`,
    ],
    height,
    spec: layered(height, MARGINS, draw(rows)),
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

function draw(rows: PayerRows): Layer[] {
  const starts = rows.steps.map((_, k) => rows.steps.slice(0, k).reduce((sum, { amount }) => sum + amount.value, 0));
  const held = rows.steps.map(({ capacity }, k) => (capacity ? starts[k] + capacity.value : 0));
  const total = Math.max(rows.total.value, 0);
  // A fund many times the loss would press everything into a corner: its outline is cut at the edge.
  const shown = Math.max(total * 1.02, Math.min(Math.max(...held, 0) * 1.02, total * 2), 1);
  const widest = Math.max(
    ...[rows.total, ...rows.steps.map(({ amount }) => amount)].map(({ text }) => textWidth(text)),
  );
  const end = Math.max(shown, (total * WIDTH) / Math.max(1, WIDTH - widest - 14));
  const plot = ROW_PX * (rows.steps.length + 1);
  const marks = marksOn(
    {
      scale: { domain: [0, end], nice: false, zero: true },
      axis: { values: roundTicks(0, end, 5), labelExpr: USD_LABEL, grid: true, labelOverlap: false },
    },
    { scale: { domain: [plot, 0], nice: false }, axis: null },
  );
  const middle = (row: number): number => (row + 0.5) * ROW_PX;
  const bar = (row: number, from: number, to: number) => ({
    x: from,
    x2: to,
    y: middle(row) - BAR_PX / 2,
    y2: middle(row) + BAR_PX / 2,
  });
  const names = [rows.total.label, ...rows.steps.map(({ label }) => label)];
  const seconds = ['', ...rows.steps.map(({ reached }) => reached ?? '')];
  const room = MARGINS.left - 28;
  const amounts = [
    { x: total, y: middle(0), text: rows.total.text },
    ...rows.steps.map(({ amount }, k) => ({ x: starts[k] + amount.value, y: middle(k + 1), text: amount.text })),
  ];
  const outlines = rows.steps.flatMap(({ capacity, amount }, k) =>
    capacity && capacity.value > amount.value ? [bar(k + 1, starts[k], Math.min(starts[k] + capacity.value, end))] : [],
  );
  return [
    marks.rules(
      rows.steps.map((_, k) => ({ x: starts[k], y: middle(k) + BAR_PX / 2, y2: middle(k + 1) - BAR_PX / 2 })).slice(1),
      ['leader'],
    ),
    ...(outlines.length > 0 ? [marks.bars(outlines, ['outline'])] : []),
    marks.bars([bar(0, 0, total)], ['total']),
    ...rows.steps.map(({ payer, amount }, k) =>
      marks.bars([bar(k + 1, starts[k], starts[k] + amount.value)], [`payer-${payer}`]),
    ),
    ...marks.rimmedTexts(amounts, ['strong'], { dx: 7 }),
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
    marks.texts(
      [{ x: 0, y: plot, text: `${rows.axisTitle}. Residual of the books: ${rows.residual.text}` }],
      ['secondary'],
      {
        dx: -MARGINS.left + 16,
        dy: 46,
      },
    ),
  ];
}
