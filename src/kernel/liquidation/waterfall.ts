/**
 * Who pays: surplus fee to the fund, then fund, then auto-deleveraging, socialised loss or nobody (MODEL.md, waterfall).
 *
 * Loss beyond an account's equity is measured on the account's side (what it received above market value) and on the
 * payers' side separately; the two must agree on every path (`assertPathBalances`).
 */

import { Total, touchBucket, VENUE_TOTALS, VenueTotal } from '../account/path-state.ts';
import type { Engine } from '../engine.ts';
import { addVenueTotal } from './market.ts';
import { attributeShortfall } from './shortfall-assets.ts';

/** Balances below this share of a dollar amount are rounding, not money (R6). */
export const DUST_SHARE = 1e-9;

/** Deficits below this are rounding of the fill that closed an account, not loss, USD. */
export const SPECK_USD = 1e-6;

/** Moves a fee from a bucket to its venue's fund. */
export function chargeFee(engine: Engine, bucket: number, venue: number, feeUsd: number): void {
  if (feeUsd === 0) return;
  const { state } = engine;
  state.cashUsd[bucket] -= feeUsd;
  state.fundUsd[venue] += feeUsd;
  state.total[Total.feesUsd] += feeUsd;
  addVenueTotal(engine, venue, VenueTotal.feesUsd, feeUsd);
}

/** Notes loss beyond a bucket's equity, USD, on the account's side of the ledger. */
export function recordShortfall(engine: Engine, bucket: number, venue: number, usd: number): void {
  const { state } = engine;
  state.shortfallUsd[bucket] += usd;
  state.total[Total.shortfallUsd] += usd;
  addVenueTotal(engine, venue, VenueTotal.shortfallUsd, usd);
  attributeShortfall(engine, bucket, usd);
}

/** Notes that the fund cannot pay a claim in full, if so; a gap of rounding size does not count. */
export function noteClaim(engine: Engine, venue: number, claimUsd: number): void {
  if (claimUsd <= engine.state.fundUsd[venue] + DUST_SHARE * Math.max(claimUsd, 1)) return;
  engine.state.total[Total.fundDepleted] = 1;
  engine.state.venueTotal[venue * VENUE_TOTALS + VenueTotal.fundDepleted] = 1;
}

/**
 * What the fund can pay, USD: with less than a speck it is empty (R6). A fill whose deficit is a speck is not settled, so
 * that such a fund would pay for a fill in every round and never be used up.
 */
export function fundBudgetUsd(engine: Engine, venue: number): number {
  const fund = engine.state.fundUsd[venue];
  return fund <= SPECK_USD ? 0 : fund;
}

/**
 * Makes good a bucket's loss of `claimUsd` beyond its equity: the fund pays what it can, the rest is socialised at the
 * horizon where the venue does that, and otherwise nobody pays it.
 *
 * @returns what the fund paid, USD
 */
export function settleClaim(engine: Engine, bucket: number, venue: number, claimUsd: number): number {
  const { state, config } = engine;
  touchBucket(state, bucket);
  state.cashUsd[bucket] += claimUsd;
  recordShortfall(engine, bucket, venue, claimUsd);
  const paid = Math.min(claimUsd, state.fundUsd[venue]);
  const unpaid = claimUsd - paid;
  if (unpaid > 0) {
    noteClaim(engine, venue, claimUsd);
    state.unpaidUsd += unpaid;
    if (config.venues[venue].waterfall.beyondFund === 'socialised') state.deferredLossUsd[venue] += unpaid;
    else addBadDebt(engine, venue, unpaid);
  }
  payFromFund(engine, venue, paid);
  return paid;
}

function payFromFund(engine: Engine, venue: number, paidUsd: number): void {
  engine.state.fundUsd[venue] -= paidUsd;
  engine.state.total[Total.fundPaidUsd] += paidUsd;
  addVenueTotal(engine, venue, VenueTotal.fundPaidUsd, paidUsd);
}

function addBadDebt(engine: Engine, venue: number, usd: number): void {
  engine.state.total[Total.badDebtUsd] += usd;
  addVenueTotal(engine, venue, VenueTotal.badDebtUsd, usd);
}

/**
 * Socialises the deferred losses of the period at its end: pro rata to the profits of the venue's accounts over the
 * period, at most those profits (Deribit and Crypto.com rule pages, 2026); the rest is bad debt.
 *
 * @param priceUsd  final prices, [asset]
 */
export function socialiseLosses(engine: Engine, priceUsd: Float64Array): void {
  const { state, config } = engine;
  const { accounts } = config;
  for (let venue = 0; venue < config.venues.length; venue++) {
    const loss = state.deferredLossUsd[venue];
    if (loss <= 0) continue;
    let profits = 0;
    for (let bucket = 0; bucket < accounts.bucketCount; bucket++)
      if (accounts.bucketVenue[bucket] === venue) profits += Math.max(0, profitUsd(engine, bucket, priceUsd));
    const taken = Math.min(loss, profits);
    for (let bucket = 0; bucket < accounts.bucketCount && taken > 0; bucket++) {
      if (accounts.bucketVenue[bucket] !== venue) continue;
      const profit = profitUsd(engine, bucket, priceUsd);
      if (profit <= 0) continue;
      touchBucket(state, bucket);
      const share = taken * (profit / profits);
      state.cashUsd[bucket] -= share;
      state.unpaidUsd -= share;
      state.total[Total.socialisedUsd] += share;
      addVenueTotal(engine, venue, VenueTotal.socialisedUsd, share);
    }
    if (loss > taken) addBadDebt(engine, venue, loss - taken);
    state.deferredLossUsd[venue] = 0;
  }
}

/** Gain of a bucket since the start of the path at these prices, USD. */
function profitUsd(engine: Engine, bucket: number, priceUsd: Float64Array): number {
  const { state, config } = engine;
  const { accounts } = config;
  let end = state.cashUsd[bucket] - state.debtUsd[bucket];
  let start = accounts.cashUsd[bucket] - accounts.debtUsd[bucket];
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    const asset = accounts.holdingAsset[h];
    end += state.quantityBase[h] * priceUsd[asset];
    start += accounts.quantityBase[h] * config.startPriceUsd[asset];
  }
  return end - start;
}
