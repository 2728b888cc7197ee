// What: the price of efficiency by hand, and oracle O29: a Gaussian loss of one account against margins of 10, 12, 15 and 20 %.
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/kernel/random/normal.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { expectedShortfall } from '../../../src/results/statistics/tail.ts';
import { priceOfEfficiency } from '../../../src/study/frontier/price-of-efficiency.ts';

const plain = (value: readonly number[]) => ({
  value: Float64Array.from(value),
  weight: new Float64Array(value.length).fill(1),
});

describe('priceOfEfficiency', () => {
  // Twenty losing paths of twenty, ES at 0.5: mean of the worst ten. Worked by hand: 11 … 20 have mean 15.5, with 6 more each 21.5.
  const tight = { requiredMarginUsd: 100, loss: plain(Array.from({ length: 20 }, (_, p) => p + 1)) };
  const loose = { requiredMarginUsd: 88, loss: plain(Array.from({ length: 20 }, (_, p) => p + 7)) };

  it('is the rise of the expected shortfall over the margin that is freed: 6 / 12', () => {
    expect(priceOfEfficiency(tight, loose, 0.5).estimate).toBeCloseTo(0.5, 12);
  });

  it('is the same from either end, and exact where every path loses the same more', () => {
    const there = priceOfEfficiency(tight, loose, 0.5);
    expect(priceOfEfficiency(loose, tight, 0.5)).toEqual(there);
  });

  it('is negative where less margin loses less', () => {
    const better = { ...loose, loss: plain(Array.from({ length: 20 }, (_, p) => p)) };
    // 10 … 19 have mean 14.5: −1 / 12.
    expect(priceOfEfficiency(tight, better, 0.5).estimate).toBeCloseTo(-1 / 12, 12);
  });

  it('does not exist between policies that require the same margin', () => {
    const figure = priceOfEfficiency(tight, { ...loose, requiredMarginUsd: 100 }, 0.5);
    expect(figure).toMatchObject({ estimate: null, low: null, high: null, method: 'both require the same margin' });
  });

  it('is no figure where fewer than ten paths lose anything, and says how many paths would do', () => {
    const rare = (more: number) => plain(Array.from({ length: 100 }, (_, p) => (p < 3 ? 5 + more : 0)));
    const figure = priceOfEfficiency({ ...tight, loss: rare(0) }, { ...loose, loss: rare(1) }, 0.9);
    expect(figure.estimate).toBeNull();
    expect(figure.flag).toBe('notEnoughPaths');
    expect(figure.pathsNeeded).toBeGreaterThan(100);
  });
});

describe('price of efficiency of one account with a Gaussian loss of 5 % (O29)', () => {
  const SD = 0.05;
  const LEVEL = 0.99;
  /**
   * The law itself instead of draws of it: cells of the normal distribution from 1.5 to 9 standard deviations, each one path at
   * its middle with its probability as weight, and one path without loss for the rest.
   */
  const CELLS = 60_000;
  const width = 7.5 / CELLS;
  const n = CELLS + 1;
  const z = Float64Array.from({ length: n }, (_, i) => (i < CELLS ? 9 - (i + 0.5) * width : 0));
  const weight = Float64Array.from({ length: n }, (_, i) =>
    i < CELLS ? n * (normalCdf(-(9 - (i + 1) * width)) - normalCdf(-(9 - i * width))) : n * normalCdf(1.5),
  );
  const policy = (margin: number) => ({
    requiredMarginUsd: margin,
    loss: { value: z.map((one) => Math.max(0, SD * one - margin)), weight },
  });

  // Source: closed form, σφ(m/σ)/(1−α) and min(1, P(loss > m)/(1−α)); the numbers of the model specification.
  it.each([
    [0.1, 0.033260711, 1],
    [0.12, 0.01360222, 0.819754],
    [0.15, 0.001910772, 0.13499],
    [0.2, 0.0000357263, 0.003167],
  ])(
    'margin %f: bad debt has the expected shortfall %f and freeing a little more costs %f',
    (margin, shortfall, price) => {
      const tail = expectedShortfall(sortSample(policy(margin).loss), LEVEL);
      expect(Math.abs(tail.estimate / shortfall - 1)).toBeLessThan(1e-4);
      // Half a basis point of margin to either side.
      const figure = priceOfEfficiency(policy(margin + 5e-5), policy(margin - 5e-5), LEVEL);
      expect(Math.abs(figure.estimate! - price)).toBeLessThan(2e-4 * price + 2e-6);
    },
  );
});
