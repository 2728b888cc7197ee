// What: danger under which a figure varies least. Closed form: with one column of 0 and 1 the second moment E[s]·E[h²/s] is least where
// danger is in proportion to the root of the mean squared harm of each group (Cauchy and Schwarz: it is at least E[√E[h²|x]]²).
import { describe, expect, it } from 'vitest';
import { moveToLeastVariance } from '../../../src/study/rare/least-variance.ts';

const FLOOR = 1e-6;

interface Group {
  readonly x: number;
  readonly harm: number;
  readonly weight: number;
  readonly count: number;
}

/** Danger of x = 0 and x = 1 after a fit to groups of equal rows, from the same danger of one in ten. */
function dangersOf(groups: readonly Group[]): [number, number] {
  const all = groups.flatMap((group) => Array.from({ length: group.count }, () => group));
  const rows = {
    x: all.map(({ x }) => Float64Array.of(1, x)),
    harm: Float64Array.from(all, ({ harm }) => harm),
    weight: Float64Array.from(all, ({ weight }) => weight),
  };
  const beta = moveToLeastVariance(rows, Float64Array.of(-Math.log(9), 0), FLOOR);
  const danger = (x: number): number => FLOOR + 1 / (1 + Math.exp(-beta[0]! - beta[1]! * x));
  return [danger(0), danger(1)];
}

describe('moveToLeastVariance', () => {
  // Group 0: 1 of 100 does harm 1, √0.01 = 0.1. Group 1: 9 of 100 do harm 2, √(0.09·4) = 0.6. So 6 times the danger; the penalty of
  // 8 over 90,000 rows moves it by less than 1 %. With weight 10 the harmless days are the same, drawn a tenth as often.
  it.each([1, 10])(
    'makes danger proportional to the root of the mean squared harm, rows of weight %i counting as many',
    (weight) => {
      const [calm, wild] = dangersOf([
        { x: 0, harm: 1, weight: 1, count: 1_000 },
        { x: 0, harm: 0, weight, count: 99_000 / weight },
        { x: 1, harm: 2, weight: 1, count: 9_000 },
        { x: 1, harm: 0, weight, count: 91_000 / weight },
      ]);
      expect(wild / calm / 6).toBeCloseTo(1, 1);
    },
  );

  it('hardly leaves the start where one row makes up the moment, and stays where none does harm', () => {
    const heavy = { x: 1, harm: 1000, weight: 1, count: 1 };
    const [calm, wild] = dangersOf([heavy, { x: 0, harm: 1, weight: 1, count: 100 }]);
    expect(wild / calm).toBeLessThan(1.3);
    for (const danger of dangersOf([{ x: 1, harm: 0, weight: 1, count: 50 }]))
      expect(danger).toBeCloseTo(0.1 + FLOOR, 12);
  });
});
