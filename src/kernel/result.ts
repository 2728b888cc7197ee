/**
 * What the kernel gives back: one block of consecutive paths as columns, and the event log of a traced path.
 *
 * A block is always 256 path indices (fewer only at the end of a run), so that sums taken per block and added in index
 * order do not depend on threads or batch size.
 */

/** Paths in a block; the unit of summation, of messages and of the resume checkpoint. */
export const BLOCK_PATHS = 256;

/** Names of the per-path totals, in the order of `PathColumns`. Meaning and units: src/results/columns. */
export const PATH_MEASURES = [
  'weight',
  'liquidatedUsd',
  'liquidatedMarkUsd',
  'liquidatedExogenousUsd',
  'liquidations',
  'liquidatedAccounts',
  'cascadeDepth',
  'unresolvedAccounts',
  'accountLossUsd',
  'feesUsd',
  'shortfallUsd',
  'fundPaidUsd',
  'fundEndUsd',
  'fundDepleted',
  'vaultLossUsd',
  'adlNotionalUsd',
  'adlAccounts',
  'adlCostUsd',
  'socialisedUsd',
  'badDebtUsd',
  'beyondFundUsd',
  'liquidatedNoImpactUsd',
  'shortfallNoImpactUsd',
  'troughFall',
  'troughFallNoImpact',
  'peakRise',
  'peakRiseNoImpact',
  'amplification',
  'conservationErrorUsd',
] as const;
export type PathMeasure = (typeof PATH_MEASURES)[number];

/** Losses of paths.arrow that decisions are made on. */
export const LOSSES = [
  'shortfallUsd',
  'beyondFundUsd',
  'badDebtUsd',
  'adlCostUsd',
  'socialisedUsd',
  'fundPaidUsd',
] as const satisfies readonly PathMeasure[];

/** The payer columns that are also kept per venue, [path × venue]. */
export const VENUE_MEASURES = [
  'liquidatedUsd',
  'feesUsd',
  'shortfallUsd',
  'fundPaidUsd',
  'fundEndUsd',
  'fundDepleted',
  'vaultLossUsd',
  'adlNotionalUsd',
  'adlCostUsd',
  'socialisedUsd',
  'badDebtUsd',
  'beyondFundUsd',
] as const;
export type VenueMeasure = (typeof VENUE_MEASURES)[number];

/** Kept per asset, [path × asset]. Prices are of the book's mid. */
export const ASSET_MEASURES = [
  'endPriceUsd',
  'endPriceNoImpactUsd',
  'troughPriceUsd',
  'troughPriceNoImpactUsd',
  'peakPriceUsd',
  'peakPriceNoImpactUsd',
  'soldBase',
  'boughtBase',
  'soldUsd',
  'boughtUsd',
  'displacementMax',
  'shortfallUsd',
] as const;
export type AssetMeasure = (typeof ASSET_MEASURES)[number];

/** Sums over the block's paths for the accounts that anything happened to; accounts in ascending order. */
export interface AccountSums {
  readonly account: Int32Array;
  /** Σ w over paths in which the account was liquidated, and Σ w². */
  readonly liquidated: Float64Array;
  readonly liquidatedSquared: Float64Array;
  /** The same for auto-deleveraging. */
  readonly deleveraged: Float64Array;
  readonly deleveragedSquared: Float64Array;
  /** Σ w·loss (start minus end equity of a liquidated account, at most start equity, USD), and Σ (w·loss)². */
  readonly lossUsd: Float64Array;
  readonly lossUsdSquared: Float64Array;
}

/** Answer of a worker for one block. All arrays are fresh and may be transferred. */
export interface BlockResult {
  readonly firstPath: number;
  readonly pathCount: number;
  /** Booleans are 0/1, counts are whole numbers, a null amplification is NaN. */
  readonly path: Record<PathMeasure, Float64Array>;
  readonly venue: Record<VenueMeasure, Float64Array>;
  readonly asset: Record<AssetMeasure, Float64Array>;
  /** Shortfall caused by each cohort, USD, [path × group]. */
  readonly groupShortfallUsd: Float64Array;
  /** Accounts of each cohort liquidated at least once, [path × group]. */
  readonly groupLiquidated: Float64Array;
  /** Liquidated fill value by generation: generations of path p are rows generationStart[p] … generationStart[p+1]−1,
   *  the row's offset being the generation. */
  readonly generationStart: Int32Array;
  readonly generationUsd: Float64Array;
  /** ln(mid/P₀) with impact and ln(exogenous/P₀) without, float32, [path × point × asset × 2]. */
  readonly timelineLog: Float32Array;
  /** Liquidated fill value so far (USD), and fund balance over all venues (USD), [path × point × 2]. */
  readonly timelineUsd: Float32Array;
  readonly accounts: AccountSums;
}

/** One row a thing that happened on a traced path, in order; columns of equal length (`count`). */
export interface EventLog {
  count: number;
  column: Record<EventColumn, Float64Array>;
}

/** What an event row is about. */
export const EventKind = {
  /** An order of a liquidated perp position. */
  perp: 0,
  /** A sale of collateral. */
  collateral: 1,
  /** A purchase that repays debt in base units, or a repayment in dollars (asset −1). */
  debt: 2,
  /** A position closed by auto-deleveraging; `bucket` is the counterparty, `otherBucket` the bankrupt one. */
  adl: 3,
  /** A deficit settled with nothing left to sell. */
  settle: 4,
  /** A bucket whose positions stay open below maintenance at the end of the step's rounds. */
  unresolved: 5,
} as const;

/**
 * Columns of the event log. NaN where a column does not apply. Sizes are signed from the account's side before the
 * event: closing a long of 400 has sizeBase +400.
 */
export const EVENT_COLUMNS = [
  'kind',
  'step',
  'round',
  'generation',
  'bucket',
  'otherBucket',
  'account',
  'venue',
  'asset',
  'orderBase',
  'sizeBase',
  'markPriceUsd',
  'equityUsd',
  'maintenanceUsd',
  'bankruptcyPriceUsd',
  'limitPriceUsd',
  'averageFillUsd',
  'endPriceUsd',
  'surplusUsd',
  'feeUsd',
  'fundPaidUsd',
  'adlCostUsd',
  'badDebtUsd',
  'cashAfterUsd',
  'fundAfterUsd',
] as const;
export type EventColumn = (typeof EVENT_COLUMNS)[number];

/** One path again, everything kept: prices by step and the event log. */
export interface PathTrace {
  readonly path: number;
  readonly weight: number;
  /** [step × asset], at step ends: book mid, exogenous price, mark of the first venue, depth factor, and fill value. */
  readonly midPriceUsd: Float64Array;
  readonly exogenousPriceUsd: Float64Array;
  readonly markPriceUsd: Float64Array;
  readonly depthFactor: Float64Array;
  readonly liquidatedUsd: Float64Array;
  readonly events: EventLog;
  /** Buckets of the account table at the end of the path: cash and quantities, [bucket], [holding]. */
  readonly endCashUsd: Float64Array;
  readonly endQuantityBase: Float64Array;
  /** Shortfall caused by each account, USD, [account]. */
  readonly accountShortfallUsd: Float64Array;
  /** The same totals as in the run, by measure. */
  readonly totals: Record<PathMeasure, number>;
}
