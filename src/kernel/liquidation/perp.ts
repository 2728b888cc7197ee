/**
 * Liquidation of one perp position: order, bankruptcy price, fee or fund, then auto-deleveraging of what the book refuses.
 *
 * Rules R3–R6 of MODEL.md. The bankruptcy price is fixed before the fill, on economic equity at the round's marks, the
 * account's other positions at their marks.
 */

import { Happened, touchBucket } from '../account/path-state.ts';
import type { Engine } from '../engine.ts';
import { equityAt } from '../margin/requirement.ts';
import { logOrder } from '../metric/event-log.ts';
import { EventKind } from '../result.ts';
import { deleverage } from './deleverage.ts';
import { executeFill, quote, quoteWithin, recordFlow } from './market.ts';
import { sliceBase } from './slice.ts';
import { chargeFee, DUST_SHARE, fundBudgetUsd, noteClaim, SPECK_USD, settleClaim } from './waterfall.ts';

/**
 * Sends one order for a position of a breached bucket and settles it. `engine.value` must hold the bucket's valuation
 * at the round's marks.
 *
 * @returns true when anything was filled or deleveraged
 */
export function liquidatePerp(engine: Engine, bucket: number, holding: number): boolean {
  const { config, state, value, fill } = engine;
  const { accounts, assetCount } = config;
  const venue = accounts.bucketVenue[bucket];
  const rules = config.venues[venue];
  const asset = accounts.holdingAsset[holding];
  const markUsd = engine.markUsd[venue * assetCount + asset];
  const position = state.quantityBase[holding];
  const sign = position > 0 ? 1 : -1;
  const { equityUsd, maintenanceUsd, grossUsd } = value;
  const sliced = (state.happened[bucket] & Happened.sliced) !== 0;
  const orderBase = sliceBase(rules.liquidation, rules.maintenance, asset, Math.abs(position), markUsd, value, sliced);
  const bankruptcyUsd = markUsd - equityUsd / position;
  const limitUsd = markUsd * (1 - sign * rules.liquidation.slippageCap);
  touchBucket(state, bucket);
  state.happened[bucket] |= Happened.sliced;

  const deleverages = rules.waterfall.beyondFund === 'adl';
  quote(engine, asset, -sign * orderBase, markUsd, limitUsd);
  if (deleverages && deficitUsd(engine, sign, bankruptcyUsd) > SPECK_USD) {
    noteClaim(engine, venue, deficitUsd(engine, sign, bankruptcyUsd));
    const budgetUsd = fundBudgetUsd(engine, venue);
    quoteWithin(engine, asset, -sign * orderBase, markUsd, limitUsd, bankruptcyUsd, budgetUsd);
    // Less than a billionth of the order is rounding, not a fill.
    if (fill.filledBase < DUST_SHARE * orderBase) quote(engine, asset, 0, markUsd, limitUsd);
  }
  const filledBase = fill.filledBase;
  const fillUsd = fill.valueUsd;
  const surplusUsd = -deficitUsd(engine, sign, bankruptcyUsd);
  let feeUsd = 0;
  let fundPaidUsd = 0;
  if (filledBase > 0) {
    executeFill(engine, bucket, holding, sign);
    recordFlow(engine, bucket, asset);
    if (surplusUsd > 0) {
      feeUsd = Math.min(rules.liquidation.feeRate * fillUsd, surplusUsd);
      chargeFee(engine, bucket, venue, feeUsd);
    } else if (surplusUsd < -SPECK_USD) fundPaidUsd = settleClaim(engine, bucket, venue, -surplusUsd);
  }
  if (engine.events !== null)
    logOrder(engine, EventKind.perp, bucket, asset, {
      orderBase: sign * orderBase,
      sizeBase: sign * filledBase,
      markUsd,
      equityUsd,
      maintenanceUsd,
      bankruptcyUsd,
      limitUsd,
      fillUsd,
      surplusUsd: filledBase > 0 ? surplusUsd : 0,
      feeUsd,
      fundPaidUsd,
    });
  const refusedBase = orderBase - filledBase;
  if (!deleverages || refusedBase <= DUST_SHARE * orderBase) return filledBase > 0;
  if (equityAt(engine.margin, state, bucket, engine.books.midUsd) > DUST_SHARE * grossUsd) return filledBase > 0;
  return closeResidual(engine, bucket, holding, refusedBase, bankruptcyUsd, markUsd) || filledBase > 0;
}

/** Deleverages what the book refused, at the price the venue's rule names. */
function closeResidual(
  engine: Engine,
  bucket: number,
  holding: number,
  refusedBase: number,
  bankruptcyUsd: number,
  markUsd: number,
): boolean {
  const { config, state } = engine;
  const { accounts, assetCount } = config;
  const venue = accounts.bucketVenue[bucket];
  const { closeAt } = config.venues[venue].waterfall.adl;
  const previousUsd = engine.previousMarkUsd[venue * assetCount + accounts.holdingAsset[holding]];
  const closeUsd = closeAt === 'bankruptcy' ? bankruptcyUsd : closeAt === 'mark' ? markUsd : previousUsd;
  const position = state.quantityBase[holding];
  const left = Math.abs(position);
  // The rest of a position goes whole, so that no speck stays open.
  const sizeBase = left - refusedBase < DUST_SHARE * left ? left : refusedBase;
  return deleverage(engine, bucket, holding, position > 0 ? 1 : -1, sizeBase, closeUsd) > 0;
}

/** Deficit of the fill in `engine.fill` against a bankruptcy price, USD; negative is a surplus. */
function deficitUsd(engine: Engine, sign: number, bankruptcyUsd: number): number {
  return sign * (engine.fill.filledBase * bankruptcyUsd - engine.fill.valueUsd);
}
