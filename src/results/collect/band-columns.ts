/** Quantile columns of the files with bands over paths: each level a column, followed by its standard error. */

import { stdErrorName } from '../columns/column.ts';
import { type Histogram, quantileWithError } from '../statistics/histogram.ts';

/** A row of such a file. */
export interface BandRow {
  readonly histogram: Histogram;
}

/**
 * Columns of quantiles by name.
 *
 * @param levels  quantile level by column
 * @param report  rising function from what a row's histogram holds to what the file says
 */
export function bandColumns<Row extends BandRow>(
  rows: readonly Row[],
  levels: Readonly<Record<string, number>>,
  report: (row: Row, value: number) => number = (_, value) => value,
): Record<string, number[]> {
  const columns: Record<string, number[]> = {};
  for (const [name, level] of Object.entries(levels)) {
    const quantiles = rows.map((row) => quantileWithError(row.histogram, level, (value) => report(row, value)));
    columns[name] = quantiles.map(({ estimate }) => estimate);
    columns[stdErrorName(name)] = quantiles.map(({ stdError }) => stdError);
  }
  return columns;
}
