/**
 * The event log of a traced path: one row an order, deleveraging or settlement, as growing columns.
 *
 * Runs keep no log (`engine.events` is null); replay, the worst paths and the ledger do.
 */

import { Total } from '../account/path-state.ts';
import type { Engine } from '../engine.ts';
import { EVENT_COLUMNS, type EventColumn, EventKind, type EventLog } from '../result.ts';

/** An empty log. */
export function createEventLog(): EventLog {
  const column = {} as Record<EventColumn, Float64Array>;
  for (const name of EVENT_COLUMNS) column[name] = new Float64Array(256);
  return { count: 0, column };
}

/** Cuts the columns to their length. */
export function trimEventLog(log: EventLog): EventLog {
  const column = {} as Record<EventColumn, Float64Array>;
  for (const name of EVENT_COLUMNS) column[name] = log.column[name].slice(0, log.count);
  return { count: log.count, column };
}

/** What an order row says beyond where and when; signed sizes, USD. */
export interface OrderEvent {
  readonly orderBase: number;
  readonly sizeBase: number;
  readonly markUsd: number;
  readonly equityUsd: number;
  readonly maintenanceUsd: number;
  readonly bankruptcyUsd: number;
  readonly limitUsd: number;
  readonly fillUsd: number;
  readonly surplusUsd: number;
  readonly feeUsd: number;
  readonly fundPaidUsd: number;
}

function addRow(engine: Engine, log: EventLog, kind: number, bucket: number, asset: number): number {
  const { config, state } = engine;
  const row = log.count++;
  for (const name of EVENT_COLUMNS) {
    if (row === log.column[name].length) {
      const grown = new Float64Array(2 * row);
      grown.set(log.column[name]);
      log.column[name] = grown;
    }
    log.column[name][row] = Number.NaN;
  }
  const venue = config.accounts.bucketVenue[bucket];
  log.column.kind[row] = kind;
  log.column.step[row] = engine.step;
  log.column.round[row] = engine.round;
  log.column.generation[row] = state.generation[bucket];
  log.column.bucket[row] = engine.order.bucketRank[bucket];
  log.column.account[row] = engine.order.accountRank[config.accounts.bucketAccount[bucket]];
  log.column.venue[row] = venue;
  log.column.asset[row] = asset;
  log.column.cashAfterUsd[row] = state.cashUsd[bucket];
  log.column.fundAfterUsd[row] = state.fundUsd[venue];
  if (asset >= 0) log.column.endPriceUsd[row] = engine.books.midUsd[asset];
  return row;
}

/** Adds a row for an order or a settlement, after it was booked. */
export function logOrder(engine: Engine, kind: number, bucket: number, asset: number, order: OrderEvent): void {
  const log = engine.events;
  if (log === null) return;
  const row = addRow(engine, log, kind, bucket, asset);
  log.column.orderBase[row] = order.orderBase;
  log.column.sizeBase[row] = order.sizeBase;
  log.column.markPriceUsd[row] = order.markUsd;
  log.column.equityUsd[row] = order.equityUsd;
  log.column.maintenanceUsd[row] = order.maintenanceUsd;
  log.column.bankruptcyPriceUsd[row] = order.bankruptcyUsd;
  log.column.limitPriceUsd[row] = order.limitUsd;
  log.column.averageFillUsd[row] = order.sizeBase === 0 ? Number.NaN : order.fillUsd / Math.abs(order.sizeBase);
  log.column.surplusUsd[row] = order.surplusUsd;
  log.column.feeUsd[row] = order.feeUsd;
  log.column.fundPaidUsd[row] = order.fundPaidUsd;
  // What nobody paid since the last row belongs to this one: every claim is logged right after it is settled.
  const badDebtUsd = engine.state.total[Total.badDebtUsd];
  log.column.badDebtUsd[row] = badDebtUsd - engine.loggedBadDebtUsd;
  engine.loggedBadDebtUsd = badDebtUsd;
}

/** What a deleveraging row says; signed base units of the counterparty, USD. */
export interface DeleverageEvent {
  /** Its position before. */
  readonly positionBase: number;
  /** The part closed. */
  readonly sizeBase: number;
  readonly closeUsd: number;
  readonly costUsd: number;
}

/** Adds a row for one counterparty of an auto-deleveraging; the close price is its average fill. */
export function logDeleverage(
  engine: Engine,
  bankruptBucket: number,
  bucket: number,
  asset: number,
  event: DeleverageEvent,
): void {
  const log = engine.events;
  if (log === null) return;
  const row = addRow(engine, log, EventKind.adl, bucket, asset);
  log.column.generation[row] = engine.state.generation[bankruptBucket];
  log.column.otherBucket[row] = engine.order.bucketRank[bankruptBucket];
  log.column.orderBase[row] = event.positionBase;
  log.column.sizeBase[row] = event.sizeBase;
  log.column.averageFillUsd[row] = event.closeUsd;
  log.column.bankruptcyPriceUsd[row] = event.closeUsd;
  log.column.adlCostUsd[row] = event.costUsd;
}
