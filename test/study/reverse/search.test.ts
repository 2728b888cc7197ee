// What: the search for the nearest break, on losses whose answer is known without a kernel. The linear loss is known answer
// O21 of the model's specification, worked in 30 digits: the search, the law and the probabilities are the command's own.
import { describe, expect, it } from 'vitest';
import { Purpose } from '../../../src/kernel/random/purpose.ts';
import { createStream, seekStream } from '../../../src/kernel/random/stream.ts';
import { lawOf, toFactors, toShock } from '../../../src/study/reverse/horizon-law.ts';
import { createJudge, type LossOf } from '../../../src/study/reverse/judge.ts';
import { gaussianRarity } from '../../../src/study/reverse/rarity.ts';
import { listDirections } from '../../../src/study/reverse/rays.ts';
import { findLikeliestBreak, SEARCH_DEFAULTS } from '../../../src/study/reverse/search.ts';

/** Law with these standard deviations and one correlation. */
function lawWith(sd: readonly number[], correlation: number, mean = sd.map(() => 0)) {
  const n = sd.length;
  const covariance = Float64Array.from(
    { length: n * n },
    (_, at) => sd[Math.floor(at / n)] * sd[at % n] * (Math.floor(at / n) === at % n ? 1 : correlation),
  );
  return lawOf(Float64Array.from(mean), covariance);
}

function search(
  law: ReturnType<typeof lawWith>,
  loss: (x: Float64Array) => number,
  threshold: number,
  tolerance = 1e-4,
) {
  const lossOf: LossOf = async (shocks) => shocks.map(loss);
  const assets = Array.from({ length: law.assetCount }, (_, i) => `A${i}`);
  const stream = createStream(1, 2);
  seekStream(stream, 0, Purpose.diffusion);
  const judge = createJudge(law, lossOf, threshold);
  return findLikeliestBreak(judge, listDirections(law, assets, []), stream, { ...SEARCH_DEFAULTS, tolerance });
}

