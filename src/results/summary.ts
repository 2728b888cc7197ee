/**
 * summary.json: the headline figures of a run, each with its interval and method.
 *
 * Figures estimated from paths are computed from paths.arrow, read back column by column: the file a reader has is the
 * file the summary comes from. Efficiency figures follow from the accounts at the start and are exact.
 */

import { writeFileSync } from 'node:fs';
import { countReplicates } from '../kernel/price/replicate.ts';
import type { PathMeasure } from '../kernel/result.ts';
import type { ResolvedScenario } from '../scenario/resolved.ts';
import { computeAccountState } from './account-state.ts';
import { planTraces } from './collect/trace-plan.ts';
import { PATHS } from './columns/paths.ts';
import type { PullSummary } from './contagion/pull-figures.ts';
import { measureEfficiency } from './efficiency.ts';
import { type ByLevelAndAsset, readMarginalShortfall } from './marginal-shortfall.ts';
import { insuranceFundUsd, openInterestUsd, residualShare } from './open-interest.ts';
import { type EventName, type MeanMeasure, type PathMoments, type RatioName, readPathMoments } from './path-moments.ts';
import { readTable } from './read-table.ts';
import { fileError } from './results-error.ts';
import { exactFigure, type Figure, scaleFigure } from './statistics/figure.ts';
import { paretoShape, warnOfWeights } from './statistics/pareto-tail.ts';
import { type Sample, type SortedSample, sortSample } from './statistics/sample.ts';
import { expectedShortfallFigure, valueAtRiskFigure } from './statistics/tail.ts';

export const SUMMARY_FILE = 'summary.json';

/** Figures by confidence level, "0.99". */
export type ByLevel = Readonly<Record<string, Figure>>;

export interface TailFigures {
  readonly valueAtRisk: ByLevel;
  readonly expectedShortfall: ByLevel;
}

/** Losses whose tail is printed. */
export const TAIL_MEASURES = ['shortfallUsd', 'beyondFundUsd', 'badDebtUsd'] as const satisfies PathMeasure[];
/** Liquidations at risk: by fill value, and at start prices. */
export const LIQUIDATION_MEASURES = ['liquidatedUsd', 'liquidatedMarkUsd'] as const satisfies PathMeasure[];
/** Levels of the cascade depth. */
export const DEPTH_LEVELS = [0.5, 0.9, 0.99] as const;

export interface Summary {
  readonly run: {
    readonly name: string;
    readonly seed: string;
    readonly scenarioHash: string;
    readonly firebreakVersion: string;
    /** Paths done, and asked for. */
    readonly paths: number;
    readonly pathsAsked: number;
    readonly effectiveSampleSize: number;
    readonly largestWeightShare: number;
    readonly isWeighted: boolean;
    /** Pareto k̂ of the weights: above 0.7 weighted figures are not to be trusted. Null: the weights have no long tail. Weighted runs only. */
    readonly paretoK?: number | null;
    /** Independent scrambles that the intervals come from; only with shocks.sampling. */
    readonly replicates?: number;
    readonly steps: number;
    readonly stepSeconds: number;
    readonly assets: readonly string[];
    readonly accounts: number;
    /** One side, USD, at the start. */
    readonly openInterestUsd: number;
    /** Seed that drew the accounts; null when they are given. Intervals hold for these accounts, not over draws of them. */
    readonly populationSeed: string | null;
    /** Share of both sides held by the residual maker. */
    readonly residualMakerShare: number;
    readonly insuranceFundUsd: number;
    readonly venues: readonly {
      readonly name: string;
      readonly markRule: string;
      readonly impactPassThrough: number;
    }[];
    readonly largestConservationErrorUsd: number;
    readonly warnings: readonly string[];
  };
  readonly contagion: {
    readonly tail: Readonly<Record<(typeof TAIL_MEASURES)[number], TailFigures>>;
    /** Parts of the expected shortfall of shortfallUsd by the asset it is made in; they add up to it. */
    readonly marginalExpectedShortfall: ByLevelAndAsset;
    readonly liquidationsAtRisk: Readonly<Record<(typeof LIQUIDATION_MEASURES)[number], ByLevel>>;
    readonly probability: Readonly<Record<EventName, Figure>>;
    readonly mean: Readonly<Record<MeanMeasure, Figure>>;
    readonly endogenousLossShare: Figure;
    readonly endogenousLiquidatedShare: Figure;
    readonly amplification: Figure;
    readonly amplificationUp: Figure;
    readonly branchingRatio: Figure;
    readonly cascadeDepth: ByLevel;
    readonly cascadeDepthMax: number;
    /** Who pulls whom, from runs of one asset alone; null with --no-contagion. */
    readonly matrix: PullSummary | null;
  };
  readonly efficiency: {
    readonly exposureUsd: Figure;
    readonly collateralUsd: Figure;
    readonly initialMarginUsd: Figure;
    readonly maintenanceMarginUsd: Figure;
    readonly exposurePerMargin: Figure;
    readonly exposurePerInitialMargin: Figure;
    readonly effectiveLeverage: Figure;
    readonly offsetSaving: Figure;
    readonly idleShare: Figure;
    readonly borrowUsage: Figure;
    /** ES of shortfallUsd over fund + maintenance margin. */
    readonly marginCoverage: ByLevel;
  };
  readonly worst: {
    readonly path: number;
    readonly measure: string;
    readonly lossUsd: number;
    readonly liquidatedUsd: number;
    readonly cascadeDepth: number;
  };
}

