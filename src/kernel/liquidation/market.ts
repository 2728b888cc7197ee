/**
 * The market a liquidation order meets: the shared book, or in the twin a market of unlimited size at the mark.
 *
 * Also the bookkeeping of a fill: account, makers, volumes. Cash and base units only move between accounts and makers,
 * so a fill can neither create nor destroy value.
 */

import { GENERATION_MAX, Happened, Total, touchBucket, VENUE_TOTALS, VenueTotal } from '../account/path-state.ts';
import { largestAffordableFill } from '../book/affordable-fill.ts';
import { commitFill, previewOrder } from '../book/market-order.ts';
import type { Engine } from '../engine.ts';
import { onGrid } from './twin.ts';

/** Price at which the market stands now, USD: the book's mid, or in the twin the exogenous price. */
export function marketPriceUsd(engine: Engine, asset: number): number {
  return engine.books.midUsd[asset];
}

/**
 * Previews an order into `engine.fill`.
 *
 * @param signedBase  negative sells, positive buys
 * @param markUsd  the round's mark; the twin fills there
 * @param limitUsd  worst price, ignored by the twin
 */
export function quote(engine: Engine, asset: number, signedBase: number, markUsd: number, limitUsd: number): void {
  if (engine.impact) {
    previewOrder(engine.books, asset, signedBase, limitUsd, engine.fill);
    return;
  }
  const size = Math.abs(signedBase);
  engine.fill.filledBase = size;
  engine.fill.valueUsd = size * markUsd;
  engine.fill.endDisplacement = 0;
  engine.fill.endPriceUsd = markUsd;
}

/** Previews the largest part of an order whose deficit against `bankruptcyUsd` is at most `budgetUsd`. */
export function quoteWithin(
  engine: Engine,
  asset: number,
  signedBase: number,
  markUsd: number,
  limitUsd: number,
  bankruptcyUsd: number,
  budgetUsd: number,
): void {
  if (engine.impact) {
    largestAffordableFill(engine.books, asset, signedBase, limitUsd, bankruptcyUsd, budgetUsd, engine.fill);
    return;
  }
  const deficitPerBase = signedBase < 0 ? bankruptcyUsd - markUsd : markUsd - bankruptcyUsd;
  const size = Math.abs(signedBase);
  quote(
    engine,
    asset,
    deficitPerBase * size > budgetUsd ? (signedBase / size) * (budgetUsd / deficitPerBase) : signedBase,
    markUsd,
    limitUsd,
  );
}

/**
 * Executes the fill in `engine.fill` for a holding: moves the book, the holding, and cash between account and makers.
 *
 * @param sign  +1 when the account sells, −1 when it buys
 */
export function executeFill(engine: Engine, bucket: number, holding: number, sign: number): void {
  const { state, fill } = engine;
  const asset = engine.config.accounts.holdingAsset[holding];
  touchBucket(state, bucket);
  if (engine.impact) commitFill(engine.books, asset, -sign * fill.filledBase, fill);
  const before = state.quantityBase[holding];
  // A fill of the whole position leaves exactly zero.
  state.quantityBase[holding] = fill.filledBase === Math.abs(before) ? 0 : before - sign * fill.filledBase;
  state.cashUsd[bucket] += sign * fill.valueUsd;
  state.makerCashUsd -= sign * fill.valueUsd;
  state.makerBase[asset] += before - state.quantityBase[holding];
  if (sign > 0) {
    state.soldBase[asset] += fill.filledBase;
    state.soldUsd[asset] += fill.valueUsd;
  } else {
    state.boughtBase[asset] += fill.filledBase;
    state.boughtUsd[asset] += fill.valueUsd;
  }
  const generation = state.generation[bucket];
  if (generation > engine.executedGeneration[asset]) engine.executedGeneration[asset] = generation;
}

/** Adds to a payer total of the path and of the bucket's venue. */
export function addVenueTotal(engine: Engine, venue: number, column: number, usd: number): void {
  engine.state.venueTotal[venue * VENUE_TOTALS + column] += usd;
}

/** Books what a liquidation fill sold or bought under the flow measures (one side; repayments of debt are not flow). */
export function recordFlow(engine: Engine, bucket: number, asset: number): void {
  const { state, fill, config } = engine;
  const venue = config.accounts.bucketVenue[bucket];
  addVenueTotal(engine, venue, VenueTotal.liquidatedUsd, fill.valueUsd);
  const { total, generationUsd } = state;
  const generation = state.generation[bucket];
  total[Total.liquidatedUsd] += engine.impact ? fill.valueUsd : onGrid(engine.twinGrid, fill.valueUsd);
  total[Total.liquidatedMarkUsd] += fill.filledBase * config.startPriceUsd[asset];
  total[Total.liquidations] += 1;
  if (generation === 0) total[Total.liquidatedExogenousUsd] += fill.valueUsd;
  if (generation > total[Total.cascadeDepth]) total[Total.cascadeDepth] = generation;
  generationUsd[Math.min(generation, GENERATION_MAX)] += fill.valueUsd;
  state.happened[bucket] |= Happened.liquidated;
}