describe('the likeliest break', () => {
  const law = lawWith([0.04, 0.06], 0.7);

  it('of a linear loss is that of the closed form (O21)', async () => {
    const { minima } = await search(law, (x) => -10 * x[0] - 5 * x[1], 2, 1e-9);
    const [{ distance, shock }] = minima;
    expect(distance).toBeCloseTo(3.093441, 6);
    expect(shock[0]).toBeCloseTo(-0.11674641, 4);
    expect(shock[1]).toBeCloseTo(-0.16650718, 4);
    const { halfSpace, ellipsoid } = gaussianRarity(distance, law.rank);
    expect(halfSpace).toBeCloseTo(0.000989249, 8);
    expect(ellipsoid).toBeCloseTo(0.008356722, 8);
  });

  it('of a linear loss in eight assets is that of the closed form, within a thousandth', async () => {
    const sd = [0.03, 0.04, 0.07, 0.05, 0.06, 0.05, 0.07, 0.06];
    const wide = lawWith(sd, 0.7);
    const weight = [5, 4, 1, 1, 0.5, 0.2, 0.3, 0.2];
    const { minima } = await search(wide, (x) => -x.reduce((sum, value, i) => sum + weight[i] * value, 0), 2);
    // d = threshold / √(wᵀΣw), Σᵢⱼ = 0.7·sᵢsⱼ + 0.3·sᵢ²·1{i=j}.
    const total = sd.reduce((sum, s, i) => sum + s * weight[i], 0);
    const own = sd.reduce((sum, s, i) => sum + s * s * weight[i] * weight[i], 0);
    expect(minima[0].distance / (2 / Math.sqrt(0.7 * total * total + 0.3 * own))).toBeCloseTo(1, 3);
  });

  it('is found from the mean of the law, not from zero', async () => {
    // One asset, mean 2 %, sd 5 %: a fall of 18 % in log is 4 standard deviations away.
    const { minima } = await search(lawWith([0.05], 0, [0.02]), (x) => -x[0], 0.18, 1e-9);
    expect(minima[0].distance).toBeCloseTo(4, 6);
  });

  it('is found in a corner, where no plane fits', async () => {
    // All three assets have to fall by 20 %, each with sd 5 % and 6 % and 4 %, by itself: d² = Σ (0.2/sd)².
    const sd = [0.05, 0.06, 0.04];
    const { minima } = await search(lawWith(sd, 0), (x) => -Math.max(x[0], x[1], x[2]), 0.2);
    const exact = Math.sqrt(sd.reduce((sum, s) => sum + (0.2 / s) * (0.2 / s), 0));
    expect(minima[0].distance / exact).toBeGreaterThan(0.9999);
    expect(minima[0].distance / exact).toBeLessThan(1.01);
  });

  it('gives both sides of a symmetric loss the same distance', async () => {
    const { minima } = await search(lawWith([0.05, 0.05], 0), (x) => Math.max(-x[0], -x[1]), 0.2);
    expect(minima).toHaveLength(2);
    for (const { distance } of minima) expect(distance).toBeCloseTo(4, 3);
    const [a, b] = minima.map(({ shock }) => (shock[0] < shock[1] ? 'first' : 'second'));
    expect(a).not.toBe(b);
  });

  it('takes the smallest scale where a ray breaks, holds and breaks again', async () => {
    // Breaks between 10 % and 11 % and beyond 30 %; the grid alone would not be sure to see the first.
    const loss = (x: Float64Array) => (x[0] < -0.1 && x[0] > -0.11 ? 1 : x[0] < -0.3 ? 1 : 0);
    const { minima } = await search(lawWith([0.05], 0), loss, 0.5);
    expect(minima[0].distance).toBeCloseTo(2, 3);
  });

  it('breaks at the shock found and holds at 99 % of it', async () => {
    const loss = (x: Float64Array) => Math.floor(-100 * (x[0] + 0.5 * x[1])) / 100;
    const { minima } = await search(law, loss, 0.2);
    for (const { factors } of minima) {
      expect(loss(toShock(law, factors))).toBeGreaterThan(0.2);
      expect(
        loss(
          toShock(
            law,
            factors.map((value) => 0.99 * value),
          ),
        ),
      ).toBeLessThanOrEqual(0.2);
    }
  });

  it('is none where no shock within the limits breaks, and the largest loss is told', async () => {
    const { minima, largestLoss, worstShock } = await search(lawWith([0.05], 0), (x) => -x[0], 10);
    expect(minima).toEqual([]);
    expect(largestLoss).toBeCloseTo(-Math.log(0.05), 9);
    expect(Math.expm1(worstShock[0])).toBeCloseTo(-0.95, 9);
  });

  it('is the mean itself where that breaks already', async () => {
    const { minima } = await search(law, () => 1, 0.5);
    expect(minima.map(({ distance }) => distance)).toEqual([0]);
  });

  it('is the same, bit for bit, when searched again', async () => {
    const loss = (x: Float64Array) => x[0] * x[0] + 0.3 * Math.abs(x[1]);
    expect(await search(law, loss, 0.05)).toEqual(await search(law, loss, 0.05));
  });
});

describe('the law over the horizon', () => {
  it('takes a shock to factors and back', () => {
    const law = lawWith([0.03, 0.04, 0.07], 0.5, [0.01, 0, -0.02]);
    const shock = Float64Array.of(-0.2, 0.1, -0.4);
    toShock(law, toFactors(law, shock)).forEach((value, i) => {
      expect(value).toBeCloseTo(shock[i], 12);
    });
  });

  it('has one factor fewer where two assets are one', () => {
    const law = lawWith([0.03, 0.06], 1);
    expect(law.rank).toBe(1);
    // 3 % and 6 % down is one standard deviation of both.
    expect(Math.abs(toFactors(law, Float64Array.of(-0.03, -0.06))[0])).toBeCloseTo(1, 9);
  });
});
