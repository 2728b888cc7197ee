/**
 * `firebreak import prices`: candle or price files of single assets to one table, a row a time and a column an asset.
 *
 * Pure: rows in, rows out. A time column (`ts`, seconds or milliseconds, or an ISO date) and a `close` or `price` column
 * are enough. Only times that every asset has are kept, since a filled gap would be a made-up return.
 */

/** One asset's file as rows by column name. */
export interface PriceSource {
  readonly asset: string;
  readonly rows: readonly Readonly<Record<string, string | undefined>>[];
}

export interface PriceTable {
  readonly assets: readonly string[];
  /** Unix seconds, rising, [row]. */
  readonly timeSeconds: readonly number[];
  /** USD, [row][asset]. */
  readonly closeUsd: readonly (readonly number[])[];
  /** Times left out because another asset has no price there, by asset. */
  readonly dropped: Readonly<Record<string, number>>;
}

const TIME_COLUMNS = ['ts', 'timestamp', 'time', 'open_time', 'date', 'hour_ts'];
const PRICE_COLUMNS = ['close', 'price', 'Close'];

/**
 * Joins price files on their times.
 *
 * @param sources  at least one; rows in any order
 * @param from  first time kept, unix seconds
 * @param to  end of the range, not kept itself, unix seconds
 * @throws {RangeError} on a missing column, a value that is no positive number, a repeated time, or no common time
 */
export function joinPrices(sources: readonly PriceSource[], from = -Infinity, to = Infinity): PriceTable {
  const series = sources.map((source) => readSeries(source, from, to));
  const first = series[0]!;
  const timeSeconds = [...first.keys()]
    .filter((time) => series.every((other) => other.has(time)))
    .sort((a, b) => a - b);
  if (timeSeconds.length === 0) {
    throw new RangeError(`${sources.map(({ asset }) => asset).join(', ')} have no time in common in this range`);
  }
  return {
    assets: sources.map(({ asset }) => asset),
    timeSeconds,
    closeUsd: timeSeconds.map((time) => series.map((one) => one.get(time)!)),
    dropped: Object.fromEntries(sources.map(({ asset }, i) => [asset, series[i]!.size - timeSeconds.length])),
  };
}

/** The table as CSV: `ts` and one column an asset. */
export function formatPricesCsv(table: PriceTable): string {
  const lines = table.timeSeconds.map((time, row) => [time, ...table.closeUsd[row]!].join(','));
  return `${['ts', ...table.assets].join(',')}\n${lines.join('\n')}\n`;
}

function readSeries({ asset, rows }: PriceSource, from: number, to: number): Map<number, number> {
  const names = Object.keys(rows[0] ?? {});
  const timeColumn = pickColumn(asset, names, TIME_COLUMNS);
  const priceColumn = pickColumn(asset, names, [...PRICE_COLUMNS, asset]);
  const series = new Map<number, number>();
  rows.forEach((row, index) => {
    const where = `${asset}, row ${index + 1}`;
    const time = readTime(row[timeColumn] ?? '', where);
    if (time < from || time >= to) return;
    if (row[priceColumn] === '') return; // no quote at that time
    const price = Number(row[priceColumn]);
    if (!(price > 0 && Number.isFinite(price))) {
      throw new RangeError(`${where}: expected a positive price in USD, received ${row[priceColumn]}`);
    }
    if (series.has(time)) throw new RangeError(`${where}: the time ${row[timeColumn]} appears twice`);
    series.set(time, price);
  });
  return series;
}

function pickColumn(asset: string, names: readonly string[], wanted: readonly string[]): string {
  const found = wanted.find((name) => names.includes(name));
  if (found === undefined) {
    throw new RangeError(
      `${asset}: expected a column ${wanted.join(' or ')}, received ${names.join(', ') || 'no rows'}`,
    );
  }
  return found;
}

/** Unix seconds from seconds, milliseconds (13 digits), or an ISO date, which is UTC when it names no zone. */
export function readTime(text: string, where: string): number {
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) return number >= 1e11 ? number / 1000 : number;
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  const milliseconds = Date.parse(hasZone || !text.includes(':') ? text : `${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(milliseconds)) {
    throw new RangeError(`${where}: expected unix seconds or an ISO date, received ${text || 'nothing'}`);
  }
  return milliseconds / 1000;
}
