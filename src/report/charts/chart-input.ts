/** What every chart is given: words of its own, and numbers that come with their text, so that page, chart and table print the same. */

import type { TopLevelSpec } from 'vega-lite';
import type { ChartForm, ReportChart, ReportTable } from '../content.ts';

/** Words of a chart. */
export interface ChartWords {
  /** Unique in the report; file name of the PNG and SVG. */
  readonly id: string;
  /** The finding, ten words or so. */
  readonly title: string;
  /** Measure, unit, scenario, horizon, number of paths. */
  readonly subtitle?: string;
}

/** A number without an interval, and how it is printed. */
export interface Quantity {
  readonly value: number;
  readonly text: string;
}

/** Whose a series is: it keeps colour, dash and shape throughout a report. */
export type PolicyRole = 'current' | 'proposed' | 'third' | 'fourth';

/** Nominal width of all charts, px. */
export const CHART_WIDTH = 720;

/** Width of the narrow form: a telephone of 380 px less its margins, or half the width of paper. */
export const NARROW_WIDTH = 340;

/** Specification and height of a chart at a width. */
export type DrawnForm = Pick<ChartForm, 'spec' | 'height'>;

/** Both forms of a chart by one function, which is told the width. */
export function inBothForms(drawAt: (width: number) => DrawnForm): DrawnForm & { readonly narrow: DrawnForm } {
  return { ...drawAt(CHART_WIDTH), narrow: drawAt(NARROW_WIDTH) };
}

/** Closing words of every alternative text. */
const TABLE_FOLLOWS = 'The numbers are in the table that follows.';

/** Puts a chart together. `kind` and `findings` become the alternative text: kind, finding, sentences with the numbers, where the table is. */
export function buildChart(
  words: ChartWords,
  parts: {
    readonly kind: string;
    readonly findings: readonly string[];
    readonly spec: TopLevelSpec;
    readonly height: number;
    readonly narrow?: DrawnForm;
    readonly table: ReportTable;
  },
): ReportChart {
  const sentences = [parts.kind, words.title, ...parts.findings, TABLE_FOLLOWS];
  return {
    id: words.id,
    title: words.title,
    ...(words.subtitle === undefined ? {} : { subtitle: words.subtitle }),
    alt: sentences.map((sentence) => (/[.?!]$/.test(sentence) ? sentence : `${sentence}.`)).join(' '),
    spec: parts.spec,
    width: CHART_WIDTH,
    height: parts.height,
    ...(parts.narrow === undefined ? {} : { narrow: { ...parts.narrow, width: NARROW_WIDTH } }),
    table: parts.table,
  };
}
