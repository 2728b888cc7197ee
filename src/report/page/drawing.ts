/**
 * A rendered chart as it stands in the page: what a drawing may bring along is cut off (style attributes, which the page's policy would
 * refuse, and fixed names that would clash), and it scales by its view box.
 */

import type { ReadMarks } from '../charts/read-marks.ts';

/** A chart, rendered: its marks with what they say. */
export interface Drawing extends ReadMarks {
  /** SVG; colours are variables of the style sheet. */
  readonly svg: string;
}

/** All drawings of a chart. */
export interface ChartDrawings {
  readonly wide: Drawing;
  /** For a telephone; without it the wide one scrolls in its own box. */
  readonly narrow?: Drawing;
}

/**
 * Prepares an SVG for the page.
 *
 * @param prefix  put before every id, so that two charts share none
 */
export function embedSvg(svg: string, prefix: string): string {
  return renumberIds(stripHead(svg), prefix)
    .replace(/\sstyle="[^"]*"/g, '')
    .replace(/\sxmlns(:xlink)?="[^"]*"/g, '')
    .replace(/\saria-(roledescription|label)="[^"]*"/g, '')
    .replace(/\srole="graphics-[a-z]+"/g, '')
    .replace(/\sxlink:href=/g, ' href=');
}

/** Drops the XML declaration and anything before the root. */
function stripHead(svg: string): string {
  const start = svg.indexOf('<svg');
  return start < 0 ? '' : svg.slice(start).trim();
}

/** Ids become numbers in their order, after the prefix: renderers count theirs on from chart to chart. */
function renumberIds(svg: string, prefix: string): string {
  const numbers = new Map<string, string>();
  for (const [, id] of svg.matchAll(/\sid="([^"]*)"/g)) {
    if (!numbers.has(id!)) numbers.set(id!, `${prefix}-${numbers.size}`);
  }
  const renamed = (id: string) => numbers.get(id) ?? `${prefix}-${id}`;
  return svg
    .replace(/\sid="([^"]*)"/g, (_, id: string) => ` id="${renamed(id)}"`)
    .replace(/url\((['"]?|&quot;)#([^)'"&]+)\1\)/g, (_, _quote: string, id: string) => `url(#${renamed(id)})`)
    .replace(/\s(xlink:href|href)="#([^"]*)"/g, (_, name: string, id: string) => ` ${name}="#${renamed(id)}"`)
    .replace(/\saria-(labelledby|describedby)="([^"]*)"/g, (_, name: string, ids: string) => {
      return ` aria-${name}="${ids.split(/\s+/).map(renamed).join(' ')}"`;
    });
}
