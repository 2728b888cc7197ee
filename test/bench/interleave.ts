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
}

export interface Timing {
  readonly name: string;
  readonly units: number;
  readonly unit: string;
  /** Milliseconds of each round. */
  readonly milliseconds: readonly number[];
}

/** Runs a warm-up round of each contender, then `rounds` interleaved rounds. */
export async function interleave(contenders: readonly Contender[], rounds: number): Promise<Timing[]> {
  const times = contenders.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++)
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (turn + Math.max(round, 0)) % contenders.length;
      const start = performance.now();
      const measured = await contenders[i].run();
      const milliseconds = measured ?? performance.now() - start;
      if (round >= 0) times[i].push(milliseconds);
    }
  return contenders.map(({ name, units, unit }, i) => ({ name, units, unit, milliseconds: times[i] }));
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
