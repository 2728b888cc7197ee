// What: over 200 seeds, compare tells policies apart as often as it says. A symmetric scenario of two assets: accounts come in
// twins, one in A and one in B, so tightening A and tightening B are exchangeable. Both are run by the code of the command.
import { beforeAll, describe, expect, it } from 'vitest';
import { createSimulator, simulateBlock } from '../../src/kernel/simulate.ts';
import { seedKey } from '../../src/run/seed.ts';
import { loadScenarioValue } from '../../src/scenario/load.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { type ComparisonRow, comparePolicies, type RanPolicy } from '../../src/study/compare.ts';
import { joinBlocks } from '../../src/study/path-sample.ts';
import { respondToMargin } from '../../src/study/response.ts';

const SEEDS = 200;
const PATHS = 256;
const LEVEL = 0.05;

/** Longs of 5 to 24 times leverage in each asset, shorts far from liquidation against them. */
function describeScenario(rateA: number, rateB: number) {
  const rows = ['A', 'B'].flatMap((asset) =>
    Array.from({ length: 20 }, (_, k) => {
      const account = `${asset}${k}`;
      return [
        { account, kind: 'cash', quantity: 10_000 / (5 + k) },
        { account, kind: 'perp', asset, quantity: 100 },
        { account: `short ${account}`, kind: 'cash', quantity: 100_000 },
        { account: `short ${account}`, kind: 'perp', asset, quantity: -100 },
      ];
    }).flat(),
  );
  const band = (rate: number) => [{ fromUsd: 0, initialRate: 2 * rate, maintenanceRate: rate }];
  return {
    name: 'symmetric',
    paths: PATHS,
    horizon: { steps: 12, stepSeconds: 7200 },
    assets: { A: { priceUsd: 100 }, B: { priceUsd: 100 } },
    shocks: {
      kind: 'simulated',
      volatilityPerYear: { A: 1.2, B: 1.2 },
      correlation: {
        assets: ['A', 'B'],
        matrix: [
          [1, 0.5],
          [0.5, 1],
        ],
      },
    },
    accounts: { list: rows, breached: 'liquidate' },
    margin: { tiers: { A: band(rateA), B: band(rateB) } },
    book: { curves: { A: { block: { usdPerLog: 3e5 } }, B: { block: { usdPerLog: 3e5 } } } },
    waterfall: { insuranceFundUsd: 200, beyondFund: 'adl' },
    measure: { confidence: [0.9], loss: 'shortfallUsd' },
  };
}

const RATE = 0.015;
const TIGHTER = 0.0165;
let base: ResolvedScenario;
let policies: Record<'base' | 'tightA' | 'tightB', ResolvedScenario>;

beforeAll(async () => {
  base = await loadScenarioValue(describeScenario(RATE, RATE));
  const tighten = async (rateA: number, rateB: number): Promise<ResolvedScenario> => {
    const rules = await loadScenarioValue(describeScenario(rateA, rateB));
    const accounts = respondToMargin(base.kernel, rules.kernel.venues, 1)!.accounts;
    return { ...rules, kernel: { ...rules.kernel, accounts } };
  };
  policies = { base, tightA: await tighten(TIGHTER, RATE), tightB: await tighten(RATE, TIGHTER) };
});

/** A policy on the shocks of a seed. */
function run(seed: number, name: keyof typeof policies): RanPolicy {
  const kernel = { ...policies[name].kernel, seedKey: seedKey(`seed ${seed}`) };
  const simulator = createSimulator(kernel);
  const blocks = [simulateBlock(simulator, 0, PATHS)];
  const resolved = { ...policies[name], kernel };
  return { name, set: [], resolved, response: null, sample: joinBlocks(resolved.hash, blocks) };
}

function compareOn(seed: number, from: keyof typeof policies, to: keyof typeof policies): ComparisonRow[] {
  return comparePolicies(run(seed, from), [run(seed, to)]);
}

const WATCHED = [
  'mean shortfallUsd',
  'mean liquidatedUsd',
  'expectedShortfall shortfallUsd',
  'valueAtRisk shortfallUsd',
  'probability fundDepleted',
];
const keyOf = ({ figure, measure }: ComparisonRow) => `${figure} ${measure}`;

/** Share of seeds on which each watched figure is told apart at 5 %. */
function shareTold(from: keyof typeof policies, to: keyof typeof policies): Map<string, number> {
  const told = new Map(WATCHED.map((name) => [name, 0]));
  for (let seed = 0; seed < SEEDS; seed++)
    for (const row of compareOn(seed, from, to)) {
      const name = keyOf(row);
      if (told.has(name) && row.difference.pValue !== null && row.difference.pValue < LEVEL)
        told.set(name, told.get(name)! + 1 / SEEDS);
    }
  return told;
}

describe(`over ${SEEDS} seeds`, () => {
  it('two exchangeable policies are told apart in at most 5 % of cases and 2 standard errors', () => {
    const told = shareTold('tightA', 'tightB');
    const most = LEVEL + 2 * Math.sqrt((LEVEL * (1 - LEVEL)) / SEEDS);
    for (const [name, share] of told) expect(share, name).toBeLessThanOrEqual(most);
  }, 300_000);

  it('a small change, one asset’s maintenance from 1.5 to 1.65 %, is seen in at least 80 %', () => {
    const told = shareTold('base', 'tightA');
    expect(told.get('expectedShortfall shortfallUsd')).toBeGreaterThanOrEqual(0.8);
    expect(told.get('mean shortfallUsd')).toBeGreaterThanOrEqual(0.8);
  }, 300_000);
});

it('a policy against itself differs by exactly zero in every figure', () => {
  for (const { difference, figure } of compareOn(1, 'tightA', 'tightA')) {
    if (figure === 'shareWorse' || difference.estimate === null) continue;
    expect([difference.estimate, difference.low, difference.high]).toEqual([0, 0, 0]);
  }
});

it('a policy that loses on three paths alone has no expected shortfall of its own, but a difference to the base', () => {
  const ran = run(1, 'base');
  // Of 256 paths 25.6 make up the tail at 90 %, and three with a loss are too few for a figure.
  const shortfallUsd = Float64Array.from({ length: PATHS }, (_, path) => (path < 3 ? 100 : 0));
  const sample = { ...ran.sample, column: { ...ran.sample.column, shortfallUsd } };
  const thin: RanPolicy = { ...ran, name: 'thin', resolved: { ...ran.resolved, hash: 'thin' }, sample };
  const row = comparePolicies(ran, [thin]).find((one) => keyOf(one) === 'expectedShortfall shortfallUsd')!;
  expect(row.estimate).toBeNull();
  // ES of the three by definition: 300 USD over 25.6 paths.
  expect(row.difference.estimate).toBeCloseTo(300 / 25.6 - row.baseEstimate!, 6);
});
