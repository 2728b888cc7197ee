/**
 * The ledger of one path: every event as a row, then what the touched accounts, the fund and the book are left with.
 *
 * Made from a path's trace alone. Cash is the ledger's cash, collateral − Σ quantity × entry price, so that equity is
 * cash + Σ quantity × price.
 */

import type { KernelConfig } from '../kernel/config.ts';
import { EVENT_COLUMNS, type EventColumn, EventKind, type PathTrace } from '../kernel/result.ts';
import type { ScenarioLabels } from '../scenario/resolved.ts';

const KIND_NAMES = Object.keys(EventKind) as readonly (keyof typeof EventKind)[];

/** One event with names in place of indexes; null where a column does not apply. */
export interface LedgerRow {
  readonly kind: keyof typeof EventKind;
  readonly account: string | null;
  readonly counterparty: string | null;
  readonly asset: string | null;
  readonly venue: string | null;
  readonly number: Readonly<Record<EventColumn, number>>;
}

/** Who holds what at the end of the path. */
export interface EndState {
  readonly owner: string;
  readonly cashUsd: number;
  /** Signed base units by asset name, zeros left out. */
  readonly quantityBase: Readonly<Record<string, number>>;
  /** cash + Σ quantity × final book price. */
  readonly equityUsd: number;
}

export interface Ledger {
  readonly path: number;
  readonly weight: number;
  readonly rows: readonly LedgerRow[];
  /** Touched accounts in table order, then the counterparties of the book, then the funds. */
  readonly end: readonly EndState[];
  readonly totals: PathTrace['totals'];
}

/** Turns a trace into named rows and end states. */
export function buildLedger(config: KernelConfig, labels: ScenarioLabels, trace: PathTrace): Ledger {
  const { events } = trace;
  const bucketName = nameBuckets(config, labels);
  const rows: LedgerRow[] = [];
  for (let row = 0; row < events.count; row++) {
    const number = Object.fromEntries(EVENT_COLUMNS.map((name) => [name, events.column[name][row]!]));
    for (const name of ['step', 'round'] as const) number[name]! += 1; // people count from 1, the kernel from 0
    rows.push({
      kind: KIND_NAMES[number['kind']!]!,
      account: bucketName(number['bucket']!),
      counterparty: bucketName(number['otherBucket']!),
      asset: labels.assets[number['asset']!] ?? (number['asset'] === -1 ? 'USD' : null),
      venue: labels.venues[number['venue']!] ?? null,
      number: number as Record<EventColumn, number>,
    });
  }
  const end = [
    ...endOfAccounts(config, labels, trace, bucketName),
    endOfBook(config, labels, trace),
    ...endOfFunds(config, labels, trace),
  ];
  return { path: trace.path, weight: trace.weight, rows, end, totals: trace.totals };
}

/** Account name of a bucket; the isolated position is added where an account has several buckets. */
function nameBuckets(config: KernelConfig, labels: ScenarioLabels): (bucket: number) => string | null {
  const { bucketAccount, bucketCount, accountCount } = config.accounts;
  const bucketsOf = new Uint32Array(accountCount);
  const order = new Uint32Array(bucketCount);
  for (let bucket = 0; bucket < bucketCount; bucket++) order[bucket] = bucketsOf[bucketAccount[bucket]!]!++;
  return (bucket) => {
    if (!(bucket >= 0 && bucket < bucketCount)) return null;
    const account = bucketAccount[bucket]!;
    const name = labels.accounts?.[account] ?? `#${account}`;
    return bucketsOf[account]! > 1 ? `${name}/${order[bucket]! + 1}` : name;
  };
}

function finalPrice(config: KernelConfig, trace: PathTrace, asset: number): number {
  return trace.midPriceUsd[(config.stepCount - 1) * config.assetCount + asset]!;
}

function endState(
  owner: string,
  cashUsd: number,
  held: Float64Array,
  config: KernelConfig,
  labels: ScenarioLabels,
  trace: PathTrace,
): EndState {
  let equityUsd = cashUsd;
  const quantityBase: Record<string, number> = {};
  held.forEach((quantity, asset) => {
    if (quantity === 0) return;
    quantityBase[labels.assets[asset]!] = quantity;
    equityUsd += quantity * finalPrice(config, trace, asset);
  });
  return { owner, cashUsd, quantityBase, equityUsd };
}

function endOfAccounts(
  config: KernelConfig,
  labels: ScenarioLabels,
  trace: PathTrace,
  bucketName: (bucket: number) => string | null,
): EndState[] {
  const { accounts } = config;
  const { column, count } = trace.events;
  const touched = new Set<number>();
  for (let row = 0; row < count; row++) {
    for (const bucket of [column.bucket[row]!, column.otherBucket[row]!]) if (bucket >= 0) touched.add(bucket);
  }
  return [...touched]
    .sort((a, b) => a - b)
    .map((bucket) => {
      const held = new Float64Array(config.assetCount);
      for (let i = accounts.holdingStart[bucket]!; i < accounts.holdingStart[bucket + 1]!; i++) {
        held[accounts.holdingAsset[i]!]! += trace.endQuantityBase[i]!;
      }
      return endState(bucketName(bucket)!, trace.endCashUsd[bucket]!, held, config, labels, trace);
    });
}

/** The other side of every order that the book filled. */
function endOfBook(config: KernelConfig, labels: ScenarioLabels, trace: PathTrace): EndState {
  const { column, count } = trace.events;
  const held = new Float64Array(config.assetCount);
  let cashUsd = 0;
  for (let row = 0; row < count; row++) {
    const kind = column.kind[row]!;
    const asset = column.asset[row]!;
    const fill = column.averageFillUsd[row]!;
    if (kind > EventKind.debt || !(asset >= 0) || Number.isNaN(fill)) continue;
    held[asset]! += column.sizeBase[row]!;
    cashUsd -= column.sizeBase[row]! * fill;
  }
  return endState('book', cashUsd, held, config, labels, trace);
}

/** What each venue's fund has after its last event. */
function endOfFunds(config: KernelConfig, labels: ScenarioLabels, trace: PathTrace): EndState[] {
  const { column, count } = trace.events;
  return config.venues.map((venue, index) => {
    let cashUsd = venue.waterfall.insuranceFundUsd;
    for (let row = 0; row < count; row++) {
      const after = column.fundAfterUsd[row]!;
      if (column.venue[row] === index && !Number.isNaN(after)) cashUsd = after;
    }
    const owner = config.venues.length > 1 ? `fund of ${labels.venues[index]}` : 'fund';
    return { owner, cashUsd, quantityBase: {}, equityUsd: cashUsd };
  });
}
