/**
 * The whole command as a person runs it, in a fresh process each time: the default scenario on two threads, the same day in
 * 1-minute steps, and how long a start takes until the first path is done.
 *
 * A path is done when its block is in the checkpoint, so the start contains the modules, the scenario, the accounts, a
 * thread, its tables and the path itself. The warm-up of the long commands is a short run, which fills the file cache.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Agreement, checkAgreement } from './agreement.ts';
import { type Contender, interleave, medianOf } from './interleave.ts';
import type { BenchOptions } from './options.ts';
import { formatShare, type SuiteReport } from './report.ts';
import { SCENARIO, withSteps } from './workload.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
/** Where a run that is under way keeps its blocks, in its result folder. */
const CHECKPOINT = join('.partial', 'checkpoint.bin');
const PATHS = 10_000;
const WARM_UP_PATHS = 256;
const MINUTE_STEPS = 1440;
const POLL_MILLISECONDS = 2;

export async function benchCommand(options: BenchOptions): Promise<SuiteReport> {
  const paths = options.paths ?? PATHS;
  const minutes = withSteps(MINUTE_STEPS);
  const timings = await interleave(
    [
      commandContender('default scenario, 288 steps of 5 minutes', paths, []),
      commandContender('the same in 1,440 steps of 1 minute', paths, minutes),
      { name: 'start to the first path', units: 1, unit: 'start', run: timeFirstPath },
    ],
    options.rounds,
  );
  const [whole, minute, start] = timings.map(({ milliseconds }) => medianOf(milliseconds));
  const byDefault = await checkAgreement('default scenario', [], 2);
  const inMinutes = await checkAgreement('1-minute steps', minutes, 1);
  const isFull = paths === PATHS;
  const label = `${paths.toLocaleString('en')} paths, 2 threads`;
  const wholeFigure = { figure: `default scenario, whole command, ${label}`, value: whole / 1000, unit: 's' };
  const minuteFigure = { figure: '1-minute over 5-minute steps, whole command', value: minute / whole, unit: '×' };
  return {
    title: `command: firebreak run ${SCENARIO}, 10,000 accounts, ${label}`,
    rows: timings.map((timing, i) => ({ ...timing, notes: notesOf([byDefault, inMinutes, byDefault][i]) })),
    figures: isFull ? [] : [wholeFigure, minuteFigure],
    targets: [
      ...(isFull
        ? [
            { ...wholeFigure, below: 20 },
            { ...minuteFigure, below: 3 },
          ]
        : []),
      { figure: 'start of the command to the first path, 10,000 accounts', value: start / 1000, unit: 's', below: 0.7 },
      byDefault.target,
      inMinutes.target,
    ],
    remarks: isFull
      ? []
      : [
          'the targets of the whole command are about 10,000 paths; with fewer, what does not grow with them weighs more',
        ],
  };
}

function notesOf({ liquidatedShare, severalPositionsShare }: Agreement): Record<string, string> {
  return {
    'liquidated a path': formatShare(liquidatedShare),
    'two positions or more': formatShare(severalPositionsShare),
  };
}

/** The command to its end; its first run is the short one that warms up. */
function commandContender(name: string, paths: number, set: readonly string[]): Contender {
  let isWarm = false;
  const run = async () => {
    const count = isWarm ? paths : WARM_UP_PATHS;
    isWarm = true;
    return timeCommand(count, set, (ended) => ended);
  };
  return { name, units: paths, unit: 'path', run };
}

function timeFirstPath(): Promise<number> {
  return timeCommand(1, [], (ended, folder) => waitForBlock(join(folder, CHECKPOINT), ended));
}

/**
 * Starts the command and returns the milliseconds until `until` resolves; then lets it end.
 *
 * @param until  is given the end of the process and the result folder
 * @throws {Error} when the command fails
 */
async function timeCommand(
  paths: number,
  set: readonly string[],
  until: (ended: Promise<void>, folder: string) => Promise<void>,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-'));
  const overrides = set.flatMap((text) => ['--set', text]);
  const options = ['--paths', String(paths), '--threads', '2', '--quiet', '--out', folder];
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, 'run', SCENARIO, ...options, ...overrides], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the command ended with code ${code}`))));
  });
  try {
    await until(ended, folder);
    const milliseconds = performance.now() - start;
    await ended;
    return milliseconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Waits until a checkpoint holds more than its first record, which names the run.
 *
 * @throws {Error} when the command ends before that was seen
 */
async function waitForBlock(file: string, ended: Promise<void>): Promise<void> {
  let isOver = false;
  ended
    .finally(() => {
      isOver = true;
    })
    .catch(() => {}); // the caller hears of the failure
  for (let firstBytes = 0; !isOver; ) {
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (firstBytes > 0 && bytes > firstBytes) return;
    if (firstBytes === 0) firstBytes = bytes;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
  await ended;
  throw new Error('the command ended before its first block was seen in the checkpoint');
}
