/**
 * Contenders as processes: each has its own heap and its own compiled code, so that no contender's types or garbage slow
 * another down, and its memory can be read off. Only one works at a time: a round is asked for and waited for.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contender } from './interleave.ts';

/** What a task tells about its work beside the time: counts, shares, hashes. */
export type Facts = Readonly<Record<string, number | string>>;

/** From the parent: the task first, then `round` for each round. From the child: ready, a round is done, or it failed. */
export type ParentMessage = TaskCall | 'round';
export type ChildMessage =
  | { readonly kind: 'ready'; readonly facts: Facts }
  | { readonly kind: 'done'; readonly milliseconds: number; readonly facts: Facts }
  | { readonly kind: 'failed'; readonly error: string };

/** A task by the name of its module, and what it is given; plain data. */
export interface TaskCall {
  readonly task: 'simulate' | 'scan' | 'prices' | 'orders' | 'run' | 'profile';
  readonly input: object;
}

export interface ProcessContender extends Contender {
  /** Facts of the prepared task, and of its last round once there was one. */
  facts(): Facts;
  /** Facts after each round so far, warm-up first. */
  factsOfRounds(): readonly Facts[];
  stop(): void;
}

/** Starts a process and waits until its task is prepared. */
export async function startContender(contender: Omit<Contender, 'run'>, call: TaskCall): Promise<ProcessContender> {
  const child = fork(fileURLToPath(new URL('./contender-child.js', import.meta.url)));
  child.send(call satisfies ParentMessage);
  let facts = await nextFacts(child);
  const factsOfRounds: Facts[] = [];
  return {
    ...contender,
    async run() {
      child.send('round' satisfies ParentMessage);
      facts = await nextFacts(child);
      factsOfRounds.push(facts);
      return facts['milliseconds'] as number;
    },
    facts: () => facts,
    factsOfRounds: () => factsOfRounds,
    stop: () => child.disconnect(),
  };
}

/** Facts of a task that is prepared once and has no rounds. */
export async function askOnce(call: TaskCall): Promise<Facts> {
  const contender = await startContender({ name: call.task, units: 1, unit: 'task' }, call);
  contender.stop();
  return contender.facts();
}

function nextFacts(child: ChildProcess): Promise<Facts> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a contender's process ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      const answer = message as ChildMessage;
      if (answer.kind === 'failed') reject(new Error(answer.error));
      else resolve(answer.kind === 'done' ? { ...answer.facts, milliseconds: answer.milliseconds } : answer.facts);
    });
  });
}
