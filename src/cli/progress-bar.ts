/** A progress bar on stderr with rate and time left; nothing when stderr is no terminal or the user wants quiet. */

import type { Progress } from '../run/progress.ts';
import { formatSeconds } from './table.ts';

export interface ProgressBar {
  /** @param progress  `title` in place of the phase's own, for studies */
  update(progress: Progress & { readonly title?: string }): void;
  stop(): void;
}

const TITLES: Record<Progress['phase'], string> = { paths: 'paths', traces: 'tail ', contagion: 'pulls' };

/** Opens a bar, or one that shows nothing. */
export async function openProgressBar(wanted: boolean): Promise<ProgressBar> {
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

function formatRate(rate: number): string {
  return rate >= 100 ? String(Math.round(rate)) : rate.toPrecision(2);
}
