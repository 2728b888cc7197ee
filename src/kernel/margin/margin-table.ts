/**
 * What the breach check reads, as flat columns: the account table's structure and the bands of all venues in one piece.
 *
 * Computed once per run; read millions of times, so every column is one typed array away.
 */

import type { AccountTable, ShockConfig, TierTable, VenueConfig } from '../config.ts';
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
  /** Most that a holding's excess can fall per unit of adverse scaled price move, over its value, [holding]. */
  readonly holdingSlope: Float64Array;
  /** Scale of the moves of each asset, [asset]; see `moveScale`. */
  readonly scale: Float64Array;
  readonly maintenance: FlatBands;
  readonly haircut: FlatBands;
}

/** Assets quieter than this share of the most volatile one are measured at it. */
const SCALE_MIN = 0.1;

/**
 * Scale in which the breach check measures the moves of each asset: its volatility over that of the most volatile one, so
 * that a holding's share of the excess of its bucket lasts about as long as those of the others. Any positive numbers give
 * the same events; the moves of replayed prices are taken as they are.
 */
export function moveScale(shocks: ShockConfig, assetCount: number): Float64Array {
  const scale = evenScale(assetCount);
  if (shocks.kind === 'replay') return scale;
  const largest = Math.max(...shocks.diffusionPerYear);
  return largest > 0 ? scale.map((_, a) => Math.max(shocks.diffusionPerYear[a] / largest, SCALE_MIN)) : scale;
}

/** Every asset's moves as they are. */
export function evenScale(assetCount: number): Float64Array {
  return new Float64Array(assetCount).fill(1);
}

/** Flattens accounts and rules. @param scale  of the moves of each asset, [asset]; see `moveScale` */
export function createMarginTable(
  accounts: AccountTable,
  venues: readonly VenueConfig[],
  assetCount: number,
  scale: Float64Array,
): MarginTable {
  return {
    assetCount,
    bucketVenue: accounts.bucketVenue,
    holdingStart: accounts.holdingStart,
    holdingAsset: accounts.holdingAsset,
    holdingKind: accounts.holdingKind,
    holdingSlope: slopes(accounts, venues, scale),
    scale,
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

function slopes(accounts: AccountTable, venues: readonly VenueConfig[], scale: Float64Array): Float64Array {
  const bounds = venues.map((rules) => Array.from(scale, (_, asset) => boundsOf(rules, asset)));
  const slope = new Float64Array(accounts.holdingCount);
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    const byAsset = bounds[accounts.bucketVenue[bucket]];
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
      const asset = accounts.holdingAsset[h];
      const { long, short, collateral } = byAsset[asset];
      const kind = accounts.holdingKind[h];
      const perp = accounts.quantityBase[h] >= 0 ? long : short;
      slope[h] = scale[asset] * (kind === HoldingKind.perp ? perp : kind === HoldingKind.collateral ? collateral : 1);
    }
  }
  return slope;
}

/**
 * Lipschitz bounds of one asset. Requirements rise piecewise linearly with value, so a long loses at most 1 − the lowest rate
 * of its value per unit of fall, a short at most 1 + the highest rate per unit of rise; collateral as a long, by haircuts.
 */
function boundsOf(rules: VenueConfig, asset: number) {
  return {
    long: 1 - Math.min(1, ...ratesOf(rules.maintenance, asset)),
    short: 1 + Math.max(0, ...ratesOf(rules.maintenance, asset)),
    collateral: 1 - Math.min(1, ...ratesOf(rules.haircut, asset)),
  };
}

function ratesOf(table: TierTable, asset: number): Float64Array {
  return table.rate.subarray(table.start[asset], table.start[asset + 1]);
}
