/**
 * Timing that survives a noisy machine: contenders take turns, round after round, and what counts is the ratio of their
 * medians within one run. Never quote a single absolute time from it.
 */

export interface Contender {
  readonly name: string;
  /** One round of work; may be asynchronous. */
  readonly run: () => void | Promise<void>;
  /** Units of work in a round (paths, account-steps, orders), for the rate. */
  readonly units: number;
}

export interface Timing {
  readonly name: string;
  readonly units: number;
  /** Milliseconds of each round. */
  readonly milliseconds: readonly number[];
}

/** Runs a warm-up round of each contender, then `rounds` interleaved rounds. */
export async function interleave(contenders: readonly Contender[], rounds: number): Promise<Timing[]> {
  const times = contenders.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++)
    for (let i = 0; i < contenders.length; i++) {
      const start = performance.now();
      await contenders[i].run();
      if (round >= 0) times[i].push(performance.now() - start);
    }
  return contenders.map(({ name, units }, i) => ({ name, units, milliseconds: times[i] }));
}

/** Median of a list of numbers. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
