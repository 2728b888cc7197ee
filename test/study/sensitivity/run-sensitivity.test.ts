// What: a sensitivity study from its file to its folder, on a toy market that liquidates often: the figures are those of the
// runs, what cannot matter has exactly no effect, and an interrupted study ends in the same bytes.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../../src/results/read-table.ts';
import { sortSample } from '../../../src/results/statistics/sample.ts';
import { expectedShortfallFigure } from '../../../src/results/statistics/tail.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { openEvaluator } from '../../../src/study/evaluate.ts';
import { sampleOf } from '../../../src/study/path-sample.ts';
import { runSensitivity, type SensitivityOptions } from '../../../src/study/sensitivity/run-sensitivity.ts';
import { formatSensitivity } from '../../../src/study/sensitivity/sensitivity-text.ts';
import { problemsOf, SMALL, sentences, writeFolder } from '../../scenario/small-scenario.ts';
import { createTestFolder, fingerprint } from '../../support/toy-run.ts';

/** Levered five times in a volatile market with a thin book: some paths lose more than an account has. */
const WILD = SMALL.replace('{ BTC: 0.6, ETH: 0.8 }', '{ BTC: 2, ETH: 2 }')
  .replace('usdPerLog: 1e6', 'usdPerLog: 5e3')
  .replace('account: long, kind: cash, quantity: 1000', 'account: long, kind: cash, quantity: 100')
  .replace('account: short, kind: cash, quantity: 1000', 'account: short, kind: cash, quantity: 200')
  .replace('slippageCap: 0.1', 'slippageCap: 0.5');

const STUDY = `scenario: s.yaml
paths: 250
measure: { loss: shortfallUsd }
decision: { above: 75 }
methods: [tornado, morris, sobol]
morris: { trajectories: 4 }
sobol: { size: 8 }
parameters:
  - { name: depth, path: book.depthScale, low: 0.5, high: 1.25, scale: log, source: assumption }
  - { name: volatility, path: shocks.volatilityPerYear, as: factor, low: 0.7, high: 1.3 }
  # Nobody holds ETH, so its book cannot matter.
  - { name: unused, path: book.curves.ETH.block.usdPerLog, low: 1.0e+6, high: 4.0e+6 }
  - { name: mark, path: mark.kind, values: [external] }
`;

const studyFile = (study = STUDY) => join(writeFolder({ 's.yaml': WILD, 'study.yaml': study }), 'study.yaml');
const run = (options: Partial<SensitivityOptions> = {}) =>
  runSensitivity({ file: studyFile(), set: [], threads: 1, folder: join(createTestFolder(), 'study'), ...options });

const whole = await run();
const { summary } = whole;
const bar = (name: string) => summary.tornado!.find(({ parameter }) => parameter === name)!;
const index = (method: string, parameter: string, name: string) =>
  summary.indices.find((row) => row.method === method && row.parameter === parameter && row.index === name)!.figure;

describe('a manifest', () => {
  it('repeats the study that left it, with the decision of the command line, byte for byte', async () => {
    const first = await run({ threshold: 80, methods: ['tornado'] });
    const second = await run({ file: join(first.folder, 'manifest.json') });
    expect(fingerprint(second.folder)).toEqual(fingerprint(first.folder));
  });
});

describe('a tornado', () => {
  it('gives at each end the expected shortfall of the scenario with that override', async () => {
    const { level } = summary.measure;
    const evaluator = openEvaluator({ folder: join(createTestFolder(), 'direct'), threads: 1, runs: 2 });
    const file = join(writeFolder({ 's.yaml': WILD }), 's.yaml');
    for (const { value, figure } of bar('depth').ends) {
      const resolved = await loadScenario(file, { set: ['paths=250', `book.depthScale=${value}`] });
      const sample = sampleOf(await evaluator.evaluate(resolved, 'end'), 'shortfallUsd');
      expect(figure).toEqual(expectedShortfallFigure(sortSample(sample), level, 'USD'));
    }
  });

  it('takes differences from the base and swings from end to end, with intervals', () => {
    const { ends, swing } = bar('depth');
    const [low, high] = ends;
    expect(low.difference.estimate).toBeCloseTo(low.figure.estimate! - summary.base.estimate!, 9);
    expect(swing.estimate).toBeCloseTo(low.figure.estimate! - high.figure.estimate!, 9);
    expect(swing.low!).toBeLessThan(swing.estimate!);
    // Common shocks: the paired interval is narrower than that of two samples apart.
    const apart = Math.hypot(low.figure.stdError!, high.figure.stdError!);
    expect(swing.stdError!).toBeLessThan(apart);
  });

  it('finds exactly no effect in what cannot have one', () => {
    expect(bar('unused').swing).toMatchObject({ estimate: 0, stdError: 0 });
    expect(formatSensitivity(summary, 'folder')).toContain('unused, 2.00 M at the base: no effect on any path');
  });

  it('sorts by swing and flags the ends on the other side of the decision', () => {
    const swings = summary.tornado!.map(({ swing }) => swing.estimate!);
    expect(swings).toEqual([...swings].sort((a, b) => b - a));
    for (const { ends } of summary.tornado!)
      for (const { figure, flips, isFlipCertain } of ends) {
        expect(flips).toBe(figure.estimate! > 75 !== summary.base.estimate! > 75);
        if (isFlipCertain) expect(figure.low! > 75 || figure.high! <= 75).toBe(true);
      }
    expect(summary.tornado!.some(({ ends }) => ends.some(({ flips }) => flips))).toBe(true);
  });
});

