/**
 * Timing that survives a noisy machine: contenders take turns, round after round, and what counts is the ratio of their
 * medians within one run. Never quote a single absolute time from it. The contender that starts a round changes from
 * round to round, so that none always follows the same neighbour.
 */

export interface Contender {
  readonly name: string;
  /** One round of work; returns the milliseconds it took, or nothing to be timed from outside. */
  readonly run: () => number | undefined | Promise<number | undefined>;
  /** Units of work in a round, and what a unit is (path, order, account-step), for the rate. */
  readonly units: number;
  readonly unit: string;
  /** The warm-up is repeated for at least so long, so that code is compiled before it is timed; one round by default. */
  readonly warmUpMilliseconds?: number;
}

export interface Timing {
  readonly name: string;
  readonly units: number;
  readonly unit: string;
  /** Milliseconds of each round, by the clock. */
  readonly milliseconds: readonly number[];
  /** Processor time of each round, all threads of the contender's process; where it has one. */
  readonly cpuMilliseconds?: readonly number[];
}

/** Warms each contender up, then runs `rounds` interleaved rounds. */
export async function interleave(contenders: readonly Contender[], rounds: number): Promise<Timing[]> {
  for (const contender of contenders) await warmUp(contender);
  const times = contenders.map(() => [] as number[]);
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (turn + round) % contenders.length;
      const start = performance.now();
      const measured = await contenders[i].run();
      times[i].push(measured ?? performance.now() - start);
    }
  return contenders.map(({ name, units, unit }, i) => ({ name, units, unit, milliseconds: times[i] }));
}

async function warmUp({ run, warmUpMilliseconds = 0 }: Contender): Promise<void> {
  const start = performance.now();
  do await run();
  while (performance.now() - start < warmUpMilliseconds);
}

/** Median of a list of numbers. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median milliseconds of one unit of work. */
export function millisecondsPerUnit(timing: Timing): number {
  return medianOf(timing.milliseconds) / timing.units;
}
