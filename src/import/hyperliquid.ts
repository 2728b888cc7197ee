/**
 * `firebreak import hyperliquid`: a crawl of the venue's accounts and positions to the account file.
 *
 * Pure: rows in, rows out. Cash is account value − unrealised profit − isolated collateral; positions found to be isolated
 * (hyperliquid-equity.ts) carry their own collateral. The account value is the listed one, or the one that the venue's
 * liquidation prices imply, which leaves out assets that are no margin.
 */

import { quantileOf } from '../calibrate/sample-statistics.ts';
import { resolveMargin } from '../scenario/resolve-margin.ts';
import type { Margin } from '../scenario/schema/margin.ts';
import { type AccountReading, type ListedPosition, readAccount } from './hyperliquid-equity.ts';

export type CrawlRow = Readonly<Record<string, string | undefined>>;

export interface HyperliquidOptions {
  /** Snapshot to take, as written in `snapshot_utc`; the last one by default. */
  readonly snapshot?: string;
  /** Also accounts of which only the large positions are known; off by default. */
  readonly incomplete?: boolean;
  /** Coins to keep; positions in others are closed at their mark. All by default. */
  readonly assets?: readonly string[];
  /**
   * Where the account value comes from: `listed` as crawled; `liquidationPrices` as they imply, and listed where none
   * tells.
   */
  readonly equity?: 'listed' | 'liquidationPrices';
}

/** One row of the account file, as text. */
export interface AccountFileRow {
  readonly account: string;
  readonly kind: 'cash' | 'perp';
  readonly asset: string;
  readonly quantity: string;
  readonly entryPriceUsd: string;
  readonly group: string;
  readonly isolated: string;
  readonly venue: string;
}

export interface HyperliquidImport {
  readonly rows: readonly AccountFileRow[];
  /** Median mark of each coin kept, USD: the scenario's `assets.<coin>.priceUsd`. */
  readonly priceUsd: ReadonlyMap<string, number>;
  /** Smallest size step seen, base units: the scenario's `assets.<coin>.lotBase`. */
  readonly lotBase: ReadonlyMap<string, number>;
  readonly snapshot: string;
  readonly counts: {
    readonly accounts: number;
    readonly positions: number;
    readonly isolated: number;
    readonly olderTable: number;
    readonly withoutLiquidationPrice: number;
    /** Accounts whose equity liquidation prices tell. */
    readonly equityKnown: number;
    readonly closedAtMark: number;
  };
  readonly warnings: readonly string[];
}

/** One account with its positions, numbers read. */
export interface ListedAccount {
  readonly snapshot: string;
  readonly account: string;
  readonly complete: boolean;
  readonly valueUsd: number;
  readonly positions: readonly ListedPosition[];
}

/** Leverage of the venue's smallest class, taken for coins that are not in the tier table (listed since it was made). */
const NEW_COIN_TIER = { fromUsd: 0, initialRate: 1 / 3, maintenanceRate: 1 / 6 };

/**
 * Reads the two tables: every account of every snapshot, in file order, accounts without positions left out.
 *
 * @throws {RangeError} on a missing column, a cell that is no number, or a position without an account row
 */
