/** Ctrl-C: the first ends what runs in order, the second at once. */

import { ExitCode } from './exit.ts';

export interface Interruption {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Listens until `stop`; `onFirst` may tell the user what happens now. */
export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
    onFirst();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    stop: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
