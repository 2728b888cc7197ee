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
export { PathFailure } from './run/path-failure.ts';
export type { Progress } from './run/progress.ts';
export type { ResolvedScenario, ScenarioLabels } from './scenario/resolved.ts';
