// What: intervals of expected shortfall on few tail paths cover the truth about as often as they say. Closed forms: exponential
// (ES = VaR + 1), Pareto(3, 1) (ES = 3/2 VaR). Fixed seeds; tolerance: 4 standard errors of a count. What the log-normal interval
// of the same samples covers is given beside, so that the tests can fail.
import { describe, expect, it } from 'vitest';
import { bootstrapTInterval } from '../../../src/results/statistics/bootstrap-t.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { describeTail, expectedShortfall, expectedShortfallFigure } from '../../../src/results/statistics/tail.ts';
import { createNormal, createUniform } from '../../support/random.ts';

const RUNS = 400;

/** How many of RUNS intervals hold the true ES: as the figure has them, and log-normal ones. */
function countCovered(draw: (uniform: () => number) => number, truth: number, n: number, level: number) {
  let [covered, logNormal] = [0, 0];
  for (let seed = 0; seed < RUNS; seed++) {
    const uniform = createUniform(30_000 + seed);
    const value = Float64Array.from({ length: n }, () => draw(uniform));
    const figure = expectedShortfallFigure(sortSample({ value, weight: new Float64Array(n).fill(1) }), level, 'USD');
    if (figure.low! <= truth && truth <= figure.high!) covered++;
    if (Math.abs(Math.log(truth / figure.estimate!)) <= (1.959964 * figure.stdError!) / figure.estimate!) logNormal++;
  }
  return { covered, logNormal };
}

describe('the interval of an expected shortfall', () => {
  it('on 10 exponential tail paths covers in 95 of 100 runs, where a log-normal interval covers in fewer than 91', () => {
    const exponential = (uniform: () => number): number => -Math.log(uniform());
    const { covered, logNormal } = countCovered(exponential, Math.log(100) + 1, 1000, 0.99);
    // 380 ± 4 × √(400 · 0.95 · 0.05) = 380 ± 17.4
    expect(covered).toBeGreaterThanOrEqual(363);
    expect(logNormal).toBeLessThan(0.91 * RUNS);
  });

  it('on 10 tail paths of a Pareto(3) covers in about 90 of 100 runs, a log-normal one in about 82', () => {
    // Heavier tails than the bootstrap can see from ten paths: 360 − 4 × √(400 · 0.9 · 0.1) = 336.
    const pareto = (uniform: () => number): number => Math.cbrt(1 / uniform());
    const { covered, logNormal } = countCovered(pareto, 15, 10_000, 0.999);
    expect(covered).toBeGreaterThanOrEqual(336);
    expect(covered - logNormal).toBeGreaterThan(20);
  });

  it('reaches further up than down, is the same every time and scales with the losses', () => {
    const uniform = createUniform(7);
    const value = Float64Array.from({ length: 2000 }, () => Math.cbrt(1 / uniform()));
    const weight = new Float64Array(2000).fill(1);
    const once = expectedShortfallFigure(sortSample({ value, weight }), 0.99, 'USD');
    expect(once.method).toBe('influence function, bootstrap-t interval');
    expect(once.high! - once.estimate!).toBeGreaterThan(once.estimate! - once.low!);
    expect(expectedShortfallFigure(sortSample({ value, weight }), 0.99, 'USD')).toEqual(once);
    const larger = expectedShortfallFigure(sortSample({ value: value.map((x) => 1024 * x), weight }), 0.99, 'USD');
    expect([larger.low, larger.high]).toEqual([1024 * once.low!, 1024 * once.high!]);
  });

  it('covers on weighted tail paths too', () => {
    // Normal loss, ES 99.9 % = 3.36709 (closed form φ(z)/(1−α)), drawn half from a law shifted by 3: about 22 effective tail paths.
    let covered = 0;
    let meanSize = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const uniform = createUniform(50_000 + seed);
      const normal = createNormal(uniform);
      const value = Float64Array.from({ length: 200 }, () => normal() + (uniform() < 0.5 ? 0 : 3));
      const weight = value.map((z) => 1 / (0.5 + 0.5 * Math.exp(3 * z - 4.5)));
      const sorted = sortSample({ value, weight });
      const { low, high, method } = expectedShortfallFigure(sorted, 0.999, 'USD');
      meanSize += describeTail(sorted, 0.999).size / RUNS;
      expect(method).toContain('bootstrap-t');
      if (low! <= 3.36709 && 3.36709 <= high!) covered++;
    }
    expect(Math.abs(meanSize - 22)).toBeLessThan(3);
    expect(covered).toBeGreaterThanOrEqual(360);
  });

  it('is that of the influence function from 200 tail paths on, and where all tail losses are equal', () => {
    const uniform = createUniform(9);
    const value = Float64Array.from({ length: 20_000 }, () => -Math.log(uniform()));
    const many = expectedShortfallFigure(sortSample({ value, weight: new Float64Array(20_000).fill(1) }), 0.99, 'USD');
    expect(many.method).toBe('influence function, log-normal interval');
    const flat = Float64Array.from({ length: 1000 }, (_, p) => (p < 30 ? 5 : 0));
    const sorted = sortSample({ value: flat, weight: new Float64Array(1000).fill(1) });
    expect(bootstrapTInterval([{ sorted, sign: 1 }], 0.99, expectedShortfall(sorted, 0.99))).toBeNull();
    expect(expectedShortfallFigure(sorted, 0.99, 'USD')).toMatchObject({ estimate: 5, low: 5, high: 5 });
  });
});
