/**
 * Draws charts: specification → SVG → PNG. The one place that loads vega, vega-lite and resvg, and only when a chart is drawn.
 * The same chart and theme give the same bytes: nothing is measured with a font of the machine, nothing is fetched.
 */

import type { ReportChart } from '../content.ts';
import { type ReadMarks, readMarks } from './read-marks.ts';
import { svgDocument } from './svg-document.ts';
import { paletteOf, type ThemeName, themedSpec } from './theme.ts';

export interface SvgOptions {
  readonly theme: ThemeName;
  /** Draw title and subtitle above the chart, for a picture that stands alone. */
  readonly heading?: boolean;
  /** In front of the chart's id in all ids of the SVG, where a chart is drawn more than once on a page. */
  readonly idPrefix?: string;
}

/** Width of a PNG and its greatest height, px: what a forum shows sharply at 690 × 500. */
export const PNG_WIDTH = 1380;
export const PNG_HEIGHT_MAX = 1000;

/** A picture cannot be made here; the message says what to do. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** A chart as a complete SVG element with accessible name and description. */
export async function renderSvg(chart: ReportChart, options: SvgOptions): Promise<string> {
  return (await draw(chart, options)).svg;
}

/**
 * A chart for a page, in the colours of its style sheet (theme `page`), with what can be read off it. The descriptions that Vega writes
 * are left in: a mark without a `reading` of its own is read by them.
 */
export async function renderForPage(chart: ReportChart): Promise<{ readonly svg: string } & ReadMarks> {
  const { svg, marks } = await draw(chart, { theme: 'page', isRead: true });
  return { svg, ...marks };
}

/**
 * A chart as PNG with title and subtitle: 1,380 px wide, at most 1,000 high (a higher chart is made smaller), opaque.
 * Throws `PictureError` where the optional package is not installed.
 */
export async function renderPng(chart: ReportChart, theme: ThemeName = 'light'): Promise<Uint8Array> {
  const Resvg = await loadResvg();
  const { svg, width, height } = await draw(chart, { theme, heading: true });
  const scale = Math.min(PNG_WIDTH / width, PNG_HEIGHT_MAX / height);
  const picture = new Resvg(svg, {
    fitTo: { mode: 'width', value: Math.floor(width * scale) },
    background: paletteOf(theme).background,
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  return picture.render().asPng();
}

interface Drawn {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly marks: ReadMarks;
}

async function draw(chart: ReportChart, options: SvgOptions & { readonly isRead?: boolean }): Promise<Drawn> {
  const vega = await import('vega');
  const { compile } = await import('vega-lite');
  const isRead = options.isRead ?? false;
  const themed = themedSpec(chart, options.theme);
  const { spec } = compile({ ...themed, config: { ...themed.config, aria: isRead } }, { logger: silentLogger() });
  // Clip paths are numbered over the life of the process; each chart begins anew.
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(spec as import('vega').Spec), {
    renderer: 'none',
    loader: refusingLoader(),
    logger: silentLogger() as unknown as import('vega').LoggerInterface,
  });
  try {
    const drawn = await view.toSVG();
    const prefix = options.idPrefix === undefined ? chart.id : `${options.idPrefix}-${chart.id}`;
    const document = { prefix, heading: options.heading ?? false, colours: paletteOf(options.theme) };
    return {
      ...svgDocument(chart, drawn, document),
      marks: isRead ? readMarks(view) : { readings: [], scale: null },
    };
  } finally {
    view.finalize();
  }
}

type ResvgClass = typeof import('@resvg/resvg-js')['Resvg'];

async function loadResvg(): Promise<ResvgClass> {
  try {
    return (await import('@resvg/resvg-js')).Resvg;
  } catch (error) {
    throw new PictureError(
      'PNG pictures need the optional package @resvg/resvg-js, which is not installed or has no build for this machine: npm install @resvg/resvg-js. SVG needs nothing more.',
      { cause: error },
    );
  }
}

/** A loader that loads nothing: a chart holds its data, and a text in it that looks like an address stays a text. */
function refusingLoader() {
  const refuse = async (): Promise<never> => {
    throw new Error('a chart loads nothing');
  };
  return { load: refuse, sanitize: refuse, http: refuse, file: refuse };
}

interface Logger {
  level(level: number): Logger;
  level(): number;
  error(...words: readonly unknown[]): Logger;
  warn(...words: readonly unknown[]): Logger;
  info(...words: readonly unknown[]): Logger;
  debug(...words: readonly unknown[]): Logger;
}

/** Vega writes its warnings to the console, which belongs to the command line; the tests read them instead. */
function silentLogger(): Logger {
  const level = (value?: number) => (value === undefined ? 0 : logger);
  const logger: Logger = {
    level: level as Logger['level'],
    error: () => logger,
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