describe('screening and indices', () => {
  it('give exactly nothing to what cannot move the response, and most of the variance to what does', () => {
    for (const name of ['meanAbsolute', 'mean', 'standardDeviation'])
      expect(index('morris', 'unused', name).estimate).toBe(0);
    expect(index('sobol', 'unused', 'total').estimate).toBe(0);
    expect(index('sobol', 'unused', 'first').estimate).toBe(0);
    const total = ['depth', 'volatility'].map((name) => index('sobol', name, 'total').estimate!);
    // With two parameters that matter, S_T1 + S_T2 is at least 1 but for the error of 8 rows.
    expect(total[0] + total[1]).toBeGreaterThan(0.8);
    expect(index('morris', 'depth', 'mean').estimate!).toBeLessThan(0);
    expect(index('morris', 'volatility', 'mean').estimate!).toBeGreaterThan(0);
  });

  it('say how much of the variance is Monte Carlo noise', () => {
    for (const { noiseShare } of summary.designs) {
      expect(noiseShare).toBeGreaterThan(0);
      expect(noiseShare).toBeLessThan(1);
    }
    // 4 · (3 + 1) and 8 · (3 + 2).
    expect(summary.designs.map(({ runs }) => runs)).toEqual([16, 40]);
  });
});

describe('the folder of a sensitivity study', () => {
  it('holds every end, index and run as declared', async () => {
    const tornado = await readTable(join(whole.folder, 'tornado.arrow'), [
      'swingUsd',
      'expectedShortfallUsd',
      'flipsDecision',
    ]);
    expect(tornado.rows).toBe(7);
    const indices = await readTable(join(whole.folder, 'sensitivity.arrow'), ['estimate', 'noiseShare']);
    expect(indices.rows).toBe(3 * 3 + 3 * 2);
    const runs = await readTable(join(whole.folder, 'sensitivity-runs.arrow'), ['response', 'coordinate', 'value']);
    expect(runs.rows).toBe(3 * (16 + 40));
  });

  it('is the same, byte for byte, after an interruption, and computes nothing twice', async () => {
    const folder = join(createTestFolder(), 'study');
    const file = studyFile();
    const controller = new AbortController();
    const onProgress = ({ run: done }: { run: number }) => {
      if (done >= 9) controller.abort();
    };
    await expect(run({ file, folder, signal: controller.signal, onProgress })).rejects.toThrow('interrupted');
    const kept = readdirSync(join(folder, 'runs')).filter((name) => name.endsWith('.arrow')).length;
    expect(kept).toBeGreaterThanOrEqual(9);
    const resumed = await run({ file, folder });
    expect(resumed.counts.simulated + kept).toBe(whole.counts.simulated);
    const own = (at: string) =>
      Object.fromEntries(Object.entries(fingerprint(at)).filter(([name]) => !name.startsWith('runs')));
    expect(own(folder)).toEqual(own(whole.folder));
  });
});

describe('a study of a policy', () => {
  it('moves how users answer it: the more they cut of their positions, the less is lost', async () => {
    const study = `scenario: s.yaml
paths: 250
measure: { loss: shortfallUsd }
policy: { margin.maintenanceScale: 1.5 }
parameters:
  - { path: elasticity, low: 0, high: 1 }
`;
    const { base, tornado } = (await run({ file: studyFile(study) })).summary;
    const [low, high] = tornado![0].ends;
    expect(low.difference.low!).toBeGreaterThan(0);
    expect(high.difference.high!).toBeLessThan(0);
    expect(base.estimate!).toBeGreaterThan(0);
  });
});

describe('a study without enough paths', () => {
  it('says how many would do instead of a figure', async () => {
    const said = sentences(await problemsOf(run({ set: ['paths=20'], methods: ['tornado'] })));
    expect(said).toEqual(['paths: 20 paths have fewer than 10 of shortfallUsd in the tail beyond 0.95; 200 would do']);
  });
});

describe('formatSensitivity', () => {
  it('writes screening in USD on one scale, named in the head, each figure apart from the next', () => {
    const figure = { estimate: -2000, low: -2600, high: -1400, confidence: 0.95, method: '', n: 1, unit: 'USD' };
    const indices = (['meanAbsolute', 'mean', 'standardDeviation'] as const).map((index) => ({
      ...summary.indices[0]!,
      index,
      figure: { ...figure, ...(index === 'meanAbsolute' && { estimate: 2000, low: 1400, high: 2600 }) },
    }));
    const measure = { ...summary.measure, response: 'loss' as const };
    const text = formatSensitivity({ ...summary, measure, indices, designs: summary.designs.slice(0, 1) }, 'folder');
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(text).toContain('MORRIS, ES, k USD over a range');
    expect(text).toMatch(/ {2}2\.00 \(1\.40 … 2\.60\) +-2\.00 \(-2\.60 … -1\.40\) +-2\.00 \(-2\.60 … -1\.40\)/);
  });

  it('keeps within 100 columns and names the noise', () => {
    const text = formatSensitivity(summary, 'folder');
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(text).toMatch(/40 runs; Monte Carlo noise is [\d.]+ % of the variance between them/);
    expect(text).toMatch(/TORNADO, largest swing first[\s\S]*MORRIS[\s\S]*SOBOL/);
  });

  it('marks what flips the decision by its estimate alone, in the sentence as beside the end', () => {
    const [{ ends, ...first }] = summary.tornado!;
    const flipped = (isFlipCertain: boolean) => {
      const tornado = [{ ...first, ends: ends.map((end) => ({ ...end, flips: true, isFlipCertain })) }];
      return formatSensitivity({ ...summary, tornado, decision: { thresholdUsd: 1, isAbove: true } }, 'folder');
    };
    expect(flipped(false)).toContain(`flipped by ${first.parameter}?\n`);
    expect(flipped(true)).toContain(`flipped by ${first.parameter}\n`);
  });
});
