/** What every file of a result folder says about the run it belongs to. */

import { countReplicates } from '../../kernel/price/replicate.ts';
import type { ResolvedScenario } from '../../scenario/resolved.ts';
import { AS_INDEPENDENT } from '../statistics/replicates.ts';

export interface RunIdentity {
  readonly scenarioHash: string;
  readonly seed: string;
  readonly firebreakVersion: string;
  /** Independent groups of paths; 0 where all paths are independent. Path p belongs to group p mod this number. */
  readonly replicates: number;
}

/** Identity of a run; the version comes from the package. */
export function identityOf(resolved: ResolvedScenario, firebreakVersion: string): RunIdentity {
  const replicates = countReplicates(resolved.kernel.shocks);
  return { scenarioHash: resolved.hash, seed: resolved.scenario.seed, firebreakVersion, replicates };
}

/** Metadata of a file whose standard errors do not know of replicates. */
export function independentErrors({ replicates }: RunIdentity): Record<string, string> {
  return replicates > 0 ? { standardErrors: AS_INDEPENDENT } : {};
}

/** The identity as key–value metadata, with what one file adds; replicates are named where there are any. */
export function fileMetadata(
  { replicates, ...identity }: RunIdentity,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...identity, ...(replicates > 0 && { replicates: String(replicates) }), ...more };
}
