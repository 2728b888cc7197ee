/**
 * The end of a path: accounts still open with negative equity are settled as they would be, and the ledger is checked.
 *
 * Settlement is at current book prices: fund first, then auto-deleveraging at the price that leaves the account with
 * nothing, socialised loss, or bad debt. Losses of venues that socialise are shared out here, once a path.
 */

import { Status, Total, touchBucket } from '../account/path-state.ts';
import { HoldingKind } from '../config.ts';
import type { Engine } from '../engine.ts';
import { equityAt } from '../margin/requirement.ts';
import { logOrder } from '../metric/event-log.ts';
import { EventKind } from '../result.ts';
import { deleverage } from './deleverage.ts';
import { marketPriceUsd } from './market.ts';
import { fundBudgetUsd, SPECK_USD, settleClaim, socialiseLosses } from './waterfall.ts';

/** Settles what is left at the horizon; counts it in `unresolvedAccounts`. */
export function settleHorizon(engine: Engine): void {
  const { state } = engine;
  const prices = engine.books.midUsd;
  // In breach means margin equity below maintenance, so every negative equity at the marks is on this list.
  const open = engine.breached.subarray(0, engine.breachedCount).slice();
  open.sort((x, y) => engine.order.bucketRank[x] - engine.order.bucketRank[y]);
  for (const bucket of open) {
    if (state.status[bucket] === Status.closed) continue;
    const equityUsd = equityAt(engine.margin, state, bucket, prices);
    if (equityUsd >= -SPECK_USD) continue;
    touchBucket(state, bucket);
    state.total[Total.unresolvedAccounts] += 1;
    settleBucket(engine, bucket, -equityUsd);
  }
  socialiseLosses(engine, prices);
}

/** Pays a bucket's deficit: from the fund, then by deleveraging its largest position, then as claim nobody can pay. */
function settleBucket(engine: Engine, bucket: number, deficitUsd: number): void {
  const { config, state } = engine;
  const venue = config.accounts.bucketVenue[bucket];
  const payable = Math.min(deficitUsd, fundBudgetUsd(engine, venue));
  const deleverages = config.venues[venue].waterfall.beyondFund === 'adl';
  let paidUsd = payable > 0 ? settleClaim(engine, bucket, venue, payable) : 0;
  let left = deficitUsd - payable;
  if (left > 0 && deleverages) {
    engine.round += 1;
    const holding = largestPerpAtMarket(engine, bucket);
    if (holding >= 0) {
      const position = state.quantityBase[holding];
      const size = Math.abs(position);
      const closeUsd = marketPriceUsd(engine, config.accounts.holdingAsset[holding]) + left / position;
      left *= 1 - deleverage(engine, bucket, holding, position > 0 ? 1 : -1, size, closeUsd) / size;
    }
  }
  if (left > 0) paidUsd += settleClaim(engine, bucket, venue, left);
  if (engine.events !== null)
    logOrder(engine, EventKind.unresolved, bucket, -1, {
      orderBase: 0,
      sizeBase: 0,
      markUsd: Number.NaN,
      equityUsd: -deficitUsd,
      maintenanceUsd: Number.NaN,
      bankruptcyUsd: Number.NaN,
      limitUsd: Number.NaN,
      fillUsd: 0,
      surplusUsd: -deficitUsd,
      feeUsd: 0,
      fundPaidUsd: paidUsd,
    });
}

function largestPerpAtMarket(engine: Engine, bucket: number): number {
  const { config, state } = engine;
  const { accounts } = config;
  let best = -1;
  let bestUsd = 0;
  for (let h = accounts.holdingStart[bucket]; h < accounts.holdingStart[bucket + 1]; h++) {
    if (accounts.holdingKind[h] !== HoldingKind.perp) continue;
    const usd = Math.abs(state.quantityBase[h]) * marketPriceUsd(engine, accounts.holdingAsset[h]);
    if (usd > bestUsd) {
      best = h;
      bestUsd = usd;
    }
  }
  return best;
}
