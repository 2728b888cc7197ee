/**
 * Auto-deleveraging: closes a residual that the book will not take against winners on the other side, at a price fixed
 * beforehand, then against the residual maker.
 *
 * A counterparty's position only shrinks, never flips. What it gives up is (market price − close price) × size at the
 * book's price after the fills, and the sum of that is `adlCostUsd`.
 */

import { Happened, Status, Total, touchBucket, VenueTotal } from '../account/path-state.ts';
import type { Engine } from '../engine.ts';
import { watchClosely } from '../margin/watch.ts';
import { logDeleverage } from '../metric/event-log.ts';
import { deleverageQueue, dropFirst } from './deleverage-queue.ts';
import { addVenueTotal, marketPriceUsd } from './market.ts';
import { recordShortfall } from './waterfall.ts';

/** One bankrupt position being closed out. */
interface CloseOut {
  readonly bucket: number;
  readonly venue: number;
  readonly asset: number;
  /** +1 for a bankrupt long (closed against shorts), −1 for a short. */
  readonly sign: number;
  /** Price of the close-out, and the book's price now, USD. */
  readonly closeUsd: number;
  readonly marketUsd: number;
}

/**
 * Closes up to `sizeBase` of a bankrupt position.
 *
 * @param sign  +1 for a bankrupt long (closed against shorts), −1 for a short
 * @param closeUsd  price of the close-out, USD
 * @returns base units closed
 */
export function deleverage(
  engine: Engine,
  bucket: number,
  holding: number,
  sign: number,
  sizeBase: number,
  closeUsd: number,
): number {
  const { config, state } = engine;
  const asset = config.accounts.holdingAsset[holding];
  const venue = config.accounts.bucketVenue[bucket];
  const closeOut = { bucket, venue, asset, sign, closeUsd, marketUsd: marketPriceUsd(engine, asset) };
  touchBucket(state, bucket);
  const isShared = config.venues[venue].waterfall.adl.ranking === 'proRata';
  let left = isShared ? closeProRata(engine, closeOut, sizeBase) : closeInOrder(engine, closeOut, sizeBase);
  left -= closeAgainstResidualMaker(engine, closeOut, left);
  const closed = sizeBase - left;
  if (closed > 0) {
    const open = state.quantityBase[holding];
    state.quantityBase[holding] = closed === Math.abs(open) ? 0 : open - sign * closed;
    state.cashUsd[bucket] += sign * closed * closeUsd;
    state.happened[bucket] |= Happened.liquidated;
    recordShortfall(engine, bucket, venue, sign * closed * (closeUsd - closeOut.marketUsd));
  }
  return closed;
}

/** Takes winners from the head of the queue, each up to its whole position; returns what is left. */
function closeInOrder(engine: Engine, closeOut: CloseOut, sizeBase: number): number {
  const queue = deleverageQueue(engine, closeOut.venue, closeOut.asset, -closeOut.sign);
  let left = sizeBase;
  while (left > 0 && queue.count > 0) {
    const other = queue.holding[0];
    const open = Math.abs(engine.state.quantityBase[other]);
    const taken = Math.min(left, open);
    if (taken > 0) closeAgainst(engine, closeOut, other, taken);
    left -= taken;
    if (taken === open) dropFirst(queue, engine);
  }
  return left;
}

/** Shares the close-out among all winners by their profit, again and again while some are used up; returns what is left. */
function closeProRata(engine: Engine, closeOut: CloseOut, sizeBase: number): number {
  const { state } = engine;
  const queue = deleverageQueue(engine, closeOut.venue, closeOut.asset, -closeOut.sign);
  let left = sizeBase;
  while (left > 0) {
    let profits = 0;
    for (let i = 0; i < queue.count; i++) if (state.quantityBase[queue.holding[i]] !== 0) profits += queue.score[i];
    if (profits <= 0) break;
    const shared = left;
    let anyUsedUp = false;
    for (let i = 0; i < queue.count; i++) {
      const other = queue.holding[i];
      const open = Math.abs(state.quantityBase[other]);
      if (open === 0) continue;
      const taken = Math.min(open, shared * (queue.score[i] / profits), left);
      if (taken === open) anyUsedUp = true;
      if (taken > 0) closeAgainst(engine, closeOut, other, taken);
      left -= taken;
    }
    if (!anyUsedUp) break;
  }
  // Rounding of the shares leaves a speck; the first winner that can takes it, so that positions match exactly.
  for (let i = 0; i < queue.count && left > 0 && left < sizeBase * 1e-9; i++) {
    const other = queue.holding[i];
    if (Math.abs(state.quantityBase[other]) < left) continue;
    closeAgainst(engine, closeOut, other, left);
    left = 0;
  }
  return left;
}

/** Closes part of one counterparty's position and has that account checked again. */
function closeAgainst(engine: Engine, closeOut: CloseOut, holding: number, takenBase: number): void {
  const { state, watch } = engine;
  const { sign, closeUsd } = closeOut;
  const bucket = engine.holdingBucket[holding];
  engine.deleveragings += 1;
  touchBucket(state, bucket);
  const open = state.quantityBase[holding];
  state.quantityBase[holding] = takenBase === Math.abs(open) ? 0 : open + sign * takenBase;
  state.cashUsd[bucket] -= sign * takenBase * closeUsd;
  state.happened[bucket] |= Happened.deleveraged;
  if (state.status[bucket] === Status.open) watchClosely(watch, engine.margin, bucket);
  const costUsd = recordDeleverage(engine, closeOut, takenBase);
  if (engine.events !== null)
    logDeleverage(engine, closeOut.bucket, bucket, closeOut.asset, {
      positionBase: open,
      sizeBase: -sign * takenBase,
      closeUsd,
      costUsd,
    });
}

/** Closes what no winner took against the residual maker; returns the base units closed. */
function closeAgainstResidualMaker(engine: Engine, closeOut: CloseOut, sizeBase: number): number {
  const { state, config } = engine;
  const k = closeOut.venue * config.assetCount + closeOut.asset;
  const open = -closeOut.sign * state.residualMakerBase[k];
  if (open <= 0 || sizeBase <= 0) return 0;
  const taken = Math.min(open, sizeBase);
  state.residualMakerBase[k] += closeOut.sign * taken;
  state.makerCashUsd -= closeOut.sign * taken * closeOut.closeUsd;
  recordDeleverage(engine, closeOut, taken);
  return taken;
}

/** Adds a close-out to the totals; returns what the counterparty gave up against the book, USD. */
function recordDeleverage(engine: Engine, closeOut: CloseOut, takenBase: number): number {
  const { total } = engine.state;
  const { venue, sign, closeUsd, marketUsd } = closeOut;
  const costUsd = sign * takenBase * (closeUsd - marketUsd);
  total[Total.adlNotionalUsd] += takenBase * closeUsd;
  total[Total.adlCostUsd] += costUsd;
  addVenueTotal(engine, venue, VenueTotal.adlNotionalUsd, takenBase * closeUsd);
  addVenueTotal(engine, venue, VenueTotal.adlCostUsd, costUsd);
  return costUsd;
}
