/**
 * `firebreak import book`: order book snapshots of venues to rows of asset, side, price, size (base units).
 *
 * Pure: text or rows in, rows out. Two forms are read: a venue's JSON answer with `bids` and `asks` as lists of
 * [price, size] (Binance, Bybit `b`/`a`, Hyperliquid `levels` with px/sz), and a CSV with side, price and size columns.
 */

export interface BookLevel {
  readonly side: 'bid' | 'ask';
  readonly priceUsd: number;
  readonly sizeBase: number;
}

/** Sizes of inverse futures are contracts of so many dollars; null where sizes are base units already. */
export type ContractUsd = number | null;

/**
 * Reads a snapshot in a venue's JSON form.
 *
 * @throws {RangeError} when neither side is found or a level is not a pair of positive numbers
 */
export function levelsFromJson(document: unknown, contractUsd: ContractUsd = null): BookLevel[] {
  const sides = findSides(document);
  if (!sides) throw new RangeError('expected a JSON object with bids and asks (or b and a, or levels)');
  return [
    ...sides.bids.map((level) => readPair(level, 'bid')),
    ...sides.asks.map((level) => readPair(level, 'ask')),
  ].map(([side, price, size]) => toLevel(side, price, size, contractUsd));
}

/**
 * Reads a snapshot from CSV rows that are already filtered to one market and one time.
 *
 * @throws {RangeError} on a side other than bid/ask/buy/sell, or a value that is no positive number
 */
export function levelsFromRows(
  rows: readonly Readonly<Record<string, string | undefined>>[],
  contractUsd: ContractUsd = null,
): BookLevel[] {
  return rows.map((row, index) => {
    const side = /^(bid|buy|b)s?$/i.test(row['side'] ?? '')
      ? 'bid'
      : /^(ask|sell|a|s)s?$/i.test(row['side'] ?? '')
        ? 'ask'
        : null;
    if (side === null) {
      throw new RangeError(
        `row ${index + 1}: expected bid or ask in the column side, received ${row['side'] ?? 'no column'}`,
      );
    }
    return toLevel(side, Number(row['price']), Number(row['size'] ?? row['quantity']), contractUsd);
  });
}

/**
 * Sorts levels from the best price outwards and refuses a crossed book.
 *
 * @throws {RangeError} when a side is empty or the best bid is not below the best ask
 */
export function sortLevels(levels: readonly BookLevel[]): BookLevel[] {
  const bids = levels.filter(({ side }) => side === 'bid').sort((a, b) => b.priceUsd - a.priceUsd);
  const asks = levels.filter(({ side }) => side === 'ask').sort((a, b) => a.priceUsd - b.priceUsd);
  if (bids.length === 0 || asks.length === 0) throw new RangeError('expected levels on both sides of the book');
  if (bids[0]!.priceUsd >= asks[0]!.priceUsd) {
    throw new RangeError(`the book is crossed: best bid ${bids[0]!.priceUsd}, best ask ${asks[0]!.priceUsd}`);
  }
  return [...bids, ...asks];
}

/** The levels as CSV: asset, side, price, size. */
export function formatBookCsv(asset: string, levels: readonly BookLevel[]): string {
  const lines = levels.map(({ side, priceUsd, sizeBase }) => `${asset},${side},${priceUsd},${sizeBase}`);
  return `asset,side,price,size\n${lines.join('\n')}\n`;
}

interface Sides {
  readonly bids: readonly unknown[];
  readonly asks: readonly unknown[];
}

/** The first object, from the top down, that has both sides. */
function findSides(value: unknown): Sides | null {
  if (value === null || typeof value !== 'object') return null;
  const { bids, asks, b, a, levels } = value as Record<string, unknown>;
  if (Array.isArray(bids) && Array.isArray(asks)) return { bids, asks };
  if (Array.isArray(b) && Array.isArray(a)) return { bids: b, asks: a };
  if (Array.isArray(levels) && Array.isArray(levels[0]) && Array.isArray(levels[1])) {
    return { bids: levels[0], asks: levels[1] };
  }
  for (const child of Object.values(value)) {
    const found = findSides(child);
    if (found) return found;
  }
  return null;
}

function readPair(level: unknown, side: 'bid' | 'ask'): ['bid' | 'ask', number, number] {
  if (Array.isArray(level)) return [side, Number(level[0]), Number(level[1])];
  const { px, sz, price, size, qty } = (level ?? {}) as Record<string, unknown>;
  return [side, Number(px ?? price), Number(sz ?? size ?? qty)];
}

function toLevel(side: 'bid' | 'ask', price: number, size: number, contractUsd: ContractUsd): BookLevel {
  if (!(price > 0 && Number.isFinite(price) && size >= 0 && Number.isFinite(size))) {
    throw new RangeError(`expected a positive price and a size, received ${price} and ${size}`);
  }
  return { side, priceUsd: price, sizeBase: contractUsd === null ? size : (size * contractUsd) / price };
}
