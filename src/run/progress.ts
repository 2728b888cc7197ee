/**
 * How far a run is: paths done, rate, and time left. Nothing here is part of the results.
 */

export interface Progress {
  /**
   * `pilots`: paths that a tilt is fitted to. `paths`: the run itself. `traces`: the second pass over worst, sampled and tail paths.
   * `contagion`: one asset alone.
   */
  readonly phase: 'pilots' | 'paths' | 'traces' | 'contagion';
  readonly done: number;
  readonly total: number;
  /** Paths per second since this process began, resumed paths not counted. */
  readonly rate: number;
  /** At that rate, seconds; NaN before the first answer. */
  readonly secondsLeft: number;
}

/**
 * Measures a phase from now on.
 *
 * @param alreadyDone  paths that were done before, by an interrupted run
 * @param clock  milliseconds, rising
 * @returns a function from paths done to the progress
 */
export function startProgress(
  phase: Progress['phase'],
  alreadyDone: number,
  clock: () => number = () => performance.now(),
): (done: number, total: number) => Progress {
  const start = clock();
  return (done, total) => {
    const seconds = (clock() - start) / 1000;
    const rate = seconds > 0 ? (done - alreadyDone) / seconds : 0;
    return { phase, done, total, rate, secondsLeft: rate > 0 ? (total - done) / rate : Number.NaN };
  };
}
