/**
 * Sale of collateral and repayment of debt, once a bucket's perps are closed (or for a borrower without perps).
 *
 * Collateral is sold into its own book, largest value first, until cash covers what is owed; debt is repaid likewise.
 * What stays negative with nothing left to sell is shortfall.
 */

import { Happened, touchBucket } from '../account/path-state.ts';
import { HoldingKind } from '../config.ts';
import type { Engine } from '../engine.ts';
import { bandOf } from '../margin/tiers.ts';
import { logOrder } from '../metric/event-log.ts';
import { EventKind } from '../result.ts';
import { executeFill, quote, recordFlow } from './market.ts';
import { settleRest } from './portfolio.ts';
import { chargeFee, DUST_SHARE } from './waterfall.ts';

/**
 * One round of a bucket without open perps: sells collateral for what is due, repays debt, settles the rest.
 * `engine.value` must hold the bucket's valuation at the round's marks.
 *
 * @returns true when anything was sold, repaid or settled
 */
export function liquidateCollateral(engine: Engine, bucket: number): boolean {
  const { state, value } = engine;
  touchBucket(state, bucket);
  // Cash is brought up to what is repaid: from below zero, a negative balance is covered on the way.
  const dueUsd = repaymentUsd(engine, bucket);
  let acted = false;
  let refused = false;
  const tried = new Set<number>();
  while (state.cashUsd[bucket] < dueUsd - DUST_SHARE * value.grossUsd) {
    const holding = largestHolding(engine, bucket, HoldingKind.collateral, tried);
    if (holding < 0) break;
    tried.add(holding);
    if (sell(engine, bucket, holding, dueUsd - state.cashUsd[bucket])) acted = true;
    if (state.quantityBase[holding] > 0 && state.cashUsd[bucket] < dueUsd) refused = true;
  }
  if (repay(engine, bucket)) acted = true;
  state.happened[bucket] |= Happened.sliced;
  if (refused || largestHolding(engine, bucket, HoldingKind.collateral, null) >= 0) return acted;
  settleRest(engine, bucket);
  writeOffDebt(engine, bucket);
  return true;
}

/** How much debt this round's slice repays, USD at marks. */
function repaymentUsd(engine: Engine, bucket: number): number {
  const { config, state, value } = engine;
  if (value.debtUsd <= 0) return 0;
  const venue = config.accounts.bucketVenue[bucket];
  const rules = config.venues[venue];
  const { slice } = rules.liquidation;
  if (slice.kind === 'full' || value.equityUsd <= 0) return value.debtUsd;
  if (slice.kind === 'fraction') {
    const whole = slice.thenFull && (state.happened[bucket] & Happened.sliced) !== 0;
    return value.debtUsd <= slice.fullBelowUsd || whole ? value.debtUsd : value.debtUsd * slice.fraction;
  }
  const holding = largestHolding(engine, bucket, HoldingKind.collateral, null);
  if (holding < 0) return value.debtUsd;
  // Selling a dollar of collateral loses its weight (1 − haircut) and repays (1 − cost) of debt.
  const asset = config.accounts.holdingAsset[holding];
  const collateralUsd = state.quantityBase[holding] * engine.markUsd[venue * config.assetCount + asset];
  const weight = 1 - rules.haircut.rate[bandOf(rules.haircut, asset, collateralUsd)];
  const gainPerUsd = 1 - slice.expectedSlippage - rules.liquidation.feeRate - weight;
  if (gainPerUsd <= 0) return value.debtUsd;
  const missingUsd = (1 + slice.buffer) * value.maintenanceUsd - value.marginEquityUsd + slice.buffer * value.debtUsd;
  return Math.min(value.debtUsd, Math.max(missingUsd / gainPerUsd, slice.floor * value.debtUsd));
}

/** The bucket's most valuable holding of a kind at marks, not in `skip`; −1 when there is none. */
function largestHolding(engine: Engine, bucket: number, kind: number, skip: ReadonlySet<number> | null): number {
  const { config, state } = engine;
  const { accounts, assetCount } = config;
  const offset = accounts.bucketVenue[bucket] * assetCount;
  let best = -1;
  let bestUsd = 0;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    if (accounts.holdingKind[h] !== kind || skip?.has(h)) continue;
    const usd = Math.abs(state.quantityBase[h]) * engine.markUsd[offset + accounts.holdingAsset[h]];
    if (usd > bestUsd) {
      best = h;
      bestUsd = usd;
    }
  }
  return best;
}

