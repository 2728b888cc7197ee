// What: the runs of one asset alone, through the kernel: a case worked by hand, closed forms, what must be exactly zero,
// symmetry, which draws are taken, and that threads, interruption and --no-contagion change no byte of what is written.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { KernelConfig, SimulatedShockConfig } from '../../src/kernel/config.ts';
import { createPriceModel, fillPricePath } from '../../src/kernel/price/price-path.ts';
import { entryStdError } from '../../src/results/contagion/contagion-file.ts';
import { summarisePulls } from '../../src/results/contagion/pull-figures.ts';
import { computePulls } from '../../src/results/contagion/pull-matrix.ts';
import { readTable } from '../../src/results/read-table.ts';
import { chooseDraws, isolateSources, planDraws } from '../../src/run/contagion/choose-draws.ts';
import { runContagion } from '../../src/run/contagion/run-contagion.ts';
import type { Progress } from '../../src/run/progress.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import {
  accountTable,
  kernelConfig,
  ledgerO8,
  ledgerVenue,
  plainBook,
  type TestBucket,
} from '../support/kernel-config.ts';
import { buildTilt } from '../support/shock-builder.ts';
import { createTestFolder, fingerprint } from '../support/toy-run.ts';

const load = (name: string, set: readonly string[] = []) =>
  loadScenario(fileURLToPath(new URL(`../../scenarios/${name}`, import.meta.url)), { set });

async function pullsOf(kernel: KernelConfig, paths: number) {
  const assets = ['A', 'B', 'C'].slice(0, kernel.assetCount);
  const sample = (await runContagion({ kernel, scenario: { paths }, labels: { assets } }, { threads: 1 }))!;
  return { sample, assets, down: computePulls(sample, sample.down), up: computePulls(sample, sample.up) };
}

/** Two assets at 100 with correlation 0.7, 5 % a step over four steps; books of 20 M USD per log. */
function twoAssets(buckets: readonly TestBucket[], seed = 1): KernelConfig {
  const stepSeconds = 31_536_000 / 400;
  const shocks: SimulatedShockConfig = {
    kind: 'simulated',
    correlationRoot: Float64Array.of(1, 0, 0.7, Math.sqrt(1 - 0.49)),
    diffusionPerYear: Float64Array.of(1, 1),
    logDriftPerYear: new Float64Array(2),
    mixing: null,
    commonJumps: null,
    ownJumps: null,
    tilt: null,
    sampling: null,
  };
  const open = [0, 1].map((asset) =>
    buckets.reduce((sum, { perps = [] }) => sum + perps.reduce((s, [a, q]) => s + (a === asset ? q : 0), 0), 0),
  );
  return kernelConfig({
    seedKey: [seed, 5],
    startPriceUsd: Float64Array.of(100, 100),
    stepCount: 4,
    stepSeconds,
    shocks,
    books: [0, 1].map(() => plainBook({ kind: 'block', basePerLog: 200_000 })),
    accounts: accountTable(
      buckets,
      2,
      1,
      Float64Array.from(open, (q) => -q),
    ),
    venues: [ledgerVenue(2, { liquidation: { feeRate: 0 }, waterfall: { insuranceFundUsd: 1e9 } })],
  });
}

/** Longs of 100 base with trigger distances spread evenly over a fall of 30 %; each holds the assets given. */
function longs(holdings: readonly (readonly number[])[]): TestBucket[] {
  return Array.from({ length: 120 }, (_, account) => {
    const assets = holdings[account % holdings.length];
    const own = 100 / assets.length;
    return {
      account,
      cashUsd: 100 * 100 * (0.05 + (0.3 * (account + 0.5)) / 120),
      perps: assets.map((asset) => [asset, own, 100] as const),
    };
  });
}

