/**
 * From the `book` block to the books the kernel trusts: USD and basis points become base units and log distances.
 *
 * Depth in USD is valued at the price of the level it rests at, so that walking a curve to one of its points is worth
 * exactly the USD written there (times `depthScale`).
 */

import type { BookConfig, BookDynamicsConfig, DepthCurve } from '../kernel/config.ts';
import { type DepthPoints, findDepthFault, type SideCurves } from './book-curve.ts';
import type { Problem } from './errors.ts';
import type { Book, BookCurve } from './schema/book.ts';

export interface ResolvedBooks {
  /** [asset]; complete even when there are problems. */
  readonly books: BookConfig[];
  readonly dynamics: BookDynamicsConfig;
  /** Where each book comes from, [asset]. */
  readonly source: BookCurve['source'][];
  readonly problems: Problem[];
}

const NO_BOOK: DepthCurve = { kind: 'block', basePerLog: 1 };

/**
 * Makes one book an asset, in the order of `assets`.
 *
 * Curves of assets that the scenario does not have are ignored, so that one file of books serves many scenarios.
 *
 * @param startPriceUsd          P₀, USD, [asset]
 * @param calmVolatilityPerStep  σ₀ per √step that thinning compares with, [asset]
 * @param fileCurves             curves of `book.file` by asset; they replace bid, ask and, if known, the half-spread
 */
export function resolveBook(
  book: Book,
  assets: readonly string[],
  startPriceUsd: Float64Array,
  calmVolatilityPerStep: Float64Array,
  fileCurves: Readonly<Record<string, SideCurves>> = {},
): ResolvedBooks {
  const problems: Problem[] = [];
  const books: BookConfig[] = [];
  const source: BookCurve['source'][] = [];
  assets.forEach((asset, index) => {
    const curve = chooseCurve(book, asset, fileCurves, problems);
    const price = startPriceUsd[index];
    const halfLife = halfLifeSeconds(book, asset, problems);
    source.push(curve?.source ?? 'assumed');
    if (curve) checkPermanent(curve, asset, price, problems);
    books.push({
      bid: curve ? depthCurve(curve, 'bid', price, book.depthScale) : NO_BOOK,
      ask: curve ? depthCurve(curve, 'ask', price, book.depthScale) : NO_BOOK,
      halfSpread: curve?.halfSpread ?? 0,
      recoveryHalfLifeSeconds: halfLife,
      permanentPerBase: (curve?.permanentPerUsd ?? 0) * price,
    });
  });
  return { books, dynamics: resolveDynamics(book, assets, calmVolatilityPerStep, problems), source, problems };
}

/** The asset's entry, with the curve of the book file in place of its own; undefined where there is neither. */
function chooseCurve(
  book: Book,
  asset: string,
  fileCurves: Readonly<Record<string, SideCurves>>,
  problems: Problem[],
): BookCurve | undefined {
  const written = Object.hasOwn(book.curves, asset) ? book.curves[asset] : undefined;
  const fromFile = Object.hasOwn(fileCurves, asset) ? fileCurves[asset] : undefined;
  if (fromFile) {
    for (const side of ['bid', 'ask'] as const) {
      const fault = findDepthFault(fromFile[side]);
      if (!fault) continue;
      problems.push({ path: 'book.file', message: `${asset} ${side}: ${fault.message}`, hint: fault.hint });
      return undefined;
    }
    return {
      source: 'measured',
      halfSpread: fromFile.halfSpread ?? written?.halfSpread ?? 0,
      permanentPerUsd: written?.permanentPerUsd ?? 0,
      bid: fromFile.bid,
      ask: fromFile.ask,
    };
  }
  if (!written) {
    const known = Object.keys(book.curves);
    const others = known.length === 0 ? 'book.curves is empty' : `book.curves has ${known.join(', ')}`;
    problems.push({
      path: `book.curves.${asset}`,
      message: `expected a depth curve for ${asset}, received none; ${others}`,
    });
  }
  return written;
}

function halfLifeSeconds(book: Book, asset: string, problems: Problem[]): number {
  const setting = book.recoveryHalfLifeSeconds;
  if (typeof setting !== 'object') return setting === 'never' ? Infinity : setting;
  const own = Object.hasOwn(setting, asset) ? setting[asset] : undefined;
  if (own === undefined) {
    const message = `expected a half-life for ${asset}, received none`;
    problems.push({ path: `book.recoveryHalfLifeSeconds.${asset}`, message });
  }
  return own === undefined || own === 'never' ? Infinity : own;
}

