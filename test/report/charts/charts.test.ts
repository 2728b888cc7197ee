// What: every kind of chart as data and as SVG, from made-up rows; expected texts are those of the rows.
import fc from 'fast-check';
import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { payerSteps } from '../../../src/report/charts/payer-steps.ts';
import { renderSvg } from '../../../src/report/charts/render.ts';
import { type ThemeName, themedSpec } from '../../../src/report/charts/theme.ts';
import type { ReportChart } from '../../../src/report/content.ts';
import { quantity, sampleCharts } from './sample-charts.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const ALLOWED = new Set(['svg', 'title', 'desc', 'rect', 'g', 'path', 'text', 'tspan', 'line', 'defs', 'clipPath']);
const THEMES: readonly ThemeName[] = ['light', 'dark', 'print'];

/** Warnings of Vega-Lite while it compiles the chart. */
function warningsOf(chart: ReportChart): unknown[] {
  const heard: unknown[] = [];
  const note = (...words: readonly unknown[]) => {
    heard.push(words.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
  compile(themedSpec(chart, 'light'), { logger: logger as never });
  return heard;
}

/** Names of all elements; throws where a tag is no tag. */
function elementsOf(svg: string): string[] {
  const names = [...svg.matchAll(/<(\/?)([^\s/>]+)/g)].map(([, , name]) => name);
  return [...new Set(names)];
}

const attributesOf = (svg: string): string[] => [...svg.matchAll(/\s([A-Za-z:-]+)="/g)].map(([, name]) => name);
const unescapeXml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe.each(sampleCharts().map((chart) => [chart.id, chart] as const))('the chart %s', (id, chart) => {
  it('compiles without a warning', () => {
    expect(warningsOf(chart)).toEqual([]);
  });

  it('is data: it survives JSON', () => {
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  });

  it('has an accessible name and description, tied to it, with ids of its own', async () => {
    const svg = await renderSvg(chart, { theme: 'light', idPrefix: 'p' });
    expect(svg).toContain(`role="img" aria-labelledby="p-${id}-title p-${id}-desc"`);
    expect(svg).toContain(`<title id="p-${id}-title">${chart.title}</title>`);
    expect(unescapeXml(/<desc [^>]*>([^<]*)</.exec(svg)![1])).toBe(chart.alt);
    const ids = [...svg.matchAll(/\bid="([^"]*)"/g)].map(([, found]) => found);
    expect(ids.filter((found) => !found.startsWith(`p-${id}-`))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(target);
  });

  it.each(THEMES)('has no text under 12 px and no place that is not a number, %s', async (theme) => {
    const svg = await renderSvg(chart, { theme, heading: true });
    const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|null/);
  });

  it('has a table with a cell for each column', () => {
    expect(chart.table.rows.length).toBeGreaterThan(0);
    for (const row of chart.table.rows) expect(row.length).toBe(chart.table.columns.length);
    expect(chart.table.rows.flat().every((cell) => typeof cell === 'string' && cell !== '')).toBe(true);
  });
});

describe('a drawing', () => {
  it('has the same bytes again, whatever was drawn between', async () => {
    const draw = async (charts: readonly ReportChart[]) =>
      new Map(
        await Promise.all(charts.map(async (chart) => [chart.id, await renderSvg(chart, { theme: 'dark' })] as const)),
      );
    const first = await draw(sampleCharts());
    const again = await draw(sampleCharts().reverse());
    for (const [id, svg] of first) expect(again.get(id), id).toBe(svg);
  });
});

describe('the table', () => {
  const tableOf = (id: string) => sampleCharts().find((chart) => chart.id === id)!.table.rows;

  it('holds the numbers of the rows, in the same words', () => {
    expect(tableOf('dots')).toEqual([
      ['BTC: 2 of 5 without loss', '0'],
      ['1 of 5', 'q1000000'],
      ['1 of 5', 'q2000000'],
      ['1 of 5', 'q9000000'],
    ]);
    expect(tableOf('exceedance')[1]).toEqual(['BTC proposed', '1 in 10 days', 'USD 72100', '90000 to 120000', '100']);
    expect(tableOf('payers').map(([, amount]) => amount)).toEqual([
      'q10000000',
      'q7000000',
      'q2000000',
      'q1000000',
      'q0',
    ]);
    expect(tableOf('fan')[0]).toEqual(['BTC 0.1', 'trough 0.1', 'end 0.1']);
    expect(tableOf('generations')[2]).toEqual(['2', 'USD 1000000', '900000 to 1100000', 'q800']);
    expect(tableOf('matrix')[5]).toEqual(['ETH', 'SOL', 'USD 3', '1.5 to 4']);
    expect(tableOf('frontier')[1]).toEqual(['BTC b', 'USD 30', 'USD 0.003', '0.002 to 0.004', 'yes']);
    expect(tableOf('paired')[0]).toEqual(['BTC', 'a', 'b', 'USD -3000000 (-4000000 to -2000000)']);
    expect(tableOf('tornado')[1]).toEqual([
      'BTC',
      'high',
      'USD 9000000 (8000000 to 10000000)',
      'yes',
      'USD 0.4 (0.3 to 0.5)',
      'BTC',
    ]);
  });

  it('has misses of the track record first', () => {
    expect(tableOf('backtest').map(([label]) => label)).toEqual(['missed BTC', 'held', 'unknown']);
  });
});

describe('who pays', () => {
  it('refuses steps that do not add up to the loss', () => {
    const rows = { id: 'x', title: 'x', residual: quantity(0), axisTitle: 'USD' };
    const steps = [{ payer: 'fund' as const, label: 'fund', amount: quantity(7), interval: '' }];
    expect(() => payerSteps({ ...rows, total: { ...quantity(9), label: 'loss' }, steps })).toThrow(RangeError);
    expect(() =>
      payerSteps({ ...rows, total: { ...quantity(9), label: 'loss' }, steps, residual: quantity(2) }),
    ).not.toThrow();
  });
});

describe('a name that is markup', () => {
  it.each(sampleCharts(HOSTILE).map((chart) => [chart.id, chart] as const))(
    'stays text in the chart %s',
    async (_, chart) => {
      for (const theme of THEMES) {
        const svg = await renderSvg(chart, { theme, heading: true });
        expect(elementsOf(svg).filter((name) => !ALLOWED.has(name))).toEqual([]);
        expect(attributesOf(svg).filter((name) => /^on|^href$|:href$/i.test(name))).toEqual([]);
        expect(svg).toContain('&lt;img src=x onerror=alert(1)&gt;');
      }
    },
  );

  it('stays text whatever it is', { timeout: 60_000 }, async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        ']]>',
        '&lt;b&gt;',
        '"><script>',
        "' onload='x",
        'url(#a)',
        '\u0000\uFFFE',
        'datum.x',
        '{{a}}',
        '__proto__',
        '',
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, fc.nat(9), async (name, which) => {
        const svg = await renderSvg(sampleCharts(name)[which], { theme: 'light', heading: true });
        const labels = svg.replace(/<[^<>]*>/g, '');
        expect(labels).not.toMatch(/[<>]/);
        expect(elementsOf(svg).filter((element) => !ALLOWED.has(element))).toEqual([]);
        // Characters that no XML document may hold; a reader would refuse the whole file.
        expect(
          [...svg].filter((letter) => /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(letter)),
        ).toEqual([]);
      }),
      { seed: 1, numRuns: 30 },
    );
  });
});
