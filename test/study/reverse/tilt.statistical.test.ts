// What: the tilt that a reverse stress test proposes changes no answer. The scenario with tilt.yaml laid over it gives the
// same P(fund depleted) as the plain one of another seed. Fixed seeds; tolerance 4 standard errors of the difference.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSimulator, simulateBlock } from '../../../src/kernel/simulate.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { reverse, writeSystem } from './small-systems.ts';

const PATHS = 20_000;

/** P(fund depleted) of a scenario file with its standard error, and the share of its paths that break, unweighted. */
async function estimate(file: string, seed: string) {
  const { kernel } = await loadScenario(file, { set: [`seed=${seed}`] });
  const { weight, fundDepleted } = simulateBlock(createSimulator(kernel), 0, PATHS).path;
  let sum = 0;
  let square = 0;
  let broken = 0;
  for (let p = 0; p < PATHS; p++) {
    const term = weight[p] * fundDepleted[p];
    sum += term;
    square += term * term;
    broken += fundDepleted[p];
  }
  const mean = sum / PATHS;
  return { mean, stdError: Math.sqrt((square / PATHS - mean * mean) / PATHS), broken: broken / PATHS };
}

describe('the proposed tilt', () => {
  it.each([
    ['a Gaussian law', {}],
    ['a mixing variable', { mixing: { degreesOfFreedom: 4, holdSeconds: 14400, maximumMultiplier: 10 } }],
  ])('gives the same P(fund depleted) under %s, on more paths that break', async (_, tails) => {
    // Volatility such that some paths in a thousand break.
    const shocks = { kind: 'simulated', volatilityPerYear: 4.5, ...tails };
    const file = writeSystem(['X'], { shocks });
    const { folder, summary } = await reverse(file, { shapes: ['ramp'] });
    expect(summary.tilt!.standardDeviations).toBeLessThan(-0.5);
    const tilted = join(dirname(file), 'tilted.yaml');
    writeFileSync(tilted, `extends: [${file}, ${join(folder, 'tilt.yaml')}]\n`);
    const plain = await estimate(file, 'plain');
    const weighted = await estimate(tilted, 'weighted');
    const error = Math.sqrt(plain.stdError * plain.stdError + weighted.stdError * weighted.stdError);
    expect(Math.abs(weighted.mean - plain.mean)).toBeLessThan(4 * error);
    expect(weighted.broken).toBeGreaterThan(2 * plain.broken);
    expect(plain.broken).toBeGreaterThan(0);
  });
});
