/** What every file of a result folder says about the run it belongs to. */

import type { ResolvedScenario } from '../../scenario/resolved.ts';

export interface RunIdentity {
  readonly scenarioHash: string;
  readonly seed: string;
  readonly firebreakVersion: string;
}

/** Identity of a run; the version comes from the package. */
export function identityOf(resolved: ResolvedScenario, firebreakVersion: string): RunIdentity {
  return { scenarioHash: resolved.hash, seed: resolved.scenario.seed, firebreakVersion };
}

/** The identity as key–value metadata, with what one file adds. */
export function fileMetadata(
  identity: RunIdentity,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...identity, ...more };
}
