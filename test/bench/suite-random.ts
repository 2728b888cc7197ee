/** Random numbers and prices of a path: beside the whole path, and by length of the step, jumps and number of assets. */

import { contest, type Entrant, numberOf } from './contest.ts';
import { millisecondsPerUnit } from './interleave.ts';
import type { BenchOptions } from './options.ts';
import type { SuiteReport } from './report.ts';
import { WARM_UP_MILLISECONDS, withAssets, withSteps } from './workload.ts';

const PATHS = 1000;
const WHOLE_PATHS = 16;

export async function benchRandom({ rounds, paths = PATHS }: BenchOptions): Promise<SuiteReport> {
  const prices = (name: string, set: readonly string[]): Entrant => ({
    name,
    units: paths,
    unit: 'path',
    warmUpMilliseconds: WARM_UP_MILLISECONDS,
    call: { task: 'prices', input: { set, paths } },
  });
  const whole: Entrant = {
    name: 'whole path, 10,000 accounts',
    units: WHOLE_PATHS,
    unit: 'path',
    warmUpMilliseconds: WARM_UP_MILLISECONDS,
    call: { task: 'simulate', input: { set: [], naive: false, paths: WHOLE_PATHS, hashPaths: 0 } },
  };
  const outcomes = await contest(
    [
      prices('prices of the default day', []),
      prices('without jumps', ['shocks.jumps={}']),
      prices('72 steps', withSteps(72)),
      prices('1,440 steps', withSteps(1440)),
      prices('2 assets', await withAssets(2)),
      whole,
    ],
    rounds,
  );
  const share = millisecondsPerUnit(outcomes[0]) / millisecondsPerUnit(outcomes[5]);
  return {
    title: 'random: prices of a path, one thread',
    rows: outcomes.map(({ facts, factsOfRounds: _, ...timing }) => {
      if (facts['prices'] === undefined) return { ...timing, notes: {} };
      const nanoseconds = (millisecondsPerUnit(timing) * 1e6) / numberOf(facts, 'prices');
      return { ...timing, notes: { 'ns a price': nanoseconds.toFixed(0) } };
    }),
    figures: [{ figure: 'share of prices in a path of 10,000 accounts', value: 100 * share, unit: '%' }],
    targets: [],
    remarks: ['accounts play no part in prices'],
  };
}
