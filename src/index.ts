/** The public library: what a program needs to load a scenario, run it and read the answer. Re-exports only. */

export { type BookFit, fitBook } from './calibrate/book-fit.ts';
export { readSnapshots } from './calibrate/book-snapshots.ts';
export { CalibrationError } from './calibrate/calibration-error.ts';
export { fitMarket, type MarketFit, pricesBlock } from './calibrate/market-fit.ts';
export {
  describePopulation,
  fitPopulationBlock,
  keepPortfolios,
  type PopulationFigures,
  populationBlock,
} from './calibrate/population-block.ts';
export { joinBars, type PriceBars } from './calibrate/price-bars.ts';
export type { FileSeries } from './calibrate/price-clocks.ts';
export { checkHoldout, type HoldoutCheck } from './check/holdout.ts';
export { type FitRow, fitPopulation, type PopulationFit, portfoliosOfTable } from './check/population-fit.ts';
export type { KernelConfig } from './kernel/config.ts';
export type { BlockResult, EventLog, PathMeasure, PathTrace } from './kernel/result.ts';
export {
  ASSET_MEASURES,
  BLOCK_PATHS,
  EVENT_COLUMNS,
  EventKind,
  PATH_MEASURES,
  VENUE_MEASURES,
} from './kernel/result.ts';
export { createSimulator, type Simulator, simulateBlock, tracePath } from './kernel/simulate.ts';
export { type ArrowReader, type FoundColumn, openArrowReader } from './results/arrow-file.ts';
export type { Column, ColumnType, TableDeclaration } from './results/columns/column.ts';
export { STUDY_TABLES, TABLES } from './results/columns/tables.ts';
export type { PullSummary } from './results/contagion/pull-figures.ts';
export { type ExportedTable, exportParquet, type ParquetExport } from './results/export-parquet.ts';
export type { FoundValues } from './results/found-values.ts';
export { checkFolder, type FileEntry, type Manifest, readManifest } from './results/manifest.ts';
export { readSummary } from './results/read-summary.ts';
export { type ReadTable, readTable } from './results/read-table.ts';
export { ResultsError } from './results/results-error.ts';
export type { Figure, FigureFlag } from './results/statistics/figure.ts';
export type { ByLevel, Summary, TailFigures } from './results/summary.ts';
export { formatSummary } from './results/summary-text.ts';
export { PathFailure } from './run/path-failure.ts';
export { type Probe, probeScenario } from './run/probe.ts';
export type { Progress } from './run/progress.ts';
export { type RunOptions, type RunOutcome, runScenario } from './run/run-scenario.ts';
export { parseUntil, type UntilRule } from './run/until.ts';
export { ScenarioError } from './scenario/errors.ts';
export { type LoadOptions, loadScenario, loadScenarioValue } from './scenario/load.ts';
export type { ResolvedScenario, ScenarioLabels } from './scenario/resolved.ts';
export type { Scenario, ScenarioInput } from './scenario/schema.ts';
export { type BacktestRow, judgeBacktest } from './study/backtest/backtest-result.ts';
export { type DeCascaded, deCascade, type ReportedFlow } from './study/backtest/de-cascade.ts';
export { type LoadBacktestOptions, type LoadedBacktest, loadBacktest } from './study/backtest/load-backtest.ts';
export { type BacktestRunOptions, type BacktestRuns, runBacktest } from './study/backtest/run-backtest.ts';
export { type ComparisonRow, comparePolicies, type RanPolicy } from './study/compare.ts';
export { formatComparison } from './study/compare-text.ts';
export { type Evaluator, openEvaluator } from './study/evaluate.ts';
export { formatFrontier } from './study/frontier/frontier-text.ts';
export { type FrontierOptions, type FrontierOutcome, runFrontier } from './study/frontier/run-frontier.ts';
export { formatOptimum } from './study/optimise/optimise-text.ts';
export { type OptimiseOptions, type OptimiseOutcome, runOptimise } from './study/optimise/run-optimise.ts';
export { type PathSample, readPathSample } from './study/path-sample.ts';
export { type Policy, type ResolvedPolicy, resolvePolicies } from './study/policy.ts';
export {
  type ProposeOptions,
  proposeTilt,
  TiltError,
  type TiltProposal,
  withProposedTilt,
} from './study/rare/propose-tilt.ts';
export { type ResponseCost, respondToMargin } from './study/response.ts';
export type { ReverseSummary } from './study/reverse/reverse-summary.ts';
export { formatReverse } from './study/reverse/reverse-text.ts';
export { type ReverseOptions, type ReverseOutcome, runReverse } from './study/reverse/run-reverse.ts';
export { type BreakTarget, FUND_DEPLETED, parseTarget } from './study/reverse/target.ts';
export { type CompareOptions, type CompareOutcome, runCompare } from './study/run-compare.ts';
export {
  runSensitivity,
  type SensitivityOptions,
  type SensitivityOutcome,
  type SensitivitySummary,
} from './study/sensitivity/run-sensitivity.ts';
export { formatSensitivity } from './study/sensitivity/sensitivity-text.ts';
export type { IndexRow } from './study/sensitivity/tables.ts';
export type { TornadoBar, TornadoEnd } from './study/sensitivity/tornado.ts';
