/**
 * The memory that a run needs, estimated from its accounts and threads before any of it is allocated.
 *
 * The constants stand above what whole runs of the default scenario held at most, 257 paths, Node 20.20: 10,000 accounts
 * 177 MB on one thread and 239 MB on two, 100,000 accounts 258 and 482 MB, 1,000,000 accounts 1.85 GB on two.
 * `npx vitest run --config vitest.long.config.ts test/run/memory.slow.test.ts` measures all but the last, which
 * `npm run bench -- memory --large` does.
 */

import { BLOCK_PATHS } from '../kernel/result.ts';
import type { Problem } from './errors.ts';
import type { MemoryLimit } from './memory-limit.ts';
import type { Scenario } from './schema.ts';

/** The program without accounts, and each worker thread beside the main one, bytes. */
const PROGRAM_BYTES = 180e6;
const THREAD_BYTES = 70e6;
/** Once: the table, the sums of the results and the events of paths that wait to be written; an account, a holding. */
const SHARED_ACCOUNT_BYTES = 295;
const SHARED_HOLDING_BYTES = 40;
/** Once a thread: the simulator, 180 bytes, and the events of a worst path while it is walked again; and a holding. */
const THREAD_ACCOUNT_BYTES = 660;
const THREAD_HOLDING_BYTES = 30;
/**
 * Reading an account file, bytes a byte of it: each row passes through strings and objects. Measured where memory is short
 * (Node 20.20): 13 for CSV, 4,000,000 rows; 11 for Arrow, 1,463,000 rows. With plenty, garbage stays longer: up to 21.
 */
const READING_BYTES = 14;

/** How many accounts, how many holdings each of them has on average, and threads that simulate them. */
export interface RunSize {
  readonly accounts: number;
  readonly holdingsPerAccount: number;
  readonly threads: number;
}

/** Bytes of one account with its holdings: once, and once more on each thread. */
function bytesOfAccount({ holdingsPerAccount }: RunSize): { shared: number; own: number } {
  return {
    shared: SHARED_ACCOUNT_BYTES + holdingsPerAccount * SHARED_HOLDING_BYTES,
    own: THREAD_ACCOUNT_BYTES + holdingsPerAccount * THREAD_HOLDING_BYTES,
  };
}

/** Bytes whatever the number of accounts. One thread is the main one. */
function programBytes(threads: number): number {
  return PROGRAM_BYTES + (threads > 1 ? threads * THREAD_BYTES : 0);
}

/** Largest resident size of a run, bytes. */
export function estimateRunBytes(size: RunSize): number {
  const { shared, own } = bytesOfAccount(size);
  return programBytes(size.threads) + size.accounts * (shared + size.threads * own);
}

/** Threads that find work: a block of paths is the least that a thread is given. */
export function countUsedThreads(threads: number, paths: number): number {
  return Math.min(threads, Math.ceil(paths / BLOCK_PATHS));
}

/** Mean number of assets that an account of a generated population holds. */
export function meanHoldings(population: NonNullable<Scenario['accounts']['population']>, assetCount: number): number {
  let accounts = 0;
  let holdings = 0;
  for (const { accountShare, assetCount: law } of Object.values(population.groups)) {
    const weights = law.slice(0, assetCount);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const mean = sum > 0 ? weights.reduce((total, weight, i) => total + (i + 1) * weight, 0) / sum : 1;
    accounts += accountShare;
    holdings += accountShare * mean;
  }
  return accounts > 0 ? holdings / accounts : 1;
}

/**
 * Judges the number of accounts that a population is asked for.
 *
 * @param threads  asked for; those that find no work are left out
 * @returns what was asked, what it takes and why, what there is and how to get under it; undefined when it fits
 */
export function findTooManyAccounts(scenario: Scenario, threads: number, limit: MemoryLimit): Problem | undefined {
  const { count, population } = scenario.accounts;
  if (count === undefined || population === undefined) return undefined;
  const holdingsPerAccount = meanHoldings(population, Object.keys(scenario.assets).length);
  const size = { accounts: count, holdingsPerAccount, threads: countUsedThreads(threads, scenario.paths) };
  const bytes = estimateRunBytes(size);
  if (bytes <= limit.totalBytes) return undefined;
  const { shared, own } = bytesOfAccount(size);
  const fewer =
    size.threads > 1 ? `, ${formatCount(countFitting({ ...size, threads: 1 }, limit))} with --threads 1` : '';
  return {
    path: 'accounts.count',
    message:
      `expected accounts that fit into memory, received ${formatCount(count)}, which need about ${formatBytes(bytes)} ` +
      `where there are ${formatBytes(limit.totalBytes)}: an account with its ${holdingsPerAccount.toFixed(2)} holdings takes ` +
      `${Math.round(shared)} bytes, and ${Math.round(own)} more on each of ${formatThreads(size.threads)}; ` +
      `the rest takes ${formatBytes(programBytes(size.threads))}`,
    hint: `${formatCount(countFitting(size, limit))} accounts fit${fewer}`,
  };
}

/** Largest number of accounts that fits, in thousands. */
function countFitting(size: RunSize, limit: MemoryLimit): number {
  const { shared, own } = bytesOfAccount(size);
  const left = Math.max(0, limit.totalBytes - programBytes(size.threads));
  return 1000 * Math.floor(left / (shared + size.threads * own) / 1000);
}

/**
 * Judges an account file by its size, before it is read.
 *
 * @param bytes  of the file, unpacked
 * @returns as findTooManyAccounts; the path is left to the reader of the file
 */
export function findFileProblem(bytes: number, limit: MemoryLimit): Omit<Problem, 'path'> | undefined {
  const needBytes = PROGRAM_BYTES + bytes * READING_BYTES;
  const isHeap = limit.heapBytes < limit.totalBytes;
  const thereBytes = Math.min(limit.heapBytes, limit.totalBytes);
  if (needBytes <= thereBytes) return undefined;
  const fitting = formatBytes(Math.max(0, thereBytes - PROGRAM_BYTES) / READING_BYTES);
  return {
    message:
      `expected an account file that fits into memory, received one of ${formatBytes(bytes)} unpacked, which needs about ` +
      `${formatBytes(needBytes)} where ${isHeap ? 'Node allows itself' : 'there are'} ${formatBytes(thereBytes)}: ` +
      `${READING_BYTES} bytes a byte of the file, and ${formatBytes(PROGRAM_BYTES)} for the program`,
    hint: `${fitting} fit${isHeap ? '; NODE_OPTIONS=--max-old-space-size=<megabytes> allows Node more' : ''}`,
  };
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

function formatThreads(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}

/** Decimal units, three digits. */
function formatBytes(bytes: number): string {
  const [unit, name] = bytes >= 1e9 ? [1e9, 'GB'] : [1e6, 'MB'];
  const value = bytes / unit;
  return `${value >= 100 ? formatCount(Math.round(value)) : value.toPrecision(3)} ${name}`;
}
