// What: the book files of scenarios/book. Figures are compared with the data they claim to come from (outside data), and
// the sentences of their README with what the kernel's book does with them.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fitExponent, squareRootImpact, workMetaorder } from '../../src/calibrate/metaorder.ts';
import { type BookState, createBookState } from '../../src/kernel/book/book-state.ts';
import type { KernelConfig } from '../../src/kernel/config.ts';
import { resolveBook } from '../../src/scenario/resolve-book.ts';
import { type Book, bookSchema } from '../../src/scenario/schema/book.ts';
import { preview } from '../support/books.ts';
import { computeHalfSpread, computeMajorsBooks, onePercentUsd } from '../support/majors-books.ts';

const ASSETS = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'AVAX', 'LINK'];
const read = (file: string): { book: Record<string, unknown> } =>
  parse(readFileSync(new URL(`../../scenarios/book/${file}`, import.meta.url), 'utf8'));
const calm = bookSchema.parse(read('hyperliquid-majors.yaml').book);
const stressed = bookSchema.parse(read('stressed.yaml').book);

/** A book at price 1, so that base units are USD. */
function createBook(book: Book, asset: string, depthScale = 1): BookState {
  const one = Float64Array.of(1);
  const resolved = resolveBook({ ...book, depthScale, thinning: 'none' }, [asset], one, one);
  expect(resolved.problems).toEqual([]);
  const config = { assetCount: 1, startPriceUsd: one, books: resolved.books, bookDynamics: resolved.dynamics };
  return createBookState(config as unknown as KernelConfig);
}

describe('the book files', () => {
  test('have a curve, a market and a date for each of the eight coins, in the same distances', () => {
    for (const book of [calm, stressed]) {
      expect(Object.keys(book.curves)).toEqual(ASSETS);
      for (const curve of Object.values(book.curves)) expect(curve.market && curve.date).toBeTruthy();
    }
  });

  test('a stressed curve never holds more than the calm one, and does not thin on top', () => {
    expect(stressed.thinning).toBe('none');
    for (const asset of ASSETS) {
      for (const side of ['bid', 'ask'] as const) {
        const [less, more] = [stressed.curves[asset][side]!, calm.curves[asset][side]!];
        expect(less.bps).toEqual(more.bps);
        for (const [i, usd] of less.cumulativeUsd.entries()) expect(usd).toBeLessThan(more.cumulativeUsd[i]);
      }
    }
  });

  test('a stressed curve keeps the calm half-spread and permanent impact, since an overlay replaces a curve whole', () => {
    for (const asset of ASSETS) {
      const { halfSpread, permanentPerUsd } = calm.curves[asset];
      expect(permanentPerUsd).toBeGreaterThan(0);
      expect(stressed.curves[asset]).toMatchObject({ halfSpread, permanentPerUsd });
    }
  });

  // 5 % of 4.4e9 USD in the proportions of the venue's large accounts; end of walk in %, as the README prints it.
  test.each([
    ['BTC', 92.5e6, 0.43, 0.93, 2.7, 2.4],
    ['ETH', 90.8e6, 1.3, 6.3, 36, 32],
    ['SOL', 22.2e6, 1.0, 2.8, 25, 22],
    ['XRP', 7.7e6, 0.98, 3.9, 31, 27],
    ['DOGE', 1.3e6, 0.14, 0.4, 1.1, 0.99],
    ['ADA', 1.3e6, 0.19, 0.61, 1.6, 1.4],
    ['AVAX', 2.7e6, 0.53, 1.2, 5.9, 4.3],
    ['LINK', 1.3e6, 0.38, 0.98, 2.9, 2.6],
  ])('%s: selling 5 %% of open interest moves the price as the README says', (asset, usd, ...percent) => {
    const fall = (book: Book, scale: number): number =>
      100 * (1 - preview(createBook(book, asset, scale), -usd).endPriceUsd);
    const found = [fall(calm, 1), fall(calm, 0.33), fall(calm, 0.1), fall(stressed, 1)];
    for (let i = 0; i < found.length; i++) expect(Math.abs(found[i] / percent[i] - 1)).toBeLessThan(0.06);
  });
});