export function readCrawl(
  accounts: readonly CrawlRow[],
  positions: readonly CrawlRow[],
  margin: Margin,
): { listed: ListedAccount[]; coins: string[]; unknownCoins: string[]; rules: ReturnType<typeof resolveMargin> } {
  const coins = [...new Set(positions.map((row) => cell(row, 'coin', 0)))].sort();
  const unknownCoins = coins.filter((coin) => !Object.hasOwn(margin.tiers, coin));
  const tiers = { ...margin.tiers };
  for (const coin of unknownCoins) tiers[coin] = margin.tiers['default'] ?? [NEW_COIN_TIER];
  const rules = resolveMargin({ ...margin, tiers }, coins);
  const assetOf = new Map(coins.map((coin, index) => [coin, index]));
  const byAccount = new Map<string, ListedPosition[]>();
  positions.forEach((row, index) => {
    const coin = cell(row, 'coin', index);
    const side = cell(row, 'side', index);
    if (side !== 'long' && side !== 'short') {
      throw new RangeError(`positions row ${index + 1}: expected side long or short, received ${side}`);
    }
    const key = `${cell(row, 'snapshot_utc', index)} ${cell(row, 'account', index)}`;
    const list = byAccount.get(key) ?? [];
    byAccount.set(key, list);
    list.push({
      coin,
      asset: assetOf.get(coin) as number,
      quantityBase: numberOf(row, 'size_coin', index) * (side === 'long' ? 1 : -1),
      entryPriceUsd: numberOf(row, 'entry_px', index),
      markPriceUsd: numberOf(row, 'mark_px', index),
      liquidationPriceUsd: row['liquidation_px'] ? numberOf(row, 'liquidation_px', index) : Number.NaN,
      leverageSetting: numberOf(row, 'leverage_setting', index),
    });
  });
  const listed: ListedAccount[] = [];
  accounts.forEach((row, index) => {
    const snapshot = cell(row, 'snapshot_utc', index);
    const account = cell(row, 'account', index);
    const own = byAccount.get(`${snapshot} ${account}`);
    byAccount.delete(`${snapshot} ${account}`);
    if (own === undefined) return;
    const complete = cell(row, 'portfolio_complete', index) === '1';
    listed.push({ snapshot, account, complete, valueUsd: numberOf(row, 'account_value_usd', index), positions: own });
  });
  const orphan = byAccount.keys().next().value;
  if (orphan !== undefined) throw new RangeError(`positions of ${orphan}: expected a row in accounts, received none`);
  return { listed, coins, unknownCoins, rules };
}

/**
 * Converts one snapshot to the account file.
 *
 * @param margin  the venue's margin block (scenarios/venues/hyperliquid.yaml)
 * @throws {RangeError} on malformed rows or a snapshot that is not there
 */
export function convertHyperliquid(
  accounts: readonly CrawlRow[],
  positions: readonly CrawlRow[],
  margin: Margin,
  options: HyperliquidOptions = {},
): HyperliquidImport {
  const { listed, unknownCoins, rules } = readCrawl(accounts, positions, margin);
  const snapshots = [...new Set(listed.map((account) => account.snapshot))].sort();
  const snapshot = options.snapshot ?? snapshots[snapshots.length - 1];
  if (!snapshots.includes(snapshot)) {
    throw new RangeError(`expected a snapshot of ${snapshots.join(', ')}, received ${snapshot}`);
  }
  const chosen = listed.filter((one) => one.snapshot === snapshot && (one.complete || options.incomplete === true));
  const isolatedOnly = new Set(margin.isolatedOnly);
  const kept = (coin: string) => options.assets === undefined || options.assets.includes(coin);
  const counts = {
    positions: 0,
    isolated: 0,
    olderTable: 0,
    withoutLiquidationPrice: 0,
    equityKnown: 0,
    closedAtMark: 0,
  };
  const rows: AccountFileRow[] = [];
  for (const account of chosen) {
    const reading = readAccount(rules.maintenance, account.positions, account.valueUsd, isolatedOnly);
    if (reading.agreeing > 0) counts.equityKnown++;
    let cashUsd = crossCashUsd(account, reading, options.equity ?? 'listed');
    const perps: AccountFileRow[] = [];
    account.positions.forEach((position, i) => {
      const profitUsd = position.quantityBase * (position.markPriceUsd - position.entryPriceUsd);
      const isolatedUsd = reading.mode[i] === 'isolated' ? reading.isolatedUsd[i] : 0;
      if (!kept(position.coin)) {
        counts.closedAtMark++;
        cashUsd += profitUsd + isolatedUsd;
        return;
      }
      counts.positions++;
      if (reading.mode[i] === 'isolated') counts.isolated++;
      if (reading.mode[i] === 'olderTable') counts.olderTable++;
      if (reading.mode[i] === 'unpriced') counts.withoutLiquidationPrice++;
      perps.push({
        account: account.account,
        kind: 'perp',
        asset: position.coin,
        quantity: String(position.quantityBase),
        entryPriceUsd: String(position.entryPriceUsd),
        group: '',
        isolated: reading.mode[i] === 'isolated' ? cents(isolatedUsd) : '',
        venue: '',
      });
    });
    if (perps.length === 0) continue;
    rows.push({ ...perps[0], kind: 'cash', asset: '', quantity: cents(cashUsd), entryPriceUsd: '', isolated: '' });
    rows.push(...perps);
  }
  const seen = chosen.flatMap((account) => account.positions).filter((position) => kept(position.coin));
  const warnings = unknownCoins
    .filter((coin) => seen.some((position) => position.coin === coin))
    .map((coin) => `${coin} has no margin tiers; liquidation prices were read with the lowest class, 3x`);
  return {
    rows,
    priceUsd: medianMarks(seen),
    lotBase: lotSizes(seen),
    snapshot,
    counts: { accounts: new Set(rows.map((row) => row.account)).size, ...counts },
    warnings,
  };
}

