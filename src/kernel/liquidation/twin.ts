/**
 * What the twin can do in short: an account with one position and equity left closes whole at the mark, and nobody else
 * notices.
 *
 * In a market of unlimited size such a close has no price, fee, fund or counterparty to move, so it needs no place in the
 * queue. Where any of that could differ the account goes the long way (`mayCloseAlone`), and so do all with `--naive`.
 */

import { Status, Total, touchBucket } from '../account/path-state.ts';
import { HoldingKind, type KernelConfig } from '../config.ts';
import type { Engine } from '../engine.ts';
import { isChanged } from '../margin/watch.ts';
import { SPECK_USD } from './waterfall.ts';

/**
 * Venues where a solvent account may close alone: no fee reaches the fund, no order waits, and nobody owes debt, so that
 * every claim on the fund and every deleveraging of a round comes from accounts without equity, which the queue has first.
 */
export function listLonersVenues(config: KernelConfig): Uint8Array {
  const { accounts, venues } = config;
  const allowed = Uint8Array.from(venues, ({ liquidation }) =>
    liquidation.feeRate === 0 && liquidation.latencySteps === 0 && liquidation.slice.kind !== 'restore' ? 1 : 0,
  );
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    let owes = accounts.debtUsd[bucket] > 0;
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++)
      if (accounts.holdingKind[h] === HoldingKind.debt) owes = true;
    if (owes) allowed[accounts.bucketVenue[bucket]] = 0;
  }
  return allowed;
}

/** Whether a bucket in breach, as it was at the start of the path, closes whole at the mark with equity left. */
export function closesAlone(engine: Engine, bucket: number): boolean {
  const { config, margin } = engine;
  const { accounts, assetCount } = config;
  const h = margin.holdingStart[bucket];
  if (margin.holdingStart[bucket + 1] !== h + 1 || margin.holdingKind[h] !== HoldingKind.perp) return false;
  const venue = margin.bucketVenue[bucket];
  if (engine.lonersVenue[venue] === 0 || isChanged(engine.watch, bucket)) return false;
  const value = accounts.quantityBase[h] * engine.markUsd[venue * assetCount + margin.holdingAsset[h]];
  if (accounts.cashUsd[bucket] + value <= SPECK_USD) return false;
  const { slice } = config.venues[venue].liquidation;
  return slice.kind === 'full' || (slice.kind === 'fraction' && Math.abs(value) <= slice.fullBelowUsd);
}

/**
 * Closes a bucket that `closesAlone` found, unless it was deleveraged since.
 *
 * @returns false when it was, and has to go the long way
 */
export function closeAlone(engine: Engine, bucket: number): boolean {
  const { config, margin, state } = engine;
  const { accounts, assetCount } = config;
  const h = margin.holdingStart[bucket];
  if (state.quantityBase[h] !== accounts.quantityBase[h]) return false;
  const venue = margin.bucketVenue[bucket];
  const value = state.quantityBase[h] * engine.markUsd[venue * assetCount + margin.holdingAsset[h]];
  touchBucket(state, bucket);
  state.cashUsd[bucket] += value;
  state.quantityBase[h] = 0;
  state.status[bucket] = Status.closed;
  state.total[Total.liquidatedUsd] += onGrid(engine.twinGrid, Math.abs(value));
  return true;
}

/**
 * The number to add and take away again that rounds dollars to a grid on which sums are exact, so that the twin's total
 * does not depend on the order of its parts: 3/2 · 2⁵² grid steps, a step being 2⁻⁵² of 16 to 32 times the gross notional.
 */
export function gridOf(grossUsd: number): number {
  let top = 1;
  while (top < 16 * grossUsd) top *= 2;
  return 1.5 * top;
}

/** Rounds an amount to the grid. */
export function onGrid(grid: number, usd: number): number {
  return usd + grid - grid;
}
