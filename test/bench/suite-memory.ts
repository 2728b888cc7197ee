/**
 * Memory by number of accounts, of fresh processes: the most a single simulator has held, scenario included, and the most
 * a whole run on two threads has held. Per account it is the slope between two sizes; per path, the columns of a block.
 */

import { BLOCK_PATHS } from '../../src/kernel/result.ts';
import { startContender } from './contender-process.ts';
import { numberOf } from './contest.ts';
import type { BenchOptions } from './options.ts';
import { formatMebibytes, type SuiteReport, type Target } from './report.ts';
import { withAccounts } from './workload.ts';

const ACCOUNTS = [10_000, 100_000];
const LARGE_ACCOUNTS = 1_000_000;
const SIMULATOR_PATHS = 8;
/** A whole block on one thread and a single path on the other: both hold a simulator. */
const RUN_PATHS = BLOCK_PATHS + 1;

interface Size {
  readonly accounts: number;
  readonly simulatorBytes: number;
  readonly runBytes: number;
  readonly pathBytes: number;
}

export async function benchMemory(options: BenchOptions): Promise<SuiteReport> {
  const counts = options.accounts ?? (options.isLarge ? [...ACCOUNTS, LARGE_ACCOUNTS] : ACCOUNTS);
  const sizes: Size[] = [];
  for (const accounts of counts) sizes.push(await measure(accounts, options.paths ?? RUN_PATHS));
  return {
    title: `memory: most resident at any time, ${options.paths ?? RUN_PATHS} paths in a run`,
    rows: [],
    table: [
      ['accounts', 'one simulator', 'bytes an account', 'run on 2 threads', 'bytes an account', 'columns of a path'],
      ...sizes.map((size, i) => [
        size.accounts.toLocaleString('en'),
        formatMebibytes(size.simulatorBytes),
        i > 0 ? slopeOf(sizes[i - 1], size, 'simulatorBytes') : '–',
        formatMebibytes(size.runBytes),
        i > 0 ? slopeOf(sizes[i - 1], size, 'runBytes') : '–',
        `${size.pathBytes.toFixed(0)} bytes`,
      ]),
    ],
    figures: [],
    targets: sizes.filter(({ accounts }) => accounts === LARGE_ACCOUNTS).map(toTarget),
    remarks: ['bytes an account are the slope from the row above; reading and making the accounts is in the maximum'],
  };
}

async function measure(accounts: number, runPaths: number): Promise<Size> {
  const set = withAccounts(accounts);
  const simulate = await startContender(
    { name: 'simulator', units: SIMULATOR_PATHS, unit: 'path' },
    { task: 'simulate', input: { set, naive: false, paths: SIMULATOR_PATHS, hashPaths: 0 } },
  );
  await simulate.run();
  simulate.stop();
  const run = await startContender(
    { name: 'run', units: runPaths, unit: 'path' },
    { task: 'run', input: { set, paths: runPaths, threads: 2 } },
  );
  await run.run();
  run.stop();
  return {
    accounts,
    simulatorBytes: numberOf(simulate.facts(), 'residentBytes'),
    pathBytes: numberOf(simulate.facts(), 'pathBytes'),
    runBytes: numberOf(run.facts(), 'residentBytes'),
  };
}

function slopeOf(small: Size, large: Size, column: 'simulatorBytes' | 'runBytes'): string {
  return ((large[column] - small[column]) / (large.accounts - small.accounts)).toFixed(0);
}

function toTarget({ accounts, runBytes }: Size): Target {
  const figure = `${accounts.toLocaleString('en')} accounts, resident memory of a run on 2 threads`;
  return { figure, value: runBytes / 2 ** 30, unit: 'GiB', below: 1.5 };
}
