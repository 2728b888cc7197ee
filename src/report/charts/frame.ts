/**
 * The frame of a chart: size, margins, layers. Nothing is measured when it is drawn (`autosize: none`), so that a chart has the same
 * size and places in Node and in the browser; margins are reckoned from the widths of letters below.
 */

import type { TopLevelSpec } from 'vega-lite';
import { CHART_WIDTH } from './chart-input.ts';

export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Least size of text, px: 24 px and more in a picture 1,380 px wide. */
export const TEXT_PX = 13;

/** A chart of layers over one plot. `height` and `width` are those of the whole chart, px. */
export function layered(
  height: number,
  margins: Margins,
  layers: readonly Layer[],
  width: number = CHART_WIDTH,
): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    autosize: 'none',
    width: width - margins.left - margins.right,
    height: height - margins.top - margins.bottom,
    padding: { ...margins },
    layer: [...layers],
  };
}

const NARROW = new Set([..."iIjl.,:;|!'()[] ·ftr1/"]);
const WIDE = new Set([...'mwMW%@—']);

/** Width of a text, px, rather more than less: letters of DejaVu Sans, the widest of the fonts used. */
export function textWidth(text: string, sizePx: number = TEXT_PX): number {
  let width = 0;
  for (const letter of text) width += NARROW.has(letter) ? 0.42 : WIDE.has(letter) ? 0.95 : 0.63;
  return width * sizePx;
}

/** The text, cut with an ellipsis so that it is at most this wide; the whole of it stands in the table. */
export function fitText(text: string, widthPx: number, sizePx: number = TEXT_PX): string {
  if (textWidth(text, sizePx) <= widthPx) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, sizePx) > widthPx) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Lines of at most this width, broken at spaces. */
export function wrapText(text: string, widthPx: number, sizePx: number = TEXT_PX): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, sizePx) > widthPx) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Vega expression for the labels of an axis in USD: `500,000`, `3 M`, `1.2 bn`; the axis title says USD. */
export const USD_LABEL =
  "abs(datum.value) >= 1e9 ? format(datum.value / 1e9, ',~g') + ' bn' : abs(datum.value) >= 1e6 ? format(datum.value / 1e6, ',~g') + ' M' : format(datum.value, ',~g')";
