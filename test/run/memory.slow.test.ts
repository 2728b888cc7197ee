// What: the estimate of memory (src/scenario/memory.ts) against the most that whole runs held, in processes of their own.
// One block and a path, so that both threads hold a simulator. `npm run bench -- memory --large` measures a million.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { estimateRunBytes, meanHoldings } from '../../src/scenario/memory.ts';
import { ROOT } from '../support/command.ts';
import { createTestFolder } from '../support/toy-run.ts';

const SCENARIO = fileURLToPath(new URL('../../scenarios/perp-majors.yaml', import.meta.url));
const MAIN = join(ROOT, 'dist/src/cli/main.js');
/** Prints what the process held at most when it ends; threads do not. */
const REPORT =
  "import { isMainThread } from 'node:worker_threads'; if (isMainThread) process.on('exit', () => console.log(process.resourceUsage().maxRSS * 1024));";

/** Most resident bytes of `firebreak run`. */
function measureRun(accounts: number, threads: number): Promise<number> {
  const hook = `data:text/javascript,${encodeURIComponent(REPORT)}`;
  const words = ['run', SCENARIO, '--quiet', '--paths', '257', '--threads', String(threads)];
  const set = ['--set', `accounts.count=${accounts}`, '--out', createTestFolder()];
  const child = spawn(process.execPath, ['--import', hook, MAIN, ...words, ...set], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (bytes) => {
    text += String(bytes);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(Number(text)) : reject(new Error(`exit code ${code}`))));
  });
}

describe('the estimate of memory', () => {
  it.each([
    [10_000, 1],
    [10_000, 2],
    [100_000, 1],
    [100_000, 2],
  ])('is no less than %i accounts take on %i threads, and no more than twice as much', async (accounts, threads) => {
    const { scenario } = await loadScenario(SCENARIO);
    const holdingsPerAccount = meanHoldings(scenario.accounts.population!, Object.keys(scenario.assets).length);
    const estimate = estimateRunBytes({ accounts, holdingsPerAccount, threads });
    const measured = await measureRun(accounts, threads);
    console.log(
      `${accounts} accounts, ${threads} threads: measured ${measured / 1e6} MB, estimated ${estimate / 1e6} MB`,
    );
    expect(estimate).toBeGreaterThan(measured);
    expect(estimate).toBeLessThan(2 * measured);
  });
});
