/**
 * The summary as people read it: one line a figure with its interval, at most 100 columns wide. Percent only here.
 */

import type { PullSummary } from './contagion/pull-figures.ts';
import {
  formatCount,
  formatLevel,
  formatPercent,
  formatScaled,
  formatSeconds,
  formatShort,
  formatUsd,
} from './number-text.ts';
import { type Figure, scaleFigure } from './statistics/figure.ts';
import type { ByLevel, Summary, TailFigures } from './summary.ts';

const WIDTH = 100;
const LABEL_WIDTH = 46;
const ESTIMATE_WIDTH = 14;

/** Where things are, for the last lines. */
export interface SummaryPlaces {
  /** Result folder as the user should type it. */
  readonly folder: string;
}

/** Formats a summary; lines end in \n but the last. */
export function formatSummary(summary: Summary, places: SummaryPlaces): string {
  return [
    ...runLines(summary),
    '',
    heading('CONTAGION', 'estimate', '95 % interval'),
    ...contagionLines(summary),
    '',
    heading('MARGIN EFFICIENCY', 'at the start', ''),
    ...efficiencyLines(summary),
    '',
    ...worstLines(summary, places),
    ...wrapped(
      'Files: ',
      `${places.folder} (results/README.md of the project explains every column; so does firebreak inspect)`,
    ),
  ].join('\n');
}

function runLines({ run }: Summary): string[] {
  const asked = run.paths < run.pathsAsked ? ` of ${formatCount(run.pathsAsked)} asked` : '';
  const horizon = `${formatCount(run.steps)} steps of ${formatSeconds(run.stepSeconds)}, ${formatSeconds(run.steps * run.stepSeconds)}`;
  const effective = run.isWeighted
    ? ` (weighted; worth ${formatCount(run.effectiveSampleSize)} plain ones, largest weight ${formatPercent(run.largestWeightShare)}, ${paretoText(run.paretoK)})`
    : '';
  const maker = run.residualMakerShare > 0 ? `, residual maker ${formatPercent(run.residualMakerShare)} of it` : '';
  const marks = run.venues.map(
    (v) => `${run.venues.length > 1 ? `${v.name} ` : ''}${v.markRule}, φ = ${v.impactPassThrough}`,
  );
  const fund =
    run.openInterestUsd > 0
      ? `${formatUsd(run.insuranceFundUsd)} (${formatPercent(run.insuranceFundUsd / run.openInterestUsd)} of open interest)`
      : formatUsd(run.insuranceFundUsd);
  return [
    ...wrapped(`${run.name}: `, `seed ${run.seed}, ${formatCount(run.paths)} paths${asked}${effective}, ${horizon}`),
    ...wrapped(
      '  Accounts  ',
      `${formatCount(run.accounts)}; open interest ${formatUsd(run.openInterestUsd)} one side${maker}`,
    ),
    ...(run.populationSeed === null
      ? []
      : wrapped(
          '            ',
          `one draw of a population (seed ${run.populationSeed}): intervals hold for it, other draws differ by more`,
        )),
    ...wrapped('  Assets    ', run.assets.join(', ')),
    ...wrapped('  Mark      ', marks.join('; ')),
    ...(run.replicates === undefined
      ? []
      : wrapped(
          '  Sampling  ',
          `${run.replicates} scrambled replicates of Sobol points; standard errors in the files of accounts, timeline and generations take paths as independent`,
        )),
    ...wrapped('  Fund      ', fund),
    ...run.warnings.flatMap((warning) => wrapped('  Warning   ', warning)),
  ];
}

function paretoText(k: number | null | undefined): string {
  return typeof k === 'number' ? `Pareto k ${k.toFixed(2)}` : 'no long tail of weights';
}

function contagionLines({ contagion }: Summary): string[] {
  const { probability, tail, liquidationsAtRisk, mean } = contagion;
  return [
    line('P(any liquidation)', probability.liquidation),
    line('P(loss beyond account equity)', probability.shortfall),
    line('P(fund depleted)', probability.fundDepleted),
    line('P(any auto-deleveraging)', probability.deleveraging),
    line('Mean liquidated', mean.liquidatedUsd),
    ...levels('Liquidated, fill value, quantile', liquidationsAtRisk.liquidatedUsd),
    ...levels('Liquidated at start prices, quantile', liquidationsAtRisk.liquidatedMarkUsd),
    ...tailLines('Shortfall', tail.shortfallUsd),
    ...marginalLines(contagion.marginalExpectedShortfall),
    ...tailLines('Beyond the fund', tail.beyondFundUsd),
    ...tailLines('Bad debt', tail.badDebtUsd),
    line('Endogenous share of the shortfall', contagion.endogenousLossShare),
    line('Endogenous share of liquidations', contagion.endogenousLiquidatedShare),
    line('Amplification of falls', contagion.amplification),
    line('Branching ratio', contagion.branchingRatio),
    ...levels('Cascade depth, quantile', contagion.cascadeDepth),
    plainLine('Cascade depth, deepest path', formatCount(contagion.cascadeDepthMax)),
    ...(contagion.matrix === null ? [] : pullLines(contagion.matrix)),
  ];
}

function levels(name: string, figures: ByLevel): string[] {
  return Object.entries(figures).map(([level, figure]) => line(`${name} ${formatLevel(Number(level))}`, figure));
}

/** VaR and ES by level; one line where no path of the run lost anything. */
function tailLines(name: string, { valueAtRisk, expectedShortfall }: TailFigures): string[] {
  const figures = Object.values(expectedShortfall);
  if (figures.every(({ flag }) => flag === 'noneSeen')) return [line(`${name}, at every level`, figures[0])];
  return [...levels(`${name}, VaR`, valueAtRisk), ...levels(`${name}, expected (ES)`, expectedShortfall)];
}

