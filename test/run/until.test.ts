// What: the stopping rule. Expected stages are worked by hand: 4 blocks of 256, each stage half as large again.
import { describe, expect, it } from 'vitest';
import { createStopRule, estimatePathsNeeded, parseUntil, planStages } from '../../src/run/until.ts';

describe('parseUntil', () => {
  it('reads percent and fractions, with either sign', () => {
    const rule = { figure: 'es0.999', tolerance: 0.05 };
    for (const text of ['es0.999 ± 5%', 'es0.999±5 %', 'es0.999 +- 0.05', ' es0.999 +/- 5% ']) {
      expect(parseUntil(text)).toMatchObject(rule);
    }
  });

  it('says what it expects when it cannot read the text', () => {
    for (const text of ['', 'es0.999', 'es0.999 ± 0%', 'es0.999 ± 200%', '± 5%']) {
      expect(() => parseUntil(text)).toThrow(/such as "es0.999 ± 5%"/);
    }
  });
});

describe('planStages', () => {
  it('grows by half in whole blocks and ends at the budget', () => {
    expect(planStages(5000)).toEqual([1024, 1536, 2304, 3584, 5000]);
    expect(planStages(100)).toEqual([100]);
    expect(planStages(1024)).toEqual([1024]);
  });

  it('doubles with replicates, each of which then has 2^m points in whole blocks', () => {
    expect(planStages(16_384, 16)).toEqual([1024, 2048, 4096, 8192, 16_384]);
    expect(planStages(5120, 20)).toEqual([1280, 2560, 5120]);
    expect(planStages(512, 16)).toEqual([512]);
  });
});

describe('createStopRule', () => {
  const good = { estimate: 100, halfWidth: 4, tailPaths: 250 };

  it('stops at the second of two consecutive good checks', () => {
    const check = createStopRule(parseUntil('es0.99 ± 5%'));
    expect([good, { ...good, halfWidth: 6 }, good, good].map(check)).toEqual([false, false, false, true]);
  });

  it('does not stop on fewer than 200 tail paths, nor without an interval, nor on an estimate of zero', () => {
    const check = createStopRule(parseUntil('es0.99 ± 5%'));
    const bad = [
      { ...good, tailPaths: 199 },
      { ...good, halfWidth: Number.NaN },
      { ...good, estimate: 0 },
    ];
    expect(bad.flatMap((measure) => [check(measure), check(measure)])).toEqual(Array(6).fill(false));
  });
});

describe('estimatePathsNeeded', () => {
  const rule = parseUntil('es0.99 ± 5%');
  const seen = { estimate: 100, halfWidth: 10, tailPaths: 400 };

  it('wants four times the paths for half the width, in two digits', () => {
    expect(estimatePathsNeeded(rule, seen, 5000)).toBe(20_000);
    expect(estimatePathsNeeded(rule, { ...seen, halfWidth: 10.5 }, 5000)).toBe(23_000); // 22,050
  });

  it('wants 200 tail paths where the interval is narrow already, or where there is none yet', () => {
    expect(estimatePathsNeeded(rule, { ...seen, halfWidth: 1, tailPaths: 50 }, 5000)).toBe(20_000);
    expect(estimatePathsNeeded(rule, { ...seen, halfWidth: Number.NaN, tailPaths: 4 }, 1000)).toBe(50_000);
  });

  it('counts weighted tail paths by what they are worth: fewer effective ones need more paths', () => {
    expect(estimatePathsNeeded(rule, { ...seen, halfWidth: 1, tailPaths: 12.5 }, 1000)).toBe(16_000);
  });

  it('does not guess where not a single path was seen', () => {
    expect(estimatePathsNeeded(rule, { estimate: 0, halfWidth: Number.NaN, tailPaths: 0 }, 1000)).toBeNaN();
  });
});
