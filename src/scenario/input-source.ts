/**
 * Files that a scenario reads: accounts, prices and books, as columns after reading.
 *
 * They are kept beside the results (inputs/source-<role>.arrow), hashed by content, and read from there when a run is
 * repeated from its manifest: the rows are the same to the last bit, wherever the first file was.
 */

import type { Holding } from './holdings.ts';
import type { FilePrices } from './prices-file.ts';

/** Columns of equal length by name: numbers (NaN for an empty cell) or text (empty for an empty cell). */
export type SourceColumns = Readonly<Record<string, Float64Array | readonly string[]>>;
export type SourceRole = 'accounts' | 'prices' | 'book';

/** One input file as read. */
export interface InputSource {
  readonly role: SourceRole;
  readonly columns: SourceColumns;
}

/** Name of a source inside a result folder. */
export function sourceFileName(role: SourceRole): string {
  return `inputs/source-${role}.arrow`;
}

/** Holdings as the columns of an account file. */
export function holdingColumns(holdings: readonly Holding[]): SourceColumns {
  const numbers = (pick: (holding: Holding) => number | undefined) =>
    Float64Array.from(holdings, (holding) => pick(holding) ?? Number.NaN);
  return {
    account: holdings.map((holding) => holding.account),
    kind: holdings.map((holding) => holding.kind),
    asset: holdings.map((holding) => holding.asset),
    quantity: numbers((holding) => holding.quantity),
    entryPriceUsd: numbers((holding) => holding.entryPriceUsd),
    group: holdings.map((holding) => holding.group),
    isolated: numbers((holding) => holding.isolated),
    venue: holdings.map((holding) => holding.venue),
  };
}

/** Resampled prices as the columns of a price file: the start and every step end. */
export function priceColumns(prices: FilePrices, assets: readonly string[], stepSeconds: number): SourceColumns {
  const steps = prices.priceUsd.length / assets.length;
  const columns: Record<string, Float64Array> = {
    ts: Float64Array.from({ length: steps + 1 }, (_, step) => prices.startTime + step * stepSeconds),
  };
  assets.forEach((asset, a) => {
    columns[asset] = Float64Array.from({ length: steps + 1 }, (_, step) =>
      step === 0 ? prices.startPriceUsd[a] : prices.priceUsd[(step - 1) * assets.length + a],
    );
  });
  return columns;
}