describe('ledger O8, worked by hand', () => {
  it('has A pull B by its fall of 10 % without an outside shock, and itself from 93 to 83', async () => {
    const { sample, assets, down } = await pullsOf(ledgerO8(), 1);
    const fall = Math.log(100 / 93);
    expect(down.pull[1]).toBeCloseTo(Math.log(50 / 45) / fall, 12);
    expect(down.pull[0]).toBeCloseTo(Math.log(93 / 83) / fall, 12);
    // B never moves by itself: nothing is known of what it would do.
    expect([...down.pull.subarray(2)]).toEqual([Number.NaN, Number.NaN]);
    const { strongest } = summarisePulls(sample, assets);
    expect(strongest).toMatchObject({ source: 'A', target: 'B', pull: { confidence: 1 } });
  });

  it('is in contagion.arrow per 10 % with null errors, since the path is given', async () => {
    const folder = createTestFolder();
    await runScenario(await load('ledger-o8/scenario.yaml'), { folder, threads: 1 });
    const table = await readTable(`${folder}/contagion.arrow`);
    expect(table.text('source')).toEqual(['A', 'A', 'B', 'B']);
    expect(table.text('target')).toEqual(['A', 'B', 'A', 'B']);
    expect(table.number('pullPer10pct')[1]).toBeCloseTo((0.1 * Math.log(50 / 45)) / Math.log(100 / 93), 12);
    expect(table.number('pullPer10pctStdError')[1]).toBeNaN();
    expect(table.number('sourceFall')[0]).toBeCloseTo(Math.log(100 / 93), 12);
  });
});

describe('a linear cascade, b = 0.6', () => {
  it('amplifies 2.5 times: C = A − 1 = 1.5, and the feedback is b', async () => {
    const { kernel } = await load('linear-cascade.yaml');
    const { sample, assets, down } = await pullsOf(kernel, 1);
    // The steps of single accounts round the closed form (O2) by an account or two of 600.
    expect(down.pull[0]).toBeCloseTo(1.5, 1);
    const { feedbackRadius, spectralRadius } = summarisePulls(sample, assets);
    expect(feedbackRadius.estimate).toBeCloseTo(0.6, 2);
    expect(spectralRadius.estimate).toBeNull();
  });
});

describe('two assets', () => {
  it('have pulls of exactly zero where each account holds one of them', async () => {
    const { sample, assets, down, up } = await pullsOf(twoAssets(longs([[0], [1]])), 1000);
    expect([down.pull[1], down.pull[2], up.pull[1], up.pull[2]]).toEqual([0, 0, 0, 0]);
    // By itself each still falls further: 60 longs of 10 000 USD over 0.3, against 20 M USD per log, is b near 0.1.
    expect(Math.min(down.pull[0], down.pull[3])).toBeGreaterThan(0.05);
    expect(summarisePulls(sample, assets).strongest).toBeNull();
  });

  it('pull each other alike where they are exchangeable, within four standard errors', async () => {
    const { down } = await pullsOf(twoAssets(longs([[0, 1]])), 1000);
    expect(Math.min(down.pull[1], down.pull[2])).toBeGreaterThan(0.02);
    for (const [a, b] of [
      [1, 2],
      [0, 3],
    ]) {
      const error = Math.hypot(entryStdError(down, a), entryStdError(down, b));
      expect(Math.abs(down.pull[a] - down.pull[b])).toBeLessThan(4 * error);
      expect(error).toBeLessThan(down.pull[a]);
    }
  });

  it('are pulled up by a rise where accounts are short, and not by a fall', async () => {
    const shorts = longs([[0, 1]]).map((long) => ({
      ...long,
      perps: long.perps!.map(([asset, base, entry]) => [asset, -base, entry] as const),
    }));
    const { down, up } = await pullsOf(twoAssets(shorts), 1000);
    expect([down.pull[1], down.pull[2]]).toEqual([0, 0]);
    expect(Math.min(up.pull[1], up.pull[2])).toBeGreaterThan(0.02);
  });
});

