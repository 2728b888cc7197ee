// What: Morris screening and Sobol indices against closed forms, by the functions that `firebreak sensitivity` calls.
import { describe, expect, it } from 'vitest';
import { type Design, pointOf } from '../../../src/study/design/design.ts';
import { saltelliDesign } from '../../../src/study/design/saltelli.ts';
import { drawTrajectories } from '../../../src/study/design/trajectories.ts';
import { screenParameters } from '../../../src/study/sensitivity/elementary-effects.ts';
import { exactResponses } from '../../../src/study/sensitivity/responses.ts';
import { estimateVarianceIndices } from '../../../src/study/sensitivity/sobol-indices.ts';

const respond = (design: Design, f: (x: Float64Array) => number) =>
  exactResponses(Float64Array.from({ length: design.rows }, (_, row) => f(pointOf(design, row))));

/** Ishigami and Homma (1990) with a = 7, b = 0.1, on (−π, π)³. */
function ishigami(unit: Float64Array): number {
  const [x, y, z] = Array.from(unit, (u) => Math.PI * (2 * u - 1));
  return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
}

describe('estimateVarianceIndices', () => {
  // Closed form (Homma and Saltelli 1996): D₁ = (1 + b π⁴/5)²/2, D₂ = a²/8, D₁₃ = 8 b² π⁸/225, D their sum.
  const b = 0.1;
  const first = (1 + (b * Math.PI ** 4) / 5) ** 2 / 2;
  const second = 49 / 8;
  const joint = (8 * b * b * Math.PI ** 8) / 225;
  const variance = first + second + joint;
  const S = [first / variance, second / variance, 0];
  const ST = [(first + joint) / variance, second / variance, joint / variance];

  it('has its closed form right: the published values of the Ishigami function', () => {
    // Published to six digits.
    expect(variance).toBeCloseTo(13.844588, 6);
    for (const [i, value] of [0.313905, 0.442411, 0].entries()) expect(S[i]).toBeCloseTo(value, 6);
    for (const [i, value] of [0.557589, 0.442411, 0.243684].entries()) expect(ST[i]).toBeCloseTo(value, 6);
  });

  it('finds variance, first-order and total indices of the Ishigami function within 4 standard errors', () => {
    const size = 4096;
    const design = saltelliDesign(size, 3, 'ishigami');
    const answer = estimateVarianceIndices(size, 3, respond(design, ishigami), 'one', 'ishigami');
    const near = ({ estimate, stdError }: { estimate: number | null; stdError?: number }, truth: number) => {
      expect(Math.abs(estimate! - truth)).toBeLessThan(4 * stdError!);
      expect(stdError!).toBeLessThan(0.03 * Math.max(1, truth));
    };
    near(answer.variance, variance);
    for (let i = 0; i < 3; i++) {
      near(answer.indices[i].first, S[i]);
      near(answer.indices[i].total, ST[i]);
    }
    expect(answer.noiseShare).toBe(0);
  });

  it('covers the true indices in about 95 % of independent designs', () => {
    const size = 128;
    const designs = 60;
    let inside = 0;
    for (let d = 0; d < designs; d++) {
      const design = saltelliDesign(size, 3, `cover ${d}`);
      const { indices } = estimateVarianceIndices(size, 3, respond(design, ishigami), 'one', `cover ${d}`);
      indices.forEach(({ first: a, total: b2 }, i) => {
        if (a.low! <= S[i] && S[i] <= a.high!) inside++;
        if (b2.low! <= ST[i] && ST[i] <= b2.high!) inside++;
      });
    }
    // Quasi-random rows spread more evenly than the bootstrap assumes, so that coverage is at least nominal; 4 standard errors
    // of a proportion over 360 (dependent in sixes, taken as 60).
    expect(inside / (6 * designs)).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / designs));
  });

  it('splits the variance of a sum by the squares of its coefficients', () => {
    // Closed form: Var(Σ aᵢ uᵢ) = Σ aᵢ²/12, so Sᵢ = S_Tᵢ = aᵢ²/Σa²; with 1, 2, 3 these are 1/14, 4/14, 9/14.
    const size = 1024;
    const design = saltelliDesign(size, 3, 'sum');
    const { indices } = estimateVarianceIndices(
      size,
      3,
      respond(design, ([x, y, z]) => x + 2 * y + 3 * z),
      'one',
      'sum',
    );
    [1 / 14, 4 / 14, 9 / 14].forEach((share, i) => {
      expect(Math.abs(indices[i].first.estimate! - share)).toBeLessThan(4 * indices[i].first.stdError!);
      expect(Math.abs(indices[i].total.estimate! - share)).toBeLessThan(4 * indices[i].total.stdError!);
    });
  });

  it('gives no index where the response does not vary', () => {
    const design = saltelliDesign(16, 2, 'flat');
    const { indices, noiseShare } = estimateVarianceIndices(
      16,
      2,
      respond(design, () => 3),
      'one',
      'flat',
    );
    expect(indices[0].first.estimate).toBeNull();
    expect(indices[1].total.estimate).toBeNull();
    expect(noiseShare).toBeNull();
  });
});

describe('screenParameters', () => {
  const trajectories = drawTrajectories(20, 3, 'linear');

  it('finds the slope of a linear response exactly, without spread', () => {
    // By hand: the effect of 2x − 5y + 0z is its coefficient, everywhere.
    const { screening } = screenParameters(
      trajectories,
      respond(trajectories.design, ([x, y]) => 2 * x - 5 * y),
      'one',
      'linear',
    );
    [2, -5, 0].forEach((slope, i) => {
      expect(screening[i].mean.estimate).toBeCloseTo(slope, 12);
      expect(screening[i].meanAbsolute.estimate).toBeCloseTo(Math.abs(slope), 12);
      expect(screening[i].standardDeviation.estimate).toBeCloseTo(0, 6);
    });
  });

  it('tells a mean effect of zero from no effect: x against y in (x − 1/2)(y − 1/2) cancels in μ, not in μ*', () => {
    // The effect of x is y − 1/2 on the levels 0, 1/3, 2/3, 1, each as likely: |effect| is 1/2 or 1/6, on average 1/3; its
    // variance is (1/4 + 1/36)/2 = 5/36.
    const many = drawTrajectories(4000, 2, 'product');
    const { screening } = screenParameters(
      many,
      respond(many.design, ([x, y]) => (x - 0.5) * (y - 0.5)),
      'one',
      'product',
    );
    const [{ mean, meanAbsolute, standardDeviation }] = screening;
    expect(Math.abs(mean.estimate!)).toBeLessThan(4 * mean.stdError!);
    expect(Math.abs(meanAbsolute.estimate! - 1 / 3)).toBeLessThan(4 * meanAbsolute.stdError!);
    expect(Math.abs(standardDeviation.estimate! - Math.sqrt(5 / 36))).toBeLessThan(4 * standardDeviation.stdError!);
  });
});
