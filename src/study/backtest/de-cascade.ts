/**
 * De-cascading: the outside price of a past event, without the impact of the liquidations that were part of it.
 *
 * A price that was observed holds the event's own selling already; replayed as it is, with simulated selling on top, the
 * cascade counts twice. Here the reported liquidations walk the simulation's own books: thinning on the observed prices,
 * recovery, permanent part. What they displaced is added back: x = ln observed + y − z (model.md §1.6).
 *
 * It needs no iteration. In log price y and z depend on base units sold and on depth alone, and depth follows from the
 * observed mids. A simulated path is undone by its own liquidations exactly, but for what happens inside a step, which no
 * report tells: orders that split off their permanent part one by one (under 3 % of the impact, by test), and recovery between
 * rounds where `roundSeconds` is above 0.
 */

import { type BookState, createBookState, setExogenousPrices } from '../../kernel/book/book-state.ts';
import { commitFill, createOrderFill, previewOrder } from '../../kernel/book/market-order.ts';
import { recoverBooks } from '../../kernel/book/recovery.ts';
import { recordStepEnd, refreshDepth } from '../../kernel/book/thinning.ts';
import type { KernelConfig } from '../../kernel/config.ts';

/** Reported liquidations on a clock of steps, base units, at least 0, [step × asset], row-major. */
export interface ReportedFlow {
  /** Longs sold out. */
  readonly soldBase: Float64Array;
  /** Shorts bought in. */
  readonly boughtBase: Float64Array;
}

export interface DeCascaded {
  /** Outside price at step ends, USD, [step × asset]. */
  readonly priceUsd: Float64Array;
  /** ln(outside / observed) as the books say, before any cut, [step × asset]; positive: pushed down. */
  readonly impact: Float64Array;
  /**
   * Part of the observed fall at its lowest step since the last price before the first reported liquidation that the impact
   * explains, [asset]; over 1 where the books say more than the whole fall. NaN without a liquidation or a fall.
   */
  readonly explained: Float64Array;
}

export interface DeCascadeOptions {
  /**
   * Cuts the impact at what was observed since the last price before the first reported liquidation: taking selling out may
   * undo a fall, and must not turn it into a rise that nobody saw.
   */
  readonly isCutAtStart: boolean;
}

/**
 * Takes the impact of reported liquidations out of observed prices.
 *
 * @param config  books, their dynamics, step length and start prices are read
 * @param observedUsd  observed mid at step ends, USD, [step × asset], row-major
 */
export function deCascade(
  config: KernelConfig,
  observedUsd: Float64Array,
  flow: ReportedFlow,
  options: DeCascadeOptions,
): DeCascaded {
  const { stepCount, assetCount, stepSeconds, startPriceUsd } = config;
  const books = createBookState(config);
  const priceUsd = new Float64Array(observedUsd.length);
  const impact = new Float64Array(observedUsd.length);
  const beforeUsd = new Float64Array(assetCount).fill(Number.NaN);
  const outside = new Float64Array(assetCount);
  for (let step = 0; step < stepCount; step++) {
    recoverBooks(books, stepSeconds);
    refreshDepth(books);
    for (let asset = 0; asset < assetCount; asset++) {
      const at = step * assetCount + asset;
      const isTrading = flow.soldBase[at] > 0 || flow.boughtBase[at] > 0;
      if (isTrading && Number.isNaN(beforeUsd[asset]))
        beforeUsd[asset] = step === 0 ? startPriceUsd[asset] : observedUsd[at - assetCount];
      walk(books, asset, -flow.soldBase[at]);
      walk(books, asset, flow.boughtBase[at]);
      outside[asset] = outsidePriceUsd(books, asset, observedUsd[at]);
      impact[at] = Math.log(outside[asset] / observedUsd[at]);
      priceUsd[at] = options.isCutAtStart ? cut(outside[asset], observedUsd[at], beforeUsd[asset]) : outside[asset];
    }
    setExogenousPrices(books, outside, 0);
    recordStepEnd(books);
  }
  return { priceUsd, impact, explained: explainFalls(observedUsd, impact, beforeUsd, stepCount) };
}

/** Moves a book by an order of any price. */
function walk(books: BookState, asset: number, signedBase: number): void {
  if (signedBase === 0) return;
  previewOrder(books, asset, signedBase, signedBase < 0 ? 0 : Infinity, FILL);
  commitFill(books, asset, Math.sign(signedBase) * FILL.filledBase, FILL);
}
const FILL = createOrderFill();

/** The outside price at which the book, as it is displaced now, has this mid. */
function outsidePriceUsd(books: BookState, asset: number, midUsd: number): number {
  const slope = books.linearUsdPerBase[asset];
  if (slope === 0) return midUsd / (books.displacementScale[asset] * books.permanentScale[asset]);
  const pushedUsd = (slope / books.depthFactor[asset]) * books.displacement[asset];
  return (midUsd + pushedUsd) / books.permanentScale[asset];
}

/** The outside price, no further than the price before the first liquidation when it lies on its way there. */
function cut(outsideUsd: number, observedUsd: number, beforeUsd: number): number {
  if (Number.isNaN(beforeUsd) || outsideUsd === observedUsd) return outsideUsd;
  return outsideUsd > observedUsd
    ? Math.min(outsideUsd, Math.max(observedUsd, beforeUsd))
    : Math.max(outsideUsd, Math.min(observedUsd, beforeUsd));
}

function explainFalls(observedUsd: Float64Array, impact: Float64Array, beforeUsd: Float64Array, stepCount: number) {
  const assetCount = beforeUsd.length;
  return beforeUsd.map((before, asset) => {
    let lowest = asset;
    for (let step = 1; step < stepCount; step++) {
      const at = step * assetCount + asset;
      if (observedUsd[at] < observedUsd[lowest]) lowest = at;
    }
    const fall = Math.log(before / observedUsd[lowest]);
    return fall > 0 ? impact[lowest] / fall : Number.NaN;
  });
}
