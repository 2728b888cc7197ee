/**
 * A `shocks` block from bars: volatility, shrunk correlation, degrees of freedom, jumps, skew, each by its own estimator, in an
 * order in which later ones take earlier results as given. START HERE for `firebreak calibrate prices`.
 */

import { CalibrationError } from './calibration-error.ts';
import { type BootstrapSpreads, bootstrapHolds } from './hold-bootstrap.ts';
import { hasCommon, hasOwn, type JumpBlock, type MarketEstimates } from './jump-block.ts';
import { collectJumps, JUMPS_MIN, type JumpFit } from './jump-sizes.ts';
import { type ShrunkCorrelation, shrinkCorrelation } from './ledoit-wolf.ts';
import { flagJumps, jumpThreshold, localVolatility } from './lee-mykland.ts';
import { DEGREES_MIN, fitMixing, type MixingFit } from './mixing-likelihood.ts';
import { holdReturns, type PriceBars } from './price-bars.ts';
import { compoundReturns } from './prices.ts';
import { DEPENDENCE_SHARES, measureReturns, QUANTILE_SHARES, type ReturnFigures } from './return-figures.ts';
import { correlationOf, meanOf } from './sample-statistics.ts';
import { fitSkew, measureSimulated, type SkewFit, searchHolds, simulateBlock } from './skew.ts';

/** Streams of the search and of the figures that are printed: not the same, so that the print shows no overfit to one draw. */
const SEARCH_KEY = [2026, 8] as const;
const PRINT_KEY = [2026, 9] as const;

export interface MarketFit {
  readonly bars: PriceBars;
  readonly estimates: MarketEstimates;
  readonly correlation: ShrunkCorrelation;
  readonly mixing: MixingFit;
  /** |return| over local volatility above which a bar is a jump. */
  readonly threshold: number;
  readonly jumps: JumpFit;
  readonly skew: SkewFit;
  readonly block: JumpBlock;
  readonly measured: ReturnFigures;
  readonly simulated: ReturnFigures;
  /** Holds (days) simulated for `simulated`. */
  readonly simulatedHolds: number;
  /** Mean of the worst simulated day in as many days as were measured, log return, [asset]. */
  readonly simulatedWorstHold: readonly number[];
  readonly spreads: BootstrapSpreads;
}

/**
 * Fits a block.
 *
 * @param evaluationsMax  limit of the jump search
 * @throws {CalibrationError} naming every estimator that did not come to an end
 */
export function fitMarket(bars: PriceBars, evaluationsMax?: number): MarketFit {
  const { assets, returns, stepSeconds, holdSeconds, holdStart } = bars;
  const constant = assets.filter((_, i) => returns[i]!.every((value) => value === returns[i]![0]));
  if (constant.length > 0) {
    throw new CalibrationError(constant.map((asset) => `volatility: the price of ${asset} never moves`));
  }
  const failures: string[] = [];
  const measured = measureReturns(returns, holdReturns(bars), stepSeconds, holdSeconds / stepSeconds);
  const correlation = shrinkCorrelation(returns);
  if (!correlation.converged) {
    failures.push(
      `correlation repair (Higham 2002): not settled after 500 rounds, distance ${correlation.repairDistance.toPrecision(3)}, smallest eigenvalue before ${correlation.smallestEigenvalue.toPrecision(3)}`,
    );
  }
  const threshold = jumpThreshold(returns[0]!.length);
  const local = returns.map((column) => localVolatility(column, holdStart));
  const flags = returns.map((column, i) => flagJumps(column, local[i]!, threshold));
  const jumps = collectJumps(returns, flags, local, stepSeconds);
  const anyJump = Uint8Array.from(flags[0]!, (_, k) => (flags.some((one) => one[k] === 1) ? 1 : 0));
  const mixing = fitMixing(holdReturns(bars, anyJump));
  if (!mixing.converged) {
    failures.push(
      `degrees of freedom (${mixing.method} likelihood): still rising at the lower bound ${DEGREES_MIN}, where days have hardly a variance; ${mixing.count} days${describeTwins(assets, holdReturns(bars))}`,
    );
  }
  const estimates: MarketEstimates = {
    assets,
    stepSeconds,
    holdSeconds,
    volatilityPerYear: measured.volatilityPerYear,
    correlation: correlation.matrix,
    degreesOfFreedom: mixing.isGaussian ? Number.POSITIVE_INFINITY : mixing.degreesOfFreedom,
    jumps,
  };
  if (failures.length > 0) throw new CalibrationError(failures);
  const spreads = bootstrapHolds(bars);
  const skew = fitSkew(estimates, measured, spreads, SEARCH_KEY, evaluationsMax);
  if (skew === null) {
    throw new CalibrationError([
      `jumps (Lee–Mykland): the ${jumps.common.count} common and ${jumps.own.map(({ count }) => count).join(', ')} own jumps that were flagged take more than nine tenths of an asset's variance`,
    ]);
  }
  if (!skew.converged) {
    throw new CalibrationError([
      `jump search (Nelder–Mead): ${skew.evaluations} evaluations used up, distance ${skew.distance.toPrecision(4)} over ${skew.figures} figures, values of the simplex still ${(100 * skew.spread).toFixed(1)} % apart where 1 % ends the search`,
    ]);
  }
  const simulatedHolds = 3 * searchHolds(estimates);
  const columns = simulateBlock(skew.block.shocks, estimates, simulatedHolds, PRINT_KEY);
  const simulated = measureSimulated(columns, estimates);
  return {
    bars,
    estimates,
    correlation,
    mixing,
    threshold,
    jumps,
    skew,
    block: skew.block,
    measured,
    simulated,
    simulatedHolds,
    simulatedWorstHold: columns.map((column) => worstOf(column, holdSeconds / stepSeconds, measured.holds)),
    spreads,
  };
}

