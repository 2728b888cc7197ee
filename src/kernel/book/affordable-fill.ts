/**
 * How much of an order can be filled before its deficit against the bankruptcy price exceeds what is there to pay it.
 *
 * Used when the insurance fund cannot cover a whole fill: the order is cut to the quantity that just exhausts it. The
 * deficit n·(bankruptcy price − average fill) is convex in n and zero at n = 0, so one largest quantity exists.
 */

import type { BookState } from './book-state.ts';
import { type OrderFill, previewOrder } from './market-order.ts';

/** Once steps are smaller than this share, the order shrinks by it until rounding leaves it affordable. */
const SHRINK = 1 - 1e-13;
/** Newton needs about six steps; what has not settled by then is not filled. */
const STEPS_MAX = 100;

/**
 * Previews the largest part of an order whose deficit is at most a budget.
 *
 * For a sell (closing a long) the deficit is n·p_bk − proceeds, for a buy (closing a short) cost − n·p_bk; it may be
 * negative, a surplus. Exact for a ledger book, Newton's method to rounding otherwise.
 *
 * @param signedBase          size, base units: negative sells, positive buys
 * @param limitPriceUsd       worst marginal price accepted, USD
 * @param bankruptcyPriceUsd  price at which the account's equity is zero, USD
 * @param budgetUsd           deficit that can be paid, USD, at least 0
 * @param fill                receives the fill, at most what {@link previewOrder} gives
 */
export function largestAffordableFill(
  state: BookState,
  asset: number,
  signedBase: number,
  limitPriceUsd: number,
  bankruptcyPriceUsd: number,
  budgetUsd: number,
  fill: OrderFill,
): void {
  previewOrder(state, asset, signedBase, limitPriceUsd, fill);
  const side = signedBase < 0 ? 1 : -1;
  if (fill.filledBase === 0 || deficitUsd(fill, side, bankruptcyPriceUsd) <= budgetUsd) return;

  if (state.linearUsdPerBase[asset] !== 0) {
    const base = linearAffordable(state, asset, side, bankruptcyPriceUsd, budgetUsd);
    previewOrder(state, asset, -side * Math.min(base, fill.filledBase), limitPriceUsd, fill);
    return;
  }
  const keep = 1 - side * state.halfSpread[asset]!;
  const firstPriceUsd = keep * state.midUsd[asset]!;
  if (budgetUsd === 0 && side * (bankruptcyPriceUsd - firstPriceUsd) >= 0) {
    previewOrder(state, asset, 0, limitPriceUsd, fill);
    return;
  }
  // Newton's method from the right: the deficit is convex, so every step stays at or above the root until rounding.
  let base = fill.filledBase;
  for (let step = 0; step < STEPS_MAX && base > 0; step++) {
    const excess = deficitUsd(fill, side, bankruptcyPriceUsd) - budgetUsd;
    if (excess <= 0) return;
    const slope = side * (bankruptcyPriceUsd - keep * fill.endPriceUsd);
    const next = base - excess / slope;
    base = next < base * SHRINK ? Math.max(0, next) : base * SHRINK;
    previewOrder(state, asset, -side * base, limitPriceUsd, fill);
  }
  if (deficitUsd(fill, side, bankruptcyPriceUsd) > budgetUsd) previewOrder(state, asset, 0, limitPriceUsd, fill);
}

/** Deficit of a fill against the bankruptcy price, USD; side +1 for a sell, −1 for a buy. */
function deficitUsd(fill: OrderFill, side: number, bankruptcyPriceUsd: number): number {
  return side * (fill.filledBase * bankruptcyPriceUsd - fill.valueUsd);
}

/** Larger root n of a·n² + b·n = budget, the deficit of a ledger book being a·n² + b·n with a > 0. */
function linearAffordable(
  state: BookState,
  asset: number,
  side: number,
  bankruptcyPriceUsd: number,
  budgetUsd: number,
) {
  const keep = 1 - side * state.halfSpread[asset];
  const a = (keep * state.linearUsdPerBase[asset]) / state.depthFactor[asset] / 2;
  const b = side * (bankruptcyPriceUsd - keep * state.midUsd[asset]);
  const root = Math.sqrt(b * b + 4 * a * budgetUsd);
  return b > 0 ? (2 * budgetUsd) / (b + root) : (root - b) / (2 * a);
}
