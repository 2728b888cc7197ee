/** A calibration of shocks as text for people: what was estimated and how well it does. */

import { formatComments } from '../calibrate/block-yaml.ts';
import type { Spread } from '../calibrate/hold-bootstrap.ts';
import { fitNotes, type MarketFit } from '../calibrate/market-fit.ts';
import { DEGREES_MAX, DEGREES_MIN } from '../calibrate/mixing-likelihood.ts';
import { DEPENDENCE_SHARES, QUANTILE_SHARES } from '../calibrate/return-figures.ts';
import { formatTime } from '../scenario/prices-file.ts';
import { decimals, percent, table } from './cells.ts';
import type { TestResult } from './exceedances.ts';
import { EXPECTED_MIN } from './exceedances.ts';
import type { HoldoutCheck, VarRow } from './holdout.ts';

/** Level at which a test counts as failed in the closing line. */
const REJECT_BELOW = 0.05;

/** Lines `name, estimate, interval`, for the print and the comments of the block. */
export function describeEstimates(fit: MarketFit): string[] {
  const { estimates, mixing, correlation, spreads, jumps, skew } = fit;
  const { assets } = estimates;
  const between = (spread: Spread, digits = 3): string =>
    `${decimals(spread.low, digits)} … ${decimals(spread.high, digits)}`;
  const lines = assets.map(
    (asset, i) =>
      `volatility of ${asset} ${decimals(estimates.volatilityPerYear[i]!)} per √year (${between(spreads.volatilityPerYear[i]!)})`,
  );
  if (spreads.meanCorrelation !== null) {
    lines.push(
      `correlation ${decimals(correlation.mean)} on average (${between(spreads.meanCorrelation)}), shrunk by ${percent(correlation.intensity)} toward it (Ledoit and Wolf 2004)`,
    );
  }
  lines.push(
    mixing.isGaussian
      ? `days as good as Gaussian (${mixing.method} likelihood of ${mixing.count} days): no mixing variable`
      : `degrees of freedom ${mixing.degreesOfFreedom.toPrecision(3)} (${decimals(Math.max(DEGREES_MIN, mixing.low), 2)} … ${decimals(Math.min(DEGREES_MAX, mixing.high), 2)}), ${mixing.method} likelihood of ${mixing.count} days, interval from its curvature, cut at the limits of the search`,
  );
  const ownCounts = assets.map((asset, i) => `${asset} ${jumps.own[i]!.count}`).join(', ');
  const common = assets.length > 1 ? `${jumps.common.count} in ${jumps.together} or more assets at once; ` : '';
  lines.push(
    `bars beyond ${fit.threshold.toFixed(2)} times the volatility of their day (Lee and Mykland 2008): ${common}alone ${ownCounts}`,
  );
  const names: Readonly<Record<string, string>> = {
    commonRateFactor: 'rate of common jumps over those flagged',
    commonMeanShare: 'mean over root mean square of common jumps',
    commonCorrelation: 'correlation of sizes in a common jump',
    ownRateFactor: 'rate of own jumps over those flagged',
    ownMeanShare: 'mean over root mean square of own jumps',
    ownSizeFactor: 'size of own jumps over those flagged',
  };
  for (const [name, interval] of Object.entries(skew.interval)) {
    const value = skew.shape[name as keyof typeof skew.shape];
    lines.push(`${names[name]} ${decimals(value, 2)} (${decimals(interval.low, 2)} … ${decimals(interval.high, 2)})`);
  }
  lines.push(
    `jump search: distance ${skew.distance.toFixed(1)} over ${skew.figures} figures after ${skew.evaluations} evaluations; its intervals by curvature, cut at the limits of the search`,
  );
  return lines;
}

/** Rows `figure, observed, 95 % interval, simulated`; the first is the header. */
export function compareFigures({ estimates, measured, simulated, simulatedWorstHold, spreads }: MarketFit): string[][] {
  const { assets, stepSeconds } = estimates;
  const rows: string[][] = [[`returns over ${stepSeconds} s`, 'observed', '95 % interval', 'simulated']];
  const add = (name: string, observed: string, interval: string, own: string) =>
    rows.push([name, observed, interval, own]);
  const between = (spread: Spread | undefined, as: (value: number) => string): string =>
    spread === undefined ? '' : `${as(spread.low)} … ${as(spread.high)}`;
  for (const [i, asset] of assets.entries()) {
    const as = (value: number): string => percent(value);
    add(
      `volatility ${asset}`,
      as(measured.volatilityPerYear[i]!),
      between(spreads.volatilityPerYear[i], as),
      as(simulated.volatilityPerYear[i]!),
    );
  }
  if (assets.length > 1) {
    add(
      'correlation, mean of pairs',
      decimals(measured.meanCorrelation),
      between(spreads.meanCorrelation ?? undefined, decimals),
      decimals(simulated.meanCorrelation),
    );
    for (const tail of ['lower', 'upper'] as const) {
      for (const [k, share] of DEPENDENCE_SHARES.entries()) {
        const spread = Number.isFinite(measured[tail][k]!) ? spreads[tail]?.[k] : undefined;
        add(
          `${tail} tail dependence at ${shareText(share)}`,
          decimals(measured[tail][k]!),
          between(spread, decimals),
          decimals(simulated[tail][k]!),
        );
      }
    }
  }
  const each = (name: string, observed: readonly number[], own: readonly number[], as: (value: number) => string) => {
    for (const [i, asset] of assets.entries()) add(`${name} ${asset}`, as(observed[i]!), '', as(own[i]!));
  };
  const whole = (value: number): string => decimals(value, 1);
  each('excess kurtosis', measured.kurtosis, simulated.kurtosis, whole);
  each('excess kurtosis of days', measured.holdKurtosis, simulated.holdKurtosis, whole);
  for (const [k, share] of QUANTILE_SHARES.entries()) {
    if (share * measured.bars < 10) continue;
    each(`worst ${shareText(share)}`, measured.worst[k]!, simulated.worst[k]!, (value) => percent(value, 2));
    each(`best ${shareText(share)}`, measured.best[k]!, simulated.best[k]!, (value) => percent(value, 2));
  }
  // As changes of the price: a log return below −1 reads like more than everything.
  each(`worst of ${measured.holds} days`, measured.worstHold, simulatedWorstHold, (value) =>
    percent(Math.expm1(value)),
  );
  each('|returns| to the next bar, autocorrelation', measured.absoluteLagBar, simulated.absoluteLagBar, decimals);
  each('|returns| to the next day, autocorrelation', measured.absoluteLagHold, simulated.absoluteLagHold, decimals);
  return rows;
}

