// What: the page as text. No browser: page.browser.test.ts has one.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrowLibrary } from '../../src/report/page/arrow-library.ts';
import { drawCharts } from '../../src/report/page/draw-charts.ts';
import { type Drawing, embedSvg } from '../../src/report/page/drawing.ts';
import { escapeCss, escapeHtml, idFrom, jsonForScript, sentenceHtml } from '../../src/report/page/markup.ts';
import { renderPage } from '../../src/report/page/render-page.ts';
import { withFigures } from '../../src/report/page/sections-html.ts';
import { readTags, textOf } from '../support/html-outline.ts';
import { HOSTILE, sampleFigure, sampleReport } from '../support/sample-report.ts';

const svg = (fill: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" viewBox="0 0 720 405" width="720" height="405">` +
  `<title id="t">A chart</title><desc id="d">Its text</desc><clipPath id="clip9"><path d="M0,0h720v405h-720Z"/></clipPath>` +
  `<g clip-path="url(#clip9)" style="cursor:pointer"><path fill="${fill}" stroke="none" d="M0,0h9"/></g></svg>`;

const drawing = (drawn: string): Drawing => ({
  svg: drawn,
  readings: [[10, 20, `Loss: USD 3.4 M ${HOSTILE}`]],
  scale: { type: 'log', domain: [1e4, 1e7], range: [80, 690], plot: [20, 325] },
});

function page(name?: string): string {
  const report = sampleReport(name);
  const charts = report.sections.flatMap((section) => section.charts);
  return renderPage(report, {
    drawings: new Map(charts.map((chart) => [chart.id, { wide: drawing(svg('var(--chart-current)')) }])),
  });
}

/** Texts between the tags of the scripts that run, or of the style sheet. */
function sourcesOf(html: string, tag: 'script' | 'style'): string[] {
  return [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, text]) => text!);
}

/** Data of the page, in whose letters anything may stand. */
const BASE64 = /(?<=<script type="application\/vnd\.apache\.arrow\.file" id="[^"]*">)[^<]*/g;

/** Tags in their order, but for the spans that keep a number and its unit together. */
const structure = (html: string) =>
  readTags(html).tags.flatMap(({ name, attributes }) => (attributes.get('class') === 'nb' ? [] : [name]));

