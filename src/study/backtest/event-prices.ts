/**
 * Observed prices of an event on the clock of the scenario.
 *
 * A price at a step end is the last one known by then: the close of a bar that has ended. Nothing is filled in: where the last
 * price is older than allowed, the place is named. An asset without a price series of its own may take the shape of another
 * one's path and the depth of its own fall, from the candles of both.
 */

import { lineAt, numberAt, quoteCell } from '../../scenario/input-table.ts';
import { type EventTable, formatTime, readClock, type TableReader } from './event-table.ts';
import type { PriceSource } from './schema.ts';

/** The clock of an event: step i ends at from + (i + 1) × stepSeconds. */
export interface EventClock {
  readonly from: number;
  readonly steps: number;
  readonly stepSeconds: number;
}

export interface EventPrices {
  /** At the start, USD, [asset]. */
  readonly startUsd: Float64Array;
  /** At step ends, USD, [step × asset], row-major. */
  readonly priceUsd: Float64Array;
  /** Factor on the log path of the asset whose shape was taken, [asset]; NaN where the path is the asset's own. */
  readonly shapeFactor: Float64Array;
}

/**
 * Reads the prices of all assets.
 *
 * @param assets  assets of the scenario; each has a source
 * @returns undefined when something is wrong; the reader has the problems
 */
export async function readEventPrices(
  assets: readonly string[],
  sources: Readonly<Record<string, PriceSource>>,
  clock: EventClock,
  tables: TableReader,
): Promise<EventPrices | undefined> {
  const own = new Map<string, Float64Array>();
  const shapes: { asset: string; factor: number; startUsd: number; like: string }[] = [];
  for (const asset of assets) {
    const source = sources[asset];
    if (source.like !== undefined) {
      const depth = await readDepths(source, clock, tables);
      if (depth !== undefined) shapes.push({ asset, like: source.like, ...depth });
    } else {
      const closes = await readSeries(source, clock, tables);
      if (closes !== undefined) own.set(asset, closes);
    }
  }
  const factors = new Map<string, number>();
  for (const { asset, like, factor, startUsd } of shapes) {
    const shape = own.get(like);
    if (shape === undefined) continue;
    factors.set(asset, factor);
    own.set(
      asset,
      shape.map((price) => startUsd * Math.exp(factor * Math.log(price / shape[0]))),
    );
  }
  if (tables.list().length > 0 || own.size < assets.length) return undefined;
  const columns = assets.map((asset) => own.get(asset)!);
  return {
    startUsd: Float64Array.from(columns, (closes) => closes[0]),
    priceUsd: Float64Array.from(
      { length: clock.steps * assets.length },
      (_, at) => columns[at % assets.length][Math.floor(at / assets.length) + 1],
    ),
    shapeFactor: Float64Array.from(assets, (asset) => factors.get(asset) ?? Number.NaN),
  };
}

/** Prices known at the start and at each step end, [step + 1]. */
async function readSeries(source: PriceSource, clock: EventClock, tables: TableReader) {
  const found = await tables.read(source.file!, ['ts', ...source.columns], source.where);
  if (found === undefined) return undefined;
  const times = readClock(found, 'ts', source.barSeconds);
  if (times === undefined) return undefined;
  const maximumGap = source.maximumGapSeconds ?? 1.5 * clock.stepSeconds;
  const { problems } = found;
  const column = source.columns.join(', ');
  const end = clock.from + clock.steps * clock.stepSeconds;
  const first = times[0];
  const last = times[times.length - 1];
  if (first > clock.from || last < end - maximumGap) {
    const has = `it has ${formatTime(first)} to ${formatTime(last)}`;
    problems.add(undefined, column, `expected prices from ${formatTime(clock.from)} to ${formatTime(end)}; ${has}`);
    return undefined;
  }
  const spacing = medianSpacing(times);
  if (spacing > maximumGap) {
    const message = `rows are ${spacing} s apart where steps are ${clock.stepSeconds} s and a price may stand for ${maximumGap} s: another clock`;
    problems.add(undefined, 'ts', message);
    return undefined;
  }
  return resample(found, times, source.columns, clock, maximumGap);
}

function resample(
  { table, rows, problems }: EventTable,
  times: readonly number[],
  columns: readonly string[],
  { from, steps, stepSeconds }: EventClock,
  maximumGap: number,
): Float64Array | undefined {
  const before = problems.count();
  const closes = new Float64Array(steps + 1);
  let k = 0;
  let reported = -1;
  for (let step = 0; step <= steps; step++) {
    const now = from + step * stepSeconds;
    while (k + 1 < times.length && times[k + 1] <= now) k++;
    const row = rows[k];
    if (now - times[k] > maximumGap && k !== reported) {
      const message = `no price between ${formatTime(times[k])} and ${formatTime(times[k + 1] ?? now)}, more than ${maximumGap} s`;
      problems.add(lineAt(table, row), 'ts', message);
      reported = k;
    }
    closes[step] = 0;
    for (const column of columns) {
      const price = numberAt(table, column, row);
      if (price === undefined || !(price > 0))
        problems.add(
          lineAt(table, row),
          column,
          `expected a price in USD above 0, received ${quoteCell(table, column, row)}`,
        );
      else closes[step] += price / columns.length;
    }
  }
  return problems.count() > before ? undefined : closes;
}

function medianSpacing(times: readonly number[]): number {
  const spacings = times.slice(1).map((time, i) => time - times[i]);
  spacings.sort((a, b) => a - b);
  return spacings[(spacings.length - 1) >> 1] ?? 0;
}

/** Price at the start and the ratio of the two log falls over the event, from the candles of both assets. */
async function readDepths(source: PriceSource, clock: EventClock, tables: TableReader) {
  const own = await readFall(source.range!, clock, tables);
  const other = await readFall(source.likeRange!, clock, tables);
  if (own === undefined || other === undefined) return undefined;
  return { startUsd: own.startUsd, factor: own.fall / other.fall };
}

/** Open of the candle that holds the start, and the log fall from there to the lowest low before the end. */
async function readFall(
  range: NonNullable<PriceSource['range']>,
  clock: EventClock,
  tables: TableReader,
): Promise<{ startUsd: number; fall: number } | undefined> {
  const found = await tables.read(range.file, ['ts', 'open', 'low'], range.where);
  const times = found && readClock(found, 'ts', 0);
  if (found === undefined || times === undefined) return undefined;
  const { table, rows, problems } = found;
  const end = clock.from + clock.steps * clock.stepSeconds;
  const first = times.indexOf(clock.from);
  if (first < 0) {
    problems.add(
      undefined,
      'ts',
      `expected a candle that opens at ${formatTime(clock.from)}; none does: another clock`,
    );
    return undefined;
  }
  const startUsd = numberAt(table, 'open', rows[first]) ?? Number.NaN;
  let lowest = Number.POSITIVE_INFINITY;
  for (let k = first; k < times.length && times[k] < end; k++) {
    const low = numberAt(table, 'low', rows[k]);
    if (low === undefined || !(low > 0))
      problems.add(
        lineAt(table, rows[k]),
        'low',
        `expected a price in USD above 0, received ${quoteCell(table, 'low', rows[k])}`,
      );
    else lowest = Math.min(lowest, low);
  }
  if (startUsd > lowest) return { startUsd, fall: Math.log(startUsd / lowest) };
  problems.add(
    lineAt(table, rows[first]),
    'low',
    'expected a fall after the start, there is none to take the depth of',
  );
  return undefined;
}
