/**
 * Draws every chart of a report for the page: light, dark, and what can be read off it. The readings are taken from the scene that is
 * drawn, so that they stand exactly where the marks are, and the page needs no chart library to find them.
 */

import type { Spec, View } from 'vega';
import { renderSvg } from '../charts/render.ts';
import { themedSpec } from '../charts/theme.ts';
import type { Report, ReportChart } from '../content.ts';
import type { ChartDrawings, HorizontalScale, Reading } from './drawing.ts';

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

/** Drawings by the chart's id. Charts are drawn one after the other: the renderer numbers its parts over the process. */
export async function drawCharts(report: Report): Promise<Map<string, ChartDrawings>> {
  const drawings = new Map<string, ChartDrawings>();
  for (const chart of report.sections.flatMap((section) => section.charts)) {
    const light = await renderSvg(chart, { theme: 'light' });
    const dark = await renderSvg(chart, { theme: 'dark' });
    drawings.set(chart.id, { wide: { light, dark, ...(await readChart(chart)) } });
  }
  return drawings;
}

/** Readings and horizontal scale of a chart, in units of its view box. */
export async function readChart(
  chart: ReportChart,
): Promise<{ readonly readings: readonly Reading[]; readonly scale: HorizontalScale | null }> {
  const vega = await import('vega');
  const { compile } = await import('vega-lite');
  const themed = themedSpec(chart, 'light');
  // The descriptions that Vega-Lite writes for screen readers: `Loss, USD: 3,400,000; Days in 10,000: 12`.
  const { spec } = compile({ ...themed, config: { ...themed.config, aria: true } }, { logger: vega.logger(vega.None) });
  const view = new vega.View(vega.parse(spec as Spec), { renderer: 'none', logger: vega.logger(vega.None) });
  try {
    await view.runAsync();
    const [left, top] = offsetOf(view);
    const found: Reading[] = [];
    collect((view.scenegraph() as unknown as { readonly root: SceneMark }).root, left, top, found);
    return { readings: thin(inOrder(found)), scale: scaleOf(view, left) };
  } finally {
    view.finalize();
  }
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
 * The chart's own words for a mark: the field `reading` of its row, or its tooltip; else those made from the titles of its fields. Bare
 * coordinates (`x: 3; y: 0.5`) are no words: such a mark is not read.
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

function scaleOf(view: View, left: number): HorizontalScale | null {
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
  return { type, domain: [from!, to!], range: [round(left + start!), round(left + end!)] };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
