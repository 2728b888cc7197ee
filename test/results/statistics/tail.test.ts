// What: VaR and ES of samples worked by hand, atoms, weights, and the rule for too few paths.
import fc from 'fast-check';
import { sum } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import {
  describeTail,
  expectedShortfall,
  expectedShortfallFigure,
  valueAtRisk,
  valueAtRiskFigure,
} from '../../../src/results/statistics/tail.ts';

const sample = (value: readonly number[], weight: readonly number[] = value.map(() => 1)) =>
  sortSample({ value: Float64Array.from(value), weight: Float64Array.from(weight) });
const range = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i));

describe('valueAtRisk', () => {
  it('is the ⌈nα⌉-th smallest value: 99 of 1 … 100 at 99 %', () => {
    expect(valueAtRisk(sample(range(100, (i) => i + 1)), 0.99)).toBe(99);
  });

  it('does not stumble over n(1−α) that is no whole number in floating point', () => {
    for (const level of [0.9, 0.95, 0.99, 0.999])
      expect(valueAtRisk(sample(range(10_000, (i) => i + 1)), level)).toBe(Math.round(10_000 * level));
  });

  it('takes two paths of weight ½ as one', () => {
    // Tail of 30 % of 10: values 9, 8, 8, 7 with weights 1, ½, ½, 1 hold 3, so VaR is the next value, 6.
    const weights = [1, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 2];
    expect(valueAtRisk(sample([9, 8, 8, 7, 6, 5, 4, 3, 2, 1], weights), 0.7)).toBe(6);
  });
});

