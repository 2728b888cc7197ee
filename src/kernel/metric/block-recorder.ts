/**
 * Collects what is recorded of the paths of one block, as the columns of `BlockResult`.
 */

import { GENERATION_MAX, Happened, Status, Total, VENUE_TOTALS, VenueTotal } from '../account/path-state.ts';
import type { Engine } from '../engine.ts';
import {
  ASSET_MEASURES,
  type AssetMeasure,
  type BlockResult,
  PATH_MEASURES,
  type PathMeasure,
  VENUE_MEASURES,
  type VenueMeasure,
} from '../result.ts';
import { type AccountBook, addToAccount, closeAccountBook } from './account-book.ts';
import type { PriceExtremes } from './price-extremes.ts';

export interface BlockRecorder {
  readonly block: Omit<BlockResult, 'accounts' | 'generationUsd'>;
  readonly generations: number[];
  readonly accountBook: AccountBook;
  /** Start equity of each account, USD, at start prices. */
  readonly startEquityUsd: Float64Array;
  readonly groupSeen: Int32Array;
}

function columns<Name extends string>(names: readonly Name[], length: number): Record<Name, Float64Array> {
  return Object.fromEntries(names.map((name) => [name, new Float64Array(length)])) as Record<Name, Float64Array>;
}

/** Allocates the columns of a block. */
export function createBlockRecorder(
  engine: Engine,
  firstPath: number,
  pathCount: number,
  startEquityUsd: Float64Array,
  accountBook: AccountBook,
): BlockRecorder {
  const { config } = engine;
  const points = config.record.timelineStep.length;
  return {
    block: {
      firstPath,
      pathCount,
      path: columns<PathMeasure>(PATH_MEASURES, pathCount),
      venue: columns<VenueMeasure>(VENUE_MEASURES, pathCount * config.venues.length),
      asset: columns<AssetMeasure>(ASSET_MEASURES, pathCount * config.assetCount),
      groupShortfallUsd: new Float64Array(pathCount * config.accounts.groupCount),
      groupLiquidated: new Float64Array(pathCount * config.accounts.groupCount),
      generationStart: new Int32Array(pathCount + 1),
      timelineLog: new Float32Array(pathCount * points * config.assetCount * 2),
      timelineUsd: new Float32Array(pathCount * points * 2),
    },
    generations: [],
    accountBook,
    startEquityUsd,
    groupSeen: new Int32Array(config.accounts.groupCount),
  };
}

/** Notes prices, flow and fund at a point of the timeline. */
export function recordTimeline(recorder: BlockRecorder, engine: Engine, row: number, point: number): void {
  const { config, state } = engine;
  const { assetCount, startPriceUsd } = config;
  const points = config.record.timelineStep.length;
  const { timelineLog, timelineUsd } = recorder.block;
  let at = (row * points + point) * assetCount * 2;
  for (let a = 0; a < assetCount; a++) {
    timelineLog[at++] = Math.log(engine.books.midUsd[a] / startPriceUsd[a]);
    timelineLog[at++] = Math.log(engine.books.exogenousPriceUsd[a] / startPriceUsd[a]);
  }
  let fund = 0;
  for (const usd of state.fundUsd) fund += usd;
  timelineUsd[(row * points + point) * 2] = state.total[Total.liquidatedUsd];
  timelineUsd[(row * points + point) * 2 + 1] = fund;
}

/** Notes a finished path: totals, venues, assets, generations and accounts. */
export function recordPath(recorder: BlockRecorder, engine: Engine, row: number, extremes: PriceExtremes): void {
  const { block } = recorder;
  const { config, state } = engine;
  for (let m = 0; m < PATH_MEASURES.length; m++) block.path[PATH_MEASURES[m]][row] = state.total[m];
  for (let v = 0; v < config.venues.length; v++) recordVenue(block.venue, engine, row * config.venues.length + v, v);
  for (let a = 0; a < config.assetCount; a++) {
    const at = row * config.assetCount + a;
    block.asset.endPriceUsd[at] = engine.books.midUsd[a];
    block.asset.endPriceNoImpactUsd[at] = engine.books.exogenousPriceUsd[a];
    block.asset.troughPriceUsd[at] = extremes.lowestUsd[a];
    block.asset.troughPriceNoImpactUsd[at] = extremes.lowestExogenousUsd[a];
    block.asset.peakPriceUsd[at] = extremes.highestUsd[a];
    block.asset.peakPriceNoImpactUsd[at] = extremes.highestExogenousUsd[a];
    block.asset.soldBase[at] = state.soldBase[a];
    block.asset.boughtBase[at] = state.boughtBase[a];
    block.asset.soldUsd[at] = state.soldUsd[a];
    block.asset.boughtUsd[at] = state.boughtUsd[a];
    block.asset.displacementMax[at] = Math.log(extremes.displacementRatio[a]);
    block.asset.shortfallUsd[at] = state.assetShortfallUsd[a];
  }
  const depth = state.total[Total.liquidations] > 0 ? Math.min(state.total[Total.cascadeDepth], GENERATION_MAX) : -1;
  for (let g = 0; g <= depth; g++) recorder.generations.push(state.generationUsd[g]);
  block.generationStart[row + 1] = recorder.generations.length;
}

