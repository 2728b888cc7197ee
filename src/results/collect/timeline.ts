/**
 * Gathers timeline.arrow: how prices, liquidations and funds spread over the paths at fixed points in time.
 *
 * Quantiles come from fixed bins, means from running sums of differences from the start value, so that a fund nobody
 * touched has a standard error of exactly zero.
 */

import type { BlockResult } from '../../kernel/result.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { createArrowWriter } from '../arrow-file.ts';
import { TIMELINE, TIMELINE_LEVELS, TIMELINE_MEASURES, type TimelineMeasure } from '../columns/bands.ts';
import { stdErrorName } from '../columns/column.ts';
import { insuranceFundUsd, moneyScaleUsd } from '../open-interest.ts';
import {
  addValue,
  createHistogram,
  describeResolution,
  HISTOGRAM_NUMBERS,
  type Histogram,
} from '../statistics/histogram.ts';
import { stdErrorFromSums } from '../statistics/probability.ts';
import { bandColumns } from './band-columns.ts';
import { fileMetadata, independentErrors, type RunIdentity } from './identity.ts';

/** Log prices are told apart from 1e-4 (1 basis point) to 20. */
const LOG_SCALE = 1e-4;
const LOG_GREATEST = 20;
/** Money is told apart from 1e-5 of the open interest to 100 times it. */
export const MONEY_SCALE = 1e-5;
export const MONEY_GREATEST = 100;

/** One row of the file in the making. */
interface Series {
  readonly measure: TimelineMeasure;
  readonly point: number;
  /** −1 for sums over assets. */
  readonly asset: number;
  readonly start: number;
  readonly histogram: Histogram;
  sum: number;
  sumSquared: number;
}

export interface TimelineSums {
  readonly series: readonly Series[];
  readonly assetCount: number;
  readonly points: number;
  paths: number;
}

/** Allocates the sums; the series of a point are [asset × (price, priceNoImpact)], then liquidatedUsd, then fundUsd. */
export function createTimelineSums({ kernel }: ResolvedScenario): TimelineSums {
  const money = moneyScaleUsd(kernel);
  const fundUsd = insuranceFundUsd(kernel);
  const series: Series[] = [];
  const points = kernel.record.timelineStep.length;
  const make = (
    measure: TimelineMeasure,
    point: number,
    asset: number,
    start: number,
    histogram: Histogram,
  ): Series => {
    return { measure, point, asset, start, histogram, sum: 0, sumSquared: 0 };
  };
  const memory = new Float64Array(points * (2 * kernel.assetCount + 2) * HISTOGRAM_NUMBERS);
  const bins = (scale: number, greatest: number) => {
    const from = series.length * HISTOGRAM_NUMBERS;
    return createHistogram(scale, greatest, memory.subarray(from, from + HISTOGRAM_NUMBERS));
  };
  for (let point = 0; point < points; point++) {
    for (let asset = 0; asset < kernel.assetCount; asset++)
      for (const measure of ['price', 'priceNoImpact'] as const)
        series.push(make(measure, point, asset, kernel.startPriceUsd[asset], bins(LOG_SCALE, LOG_GREATEST)));
    for (const [measure, start] of [
      ['liquidatedUsd', 0],
      ['fundUsd', fundUsd],
    ] as const)
      series.push(make(measure, point, -1, start, bins(MONEY_SCALE * money, MONEY_GREATEST * money)));
  }
  return { series, assetCount: kernel.assetCount, points, paths: 0 };
}

/**
 * Adds a block, series by series and in each path by path: the bins of one series stay in the processor's cache, those of
 * all series do not.
 */
export function addTimeline(sums: TimelineSums, block: BlockResult): void {
  const { series, assetCount, points } = sums;
  const perPoint = 2 * assetCount + 2;
  sums.paths += block.pathCount;
  for (let point = 0; point < points; point++) {
    for (let k = 0; k < 2 * assetCount; k++)
      addLogs(series[point * perPoint + k], block, point * 2 * assetCount + k, sums);
    for (let k = 0; k < 2; k++) addMoney(series[point * perPoint + 2 * assetCount + k], block, point * 2 + k, sums);
  }
}

/** Log moves of a series, found at `at` of each path. */
function addLogs(row: Series, { timelineLog, path, pathCount }: BlockResult, at: number, sums: TimelineSums): void {
  const perPath = sums.points * 2 * sums.assetCount;
  for (let p = 0; p < pathCount; p++) {
    const move = timelineLog[p * perPath + at];
    addDifference(row, row.start * (Math.exp(move) - 1), path.weight[p]);
    addValue(row.histogram, move, path.weight[p]);
  }
}

/** Amounts of a series, found at `at` of each path. */
function addMoney(row: Series, { timelineUsd, path, pathCount }: BlockResult, at: number, sums: TimelineSums): void {
  const perPath = sums.points * 2;
  // The kernel keeps single precision: the untouched start value must come out as a difference of zero.
  const start = Math.fround(row.start);
  for (let p = 0; p < pathCount; p++) {
    const difference = timelineUsd[p * perPath + at] - start;
    addDifference(row, difference, path.weight[p]);
    addValue(row.histogram, difference, path.weight[p]);
  }
}

function addDifference(row: Series, difference: number, weight: number): void {
  const weighted = weight * difference;
  row.sum += weighted;
  row.sumSquared += weighted * weighted;
}

/** Writes timeline.arrow. */
export async function writeTimeline(
  directory: string,
  { kernel, labels }: ResolvedScenario,
  identity: RunIdentity,
  sums: TimelineSums,
): Promise<void> {
  const { series, paths, assetCount } = sums;
  const steps = series.map((row) => kernel.record.timelineStep[row.point]);
  const columns = {
    step: steps,
    timeSeconds: steps.map((step) => step * kernel.stepSeconds),
    asset: series.map((row) => row.asset),
    measure: series.map((row) => TIMELINE_MEASURES.indexOf(row.measure)),
    mean: series.map((row) => row.start + row.sum / paths),
    [stdErrorName('mean')]: series.map((row) => stdErrorFromSums(row.sum, row.sumSquared, paths)),
    ...bandColumns(series, TIMELINE_LEVELS, ({ asset, start }, value) =>
      asset >= 0 ? start * Math.exp(value) : start + value,
    ),
  };
  const writer = await createArrowWriter(directory, TIMELINE, {
    metadata: fileMetadata(identity, {
      ...independentErrors(identity),
      paths: String(paths),
      resolutionLogPrice: describeResolution(createHistogram(LOG_SCALE, LOG_GREATEST)),
      resolutionUsd: describeResolution(series[2 * assetCount].histogram),
    }),
    labels: { asset: labels.assets, measure: TIMELINE_MEASURES },
  });
  writer.append(columns);
  writer.close();
}