/**
 * Computes the summary of a result folder whose paths.arrow is whole.
 *
 * @param matrix  figures of the runs of one asset alone, which rest on more than contagion.arrow holds
 */
export async function computeSummary(
  resolved: ResolvedScenario,
  directory: string,
  firebreakVersion: string,
  matrix: PullSummary | null = null,
): Promise<Summary> {
  const { scenario, kernel, labels, hash, warnings } = resolved;
  const levels = scenario.measure.confidence;
  const replicates = countReplicates(kernel.shocks);
  const moments = await readPathMoments(directory, replicates);
  const tail: Partial<Record<(typeof TAIL_MEASURES)[number], TailFigures>> = {};
  const sample = await readSample(directory, 'shortfallUsd', replicates);
  const sorted = sortSample(sample);
  for (const measure of TAIL_MEASURES)
    tail[measure] = tailOf(
      measure === 'shortfallUsd' ? sorted : await readSorted(directory, measure, replicates),
      levels,
    );
  const atRisk: Partial<Record<(typeof LIQUIDATION_MEASURES)[number], ByLevel>> = {};
  for (const measure of LIQUIDATION_MEASURES)
    atRisk[measure] = tailOf(await readSorted(directory, measure, replicates), levels).valueAtRisk;
  const weights = moments.isWeighted ? judgeWeights(sample.weight, moments) : null;
  const depth = await readSorted(directory, 'cascadeDepth', replicates);
  const fundUsd = insuranceFundUsd(kernel);
  const { efficiency, marginUsd } = efficiencyOf(resolved);
  const shortfall = tail.shortfallUsd!.expectedShortfall;
  const cover = fundUsd + marginUsd;
  return {
    run: {
      name: scenario.name,
      seed: scenario.seed,
      scenarioHash: hash,
      firebreakVersion,
      paths: moments.paths,
      pathsAsked: scenario.paths,
      effectiveSampleSize: moments.effectiveSampleSize,
      largestWeightShare: moments.largestWeightShare,
      isWeighted: moments.isWeighted,
      ...(weights && { paretoK: weights.paretoK }),
      ...(replicates > 0 && { replicates }),
      steps: kernel.stepCount,
      stepSeconds: kernel.stepSeconds,
      assets: labels.assets,
      accounts: kernel.accounts.accountCount,
      openInterestUsd: openInterestUsd(kernel),
      populationSeed: populationSeed(resolved),
      residualMakerShare: residualShare(kernel),
      insuranceFundUsd: fundUsd,
      venues: kernel.venues.map(({ mark }, venue) => ({
        name: labels.venues[venue],
        markRule: mark.kind,
        impactPassThrough: mark.impactPassThrough,
      })),
      largestConservationErrorUsd: moments.largestConservationErrorUsd,
      warnings: weights ? [...warnings, ...weights.warnings] : warnings,
    },
    contagion: {
      tail: tail as Summary['contagion']['tail'],
      marginalExpectedShortfall: await readMarginalShortfall(directory, labels.assets, sample, sorted, shortfall),
      liquidationsAtRisk: atRisk as Summary['contagion']['liquidationsAtRisk'],
      probability: moments.probability,
      mean: moments.mean,
      ...(moments.ratio satisfies Record<RatioName, Figure>),
      cascadeDepth: byLevel(DEPTH_LEVELS, (level) => valueAtRiskFigure(depth, level, 'generation')),
      cascadeDepthMax: depth.n > 0 ? depth.value[0] : 0,
      matrix,
    },
    efficiency: {
      ...efficiency,
      marginCoverage: byLevel(levels, (level) =>
        scaleFigure(shortfall[String(level)], cover > 0 ? 1 / cover : 0, 'ratio'),
      ),
    },
    worst: await worstOf(resolved, directory),
  };
}

