/**
 * Equity and requirement of a margin bucket at given prices, for every kind of account by one formula (MODEL.md, margin).
 *
 * Margin equity = cash − dollar debt + Σ perps qP + Σ collateral (qP − haircut) − Σ debt |q|P; breach is margin equity
 * strictly below maintenance. Economic equity is the same without haircuts and decides who loses what.
 */

import type { PathState } from '../account/path-state.ts';
import { HoldingKind } from '../config.ts';
import { bandedUsd } from './bucket-records.ts';
import type { MarginTable } from './margin-table.ts';

/** The columns of a path's state, or of the account table, that a valuation reads. */
export type Balances = Pick<PathState, 'cashUsd' | 'debtUsd' | 'quantityBase'>;

/** A bucket valued at one set of prices; filled in place by `valueBucket`. All USD. */
export interface BucketValue {
  equityUsd: number;
  marginEquityUsd: number;
  maintenanceUsd: number;
  /** Dollar debt plus debt in base units at these prices. */
  debtUsd: number;
  /** Σ |qP| over perps, collateral and debt. */
  grossUsd: number;
  /** Holding of the largest open perp by notional (lower asset index on a tie), −1 when none is open. */
  largestPerp: number;
}

/** Allocates an empty valuation. */
export function createBucketValue(): BucketValue {
  return { equityUsd: 0, marginEquityUsd: 0, maintenanceUsd: 0, debtUsd: 0, grossUsd: 0, largestPerp: -1 };
}

/**
 * Margin equity minus maintenance of a bucket, USD: negative is a breach. This is the one expression that decides a
 * breach, in the lazy check and in the plain loop, so that both agree to the last bit.
 *
 * @param price  prices in USD, [venue × asset] or [asset]
 * @param offset  where the bucket's venue starts in `price`
 * @param slope  slope[0] receives Σ value × holdingSlope, USD: no relative adverse move below excess/slope can breach
 */
export function excessUsd(
  table: MarginTable,
  state: Balances,
  bucket: number,
  price: Float64Array,
  offset: number,
  slope: Float64Array,
): number {
  const { holdingAsset, holdingKind, holdingSlope, maintenance, haircut } = table;
  const { quantityBase } = state;
  const venueStart = table.bucketVenue[bucket] * table.assetCount;
  const end = table.holdingStart[bucket + 1];
  let equity = state.cashUsd[bucket] - state.debtUsd[bucket];
  let required = 0;
  let slopeSum = 0;
  for (let h = table.holdingStart[bucket]; h < end; h++) {
    const asset = holdingAsset[h];
    const value = quantityBase[h] * price[offset + asset];
    const notional = value < 0 ? -value : value;
    equity += value;
    slopeSum += notional * holdingSlope[h];
    const kind = holdingKind[h];
    if (kind === HoldingKind.perp) required += bandedUsd(maintenance, venueStart + asset, notional);
    else if (kind === HoldingKind.collateral) equity -= bandedUsd(haircut, venueStart + asset, value);
  }
  slope[0] = slopeSum;
  return equity - required;
}

/** Values a bucket in full; see `BucketValue`. `price` and `offset` as in `excessUsd`; `out` is overwritten. */
export function valueBucket(
  table: MarginTable,
  state: Balances,
  bucket: number,
  price: Float64Array,
  offset: number,
  out: BucketValue,
): void {
  const { holdingAsset, holdingKind } = table;
  const { quantityBase } = state;
  const venueStart = table.bucketVenue[bucket] * table.assetCount;
  const end = table.holdingStart[bucket + 1];
  let equity = state.cashUsd[bucket] - state.debtUsd[bucket];
  let haircut = 0;
  let maintenance = 0;
  let debt = state.debtUsd[bucket];
  let gross = 0;
  let largest = -1;
  let largestUsd = 0;
  for (let h = table.holdingStart[bucket]; h < end; h++) {
    const asset = holdingAsset[h];
    const value = quantityBase[h] * price[offset + asset];
    const notional = value < 0 ? -value : value;
    const kind = holdingKind[h];
    equity += value;
    gross += notional;
    if (kind === HoldingKind.perp) {
      maintenance += bandedUsd(table.maintenance, venueStart + asset, notional);
      if (notional > largestUsd) {
        largestUsd = notional;
        largest = h;
      }
    } else if (kind === HoldingKind.collateral) haircut += bandedUsd(table.haircut, venueStart + asset, value);
    else debt += notional;
  }
  out.equityUsd = equity;
  out.marginEquityUsd = equity - haircut;
  out.maintenanceUsd = maintenance;
  out.debtUsd = debt;
  out.grossUsd = gross;
  out.largestPerp = largest;
}

/** Economic equity (no haircuts) of a bucket, USD, at prices [asset]. */
export function equityAt(table: MarginTable, state: Balances, bucket: number, priceUsd: Float64Array): number {
  let equity = state.cashUsd[bucket] - state.debtUsd[bucket];
  const end = table.holdingStart[bucket + 1];
  for (let h = table.holdingStart[bucket]; h < end; h++)
    equity += state.quantityBase[h] * priceUsd[table.holdingAsset[h]];
  return equity;
}

/**
 * Urgency of a breached bucket: (margin equity + debt) / (maintenance + debt). For perps this is equity over
 * maintenance, for lending the health factor; below 1 exactly when the bucket is in breach. −Infinity without either.
 */
export function marginRatio(value: BucketValue): number {
  const required = value.maintenanceUsd + value.debtUsd;
  return required > 0 ? (value.marginEquityUsd + value.debtUsd) / required : Number.NEGATIVE_INFINITY;
}
