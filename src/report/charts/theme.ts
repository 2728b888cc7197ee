/**
 * Themes: colours and type laid over a chart's specification as its `config`. A specification names roles only (`style: 'current'`,
 * `style: ['label', 'strong']`), so that one chart is drawn light, dark or for print; print is the light one.
 */

import type { Config, TopLevelSpec } from 'vega-lite';
import type { ReportChart } from '../content.ts';
import { TEXT_PX } from './frame.ts';
import { DARK, LIGHT, type Palette, VARIABLES } from './palette.ts';

/** `page` has variables of a style sheet for colours (palette.ts). */
export type ThemeName = 'light' | 'dark' | 'print' | 'page';

/** Families of a page; a picture takes the one that the machine has. */
const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", "Liberation Sans", Arial, sans-serif';

/** Opacity of the bands of 50 % and of 90 or 95 %. */
export const BAND_OPACITY = { inner: 0.32, outer: 0.16 } as const;

export function paletteOf(theme: ThemeName): Palette {
  if (theme === 'page') return VARIABLES;
  return theme === 'dark' ? DARK : LIGHT;
}

/** The chart's specification in the colours and type of a theme: data still, to be compiled by Vega-Lite. */
export function themedSpec(chart: ReportChart, theme: ThemeName): TopLevelSpec {
  return { ...chart.spec, background: paletteOf(theme).background, config: themeConfig(theme) };
}

/** Vega-Lite configuration of a theme. */
export function themeConfig(theme: ThemeName): Config {
  const colours = paletteOf(theme);
  return {
    aria: false,
    background: colours.background,
    font: SANS,
    view: { stroke: null },
    axis: {
      labelFontSize: TEXT_PX,
      titleFontSize: TEXT_PX,
      labelColor: colours.secondary,
      titleColor: colours.secondary,
      titleFontWeight: 'normal',
      labelFontWeight: 'normal',
      domainColor: colours.axis,
      tickColor: colours.axis,
      gridColor: colours.grid,
      gridWidth: 1,
      grid: false,
      domain: false,
      ticks: false,
      labelPadding: 6,
      titlePadding: 10,
      labelLimit: 0,
      labelFlush: false,
    },
    text: { fontSize: TEXT_PX, color: colours.text, fill: colours.text, baseline: 'middle' },
    line: { strokeWidth: 2, strokeCap: 'butt', strokeJoin: 'round' },
    rule: { color: colours.axis, stroke: colours.axis, strokeWidth: 1 },
    point: { size: 49, filled: true, opacity: 1 },
    area: { line: false, opacity: 1 },
    bar: { opacity: 1 },
    style: { ...seriesStyles(colours), ...payerStyles(colours), ...stepStyles(colours), ...furnitureStyles(colours) },
  } as Config;
}

type Styles = NonNullable<Config['style']>;

/** Policies and the twin, each with its second cue. */
function seriesStyles(colours: Palette): Styles {
  return {
    current: { color: colours.current, shape: 'circle' },
    'current-line': { stroke: colours.current, color: colours.current },
    'current-hollow': {
      fill: colours.background,
      color: colours.background,
      stroke: colours.current,
      strokeWidth: 1.5,
      shape: 'circle',
    },
    'proposed-line': { stroke: colours.proposed, color: colours.proposed },
    proposed: { color: colours.proposed, shape: 'diamond' },
    third: { color: colours.third, shape: 'square' },
    fourth: { color: colours.fourth, shape: 'triangle-up' },
    twin: { color: colours.twin, shape: 'circle' },
  };
}

function payerStyles(colours: Palette): Styles {
  const names = ['margin', 'fund', 'vault', 'adl', 'socialised', 'unpaid'] as const;
  return Object.fromEntries(
    names.map((name, at) => [`payer-${name}`, { color: colours.payers[at]!, stroke: colours.axis, strokeWidth: 1 }]),
  );
}

/** Cells of a heat map, set apart by a rim in the colour of the ground. */
function stepStyles(colours: Palette): Styles {
  return Object.fromEntries(
    colours.sequential.map((color, k) => [`step-${k + 1}`, { color, stroke: colours.background, strokeWidth: 2 }]),
  );
}

/** Everything that is not a series: texts, rules, rings, halos. */
function furnitureStyles(colours: Palette): Styles {
  return {
    secondary: { fill: colours.secondary, color: colours.secondary },
    strong: { fontWeight: 600 },
    halo: { stroke: colours.background, fill: colours.background, strokeWidth: 5, strokeJoin: 'round' },
    'on-first-steps': { fill: colours.onFirstSteps, color: colours.onFirstSteps },
    'on-last-steps': { fill: colours.onLastSteps, color: colours.onLastSteps },
    reference: { color: colours.text, stroke: colours.text, strokeWidth: 1, strokeDash: [4, 3] },
    zero: { color: colours.text, stroke: colours.text, strokeWidth: 1 },
    gridline: { color: colours.grid, stroke: colours.grid, strokeWidth: 1 },
    leader: { color: colours.axis, stroke: colours.axis, strokeWidth: 1 },
    ground: { fill: colours.surface, color: colours.surface },
    outline: { stroke: colours.axis, strokeWidth: 1, strokeDash: [3, 3], fill: 'transparent' },
    ring: { color: colours.text, strokeWidth: 1.5, fill: 'transparent', shape: 'circle' },
    'strip-less': { color: colours.current, stroke: colours.background, strokeWidth: 1 },
    'strip-same': { color: colours.grid, stroke: colours.axis, strokeWidth: 1 },
    'strip-more': { color: colours.proposed, stroke: colours.background, strokeWidth: 1 },
    total: { fill: colours.secondary, color: colours.secondary },
    missed: { color: colours.proposed, stroke: colours.text, strokeWidth: 1.5, shape: 'diamond' },
    seen: { color: colours.text, fill: colours.text, shape: 'diamond' },
  };
}
