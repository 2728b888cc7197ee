// What: the probe behind `firebreak check`. The expected ratio is summed here from the toy engine's own columns.
import { describe, expect, it } from 'vitest';
import { probeScenario } from '../../src/run/probe.ts';
import { createToyConfig } from '../support/toy-config.ts';
import { createToyEngine } from '../support/toy-engine.ts';
import { createToyScenario } from '../support/toy-run.ts';

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

describe('probeScenario', () => {
  it('gives the branching ratio of the first paths, the share with liquidations and a time a path', async () => {
    const { path } = createToyEngine({ config: createToyConfig() }).simulateBlock(0, 256);
    const probe = await probeScenario(createToyScenario(2000), 1, undefined, createToyEngine);
    expect(probe.paths).toBe(256);
    const expected = 1 - sum(path.liquidatedExogenousUsd) / sum(path.liquidatedUsd);
    expect(probe.branchingRatio.estimate).toBeCloseTo(expected, 12);
    expect(probe.liquidatedPathShare).toBe(path.liquidatedUsd.filter((usd) => usd > 0).length / 256);
    expect(probe.millisecondsPerPath).toBeGreaterThan(0);
  });

  it('runs no more paths than the scenario has', async () => {
    expect((await probeScenario(createToyScenario(40), 1, undefined, createToyEngine)).paths).toBe(40);
  });
});
