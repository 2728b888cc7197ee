/**
 * From holdings to the kernel's account table.
 *
 * An account's cross portfolio is one bucket, each isolated perp a bucket of its own, and the buckets of an account are
 * neighbours. Cash is kept in ledger form, b = cash − Σ q·entry, so that equity is b + Σ qP without entry prices.
 */

import { type AccountTable, HoldingKind } from '../kernel/config.ts';
import type { Holding } from './holdings.ts';

export interface NamedAccountTable {
  readonly table: AccountTable;
  /** Name of each account, [account], in order of first appearance. */
  readonly accounts: readonly string[] | null;
  readonly groups: readonly string[];
}

/** Cohort of accounts that name none. */
export const DEFAULT_GROUP = 'accounts';

const KIND = { perp: HoldingKind.perp, collateral: HoldingKind.collateral, debt: HoldingKind.debt } as const;

interface Bucket {
  readonly account: number;
  readonly venue: number;
  cash: number;
  debt: number;
  readonly holdings: { asset: number; kind: number; quantity: number; entry: number }[];
}

/**
 * Builds the table.
 *
 * Holdings of a bucket are sorted by kind (perp, collateral, debt), then asset. A cross bucket that holds nothing is
 * left out; zero quantities of collateral and debt are dropped. No open interest is closed here.
 *
 * @param holdings  checked rows (holdings.ts), any order
 * @param assetIndex  index of every asset named
 * @param venueIndex  index of every venue named; the empty name is looked up too
 * @param startPriceUsd  P₀, [asset]: the entry price of perps that have none
 */
export function createAccountTable(
  holdings: readonly Holding[],
  assetIndex: ReadonlyMap<string, number>,
  venueIndex: ReadonlyMap<string, number>,
  startPriceUsd: Float64Array,
): NamedAccountTable {
  const accountIndex = new Map<string, number>();
  const groupIndex = new Map<string, number>();
  const accountGroup: number[] = [];
  const byAccount: { cross: Bucket; isolated: Bucket[] }[] = [];
  for (const holding of holdings) {
    let account = accountIndex.get(holding.account);
    if (account === undefined) {
      account = accountIndex.size;
      accountIndex.set(holding.account, account);
      const group = holding.group === '' ? DEFAULT_GROUP : holding.group;
      if (!groupIndex.has(group)) groupIndex.set(group, groupIndex.size);
      accountGroup.push(groupIndex.get(group)!);
      byAccount.push({ cross: createBucket(account, venueIndex.get(holding.venue)!), isolated: [] });
    }
    const own = byAccount[account];
    if (holding.isolated === undefined) addHolding(own.cross, holding, assetIndex, startPriceUsd);
    else {
      const bucket = createBucket(account, own.cross.venue);
      bucket.cash = holding.isolated;
      addHolding(bucket, holding, assetIndex, startPriceUsd);
      own.isolated.push(bucket);
    }
  }
  const buckets = byAccount.flatMap(({ cross, isolated }) => {
    const isEmpty = cross.holdings.length === 0 && cross.cash === 0 && cross.debt === 0;
    isolated.sort((a, b) => a.holdings[0].asset - b.holdings[0].asset);
    return isEmpty && isolated.length > 0 ? isolated : [cross, ...isolated];
  });
  return {
    table: packBuckets(buckets, accountGroup, groupIndex.size, venueIndex, assetIndex.size),
    accounts: [...accountIndex.keys()],
    groups: [...groupIndex.keys()],
  };
}

function createBucket(account: number, venue: number): Bucket {
  return { account, venue, cash: 0, debt: 0, holdings: [] };
}

function addHolding(
  bucket: Bucket,
  holding: Holding,
  assetIndex: ReadonlyMap<string, number>,
  startPriceUsd: Float64Array,
): void {
  const { kind, quantity } = holding;
  if (kind === 'cash') bucket.cash += quantity;
  else if (kind === 'debt' && holding.asset === 'USD') bucket.debt += quantity;
  else if (quantity !== 0) {
    const asset = assetIndex.get(holding.asset)!;
    const entry = kind === 'perp' ? (holding.entryPriceUsd ?? startPriceUsd[asset]) : startPriceUsd[asset];
    bucket.holdings.push({ asset, kind: KIND[kind], quantity: kind === 'debt' ? -quantity : quantity, entry });
  }
}

function packBuckets(
  buckets: readonly Bucket[],
  accountGroup: readonly number[],
  groupCount: number,
  venueIndex: ReadonlyMap<string, number>,
  assetCount: number,
): AccountTable {
  const holdingCount = buckets.reduce((sum, bucket) => sum + bucket.holdings.length, 0);
  const venueCount = Math.max(...venueIndex.values(), 0) + 1;
  const cashUsd = new Float64Array(buckets.length);
  const holdingStart = new Int32Array(buckets.length + 1);
  const holdingAsset = new Uint16Array(holdingCount);
  const holdingKind = new Uint8Array(holdingCount);
  const quantityBase = new Float64Array(holdingCount);
  const entryPriceUsd = new Float64Array(holdingCount);
  let h = 0;
  buckets.forEach((bucket, i) => {
    bucket.holdings.sort((a, b) => a.kind - b.kind || a.asset - b.asset);
    let cash = bucket.cash;
    for (const holding of bucket.holdings) {
      if (holding.kind === HoldingKind.perp) cash -= holding.quantity * holding.entry;
      holdingAsset[h] = holding.asset;
      holdingKind[h] = holding.kind;
      quantityBase[h] = holding.quantity;
      entryPriceUsd[h] = holding.entry;
      h++;
    }
    cashUsd[i] = cash;
    holdingStart[i + 1] = h;
  });
  return {
    accountCount: accountGroup.length,
    bucketCount: buckets.length,
    holdingCount,
    accountGroup: Uint16Array.from(accountGroup),
    groupCount,
    bucketAccount: Int32Array.from(buckets, (bucket) => bucket.account),
    bucketVenue: Uint16Array.from(buckets, (bucket) => bucket.venue),
    cashUsd,
    debtUsd: Float64Array.from(buckets, (bucket) => bucket.debt),
    holdingStart,
    holdingAsset,
    holdingKind,
    quantityBase,
    entryPriceUsd,
    residualMakerBase: new Float64Array(venueCount * assetCount),
  };
}