/** Correlation of days from which on two assets are as good as one: what they differ by is noise, of which no ν tells. */
const TWIN_CORRELATION = 0.999;

/** Pairs of assets that move as one, with the advice; empty where there are none. */
function describeTwins(assets: readonly string[], days: readonly Float64Array[]): string {
  const twins = assets.flatMap((a, i) =>
    assets.slice(0, i).flatMap((b, j) => {
      const correlation = correlationOf(days[i]!, days[j]!);
      return correlation > TWIN_CORRELATION ? [`${b} and ${a} (correlation ${correlation.toFixed(6)})`] : [];
    }),
  );
  return twins.length === 0 ? '' : `; days of ${twins.join(', ')} are alike: leave one of them out`;
}

/** Mean of the lowest of each `count` returns over a hold; over all of them where there are fewer. */
function worstOf(column: Float64Array, barsPerHold: number, count: number): number {
  const holds = compoundReturns(column, barsPerHold);
  const chunks = Math.max(1, Math.floor(holds.length / count));
  const length = Math.floor(holds.length / chunks);
  return meanOf(
    Array.from({ length: chunks }, (_, k) =>
      holds.subarray(k * length, (k + 1) * length).reduce((a, b) => Math.min(a, b)),
    ),
  );
}

/** Log-likelihood over that of Gaussian days from which on they are told apart at 5 %: half the 90 % point of χ²₁, at a bound. */
const GAIN_MIN = 1.3528;

/** What a reader should know of a fit that is no failure. */
export function fitNotes({ estimates, mixing, jumps, skew, correlation }: MarketFit): string[] {
  const notes: string[] = [];
  if (mixing.isGaussian) notes.push('days are as good as Gaussian: no mixing variable is written');
  else if (mixing.gain < GAIN_MIN)
    notes.push(
      `${mixing.count} days do not tell degrees of freedom ${mixing.degreesOfFreedom.toPrecision(3)} from Gaussian days: log-likelihood ${mixing.gain.toFixed(2)} higher, ${GAIN_MIN.toFixed(2)} would be more than chance; they are written all the same, since so few days do not show that days are Gaussian either`,
    );
  if (!hasCommon(estimates) && estimates.assets.length > 1) {
    notes.push(`${jumps.common.count} common jumps stand out, ${JUMPS_MIN} are needed for a size: none are written`);
  }
  if (!hasOwn(estimates)) notes.push(`no asset has ${JUMPS_MIN} jumps of its own that stand out: none are written`);
  if (correlation.repairDistance > 0) {
    notes.push(
      `the correlation was not positive definite and was repaired, distance ${correlation.repairDistance.toPrecision(3)}`,
    );
  }
  if (skew.block.repairDistance > 0) {
    notes.push(
      `the diffusion's correlation was repaired, distance ${skew.block.repairDistance.toPrecision(3)}: the total correlation is off by as much`,
    );
  }
  return notes;
}

/** The block to write: the fitted one, with the measured figures as targets for `firebreak check`, three digits. */
export function pricesBlock({ block, measured, estimates }: MarketFit): Record<string, unknown> {
  const { driftPerYear: _drift, driftOf: _of, ...shocks } = block.shocks;
  const figure = (value: number): number => Number(value.toPrecision(3));
  const shares = QUANTILE_SHARES.map((share, k) => ({ share, k })).filter(({ share }) => share * measured.bars >= 10);
  const targets = {
    returnSeconds: estimates.stepSeconds,
    tailShare: DEPENDENCE_SHARES[1],
    ...(estimates.assets.length > 1 && {
      meanCorrelation: figure(measured.meanCorrelation),
      ...(Number.isFinite(measured.lower[1]!) && {
        lowerTailDependence: figure(measured.lower[1]!),
        upperTailDependence: figure(measured.upper[1]!),
      }),
    }),
    worstShares: shares.map(({ share }) => share),
    worstReturn: Object.fromEntries(
      estimates.assets.map((asset, i) => [asset, shares.map(({ k }) => figure(measured.worst[k]![i]!))]),
    ),
  };
  // Laid over a block that has them, parts that this one does not have are taken away.
  return { ...shocks, mixing: shocks.mixing ?? null, jumps: withoutMissing(shocks.jumps), targets };
}

function withoutMissing(jumps: MarketFit['block']['shocks']['jumps']): Record<string, unknown> | null {
  return jumps === undefined ? null : { common: jumps.common ?? null, own: jumps.own ?? null };
}
