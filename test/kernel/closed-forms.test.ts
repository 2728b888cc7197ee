// What: whole cascades through simulate.ts against closed forms. O1: first passage of an isolated account (discrete
// monitoring by quadrature recursion, continuous by reflection). O2: linear cascade, a geometric series. O24: total
// progeny of a branching cascade, the Borel distribution.

import { describe, expect, test } from 'vitest';
import type { ShockConfig } from '../../src/kernel/config.ts';
import { createStream, nextUniform, seekStream } from '../../src/kernel/random/stream.ts';
import { createSimulator, simulateBlock, tracePath } from '../../src/kernel/simulate.ts';
import { accountTable, flatTable, kernelConfig, ledgerVenue, plainBook, replay } from '../support/kernel-config.ts';

/** Independent driftless assets, each with one isolated 10x long and a book too deep to move. */
function firstPassage(steps: number, assetCount: number) {
  const sigma = 0.8;
  const root = new Float64Array(assetCount * assetCount);
  for (let a = 0; a < assetCount; a++) root[a * assetCount + a] = 1;
  const shocks: ShockConfig = {
    kind: 'simulated',
    correlationRoot: root,
    diffusionPerYear: new Float64Array(assetCount).fill(sigma),
    logDriftPerYear: new Float64Array(assetCount).fill(-0.5 * sigma * sigma),
    mixing: null,
    commonJumps: null,
    ownJumps: null,
    tilt: null,
    sampling: null,
  };
  const longs = Array.from({ length: assetCount }, (_, a) => ({
    account: a,
    cashUsd: 10,
    perps: [[a, 1, 100] as const],
  }));
  return kernelConfig({
    startPriceUsd: new Float64Array(assetCount).fill(100),
    stepCount: steps,
    stepSeconds: (7 * 86400) / steps,
    shocks,
    books: Array.from({ length: assetCount }, () => plainBook({ kind: 'block', basePerLog: 1e12 })),
    accounts: accountTable(longs, assetCount, 1, new Float64Array(assetCount).fill(-1)),
    venues: [ledgerVenue(assetCount, { liquidation: { feeRate: 0 } })],
  });
}

/** Share of liquidated accounts over independent (path, asset) pairs, and its standard error. */
function liquidatedShare(steps: number, assetCount: number, paths: number) {
  const block = simulateBlock(createSimulator(firstPassage(steps, assetCount)), 0, paths);
  const n = paths * assetCount;
  const share = block.path.liquidatedAccounts.reduce((sum, count) => sum + count, 0) / n;
  return { share, standardError: Math.sqrt((share * (1 - share)) / n) };
}

describe('O1: a 10x long with 5 % maintenance, 80 % volatility, seven days', () => {
  test('is liquidated with probability 0.505531 under daily monitoring', () => {
    const { share, standardError } = liquidatedShare(7, 40, 1000);
    expect(Math.abs(share - 0.505531)).toBeLessThan(4 * standardError);
  });
  test('is liquidated with probability 0.611815 under hourly monitoring', () => {
    const { share, standardError } = liquidatedShare(168, 40, 500);
    expect(Math.abs(share - 0.611815)).toBeLessThan(4 * standardError);
  });
});

