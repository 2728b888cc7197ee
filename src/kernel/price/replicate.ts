/** Replicates of a run: groups of paths that are independent of each other. */

import type { ShockConfig } from '../config.ts';

/** Number of replicates; 0 where all paths are independent. Path p belongs to replicate p mod this number. */
export function countReplicates(shocks: ShockConfig): number {
  return shocks.kind === 'simulated' && shocks.sampling !== null ? shocks.sampling.replicates : 0;
}
