// What: differences of two policies on the same paths. Expected numbers are worked by hand or closed form where they are not
// derived from the inputs themselves; quantiles of t are those of printed tables.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holmAdjusted } from '../../../src/results/statistics/holm.ts';
import {
  differencesAbove,
  type PairedSample,
  pairedMean,
  pairedProbability,
  pairedRatio,
} from '../../../src/results/statistics/paired.ts';
import { pairedQuantiles } from '../../../src/results/statistics/paired-quantile.ts';
import { pairedExpectedShortfall } from '../../../src/results/statistics/paired-tail.ts';
import { measureEvent } from '../../../src/results/statistics/probability.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { studentPoint, studentTwoSided } from '../../../src/results/statistics/student.ts';
import { expectedShortfall, valueAtRisk } from '../../../src/results/statistics/tail.ts';

const plain = (values: ArrayLike<number>) => ({
  value: Float64Array.from(values),
  weight: new Float64Array(values.length).fill(1),
});
const pair = (base: ArrayLike<number>, other: ArrayLike<number>): PairedSample => ({
  base: plain(base),
  other: plain(other),
});

describe("Student's t", () => {
  it.each([
    [1, 12.7062],
    [3, 3.18245],
    [10, 2.22814],
    [100, 1.98397],
  ])('has the 95 %% point of the tables at %i degrees of freedom', (degrees, point) => {
    expect(studentPoint(0.95, degrees)).toBeCloseTo(point, 4);
  });

  it('has the closed form of three degrees of freedom', () => {
    const t = 2.32379;
    const x = t / Math.sqrt(3);
    const cdf = 0.5 + (x / (1 + x * x) + Math.atan(x)) / Math.PI;
    expect(studentTwoSided(t, 3)).toBeCloseTo(2 * (1 - cdf), 10);
  });
});

