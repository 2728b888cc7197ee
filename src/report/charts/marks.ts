/** Marks of a chart as layers of Vega-Lite: rows of numbers and texts in, a layer out. All styles are roles of the theme. */

import type { Layer } from './frame.ts';

/** A position channel: scale and axis, shared by all layers of a chart. */
export interface Channel {
  readonly scale: object;
  readonly axis: object | null;
}

export interface Place {
  readonly x: number;
  readonly y: number;
  /** What the page reads out when the pointer or the arrow keys are on the mark (read-marks.ts). */
  readonly reading?: string;
}
export interface Span extends Place {
  readonly x2?: number;
  readonly y2?: number;
}
export interface Word extends Place {
  readonly text: string | readonly string[];
}

/** Properties of a mark beyond its style: align, dx, dy, size, opacity … */
export type MarkProperties = Readonly<Record<string, unknown>>;

/** A channel in pixels of the plot, from left to right or from top to bottom, without an axis. */
export function pixels(length: number, isVertical = false): Channel {
  return { scale: { domain: isVertical ? [length, 0] : [0, length], nice: false, zero: false }, axis: null };
}

/** Builders of layers on two channels. */
export function marksOn(x: Channel, y: Channel) {
  const channel = (field: string, { scale, axis }: Channel): object => ({
    field,
    type: 'quantitative',
    scale,
    axis,
    title: null,
  });
  const at = { x: channel('x', x), y: channel('y', y) };
  const layer = (values: readonly object[], mark: MarkProperties, encoding: object): Layer =>
    ({ data: { values: [...values] }, mark, encoding }) as unknown as Layer;
  const ends = (values: readonly Span[]): object => ({
    ...at,
    ...(values.some((value) => value.x2 !== undefined) ? { x2: { field: 'x2' } } : {}),
    ...(values.some((value) => value.y2 !== undefined) ? { y2: { field: 'y2' } } : {}),
  });
  const texts = (values: readonly Word[], style: readonly string[] = [], more: MarkProperties = {}): Layer =>
    layer(values, { type: 'text', align: 'left', ...more, style: [...style] }, { ...at, text: { field: 'text' } });
  return {
    points: (values: readonly Place[], style: readonly string[], more: MarkProperties = {}): Layer =>
      layer(values, { type: 'point', ...more, style: [...style] }, at),
    /** Straight pieces from (x, y) to (x2, y2); an end that is left out is that of the start. */
    rules: (values: readonly Span[], style: readonly string[], more: MarkProperties = {}): Layer =>
      layer(values, { type: 'rule', ...more, style: [...style] }, ends(values)),
    bars: (values: readonly Span[], style: readonly string[], more: MarkProperties = {}): Layer =>
      layer(values, { type: 'rect', ...more, style: [...style] }, ends(values)),
    lines: (values: readonly Place[], style: readonly string[], more: MarkProperties = {}): Layer =>
      layer(
        values.map((value, order) => ({ ...value, order })),
        { type: 'line', ...more, style: [...style] },
        { ...at, order: { field: 'order', type: 'quantitative' } },
      ),
    areas: (values: readonly Span[], style: readonly string[], more: MarkProperties = {}): Layer =>
      layer(values, { type: 'area', ...more, style: [...style] }, { ...at, y2: { field: 'y2' } }),
    texts,
    /** Texts with a rim in the colour of the ground, to be read over lines. */
    rimmedTexts: (values: readonly Word[], style: readonly string[] = [], more: MarkProperties = {}): Layer[] => [
      texts(values, ['halo'], more),
      texts(values, style, more),
    ],
  };
}