function recordVenue(columns: Record<VenueMeasure, Float64Array>, engine: Engine, at: number, venue: number): void {
  const { venueTotal, fundUsd } = engine.state;
  const from = venue * VENUE_TOTALS;
  columns.liquidatedUsd[at] = venueTotal[from + VenueTotal.liquidatedUsd];
  columns.feesUsd[at] = venueTotal[from + VenueTotal.feesUsd];
  columns.shortfallUsd[at] = venueTotal[from + VenueTotal.shortfallUsd];
  columns.fundPaidUsd[at] = venueTotal[from + VenueTotal.fundPaidUsd];
  columns.fundEndUsd[at] = fundUsd[venue];
  columns.fundDepleted[at] = venueTotal[from + VenueTotal.fundDepleted];
  columns.vaultLossUsd[at] = 0;
  columns.adlNotionalUsd[at] = venueTotal[from + VenueTotal.adlNotionalUsd];
  columns.adlCostUsd[at] = venueTotal[from + VenueTotal.adlCostUsd];
  columns.socialisedUsd[at] = venueTotal[from + VenueTotal.socialisedUsd];
  columns.badDebtUsd[at] = venueTotal[from + VenueTotal.badDebtUsd];
  columns.beyondFundUsd[at] = columns.adlCostUsd[at] + columns.socialisedUsd[at] + columns.badDebtUsd[at];
}

/**
 * Counts the accounts of a finished path and adds them to the block's sums; sets the path's account totals. Must run
 * before `recordPath`, after `orderTouched`.
 */
export function recordAccounts(
  recorder: BlockRecorder | null,
  engine: Engine,
  row: number,
  weight: number,
  startEquityUsd: Float64Array,
): void {
  const { bucket, count } = engine.touched;
  const { bucketAccount } = engine.config.accounts;
  for (let i = 0; i < count; i++) {
    const account = bucketAccount[bucket[i]];
    if (isFirstTouched(engine, account, bucket[i]))
      recordAccount(recorder, engine, row, account, weight, startEquityUsd);
  }
}

/** Whether a bucket is the first touched one of its account. */
function isFirstTouched(engine: Engine, account: number, bucket: number): boolean {
  const { accountBucketStart, accountBucket, state } = engine;
  for (let i = accountBucketStart[account]; accountBucket[i] !== bucket; i++)
    if (state.isTouched[accountBucket[i]] === 1) return false;
  return true;
}

function recordAccount(
  recorder: BlockRecorder | null,
  engine: Engine,
  row: number,
  account: number,
  weight: number,
  startEquityUsd: Float64Array,
): void {
  const { accountBucketStart, accountBucket, state } = engine;
  const { accounts } = engine.config;
  let happened = 0;
  let shortfallUsd = 0;
  for (let i = accountBucketStart[account]; i < accountBucketStart[account + 1]; i++) {
    happened |= state.happened[accountBucket[i]];
    shortfallUsd += state.shortfallUsd[accountBucket[i]];
  }
  const liquidated = (happened & Happened.liquidated) !== 0;
  const deleveraged = (happened & Happened.deleveraged) !== 0;
  if (!liquidated && !deleveraged && shortfallUsd === 0) return;
  let lossUsd = 0;
  if (liquidated) {
    const start = startEquityUsd[account];
    lossUsd = Math.min(start, start - endEquityUsd(engine, account));
    state.total[Total.liquidatedAccounts] += 1;
    state.total[Total.accountLossUsd] += lossUsd;
  }
  if (deleveraged) state.total[Total.adlAccounts] += 1;
  if (recorder === null) return;
  const group = row * accounts.groupCount + accounts.accountGroup[account];
  recorder.block.groupShortfallUsd[group] += shortfallUsd;
  if (liquidated) recorder.block.groupLiquidated[group] += 1;
  addToAccount(recorder.accountBook, account, liquidated ? weight : 0, deleveraged ? weight : 0, weight * lossUsd);
}

/** Equity of an account at final prices, USD. */
function endEquityUsd(engine: Engine, account: number): number {
  const { accountBucketStart, accountBucket, state } = engine;
  const { holdingStart, holdingAsset } = engine.margin;
  let equity = 0;
  for (let i = accountBucketStart[account]; i < accountBucketStart[account + 1]; i++) {
    const bucket = accountBucket[i];
    equity += state.cashUsd[bucket] - state.debtUsd[bucket];
    if (state.status[bucket] === Status.closed) continue; // nothing is left in it
    for (let h = holdingStart[bucket]; h < holdingStart[bucket + 1]; h++)
      equity += state.quantityBase[h] * engine.books.midUsd[holdingAsset[h]];
  }
  return equity;
}

/** The finished block; empties the account book for the next. */
export function finishBlock(recorder: BlockRecorder): BlockResult {
  const accounts = closeAccountBook(recorder.accountBook);
  return { ...recorder.block, generationUsd: Float64Array.from(recorder.generations), accounts };
}
