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
  const marketUsd = marketPriceUsd(engine, asset);
  const queue = deleverageQueue(engine, venue, asset, -sign);
  touchBucket(state, bucket);
  let left = sizeBase;
  if (config.venues[venue].waterfall.adl.ranking === 'proRata') {
    left -= closeProRata(engine, bucket, sign, left, closeUsd, marketUsd, venue, asset);
  } else {
    while (left > 0 && queue.count > 0) {
      const other = queue.holding[0];
      const open = Math.abs(state.quantityBase[other]);
      const taken = Math.min(left, open);
      if (taken > 0) closeAgainst(engine, bucket, other, sign, taken, closeUsd, marketUsd, venue, asset);
      left -= taken;
      if (taken === open) dropFirst(queue, engine);
    }
  }
  left -= closeAgainstResidualMaker(engine, sign, left, closeUsd, marketUsd, venue, asset);
  const closed = sizeBase - left;
  if (closed > 0) {
    const open = state.quantityBase[holding];
    state.quantityBase[holding] = closed === Math.abs(open) ? 0 : open - sign * closed;
    state.cashUsd[bucket] += sign * closed * closeUsd;
    state.happened[bucket] |= Happened.liquidated;
    recordShortfall(engine, bucket, venue, sign * closed * (closeUsd - marketUsd));
  }
  return closed;
}

/** Shares the close-out among all winners by their profit, again and again while some are used up. */
function closeProRata(
  engine: Engine,
  bucket: number,
  sign: number,
  sizeBase: number,
  closeUsd: number,
  marketUsd: number,
  venue: number,
  asset: number,
): number {
  const { state } = engine;
  const queue = deleverageQueue(engine, venue, asset, -sign);
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
      if (taken > 0) closeAgainst(engine, bucket, other, sign, taken, closeUsd, marketUsd, venue, asset);
      left -= taken;
    }
    if (!anyUsedUp) break;
  }
  // Rounding of the shares leaves a speck; the first winner that can takes it, so that positions match exactly.
  for (let i = 0; i < queue.count && left > 0 && left < sizeBase * 1e-9; i++) {
    const other = queue.holding[i];
    if (Math.abs(state.quantityBase[other]) < left) continue;
    closeAgainst(engine, bucket, other, sign, left, closeUsd, marketUsd, venue, asset);
    left = 0;
  }
  return sizeBase - left;
}

/** Closes part of one counterparty's position and has that account checked again. */
function closeAgainst(
  engine: Engine,
  bankruptBucket: number,
  holding: number,
  sign: number,
  takenBase: number,
  closeUsd: number,
  marketUsd: number,
  venue: number,
  asset: number,
): void {
  const { state, watch } = engine;
  const bucket = engine.holdingBucket[holding];
  touchBucket(state, bucket);
  const open = state.quantityBase[holding];
  state.quantityBase[holding] = takenBase === Math.abs(open) ? 0 : open + sign * takenBase;
  state.cashUsd[bucket] -= sign * takenBase * closeUsd;
  state.happened[bucket] |= Happened.deleveraged;
  if (state.status[bucket] === Status.open) watchClosely(watch, bucket);
  recordDeleverage(engine, sign, takenBase, closeUsd, marketUsd, venue);
  if (engine.events !== null)
    logDeleverage(engine, bankruptBucket, bucket, asset, open, takenBase, closeUsd, marketUsd, sign);
}

function closeAgainstResidualMaker(
  engine: Engine,
  sign: number,
  sizeBase: number,
  closeUsd: number,
  marketUsd: number,
  venue: number,
  asset: number,
): number {
  const { state, config } = engine;
  const k = venue * config.assetCount + asset;
  const open = -sign * state.residualMakerBase[k];
  if (open <= 0 || sizeBase <= 0) return 0;
  const taken = Math.min(open, sizeBase);
  state.residualMakerBase[k] += sign * taken;
  state.makerCashUsd -= sign * taken * closeUsd;
  recordDeleverage(engine, sign, taken, closeUsd, marketUsd, venue);
  return taken;
}

function recordDeleverage(
  engine: Engine,
  sign: number,
  takenBase: number,
  closeUsd: number,
  marketUsd: number,
  venue: number,
): void {
  const { total } = engine.state;
  const cost = sign * takenBase * (closeUsd - marketUsd);
  total[Total.adlNotionalUsd] += takenBase * closeUsd;
  total[Total.adlCostUsd] += cost;
  addVenueTotal(engine, venue, VenueTotal.adlNotionalUsd, takenBase * closeUsd);
  addVenueTotal(engine, venue, VenueTotal.adlCostUsd, cost);
}
