/** The SVG of a chart as a document: accessible name and description, ids of its own, heading where it stands alone. */

import type { ReportChart } from '../content.ts';
import { wrapText } from './frame.ts';
import type { Palette } from './palette.ts';

/** Drops what no XML document may hold, such as U+0000 and half surrogates: a reader would refuse the whole file. */
function dropForbidden(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

/** Text for the inside of an element or of a double-quoted attribute. */
export function escapeXml(text: string): string {
  return dropForbidden(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A part of an id: letters, digits, hyphens. */
export function idPart(text: string): string {
  return text.replace(/[^A-Za-z0-9-]+/g, '-');
}

/** Prefixes ids and the references to them; only inside tags, so that no label changes. */
function prefixIds(svg: string, prefix: string): string {
  return svg.replace(/<[^>]*>/g, (tag) =>
    tag
      .replace(/\bid="/g, `id="${prefix}-`)
      .replace(/url\(#/g, `url(#${prefix}-`)
      .replace(/href="#/g, `href="#${prefix}-`),
  );
}

/** Bold letters are wider by this than those that widths are reckoned by (frame.ts). */
const TITLE = { size: 18, line: 24, widening: 1.14 };
const SUBTITLE = { size: 13, line: 18, widening: 1 };

/** Title and subtitle as lines of SVG text; height 0 where there is nothing to say. */
function heading(chart: ReportChart, colours: Palette): { readonly svg: string; readonly height: number } {
  const left = 16;
  let y = 10;
  const lines: string[] = [];
  const put = (text: string, style: typeof TITLE, weight: string, fill: string): void => {
    for (const line of wrapText(text, (chart.width - 2 * left) / style.widening, style.size)) {
      y += style.line;
      lines.push(
        `<text x="${left}" y="${y - 6}" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="${style.size}px" font-weight="${weight}" fill="${fill}">${escapeXml(line)}</text>`,
      );
    }
  };
  put(chart.title, TITLE, 'bold', colours.text);
  if (chart.subtitle) put(chart.subtitle, SUBTITLE, 'normal', colours.secondary);
  return { svg: lines.join(''), height: y + 6 };
}

/**
 * Makes a document of what Vega drew.
 *
 * @param drawn  SVG string of Vega for this chart
 * @param options.prefix  of all ids
 * @param options.heading  whether title and subtitle are drawn above the chart
 * @returns SVG with `role="img"`, `<title>`, `<desc>` and its size in `viewBox`
 */
export function svgDocument(
  chart: ReportChart,
  drawn: string,
  options: { readonly prefix: string; readonly heading: boolean; readonly colours: Palette },
): { readonly svg: string; readonly width: number; readonly height: number } {
  const prefix = idPart(options.prefix);
  const inside = drawn.slice(drawn.indexOf('>') + 1, drawn.lastIndexOf('</svg>'));
  const top = options.heading ? heading(chart, options.colours) : { svg: '', height: 0 };
  const width = chart.width;
  const height = chart.height + top.height;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" aria-labelledby="${prefix}-title ${prefix}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="${prefix}-title">${escapeXml(chart.title)}</title>`,
    `<desc id="${prefix}-desc">${escapeXml(chart.alt)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${options.colours.background}"/>`,
    top.svg,
    `<g transform="translate(0,${top.height})">${prefixIds(dropForbidden(inside), prefix)}</g>`,
    '</svg>',
  ].join('');
  return { svg, width, height };
}
