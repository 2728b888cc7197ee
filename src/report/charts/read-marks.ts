/**
 * What the pointer or the arrow keys read off a chart. It is taken from the scene that is drawn, so that readings stand exactly where
 * the marks are, and a page needs no chart library to find them.
 */

import type { View } from 'vega';

/** A mark: its place in units of the view box, and its numbers in words. */
export type Reading = readonly [x: number, y: number, text: string];

/** Where values stand horizontally, in units of the view box. */
export interface HorizontalScale {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  /** Upper and lower edge of the plot. */
  readonly plot: readonly [number, number];
}

/** Most readings of a chart: beyond, every second, third … is kept. */
const READINGS_MAX = 400;

/** Marks that carry values; areas repeat what their lines say, texts say it themselves. */
const READ_MARKS = new Set(['symbol', 'line', 'trail', 'rect', 'arc']);

/** What is read of Vega's scene: marks, whose items are again groups of marks or carry words. */
interface SceneMark {
  readonly marktype: string;
  readonly role?: string;
  readonly items: readonly SceneItem[];
}

interface SceneItem {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly tooltip?: unknown;
  readonly description?: unknown;
  readonly datum?: { readonly reading?: unknown };
  readonly items?: readonly SceneMark[];
}

/** What can be read off a chart, in units of its view box. */
export interface ReadMarks {
  /** Left to right. */
  readonly readings: readonly Reading[];
  /** Horizontal scale, where it is a continuous one. */
  readonly scale: HorizontalScale | null;
}

/** Reads the scene of a view that has run. */
export function readMarks(view: View): ReadMarks {
  const [left, top] = offsetOf(view);
  const found: Reading[] = [];
  collect((view.scenegraph() as unknown as { readonly root: SceneMark }).root, left, top, found);
  return { readings: thin(inOrder(found)), scale: scaleOf(view, left, top) };
}

function offsetOf(view: View): [left: number, top: number] {
  const padding = view.padding() as number | { readonly left?: number; readonly top?: number };
  const [x, y] = (view as unknown as { readonly _origin: readonly [number, number] })._origin;
  return typeof padding === 'number' ? [x + padding, y + padding] : [x + (padding.left ?? 0), y + (padding.top ?? 0)];
}

function collect({ marktype, role, items }: SceneMark, left: number, top: number, found: Reading[]): void {
  if (role !== undefined && /^(axis|legend|title)/.test(role)) return;
  for (const item of items) {
    const x = left + (item.x ?? 0);
    const y = top + (item.y ?? 0);
    if (marktype === 'group') {
      for (const inner of item.items ?? []) collect(inner, x, y, found);
    } else if (READ_MARKS.has(marktype) && role === 'mark') {
      const text = textOf(item);
      if (text) found.push([round(x + (item.width ?? 0) / 2), round(y + (item.height ?? 0) / 2), text]);
    }
  }
}

/**
 * The chart's own words for a mark: the field `reading` of its row (an empty one is not read), or its tooltip; else those made from the
 * titles of its fields. Bare coordinates (`x: 3; y: 0.5`) are no words: such a mark is not read.
 */
function textOf({ datum, tooltip, description }: SceneItem): string {
  if (typeof datum?.reading === 'string') return datum.reading;
  if (typeof tooltip === 'string' && tooltip !== '') return tooltip;
  return typeof description === 'string' && !BARE.test(description)
    ? description.replace(/(: )(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?=;|$)/g, shorten)
    : '';
}

/** A description of coordinates without titles. */
const BARE = /^[xy]2?: /;

/** A bare number after its name, to three significant digits, with thousands separated. */
function shorten(_: string, colon: string, number: string): string {
  const short = Number(Number(number).toPrecision(3));
  return `${colon}${short.toLocaleString('en-US', { maximumFractionDigits: 6 }).replace('-', '\u2212')}`;
}

/** From left to right, from top to bottom; one of those that stand at the same place. */
function inOrder(readings: readonly Reading[]): Reading[] {
  const seen = new Set<string>();
  const first = readings.filter(([x, y]) => {
    const place = `${x} ${y}`;
    return !seen.has(place) && seen.add(place).has(place);
  });
  return first.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function thin(readings: readonly Reading[]): Reading[] {
  const step = Math.ceil(readings.length / READINGS_MAX);
  return readings.filter((_, index) => step <= 1 || index % step === 0);
}

function scaleOf(view: View, left: number, top: number): HorizontalScale | null {
  let scale: { readonly type?: string; domain(): unknown[]; range(): unknown[] };
  try {
    scale = view.scale('x');
  } catch {
    return null;
  }
  const { type } = scale;
  if (type !== 'linear' && type !== 'log') return null;
  const [from, to] = scale.domain().map(Number);
  const [start, end] = scale.range().map(Number);
  return {
    type,
    domain: [from!, to!],
    range: [round(left + start!), round(left + end!)],
    plot: [top, round(top + Number(view.signal('height')))],
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
