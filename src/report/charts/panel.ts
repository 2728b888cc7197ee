/** A plot among others in one drawing: its place in px, its scales, and axes drawn as rules and texts. */

import type { Layer } from './frame.ts';
import type { marksOn } from './marks.ts';

export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Of the vertical axis. */
  readonly domain: readonly [number, number];
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
}

/** A panel with linear scales. `x` and `y` are their domains; y grows upwards. */
export function panelOf(place: {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}): Panel {
  const { left, top, width, height, x, y } = place;
  return {
    left,
    top,
    width,
    height,
    domain: y,
    toX: (value) => left + ((value - x[0]) / (x[1] - x[0])) * width,
    toY: (value) => top + (1 - (value - y[0]) / (y[1] - y[0])) * height,
  };
}

interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Horizontal grid lines with their labels at the left, labels with small ticks underneath. */
export function panelAxes(
  marks: ReturnType<typeof marksOn>,
  { left, top, width, height, toX, toY }: Panel,
  ticks: { readonly x: readonly Tick[]; readonly y: readonly Tick[] },
): Layer[] {
  const bottom = top + height;
  return [
    marks.rules(
      ticks.y.map(({ value }) => ({ x: left, x2: left + width, y: toY(value) })),
      ['gridline'],
    ),
    marks.texts(
      ticks.y.filter(({ text }) => text !== '').map(({ value, text }) => ({ x: left - 8, y: toY(value), text })),
      ['secondary'],
      { align: 'right' },
    ),
    marks.rules(
      ticks.x.map(({ value }) => ({ x: toX(value), y: bottom, y2: bottom + 5 })),
      ['leader'],
    ),
    marks.texts(
      ticks.x.map(({ value, text }) => ({ x: toX(value), y: bottom + 16, text })),
      ['secondary'],
      { align: 'center' },
    ),
  ];
}