describe('a paired difference', () => {
  it('of means is that of the pairs with its t interval, by hand', () => {
    // Differences 1, 2, 3, 4, thrice: mean 2.5, sd √(15/11), standard error 0.337100, t₁₁ = 2.200985.
    const thrice = (values: number[]) => [...values, ...values, ...values];
    const found = pairedMean(pair(thrice([1, 2, 3, 4]), thrice([2, 4, 6, 8])), 'USD');
    expect(found.estimate).toBe(2.5);
    expect(found.stdError).toBeCloseTo(0.3371, 6);
    expect(found.low).toBeCloseTo(2.5 - 2.200985 * 0.3371, 5);
    expect(found.high).toBeCloseTo(2.5 + 2.200985 * 0.3371, 5);
    expect(found.pValue).toBeCloseTo(studentTwoSided(2.5 / 0.3371, 11), 6);
  });

  it('of anything from itself is exactly zero', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 200, maxLength: 300 }),
        (values) => {
          const same = pair(values, values);
          for (const found of [
            pairedMean(same, 'USD'),
            pairedExpectedShortfall(same, 0.9, 'USD'),
            pairedQuantiles([{ pair: same, level: 0.9, unit: 'USD' }], [1, 2])[0],
          ])
            expect([found.estimate, found.low, found.high]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('of expected shortfalls is the difference of the two estimates, atoms and weights included', () => {
    const value = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }));
    const path = fc.record({ base: value, other: value, weight: fc.double({ min: 0.1, max: 3, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(path, { minLength: 200, maxLength: 260 }), (paths) => {
        const weight = Float64Array.from(paths, (one) => one.weight);
        const base = { value: Float64Array.from(paths, (one) => one.base), weight };
        const other = { value: Float64Array.from(paths, (one) => one.other), weight };
        const found = pairedExpectedShortfall({ base, other }, 0.8, 'USD');
        const [from, to] = [base, other].map((one) => expectedShortfall(sortSample(one), 0.8).estimate);
        expect(found.estimate).toBeCloseTo(to - from, 3);
      }),
      { numRuns: 50 },
    );
  });

  it('of quantiles is exact where one policy loses a constant more on every path', () => {
    const losses = Array.from({ length: 500 }, (_, p) => ((p * 7919) % 500) ** 1.5);
    const [found] = pairedQuantiles(
      [
        {
          pair: pair(
            losses,
            losses.map((x) => x + 5),
          ),
          level: 0.95,
          unit: 'USD',
        },
      ],
      [3, 4],
    );
    expect(found.estimate).toBeCloseTo(5, 9);
    expect(found.low).toBeCloseTo(5, 9);
    expect(found.high).toBeCloseTo(5, 9);
    expect(found.pValue).toBeLessThan(0.01);
  });

  it('of quantiles is that of the value at risk, for any losses with atoms', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 120, maxLength: 200 }), (paths) => {
        const both = pair(
          paths.map(([x]) => x),
          paths.map(([, y]) => y),
        );
        const [found] = pairedQuantiles([{ pair: both, level: 0.9, unit: 'USD' }], [5, 6]);
        const [from, to] = [both.base, both.other].map((one) => valueAtRisk(sortSample(one), 0.9));
        expect(found.estimate).toBe(to - from);
        expect(found.low!).toBeLessThanOrEqual(found.high!);
      }),
      { numRuns: 20 },
    );
  });

  it('of ratios is the difference of the ratios of means', () => {
    const y = Array.from({ length: 50 }, (_, p) => 1 + (p % 5));
    const x = y.map((value, p) => value * (1 + (p % 3)));
    const twice = x.map((value) => 2 * value);
    const ratio = x.reduce((sum, value) => sum + value, 0) / y.reduce((sum, value) => sum + value, 0);
    const found = pairedRatio({ x: pair(x, twice), y: pair(y, y) }, 'ratio', 'ratio');
    expect(found.estimate).toBeCloseTo(ratio, 12);
    expect(pairedRatio({ x: pair(x, twice), y: pair(y, y) }, 'ratio', 'complement').estimate).toBeCloseTo(-ratio, 12);
  });

  it('of probabilities says what n paths may have missed where none differs', () => {
    const events = Array.from({ length: 1000 }, (_, p) => (p < 30 ? 1 : 0));
    const found = pairedProbability(pair(events, events));
    // 1 − 0.05^(1/1000), about 3/n.
    expect(found).toMatchObject({ estimate: 0, pValue: 1 });
    expect(found.high).toBeCloseTo(0.0029913, 6);
    expect(found.low).toBeCloseTo(-0.0029913, 6);
  });

  it('of probabilities is an exact sign test where fewer than ten paths differ', () => {
    const events = (more: number, less: number) =>
      pair(
        Array.from({ length: 1000 }, (_, p) => (p < 20 + less ? 1 : 0)),
        Array.from({ length: 1000 }, (_, p) => (p < 20 || (p >= 900 && p < 900 + more) ? 1 : 0)),
      );
    // Binomial(4, ½): all four one way in 2 of 16 cases; by t they would be 2 standard errors from 0, p = 0.046.
    const four = pairedProbability(events(0, 4));
    expect(four).toMatchObject({ estimate: -0.004, flag: 'fewPaths' });
    expect(four.pValue).toBeCloseTo(0.125, 12);
    expect(four.low).toBeLessThan(-0.004);
    expect(four.high).toBeGreaterThan(0);
    // Six of six: 2/64, and the interval leaves out 0.
    const six = pairedProbability(events(6, 0));
    expect(six.pValue).toBeCloseTo(0.03125, 12);
    expect(six.low).toBeGreaterThan(0);
    // Three one way, two the other: P(X ≥ 3) of Binomial(5, ½) is one half.
    expect(pairedProbability(events(3, 2)).pValue).toBeCloseTo(1, 12);
    // From ten on the paired t: mean 0.01, standard error √(0.01·0.99/999).
    const ten = pairedProbability(events(10, 0));
    expect(ten.flag).toBeUndefined();
    expect(ten.stdError).toBeCloseTo(Math.sqrt((0.01 * 0.99) / 999), 12);
    expect(ten.method).toBe('paired t');
  });

  it('of means needs an exact sign test to reject too where fewer than ten paths differ', () => {
    const usd = (more: number) =>
      pair(
        Array.from({ length: 1000 }, () => 1),
        Array.from({ length: 1000 }, (_, p) => (p < more ? 3 : 1)),
      );
    // Four of 1,000 paths differ by 2, all one way: mean 0.008, two standard errors from 0 (p = 0.046), Binomial(4, ½): 2 of 16.
    const four = pairedMean(usd(4), 'USD');
    expect(four.estimate).toBeCloseTo(0.008, 12);
    expect(four.pValue).toBeCloseTo(0.125, 12);
    expect(four).toMatchObject({ low: 0, flag: 'fewPaths' });
    expect(four.high).toBeGreaterThan(0.015);
    expect(four.method).toBe('paired t, and exact sign test of the paths that differ, fewer than 10');
    // Six of six: 2/64 is less than 5 %, more than the t test says (p = 0.014).
    const six = pairedMean(usd(6), 'USD');
    expect(six.pValue).toBeCloseTo(0.03125, 12);
    expect(six.low).toBeGreaterThan(0);
    expect(pairedMean(usd(10), 'USD')).toMatchObject({ method: 'paired t' });
    expect(pairedMean(usd(10), 'USD').flag).toBeUndefined();
  });

  it('gives no figure on fewer than ten tail paths, and says how many would do', () => {
    const losses = Array.from({ length: 100 }, (_, p) => p);
    expect(pairedExpectedShortfall(pair(losses, losses), 0.99, 'USD')).toMatchObject({
      estimate: null,
      pathsNeeded: 1000,
    });
    expect(pairedQuantiles([{ pair: pair(losses, losses), level: 0.99, unit: 'USD' }], [1, 1])[0]).toMatchObject({
      estimate: null,
      flag: 'notEnoughPaths',
    });
  });

  it('of ratios asks for at least the ten paths that it rests on, on a single one too', () => {
    // A share of which not a path of 1 said anything is at most all of them: 10 paths, not 10/3.
    const single = pair([0], [0]);
    expect(pairedRatio({ x: single, y: single }, 'ratio', 'ratio')).toMatchObject({ estimate: null, pathsNeeded: 10 });
  });

  it('of expected shortfalls has no interval where no path loses anything: none seen is not none', () => {
    const nothing = new Array<number>(400).fill(0);
    const found = pairedExpectedShortfall(pair(nothing, nothing), 0.9, 'USD');
    expect(found).toMatchObject({ estimate: 0, low: null, high: null, flag: 'noneSeen', pValue: 1 });
  });

  it('counts tail paths by their effective number where one of them outweighs the others', () => {
    // Of 1,000 paths the worst weighs 91 and the next nine 1 each: a tail of 100 in weight, worth 100²/(91² + 9) = 1.2 paths.
    const value = Float64Array.from({ length: 1000 }, (_, p) => 1000 - p);
    const heavy = Float64Array.from(value, (_, p) => (p === 0 ? 91 : p < 10 ? 1 : 0.9));
    const weighted = { base: { value, weight: heavy }, other: { value, weight: heavy } };
    const none = { estimate: null, flag: 'notEnoughPaths', pValue: null };
    expect(pairedQuantiles([{ pair: weighted, level: 0.9, unit: 'USD' }], [1, 1])[0]).toMatchObject(none);
    const few = { value: Float64Array.from(value, (_, p) => (p < 10 ? 1 : 0)), weight: heavy };
    const y = { base: few, other: few };
    expect(pairedRatio({ x: y, y }, 'ratio', 'ratio')).toMatchObject(none);
    // The same ten paths in a plain run are enough.
    const plainly = { base: plain(few.value), other: plain(few.value) };
    expect(pairedRatio({ x: plainly, y: plainly }, 'ratio', 'ratio')).toMatchObject({ estimate: 0, flag: 'fewPaths' });
  });
});

describe('the share of paths that are worse', () => {
  it('counts strict differences by weight', () => {
    expect([...differencesAbove(pair([1, 2, 3], [1, 3, 2])).value]).toEqual([0, 1, 0]);
    expect(measureEvent(differencesAbove(pair([1, 2, 3], [1, 3, 2])))).toMatchObject({ estimate: 1 / 3 });
  });
});

describe("Holm's correction", () => {
  it('is that of the worked example: 0.01, 0.04, 0.03 become 0.03, 0.06, 0.06', () => {
    const found = holmAdjusted([0.01, 0.04, 0.03]);
    expect(found.map((p) => Number(p!.toFixed(12)))).toEqual([0.03, 0.06, 0.06]);
  });

  it('leaves a single test and missing tests alone, and never exceeds 1', () => {
    expect(holmAdjusted([0.02])).toEqual([0.02]);
    expect(holmAdjusted([null, 0.9, 0.8])).toEqual([null, 1, 1]);
  });
});
