// What: pictures of charts, and what single charts draw. Sizes are read from the head of the PNG (ISO/IEC 15948).
import { inflateSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backtestBands } from '../../../src/report/charts/backtest-bands.ts';
import { exceedanceCurve } from '../../../src/report/charts/exceedance-curve.ts';
import { frontierPoints } from '../../../src/report/charts/frontier-points.ts';
import { generationDots } from '../../../src/report/charts/generation-dots.ts';
import { lossDots } from '../../../src/report/charts/loss-dots.ts';
import { pairedDifferences } from '../../../src/report/charts/paired-differences.ts';
import { payerSteps } from '../../../src/report/charts/payer-steps.ts';
import { pullMatrix } from '../../../src/report/charts/pull-matrix.ts';
import { PictureError, renderForPage, renderPng, renderSvg } from '../../../src/report/charts/render.ts';
import { tornadoBars } from '../../../src/report/charts/tornado-bars.ts';
import type { ReportChart } from '../../../src/report/content.ts';
import { figureText, quantity, sampleCharts } from './sample-charts.ts';

const chart = (id: string) => sampleCharts().find((each) => each.id === id)!;

function readHead(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return {
    signature: [...png.slice(1, 4)],
    width: view.getUint32(16),
    height: view.getUint32(20),
    colourType: png[25],
  };
}

/** Alpha of all pixels of the first row (filter types 0 and 1 are enough there). */
function firstRowAlpha(png: Uint8Array, width: number): number[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    if (String.fromCharCode(...png.slice(at + 4, at + 8)) === 'IDAT')
      parts.push(png.slice(at + 8, at + 8 + view.getUint32(at)));
  }
  const rows = inflateSync(Buffer.concat(parts));
  const filter = rows[0];
  const alpha: number[] = [];
  for (let k = 0; k < width; k += 1) alpha.push((rows[4 + 4 * k] + (filter === 1 && k > 0 ? alpha[k - 1] : 0)) & 255);
  return alpha;
}

describe('a PNG', () => {
  it.each(sampleCharts().map((each) => [each.id, each] as const))(
    'of %s is 1,380 px wide, at most 1,000 high',
    async (_, each) => {
      const { signature, width, height } = readHead(await renderPng(each));
      expect(signature).toEqual([0x50, 0x4e, 0x47]);
      expect(width).toBe(1380);
      expect(height).toBeLessThanOrEqual(1000);
    },
  );

  it('is opaque, and the same bytes again', async () => {
    const png = await renderPng(chart('payers'), 'dark');
    expect(readHead(png).colourType).toBe(6);
    expect(new Set(firstRowAlpha(png, 1380))).toEqual(new Set([255]));
    expect(Buffer.compare(png, await renderPng(chart('payers'), 'dark'))).toBe(0);
  });
});

describe('without the optional package', () => {
  afterEach(() => vi.doUnmock('@resvg/resvg-js'));

  it('says what to install; SVG is drawn all the same', async () => {
    vi.resetModules();
    vi.doMock('@resvg/resvg-js', () => {
      throw new Error('Cannot find package');
    });
    const { renderPng: draw, renderSvg: drawSvg } = await import('../../../src/report/charts/render.ts');
    const failure = await draw(chart('dots')).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: new PictureError('').name });
    expect(String(failure)).toContain('npm install @resvg/resvg-js');
    expect(await drawSvg(chart('dots'), { theme: 'light' })).toContain('<svg');
  });
});

/** Layers of a specification with their rows. */
function layersOf({ spec }: ReportChart) {
  return (spec as unknown as { layer: { mark: Record<string, unknown>; data: { values: { x: number }[] } }[] }).layer;
}

