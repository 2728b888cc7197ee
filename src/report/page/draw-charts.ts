/** Draws every chart of a report for the page: each form once, in colours that the style sheet sets. */

import { renderForPage } from '../charts/render.ts';
import type { Report } from '../content.ts';
import type { ChartDrawings } from './drawing.ts';

/** Drawings by the chart's id. Charts are drawn one after the other: the renderer numbers its parts over the process. */
export async function drawCharts(report: Report): Promise<Map<string, ChartDrawings>> {
  const drawings = new Map<string, ChartDrawings>();
  for (const chart of report.sections.flatMap((section) => section.charts)) {
    const wide = await renderForPage(chart);
    const narrow = chart.narrow ? await renderForPage({ ...chart, ...chart.narrow }) : undefined;
    drawings.set(chart.id, narrow ? { wide, narrow } : { wide });
  }
  return drawings;
}
