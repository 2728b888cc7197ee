/**
 * A report as one HTML file that opens from disk: no request, no framework. All of it is there without a script. START HERE in page/.
 *
 * Words and tables are written out here; drawings come ready-made (drawing.ts), one per chart. The style sheet is style.ts and
 * print-style.ts, the script is script.ts; both are allowed by their hash alone (content-policy.ts).
 */

import type { Report } from '../content.ts';
import { dataTo } from '../data-date.ts';
import { arrowLibrary } from './arrow-library.ts';
import { chartHtml } from './chart-html.ts';
import { contentPolicy } from './content-policy.ts';
import { contentsHtml, decisionHtml } from './decision-html.ts';
import type { ChartDrawings } from './drawing.ts';
import { escapeHtml } from './markup.ts';
import { onceOnPaper } from './once-on-paper.ts';
import { PAGE_SCRIPT } from './script.ts';
import {
  allFiguresHtml,
  assumptionsHtml,
  broadTablesHtml,
  reproductionHtml,
  sectionHtml,
  unansweredHtml,
} from './sections-html.ts';
import { pageStyle } from './style.ts';

export interface PageOptions {
  /** Drawings by the chart's id; a chart without one has its table only. */
  readonly drawings: ReadonlyMap<string, ChartDrawings>;
}

/** The whole page. Pure: the same report and drawings give the same bytes. */
export function renderPage(report: Report, { drawings }: PageOptions): string {
  const once = onceOnPaper(report, drawings);
  const sections = report.sections.map((section) =>
    sectionHtml(
      section,
      section.charts.map((chart) => chartHtml(chart, drawings.get(chart.id), once)),
      once,
    ),
  );
  const style = pageStyle(report);
  const hasPicker = report.sections.some(({ tables }) => tables.some(({ picker }) => picker !== undefined));
  const scripts = hasPicker ? [arrowLibrary(), PAGE_SCRIPT] : [PAGE_SCRIPT];
  const title = escapeHtml(`${report.decision.headline} – ${report.title}`);
  return [
    '<!doctype html>',
    '<html lang="en-GB"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentPolicy(scripts, style))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${title}</title>`,
    `<style>${style}</style></head>`,
    `<body><a class="skip" href="#questions">To the questions</a>${decisionHtml(report)}`,
    `<main id="questions">${contentsHtml(report)}`,
    ...sections,
    assumptionsHtml(report),
    unansweredHtml(report),
    broadTablesHtml(once),
    allFiguresHtml(report),
    reproductionHtml(report),
    '</main>',
    `<footer><p class="small">Report <code>${escapeHtml(report.hash)}</code>, ${escapeHtml(dataTo(report.origin.dataDate))}. Made by Firebreak from the result files alone.</p></footer>`,
    `${scripts.map((script) => `<script>${script}</script>`).join('\n')}</body></html>`,
    '',
  ].join('\n');
}
