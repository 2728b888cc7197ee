/** Runs contenders that live in processes against each other and keeps what they tell. */

import { type Facts, type ProcessContender, startContender, type TaskCall } from './contender-process.ts';
import { type Contender, interleave, type Timing } from './interleave.ts';

export interface Entrant extends Omit<Contender, 'run'> {
  readonly call: TaskCall;
}

/** A contender's timing, the facts of its last round, and those of each round. */
export interface Outcome extends Timing {
  readonly facts: Facts;
  readonly factsOfRounds: readonly Facts[];
}

/** Starts all entrants, lets them take turns, and ends their processes. */
export async function contest(entrants: readonly Entrant[], rounds: number): Promise<Outcome[]> {
  const contenders: ProcessContender[] = [];
  try {
    for (const { call, ...contender } of entrants) contenders.push(await startContender(contender, call));
    const timings = await interleave(contenders, rounds);
    return timings.map((timing, i) => {
      const factsOfRounds = contenders[i].factsOfRounds().slice(-rounds);
      const cpuMilliseconds = factsOfRounds.map((facts) => numberOf(facts, 'cpuMilliseconds'));
      return { ...timing, cpuMilliseconds, facts: contenders[i].facts(), factsOfRounds };
    });
  } finally {
    for (const contender of contenders) contender.stop();
  }
}

/** A numeric fact. @throws {Error} when the contender does not tell it */
export function numberOf(facts: Facts, name: string): number {
  const value = facts[name];
  if (typeof value !== 'number') throw new Error(`a contender does not tell ${name}`);
  return value;
}
