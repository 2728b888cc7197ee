/**
 * A progress bar on stderr with rate and time left; nothing when stderr is no terminal or the user wants quiet. Programs that start the
 * command set FIREBREAK_PROGRESS=json and read `{"progress":{…}}` lines from stderr instead.
 */

import type { Progress } from '../run/progress.ts';
import { formatSeconds } from './table.ts';

export interface ProgressBar {
  /** @param progress  `title` in place of the phase's own, for studies */
  update(progress: Progress & { readonly title?: string }): void;
  stop(): void;
}

const TITLES: Record<Progress['phase'], string> = {
  pilots: 'pilot',
  paths: 'paths',
  traces: 'tail ',
  contagion: 'pulls',
};

/** Least time between two lines for programs, ms. */
const LINE_MS = 100;

/** Opens a bar, lines for a program, or one that shows nothing. */
export async function openProgressBar(wanted: boolean): Promise<ProgressBar> {
  if (wanted && process.env['FIREBREAK_PROGRESS'] === 'json') return openProgressLines();
  if (!wanted || !process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: '{title} {bar} {value}/{total}  {speed} paths/s  {left} left',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false, // interruption is ours
  });
  let isOpen = false;
  return {
    update({ phase, done, total, rate, secondsLeft, title = TITLES[phase] }) {
      const payload = { title, speed: formatRate(rate), left: formatSeconds(secondsLeft) };
      if (!isOpen) bar.start(total, done, payload);
      isOpen = true;
      bar.setTotal(total);
      bar.update(done, payload);
    },
    stop() {
      if (isOpen) bar.stop();
      isOpen = false;
    },
  };
}

/** One JSON object a line; the first and the last of each phase always. Numbers that are not known are null. */
function openProgressLines(): ProgressBar {
  let phase: Progress['phase'] | undefined;
  let last = 0;
  return {
    update(progress) {
      const isEdge = progress.phase !== phase || progress.done === progress.total;
      if (!isEdge && performance.now() - last < LINE_MS) return;
      phase = progress.phase;
      last = performance.now();
      process.stderr.write(`${JSON.stringify({ progress })}\n`);
    },
    stop: () => {},
  };
}

function formatRate(rate: number): string {
  return rate >= 100 ? String(Math.round(rate)) : rate.toPrecision(2);
}