describe('the page', () => {
  it('allows exactly its two scripts and its style sheet, by their hash', () => {
    const html = page();
    const [policy] = readTags(html).tags.flatMap(({ attributes }) =>
      attributes.get('http-equiv') === 'Content-Security-Policy' ? [attributes.get('content')!] : [],
    );
    const scripts = sourcesOf(html, 'script');
    expect(scripts).toHaveLength(2);
    const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    expect(policy!.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `script-src '${scripts.map(hash).join("' '")}'`,
      `style-src '${sourcesOf(html, 'style').map(hash).join()}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('names nothing to fetch: no address, no image, no link but to itself', () => {
    const html = page();
    const { tags } = readTags(html);
    const own = html.replace(arrowLibrary(), '').replaceAll('http://www.w3.org/2000/svg', '').replaceAll(BASE64, '');
    expect(own).not.toMatch(/https?:|\/\/[a-z]|@import|url\((?!#)/);
    expect(tags.map((tag) => tag.name)).not.toContain('img');
    expect(tags.map((tag) => tag.name)).not.toContain('link');
    const aims = tags.flatMap(({ attributes }) =>
      [...attributes].filter(([key]) => /^(href|src|xlink:href)$/.test(key)),
    );
    expect(aims.filter(([, value]) => !value.startsWith('#'))).toEqual([]);
  });

  it('has no style and no handler in an attribute, which its policy would refuse', () => {
    const names = readTags(page(HOSTILE)).tags.flatMap(({ attributes }) => [...attributes.keys()]);
    expect(names.filter((name) => name === 'style' || name.startsWith('on'))).toEqual([]);
  });

  it('nests its tags, gives each id once, and points at ids that are there', () => {
    const { tags, faults } = readTags(page());
    expect(faults).toEqual([]);
    const ids = tags.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const aims = tags.flatMap(({ attributes }) => [
      ...(attributes.get('aria-labelledby')?.split(' ') ?? []),
      ...(attributes.get('href')?.slice(1).split(' ') ?? []),
    ]);
    expect(aims.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('shows a name that is markup as the text it is, wherever it stands', () => {
    const hostile = page(HOSTILE);
    expect(readTags(hostile).faults).toEqual([]);
    expect(structure(hostile)).toEqual(structure(page()));
    expect(textOf(hostile).split(HOSTILE).length).toBe(textOf(page('Zebra')).split('Zebra').length);
  });

  it('keeps its scripts the same whatever the report says', () => {
    expect(sourcesOf(page(HOSTILE), 'script')).toEqual(sourcesOf(page(), 'script'));
  });

  it('answers in words above the first chart', () => {
    const html = page();
    const first = textOf(html.slice(html.indexOf('<body>'), html.indexOf('<main')));
    for (const { question, answer } of sampleReport().decision.answers) expect(first).toContain(`${question}${answer}`);
  });

  it('gives the same bytes twice', () => {
    expect(page()).toBe(page());
  });
});

describe('paths to pick from', () => {
  it('stand in the page as an Arrow file that another reader reads, numbers and printed texts', async () => {
    const [, base64] = /<script type="application\/vnd\.apache\.arrow\.file" id="[^"]*">([^<]*)</.exec(page())!;
    const { tableFromIPC } = await import('apache-arrow');
    const table = tableFromIPC(Buffer.from(base64!, 'base64'));
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      'path',
      'pathText',
      'weight',
      'shortfallUsd',
      'shortfallUsdText',
    ]);
    expect(table.numRows).toBe(24);
    // The sample's second path: 6 M less 0.2 M.
    expect(table.get(1)?.toJSON()).toEqual({
      path: 4712,
      pathText: 'path 4712',
      weight: 1,
      shortfallUsd: 5.8e6,
      shortfallUsdText: 'USD 5.8 M',
    });
  });
});

describe('text as markup', () => {
  it('leaves no character that opens a tag, ends an attribute or turns the line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'\u202a-\u202e\u2066-\u2069]/);
        expect(escapeHtml(text).replace(/&(lt|gt|quot|#39|amp);/g, '')).not.toContain('&');
        expect(escapeCss(text)).toMatch(/^(?:[A-Za-z0-9 ]|\\[0-9a-f]+ )*$/);
        expect(JSON.parse(jsonForScript(text))).toBe(text);
        expect(jsonForScript(text)).not.toMatch(/[<>]/);
        expect(idFrom(text)).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
      }),
    );
  });

  it('keeps a number with its unit and changes no character of the text', () => {
    const text = 'USD 3.4 M (2.9 to 4.1), 12.5 % of <b> and −USD 410,000';
    expect(textOf(sentenceHtml(text))).toBe(text);
    expect(sentenceHtml(text)).toContain('<span class="nb">USD 3.4 M</span>');
    expect(sentenceHtml(text)).toContain('<span class="nb">12.5 %</span>');
  });

  it('marks a figure in a sentence with its place in summary.json, the longer of two that begin alike', () => {
    const short = sampleFigure('a.b', 'USD 3.4 M', '');
    const long = sampleFigure('a.c', 'USD 3.4 M', '2.9 to 4.1');
    const html = withFigures('Mean USD 3.4 M; tail USD 3.4 M (2.9 to 4.1).', [short, long]);
    expect([...html.matchAll(/data-figure="([^"]*)"/g)].map(([, id]) => id)).toEqual(['a.b', 'a.c']);
    expect(textOf(html)).toBe('Mean USD 3.4 M; tail USD 3.4 M (2.9 to 4.1).');
  });
});

describe('a drawing', () => {
  it('has its colours from variables that the style sheet declares in both themes', async () => {
    const report = sampleReport();
    const html = renderPage(report, { drawings: await drawCharts(report) });
    const [style] = sourcesOf(html, 'style');
    const used = new Set([...html.matchAll(/(?:fill|stroke)="var\((--[a-z0-9-]+)\)"/g)].map(([, name]) => name!));
    expect([...used]).toContain('--chart-current');
    for (const name of used) expect.soft(style!.split(`${name}:`).length, name).toBe(3);
    expect(html).not.toMatch(/<(?:path|rect|text|g)\b[^>]*(?:fill|stroke)="(?:#|rgb)/);
  });

  it('numbers ids by their order, so that two renderings of a chart agree and two charts share none', () => {
    const later = svg('#0F3473').replaceAll('clip9', 'clip12');
    expect(embedSvg(later, 'chart-a')).toBe(embedSvg(svg('#0F3473'), 'chart-a'));
    expect(embedSvg(later, 'chart-a')).toContain('aria-labelledby="chart-a-0 chart-a-1"');
    expect(embedSvg(later, 'chart-a')).toContain('clip-path="url(#chart-a-2)"');
  });
});
