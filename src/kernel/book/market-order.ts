/**
 * A market order against one asset's book: immediate or cancel, up to a limit price.
 *
 * A sell of n walks the signed curve from G(y) to G(y) + n, a buy to G(y) − n: so a buy first walks back what sells
 * pushed down, at the same prices, and then goes up the asks. Each unit pays the half-spread. What the limit does not
 * let through is not filled. `previewOrder` only computes; `commitFill` moves the book.
 */

import { type BookState, setDisplacement, setPermanent } from './book-state.ts';
import { valueBetween } from './curve-value.ts';
import { depthWithin, distanceOf } from './depth-curve.ts';

/** Largest |y| a walk may reach (a price 2e-9 or 5e8 times the reference), so that every result stays finite. */
const DISPLACEMENT_MAX = 20;

/** Within this share of the limit price an order is compared with the limit itself. */
const NEAR_LIMIT = 1e-6;

/** What an order would do or did. */
export interface OrderFill {
  /** Base units filled, unsigned. */
  filledBase: number;
  /** Proceeds of a sell, cost of a buy, USD, half-spread included. */
  valueUsd: number;
  /** y (D of a ledger book) after the walk, before the permanent part is split off. */
  endDisplacement: number;
  /** Mid after the walk, USD. */
  endPriceUsd: number;
}

/** An empty fill, to be reused by the caller. */
export function createOrderFill(): OrderFill {
  return { filledBase: 0, valueUsd: 0, endDisplacement: 0, endPriceUsd: 0 };
}

/**
 * Computes what an order would fill, without moving the book.
 *
 * It stops where the marginal price, half-spread included, reaches the limit. A curve that holds less than the order
 * (exponential) fills what it holds.
 *
 * @param signedBase     size, base units: negative sells, positive buys
 * @param limitPriceUsd  worst marginal price accepted, USD; 0 sells and Infinity buys at any price
 * @param fill           receives the result
 */
export function previewOrder(
  state: BookState,
  asset: number,
  signedBase: number,
  limitPriceUsd: number,
  fill: OrderFill,
): void {
  if (state.linearUsdPerBase[asset] !== 0) {
    previewLinear(state, asset, signedBase, limitPriceUsd, fill);
    return;
  }
  const side = signedBase < 0 ? 1 : -1;
  const keep = 1 - side * state.halfSpread[asset];
  const reference = state.referencePriceUsd[asset];
  const start = state.displacement[asset];
  if (signedBase === 0) {
    fillNothing(state, asset, fill);
    return;
  }
  const factor = state.depthFactor[asset];
  const consumed = consumedDepth(state, asset, start);
  const target = consumed - signedBase / factor;
  let end = displacementOf(state, asset, target);
  let endPrice = reference * Math.exp(-end);
  let filled = Math.abs(signedBase);
  // Well inside the limit the order fills whole; only near it the limit's own displacement has to be known.
  if (!(side * (endPrice * keep - limitPriceUsd) > NEAR_LIMIT * limitPriceUsd) || Math.abs(end) === DISPLACEMENT_MAX) {
    const limit = limitDisplacement(reference * keep, limitPriceUsd);
    if (!(side * (limit - start) > 0)) {
      fillNothing(state, asset, fill);
      return;
    }
    const available = consumedDepth(state, asset, limit);
    if (side * (available - target) < 0) {
      end = limit;
      filled = Math.abs(available - consumed) * factor;
    } else if (side * (end - limit) > 0) end = limit;
    endPrice = reference * Math.exp(-end);
  }
  const walked = reference * factor * walkedValue(state, asset, Math.min(start, end), Math.max(start, end));
  // The average lies between the first and the last price; rounding must not carry a speck of an order outside.
  const startPrice = state.midUsd[asset];
  const low = filled * Math.min(startPrice, endPrice);
  const high = filled * Math.max(startPrice, endPrice);
  fill.filledBase = filled;
  fill.valueUsd = keep * Math.min(Math.max(walked, low), high);
  fill.endDisplacement = end;
  fill.endPriceUsd = endPrice;
}

