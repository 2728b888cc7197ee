/**
 * The price at which one position brings its bucket to the maintenance requirement, all else frozen, and the price at
 * which the bucket's equity is zero.
 *
 * With q the signed size, B the cash plus the value of everything else and R the requirement of everything else, the
 * margin excess B + qP − R − M(|q|P) is monotone in P (rates are below 1) and piecewise linear, so it has one root:
 * P* = (R − d − B) / (q − r|q|) in the band of |q|P* (Hyperliquid docs, "Liquidations"; Binance and dYdX give the same).
 */

import type { TierTable } from '../config.ts';

/**
 * Computes the liquidation price of one position.
 *
 * @param maintenance  maintenance table
 * @param asset  asset of the position
 * @param quantityBase  signed size, base units, not 0
 * @param otherEquityUsd  B: ledger cash + Σ quantity × price of the other holdings of the bucket
 * @param otherRequirementUsd  R: maintenance requirement of the other holdings; 0 for an isolated position
 * @returns USD; NaN when no positive price reaches the requirement: a long that is covered down to a price of zero, or a
 *   short that is under its requirement at every price
 */
export function liquidationPriceUsd(
  maintenance: TierTable,
  asset: number,
  quantityBase: number,
  otherEquityUsd: number,
  otherRequirementUsd: number,
): number {
  const side = quantityBase > 0 ? 1 : -1;
  const base = otherEquityUsd - otherRequirementUsd;
  // The excess at value N is base + side·N − N·r + d. A long starts below zero and rises, a short the other way round.
  if (side > 0 ? base >= 0 : base <= 0) return Number.NaN;
  const last = maintenance.start[asset + 1] - 1;
  let band = maintenance.start[asset];
  while (band < last) {
    const valueUsd = maintenance.lowerUsd[band + 1];
    const excess = base + (side - maintenance.rate[band]) * valueUsd + maintenance.deductionUsd[band];
    if (side > 0 ? excess >= 0 : excess <= 0) break;
    band++;
  }
  const slope = quantityBase - maintenance.rate[band] * Math.abs(quantityBase);
  return (-maintenance.deductionUsd[band] - base) / slope;
}

/**
 * Computes the price at which the bucket's equity is zero, the other holdings frozen: −B/q.
 *
 * @returns USD; 0 or less for a long that cannot go bankrupt on this position alone
 */
export function bankruptcyPriceUsd(quantityBase: number, otherEquityUsd: number): number {
  return -otherEquityUsd / quantityBase;
}
