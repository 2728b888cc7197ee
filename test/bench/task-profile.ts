/**
 * Task: where the time of a path goes, from V8's sampling profiler. It runs through a warm-up, so that code compiled for
 * the profiler is what is measured, then over whole blocks of paths.
 *
 * The run with impact is told from the twin by the time at which the kernel sets `engine.impact`; prices and recording
 * count with the run they stand next to. Without that field only the total is given.
 */

import { type Profiler, Session } from 'node:inspector/promises';
import { createSimulator, simulateBlock } from '../../src/kernel/simulate.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { STAGES, type Stage, stageOf } from './stages.ts';
import type { Prepared } from './task-simulate.ts';
import { SCENARIO } from './workload.ts';

const INTERVAL_MICROSECONDS = 200;
/** Shorter warm-ups leave compiler work in the profile. */
const WARM_UP_MILLISECONDS = 2000;

export interface ProfileInput {
  readonly set: readonly string[];
  readonly paths: number;
  readonly milliseconds: number;
}

/** Sampled microseconds by stage; `impact` is the part of the runs that move the book. */
type StageTimes = Record<Stage, { total: number; impact: number }>;

/** Facts: milliseconds a path by stage, `total:<stage>` and `impact:<stage>`. */
export async function prepareProfile({ set, paths, milliseconds }: ProfileInput): Promise<Prepared> {
  const { kernel } = await loadScenario(SCENARIO, { set });
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
  await session.post('Profiler.start');
  const simulator = createSimulator(kernel);
  const switches = observeImpact(simulator.engine);
  const runFor = (duration: number): number => {
    let done = 0;
    for (const start = performance.now(); performance.now() - start < duration; done += paths)
      simulateBlock(simulator, 0, paths);
    return done;
  };
  runFor(WARM_UP_MILLISECONDS);
  await session.post('Profiler.stop');
  switches.length = 0;
  await session.post('Profiler.start');
  const done = runFor(milliseconds);
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const times = sumStages(profile, switches);
  const facts: Record<string, number> = {};
  for (const stage of STAGES) {
    facts[`total:${stage}`] = times[stage].total / 1000 / done;
    if (switches.length > 0) facts[`impact:${stage}`] = times[stage].impact / 1000 / done;
  }
  return { round: () => undefined, facts: () => facts };
}

interface ImpactSwitch {
  readonly microseconds: number;
  readonly hasImpact: boolean;
}

/** Notes the time of each change of `engine.impact`, on the clock of the profiler. */
function observeImpact(engine: object): ImpactSwitch[] {
  const switches: ImpactSwitch[] = [];
  let hasImpact = Reflect.get(engine, 'impact') as boolean;
  Object.defineProperty(engine, 'impact', {
    get: () => hasImpact,
    set(value: boolean) {
      hasImpact = value;
      switches.push({ microseconds: Number(process.hrtime.bigint() / 1000n), hasImpact });
    },
  });
  return switches;
}

function sumStages(profile: Profiler.Profile, switches: readonly ImpactSwitch[]): StageTimes {
  const times = Object.fromEntries(STAGES.map((stage) => [stage, { total: 0, impact: 0 }])) as StageTimes;
  const stages = stagesOfNodes(profile);
  let at = profile.startTime;
  let next = 0;
  let hasImpact = false;
  profile.samples!.forEach((node, i) => {
    const microseconds = profile.timeDeltas![i];
    at += microseconds;
    while (next < switches.length && switches[next].microseconds <= at) hasImpact = switches[next++].hasImpact;
    const time = times[stages.get(node)!];
    time.total += microseconds;
    if (hasImpact) time.impact += microseconds;
  });
  return times;
}

/** Stage of each node of the call tree, from the root down. */
function stagesOfNodes({ nodes }: Profiler.Profile): Map<number, Stage> {
  const stages = new Map<number, Stage>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const pending: [id: number, caller: Stage][] = [[nodes[0].id, 'other']];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const [id, caller] = top;
    const { callFrame, children } = byId.get(id)!;
    const stage = stageOf(callFrame.functionName, callFrame.url, caller);
    stages.set(id, stage);
    for (const child of children ?? []) pending.push([child, stage]);
  }
  return stages;
}