/** Everything that `firebreak calibrate prices` prints about a fit. */
export function formatMarketFit(fit: MarketFit): string {
  const { bars, spreads } = fit;
  const head = `${bars.time.length} bars of ${bars.stepSeconds} s on ${bars.holdStart.length - 1} days, ${formatTime(bars.time[0]! - bars.stepSeconds)} to ${formatTime(bars.time[bars.time.length - 1]!)}`;
  const notes = fitNotes(fit).map((note) => `note: ${note}`);
  return [
    head,
    describeEstimates(fit).join('\n'),
    `Observed against simulated (${fit.simulatedHolds} days; intervals by stationary bootstrap of whole days, blocks of ${spreads.meanBlockHolds} days on average, ${spreads.replicates} draws)`,
    table(compareFigures(fit)),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
  ].join('\n\n');
}

/**
 * Comments at the head of a block.
 *
 * @param files  names without folders
 */
export function commentMarketFit(
  fit: MarketFit,
  holdout: HoldoutCheck | null,
  files: readonly string[],
  command: string,
): string {
  const { bars } = fit;
  const range = `${formatTime(bars.time[0]! - bars.stepSeconds)} to ${formatTime(bars.time[bars.time.length - 1]!)}`;
  return formatComments({
    title: `Price shocks of ${bars.assets.join(', ')}, fitted to returns over ${bars.stepSeconds} s.`,
    command,
    parts: [
      `Source: ${files.join(', ')}; ${range}, ${bars.time.length} bars on ${bars.holdStart.length - 1} days.`,
      ['Estimates, with 95 % intervals:', ...describeEstimates(fit).map((line) => `  ${line}`)],
      table(compareFigures(fit)).split('\n'),
      ...(holdout === null ? [] : [`Out of sample, ${holdout.checkedHolds} days. ${countFailures(holdout.rows)}`]),
    ],
  });
}

/** The held-back stretch: exceedances of equal weights (of the asset where there is one), and how many rows failed. */
export function formatHoldout({ fittedHolds, checkedHolds, from, to, rows }: HoldoutCheck): string {
  const shown = rows.filter(({ name }) => name === rows[0]!.name);
  const cell = (result: TestResult | null): string =>
    result === null
      ? '–'
      : `${result.statistic.toFixed(2)} (p ${result.pValue < 0.001 ? '< 0.001' : result.pValue.toFixed(3)})`;
  const lines = [
    `Out of sample: fitted to the first ${fittedHolds} days, held against ${checkedHolds} days from ${formatTime(from)} to ${formatTime(to)}`,
    table([
      [
        `losses of ${rows[0]!.name} beyond`,
        'value at risk',
        'expected',
        'found',
        'Kupiec',
        'independence',
        'Christoffersen',
      ],
      ...shown.map((row) => [
        `${row.period}, ${row.side}, ${shareText(row.share)}`,
        percent(row.valueAtRisk, 2),
        decimals(row.tests.expected, 1),
        String(row.tests.exceedances),
        cell(row.tests.kupiec),
        cell(row.tests.independence),
        cell(row.tests.conditional),
      ]),
    ]),
  ];
  const untested = shown.filter(({ tests }) => tests.kupiec === null);
  if (untested.length > 0) {
    const needed = untested.map(
      ({ period, share, tests }) => `${tests.periodsNeeded} ${period}s for ${shareText(share)}`,
    );
    lines.push(`–: fewer than ${EXPECTED_MIN} losses expected; ${[...new Set(needed)].join(', ')} would do`);
  }
  lines.push(countFailures(rows));
  return lines.join('\n\n');
}

/** How many rows each test refuses, over all assets, both sides, bars and days. */
export function countFailures(rows: readonly VarRow[]): string {
  const tested = rows.filter(({ tests }) => tests.kupiec !== null);
  const failed = (pick: (row: VarRow) => TestResult | null) =>
    tested.filter((row) => (pick(row)?.pValue ?? 1) < REJECT_BELOW);
  const coverage = failed(({ tests }) => tests.kupiec);
  const few = coverage.filter(({ tests }) => tests.exceedances < tests.expected).length;
  const independence = failed(({ tests }) => tests.independence).length;
  const both = failed(({ tests }) => tests.conditional).length;
  return (
    `At 5 % coverage (Kupiec 1995) is refused in ${coverage.length} of ${tested.length} rows of all assets (${few} with fewer losses than expected, ${coverage.length - few} with more), independence in ${independence}, ` +
    `both together (Christoffersen 1998) in ${both}. The model forecasts every day alike, so wild days in a row fail independence.`
  );
}

function shareText(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}
