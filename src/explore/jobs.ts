/**
 * Runs that the page starts: the same command line as in a terminal, as a process of its own, one at a time.
 *
 * Progress comes as JSON lines on its stderr (FIREBREAK_PROGRESS=json); everything else that it prints is kept as its log. Cancelling sends
 * what Ctrl-C sends: the run finishes the blocks under way, writes a partial result and prints the command that goes on.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Progress } from '../run/progress.ts';
import { Refusal } from './refusal.ts';

/** `ending`: cancelled, the blocks under way are being finished. */
export type JobState = 'running' | 'ending' | 'done' | 'interrupted' | 'refused' | 'failed';

export interface Job {
  /** Counts up from 1. */
  readonly id: number;
  /** Words of the command after `firebreak`. */
  readonly words: readonly string[];
  /** Result folder, path below the folder shown. */
  readonly folder: string;
  readonly state: JobState;
  readonly progress: Progress | null;
  /** What it printed, as in a terminal. */
  readonly log: string;
}

export interface JobsOptions {
  /** Main file of the program. */
  readonly program: string;
  /** What an exit code of the program means; null where a signal ended it. */
  readonly endOf: (code: number | null) => Exclude<JobState, 'running' | 'ending'>;
}

export interface Jobs {
  /** The job under way or the last one; null before the first. */
  current(): Job | null;
  /** @throws {Refusal} 409 while another runs */
  start(words: readonly string[], folder: string): Job;
  /** Ends the job under way in order, and at once when asked again. @throws {Refusal} 409 without one */
  cancel(): Job;
  /** Ends the job under way in order and waits for it. */
  close(): Promise<void>;
}

/** True until it has ended, in whatever way. */
export function isUnderWay(job: Job | null): boolean {
  return job !== null && (job.state === 'running' || job.state === 'ending');
}

/** Characters of a log that are kept, the last ones. */
const LOG_MAX = 100_000;

/** Opens the place where jobs run. */
export function openJobs({ program, endOf }: JobsOptions): Jobs {
  let job: Job | null = null;
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  const change = (part: Partial<Job>) => {
    job = { ...job!, ...part };
  };
  const write = (text: string) => change({ log: (job!.log + text).slice(-LOG_MAX) });
  const killChild = () => void child?.kill('SIGKILL');

  const cancel = (): Job => {
    if (child === null) throw new Refusal(409, 'No run is under way.');
    child.kill('SIGINT');
    change({ state: 'ending' });
    return job!;
  };
  return {
    current: () => job,
    start(words, folder) {
      if (child !== null) throw new Refusal(409, 'A run is under way: wait for it or cancel it, then start this one.');
      job = { id: (job?.id ?? 0) + 1, words, folder, state: 'running', progress: null, log: '' };
      const env = { ...process.env, FIREBREAK_PROGRESS: 'json', NO_COLOR: '1' };
      // A process group of its own: Ctrl-C in the terminal of the page reaches it once, from here.
      const started = spawn(process.execPath, [program, ...words], {
        ...{ env, detached: true, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] },
      });
      child = started;
      process.once('exit', killChild);
      started.stdout!.setEncoding('utf8').on('data', write);
      readLines(started.stderr!, (line) => {
        const progress = readProgress(line);
        if (progress === null) write(`${line}\n`);
        else change({ progress });
      });
      ended = new Promise((resolve) => {
        const end = (state: JobState) => {
          if (child !== started) return;
          child = null;
          process.off('exit', killChild);
          change({ state });
          resolve();
        };
        started.on('error', (error) => {
          write(`${error.message}\n`);
          end('failed');
        });
        started.on('close', (code) => end(code === null && job!.state === 'ending' ? 'interrupted' : endOf(code)));
      });
      return job;
    },
    cancel,
    async close() {
      if (child !== null) cancel();
      await ended;
    },
  };
}

function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

/** The progress that a line reports; null for a line of text. */
function readProgress(line: string): Progress | null {
  if (!line.startsWith('{"progress":')) return null;
  try {
    return (JSON.parse(line) as { progress: Progress }).progress;
  } catch {
    return null;
  }
}
