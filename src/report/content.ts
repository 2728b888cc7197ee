/**
 * What a report says, before it is a page or Markdown: sections of words, figures, tables and charts. START HERE in report/.
 *
 * Facts are read from a result folder (facts/), each question has a section (sections/) that turns facts into this content, and
 * a renderer (page/, markdown/) prints it. A figure becomes text once (figure-text.ts); page, Markdown, chart labels and alternative
 * texts print that same string. All strings here are plain text: renderers escape them.
 */

import type { TopLevelSpec } from 'vega-lite';
import type { Figure } from '../results/statistics/figure.ts';

/** A figure as printed. */
export interface FigureText {
  /** Where it stands in summary.json, dotted: `contagion.probability.fundDepleted`. */
  readonly id: string;
  readonly figure: Figure;
  /** Estimate, rounded to what its interval carries: `USD 3.4 M`; or why there is none: `not enough paths; 100,000 would do`. */
  readonly estimate: string;
  /** `2.9 to 4.1`, in the unit of the estimate; empty where there is no interval. */
  readonly interval: string;
  /** Both: `USD 3.4 M (2.9 to 4.1)`. */
  readonly text: string;
}

/**
 * One of several forms of the same thing, such as `{ of: 'Asset', option: 'BTC' }` or `{ of: 'Level', option: '1 in 100' }`. Neighbours
 * in a section with the same `of` are shown one at a time on the page, the first at the start and on paper; Markdown takes the first.
 */
export interface Choice {
  /** Name of the switch. */
  readonly of: string;
  readonly option: string;
}

/** A table: every cell is text already. */
export interface ReportTable {
  readonly caption: string;
  readonly columns: readonly { readonly label: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
  /** One sentence where rows are left out. */
  readonly more?: string;
  readonly choice?: Choice;
  /** Where the rows are the first of many paths: all of them, for the page to pick from. */
  readonly picker?: PathPicker;
}

/**
 * Paths of the tail, the largest loss first, from which a range on the loss axis of a chart picks. The table that has it shows the first
 * of them: a column of the table for each shown column here, then the command that walks the path again.
 */
export interface PathPicker {
  /** Charts on whose horizontal axis a range is drawn. */
  readonly chartIds: readonly string[];
  /** Name of the column that the axis shows. */
  readonly axis: string;
  /** What stands before its texts in a sentence: `USD `, or nothing where they have their unit. */
  readonly unit: string;
  /** Columns by their name in paths.arrow, `path` first; those without texts are in the file of the selection alone. */
  readonly columns: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly texts?: readonly string[];
  }[];
  /** Ranges to choose at once, from this value of the axis on: `Beyond 1 in 100`. */
  readonly presets: readonly { readonly label: string; readonly from: number }[];
  /** What the paths are out of: `1,000 simulated days`. */
  readonly base: string;
  /** The command but for the path's number, which follows it. */
  readonly command: string;
}

/** A chart's specification and its nominal size. */
export interface ChartForm {
  /** Without colours of a theme: the renderer adds the light, dark or print one (charts/theme.ts). */
  readonly spec: TopLevelSpec;
  /** Nominal size, px. */
  readonly width: number;
  readonly height: number;
}

/** A chart as data: one specification for Node and the browser (Vega-Lite). */
export interface ReportChart extends ChartForm {
  /** Unique in the report; file name of the PNG and SVG. */
  readonly id: string;
  /** What the chart shows, one sentence, for its title. */
  readonly title: string;
  /** Measure, unit, scenario, horizon and number of paths, under the title. */
  readonly subtitle?: string;
  /** Alternative text with the numbers that matter. */
  readonly alt: string;
  /** The same on the width of a telephone or of a column of paper; a chart without it scrolls there in a box of its own. */
  readonly narrow?: ChartForm;
  /** The numbers of the chart. */
  readonly table: ReportTable;
  /** A table of the section has all of it, row by row: paper prints that alone. */
  readonly isInTable?: boolean;
  readonly choice?: Choice;
}

/** Where an assumption pushes the loss. */
export type Direction = 'larger' | 'smaller' | 'unknown';

export interface Assumption {
  readonly kind: 'measured' | 'chosen' | 'leftOut';
  readonly text: string;
  readonly direction: Direction;
}

/** One question of the reader. */
export interface ReportSection {
  /** Anchor: `who-pays`. */
  readonly id: string;
  /** A finding that its interval supports, as a sentence. */
  readonly title: string;
  /** The question it answers. */
  readonly question: string;
  /** Paragraphs of plain text, the first with the answer. */
  readonly text: readonly string[];
  readonly figures: readonly FigureText[];
  readonly charts: readonly ReportChart[];
  readonly tables: readonly ReportTable[];
  /** Remarks set apart: few paths, weighted runs, what was left out. */
  readonly notes: readonly string[];
  /** Commands to copy. */
  readonly code?: string;
}

/** What stands on the first screen, without a script. */
export interface DecisionBox {
  /** Title with the figure in it. */
  readonly headline: string;
  /** What changes, is a bad day worse, who pays, how sure: one sentence each. */
  readonly answers: readonly { readonly question: string; readonly answer: string }[];
  /** Headline figures, at most three. */
  readonly figures: readonly { readonly label: string; readonly figure: FigureText }[];
  /** The three that decide, with direction. */
  readonly assumptions: readonly Assumption[];
}

/** Who, for whom, with what data; from the scenario's `report` block, `not stated` where it says nothing. */
export interface ReportOrigin {
  readonly author: string;
  readonly interests: string;
  readonly dataDate: string;
  readonly validUntil: string;
  readonly priorResults: string;
}

/** A whole report. */
export interface Report {
  /** `run`, or the study that leads it. */
  readonly kind: string;
  readonly title: string;
  readonly question: string;
  /** On top of everything: a partial run, a newer version, weights that degenerate. */
  readonly warnings: readonly string[];
  readonly decision: DecisionBox;
  readonly sections: readonly ReportSection[];
  /** Questions that do not apply to this folder, and what would answer them. */
  readonly unanswered: readonly { readonly question: string; readonly reason: string }[];
  readonly assumptions: readonly Assumption[];
  readonly origin: ReportOrigin;
  /** Twelve hexadecimal digits: hash of scenarios, versions and result files. Equal runs have the same, whatever their report block says. */
  readonly hash: string;
  readonly reproduction: {
    readonly commands: readonly string[];
    readonly facts: readonly (readonly [name: string, value: string])[];
  };
}
