// What: which policies are weighed against each other. Worked by hand: 1,000 paths, a tail of 10.
import { expect, it } from 'vitest';
import { PATH_MEASURES, type PathMeasure } from '../../../src/kernel/result.ts';
import type { Efficiency } from '../../../src/results/efficiency.ts';
import { describeFrontier, type FrontierPolicy } from '../../../src/study/frontier/frontier.ts';
import { formatFigure } from '../../../src/study/frontier/frontier-text.ts';

const PATHS = 1000;

/** A policy that loses `lossUsd` on so many of the paths. */
function policy(name: string, exposurePerMargin: number, losing: number, lossUsd: number): FrontierPolicy {
  const column = Object.fromEntries(PATH_MEASURES.map((measure) => [measure, new Float64Array(PATHS)])) as Record<
    PathMeasure,
    Float64Array
  >;
  column.weight.fill(1);
  column.beyondFundUsd.fill(lossUsd, 0, losing);
  return {
    name,
    settings: [],
    elasticity: 0.5,
    isCurrent: name === 'current',
    scenarioHash: name,
    efficiency: { exposurePerMargin, maintenanceMarginUsd: 1e6 / exposurePerMargin } as Efficiency,
    openInterestUsd: 1e6,
    insuranceFundUsd: 0,
    response: null,
    sample: { n: PATHS, scenarioHash: name, column },
  };
}

it('a policy whose expected shortfall has too few tail paths is in no Pareto set, beats nobody and has no share', () => {
  // Five losing paths do not make a figure at 99 % (10 wanted); their sum would be the least loss at the most efficiency.
  const rows = describeFrontier(
    [policy('current', 10, 40, 100), policy('loose', 20, 40, 200), policy('few', 30, 5, 10)],
    {
      loss: 'beyondFundUsd',
      confidence: 0.99,
      key: [1, 2],
    },
  );
  expect(rows.map(({ expectedShortfallUsd }) => expectedShortfallUsd.estimate)).toEqual([100, 200, null]);
  expect(rows.map(({ isPareto }) => isPareto)).toEqual([true, true, false]);
  expect(rows.map(({ paretoShare }) => paretoShare)).toEqual([1, 1, null]);
  expect(rows[0].nextPolicy).toBe('loose');
  expect(rows[1].nextPolicy).toBeNull();
});

it('a loss that no path shows is printed as none seen, not as 0', () => {
  const figure = { estimate: 0, low: 0, confidence: 0.95, method: 'no path lost anything', n: PATHS, unit: 'USD' };
  expect(formatFigure({ ...figure, high: null, flag: 'noneSeen' }, String)).toBe('none seen');
  expect(formatFigure({ ...figure, high: 0.003, flag: 'noneSeen' }, String)).toBe('none seen (< 0.003)');
});
