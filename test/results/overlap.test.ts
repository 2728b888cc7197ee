// What: importance in the overlap of portfolios against a dense eigenvector of Ω itself, formed account by account, and
// cases worked by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelConfig } from '../../src/kernel/config.ts';
import { computeOverlapImportance, depthsUsd } from '../../src/results/overlap.ts';
import { accountTable, kernelConfig, plainBook, replay, type TestBucket } from '../support/kernel-config.ts';
import { randomConfig } from '../support/random-config.ts';

/** Two books that take 1000 and 4000 USD within 1 % on the bids, twice that on the asks; prices 100 and 50. */
function build(buckets: readonly TestBucket[]): KernelConfig {
  const book = (usd: number, priceUsd: number) => {
    const bid = { kind: 'block', basePerLog: usd / priceUsd / 0.01 } as const;
    return plainBook(bid, { ask: { ...bid, basePerLog: 2 * bid.basePerLog } });
  };
  return kernelConfig({
    startPriceUsd: Float64Array.of(100, 50),
    stepCount: 1,
    shocks: replay([[100, 50]]),
    books: [book(1000, 100), book(4000, 50)],
    accounts: accountTable(buckets, 2),
  });
}

/** Ω as its definition says, and its largest eigenvector by squaring: Ω^(2^40) has that vector in every column. */
function denseImportance(config: KernelConfig): number[] {
  const { accounts, startPriceUsd, assetCount } = config;
  const n = accounts.accountCount;
  const depth = depthsUsd(config);
  const usd = Array.from({ length: n }, () => new Array<number>(2 * assetCount).fill(0));
  for (let b = 0; b < accounts.bucketCount; b++)
    for (let h = accounts.holdingStart[b]; h < accounts.holdingStart[b + 1]; h++) {
      const value = accounts.quantityBase[h] * startPriceUsd[accounts.holdingAsset[h]];
      usd[accounts.bucketAccount[b]][2 * accounts.holdingAsset[h] + (value < 0 ? 1 : 0)] += Math.abs(value);
    }
  let omega = usd.map((a) => usd.map((b) => a.reduce((sum, x, k) => sum + (x * b[k]) / depth[k], 0)));
  for (let k = 0; k < 40; k++) {
    const scale = Math.max(...omega.flat());
    const half = omega.map((row) => row.map((x) => x / scale));
    omega = half.map((row) => half.map((_, j) => row.reduce((sum, x, i) => sum + x * half[i][j], 0)));
  }
  const vector = omega.map((row) => row.reduce((sum, x) => sum + x, 0));
  const sum = vector.reduce((total, x) => total + x, 0);
  return vector.map((x) => x / sum);
}

describe('overlap importance', () => {
  it('is the eigenvector of Ω, formed entry by entry', () => {
    const config = build([
      { account: 0, perps: [[0, 10, 100]] },
      {
        account: 1,
        perps: [
          [0, 5, 100],
          [1, -30, 50],
        ],
      },
      { account: 2, perps: [[1, -40, 50]], collateral: [[0, 2]] },
      { account: 3, perps: [[1, 80, 50]] },
    ]);
    const found = computeOverlapImportance(config);
    denseImportance(config).forEach((x, account) => {
      expect(found[account]).toBeCloseTo(x, 10);
    });
  });

  it('is that eigenvector on random tables with isolated and cross accounts, collateral and debt', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const config = randomConfig(seed, { accounts: 15, steps: 1, volatilityPerStep: 0.01 });
        const found = [...computeOverlapImportance(config)];
        expect(found.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
        const dense = denseImportance(config);
        const difference = Math.max(...found.map((x, account) => Math.abs(x - dense[account])));
        expect(difference).toBeLessThan(1e-6);
        compared++;
      }),
      { numRuns: 60, seed: 20261128 },
    );
    expect(compared).toBe(60);
  });

  it('weighs a position by what its book takes: the same value counts more in the thin book', () => {
    // Holding both, account 0 links them. N = (1000, 1000), (1000, 0), (0, 1000) over depths 1000 and 4000.
    const importance = computeOverlapImportance(
      build([
        {
          account: 0,
          perps: [
            [0, 10, 100],
            [1, 20, 50],
          ],
        },
        { account: 1, perps: [[0, 10, 100]] },
        { account: 2, perps: [[1, 20, 50]] },
      ]),
    );
    expect(importance[0]).toBeGreaterThan(importance[1]);
    expect(importance[1]).toBeGreaterThan(importance[2]);
  });

  it('does not let a long and a short overlap, and shorts meet the asks', () => {
    // A long of 1000 USD against 1000 USD of bids is a block of 1000 in Ω; three shorts of 1000 USD against 2000 USD of
    // asks are a block of 500 in every entry, root 1500: the larger cluster.
    const shorts = [1, 2, 3].map((account) => ({ account, perps: [[0, -10, 100] as const] }));
    const importance = computeOverlapImportance(build([{ account: 0, perps: [[0, 10, 100]] }, ...shorts]));
    expect(importance[0]).toBeCloseTo(0, 12);
    for (const account of [1, 2, 3]) expect(importance[account]).toBeCloseTo(1 / 3, 12);
  });

  it('is 0 for everybody where nobody holds anything, and takes a book linear in price', () => {
    expect([...computeOverlapImportance(build([{ account: 0, cashUsd: 5 }]))]).toEqual([0]);
    const linear = build([{ account: 0, perps: [[0, 1, 100]] }]);
    const depth = depthsUsd({
      ...linear,
      books: linear.books.map(() => plainBook({ kind: 'linearPrice', usdPerBase: 0.01 })),
    });
    // 100 (1 − e^−0.01) USD down at 0.01 a base unit: 99.50 base of 100 USD; up 100 (e^0.01 − 1): 100.50 base.
    expect(depth[0]).toBeCloseTo((100 * 100 * (1 - Math.exp(-0.01))) / 0.01, 6);
    expect(depth[1]).toBeCloseTo((100 * 100 * (Math.exp(0.01) - 1)) / 0.01, 6);
  });
});