describe('sales worked over time against the square-root law', () => {
  // Volatility per year: facts of hourly spot prices 2020-2026; day volume: Binance perpetual, September 2025, USD 1e9.
  const market: Record<string, [number, number]> = {
    BTC: [0.63, 13.57],
    ETH: [0.81, 16.31],
    SOL: [1.25, 5.53],
    XRP: [1.04, 1.51],
    DOGE: [1.29, 2.13],
    ADA: [1.04, 0.48],
    AVAX: [1.25, 0.7],
    LINK: [1.1, 0.46],
  };
  const impact = (asset: string, share: number, hours: number): number =>
    workMetaorder(createBook(calm, asset), 0, share * market[asset][1] * 1e9, 3600 * hours);
  const overLaw = (asset: string, share: number, hours: number): number => {
    const [volatility, volume] = market[asset];
    const law = { prefactor: 0.8, dailyVolatility: volatility / Math.sqrt(365), dailyVolumeUsd: volume * 1e9 };
    return impact(asset, share, hours) / squareRootImpact(law, share * volume * 1e9);
  };

  test('1 % of a day within an hour is 0.45 to 2.4 times the law, 1.0 times on average', () => {
    const ratios = ASSETS.map((asset) => overLaw(asset, 0.01, 1));
    expect(Math.min(...ratios)).toBeGreaterThan(0.45);
    expect(Math.max(...ratios)).toBeLessThan(2.45);
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
  });

  test('the exponent lies above the square root: 0.7 to 0.8 within an hour, 0.75 to 0.86 over four', () => {
    const shares = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
    for (const asset of ASSETS) {
      const exponent = (hours: number): number =>
        fitExponent(
          shares,
          shares.map((share) => impact(asset, share, hours)),
        );
      expect(exponent(1)).toBeGreaterThan(0.7);
      expect(exponent(1)).toBeLessThan(0.82);
      expect(exponent(4)).toBeGreaterThan(0.74);
      expect(exponent(4)).toBeLessThan(0.87);
    }
  });
});

const DATA = process.env['FIREBREAK_DATA'];
describe.skipIf(!DATA)('the figures of the book files are those of the data [data: set FIREBREAK_DATA]', () => {
  const computed = DATA ? computeMajorsBooks(DATA) : undefined;

  test.each(ASSETS)('%s: every point of both curves, to three digits', (asset) => {
    for (const [file, books] of [
      [calm, computed!.calm],
      [stressed, computed!.stressed],
    ] as const) {
      for (const side of ['bid', 'ask'] as const) {
        const written = file.curves[asset][side]!;
        expect(written.bps).toEqual(books[asset][side].bps);
        const rounded = books[asset][side].cumulativeUsd.map((usd) => Number(usd.toPrecision(3)));
        expect(written.cumulativeUsd).toEqual(rounded);
      }
    }
  });

  test('permanent impact is a twentieth of the mean impact of the first percent', () => {
    for (const asset of ASSETS) {
      const expected = (0.05 * 0.01) / onePercentUsd(computed!.calm[asset]);
      expect(calm.curves[asset].permanentPerUsd / expected).toBeCloseTo(1, 1);
    }
  });

  test('half-spreads are medians of the measured books', () => {
    const measured = [
      ['BTC', 'binance-usdm', 'BTCUSDT'],
      ['ETH', 'binance-usdm', 'ETHUSDT'],
      ['XRP', 'bybit-linear', 'XRPUSDT'],
    ];
    for (const [asset, venue, symbol] of measured) {
      expect(calm.curves[asset!].halfSpread / computeHalfSpread(DATA!, venue!, symbol!)).toBeCloseTo(1, 1);
    }
  });

  test('the scaling rule misses the measured XRP book by a factor of at most three', () => {
    for (const side of ['bid', 'ask'] as const) {
      const at = computed!.calm['ETH'][side].bps.indexOf(100);
      const predicted = computed!.ratio['XRP'] * computed!.calm['ETH'][side].cumulativeUsd[at];
      const measured = computed!.calm['XRP'][side].cumulativeUsd[at];
      expect(measured / predicted).toBeGreaterThan(1 / 3);
      expect(measured / predicted).toBeLessThan(3);
    }
  });
});
