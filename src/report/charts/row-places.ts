/** Where the parts of a row stand in charts of one interval a row: name, interval and figure side by side, or under one another. */

import { CHART_WIDTH } from './chart-input.ts';

/** Px from the left of the plot. */
export interface RowPlaces {
  readonly isNarrow: boolean;
  readonly side: number;
  readonly width: number;
  /** Width of the names, the interval from and to, the figure. */
  readonly names: number;
  readonly from: number;
  readonly to: number;
  readonly figures: number;
}

/** @param wide  places of the wide form, which differ from chart to chart */
export function rowPlacesAt(chartWidth: number, wide: Pick<RowPlaces, 'names' | 'from' | 'to' | 'figures'>): RowPlaces {
  if (chartWidth === CHART_WIDTH) return { isNarrow: false, side: 16, width: CHART_WIDTH - 32, ...wide };
  const width = chartWidth - 20;
  return { isNarrow: true, side: 10, width, names: width, from: 0, to: width, figures: 0 };
}
