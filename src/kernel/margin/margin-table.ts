/**
 * What the breach check reads, as flat columns: the account table's structure and the bands of all venues in one piece.
 *
 * Computed once per run; read millions of times, so every column is one typed array away.
 */

import type { AccountTable, TierTable, VenueConfig } from '../config.ts';
import { HoldingKind } from '../config.ts';

/** Bands of all venues: those of venue v and asset a are start[k] … start[k+1]−1, k = v·assets + a. */
export interface FlatBands {
  readonly start: Int32Array;
  readonly lowerUsd: Float64Array;
  readonly rate: Float64Array;
  readonly deductionUsd: Float64Array;
}

export interface MarginTable {
  readonly assetCount: number;
  readonly bucketVenue: Uint16Array;
  readonly holdingStart: Int32Array;
  readonly holdingAsset: Uint16Array;
  readonly holdingKind: Uint8Array;
  /** Most that a holding's excess can fall per unit of adverse relative price move, over its value, [holding]. */
  readonly holdingSlope: Float64Array;
  readonly maintenance: FlatBands;
  readonly haircut: FlatBands;
}

/** Flattens accounts and rules. */
export function createMarginTable(
  accounts: AccountTable,
  venues: readonly VenueConfig[],
  assetCount: number,
): MarginTable {
  return {
    assetCount,
    bucketVenue: accounts.bucketVenue,
    holdingStart: accounts.holdingStart,
    holdingAsset: accounts.holdingAsset,
    holdingKind: accounts.holdingKind,
    holdingSlope: slopes(accounts, venues),
    maintenance: flatten(
      venues.map((venue) => venue.maintenance),
      assetCount,
    ),
    haircut: flatten(
      venues.map((venue) => venue.haircut),
      assetCount,
    ),
  };
}

function flatten(tables: readonly TierTable[], assetCount: number): FlatBands {
  const start = new Int32Array(tables.length * assetCount + 1);
  const lowerUsd: number[] = [];
  const rate: number[] = [];
  const deductionUsd: number[] = [];
  tables.forEach((table, venue) => {
    for (let asset = 0; asset < assetCount; asset++) {
      for (let t = table.start[asset]; t < table.start[asset + 1]; t++) {
        lowerUsd.push(table.lowerUsd[t]);
        rate.push(table.rate[t]);
        deductionUsd.push(table.deductionUsd[t]);
      }
      start[venue * assetCount + asset + 1] = rate.length;
    }
  });
  return {
    start,
    lowerUsd: Float64Array.from(lowerUsd),
    rate: Float64Array.from(rate),
    deductionUsd: Float64Array.from(deductionUsd),
  };
}

function slopes(accounts: AccountTable, venues: readonly VenueConfig[]): Float64Array {
  const slope = new Float64Array(accounts.holdingCount);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++)
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
      const kind = accounts.holdingKind[h];
      slope[h] = slopeOf(
        venues[accounts.bucketVenue[bucket]],
        accounts.holdingAsset[h],
        kind,
        accounts.quantityBase[h],
      );
    }
  return slope;
}

/**
 * Lipschitz bound of one holding. Requirements rise piecewise linearly with value, so a long loses at most 1 − the lowest
 * rate of its value per unit of fall, a short at most 1 + the highest rate per unit of rise.
 */
function slopeOf(rules: VenueConfig, asset: number, kind: number, quantityBase: number): number {
  if (kind === HoldingKind.debt) return 1;
  if (kind === HoldingKind.collateral) return 1 - lowestRate(rules.haircut, asset);
  return quantityBase >= 0 ? 1 - lowestRate(rules.maintenance, asset) : 1 + highestRate(rules.maintenance, asset);
}

function lowestRate(table: TierTable, asset: number): number {
  return Math.min(1, ...table.rate.subarray(table.start[asset], table.start[asset + 1]));
}

function highestRate(table: TierTable, asset: number): number {
  return Math.max(0, ...table.rate.subarray(table.start[asset], table.start[asset + 1]));
}