describe('what is drawn', () => {
  const textOf = async (id: string) => (await renderSvg(chart(id), { theme: 'light' })).replace(/<[^>]*>/g, '\n');

  it('ends the exceedance curve at 10 paths and dots it below 50', () => {
    const points = [200, 60, 49, 12, 9, 3].map((paths, k) => ({
      lossUsd: 1e6 * (k + 1),
      probability: paths / 1000,
      low: paths / 1200,
      high: paths / 900,
      paths,
    }));
    const curve = { name: 'current', role: 'current' as const, points, levels: [] };
    const drawn = exceedanceCurve({ id: 'x', title: 'x', curves: [curve], axisTitle: 'x', bandText: 'x' });
    const lines = layersOf(drawn).filter(({ mark }) => mark['type'] === 'line');
    expect(lines.map(({ data }) => data.values.map(({ x }) => x / 1e6))).toEqual([
      [1, 2],
      [2, 3, 4],
    ]);
    expect(lines.map(({ mark }) => mark['strokeDash'] !== undefined)).toEqual([false, true]);
  });

  it('dots the curve of a weighted run only where few paths stand behind, also at small losses, without a gap', () => {
    const points = [40, 60, 70, 45, 30].map((paths, k) => ({
      lossUsd: 1e6 * (k + 1),
      probability: 0.5 / (k + 1),
      low: 0.4 / (k + 1),
      high: 0.6 / (k + 1),
      paths,
    }));
    const curve = { name: 'current', role: 'current' as const, points, levels: [] };
    const drawn = exceedanceCurve({ id: 'x', title: 'x', curves: [curve], axisTitle: 'x', bandText: 'x' });
    const lines = layersOf(drawn).filter(({ mark }) => mark['type'] === 'line');
    expect(lines.map(({ data }) => data.values.map(({ x }) => x / 1e6))).toEqual([[1], [1, 2, 3], [3, 4, 5]]);
    expect(lines.map(({ mark }) => mark['strokeDash'] !== undefined)).toEqual([true, false, true]);
  });

  it('has a narrow form with words of 12 px and more', async () => {
    for (const each of sampleCharts().filter(({ narrow }) => narrow)) {
      expect(each.narrow!.width).toBe(340);
      const svg = await renderSvg({ ...each, ...each.narrow! }, { theme: 'light' });
      for (const size of svg.matchAll(/font-size="(\d+(?:\.\d+)?)px"/g))
        expect(Number(size[1])).toBeGreaterThanOrEqual(12);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
    expect(sampleCharts().filter(({ narrow }) => narrow === undefined)).toEqual([]);
  });

  it('reads out what its rows say where the marks stand, left to right', async () => {
    const { readings, scale } = await renderForPage(chart('dots'));
    // Two of five days are without loss; the others are 1, 2 and 9 M.
    expect(readings.map(([, , text]) => text)).toEqual([
      'BTC: 2 of 5 without loss',
      'BTC: 2 of 5 without loss',
      'q1000000: number 3 of 5 in the order of loss',
      'q2000000: number 4 of 5 in the order of loss',
      'q9000000: number 5 of 5 in the order of loss',
    ]);
    expect(scale?.type).toBe('linear');
    const xs = readings.map(([x]) => x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
  });

  it('prints a dot in the matrix where the interval covers 0, else the number, and neither on the diagonal', async () => {
    const text = await textOf('matrix');
    // Rows give i + j with interval from i + j − 1.5: only links of 1 cover 0.
    expect(text.split('\n').filter((line) => line === '·')).toHaveLength(2);
    expect(text).toContain('c12');
    expect(text).not.toMatch(/c00|c11|c22|c01|c10/);
  });

  it('rings the end of the tornado that flips the decision, and the current rules of the frontier', () => {
    const ringed = (id: string) =>
      layersOf(chart(id)).flatMap(({ mark, data }) =>
        `${mark['style']}` === 'ring' ? data.values.map(({ x }) => x) : [],
      );
    expect(ringed('tornado')).toEqual([9e6]);
    expect(ringed('frontier')).toEqual([20]);
  });

  it('holds without any loss, point, step, link or figure', async () => {
    const words = { id: 'x', title: 'x' };
    const none = figureText(null);
    const empty = [
      lossDots({ ...words, dots: [quantity(0)], zeroText: 'all', marks: [], axisTitle: 'x' }),
      exceedanceCurve({ ...words, curves: [], axisTitle: 'x', bandText: 'x' }),
      generationDots({ ...words, generations: [] }),
      pullMatrix({ ...words, cells: [{ source: 'A', target: 'A', pull: none, short: '' }], unitText: 'x' }),
      payerSteps({ ...words, total: { ...quantity(0), label: 'x' }, steps: [], residual: quantity(0), axisTitle: 'x' }),
      frontierPoints({ ...words, points: [], efficiencyTitle: 'x', contagionTitle: 'x', contagionUnit: 'USD' }),
      pairedDifferences({ ...words, currentName: 'a', proposedName: 'b', rows: [] }),
      tornadoBars({ ...words, base: none, rows: [], axisTitle: 'x' }),
      backtestBands({ ...words, rows: [], bandText: 'x' }),
    ];
    for (const each of empty) expect(await renderSvg(each, { theme: 'light' })).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('prints the texts of the rows', async () => {
    expect(await textOf('payers')).toContain('q7000000');
    expect(await textOf('paired')).toContain(figureText(-3e6).estimate);
    expect(await textOf('backtest')).toContain('q50: outside, above');
  });
});
