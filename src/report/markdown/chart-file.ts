/** Where the charts of a report stand as files: one name for the post, the page's folder and the command. */

import type { ReportChart } from '../content.ts';

/** Folder of the charts inside the folder of the report. */
export const CHART_FOLDER = 'charts';

/**
 * Name of a chart's file: with the hash of the report, so that a forum that keeps a copy of an older one is noticed.
 *
 * An identifier is never a path: other characters than letters, digits and hyphens become hyphens.
 */
export function chartFileName(hash: string, chart: Pick<ReportChart, 'id'>, extension: 'png' | 'svg'): string {
  const safe = (text: string) => text.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 80);
  return `${safe(chart.id)}-${safe(hash)}.${extension}`;
}
