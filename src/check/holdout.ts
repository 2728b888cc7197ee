/**
 * Out of sample: a block is fitted to the first part of the history, and its quantiles are held against the rest, which it has not
 * seen. The quantiles are unconditional: every day is forecast alike, as the model draws it.
 */

import { CalibrationError } from '../calibrate/calibration-error.ts';
import { fitMarket, type MarketFit } from '../calibrate/market-fit.ts';
import { HOLDS_MIN, holdReturns, type PriceBars, sliceHolds } from '../calibrate/price-bars.ts';
import { BARS_MIN } from '../calibrate/price-clocks.ts';
import { compoundReturns } from '../calibrate/prices.ts';
import { quantileOfSorted } from '../calibrate/sample-statistics.ts';
import { simulateBlock } from '../calibrate/skew.ts';
import { type ExceedanceTests, testExceedances } from './exceedances.ts';

const KEY = [2026, 10] as const;
/** Simulated holds of the quantiles: 20 days beyond one in a thousand. */
const HOLDS = 20_000;
/** Simulated values at most, so that many short bars do not fill the memory. */
const VALUES_MAX = 12_000_000;
/** Parts of periods that should be beyond. */
export const VAR_SHARES = [0.05, 0.01, 0.001] as const;

export interface VarRow {
  /** An asset, or `equal weights`: the mean log return of all assets. */
  readonly name: string;
  readonly side: 'long' | 'short';
  readonly period: 'bar' | 'day';
  readonly share: number;
  /** Loss as a positive log return. */
  readonly valueAtRisk: number;
  readonly tests: ExceedanceTests;
}

export interface HoldoutCheck {
  readonly fit: MarketFit;
  /** Days fitted to and days checked, and the first time checked, unix seconds. */
  readonly fittedHolds: number;
  readonly checkedHolds: number;
  readonly from: number;
  readonly to: number;
  readonly rows: readonly VarRow[];
}

/** Why no check is made, in words; null where one can be. */
export function findHoldoutFault(bars: PriceBars, share: number): string | null {
  const { holdStart } = bars;
  const holds = holdStart.length - 1;
  const cut = Math.round(holds * (1 - share));
  const fitted = holdStart[cut]!;
  if (cut >= HOLDS_MIN && fitted >= BARS_MIN && holds - cut >= HOLDS_MIN) return null;
  const needed = Math.ceil(HOLDS_MIN / Math.min(share, 1 - share));
  return `not enough days for a held-back stretch: ${holds} days and ${holdStart[holds]} bars; ${needed} days would do`;
}

/**
 * Fits to the first part and checks the last `share` of the days.
 *
 * @throws {CalibrationError} when the fit to the first part fails
 */
export function checkHoldout(bars: PriceBars, share: number): HoldoutCheck {
  const holds = bars.holdStart.length - 1;
  const cut = Math.round(holds * (1 - share));
  const fit = fitFirst(sliceHolds(bars, 0, cut), cut);
  const rest = sliceHolds(bars, cut, holds);
  const perHold = bars.holdSeconds / bars.stepSeconds;
  const count = Math.min(HOLDS, Math.floor(VALUES_MAX / perHold / bars.assets.length));
  const simulated = simulateBlock(fit.block.shocks, fit.estimates, count, KEY);
  const series = (columns: readonly Float64Array[], periods: readonly Float64Array[]) => ({
    bar: [meanColumn(columns), ...columns],
    day: [meanColumn(periods), ...periods],
  });
  const model = series(
    simulated,
    simulated.map((column) => compoundReturns(column, perHold)),
  );
  const history = series(rest.returns, holdReturns(rest));
  const names = ['equal weights', ...bars.assets];
  const rows: VarRow[] = [];
  // With one asset, equal weights are the asset.
  for (let i = bars.assets.length > 1 ? 0 : 1; i < names.length; i++) {
    for (const period of ['bar', 'day'] as const) {
      if (period === 'day' && perHold === 1) continue;
      const sorted = model[period][i]!.slice().sort();
      for (const side of ['long', 'short'] as const) {
        for (const tail of VAR_SHARES) {
          const quantile = side === 'long' ? quantileOfSorted(sorted, tail) : quantileOfSorted(sorted, 1 - tail);
          const isBeyond = Uint8Array.from(history[period][i]!, (value) =>
            (side === 'long' ? value < quantile : value > quantile) ? 1 : 0,
          );
          const valueAtRisk = side === 'long' ? -quantile : quantile;
          rows.push({
            name: names[i]!,
            side,
            period,
            share: tail,
            valueAtRisk,
            tests: testExceedances(isBeyond, tail),
          });
        }
      }
    }
  }
  return {
    fit,
    fittedHolds: cut,
    checkedHolds: holds - cut,
    from: rest.time[0]! - bars.stepSeconds,
    to: rest.time[rest.time.length - 1]!,
    rows,
  };
}

/** The fit of the check; what fails of it is not said of the whole history. */
function fitFirst(bars: PriceBars, days: number): MarketFit {
  try {
    return fitMarket(bars);
  } catch (error) {
    if (!(error instanceof CalibrationError)) throw error;
    throw new CalibrationError(
      error.failures.map(
        (text) => `on the first ${days} days alone, for the check (--holdout 0 leaves it out): ${text}`,
      ),
    );
  }
}

function meanColumn(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    columns[0]!,
    (_, k) => columns.reduce((sum, column) => sum + column[k]!, 0) / columns.length,
  );
}
