// What: the prediction interval of a backtest and its verdict. Expected values: order statistics by hand; coverage by simulation.
import { describe, expect, it } from 'vitest';
import { Purpose } from '../../../src/kernel/random/purpose.ts';
import { createStream, nextUniform, seekStream } from '../../../src/kernel/random/stream.ts';
import { judge } from '../../../src/study/backtest/verdict.ts';

/** 1 … n in an order that is none. */
const upTo = (n: number) => Float64Array.from({ length: n }, (_, i) => ((i * 7) % n) + 1);

describe('judge', () => {
  it('takes the 10th and the 190th of 199 runs for 90 %: r = 200 × 0.05', () => {
    expect(judge(100, upTo(199), 0.9)).toMatchObject({ low: 10, median: 100, high: 190, isInside: true, missRatio: 1 });
  });

  it.each([
    [10, true, 1],
    [190, true, 1],
    [9.99, false, 0.999],
    [380, false, 2],
  ])('judges %d of 10 … 190: inside %s, observed over the end passed %d', (observed, isInside, missRatio) => {
    const verdict = judge(observed, upTo(199), 0.9);
    expect(verdict.isInside).toBe(isInside);
    expect(verdict.missRatio).toBeCloseTo(missRatio, 12);
  });

  it('gives the share of runs below, equal ones counted half', () => {
    expect(judge(100, upTo(199), 0.9).shareBelow).toBeCloseTo(99.5 / 199, 14);
    expect(judge(1000, upTo(199), 0.9).shareBelow).toBe(1);
  });

  it('gives no interval on 198 runs, and says that 199 would do', () => {
    expect(judge(100, upTo(198), 0.9)).toMatchObject({ low: null, isInside: null, runs: 198, runsNeeded: 199 });
  });

  it('leaves out runs that have no such figure, and asks for as many more', () => {
    const half = upTo(400).map((value, i) => (i % 2 === 0 ? Number.NaN : value));
    expect(judge(1, half, 0.9)).toMatchObject({ runs: 200, runsNeeded: null });
    const third = upTo(300).map((value, i) => (i % 3 === 0 ? value : Number.NaN));
    expect(judge(1, third, 0.9)).toMatchObject({ runs: 100, runsNeeded: 597 });
    expect(judge(1, new Float64Array(300).fill(Number.NaN), 0.9)).toMatchObject({ runs: 0, runsNeeded: null });
  });

  it('has no ratio over an end at 0', () => {
    expect(judge(5, new Float64Array(199), 0.9)).toMatchObject({ high: 0, isInside: false, missRatio: null });
  });

  it('holds a further draw in at least 90 % of cases, within 4 standard errors', () => {
    const stream = createStream(1, 2);
    const trials = 4000;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      seekStream(stream, trial, Purpose.sample);
      const runs = Float64Array.from({ length: 199 }, () => nextUniform(stream));
      if (judge(nextUniform(stream), runs, 0.9).isInside) held++;
    }
    // (n + 1 − 2r)/(n + 1) = 180/200.
    expect(Math.abs(held / trials - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / trials));
  });
});