describe('the draws', () => {
  const kernel = twoAssets(longs([[0, 1]]));
  const plan = planDraws(kernel, 1000);

  it('are a hundredth of those drawn, 10 to 50 a source, however long the run is', () => {
    expect(plan).toEqual({ kept: 20, drawn: 2000, isSampled: true });
    expect([10, 100, 2000, 1e6].map((paths) => planDraws(kernel, paths).kept)).toEqual([10, 10, 40, 50]);
    expect(planDraws(ledgerO8(), 500)).toEqual({ kept: 1, drawn: 1, isSampled: false });
  });

  it('are the furthest falls and rises of each asset by itself, and move it alone', async () => {
    const chosen = (await chooseDraws(kernel, plan, () => false))!;
    const model = createPriceModel(kernel);
    const prices = new Float64Array(8);
    const lowest = [0, 1].map((asset) =>
      Float64Array.from({ length: plan.drawn }, (_, draw) => {
        fillPricePath(model, draw, prices);
        return Math.min(100, prices[asset], prices[2 + asset], prices[4 + asset], prices[6 + asset]);
      }),
    );
    const shocks = isolateSources(kernel, plan, chosen);
    if (shocks.kind !== 'replay') throw new Error('expected given prices');
    for (const asset of [0, 1]) {
      const own = [...chosen.subarray(asset * plan.kept, (asset + 1) * plan.kept)];
      const sorted = Float64Array.from(lowest[asset]).sort();
      expect(own.map((draw) => lowest[asset][draw])).toEqual([...sorted.subarray(0, plan.kept)]);
      fillPricePath(model, own[3], prices);
      const row = shocks.priceUsd.subarray(8 * (asset * plan.kept + 3), 8 * (asset * plan.kept + 4));
      expect([0, 2, 4, 6].map((at) => row[at + asset])).toEqual([0, 2, 4, 6].map((at) => prices[at + asset]));
      expect([0, 2, 4, 6].map((at) => row[at + 1 - asset])).toEqual([100, 100, 100, 100]);
    }
  });

  it('are those of the plain law where the run is tilted', async () => {
    const shocks = kernel.shocks as SimulatedShockConfig;
    const tilt = buildTilt(0.2, { shift: Float64Array.of(-1, 0) });
    const tilted = await chooseDraws({ ...kernel, shocks: { ...shocks, tilt } }, plan, () => false);
    expect(tilted).toEqual(await chooseDraws(kernel, plan, () => false));
  });
});

describe('a run', () => {
  const CUT = ['paths=300', 'accounts.count=200', 'horizon.steps=24'];

  it('has the same bytes on one, two and three threads, and after an interruption among the contagion runs', async () => {
    const scenario = await load('perp-majors.yaml', CUT);
    const folders = [createTestFolder(), createTestFolder(), createTestFolder(), createTestFolder()];
    for (const threads of [1, 2, 3]) await runScenario(scenario, { folder: folders[threads - 1], threads });
    const whole = fingerprint(folders[0]);
    expect(Object.keys(whole)).toContain('contagion.arrow');
    expect(fingerprint(folders[1])).toEqual(whole);
    expect(fingerprint(folders[2])).toEqual(whole);
    const controller = new AbortController();
    const onProgress = ({ phase }: Progress) => void (phase === 'contagion' && controller.abort());
    const options = { folder: folders[3], threads: 2 };
    const first = await runScenario(scenario, { ...options, signal: controller.signal, onProgress });
    expect(first).toMatchObject({ status: 'interrupted', pathCount: 300 });
    expect(Object.keys(fingerprint(folders[3]))).not.toContain('contagion.arrow');
    expect(await runScenario(scenario, { ...options, resume: true })).toMatchObject({ status: 'complete' });
    expect(fingerprint(folders[3])).toEqual(whole);
  });

  it('without them leaves out the file and changes no other', async () => {
    const scenario = await load('perp-majors.yaml', CUT);
    const [withRuns, without] = [createTestFolder(), createTestFolder()];
    await runScenario(scenario, { folder: withRuns, threads: 1 });
    const outcome = await runScenario(scenario, { folder: without, threads: 1, contagion: false });
    expect(outcome.status).toBe('complete');
    expect(outcome.summary!.contagion.matrix).toBeNull();
    const { 'contagion.arrow': file, 'summary.json': _, ...whole } = fingerprint(withRuns);
    const { 'summary.json': __, ...rest } = fingerprint(without);
    expect(file).toBeDefined();
    expect(rest).toEqual(whole);
  });

  it('that fails among them names the asset and the draw, not a path of the run', async () => {
    const kernel = twoAssets(longs([[0, 1]]));
    const createEngine = () => ({
      simulateBlock: () => {
        throw new Error('the toy was told to fail here');
      },
      tracePath: () => {
        throw new Error('not asked');
      },
    });
    const labels = { assets: ['A', 'B'] };
    await expect(
      runContagion({ kernel, scenario: { paths: 1000 }, labels }, { threads: 1, createEngine }),
    ).rejects.toThrow(/^contagion run of A alone \(down, prices of path \d+\) failed: the toy was told to fail here$/);
  });
});