/** Computes the summary and writes summary.json. */
export async function writeSummary(
  resolved: ResolvedScenario,
  directory: string,
  firebreakVersion: string,
  matrix: PullSummary | null = null,
): Promise<Summary> {
  const summary = await computeSummary(resolved, directory, firebreakVersion, matrix);
  const file = `${directory}/${SUMMARY_FILE}`;
  try {
    writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
  } catch (cause) {
    throw fileError('write', file, cause);
  }
  return summary;
}

async function readSample(directory: string, measure: PathMeasure, replicates: number): Promise<Sample> {
  const table = await readTable(`${directory}/${PATHS.file}`, ['weight', measure]);
  return { value: table.number(measure), weight: table.number('weight'), replicates };
}

async function readSorted(directory: string, measure: PathMeasure, replicates: number) {
  return sortSample(await readSample(directory, measure, replicates));
}

function tailOf(sorted: SortedSample, levels: readonly number[]): TailFigures {
  return {
    valueAtRisk: byLevel(levels, (level) => valueAtRiskFigure(sorted, level, 'USD')),
    expectedShortfall: byLevel(levels, (level) => expectedShortfallFigure(sorted, level, 'USD')),
  };
}

/** What the likelihood-ratio weights of a run are worth. */
function judgeWeights(weight: Float64Array, moments: PathMoments) {
  const paretoK = paretoShape(weight);
  return { paretoK, warnings: warnOfWeights({ ...moments, paretoK }) };
}

function byLevel(levels: readonly number[], make: (level: number) => Figure): ByLevel {
  return Object.fromEntries(levels.map((level) => [String(level), make(level)]));
}

function efficiencyOf({ kernel }: ResolvedScenario) {
  const all = measureEfficiency(computeAccountState(kernel), () => true);
  const exact = (value: number, unit: string) => exactFigure(Number.isNaN(value) ? null : value, unit);
  return {
    marginUsd: all.maintenanceMarginUsd,
    efficiency: {
      exposureUsd: exact(all.exposureUsd, 'USD'),
      collateralUsd: exact(all.collateralUsd, 'USD'),
      initialMarginUsd: exact(all.initialMarginUsd, 'USD'),
      maintenanceMarginUsd: exact(all.maintenanceMarginUsd, 'USD'),
      exposurePerMargin: exact(all.exposurePerMargin, 'ratio'),
      exposurePerInitialMargin: exact(all.exposurePerInitialMargin, 'ratio'),
      effectiveLeverage: exact(all.effectiveLeverage, 'ratio'),
      offsetSaving: exact(all.offsetSaving, 'fraction'),
      idleShare: exact(all.idleShare, 'fraction'),
      borrowUsage: exact(all.borrowUsage, 'fraction'),
    },
  };
}

/** The worst path as the trace plan orders paths; path 0 where nothing is traced. */
async function worstOf(resolved: ResolvedScenario, directory: string): Promise<Summary['worst']> {
  const measure = resolved.scenario.measure.loss;
  const [path = 0] = (await planTraces(resolved, directory, 1)).worst;
  const table = await readTable(`${directory}/${PATHS.file}`, [...new Set([measure, 'liquidatedUsd', 'cascadeDepth'])]);
  return {
    path,
    measure,
    lossUsd: table.number(measure)[path],
    liquidatedUsd: table.number('liquidatedUsd')[path],
    cascadeDepth: table.number('cascadeDepth')[path],
  };
}

function populationSeed({ scenario }: ResolvedScenario): string | null {
  const { population } = scenario.accounts;
  return population === undefined ? null : (population.seed ?? scenario.seed);
}
