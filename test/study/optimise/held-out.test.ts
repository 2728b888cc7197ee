// What: the constraint by its upper bound, and the check on held-out shocks that throws out a lucky candidate.
import { describe, expect, it } from 'vitest';
import { PATH_MEASURES, type PathMeasure } from '../../../src/kernel/result.ts';
import { type Constraint, fewestPathsFor, judge, type Verdict } from '../../../src/study/optimise/constraint.ts';
import { chooseHeldOut } from '../../../src/study/optimise/held-out.ts';
import type { PathSample } from '../../../src/study/path-sample.ts';

/** Paths of which the first `events` lose 10 USD beyond the fund. */
function sampleWith(events: number, n: number): PathSample {
  const column = Object.fromEntries(
    PATH_MEASURES.map((name) => [name, new Float64Array(n).fill(name === 'weight' ? 1 : 0)]),
  ) as Record<PathMeasure, Float64Array>;
  column.beyondFundUsd.fill(10, 0, events);
  return { n, scenarioHash: '', column };
}

const atMost = (probability: number, aboveUsd = 0): Constraint => ({ of: 'beyondFundUsd', aboveUsd, probability });

describe('judge', () => {
  it('takes the upper end of the interval: 40 of 1,000 do not show a probability of at most 5 %', () => {
    // Wilson's interval of 40/1000 at 95 % ends at 0.054 (closed form, by hand: centre 0.041762, half-width 0.012237).
    const verdict = judge(sampleWith(40, 1000), atMost(0.05));
    expect(verdict.probability.estimate).toBe(0.04);
    expect(verdict.upper).toBeCloseTo(0.054, 4);
    expect(verdict.meets).toBe(false);
    expect(judge(sampleWith(40, 1000), atMost(0.0541)).meets).toBe(true);
  });

  it('counts nothing seen as its one-sided bound: 1 − 0.05^(1/n)', () => {
    // 1 − 0.05^(1/298) = 0.0100026 and with 299 paths 0.0099693 (closed form).
    expect(judge(sampleWith(0, 298), atMost(0.01)).meets).toBe(false);
    expect(judge(sampleWith(0, 299), atMost(0.01)).meets).toBe(true);
  });

  it('counts only losses above the bound', () => {
    expect(judge(sampleWith(40, 1000), atMost(0.01, 10)).meets).toBe(true);
    expect(judge(sampleWith(40, 1000), atMost(0.01, 9.99)).meets).toBe(false);
  });
});

describe('the chance that a policy which just breaks a constraint passes', () => {
  /** Σ of the binomial probabilities of the numbers of events that pass. */
  const passing = (n: number, probability: number): number => {
    let [chance, sum] = [(1 - probability) ** n, 0];
    for (let events = 0; judge(sampleWith(events, n), atMost(probability)).meets; events++) {
      sum += chance;
      chance *= ((n - events) / (events + 1)) * (probability / (1 - probability));
    }
    return sum;
  };

  it('is at most 2.5 %, and 5 % where only nothing seen passes', () => {
    // 0.98^149 = 0.0493: the fewest paths that can show 2 %.
    expect(passing(149, 0.02)).toBeCloseTo(0.0493, 4);
    for (const n of [250, 400, 768, 1024, 2000, 4096]) expect(passing(n, 0.02), String(n)).toBeLessThanOrEqual(0.025);
    for (const n of [200, 768, 2000]) expect(passing(n, 0.05), String(n)).toBeLessThanOrEqual(0.025);
  });
});

describe('fewestPathsFor', () => {
  it('is the number of paths with which a policy that never fails can meet the probability', () => {
    expect(fewestPathsFor(0.01)).toBe(299);
    expect(fewestPathsFor(0.001)).toBe(2995);
  });
});

describe('chooseHeldOut', () => {
  // A lucky candidate: 5 of 1,000 paths in the search, 30 of 1,000 on fresh shocks. The steady one has 8 and 9.
  const constraint = atMost(0.02);
  const lucky = { name: 'lucky', search: sampleWith(5, 1000), fresh: sampleWith(30, 1000) };
  const steady = { name: 'steady', search: sampleWith(8, 1000), fresh: sampleWith(9, 1000) };
  const check = async ({ fresh }: typeof lucky): Promise<Verdict> => judge(fresh, constraint);

  it('rejects a candidate that met the constraint on the shocks it was chosen by, and takes the next', async () => {
    expect(judge(lucky.search, constraint).meets).toBe(true);
    const queue = [lucky, steady];
    const { chosen, rejected } = await chooseHeldOut(async (out) => queue.find((one) => !out.includes(one)), check, 5);
    expect(chosen?.candidate.name).toBe('steady');
    expect(chosen?.verdict.probability.estimate).toBe(0.009);
    expect(rejected.map(({ candidate }) => candidate.name)).toEqual(['lucky']);
  });

  it('chooses nothing when the tries are used up or nobody is left', async () => {
    const again = await chooseHeldOut(async () => lucky, check, 3);
    expect(again.chosen).toBeUndefined();
    expect(again.rejected).toHaveLength(3);
    const nobody = await chooseHeldOut(async () => undefined, check, 3);
    expect(nobody).toEqual({ chosen: undefined, rejected: [] });
  });
});
