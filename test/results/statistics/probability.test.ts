// What: probabilities and their intervals. Expected figures: closed forms computed independently.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EventCount,
  probabilityFigure,
  stdErrorFromSums,
  wilsonInterval,
  zeroEventBound,
} from '../../../src/results/statistics/probability.ts';

const plain = (events: number, n: number): EventCount => ({
  n,
  events,
  weight: events,
  weightSquared: events,
  totalWeight: n,
  totalWeightSquared: n,
});

describe('probabilityFigure', () => {
  it('gives Wilson (0.002138, 0.011651) for 5 of 1,000', () => {
    const figure = probabilityFigure(plain(5, 1000));
    expect(figure.low).toBeCloseTo(0.002138, 6);
    expect(figure.high).toBeCloseTo(0.011651, 6);
    expect(figure).toMatchObject({ estimate: 0.005, method: 'Wilson', n: 1000, flag: 'fewPaths' });
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
        });
        const p = Math.min(1, figure.estimate!);
        return figure.low! >= 0 && figure.high! <= 1 && figure.low! <= p + 1e-12 && figure.high! >= p - 1e-12;
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('gives weighted events the interval of as many plain paths as have their standard error', () => {
    // 50 events of weight ½ in 1,000 paths: p = 0.025, E[(w1)²] = 0.0125, so n' = p(1−p)/(0.0125 − 0.025²).
    const figure = probabilityFigure({ ...plain(50, 1000), weight: 25, weightSquared: 12.5, totalWeight: 999 });
    const effective = (0.025 * 0.975) / (0.0125 - 0.025 * 0.025);
    expect(figure).toMatchObject(wilsonInterval(0.025, effective));
    expect(figure.stdError).toBeCloseTo(Math.sqrt((0.0125 - 0.025 ** 2) / 999), 10);
  });
});

describe('stdErrorFromSums', () => {
  it('is the sample standard deviation over √n: 1, 2, 6 has sd √7 and standard error √(7/3)', () => {
    expect(stdErrorFromSums(9, 41, 3)).toBeCloseTo(Math.sqrt(7 / 3), 12);
  });
});
