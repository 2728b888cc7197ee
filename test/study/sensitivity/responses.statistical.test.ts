// What: responses of runs, their noise by resampled paths, and the share of it in what a study explains.
import { describe, expect, it } from 'vitest';
import { PATH_MEASURES, type PathMeasure } from '../../../src/kernel/result.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { expectedShortfall } from '../../../src/results/statistics/tail.ts';
import type { PathSample } from '../../../src/study/path-sample.ts';
import { chooseLevel, drawPathResamples, respond } from '../../../src/study/sensitivity/measure.ts';
import { exactResponses, noiseShare } from '../../../src/study/sensitivity/responses.ts';
import { createUniform } from '../../support/random.ts';

function sampleOf(loss: Float64Array, weight = new Float64Array(loss.length).fill(1)): PathSample {
  const empty = new Float64Array(loss.length);
  const column = Object.fromEntries(PATH_MEASURES.map((name) => [name, empty])) as Record<PathMeasure, Float64Array>;
  return { n: loss.length, scenarioHash: 'test', column: { ...column, shortfallUsd: loss, weight } };
}

const measure = { loss: 'shortfallUsd', level: 0.9, response: 'loss' } as const;

describe('respond', () => {
  const random = createUniform(7);
  const loss = Float64Array.from({ length: 400 }, () => Math.max(0, -100 * Math.log(random()) - 80));
  const weight = loss.map((_, path) => (path % 2 === 0 ? 0.5 : 1.5));

  it('is the expected shortfall of the run, or log(1 + it)', () => {
    const { estimate } = expectedShortfall(sortSample({ value: loss, weight }), 0.9);
    expect(respond(sampleOf(loss, weight), measure, []).value).toBeCloseTo(estimate, 9);
    const log = respond(sampleOf(loss, weight), { ...measure, response: 'log' }, []);
    expect(log.value).toBeCloseTo(Math.log(1 + estimate), 12);
  });

  it('is under a resample what the paths drawn would give by themselves', () => {
    const [count] = drawPathResamples(400, 'seed');
    const drawn = Array.from(count).flatMap((times, path) => new Array<number>(times).fill(path));
    expect(drawn.length).toBe(400);
    const value = Float64Array.from(drawn, (path) => loss[path]);
    const { estimate } = expectedShortfall(
      sortSample({ value, weight: Float64Array.from(drawn, (path) => weight[path]) }),
      0.9,
    );
    expect(respond(sampleOf(loss, weight), measure, [count]).resampled[0]).toBeCloseTo(estimate, 9);
  });

  it('spreads over resamples by the standard error of expected shortfall, within a quarter', () => {
    // Standard error by the influence function; 200 resamples give a standard deviation within 1/√400 = 5 %, and the two
    // estimators differ by sampling: 25 % is generous and would still show a forgotten factor.
    const { stdError } = expectedShortfall(sortSample({ value: loss, weight: loss.map(() => 1) }), 0.9);
    const { resampled } = respond(sampleOf(loss), measure, drawPathResamples(400, 'seed'));
    const mean = resampled.reduce((sum, x) => sum + x, 0) / resampled.length;
    const sd = Math.sqrt(resampled.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (resampled.length - 1));
    expect(sd / stdError).toBeGreaterThan(0.75);
    expect(sd / stdError).toBeLessThan(1.25);
  });
});

describe('chooseLevel', () => {
  it('takes the highest level with 10 paths beyond it, and says how many would do where there is none', () => {
    const loss = Float64Array.from({ length: 400 }, (_, path) => path + 1);
    expect(chooseLevel(sampleOf(loss), 'shortfallUsd', [0.9, 0.95, 0.99])).toBe(0.95);
    expect(chooseLevel(sampleOf(loss.slice(0, 50)), 'shortfallUsd', [0.9, 0.95])).toEqual({
      pathsNeeded: 100,
    });
  });
});

describe('noiseShare', () => {
  it('is zero for exact responses, nothing where they do not vary', () => {
    expect(noiseShare(exactResponses(Float64Array.of(1, 2, 3)))).toBe(0);
    expect(noiseShare(exactResponses(Float64Array.of(2, 2, 2)))).toBeNull();
  });

  it('leaves out noise that all runs share, and counts the rest against the variance of the responses', () => {
    const random = createUniform(11);
    const value = Float64Array.from({ length: 200 }, (_, row) => row % 2);
    // Each resample moves all rows together by up to 50, and each row by a uniform of variance 1/12 · 0.6² = 0.03. The
    // variance of 0 and 1 alternating is 0.2513; so the share is 0.1194.
    const resampled = Array.from({ length: 200 }, () => {
      const common = 100 * random() - 50;
      return value.map((x) => x + common + 0.6 * (random() - 0.5));
    });
    // Standard error of a mean of 40,000 squares of a uniform: relative √(9/5 − 1)/200 = 0.0045; five of them.
    const share = noiseShare({ value, resampled })!;
    expect(Math.abs(share / ((0.03 * 199) / 50) - 1)).toBeLessThan(5 * 0.0045);
  });
});
