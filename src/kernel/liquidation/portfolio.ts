/**
 * Liquidation of a whole cross portfolio in one round (`scope: all`): every position in ascending asset order, then one
 * settlement of the account's equity at current prices (R4).
 */

import { Happened, touchBucket } from '../account/path-state.ts';
import { HoldingKind } from '../config.ts';
import type { Engine } from '../engine.ts';
import { equityAt } from '../margin/requirement.ts';
import { logOrder } from '../metric/event-log.ts';
import { EventKind } from '../result.ts';
import { deleverage } from './deleverage.ts';
import { executeFill, marketPriceUsd, quote, recordFlow } from './market.ts';
import { sliceBase } from './slice.ts';
import { chargeFee, DUST_SHARE, SPECK_USD, settleClaim } from './waterfall.ts';

/**
 * Sends an order for each open position of a breached bucket and settles once.
 *
 * @returns true when anything was filled or deleveraged
 */
export function liquidatePortfolio(engine: Engine, bucket: number): boolean {
  const { config, state, value } = engine;
  const { accounts, assetCount } = config;
  const venue = accounts.bucketVenue[bucket];
  const rules = config.venues[venue];
  const sliced = (state.happened[bucket] & Happened.sliced) !== 0;
  touchBucket(state, bucket);
  state.happened[bucket] |= Happened.sliced;
  let filledUsd = 0;
  let refused = -1;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    const position = state.quantityBase[h];
    if (accounts.holdingKind[h] !== HoldingKind.perp || position === 0) continue;
    const asset = accounts.holdingAsset[h];
    const markUsd = engine.markUsd[venue * assetCount + asset];
    const sign = position > 0 ? 1 : -1;
    const orderBase = sliceBase(
      rules.liquidation,
      rules.maintenance,
      asset,
      Math.abs(position),
      markUsd,
      value,
      sliced,
    );
    const limitUsd = markUsd * (1 - sign * rules.liquidation.slippageCap);
    quote(engine, asset, -sign * orderBase, markUsd, limitUsd);
    const { filledBase, valueUsd } = engine.fill;
    if (filledBase > 0) {
      executeFill(engine, bucket, h, sign);
      recordFlow(engine, bucket, asset);
      filledUsd += valueUsd;
    }
    if (orderBase - filledBase > DUST_SHARE * orderBase) refused = h;
    if (engine.events !== null)
      logOrder(engine, EventKind.perp, bucket, asset, {
        orderBase: sign * orderBase,
        sizeBase: sign * filledBase,
        markUsd,
        equityUsd: value.equityUsd,
        maintenanceUsd: value.maintenanceUsd,
        bankruptcyUsd: Number.NaN,
        limitUsd,
        fillUsd: valueUsd,
        surplusUsd: Number.NaN,
        feeUsd: Number.NaN,
        fundPaidUsd: Number.NaN,
      });
  }
  const equityUsd = equityAt(engine.margin, state, bucket, engine.books.midUsd);
  if (equityUsd > 0) {
    chargeFee(engine, bucket, venue, Math.min(rules.liquidation.feeRate * filledUsd, equityUsd));
    return filledUsd > 0;
  }
  if (refused < 0) return filledUsd > 0;
  return deleverageResidual(engine, bucket, refused, equityUsd) || filledUsd > 0;
}

/** A refused residual of a bankrupt portfolio is deleveraged at the price that leaves the account with nothing. */
function deleverageResidual(engine: Engine, bucket: number, holding: number, equityUsd: number): boolean {
  const { config, state } = engine;
  const venue = config.accounts.bucketVenue[bucket];
  const position = state.quantityBase[holding];
  const marketUsd = marketPriceUsd(engine, config.accounts.holdingAsset[holding]);
  if (config.venues[venue].waterfall.beyondFund !== 'adl') return false;
  const bankruptcyUsd = marketUsd - equityUsd / position;
  return deleverage(engine, bucket, holding, position > 0 ? 1 : -1, Math.abs(position), bankruptcyUsd) > 0;
}

/**
 * Closes a bucket that has nothing left to sell: a negative rest of cash less dollar debt and debt in base units is its
 * shortfall, paid by the waterfall.
 */
export function settleRest(engine: Engine, bucket: number): void {
  const { config, state } = engine;
  const venue = config.accounts.bucketVenue[bucket];
  const equityUsd = equityAt(engine.margin, state, bucket, engine.books.midUsd);
  if (equityUsd >= -SPECK_USD) return;
  const fundPaidUsd = settleClaim(engine, bucket, venue, -equityUsd);
  if (engine.events !== null)
    logOrder(engine, EventKind.settle, bucket, -1, {
      orderBase: 0,
      sizeBase: 0,
      markUsd: Number.NaN,
      equityUsd,
      maintenanceUsd: 0,
      bankruptcyUsd: Number.NaN,
      limitUsd: Number.NaN,
      fillUsd: 0,
      surplusUsd: equityUsd,
      feeUsd: 0,
      fundPaidUsd,
    });
}