/** The asset that most of the shortfall is made in, at the highest level that has a figure. */
function marginalLines(byLevel: Summary['contagion']['marginalExpectedShortfall']): string[] {
  for (const [level, byAsset] of Object.entries(byLevel).reverse()) {
    const largest = largestOf(byAsset);
    if (largest !== null && Object.keys(byAsset).length > 1)
      return [line(`  made in ${largest.name}, part of ES ${formatLevel(Number(level))}`, largest.figure)];
  }
  return [];
}

/** Pulls between assets per 10 % fall, in percent as small log moves are. */
function pullLines({ strongest, outStrength, spectralRadius, feedbackRadius }: PullSummary): string[] {
  const asPercent = (figure: Figure) => scaleFigure(figure, 1, 'fraction');
  const source = largestOf(outStrength);
  const feedback = line('Feedback of falls (1 feeds itself)', feedbackRadius);
  if (Object.keys(outStrength).length === 1) return [feedback];
  return [
    ...(strongest === null
      ? [plainLine('Pull between assets, per 10 % fall of one', 'none seen')]
      : [line(`Pull per 10 % fall, ${strongest.source} on ${strongest.target}`, asPercent(strongest.pull))]),
    ...(strongest === null || source === null
      ? []
      : [line(`Pull per 10 % fall, ${source.name} on all others`, asPercent(source.figure))]),
    ...(strongest === null ? [] : [line('Spectral radius of the pulls', spectralRadius)]),
    feedback,
  ];
}

function largestOf(figures: Readonly<Record<string, Figure>>): { name: string; figure: Figure } | null {
  let largest: { name: string; figure: Figure } | null = null;
  for (const [name, figure] of Object.entries(figures))
    if (figure.estimate !== null && figure.estimate > (largest?.figure.estimate ?? 0)) largest = { name, figure };
  return largest;
}

function efficiencyLines({ efficiency }: Summary): string[] {
  return [
    line('Exposure, both sides', efficiency.exposureUsd),
    line('Collateral', efficiency.collateralUsd),
    line('Maintenance margin required', efficiency.maintenanceMarginUsd),
    line('Exposure per unit of maintenance margin', efficiency.exposurePerMargin),
    line('Exposure per unit of initial margin', efficiency.exposurePerInitialMargin),
    line('Effective leverage', efficiency.effectiveLeverage),
    line('Offset saving of cross over isolated margin', efficiency.offsetSaving),
    line('Idle collateral', efficiency.idleShare),
    ...(efficiency.borrowUsage.estimate === null ? [] : [line('Borrow usage', efficiency.borrowUsage)]),
    ...Object.entries(efficiency.marginCoverage).map(([level, figure]) =>
      line(`Expected shortfall ${formatLevel(Number(level))} over fund + margin`, { ...figure, unit: 'fraction' }),
    ),
  ];
}

function worstLines({ worst }: Summary, { folder }: SummaryPlaces): string[] {
  const what = `${worst.measure} ${formatUsd(worst.lossUsd)}, liquidated ${formatUsd(worst.liquidatedUsd)}, cascade depth ${worst.cascadeDepth}`;
  return [
    ...wrapped('Worst path: ', `path ${worst.path}: ${what}`),
    ...wrapped('Replay it:  ', `firebreak replay ${folder} --path ${worst.path}`),
  ];
}

function heading(name: string, estimate: string, interval: string): string {
  return `${name.padEnd(LABEL_WIDTH + 2)}${estimate.padStart(ESTIMATE_WIDTH)}   ${interval}`.trimEnd();
}

/** One figure: name, estimate, interval, and in words what is to be known about it. */
export function line(name: string, figure: Figure): string {
  const start = `  ${name.padEnd(LABEL_WIDTH)}`;
  if (figure.flag === 'notEnoughPaths')
    return `${start}not enough paths, ${formatCount(figure.pathsNeeded ?? figure.n)} would do`;
  if (figure.estimate === null) return `${start}${'does not apply'.padStart(ESTIMATE_WIDTH)}`;
  const estimate = formatValue(figure.estimate, figure.unit).padStart(ESTIMATE_WIDTH);
  return `${start}${estimate}   ${[interval(figure), remark(figure)].filter((part) => part !== '').join('  ')}`.trimEnd();
}

function plainLine(name: string, text: string): string {
  return `  ${name.padEnd(LABEL_WIDTH)}${text.padStart(ESTIMATE_WIDTH)}`;
}

/** Ends of the interval; the currency stands at the estimate already. */
export function interval({ low, high, confidence, unit, flag }: Figure): string {
  const end = (value: number): string => (unit === 'USD' ? formatScaled(value) : formatValue(value, unit));
  if (confidence === 1 || (low === null && high === null)) return '';
  if (high === null) return flag === 'noneSeen' ? '' : `${end(low!)} or more`;
  if (flag === 'noneSeen') return `at most ${end(high)}`;
  if (low === null) return `${end(high)} or less`;
  return `${end(low)} … ${end(high)}`;
}

function remark({ flag, n }: Figure): string {
  if (flag === 'fewPaths') return '(few paths)';
  if (flag === 'noneSeen') return `(none in ${formatCount(n)} paths)`;
  return '';
}

/** A number in its unit, as people read it. */
export function formatValue(value: number, unit: string): string {
  if (unit === 'USD') return formatUsd(value);
  if (unit === 'fraction') return formatPercent(value);
  if (unit === 'generation') return formatCount(value);
  return formatShort(value);
}

/** Breaks text at spaces so that no line is wider than a terminal; later lines are indented under the first. */
export function wrapped(lead: string, text: string): string[] {
  const lines: string[] = [];
  let current = lead;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = ' '.repeat(lead.length) + word;
    } else current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current];
}