function resolveDynamics(
  book: Book,
  assets: readonly string[],
  calmVolatilityPerStep: Float64Array,
  problems: Problem[],
): BookDynamicsConfig {
  if (book.thinning === 'none') return { thinning: null };
  assets.forEach((asset, index) => {
    if (calmVolatilityPerStep[index] > 0) return;
    const message = `expected a volatility of ${asset} above 0 to compare realised volatility with, received ${calmVolatilityPerStep[index]}`;
    problems.push({ path: 'book.thinning', message, hint: 'set book.thinning: none' });
  });
  return { thinning: { ...book.thinning, calmVolatilityPerStep: Float64Array.from(calmVolatilityPerStep) } };
}

/** Depth of one side in base units. */
function depthCurve(curve: BookCurve, side: 'bid' | 'ask', priceUsd: number, scale: number): DepthCurve {
  if (curve.linear) return { kind: 'linearPrice', usdPerBase: curve.linear.usdPerBase / scale };
  if (curve.block) return { kind: 'block', basePerLog: (curve.block.usdPerLog * scale) / priceUsd };
  if (curve.power) {
    const { usdAtUnit, unit, exponent } = curve.power;
    return { kind: 'power', baseAtUnit: (usdAtUnit * scale) / priceUsd, unit, exponent };
  }
  if (curve.exponential) {
    const { usdTotal, scale: length } = curve.exponential;
    return { kind: 'exponential', baseTotal: (usdTotal * scale) / priceUsd, scale: length };
  }
  return tableCurve(curve[side]!, side, priceUsd, scale);
}

/** Within a segment base units are even in log price: USD increment = P₀·density·|e^{∓a} − e^{∓b}|. */
function tableCurve(points: DepthPoints, side: 'bid' | 'ask', priceUsd: number, scale: number): DepthCurve {
  const sign = side === 'bid' ? -1 : 1;
  const count = points.bps.length;
  const logDistance = new Float64Array(count);
  const baseCumulative = new Float64Array(count);
  let [near, usd, base] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const far = sign * Math.log1p((sign * points.bps[i]) / 10_000);
    const priceSpan = Math.abs(Math.exp(sign * near) - Math.exp(sign * far)) * priceUsd;
    base += (scale * (points.cumulativeUsd[i] - usd) * (far - near)) / priceSpan;
    logDistance[i] = far;
    baseCumulative[i] = base;
    near = far;
    usd = points.cumulativeUsd[i];
  }
  return { kind: 'table', logDistance, baseCumulative };
}

/** Permanent impact per USD must not exceed the immediate impact where the book is densest. */
function checkPermanent(curve: BookCurve, asset: string, priceUsd: number, problems: Problem[]): void {
  const density = largestUsdPerLog(curve, priceUsd);
  if (curve.permanentPerUsd * density <= 1) return;
  problems.push({
    path: `book.curves.${asset}.permanentPerUsd`,
    message:
      `expected at most ${Number((1 / density).toPrecision(3))}, the immediate impact of a USD where the book is ` +
      `densest, received ${curve.permanentPerUsd}`,
    hint: 'a trade would move the price further for good than it moves it at once',
  });
}

/** USD per unit of log price in the densest part of the curve; 0 where it is unbounded by nature (power). */
function largestUsdPerLog(curve: BookCurve, priceUsd: number): number {
  if (curve.linear) return (priceUsd * priceUsd) / curve.linear.usdPerBase;
  if (curve.block) return curve.block.usdPerLog;
  if (curve.exponential) return curve.exponential.usdTotal / curve.exponential.scale;
  if (!curve.bid || !curve.ask) return 0;
  let largest = 0;
  for (const points of [curve.bid, curve.ask]) {
    for (let i = 0; i < points.bps.length; i++) {
      // A single level can be arbitrarily narrow; a basis point is the finest that counts here.
      const width = Math.max(points.bps[i] - (points.bps[i - 1] ?? 0), 1);
      const usd = points.cumulativeUsd[i] - (points.cumulativeUsd[i - 1] ?? 0);
      largest = Math.max(largest, (usd / width) * 10_000);
    }
  }
  return largest;
}