describe('expectedShortfall', () => {
  it('is the mean of the five largest of 1 … 100 at 95 %', () => {
    expect(expectedShortfall(sample(range(100, (i) => i + 1)), 0.95).estimate).toBeCloseTo(98, 12);
  });

  it('counts an atom on VaR in part: 90 zeros, 8 fives and 2 tens at 95 % give (2·10 + 3·5)/5 = 7', () => {
    const values = range(100, (i) => (i < 90 ? 0 : i < 98 ? 5 : 10));
    expect(expectedShortfall(sample(values), 0.95).estimate).toBeCloseTo(7, 12);
    expect(describeTail(sample(values), 0.95)).toMatchObject({ valueAtRisk: 5, above: 0.02 });
    expect(describeTail(sample(values), 0.95).atomShare).toBeCloseTo(3 / 8, 10);
  });

  it('equals E[L; L>VaR] and the atom’s part on any sample', () => {
    const values = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 5, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.5, max: 0.99, noNaN: true }), (losses, level) => {
        const sorted = sample(losses);
        const at = valueAtRisk(sorted, level);
        const above = losses.filter((loss) => loss > at);
        const n = losses.length;
        const direct = (sum(above) / n + at * (1 - level - above.length / n)) / (1 - level);
        return Math.abs(expectedShortfall(sorted, level).estimate - direct) < 1e-9 * (1 + direct);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('never falls below VaR, and both rise with the level', () => {
    const losses = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 20, maxLength: 100 });
    fc.assert(
      fc.property(losses, (values) => {
        const sorted = sample(values);
        const [low, high] = [0.7, 0.9].map((level) => ({
          at: valueAtRisk(sorted, level),
          es: expectedShortfall(sorted, level).estimate,
        }));
        return low.es >= low.at && high.es >= high.at && high.at >= low.at && high.es >= low.es * (1 - 1e-12);
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});

describe('weights', () => {
  it('of 1 by way of the weighted code give the plain VaR and ES', () => {
    const values = range(2000, (i) => ((i * 7919) % 2000) ** 2);
    const plain = sample(values);
    // One weight differs from 1 in the last place only: the sample takes the weighted way.
    const weighted = sample(values, [1 + Number.EPSILON, ...range(1999, () => 1)]);
    expect(weighted.isUnweighted).toBe(false);
    for (const level of [0.9, 0.99]) {
      expect(valueAtRisk(weighted, level)).toBe(valueAtRisk(plain, level));
      const [a, b] = [expectedShortfall(weighted, level), expectedShortfall(plain, level)];
      expect(a.estimate / b.estimate).toBeCloseTo(1, 12);
      expect(a.stdError / b.stdError).toBeCloseTo(1, 12);
      // Both intervals hold the estimate and are of about the same width.
      const [v, w] = [valueAtRiskFigure(plain, level, 'USD'), valueAtRiskFigure(weighted, level, 'USD')];
      expect((w.high! - w.low!) / (v.high! - v.low!)).toBeGreaterThan(0.7);
      expect((w.high! - w.low!) / (v.high! - v.low!)).toBeLessThan(1.4);
      expect(w.low! < w.estimate! && w.estimate! < w.high!).toBe(true);
    }
  });

  it('spread over copies of a path do not move VaR and ES', () => {
    // Every value twice with weight 1 against once with weight 1; and once with weights 3/2 and 1/2 by turns on copies.
    const values = range(500, (i) => ((i * 7919) % 500) / 3);
    const twice = values.flatMap((value) => [value, value]);
    const split = sample(
      twice,
      range(1000, (i) => (i % 2 === 0 ? 1.5 : 0.5)),
    );
    for (const level of [0.8, 0.95]) {
      expect(valueAtRisk(split, level)).toBe(valueAtRisk(sample(values), level));
      expect(expectedShortfall(split, level).estimate).toBeCloseTo(
        expectedShortfall(sample(values), level).estimate,
        9,
      );
    }
  });
});

describe('too few paths', () => {
  it('give no figure but the number that would do', () => {
    const figure = expectedShortfallFigure(sample(range(1000, (i) => i)), 0.999, 'USD');
    expect(figure).toMatchObject({
      estimate: null,
      low: null,
      high: null,
      flag: 'notEnoughPaths',
      pathsNeeded: 10_000,
    });
    expect(valueAtRiskFigure(sample(range(1000, (i) => i)), 0.999, 'USD')).toMatchObject({
      flag: 'notEnoughPaths',
      pathsNeeded: 10_000,
    });
  });

  it('are flagged from 10 to 49 and not from 50 on', () => {
    const flagAt = (n: number) => [
      expectedShortfallFigure(sample(range(n, (i) => i)), 0.99, 'USD').flag,
      valueAtRiskFigure(sample(range(n, (i) => i)), 0.99, 'USD').flag,
    ];
    expect(flagAt(1000)).toEqual(['fewPaths', 'fewPaths']);
    expect(flagAt(4900)).toEqual(['fewPaths', 'fewPaths']);
    expect(flagAt(5000)).toEqual([undefined, undefined]);
  });

  it('that lose anything leave VaR known and ES unknown: 3 losses in 10,000 at 99 %', () => {
    const few = sample(range(10_000, (i) => (i < 3 ? 1e6 : 0)));
    expect(valueAtRiskFigure(few, 0.99, 'USD')).toMatchObject({ estimate: 0, low: 0, high: 0 });
    // 10 of them are expected in 10,000 × 10/3 paths, rounded up.
    expect(expectedShortfallFigure(few, 0.99, 'USD')).toMatchObject({ flag: 'notEnoughPaths', pathsNeeded: 34_000 });
  });

  it('do not hide that nothing was ever lost', () => {
    const none = sample(range(1000, () => 0));
    expect(expectedShortfallFigure(none, 0.99, 'USD')).toMatchObject({ estimate: 0, high: null, flag: 'noneSeen' });
  });

  it('are counted by effective size under weights', () => {
    // The 100 largest carry 1 % of the weight in all; one of them carries nearly all of that.
    const weights = range(10_000, (i) => (i < 9900 ? 1 : i === 9900 ? 95 : 0.05));
    expect(
      expectedShortfallFigure(
        sample(
          range(10_000, (i) => i),
          weights,
        ),
        0.99,
        'USD',
      ).flag,
    ).toBe('notEnoughPaths');
  });
});
