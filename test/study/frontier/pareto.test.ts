// What: which policies nothing beats, and how often a resample says so. Expected values are worked by hand.
import { describe, expect, it } from 'vitest';
import { findParetoSet, PARETO_RESAMPLES, paretoShares } from '../../../src/study/frontier/pareto.ts';

const plain = (value: readonly number[]) => ({
  value: Float64Array.from(value),
  weight: new Float64Array(value.length).fill(1),
});
const KEY: [number, number] = [7, 11];

describe('findParetoSet', () => {
  it('keeps what is better in one of the two and drops what is beaten', () => {
    // (2, 1) and (3, 2) trade one for the other; (2, 3) and (1, 1) are beaten by (2, 1); (3, 2.5) by (3, 2).
    const points = [
      [2, 1],
      [3, 2],
      [2, 3],
      [1, 1],
      [3, 2.5],
    ].map(([efficiency, contagion]) => ({ efficiency, contagion }));
    expect(findParetoSet(points)).toEqual([true, true, false, false, false]);
  });

  it('keeps both of two equal points', () => {
    const point = { efficiency: 1, contagion: 0 };
    expect(findParetoSet([point, { ...point }])).toEqual([true, true]);
  });

  it('gives a point without an estimate no membership and no power over others', () => {
    const points = [
      { efficiency: 5, contagion: Number.NaN },
      { efficiency: 1, contagion: 1 },
    ];
    expect(findParetoSet(points)).toEqual([false, true]);
  });
});

describe('paretoShares', () => {
  it('is certain of what does not depend on the paths: more efficient and less lost on every path', () => {
    const shares = paretoShares(
      [
        { efficiency: 2, loss: plain([1, 2, 3, 4]), scale: 1 },
        { efficiency: 1, loss: plain([2, 3, 4, 5]), scale: 1 },
      ],
      { kind: 'expectedShortfall', level: 0.5 },
      KEY,
    );
    expect(shares).toEqual([1, 0]);
  });

  it('counts the resamples in which the one path that decides is drawn', () => {
    // Equally efficient; the second loses more on path 0 and less nowhere, so it is beaten exactly where path 0 is drawn:
    // with probability 1 − (1 − 1/4)^4 = 0.683594. Both losses are means.
    const shares = paretoShares(
      [
        { efficiency: 1, loss: plain([1, 1, 1, 1]), scale: 1 },
        { efficiency: 1, loss: plain([2, 1, 1, 1]), scale: 1 },
      ],
      { kind: 'mean' },
      KEY,
    );
    expect(shares[0]).toBe(1);
    const stdError = Math.sqrt((0.683594 * 0.316406) / PARETO_RESAMPLES);
    expect(Math.abs(1 - shares[1] - 0.683594)).toBeLessThan(4 * stdError);
  });

  it('takes the worst share of a resample, zeros where too few paths lose, and divides by the scale', () => {
    // One path, so every resample is the sample: the ES at 0.5 of a single loss of 3 is 3; over open interest 6 it is 0.5, which
    // equals the other's 1 over 2 and is beaten by nothing.
    const shares = paretoShares(
      [
        { efficiency: 1, loss: plain([3]), scale: 6 },
        { efficiency: 1, loss: plain([1]), scale: 2 },
        { efficiency: 1, loss: plain([1]), scale: 1 },
      ],
      { kind: 'expectedShortfall', level: 0.5 },
      KEY,
    );
    expect(shares).toEqual([1, 1, 0]);
  });
});
