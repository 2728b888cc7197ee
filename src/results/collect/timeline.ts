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
import { addValue, createHistogram, describeResolution, type Histogram } from '../statistics/histogram.ts';
import { stdErrorFromSums } from '../statistics/probability.ts';
import { bandColumns } from './band-columns.ts';
import { fileMetadata, type RunIdentity } from './identity.ts';

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
  for (let point = 0; point < points; point++) {
    for (let asset = 0; asset < kernel.assetCount; asset++)
      for (const measure of ['price', 'priceNoImpact'] as const)
        series.push(make(measure, point, asset, kernel.startPriceUsd[asset], createHistogram(LOG_SCALE, LOG_GREATEST)));
    for (const [measure, start] of [
      ['liquidatedUsd', 0],
      ['fundUsd', fundUsd],
    ] as const)
      series.push(make(measure, point, -1, start, createHistogram(MONEY_SCALE * money, MONEY_GREATEST * money)));
  }
  return { series, assetCount: kernel.assetCount, points, paths: 0 };
}

/** Adds a block, path by path. */
export function addTimeline(sums: TimelineSums, block: BlockResult): void {
  const { series, assetCount, points } = sums;
  const perPoint = 2 * assetCount + 2;
  sums.paths += block.pathCount;
  for (let p = 0; p < block.pathCount; p++) {
    const weight = block.path.weight[p];
    for (let point = 0; point < points; point++) {
      const logs = (p * points + point) * 2 * assetCount;
      for (let k = 0; k < 2 * assetCount; k++) {
        const row = series[point * perPoint + k];
        const move = block.timelineLog[logs + k];
        addDifference(row, row.start * (Math.exp(move) - 1), weight);
        addValue(row.histogram, move, weight);
      }
      const usd = (p * points + point) * 2;
      for (let k = 0; k < 2; k++) {
        const row = series[point * perPoint + 2 * assetCount + k];
        // The kernel keeps single precision: the untouched start value must come out as a difference of zero.
        const difference = block.timelineUsd[usd + k] - Math.fround(row.start);
        addDifference(row, difference, weight);
        addValue(row.histogram, difference, weight);
      }
    }
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
      paths: String(paths),
      resolutionLogPrice: describeResolution(createHistogram(LOG_SCALE, LOG_GREATEST)),
      resolutionUsd: describeResolution(series[2 * assetCount].histogram),
    }),
    labels: { asset: labels.assets, measure: TIMELINE_MEASURES },
  });
  writer.append(columns);
  writer.close();
}
