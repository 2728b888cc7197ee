// What: paired differences of expected shortfalls on few tail paths cover the truth about as often as they say, and tell policies
// that are alike apart no more often. Closed forms: ES 99 % of Pareto(3, 1) is 3/2 · 100^(1/3). Fixed seeds.
import { describe, expect, it } from 'vitest';
import type { PairedSample } from '../../../src/results/statistics/paired.ts';
import { pairedExpectedShortfall } from '../../../src/results/statistics/paired-tail.ts';
import { createNormal, createUniform } from '../../support/random.ts';

const RUNS = 400;
const LEVEL = 0.99;
const SHORTFALL = 1.5 * Math.cbrt(100);

/** Pairs on n paths, of which a hundredth are the tail. */
function pairOf(
  seed: number,
  n: number,
  other: (loss: number, normal: () => number) => [number, number],
): PairedSample {
  const uniform = createUniform(seed);
  const normal = createNormal(uniform);
  const losses = Array.from({ length: n }, () => other(Math.cbrt(1 / uniform()), normal));
  const weight = new Float64Array(n).fill(1);
  const [base, policy] = [0, 1].map((side) => ({ value: Float64Array.from(losses, (pair) => pair[side]!), weight }));
  return { base: base!, other: policy! };
}

describe('the paired difference of expected shortfalls', () => {
  it.each([1000, 2000, 5000])(
    'covers in more than 88 of 100 runs on %i paths where a policy loses a fifth less on each',
    (n) => {
      let [covered, byT] = [0, 0];
      for (let seed = 0; seed < RUNS; seed++) {
        const found = pairedExpectedShortfall(
          pairOf(1000 + seed, n, (x) => [x, 0.8 * x]),
          LEVEL,
          'USD',
        );
        const error = -0.2 * SHORTFALL - found.estimate!;
        if (found.low! <= -0.2 * SHORTFALL && -0.2 * SHORTFALL <= found.high!) covered++;
        if (Math.abs(error) <= 1.96 * found.stdError!) byT++;
      }
      expect(covered / RUNS).toBeGreaterThan(0.88);
      expect(covered).toBeGreaterThan(byT);
      // The t interval of the same runs: 83 of 100 on 10 and 20 tail paths.
      if (n < 5000) expect(byT / RUNS).toBeLessThan(0.86);
    },
  );

  it('on 10 tail paths misses about a quarter of the time what one path in twenty makes, which often none of them shows', () => {
    // Twice the loss with probability 0.05: P(L > x) = (0.95 + 0.05·8)/x³ for x > 2, so VaR is the cube root of 135, ES 3/2 of it.
    const truth = 1.5 * Math.cbrt(135) - SHORTFALL;
    let covered = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const tail = pairOf(1000 + seed, 1000, (x, normal) => [x, normal() > 1.644854 ? 2 * x : x]);
      const { low, high } = pairedExpectedShortfall(tail, LEVEL, 'USD');
      if (low! <= truth && truth <= high!) covered++;
    }
    // 73 of 100; a limit that MODEL.md states, ± 4 standard errors of 2.2.
    expect(Math.abs(covered / RUNS - 0.73)).toBeLessThan(0.09);
  });

  it('tells two exchangeable policies apart on 10 tail paths in no more than 5 % of runs and 2 standard errors', () => {
    let told = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const both = pairOf(1000 + seed, 1000, (x, normal) => [
        x * Math.exp(0.3 * normal()),
        x * Math.exp(0.3 * normal()),
      ]);
      if (pairedExpectedShortfall(both, LEVEL, 'USD').pValue! < 0.05) told++;
    }
    expect(told / RUNS).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / RUNS));
  });

  it('changes sign and nothing else where the policies change places', () => {
    const { base, other } = pairOf(5, 2000, (x, normal) => [x, x * Math.exp(0.3 * normal())]);
    const there = pairedExpectedShortfall({ base, other }, LEVEL, 'USD');
    const back = pairedExpectedShortfall({ base: other, other: base }, LEVEL, 'USD');
    expect(there.method).toBe('paired influence function, the wider ends of t and bootstrap-t');
    expect(back.estimate).toBeCloseTo(-there.estimate!, 12);
    expect(back.low! / -there.high!).toBeCloseTo(1, 2);
    expect(back.high! / -there.low!).toBeCloseTo(1, 2);
  });

  it('needs an exact sign test to reject too where fewer than ten tail paths differ', () => {
    // Of 2,000 paths 20 are the tail of 1 %; on some of them the policy loses 50 more.
    const shifted = (more: number) => {
      const value = Float64Array.from({ length: 2000 }, (_, p) => 2000 - p);
      const weight = new Float64Array(2000).fill(1);
      return { base: { value, weight }, other: { value: value.map((x, p) => (p < more ? x + 50 : x)), weight } };
    };
    // Four differ, all one way: 2 of 16 such fours. By t they are two standard errors from 0.
    const four = pairedExpectedShortfall(shifted(4), LEVEL, 'USD');
    expect(four.estimate).toBeCloseTo((4 * 50) / 20, 9);
    expect(four.estimate! / four.stdError!).toBeGreaterThan(1.96);
    expect(four.pValue).toBeCloseTo(0.125, 12);
    expect(four.low).toBeLessThanOrEqual(0);
    expect(four.method).toContain('exact sign test of the paths that differ, fewer than 10');
    // Twelve of twelve are more than chance.
    expect(pairedExpectedShortfall(shifted(12), LEVEL, 'USD').low).toBeGreaterThan(0);
  });
});
