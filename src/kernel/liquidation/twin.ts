/**
 * What the twin can do in short: an account of perps with equity left closes a position whole at the mark, and nobody else
 * notices.
 *
 * In a market of unlimited size such a close has no price, fee, fund or counterparty to move, so it needs no place in the
 * queue. Where any of that could differ the account goes the long way (`closesAlone`), and so do all with `--naive`.
 */

import { Status, Total, touchBucket } from '../account/path-state.ts';
import { HoldingKind, type KernelConfig } from '../config.ts';
import type { Engine } from '../engine.ts';
import { excessUsd } from '../margin/requirement.ts';
import { isChanged, waitAgain } from '../margin/watch.ts';
import { SPECK_USD } from './waterfall.ts';

/**
 * Venues where a solvent account may close alone, 1 for each, [venue]: no fee reaches the fund, no order waits, rounds are not
 * limited, and nobody owes debt, so that every claim on the fund and every deleveraging of a round comes from accounts without
 * equity, which the queue has first.
 */
export function findLonerVenues(config: KernelConfig): Uint8Array {
  const { accounts, venues } = config;
  const allowed = Uint8Array.from(venues, ({ liquidation }) =>
    config.roundSeconds === 0 &&
    liquidation.feeRate === 0 &&
    liquidation.latencySteps === 0 &&
    liquidation.slice.kind !== 'restore'
      ? 1
      : 0,
  );
  for (let bucket = 0; bucket < accounts.bucketCount; bucket++) {
    let owes = accounts.debtUsd[bucket] > 0;
    for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++)
      if (accounts.holdingKind[h] === HoldingKind.debt) owes = true;
    if (owes) allowed[accounts.bucketVenue[bucket]] = 0;
  }
  return allowed;
}

/** Whether a bucket in breach, as it was at the start of the path, closes its largest position whole, with equity left. */
export function closesAlone(engine: Engine, bucket: number): boolean {
  const { config, margin } = engine;
  const { accounts, assetCount } = config;
  const venue = margin.bucketVenue[bucket];
  if (engine.lonerVenue[venue] === 0 || isChanged(engine.watch, bucket)) return false;
  const { slice, scope } = config.venues[venue].liquidation;
  const first = margin.holdingStart[bucket];
  const end = margin.holdingStart[bucket + 1];
  if (scope === 'all' && end !== first + 1) return false;
  const wholeUsd = slice.kind === 'fraction' ? slice.fullBelowUsd : Number.POSITIVE_INFINITY;
  let equity = accounts.cashUsd[bucket];
  for (let h = first; h < end; h++) {
    if (margin.holdingKind[h] !== HoldingKind.perp) return false;
    const value = accounts.quantityBase[h] * engine.markUsd[venue * assetCount + margin.holdingAsset[h]];
    if (Math.abs(value) > wholeUsd) return false;
    equity += value;
  }
  return equity > SPECK_USD;
}

/**
 * Closes the largest position of a bucket that `closesAlone` found, nobody having been deleveraged since.
 *
 * @returns whether what it has left is still in breach at these marks; otherwise it is closed, or waits again
 */
export function closeLargest(engine: Engine, bucket: number): boolean {
  const { margin, state, markUsd, watch } = engine;
  const { holdingStart, holdingAsset } = margin;
  const offset = margin.bucketVenue[bucket] * margin.assetCount;
  let largest = -1;
  let largestUsd = 0;
  for (let h = holdingStart[bucket]; h < holdingStart[bucket + 1]; h++) {
    const usd = Math.abs(state.quantityBase[h] * markUsd[offset + holdingAsset[h]]);
    if (usd <= largestUsd) continue;
    largestUsd = usd;
    largest = h;
  }
  touchBucket(state, bucket);
  state.cashUsd[bucket] += state.quantityBase[largest] > 0 ? largestUsd : -largestUsd;
  state.quantityBase[largest] = 0;
  state.total[Total.liquidatedUsd] += onGrid(engine.twinGrid, largestUsd);
  if (holdingStart[bucket + 1] === holdingStart[bucket] + 1) {
    state.status[bucket] = Status.closed;
    return false;
  }
  const excess = excessUsd(margin, state, bucket, markUsd, offset, watch.slope);
  if (excess < 0) return true;
  waitAgain(watch, margin, state, bucket, excess, markUsd);
  return false;
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