/** The ledger book: price falls by k per unit sold, at any price level (average p − k·n/2). */
function previewLinear(state: BookState, asset: number, signedBase: number, limitPriceUsd: number, fill: OrderFill) {
  const side = signedBase < 0 ? 1 : -1;
  const keep = 1 - side * state.halfSpread[asset];
  const slope = state.linearUsdPerBase[asset] / state.depthFactor[asset];
  const price = state.midUsd[asset];
  const available = (side * (price - limitPriceUsd / keep)) / slope;
  if (!(available > 0) || signedBase === 0) {
    fillNothing(state, asset, fill);
    return;
  }
  const filled = Math.min(Math.abs(signedBase), available);
  fill.filledBase = filled;
  fill.valueUsd = keep * filled * (price - (side * slope * filled) / 2);
  fill.endDisplacement = state.displacement[asset] + side * filled;
  fill.endPriceUsd = state.referencePriceUsd[asset] - slope * fill.endDisplacement;
}

function fillNothing(state: BookState, asset: number, fill: OrderFill): void {
  fill.filledBase = 0;
  fill.valueUsd = 0;
  fill.endDisplacement = state.displacement[asset];
  fill.endPriceUsd = state.midUsd[asset];
}

/**
 * Moves the book by a previewed fill, then turns the permanent part λ·n of it into a shift of the reference price.
 *
 * A sell of n lowers z by λ·n and y by the same, so the mid stays where the walk ended (linear permanent impact;
 * Huberman and Stanzl 2004).
 *
 * @param signedFilledBase  filled size, base units: negative sold, positive bought
 * @param fill              result of {@link previewOrder} on the book as it is now
 */
export function commitFill(state: BookState, asset: number, signedFilledBase: number, fill: OrderFill): void {
  if (signedFilledBase === 0) return;
  const shift = state.permanentPerBase[asset] * signedFilledBase;
  if (shift === 0) {
    setDisplacement(state, asset, fill.endDisplacement);
    return;
  }
  setPermanent(state, asset, state.permanent[asset] + shift);
  const slope = state.linearUsdPerBase[asset];
  const displacement =
    slope === 0
      ? fill.endDisplacement + shift
      : ((state.referencePriceUsd[asset] - fill.endPriceUsd) * state.depthFactor[asset]) / slope;
  setDisplacement(state, asset, displacement);
}

/** G(y)/m: signed volume consumed at displacement y, at depth factor 1. */
export function consumedDepth(state: BookState, asset: number, displacement: number): number {
  return displacement >= 0
    ? depthWithin(state.bid[asset], displacement)
    : -depthWithin(state.ask[asset], -displacement);
}

/** Inverse of {@link consumedDepth}, within ±DISPLACEMENT_MAX. */
export function displacementOf(state: BookState, asset: number, consumed: number): number {
  return consumed >= 0
    ? Math.min(distanceOf(state.bid[asset], consumed), DISPLACEMENT_MAX)
    : -Math.min(distanceOf(state.ask[asset], -consumed), DISPLACEMENT_MAX);
}

/** Displacement at which the marginal price equals the limit. */
function limitDisplacement(topPriceUsd: number, limitPriceUsd: number): number {
  const displacement = Math.log(topPriceUsd / limitPriceUsd);
  return Math.min(Math.max(displacement, -DISPLACEMENT_MAX), DISPLACEMENT_MAX);
}

/** ∫ e^{−u} dG(u)/m from low to high. */
function walkedValue(state: BookState, asset: number, low: number, high: number): number {
  let value = 0;
  if (high > 0) value += valueBetween(state.bid[asset], -1, Math.max(low, 0), high);
  if (low < 0) value += valueBetween(state.ask[asset], 1, Math.max(-high, 0), -low);
  return value;
}
