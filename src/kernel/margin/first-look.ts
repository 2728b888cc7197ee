/**
 * At which prices each bucket has to be looked at first, from the state at the start of a path.
 *
 * A bucket with a single perp has one liquidation price. Any other has a safe move: excess / Σ value × slope, the scaled
 * relative move that no asset may exceed against it; each of its holdings is given the price at that move. As long as no
 * price is crossed, the bucket cannot be in breach, whatever the others do: its excess falls by at most the sum of what
 * its holdings lose, and each loses at most its share of the excess (a Lipschitz bound; MarginTable.holdingSlope).
 */

import { type AccountTable, HoldingKind, type VenueConfig } from '../config.ts';
import { liquidationPriceUsd } from './liquidation-price.ts';
import type { MarginTable } from './margin-table.ts';
import { excessUsd } from './requirement.ts';

/** A safe move is used only up to this share, so that rounding in the bound cannot matter. */
export const SAFE_SHARE = 1 - 1e-9;

/** Relative band around a liquidation price inside which the exact expression is asked. */
const TRIGGER_BAND = 1e-9;

/** First looks at all buckets; columns [holding] and [bucket]. */
export interface FirstLooks {
  /** Price at which the holding's bucket is looked at, USD: from above for a long, from below for a short; NaN for none. */
  readonly priceUsd: Float64Array;
  /** Scaled move that cannot breach the bucket; below 0 for one that is in breach at the start, Infinity where none can. */
  readonly safeMove: Float64Array;
}

/** Whether a bucket is one perp and nothing else. */
export function hasOnePerp(accounts: AccountTable, bucket: number): boolean {
  const first = accounts.holdingStart[bucket];
  return (
    accounts.holdingStart[bucket + 1] === first + 1 &&
    accounts.holdingKind[first] === HoldingKind.perp &&
    accounts.quantityBase[first] !== 0
  );
}

/** Price of a holding after an adverse scaled move; NaN for a long that would be below zero, and for no holding at all. */
export function priceAfterMoveUsd(quantityBase: number, priceUsd: number, move: number): number {
  if (quantityBase > 0) return move < 1 ? priceUsd * (1 - move) : Number.NaN;
  return quantityBase < 0 && move < Number.POSITIVE_INFINITY ? priceUsd * (1 + move) : Number.NaN;
}

/**
 * Computes the first looks.
 *
 * @param startPriceUsd  prices at the start of a path, [asset]
 */
export function computeFirstLooks(
  accounts: AccountTable,
  venues: readonly VenueConfig[],
  margin: MarginTable,
  startPriceUsd: Float64Array,
): FirstLooks {
  const priceUsd = new Float64Array(accounts.holdingCount).fill(Number.NaN);
  const safeMove = new Float64Array(accounts.bucketCount);
  const slope = new Float64Array(1);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    const excess = excessUsd(margin, accounts, bucket, startPriceUsd, 0, slope);
    safeMove[bucket] = slope[0] > 0 ? (excess / slope[0]) * SAFE_SHARE : excess < 0 ? -1 : Number.POSITIVE_INFINITY;
    if (excess < 0) continue;
    const first = accounts.holdingStart[bucket];
    if (hasOnePerp(accounts, bucket)) {
      priceUsd[first] = lookAtOnePerpUsd(accounts, venues, bucket);
      continue;
    }
    for (let h = first; h < accounts.holdingStart[bucket + 1]; h++) {
      const asset = accounts.holdingAsset[h];
      const move = safeMove[bucket] * margin.scale[asset];
      priceUsd[h] = priceAfterMoveUsd(accounts.quantityBase[h], startPriceUsd[asset], move);
    }
  }
  return { priceUsd, safeMove };
}

/** The liquidation price of a bucket's only perp, a little early. */
function lookAtOnePerpUsd(accounts: AccountTable, venues: readonly VenueConfig[], bucket: number): number {
  const h = accounts.holdingStart[bucket];
  const quantity = accounts.quantityBase[h];
  const cashUsd = accounts.cashUsd[bucket] - accounts.debtUsd[bucket];
  const { maintenance } = venues[accounts.bucketVenue[bucket]];
  const price = liquidationPriceUsd(maintenance, accounts.holdingAsset[h], quantity, cashUsd, 0);
  return price * (quantity > 0 ? 1 + TRIGGER_BAND : 1 - TRIGGER_BAND);
}
