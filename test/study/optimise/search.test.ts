// What: the search for the most efficient policy under a constraint, and bisection for one setting. The risks are known functions,
// so the answers are known.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/study/optimise/constraint.ts';
import { searchBest } from '../../../src/study/optimise/search.ts';
import { LADDER, saferThan, solveThreshold } from '../../../src/study/optimise/solve.ts';

const verdictOf = (upper: number, limit: number): Verdict => ({
  probability: { estimate: upper, low: 0, high: upper, confidence: 0.95, method: 'known', n: 1, unit: 'fraction' },
  upper,
  meets: upper <= limit,
});

/** Efficiency x + y on the unit square under the risk x² + y² ≤ 1; the best is (√½, √½) with √2 = 1.414214. */
function square(runs: number, halvings: number, limit = 1) {
  const ran: string[] = [];
  const grid = [0, 0.5, 1].flatMap((x) => [0, 0.5, 1].map((y) => [x, y] as const));
  const search = searchBest<readonly number[]>({
    start: grid.map((point) => ({ policy: point, stage: 'design' as const, point })),
    steps: [
      { size: 0.25, canHalve: true },
      { size: 0.25, canHalve: true },
    ],
    halvings,
    runs,
    policyAt: (point) => point,
    keyOf: String,
    efficiencyOf: async ([x, y]) => x + y,
    judge: async ([x, y]) => {
      ran.push(`${x},${y}`);
      return verdictOf(x * x + y * y, limit);
    },
  });
  return { search, ran };
}

describe('searchBest', () => {
  it('comes near the best policy of a round feasible set, along its edge', async () => {
    const { search } = square(200, 5);
    const best = (await (await search).best([]))!;
    expect(best.efficiency).toBeLessThanOrEqual(Math.SQRT2);
    expect(best.efficiency).toBeGreaterThan(Math.SQRT2 - 0.02);
  });

  it('runs no candidate that is less efficient than one that meets the constraint', async () => {
    const { search, ran } = square(200, 0);
    const best = (await (await search).best([]))!;
    const efficiency = ran.map((key) => key.split(',').reduce((sum, u) => sum + Number(u), 0));
    expect(Math.min(...efficiency.slice(0, 4))).toBeGreaterThanOrEqual(1);
    expect((await search).candidates().some(({ verdict }) => verdict === undefined)).toBe(true);
    expect(best.verdict?.meets).toBe(true);
  });

  it('gives the next best when the best is rejected, and takes the same steps each time', async () => {
    const first = await square(200, 3).search;
    const best = (await first.best([]))!;
    const next = (await first.best([best]))!;
    expect(next.efficiency).toBeLessThanOrEqual(best.efficiency);
    expect(next.policy).not.toEqual(best.policy);
    const [one, two] = [square(200, 3), square(200, 3)];
    await Promise.all([one.search, two.search]);
    expect(one.ran).toEqual(two.ran);
  });

  it('names the closest candidate where none meets the constraint', async () => {
    const search = await square(200, 2, -1).search;
    expect(await search.best([])).toBeUndefined();
    expect(search.closest()?.policy).toEqual([0, 0]);
  });

  it('stops at the number of runs and says so', async () => {
    const { search, ran } = square(3, 5);
    expect((await search).isSpent()).toBe(true);
    expect(ran).toHaveLength(3);
  });
});

describe('searchBest around the rules as they are', () => {
  it('refines from the box even where the best so far is no point of it', async () => {
    // Efficiency is the value, at most 0.7 is safe; the rules as they are stand at 0.1, the box knows 0 and 1 before it is refined.
    const search = await searchBest<readonly number[]>({
      start: [
        { policy: [0.1], stage: 'current' },
        { policy: [0], stage: 'design', point: [0] },
        { policy: [1], stage: 'design', point: [1] },
      ],
      steps: [{ size: 0.5, canHalve: true }],
      halvings: 4,
      runs: 50,
      policyAt: (point) => point,
      keyOf: String,
      efficiencyOf: async ([x]) => x,
      judge: async ([x]) => verdictOf(x, 0.7),
    });
    expect((await search.best([]))?.efficiency).toBeGreaterThan(0.65);
  });
});

describe('solveThreshold', () => {
  const fund = (risk: (value: number) => number, bisections = 8) =>
    solveThreshold({
      low: 1,
      high: 10_000,
      seek: 'smallest',
      bisections,
      judge: async (value) => verdictOf(risk(value), 0.01),
    });

  it('finds the smallest fund: risk 1/value is at most 1 % from 100 on', async () => {
    const { answer, isMonotone, isAtEnd } = await fund((value) => 1 / value);
    expect(answer?.value).toBe(100);
    expect([isMonotone, isAtEnd]).toEqual([true, false]);
  });

  it('brackets any threshold within its last step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 1.5, max: 9000, noNaN: true }), async (threshold) => {
        const { answer } = await fund((value) => (value >= threshold ? 0 : 1));
        // A ladder of factors of 10, halved 8 times: a factor of 10^(1/256), and three digits of rounding.
        expect(answer!.value).toBeGreaterThanOrEqual(threshold);
        expect(answer!.value / threshold).toBeLessThan(10 ** (1 / 256) * 1.011);
      }),
    );
  });

  it('finds the largest cap where risk rises with the value', async () => {
    const problem = { low: 1, high: 10_000, seek: 'largest' as const, bisections: 8 };
    const { answer } = await solveThreshold({ ...problem, judge: async (value) => verdictOf(value / 1e5, 0.01) });
    expect(answer?.value).toBeGreaterThan(985);
    expect(answer?.value).toBeLessThanOrEqual(1000);
  });

  it('has no answer where the safe end fails, after the ladder and nothing more', async () => {
    const { answer, points } = await fund(() => 0.5);
    expect(answer).toBeUndefined();
    expect(points).toHaveLength(LADDER);
  });

  it('says that the answer lies at the end of the range where everything meets the constraint', async () => {
    const { answer, isAtEnd } = await fund(() => 0);
    expect(answer?.value).toBe(1);
    expect(isAtEnd).toBe(true);
  });

  it('takes no lucky gap: where risk comes back, the answer is beyond the last failure, and it says that risk is not monotone', async () => {
    // Safe from 5 to 20 and again from 2,000 on: the ladder 1, 10, 100, 1,000, 10,000 sees both.
    const solution = await fund((value) => ((value >= 5 && value <= 20) || value >= 2000 ? 0 : 1));
    expect(solution.answer!.value).toBeGreaterThanOrEqual(2000);
    expect(solution.answer!.value).toBeLessThan(2100);
    expect(solution.isMonotone).toBe(false);
  });

  it('steps back to the nearest safer value that was run', async () => {
    const solution = await fund((value) => 1 / value);
    const safer = saferThan(solution, 100, 'smallest').map(({ value }) => value);
    expect(safer[0]).toBe(Math.min(...safer));
    expect(safer.every((value) => value > 100)).toBe(true);
  });
});
