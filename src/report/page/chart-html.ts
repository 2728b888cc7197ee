/** A chart on the page: title, drawing, the line that reads values out, and the table that says the same. */
import type { ReportChart } from '../content.ts';
import { type ChartDrawings, type Drawing, embedSvg, type HorizontalScale, type Reading } from './drawing.ts';
import { escapeHtml, idFrom, jsonForScript } from './markup.ts';
import { tableHtml } from './table-html.ts';
import { type ColourPairs, mergeThemes } from './theme-merge.ts';

/** What the script knows of a chart. */
interface ChartData {
  readonly readings: readonly Reading[];
  readonly scale: HorizontalScale | null;
}

/**
 * Figure of a chart.
 *
 * @param pairs  colours of the page; those of this chart are added
 */
export function chartHtml(chart: ReportChart, drawings: ChartDrawings | undefined, pairs: ColourPairs): string {
  const id = `chart-${idFrom(chart.id)}`;
  const drawn = drawings ? drawingsHtml(drawings, id, chart, pairs) : '';
  const data = drawings ? dataHtml(drawings, id) : '';
  const subtitle = chart.subtitle ? `<p class="small">${escapeHtml(chart.subtitle)}</p>` : '';
  return (
    `<figure class="chart" id="${id}" data-chart="${idFrom(chart.id)}"><figcaption><h3>${escapeHtml(chart.title)}</h3>${subtitle}</figcaption>` +
    `${drawn}<p class="reading small" hidden></p>` +
    `<details class="data"><summary>The numbers of this chart</summary>${tableHtml(chart.table, `${id}-table`)}</details>${data}</figure>`
  );
}

function drawingsHtml(drawings: ChartDrawings, id: string, chart: ReportChart, pairs: ColourPairs): string {
  if (!drawings.narrow) return boxHtml(drawings.wide, `${id}-w`, 'drawing only', chart, pairs);
  return (
    boxHtml(drawings.wide, `${id}-w`, 'drawing wide', chart, pairs) +
    boxHtml(drawings.narrow, `${id}-n`, 'drawing narrow', chart, pairs)
  );
}

function boxHtml(drawing: Drawing, prefix: string, kind: string, chart: ReportChart, pairs: ColourPairs): string {
  const light = embedSvg(drawing.light, prefix);
  const dark = embedSvg(drawing.dark, prefix);
  const merged = mergeThemes(light, dark, pairs);
  // Two drawings where the themes differ in more than colours: ids of the second must differ from those of the first.
  const svg =
    merged ??
    `<div class="in-light">${light}</div><div class="in-dark">${embedSvg(drawing.dark, `${prefix}-dark`)}</div>`;
  const label = escapeHtml(`Chart: ${chart.title}`);
  return `<div class="${kind}" role="group" tabindex="0" aria-label="${label}">${describe(svg, chart)}</div>`;
}

/** Alternative text, where the renderer has put none in. */
function describe(svg: string, chart: ReportChart): string {
  if (svg.includes('<title')) return svg;
  return svg.replace('<svg', `<svg role="img" aria-label="${escapeHtml(chart.alt)}"`);
}

function dataHtml(drawings: ChartDrawings, id: string): string {
  const of = (drawing: Drawing | undefined): ChartData | null =>
    drawing ? { readings: drawing.readings, scale: drawing.scale } : null;
  const data = { wide: of(drawings.wide), narrow: of(drawings.narrow) };
  if (drawings.wide.readings.length === 0 && !drawings.wide.scale) return '';
  return `<script type="application/json" id="${id}-data">${jsonForScript(data)}</script>`;
}
