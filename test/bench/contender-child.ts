/** The process of one contender: prepares its task, says so, and makes a round whenever it is asked to. */

import type { ChildMessage, TaskCall } from './contender-process.ts';
import { prepareOrders } from './task-orders.ts';
import { prepareProfile } from './task-profile.ts';
import { prepareRun } from './task-run.ts';
import { type Prepared, preparePrices, prepareScan, prepareSimulate } from './task-simulate.ts';

const TASKS: Record<TaskCall['task'], (input: never) => Promise<Prepared>> = {
  simulate: prepareSimulate,
  scan: prepareScan,
  prices: preparePrices,
  orders: prepareOrders,
  run: prepareRun,
  profile: prepareProfile,
};

function answer(message: ChildMessage): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  answer({ kind: 'failed', error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
}

async function makeRound(prepared: Prepared): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const measured = await prepared.round();
  const milliseconds = measured ?? performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  answer({ kind: 'done', milliseconds, facts: { ...factsOf(prepared), cpuMilliseconds: (user + system) / 1000 } });
}

/** The task's own facts and the most memory this process has held so far. */
function factsOf(prepared: Prepared) {
  return { ...prepared.facts(), residentBytes: process.resourceUsage().maxRSS * 1024 };
}

async function prepare({ task, input }: TaskCall): Promise<void> {
  const prepared = await TASKS[task](input as never);
  process.on('message', () => void makeRound(prepared).catch(fail));
  answer({ kind: 'ready', facts: factsOf(prepared) });
}

// A contender does not outlive the bench, also when it is in the middle of a round.
process.once('disconnect', () => process.exit());
process.once('message', (message) => void prepare(message as TaskCall).catch(fail));