/** Cash of the cross portfolio without unrealised profit and isolated collateral. */
function crossCashUsd(account: ListedAccount, reading: AccountReading, equity: 'listed' | 'liquidationPrices'): number {
  let crossProfitUsd = 0;
  let isolatedEquityUsd = 0;
  account.positions.forEach((position, i) => {
    const profitUsd = position.quantityBase * (position.markPriceUsd - position.entryPriceUsd);
    if (reading.mode[i] === 'isolated') isolatedEquityUsd += reading.isolatedUsd[i] + profitUsd;
    else crossProfitUsd += profitUsd;
  });
  const implied = equity === 'liquidationPrices' && reading.agreeing > 0;
  const crossEquityUsd = implied
    ? reading.excessUsd + reading.crossMaintenanceUsd
    : account.valueUsd - isolatedEquityUsd;
  return crossEquityUsd - crossProfitUsd;
}

function medianMarks(positions: readonly ListedPosition[]): Map<string, number> {
  const byCoin = groupByCoin(positions);
  const prices = new Map<string, number>();
  for (const [coin, list] of byCoin) {
    const marks = list.map((position) => position.markPriceUsd);
    prices.set(coin, quantileOf(marks, 0.5));
  }
  return prices;
}

/** The largest power of ten of which every size seen is a multiple. */
function lotSizes(positions: readonly ListedPosition[]): Map<string, number> {
  const lots = new Map<string, number>();
  for (const [coin, list] of groupByCoin(positions)) {
    let digits = 0;
    for (const position of list) {
      const text = String(Math.abs(position.quantityBase));
      const decimals = text.includes('e-') ? Number(text.split('e-')[1]) : (text.split('.')[1]?.length ?? 0);
      digits = Math.max(digits, decimals);
    }
    lots.set(coin, Number(`1e-${digits}`));
  }
  return lots;
}

function groupByCoin(positions: readonly ListedPosition[]): Map<string, ListedPosition[]> {
  const groups = new Map<string, ListedPosition[]>();
  for (const position of positions) {
    const list = groups.get(position.coin);
    if (list === undefined) groups.set(position.coin, [position]);
    else list.push(position);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The account file as CSV. */
export function formatAccountsCsv(rows: readonly AccountFileRow[]): string {
  const columns = ['account', 'kind', 'asset', 'quantity', 'entryPriceUsd', 'group', 'isolated', 'venue'] as const;
  const lines = rows.map((row) => columns.map((column) => row[column]).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

/** The `assets` block of a scenario on these accounts. */
export function formatAssetsYaml(imported: Pick<HyperliquidImport, 'priceUsd' | 'lotBase' | 'snapshot'>): string {
  const lines = [`# Median marks of the snapshot ${imported.snapshot}`, 'assets:'];
  for (const [coin, price] of imported.priceUsd) {
    const key =
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(coin) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(coin)
        ? coin
        : `"${coin}"`;
    lines.push(`  ${key}: { priceUsd: ${price}, lotBase: ${imported.lotBase.get(coin)} }`);
  }
  return `${lines.join('\n')}\n`;
}

/** Money to six decimals, without an exponent. */
function cents(usd: number): string {
  return String(Number(usd.toFixed(6)));
}

function cell(row: CrawlRow, column: string, index: number): string {
  const text = row[column];
  if (text === undefined || text === '') {
    throw new RangeError(
      `row ${index + 1}: expected a value in ${column}, received ${text === undefined ? 'no such column' : 'nothing'}`,
    );
  }
  return text;
}

function numberOf(row: CrawlRow, column: string, index: number): number {
  const value = Number(cell(row, column, index));
  if (!Number.isFinite(value)) {
    throw new RangeError(`row ${index + 1}: expected a number in ${column}, received ${row[column]}`);
  }
  return value;
}