/** Sells of a collateral holding what yields `neededUsd`, or all of it. */
function sell(engine: Engine, bucket: number, holding: number, neededUsd: number): boolean {
  const { config, state, fill } = engine;
  const { accounts, assetCount } = config;
  const venue = accounts.bucketVenue[bucket];
  const rules = config.venues[venue].liquidation;
  const asset = accounts.holdingAsset[holding];
  const markUsd = engine.markUsd[venue * assetCount + asset];
  const limitUsd = markUsd * (1 - rules.slippageCap);
  const available = state.quantityBase[holding];
  const surplusShare = Math.max(0, engine.value.equityUsd);
  quoteForValue(engine, asset, available, neededUsd / (1 - rules.feeRate), markUsd, limitUsd, -1);
  if (fill.filledBase <= 0) return false;
  const fillUsd = fill.valueUsd;
  const filledBase = fill.filledBase;
  executeFill(engine, bucket, holding, 1);
  recordFlow(engine, bucket, asset);
  const feeUsd = Math.min(rules.feeRate * fillUsd, surplusShare);
  chargeFee(engine, bucket, venue, feeUsd);
  if (engine.events !== null)
    logOrder(engine, EventKind.collateral, bucket, asset, {
      orderBase: filledBase,
      sizeBase: filledBase,
      markUsd,
      equityUsd: engine.value.equityUsd,
      maintenanceUsd: engine.value.maintenanceUsd,
      bankruptcyUsd: Number.NaN,
      limitUsd,
      fillUsd,
      surplusUsd: Number.NaN,
      feeUsd,
      fundPaidUsd: 0,
    });
  return true;
}

/**
 * Previews the smallest order whose value reaches `valueUsd`, at most `availableBase`; side −1 sells, +1 buys. A buy
 * stays below the value instead (it must be paid for).
 */
function quoteForValue(
  engine: Engine,
  asset: number,
  availableBase: number,
  valueUsd: number,
  markUsd: number,
  limitUsd: number,
  side: number,
): void {
  quote(engine, asset, side * availableBase, markUsd, limitUsd);
  if (engine.fill.valueUsd <= valueUsd) return;
  let low = 0;
  let high = engine.fill.filledBase;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    quote(engine, asset, side * middle, markUsd, limitUsd);
    if (engine.fill.valueUsd < valueUsd) low = middle;
    else high = middle;
  }
  quote(engine, asset, side * (side < 0 ? high : low), markUsd, limitUsd);
}

/** Repays debt with the cash there is: dollars first, then base units bought on their book, largest value first. */
function repay(engine: Engine, bucket: number): boolean {
  const { config, state, fill } = engine;
  const { accounts, assetCount } = config;
  const venue = accounts.bucketVenue[bucket];
  let acted = false;
  const dollars = Math.min(Math.max(0, state.cashUsd[bucket]), state.debtUsd[bucket]);
  if (dollars > 0) {
    state.cashUsd[bucket] -= dollars;
    state.debtUsd[bucket] -= dollars;
    acted = true;
  }
  const tried = new Set<number>();
  while (state.cashUsd[bucket] > DUST_SHARE * engine.value.grossUsd) {
    const holding = largestHolding(engine, bucket, HoldingKind.debt, tried);
    if (holding < 0) break;
    tried.add(holding);
    const asset = accounts.holdingAsset[holding];
    const markUsd = engine.markUsd[venue * assetCount + asset];
    const limitUsd = markUsd * (1 + config.venues[venue].liquidation.slippageCap);
    quoteForValue(engine, asset, -state.quantityBase[holding], state.cashUsd[bucket], markUsd, limitUsd, 1);
    if (fill.filledBase <= 0) continue;
    const { filledBase, valueUsd } = fill;
    executeFill(engine, bucket, holding, -1);
    acted = true;
    if (engine.events !== null)
      logOrder(engine, EventKind.debt, bucket, asset, {
        orderBase: -filledBase,
        sizeBase: -filledBase,
        markUsd,
        equityUsd: engine.value.equityUsd,
        maintenanceUsd: engine.value.maintenanceUsd,
        bankruptcyUsd: Number.NaN,
        limitUsd,
        fillUsd: valueUsd,
        surplusUsd: Number.NaN,
        feeUsd: 0,
        fundPaidUsd: 0,
      });
  }
  return acted;
}

/**
 * Ends the debt of a bucket whose shortfall has been made good: the lender is paid from the cash the waterfall gave,
 * debt in base units at its current price.
 */
function writeOffDebt(engine: Engine, bucket: number): void {
  const { config, state } = engine;
  const { accounts } = config;
  const dollars = Math.min(Math.max(0, state.cashUsd[bucket]), state.debtUsd[bucket]);
  state.cashUsd[bucket] -= dollars;
  state.debtUsd[bucket] -= dollars;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    if (accounts.holdingKind[h] !== HoldingKind.debt || state.quantityBase[h] === 0) continue;
    const asset = accounts.holdingAsset[h];
    const owedUsd = -state.quantityBase[h] * engine.books.midUsd[asset];
    state.cashUsd[bucket] -= owedUsd;
    state.makerCashUsd += owedUsd;
    state.makerBase[asset] += state.quantityBase[h];
    state.quantityBase[h] = 0;
  }
}
