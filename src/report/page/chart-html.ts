/** A chart on the page: title, drawing, the line that reads values out, and the table that says the same. */
import type { HorizontalScale } from '../charts/read-marks.ts';
import type { ReportChart } from '../content.ts';
import { type ChartDrawings, type Drawing, embedSvg } from './drawing.ts';
import { escapeHtml, idFrom, jsonForScript } from './markup.ts';
import type { OnceOnPaper } from './once-on-paper.ts';
import { paperOf } from './sections-html.ts';
import { tableHtml } from './table-html.ts';

/** What the script knows of a drawing; a reading names its text by number, since the two drawings of a chart share most. */
interface DrawingData {
  readonly readings: readonly (readonly [x: number, y: number, text: number])[];
  readonly scale: HorizontalScale | null;
}

/** Height from which the narrow form of a chart is high, px. */
const TALL_PX = 480;

/** Figure of a chart of a section. `once`: what is left out on paper. */
export function chartHtml(chart: ReportChart, drawings: ChartDrawings | undefined, once: OnceOnPaper): string {
  const id = `chart-${idFrom(chart.id)}`;
  const drawn = drawings ? drawingsHtml(drawings, id, chart) : '';
  const data = drawings ? dataHtml(drawings, id) : '';
  const drawnIn = drawings === undefined ? undefined : once.charts.get(chart);
  const elsewhere = drawnIn === undefined ? '' : `<p class="paper small">${escapeHtml(`Drawn above: ${drawnIn}`)}</p>`;
  const subtitle = chart.subtitle ? `<p class="small">${escapeHtml(chart.subtitle)}</p>` : '';
  return (
    `<figure class="${classesOf(chart, drawings, once)}" id="${id}" data-chart="${idFrom(chart.id)}"><figcaption${once.titles.has(chart) ? ' class="same"' : ''}><h3>${escapeHtml(chart.title)}</h3>${subtitle}</figcaption>` +
    `${drawn}<p class="reading small" hidden></p>` +
    `<details class="data"><summary>The numbers of this chart</summary>${tableHtml(chart.table, `${id}-table`, { ...paperOf(chart.table, once), isTold: false })}</details>${data}</figure>${elsewhere}`
  );
}

/** On paper a chart without a narrow form goes over the whole width; what says nothing new is left out, a table or the whole chart. */
function classesOf(chart: ReportChart, drawings: ChartDrawings | undefined, { tables, charts }: OnceOnPaper): string {
  const isWide = drawings?.narrow === undefined;
  const isTold = drawings !== undefined && tables.has(chart.table);
  const isDrawn = drawings !== undefined && charts.has(chart);
  return `chart${isWide ? ' wide-only' : ''}${isTold ? ' numbers-told' : ''}${isDrawn ? ' drawn' : ''}${chart.isInTable ? ' in-table' : ''}`;
}

function drawingsHtml({ wide, narrow }: ChartDrawings, id: string, chart: ReportChart): string {
  if (!narrow) return boxHtml(wide, `${id}-w`, 'drawing only', chart);
  return boxHtml(wide, `${id}-w`, 'drawing wide', chart) + boxHtml(narrow, `${id}-n`, 'drawing narrow', chart);
}

function boxHtml({ svg }: Drawing, prefix: string, name: string, chart: ReportChart): string {
  // Paper gives a high drawing less width.
  const kind = (chart.narrow?.height ?? 0) > TALL_PX ? `${name} tall` : name;
  const label = escapeHtml(`Chart: ${chart.title}`);
  return `<div class="${kind}" role="group" tabindex="0" aria-label="${label}">${describe(embedSvg(svg, prefix), chart)}</div>`;
}

/** Alternative text, where the renderer has put none in. */
function describe(svg: string, chart: ReportChart): string {
  if (svg.includes('<title')) return svg;
  return svg.replace('<svg', `<svg role="img" aria-label="${escapeHtml(chart.alt)}"`);
}

function dataHtml({ wide, narrow }: ChartDrawings, id: string): string {
  if (wide.readings.length === 0 && !wide.scale) return '';
  const texts = new Map<string, number>();
  const numberOf = (text: string): number => {
    if (!texts.has(text)) texts.set(text, texts.size);
    return texts.get(text)!;
  };
  const of = ({ readings, scale }: Drawing): DrawingData => ({
    readings: readings.map(([x, y, text]) => [x, y, numberOf(text)]),
    scale,
  });
  const data = { wide: of(wide), narrow: narrow ? of(narrow) : null, texts: [...texts.keys()] };
  return `<script type="application/json" id="${id}-data">${jsonForScript(data)}</script>`;
}
