/**
 * A report as files: the page, the post, and every chart as SVG and PNG. All are written beside their places first and moved there
 * when the last of them is whole, so that a failure leaves no page without its pictures.
 */

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../results/results-error.ts';
import { PictureError, renderPng, renderSvg } from './charts/render.ts';
import type { Report, ReportChart } from './content.ts';
import { CHART_FOLDER, chartFileName } from './markdown/chart-file.ts';
import { type MarkdownOptions, renderMarkdown } from './markdown/render-markdown.ts';
import { drawCharts } from './page/draw-charts.ts';
import { renderPage } from './page/render-page.ts';

export const PAGE_FILE = 'report.html';
export const POST_FILE = 'report.md';
/** Files in the making, inside the folder of the report. */
const PARTIAL = '.partial';

/** One file of a report: its path inside the folder, with forward slashes. */
export interface ReportFile {
  readonly file: string;
  readonly bytes: number;
}

export interface WrittenReport {
  readonly out: string;
  readonly files: readonly ReportFile[];
  /** Length of the post, characters. */
  readonly postCharacters: number;
  /** Why there are no PNG files; null where there are. */
  readonly noPictures: string | null;
  /** Pictures in the folder that belong to another report; they are left alone. */
  readonly foreign: readonly string[];
}

/**
 * Draws and writes a report. Files of the same names are replaced. The same report gives the same bytes.
 *
 * @param out  folder, made where it is missing
 * @throws {ResultsError} when the disk refuses; no file of the report is new then
 */
export async function writeReport(report: Report, out: string, options: MarkdownOptions): Promise<WrittenReport> {
  const post = renderMarkdown(report, options);
  const page = renderPage(report, { drawings: await drawCharts(report) });
  const { pictures, noPictures } = await drawFiles(report);
  const contents = new Map<string, string | Uint8Array>([[PAGE_FILE, page], [POST_FILE, post], ...pictures]);
  const files = writeWhole(out, contents);
  return { out, files, postCharacters: post.length, noPictures, foreign: findForeign(out, contents) };
}

/**
 * Every chart as SVG with its heading, and as PNG where the picture library is there. Of charts that are forms of the same thing, the first
 * is the picture for a post.
 */
async function drawFiles(report: Report) {
  const pictures: [string, string | Uint8Array][] = [];
  let noPictures: string | null = null;
  for (const { chart, isFirst } of report.sections.flatMap(({ charts }) => charts.map(asForm))) {
    const place = (extension: 'png' | 'svg') => `${CHART_FOLDER}/${chartFileName(report.hash, chart, extension)}`;
    pictures.push([place('svg'), await renderSvg(chart, { theme: 'light', heading: true })]);
    if (!isFirst) continue;
    const png = await drawPng(chart);
    if (typeof png === 'string') noPictures = png;
    else pictures.push([place('png'), png]);
  }
  return { pictures, noPictures };
}

/** A chart, and whether it is the first of its switch, or alone. */
function asForm(chart: ReportChart, at: number, charts: readonly ReportChart[]) {
  return { chart, isFirst: chart.choice === undefined || charts[at - 1]?.choice?.of !== chart.choice.of };
}

/** The picture, or why there is none. */
async function drawPng(chart: ReportChart): Promise<Uint8Array | string> {
  try {
    return await renderPng(chart);
  } catch (error) {
    if (error instanceof PictureError) return error.message;
    throw error;
  }
}

function writeWhole(out: string, contents: ReadonlyMap<string, string | Uint8Array>): ReportFile[] {
  const partial = join(out, PARTIAL);
  try {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(join(partial, CHART_FOLDER), { recursive: true });
    for (const [file, content] of contents) writeFileSync(join(partial, file), content);
    mkdirSync(join(out, CHART_FOLDER), { recursive: true });
    for (const file of contents.keys()) renameSync(join(partial, file), join(out, file));
  } catch (cause) {
    throw fileError('write', out, cause);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return [...contents].map(([file, content]) => ({ file, bytes: Buffer.byteLength(content) }));
}

function findForeign(out: string, contents: ReadonlyMap<string, unknown>): string[] {
  const folder = join(out, CHART_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => `${CHART_FOLDER}/${name}`)
    .filter((file) => !contents.has(file))
    .sort();
}
