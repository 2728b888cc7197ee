/** The report of a folder as a page in memory: nothing is written into the folder. Built when it is asked for, kept until the folder changes. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { buildReport } from '../report/build-report.ts';
import { drawCharts } from '../report/page/draw-charts.ts';
import { renderPage } from '../report/page/render-page.ts';
import { findTables } from '../results/find-tables.ts';
import { MANIFEST_FILE } from '../results/manifest.ts';

export interface ReportPage {
  readonly html: string;
  /** The page's own policy, which allows its one script and style sheet by their hash. */
  readonly policy: string;
}

/** Pages kept; the eldest goes. */
const KEPT_MAX = 8;

/** Opens a place that builds pages and keeps the last few. @param root  real path of the folder shown: nothing is read outside of it */
export function openReports(root: string): (folder: string, joined?: readonly string[]) => Promise<ReportPage> {
  const kept = new Map<string, Promise<ReportPage>>();
  return (folder, joined = []) => {
    const folders = [folder, ...joined];
    const key = JSON.stringify(folders.map((one) => [one, stampOf(one)]));
    const page = kept.get(key) ?? makePage(folder, joined, root);
    kept.delete(key);
    kept.set(key, page);
    page.catch(() => kept.delete(key));
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
    return page;
  };
}

/**
 * Builds a page, as `firebreak report` does.
 *
 * @throws {ResultsError} when a folder is damaged; every file is held against its hash
 * @throws {ReportError} when the folders do not go together
 */
async function makePage(folder: string, joined: readonly string[], root: string): Promise<ReportPage> {
  for (const one of [folder, ...joined]) await findTables(one);
  const report = await buildReport(folder, joined, root);
  const html = renderPage(report, { drawings: await drawCharts(report) });
  return { html, policy: policyOf(html) };
}

/** What the page says of itself in its head; as a header it holds before the first byte is read. */
function policyOf(html: string): string {
  const found = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(html)?.[1];
  if (found === undefined) throw new Error('the page of a report has no policy');
  return found.replaceAll('&#39;', "'");
}

function stampOf(folder: string): string {
  const found = statSync(join(folder, MANIFEST_FILE), { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}
