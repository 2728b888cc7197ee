// What: probabilities and their intervals. Expected figures: closed forms computed independently.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countEvent,
  type EventCount,
  probabilityFigure,
  stdErrorFromSums,
  wilsonInterval,
  zeroEventBound,
} from '../../../src/results/statistics/probability.ts';
import { createNormal, createUniform } from '../../support/random.ts';

const plain = (events: number, n: number): EventCount => ({
  n,
  events,
  weight: events,
  weightSquared: events,
  totalWeight: n,
  totalWeightSquared: n,
  largestWeight: 1,
});

describe('probabilityFigure', () => {
  it('gives Clopper–Pearson (0.001625, 0.011629) for 5 of 1,000, as for any event seen fewer than 10 times', () => {
    const figure = probabilityFigure(plain(5, 1000));
    expect(figure.low).toBeCloseTo(0.001625, 6);
    expect(figure.high).toBeCloseTo(0.011629, 6);
    const method = 'Clopper–Pearson, fewer than 10 events';
    expect(figure).toMatchObject({ estimate: 0.005, method, n: 1000, flag: 'fewPaths' });
    // What is missing fewer than 10 times mirrors it.
    const often = probabilityFigure(plain(995, 1000));
    expect(often.low).toBeCloseTo(1 - 0.011629, 6);
    expect(often).toMatchObject({ method, flag: 'fewPaths' });
    // Seen always: at least 0.025^(1/n), and no reason for a flag.
    expect(probabilityFigure(plain(1000, 1000)).low).toBeCloseTo(0.025 ** (1 / 1000), 12);
    expect(probabilityFigure(plain(1000, 1000)).flag).toBeUndefined();
  });

  it('gives Wilson (0.005441, 0.018309) for 10 of 1,000: from 10 events on', () => {
    // (p + z²/2n ± z√(p(1−p)/n + z²/4n²))/(1 + z²/n) with p = 0.01, n = 1000, z = 1.959964, worked by hand.
    const figure = probabilityFigure(plain(10, 1000));
    expect(figure.low).toBeCloseTo(0.005441, 6);
    expect(figure.high).toBeCloseTo(0.018309, 6);
    expect(figure.method).toBe('Wilson');
    expect(figure.flag).toBeUndefined();
  });

  it('covers a rare probability as often as it says, where Wilson alone does not', () => {
    // Coverage of a true p, summed over the binomial law of n = 100 (closed form). Under 0.95 is only where none seen,
    // with its one-sided bound, and too many seen both miss: at most 5 % and 2.5 %.
    type Interval = (events: number) => { readonly low: number | null; readonly high: number | null };
    const coverage = (p: number, interval: Interval) => {
      let probability = (1 - p) ** 100;
      let covered = 0;
      for (let k = 0; k <= 100; k++) {
        const { low, high } = interval(k);
        if (low! <= p && p <= high!) covered += probability;
        probability *= ((100 - k) / (k + 1)) * (p / (1 - p));
      }
      return covered;
    };
    const worst = (interval: Interval) =>
      Math.min(...Array.from({ length: 200 }, (_, i) => coverage(0.0003 * (i + 1), interval)));
    expect(worst((k) => wilsonInterval(k / 100, 100))).toBeLessThan(0.9);
    expect(worst((k) => probabilityFigure(plain(k, 100)))).toBeGreaterThanOrEqual(0.925);
  });

  it('bounds what was not seen in 1,000 paths at 0.002991, one-sided', () => {
    expect(zeroEventBound(1000)).toBeCloseTo(0.002991, 6);
    expect(probabilityFigure(plain(0, 1000))).toMatchObject({ estimate: 0, low: 0, flag: 'noneSeen' });
  });

  it('does not flag common events', () => {
    expect(probabilityFigure(plain(500, 1000)).flag).toBeUndefined();
  });

  it('stays within 0 and 1 and holds its estimate, for any weights', () => {
    const weights = fc.array(fc.double({ min: 1e-3, max: 5, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(weights, fc.nat(), (all, pick) => {
        const chosen = all.slice(0, 1 + (pick % (all.length - 1)));
        const sum = (values: number[], power: number) => values.reduce((s, w) => s + w ** power, 0);
        const figure = probabilityFigure({
          n: all.length,
          events: chosen.length,
          weight: sum(chosen, 1),
          weightSquared: sum(chosen, 2),
          totalWeight: sum(all, 1),
          totalWeightSquared: sum(all, 2),
          largestWeight: Math.max(...all),
        });
        const p = Math.min(1, figure.estimate!);
        return figure.low! >= 0 && figure.high! <= 1 && figure.low! <= p + 1e-12 && figure.high! >= p - 1e-12;
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('gives weighted events the interval of as many plain paths as have their standard error', () => {
    // 50 events of weight ½ in 1,000 paths: p = 0.025, E[(w1)²] = 0.0125, so n' = 1000·p(1−p)/(0.0125 − 0.025²) = 2,053.
    const figure = probabilityFigure({ ...plain(50, 1000), weight: 25, weightSquared: 12.5, totalWeight: 999 });
    expect(figure.method).toBe('Wilson, effective sample');
    const effective = (1000 * 0.025 * 0.975) / (0.0125 - 0.025 * 0.025);
    expect(figure).toMatchObject(wilsonInterval(0.025, effective));
    expect((figure.high! - figure.low!) / 2 / 1.96 / figure.stdError!).toBeCloseTo(1, 1);
    expect(figure.stdError).toBeCloseTo(Math.sqrt((0.0125 - 0.025 ** 2) / 999), 10);
  });
});

describe('a common event under weights', () => {
  it('is one minus the weight of the paths without it, so that the mean of the weights cannot push it over 1', () => {
    // 1,000 paths of weight 1.04, on 990 of them the event: Σ w 1{event}/n would be 1.03.
    const sums = {
      weight: 990 * 1.04,
      weightSquared: 990 * 1.04 ** 2,
      totalWeight: 1040,
      totalWeightSquared: 1000 * 1.04 ** 2,
      largestWeight: 1.04,
    };
    const figure = probabilityFigure({ n: 1000, events: 990, ...sums });
    expect(figure.estimate).toBeCloseTo(1 - 0.0104, 12);
    expect(figure.low!).toBeLessThan(figure.estimate!);
    expect(figure.high!).toBeLessThanOrEqual(1);
    expect(figure.method).toMatch(/of the complement$/);
  });

  it('seen on every path has only a lower bound: that of the paths that may have missed its absence', () => {
    const sums = { weight: 500.5, weightSquared: 501, totalWeight: 500.5, totalWeightSquared: 501 };
    const figure = probabilityFigure({ n: 500, events: 500, ...sums, largestWeight: 1.5 });
    expect(figure).toMatchObject({ estimate: 1, high: 1 });
    expect(figure.low!).toBeCloseTo(1 - 1.5 * 0.00597, 4); // 1 − 0.05^(1/500) = 0.00597
    expect(figure.flag).toBeUndefined();
  });
});

describe('what no path showed, under weights', () => {
  it('stays below its bound in at least 95 % of runs, where the paths that might have shown it weigh ten', () => {
    // Z drawn from 0.1 N(0,1) + 0.9 N(−2,1), weighted back to N(0,1); the event Z > z with P = 0.03. By the
    // effective sample size, about 107, the bound would be 0.028: under P in every run that shows nothing, one in five.
    const RUNS = 1000;
    const n = 500;
    const z = 1.880794;
    let missed = 0;
    const random = createUniform(5);
    const normal = createNormal(random);
    for (let run = 0; run < RUNS; run++) {
      const value = new Float64Array(n);
      const weight = new Float64Array(n);
      for (let p = 0; p < n; p++) {
        const x = normal() - (random() < 0.1 ? 0 : 2);
        value[p] = x > z ? 1 : 0;
        weight[p] = 1 / (0.1 + 0.9 * Math.exp(-2 * x - 2));
      }
      const { events, ...rest } = countEvent({ value, weight });
      if (events === 0 && probabilityFigure({ events, ...rest }).high! < 0.03) missed++;
    }
    expect(missed / RUNS).toBeLessThanOrEqual(0.05);
  });
});

describe('stdErrorFromSums', () => {
  it('is the sample standard deviation over √n: 1, 2, 6 has sd √7 and standard error √(7/3)', () => {
    expect(stdErrorFromSums(9, 41, 3)).toBeCloseTo(Math.sqrt(7 / 3), 12);
  });
});
