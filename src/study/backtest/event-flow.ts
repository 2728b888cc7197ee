/** Reported liquidations of an event on the clock of the scenario, in base units. */

import { lineAt, numberAt, quoteCell } from '../../scenario/input-table.ts';
import type { ReportedFlow } from './de-cascade.ts';
import type { EventClock, EventPrices } from './event-prices.ts';
import { type EventTable, formatTime, parseTime, readClock, type TableReader } from './event-table.ts';
import type { LiquidationSource } from './schema.ts';

/**
 * Reads the reported liquidations; a row belongs to the step in which its time lies. Totals are spread in proportion to
 * `shape` and turned into base units at the geometric mean of the prices at the ends of the step.
 *
 * @param reading  which of the readings of a total
 * @returns undefined when something is wrong; the reader has the problems
 */
export async function readReportedFlow(
  source: LiquidationSource,
  reading: string | undefined,
  assets: readonly string[],
  clock: EventClock,
  prices: EventPrices,
  tables: TableReader,
): Promise<ReportedFlow | undefined> {
  const entries = assets.flatMap((asset, a) => (source.assets[asset] ? [{ a, flow: source.assets[asset] }] : []));
  const columns = entries
    .flatMap(({ flow }) => [flow.soldColumn, flow.boughtColumn])
    .filter((name) => name !== undefined);
  const needed = [source.timeColumn, ...source.shape.map(({ column }) => column), ...columns];
  const found = await tables.read(source.file, [...new Set(needed)], source.where);
  const times = found && readClock(found, source.timeColumn, parseTime(source.timeOrigin));
  if (found === undefined || times === undefined) return undefined;
  const before = found.problems.count();
  const size = clock.steps * assets.length;
  const flow: ReportedFlow = { soldBase: new Float64Array(size), boughtBase: new Float64Array(size) };
  const steps = times.map((time) => Math.ceil((time - clock.from) / clock.stepSeconds) - 1);
  if (!steps.some((step) => step >= 0 && step < clock.steps))
    found.problems.add(
      undefined,
      source.timeColumn,
      `no row of the event; it has ${formatTime(times[0])} to ${formatTime(times[times.length - 1])}`,
    );
  checkSpacing(found, source.timeColumn, times, clock.stepSeconds);
  const course = spreadCourse(found, source, steps, clock.steps);
  for (const { a, flow: asset } of entries) {
    addColumn(found, asset.soldColumn, steps, flow.soldBase, a, assets.length);
    addColumn(found, asset.boughtColumn, steps, flow.boughtBase, a, assets.length);
    addTotal(pick(asset.soldUsd, reading), course, prices, flow.soldBase, a, assets.length);
    addTotal(pick(asset.boughtUsd, reading), course, prices, flow.boughtBase, a, assets.length);
  }
  return found.problems.count() > before ? undefined : flow;
}

/** Bars longer than a step would put what was liquidated over many steps into one. Single events have no spacing. */
function checkSpacing({ problems }: EventTable, column: string, times: readonly number[], stepSeconds: number): void {
  const spacing = times[1] - times[0];
  const isBars = times.length > 2 && times.every((time, k) => k === 0 || time - times[k - 1] === spacing);
  if (isBars && spacing > stepSeconds)
    problems.add(
      undefined,
      column,
      `rows are ${spacing} s apart where steps are ${stepSeconds} s, so that each would count in one step alone: another clock`,
    );
}

function pick(usd: number | Record<string, number> | undefined, reading: string | undefined): number {
  return typeof usd === 'object' ? (usd[reading ?? ''] ?? 0) : (usd ?? 0);
}

/** Share of each step in the totals, [step]. A total is that of all rows: what lies outside the event is left out. */
function spreadCourse(table: EventTable, source: LiquidationSource, steps: readonly number[], count: number) {
  const course = new Float64Array(count);
  if (source.shape.length === 0) return course;
  let sum = 0;
  table.rows.forEach((row, k) => {
    let weight = 0;
    for (const { column, factor } of source.shape) weight += factor * readAmount(table, column, row);
    weight = Math.max(0, weight);
    sum += weight;
    if (steps[k] >= 0 && steps[k] < count) course[steps[k]] += weight;
  });
  return sum > 0 ? course.map((weight) => weight / sum) : course;
}

function addColumn(
  table: EventTable,
  column: string | undefined,
  steps: readonly number[],
  into: Float64Array,
  asset: number,
  assetCount: number,
): void {
  if (column === undefined) return;
  table.rows.forEach((row, k) => {
    const at = steps[k] * assetCount + asset;
    if (steps[k] >= 0 && at < into.length) into[at] += readAmount(table, column, row);
  });
}

function addTotal(
  usd: number,
  course: Float64Array,
  { startUsd, priceUsd }: EventPrices,
  into: Float64Array,
  asset: number,
  assetCount: number,
): void {
  course.forEach((share, step) => {
    const at = step * assetCount + asset;
    const first = step === 0 ? startUsd[asset] : priceUsd[at - assetCount];
    into[at] += (usd * share) / Math.sqrt(first * priceUsd[at]);
  });
}

function readAmount({ table, problems }: EventTable, column: string, row: number): number {
  const amount = numberAt(table, column, row);
  if (amount !== undefined && amount >= 0) return amount;
  problems.add(
    lineAt(table, row),
    column,
    `expected an amount of at least 0, received ${quoteCell(table, column, row)}`,
  );
  return 0;
}
