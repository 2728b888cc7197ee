/**
 * Orders worked over hours, against which a book's recovery is judged: the square-root law of market impact.
 *
 * Impact of a metaorder of Q USD is Y·σ_D·√(Q/V_D), with daily volatility and volume and Y of 0.5 to 1, on Bitcoin over
 * four decades of size (Donier and Bonart 2015). A book whose walk is worked slowly should come near it.
 */

import { type BookState, midPriceUsd } from '../kernel/book/book-state.ts';
import { commitFill, createOrderFill, previewOrder } from '../kernel/book/market-order.ts';
import { recoverBooks } from '../kernel/book/recovery.ts';
import { slopeOf } from './sample-statistics.ts';

export interface SquareRootLaw {
  /** Y. */
  readonly prefactor: number;
  /** σ_D, log price per √day. */
  readonly dailyVolatility: number;
  /** V_D, USD. */
  readonly dailyVolumeUsd: number;
}

/** Log-price impact of a metaorder, USD. */
export function squareRootImpact(law: SquareRootLaw, sizeUsd: number): number {
  return law.prefactor * law.dailyVolatility * Math.sqrt(sizeUsd / law.dailyVolumeUsd);
}

/**
 * Depth within log distance x of the latent book that gives the law when walked at once: V_D·(x/(Y·σ_D))².
 *
 * The optimistic bound of depth; the visible book is the pessimistic one.
 */
export function latentDepthUsd(law: SquareRootLaw, logDistance: number): number {
  const scaled = logDistance / (law.prefactor * law.dailyVolatility);
  return law.dailyVolumeUsd * scaled * scaled;
}

/**
 * Sells an amount at a constant rate and returns how far the mid has fallen at the end, as a positive log distance.
 *
 * The book keeps the trades; it should be fresh, with a constant exogenous price.
 *
 * @param slices  child orders; between them the book recovers
 */
export function workMetaorder(
  state: BookState,
  asset: number,
  sizeBase: number,
  seconds: number,
  slices = 500,
): number {
  const start = midPriceUsd(state, asset);
  const fill = createOrderFill();
  for (let i = 0; i < slices; i++) {
    recoverBooks(state, seconds / slices / 2);
    previewOrder(state, asset, -sizeBase / slices, 0, fill);
    commitFill(state, asset, -fill.filledBase, fill);
    recoverBooks(state, seconds / slices / 2);
  }
  return Math.log(start / midPriceUsd(state, asset));
}

/** Exponent of impact ∝ size^exponent: slope of the least-squares line through the logarithms. */
export function fitExponent(sizes: readonly number[], impacts: readonly number[]): number {
  return slopeOf(sizes.map(Math.log), impacts.map(Math.log));
}
