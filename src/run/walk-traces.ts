/**
 * The second pass: worst, sampled and tail paths walked again, some with everything kept, others for who caused the loss.
 */

import type { WalkedPaths } from '../results/collect/walked-path.ts';
import { mapInOrder } from './in-order.ts';
import type { TraceKeep, TracesAnswer } from './messages.ts';
import { limitsOf, type SimulationPool } from './pool.ts';

/** Short tasks, so that no thread waits long for the last one. */
const PATHS_PER_TASK: Record<TraceKeep, number> = { full: 1, tail: 2 };

/**
 * Walks paths again on the pool and hands their traces over in the order given.
 *
 * @param signal  when aborted, what is under way is handed over and the rest left out
 * @returns number of paths walked
 * @throws {PathFailure} when a path fails
 */
export async function walkTraces<Keep extends TraceKeep>(
  pool: SimulationPool,
  paths: readonly number[],
  keep: Keep,
  consume: (trace: WalkedPaths[Keep]) => void,
  signal?: AbortSignal,
): Promise<number> {
  const size = PATHS_PER_TASK[keep];
  const groups = Array.from({ length: Math.ceil(paths.length / size) }, (_, i) =>
    paths.slice(i * size, (i + 1) * size),
  );
  const limits = limitsOf(pool);
  let walked = 0;
  // A full path brings all its events, 100 MB of them with 1,000,000 accounts: few of them wait for their turn.
  await mapInOrder(
    groups,
    keep === 'full' ? { ...limits, open: limits.underWay } : limits,
    (group) => pool.run({ kind: 'traces', paths: group, keep }) as Promise<TracesAnswer<Keep>>,
    ({ traces }) => {
      for (const trace of traces) consume(trace);
      walked += traces.length;
    },
    () => signal?.aborted ?? false,
  );
  return walked;
}