describe('O2: 30 M USD per log unit liquidatable against 50 M USD per log unit of depth, shock 0.05', () => {
  const basePerLog = 500_000; // 50 M USD at 100
  const spacing = 2e-5;
  const sizeBase = 0.6 * basePerLog * spacing;
  const longs = Array.from({ length: 10_000 }, (_, j) => {
    // Liquidation price 100 e^(−threshold): equity c + q(P − 100) equals 0.05 q P there. Half a spacing off the grid.
    const price = 100 * Math.exp(-(j + 0.5) * spacing);
    return { account: j, cashUsd: sizeBase * (100 - 0.95 * price), perps: [[0, sizeBase, 100] as const] };
  });
  const config = kernelConfig({
    startPriceUsd: Float64Array.of(100),
    stepCount: 1,
    shocks: replay([[100 * Math.exp(-0.05)]]),
    books: [plainBook({ kind: 'block', basePerLog })],
    accounts: accountTable(longs, 1, 1, Float64Array.of(-10_000 * sizeBase)),
    venues: [ledgerVenue(1, { liquidation: { feeRate: 0, slippageCap: 0.5 }, waterfall: { insuranceFundUsd: 1e9 } })],
  });
  const block = simulateBlock(createSimulator(config), 0, 1);

  test('falls by 0.125 in all, 2.5 times the shock', () => {
    expect(-Math.log(block.asset.endPriceUsd[0] / 100)).toBeCloseTo(0.125, 3);
    expect(block.path.amplification[0]).toBeCloseTo(2.5, 2);
  });
  test('liquidates 3.75 M USD at the start price', () =>
    expect(block.path.liquidatedMarkUsd[0] / 3.75e6).toBeCloseTo(1, 3));
  test('has generations in the ratio 0.6, starting from 1.5 M USD at the start price', () => {
    // Fill values are at falling prices, so the ratio is taken on base units: value over the average log price.
    const trace = tracePath(createSimulator(config), 0);
    const { column, count } = trace.events;
    const base = new Float64Array(40);
    for (let i = 0; i < count; i++) base[column.generation[i]] += column.sizeBase[i];
    for (let g = 0; g < 10; g++) expect(base[g] / (15_000 * 0.6 ** g)).toBeCloseTo(1, 1.5);
    expect(base[0]).toBeCloseTo(15_000, -1);
  });
  test('twin liquidates the first generation only and does not move', () => {
    expect(block.asset.endPriceNoImpactUsd[0]).toBe(100 * Math.exp(-0.05));
    expect(block.path.liquidatedNoImpactUsd[0]).toBeCloseTo(15_000 * 100 * Math.exp(-0.05), -2);
  });
});

describe('O24: each liquidation triggers a Poisson(0.6) number of others', () => {
  const REPLICATES = 600;
  /** One asset a replicate: a first account inside the shock, others at Poisson thresholds beyond it. */
  function progeny(seed: number): number[] {
    const stream = createStream(seed, 9);
    seekStream(stream, 0, 6);
    const push = 1e-4; // log displacement of one liquidation of 1 base unit
    const buckets: { account: number; cashUsd: number; perps: [number, number, number][] }[] = [];
    const open = new Float64Array(REPLICATES);
    for (let a = 0; a < REPLICATES; a++) {
      let threshold = 0.0099;
      for (let position = 0; position < 60 * push; ) {
        const price = 100 * Math.exp(-threshold);
        buckets.push({ account: buckets.length, cashUsd: 100 - 0.95 * price, perps: [[a, 1, 100]] });
        open[a] -= 1;
        position += (-Math.log(nextUniform(stream)) * push) / 0.6;
        threshold = 0.01 + position;
      }
    }
    const config = kernelConfig({
      startPriceUsd: new Float64Array(REPLICATES).fill(100),
      stepCount: 1,
      shocks: replay([new Array(REPLICATES).fill(100 * Math.exp(-0.01))]),
      books: Array.from({ length: REPLICATES }, () => plainBook({ kind: 'block', basePerLog: 1 / push })),
      accounts: accountTable(buckets, REPLICATES, 1, open),
      venues: [ledgerVenue(REPLICATES, { maintenance: flatTable(REPLICATES, 0.05), liquidation: { feeRate: 0 } })],
    });
    return [...simulateBlock(createSimulator(config), 0, 1).asset.soldBase];
  }
  const sizes = [1, 2, 3, 4, 5, 6].flatMap(progeny);
  const share = (size: number) => sizes.filter((n) => n === size).length / sizes.length;

  test.each([
    [1, 0.548812],
    [2, 0.180717],
    [3, 0.089261],
    [5, 0.033606],
  ])('cascades of %i accounts have the Borel probability %f', (size, probability) => {
    const standardError = Math.sqrt((probability * (1 - probability)) / sizes.length);
    expect(Math.abs(share(size) - probability)).toBeLessThan(4 * standardError);
  });
  test('mean cascade size is 1/(1 − 0.6) = 2.5', () => {
    const mean = sizes.reduce((sum, n) => sum + n, 0) / sizes.length;
    expect(Math.abs(mean - 2.5)).toBeLessThan(4 * Math.sqrt(9.375 / sizes.length));
  });
});
