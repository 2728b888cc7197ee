// What: the `shocks.sampling` block, its principal axes, and the mistakes that people will make with the number of paths.
import { describe, expect, it, test } from 'vitest';
import type { SimulatedShockConfig } from '../../src/kernel/config.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { principalAxes } from '../../src/scenario/resolve-sampling.ts';
import { openStudy } from '../../src/study/open-study.ts';
import { resolvePolicies } from '../../src/study/policy.ts';
import { loadSensitivityStudy } from '../../src/study/sensitivity/study-file.ts';
import { problemsOf, SMALL, sentences, writeFolder, writeOne } from './small-scenario.ts';

const SOBOL = 'shocks.sampling={kind: sobol}';
const load = (...set: string[]) => loadScenario(writeOne('small.yaml', SMALL), { set });

describe('shocks.sampling', () => {
  it('is left out by default, and then is no part of the hash', async () => {
    const plain = await load();
    expect((plain.kernel.shocks as SimulatedShockConfig).sampling).toBeNull();
    expect('sampling' in plain.scenario.shocks).toBe(false);
    // Hash of this scenario before there was such a key (version 0.1.0).
    expect(plain.hash).toBe('0b77eb4e3c59407b0eaf8ef2238b576f1da5a1a84f4fb8e41b2f749351fc54d1');
    expect((await load(SOBOL, 'paths=128')).hash).not.toBe((await load('paths=128')).hash);
  });

  it('has 16 replicates unless told otherwise, each with 2^m paths', async () => {
    for (const [paths, replicates] of [
      [16, 16],
      [2048, 16],
      [1280, 20],
    ]) {
      const { kernel } = await load(`shocks.sampling={kind: sobol, replicates: ${replicates}}`, `paths=${paths}`);
      expect((kernel.shocks as SimulatedShockConfig).sampling!.replicates).toBe(replicates);
    }
    expect(((await load(SOBOL, 'paths=64')).kernel.shocks as SimulatedShockConfig).sampling!.replicates).toBe(16);
  });

  it('names the nearest numbers of paths that fill every replicate', async () => {
    const rule = 'paths: expected 16 replicates (shocks.sampling.replicates) times a power of 2';
    expect(sentences(await problemsOf(load(SOBOL)))).toEqual([`${rule}, received 100 (64 or 128 would do)`]);
    expect(sentences(await problemsOf(load(SOBOL, 'paths=10')))).toEqual([`${rule}, received 10 (16 would do)`]);
  });

  it('refuses too few replicates for an interval, and other kinds', async () => {
    expect(sentences(await problemsOf(load('shocks.sampling={kind: halton, replicates: 8}', 'paths=64')))).toEqual([
      'shocks.sampling.kind: expected the word sobol, received "halton"',
      'shocks.sampling.replicates: expected a number from 16 to 1024, received 8',
    ]);
  });
});

test('principal axes are orthonormal, the largest first, and the first lifts the sum of all assets', () => {
  // One strong and one weak asset, correlation 0.8: A = ((3, 0), (0.8, 0.6)), AᵀA = ((9.64, 0.48), (0.48, 0.36)).
  const axis = principalAxes(Float64Array.of(3, 0, 0.8, 0.6), 2);
  const [a, b, c, d] = axis as unknown as [number, number, number, number];
  expect(a * a + b * b).toBeCloseTo(1, 12);
  expect(a * c + b * d).toBeCloseTo(0, 12);
  expect(9.64 * a + 0.48 * b).toBeCloseTo((5 + Math.sqrt(21.5296 + 0.2304)) * a, 9); // trace/2 + √((4.64)² + 0.48²)
  expect(3 * a + 0.8 * a + 0.6 * b).toBeGreaterThan(0);
});

describe('studies', () => {
  const study = (text: string) =>
    `${writeFolder({ 'small.yaml': SMALL, 'study.yaml': `scenario: small.yaml\n${text}` })}/study.yaml`;
  const reason =
    'shocks.sampling: expected none: intervals of this study take the paths as independent, and those of scrambled points are not (firebreak run and compare take them)';
  const set = [SOBOL, 'paths=2048'];

  it('that resample paths refuse scrambled points with the reason', async () => {
    const file = study('parameters: [{ path: book.depthScale, low: 0.5, high: 2 }]');
    expect(sentences(await problemsOf(loadSensitivityStudy(file, { set, threads: 1 })))).toContain(reason);
    const policies = study('policies: [{ name: thin, set: { book.depthScale: 0.5 } }]');
    expect(sentences(await problemsOf(openStudy(policies, { set }, () => [])))).toContain(reason);
  });

  it('refuse a policy with other points than the base has', async () => {
    const policies = [{ name: 'scrambled', set: [SOBOL] }];
    const work = resolvePolicies(writeOne('small.yaml', SMALL), policies, { set: ['paths=2048'], elasticity: 0.5 });
    expect(sentences(await problemsOf(work))).toEqual([
      "shocks.sampling: policies are measured on the same shocks: expected the base's, none, received 16 replicates",
    ]);
  });
});
