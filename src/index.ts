/** The public library: what a program needs to load a scenario, run it and read the answer. Re-exports only. */

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
export { openArrowReader } from './results/arrow-file.ts';
export type { PullSummary } from './results/contagion/pull-figures.ts';
export { type Manifest, readManifest } from './results/manifest.ts';
export type { Figure } from './results/statistics/figure.ts';
export type { Summary } from './results/summary.ts';
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
