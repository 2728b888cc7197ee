/**
 * What a backtest measures of a simulated event: figures that were observed of real ones, from the trace of one path.
 *
 * Close-outs against an unmargined residual maker are not in the event log and so not counted; generated populations have
 * none.
 */

import { EventKind, type PathTrace } from '../../kernel/result.ts';

/** Names of the measures; USD at the prices of the fills, prices in USD per base unit, shares as fractions. */
export const EVENT_MEASURES = [
  /** Value of liquidation fills on the book, both sides of the market together. */
  'liquidatedUsd',
  /** Value closed by auto-deleveraging, at its close price. */
  'deleveragedUsd',
  'liquidatedAndDeleveragedUsd',
  /** Liquidated longs, and longs that were closed against winners; shorts likewise. */
  'liquidatedLongUsd',
  'liquidatedShortUsd',
  /** Deleveraged over liquidated and deleveraged. */
  'deleveragedShare',
  /** Longs over longs and shorts, liquidated and deleveraged. */
  'longShare',
  /** Largest part of the liquidated and deleveraged value that fell into one step. */
  'busiestStepShare',
  /** Lowest and highest mid at step ends. */
  'lowestPriceUsd',
  'highestPriceUsd',
  /** Mean price of auto-deleveraging. */
  'deleveragePriceUsd',
  /** From the end of the step of the first liquidation to that of the first deleveraging. */
  'secondsToDeleverage',
  /** Accounts on the winning side that were deleveraged. */
  'deleveragedAccounts',
  /** Whole path, all assets: loss beyond account equity, what the fund paid gross, and whether it was used up. */
  'shortfallUsd',
  'fundPaidUsd',
  'fundDepleted',
] as const;
export type EventMeasure = (typeof EVENT_MEASURES)[number];

/** Measures of the whole path, which know neither assets nor times. */
const PATH_WIDE = new Set<EventMeasure>(['shortfallUsd', 'fundPaidUsd', 'fundDepleted']);

/** True where assets or times make no difference to a measure. */
export function isPathWide(measure: EventMeasure): boolean {
  return PATH_WIDE.has(measure);
}

/** Part of an event: assets, and steps from `firstStep` (included, from 0) to `endStep` (excluded). */
export interface EventPart {
  /** Whether an asset counts, [asset]. */
  readonly isCounted: readonly boolean[];
  readonly firstStep: number;
  readonly endStep: number;
  readonly stepSeconds: number;
}

interface Flow {
  longUsd: number;
  shortUsd: number;
  adlUsd: number;
  adlBase: number;
  firstLiquidation: number;
  firstAdl: number;
  readonly stepUsd: Float64Array;
  readonly adlAccounts: Set<number>;
}

/**
 * Measures one part of a traced path.
 *
 * @returns NaN where the measure does not exist: a share of nothing, a price at which nothing was closed
 */
export function measureEvent(trace: PathTrace, measure: EventMeasure, part: EventPart): number {
  if (measure === 'lowestPriceUsd' || measure === 'highestPriceUsd')
    return findExtreme(trace.midPriceUsd, measure, part);
  if (measure === 'shortfallUsd' || measure === 'fundPaidUsd' || measure === 'fundDepleted')
    return trace.totals[measure];
  const flow = sumFlow(trace, part);
  const total = flow.longUsd + flow.shortUsd;
  switch (measure) {
    case 'liquidatedUsd':
      return total - flow.adlUsd;
    case 'deleveragedUsd':
      return flow.adlUsd;
    case 'liquidatedAndDeleveragedUsd':
      return total;
    case 'liquidatedLongUsd':
      return flow.longUsd;
    case 'liquidatedShortUsd':
      return flow.shortUsd;
    case 'deleveragedShare':
      return flow.adlUsd / total;
    case 'longShare':
      return flow.longUsd / total;
    case 'busiestStepShare':
      return flow.stepUsd.reduce((most, usd) => Math.max(most, usd), 0) / total;
    case 'deleveragePriceUsd':
      return flow.adlUsd / flow.adlBase;
    case 'deleveragedAccounts':
      return flow.adlAccounts.size;
    case 'secondsToDeleverage':
      return (flow.firstAdl - flow.firstLiquidation) * part.stepSeconds;
  }
}

/**
 * Lowest or highest price at step ends.
 *
 * @param priceUsd  [step × asset], row-major; the part has one asset
 */
export function findExtreme(
  priceUsd: Float64Array,
  measure: 'lowestPriceUsd' | 'highestPriceUsd',
  { isCounted, firstStep, endStep }: EventPart,
): number {
  const assetCount = isCounted.length;
  const asset = isCounted.indexOf(true);
  let found = priceUsd[firstStep * assetCount + asset];
  for (let step = firstStep; step < endStep; step++) {
    const price = priceUsd[step * assetCount + asset];
    found = measure === 'lowestPriceUsd' ? Math.min(found, price) : Math.max(found, price);
  }
  return found;
}

function sumFlow({ events }: PathTrace, { isCounted, firstStep, endStep }: EventPart): Flow {
  const { kind, step, asset, sizeBase, averageFillUsd, account } = events.column;
  const flow: Flow = {
    longUsd: 0,
    shortUsd: 0,
    adlUsd: 0,
    adlBase: 0,
    firstLiquidation: Number.NaN,
    firstAdl: Number.NaN,
    stepUsd: new Float64Array(endStep - firstStep),
    adlAccounts: new Set(),
  };
  for (let row = 0; row < events.count; row++) {
    const isAdl = kind[row] === EventKind.adl;
    if (!isAdl && kind[row] !== EventKind.perp) continue;
    if (step[row] < firstStep || step[row] >= endStep || !isCounted[asset[row]] || sizeBase[row] === 0) continue;
    const base = Math.abs(sizeBase[row]);
    const usd = base * averageFillUsd[row];
    // A deleveraging row is the winner's: its short closes a bankrupt long.
    if (sizeBase[row] > 0 !== isAdl) flow.longUsd += usd;
    else flow.shortUsd += usd;
    flow.stepUsd[step[row] - firstStep] += usd;
    if (Number.isNaN(flow.firstLiquidation)) flow.firstLiquidation = step[row];
    if (!isAdl) continue;
    flow.adlUsd += usd;
    flow.adlBase += base;
    flow.adlAccounts.add(account[row]);
    if (Number.isNaN(flow.firstAdl)) flow.firstAdl = step[row];
  }
  return flow;
}
