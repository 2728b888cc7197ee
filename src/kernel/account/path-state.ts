/**
 * The mutable state of one path: what accounts own, what payers hold, and what happened so far.
 *
 * Everything is allocated once per simulator and reset per path. Buckets that a path changes are journalled, so a reset
 * costs what the path touched, not the number of accounts (see `undoPath`).
 */

import type { KernelConfig } from '../config.ts';
import { PATH_MEASURES } from '../result.ts';

/** What a bucket is doing. */
export const Status = {
  /** Not in breach at its last check. */
  open: 0,
  /** In breach and waiting for its turn, or part way through liquidation. */
  breached: 1,
  /** Nothing left that can be liquidated. */
  closed: 2,
} as const;

/** Flags of what happened to a bucket on this path. */
export const Happened = { liquidated: 1, deleveraged: 2, sliced: 4 } as const;

/** Index of each total inside `PathState.total`, by measure name. */
export const Total = Object.fromEntries(PATH_MEASURES.map((name, index) => [name, index])) as Record<
  (typeof PATH_MEASURES)[number],
  number
>;

export interface PathState {
  /** Copies of the account table's columns that a path changes. */
  readonly cashUsd: Float64Array;
  readonly debtUsd: Float64Array;
  readonly quantityBase: Float64Array;
  readonly status: Uint8Array;
  readonly happened: Uint8Array;
  /** Cascade generation of the current breach, [bucket]. */
  readonly generation: Int32Array;
  /** Step of the current breach, [bucket]. */
  readonly breachStep: Int32Array;
  /** Shortfall caused by each bucket, USD, [bucket]. */
  readonly shortfallUsd: Float64Array;
  /** Buckets changed on this path, in order of the first change. */
  readonly touched: Int32Array;
  readonly isTouched: Uint8Array;
  touchedCount: number;
  /** Insurance fund, USD, [venue]. */
  readonly fundUsd: Float64Array;
  /** Losses waiting for the settlement at the horizon, USD, [venue] (socialised venues only). */
  readonly deferredLossUsd: Float64Array;
  /** Cash and inventory of the book's makers and of the residual maker, [venue × asset]; the makers' cash as one sum. */
  readonly makerBase: Float64Array;
  readonly residualMakerBase: Float64Array;
  makerCashUsd: number;
  /** Losses that nobody paid: the cash they would have needed, a sink that keeps the ledger closed. */
  unpaidUsd: number;
  /** Totals of the path in the order of PATH_MEASURES. */
  readonly total: Float64Array;
  /** Per venue: liquidated, fees, shortfall, fund paid, depleted, ADL notional, ADL cost, socialised, bad debt. */
  readonly venueTotal: Float64Array;
  /** Fill value by cascade generation, USD; the last entry collects all beyond it. */
  readonly generationUsd: Float64Array;
  /** [asset]: base units and USD sold and bought by liquidations. */
  readonly soldBase: Float64Array;
  readonly boughtBase: Float64Array;
  readonly soldUsd: Float64Array;
  readonly boughtUsd: Float64Array;
  /** Shortfall by the asset it was made in, USD, [asset]; of the path with impact only. */
  readonly assetShortfallUsd: Float64Array;
}

/** Columns of `PathState.venueTotal`, [venue × VENUE_TOTALS]. */
export const VenueTotal = {
  liquidatedUsd: 0,
  feesUsd: 1,
  shortfallUsd: 2,
  fundPaidUsd: 3,
  fundDepleted: 4,
  adlNotionalUsd: 5,
  adlCostUsd: 6,
  socialisedUsd: 7,
  badDebtUsd: 8,
} as const;
export const VENUE_TOTALS = 9;

/** Generations kept apart; deeper ones are added to the last. */
export const GENERATION_MAX = 255;

/** Allocates the state of a path for this configuration, as it is before the first step. */
export function createPathState(config: KernelConfig): PathState {
  const { accounts, venues, assetCount } = config;
  return {
    cashUsd: Float64Array.from(accounts.cashUsd),
    debtUsd: Float64Array.from(accounts.debtUsd),
    quantityBase: Float64Array.from(accounts.quantityBase),
    status: new Uint8Array(accounts.bucketCount),
    happened: new Uint8Array(accounts.bucketCount),
    generation: new Int32Array(accounts.bucketCount),
    breachStep: new Int32Array(accounts.bucketCount),
    shortfallUsd: new Float64Array(accounts.bucketCount),
    touched: new Int32Array(accounts.bucketCount),
    isTouched: new Uint8Array(accounts.bucketCount),
    touchedCount: 0,
    fundUsd: Float64Array.from(venues, (venue) => venue.waterfall.insuranceFundUsd),
    deferredLossUsd: new Float64Array(venues.length),
    makerBase: new Float64Array(assetCount),
    residualMakerBase: Float64Array.from(accounts.residualMakerBase),
    makerCashUsd: 0,
    unpaidUsd: 0,
    total: new Float64Array(PATH_MEASURES.length),
    venueTotal: new Float64Array(venues.length * VENUE_TOTALS),
    generationUsd: new Float64Array(GENERATION_MAX + 1),
    soldBase: new Float64Array(assetCount),
    boughtBase: new Float64Array(assetCount),
    soldUsd: new Float64Array(assetCount),
    boughtUsd: new Float64Array(assetCount),
    assetShortfallUsd: new Float64Array(assetCount),
  };
}

/** Puts a bucket on the journal. To be called before its first change on a path. */
export function touchBucket(state: PathState, bucket: number): void {
  if (state.isTouched[bucket] === 1) return;
  state.isTouched[bucket] = 1;
  state.touched[state.touchedCount++] = bucket;
}

/** Returns the state to the start of a path, undoing only the buckets on the journal. */
export function undoPath(state: PathState, config: KernelConfig): void {
  const { accounts, venues } = config;
  for (let i = 0; i < state.touchedCount; i++) {
    const bucket = state.touched[i];
    state.cashUsd[bucket] = accounts.cashUsd[bucket];
    state.debtUsd[bucket] = accounts.debtUsd[bucket];
    const end = accounts.holdingStart[bucket + 1];
    for (let h = accounts.holdingStart[bucket]; h < end; h++) state.quantityBase[h] = accounts.quantityBase[h];
    state.status[bucket] = Status.open;
    state.happened[bucket] = 0;
    state.generation[bucket] = 0;
    state.breachStep[bucket] = 0;
    state.shortfallUsd[bucket] = 0;
    state.isTouched[bucket] = 0;
  }
  state.touchedCount = 0;
  for (let v = 0; v < venues.length; v++) state.fundUsd[v] = venues[v].waterfall.insuranceFundUsd;
  state.deferredLossUsd.fill(0);
  state.makerBase.fill(0);
  state.residualMakerBase.set(accounts.residualMakerBase);
  state.makerCashUsd = 0;
  state.unpaidUsd = 0;
  state.total.fill(0);
  state.venueTotal.fill(0);
  state.generationUsd.fill(0);
  state.soldBase.fill(0);
  state.boughtBase.fill(0);
  state.soldUsd.fill(0);
  state.boughtUsd.fill(0);
  state.assetShortfallUsd.fill(0);
}
