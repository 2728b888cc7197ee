/** Which assumption decides: one dumbbell an assumption, from the low to the high end of its range. */

import type { FigureText, ReportChart } from '../content.ts';
import { buildChart, type ChartWords, inBothForms, type Quantity } from './chart-input.ts';
import { drawTornado } from './tornado-drawing.ts';

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

const ROWS_MAX = 8;

/** Dumbbells with the interval at each end; ends that flip the decision are marked. The chart has the eight largest swings, the table all. */
export function tornadoBars(rows: TornadoRows): ReportChart {
  const shown = rows.rows.slice(0, ROWS_MAX);
  const left = rows.rows.length - shown.length;
  const flips = rows.rows.filter(({ ends }) => ends.some((end) => end.isFlipCertain)).map(({ label }) => label);
  return buildChart(rows, {
    kind: 'Dumbbell per assumption, largest swing first',
    findings: [
      `Base: ${rows.base.text}`,
      ...shown.slice(0, 3).map(({ label, swing }) => `${label}: swing ${swing.text}`),
      ...(rows.threshold ? [flips.length > 0 ? flipsText(flips) : 'None flips the decision'] : []),
    ],
    ...inBothForms((width) => drawTornado(rows, shown, width)),
    table: {
      caption: rows.title,
      columns: [
        { label: 'Assumption', align: 'left' },
        { label: 'Set to', align: 'left' },
        { label: 'Figure (95 % interval)', align: 'right' },
        { label: 'Flips the decision', align: 'left' },
        ...(hasIndex(rows.rows) ? [{ label: 'Total effect', align: 'right' as const }] : []),
        { label: 'Source of the range', align: 'left' },
      ],
      rows: rows.rows.flatMap(({ label, ends, source, totalEffect }) =>
        ends.map(({ setting, figure, flips: isFlip, isFlipCertain }) => [
          label,
          setting,
          figure.text,
          isFlip === null ? '–' : isFlip ? (isFlipCertain ? 'yes' : 'by the estimate') : 'no',
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

/** Whether any assumption has a total-effect index. */
export const hasIndex = (rows: readonly TornadoRow[]): boolean =>
  rows.some(({ totalEffect }) => totalEffect !== undefined);
