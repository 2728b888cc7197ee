/**
 * Task end to end: a whole run from a resolved scenario to its result folder, on some number of threads. The result goes
 * to a temporary folder and is removed.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScenario } from '../../src/run/run-scenario.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { type Prepared, shareOfSeveralPositions } from './task-simulate.ts';
import { SCENARIO } from './workload.ts';

export interface RunInput {
  readonly set: readonly string[];
  readonly paths: number;
  readonly threads: number;
}

export async function prepareRun({ set, paths, threads }: RunInput): Promise<Prepared> {
  const resolved = await loadScenario(SCENARIO, { set: [...set, `paths=${paths}`] });
  let firstPassMilliseconds = Number.NaN;
  return {
    async round() {
      const folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-'));
      const start = performance.now();
      await runScenario(resolved, {
        folder,
        threads,
        onProgress({ phase, done, total }) {
          if (phase === 'paths' && done === total) firstPassMilliseconds = performance.now() - start;
        },
      });
      const milliseconds = performance.now() - start;
      rmSync(folder, { recursive: true });
      return milliseconds;
    },
    facts: () => ({
      accounts: resolved.kernel.accounts.accountCount,
      severalPositionsShare: shareOfSeveralPositions(resolved.kernel.accounts),
      firstPassMilliseconds,
    }),
  };
}
