// What: mistakes in a study file, all at once, each with its line, field, rule and what was received.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ScenarioError } from '../../src/scenario/errors.ts';
import { runFrontier } from '../../src/study/frontier/run-frontier.ts';
import { openStudy } from '../../src/study/open-study.ts';
import { runOptimise } from '../../src/study/optimise/run-optimise.ts';
import { writeStudyFiles } from '../support/one-account-study.ts';
import { makeFolder, removeFolders } from '../support/result-folder.ts';

afterAll(removeFolders);

/** Text of the error of a study, the folder's name taken out. */
async function errorOf(study: string, command: 'frontier' | 'optimise' = 'frontier'): Promise<string> {
  const folder = makeFolder();
  const file = writeStudyFiles(folder, study);
  const options = { file, threads: 1, folder: join(folder, 'out') };
  try {
    await (command === 'frontier' ? runFrontier(options) : runOptimise(options));
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.message.replaceAll(`${folder}/`, '');
  }
  throw new Error('the study was accepted');
}

describe('a study file', () => {
  it('that is a scenario is told so, and not every key of it', async () => {
    const text = await errorOf('name: x\nextends: a.yaml\nhorizon: { steps: 3, stepSeconds: 60 }\n');
    expect(text).toMatch(/1 problem:\n.*this is a scenario, not a study/);
  });

  it('is told all mistakes of its form at once', async () => {
    const text = await errorOf(`
scenario: scenario.json
path: 100
response: { elasticity: 50 }
design: { kind: sobol }
parameters:
  - { path: margin.maintenanceScale, low: 2, high: 2, steps: 3 }
  - { path: liquidation.slippageCap, low: 0, high: 0.1, scale: log }
  - { path: liquidation.slippageCap, values: [0.1, 0.1] }
  - { path: liquidation.slippageCap, low: 0.1 }
`);
    expect(text).toBe(`study.yaml has 7 problems:
  study.yaml:3  path: unknown key (did you mean paths?)
  study.yaml:4  response.elasticity: expected a fraction from 0 to 1, received 50 (did you mean 0.5 (50 percent)?)
  study.yaml:5  design.points: expected a number of points for sobol, received nothing
  study.yaml:7  parameters.0.high: expected more than low, 2, received 2: a range needs two ends
  study.yaml:8  parameters.1.low: expected a number above 0 on a log scale, received 0
  study.yaml:9  parameters.2.values: expected at least two values, all different, received [0.1,0.1]
  study.yaml:10  parameters.3.high: expected the high end of a range, a number above 0.1, received nothing`);
  });

  it('is told which paths the scenario does not have, with the nearest', async () => {
    const text = await errorOf(`
scenario: scenario.json
parameters:
  - { path: margin.maintenanceScal, low: 1, high: 2, steps: 2 }
  - { path: margin.tiers.Y.maxLeverage, low: 1, high: 2, steps: 2 }
  - { path: margin.tiers.default.3.initialRate, low: 0.1, high: 0.2, steps: 2 }
  - { path: liquidation.scope, low: 1, high: 2, steps: 2 }
policies:
  - { name: wide, set: { liquidatoin.slippageCap: 0.5 } }
`);
    expect(text.split('\n')).toHaveLength(6);
    expect(text).toContain(
      'study.yaml:4  parameters.0.path: margin.maintenanceScal: margin has no maintenanceScal; it has',
    );
    expect(text).toContain('(did you mean margin.maintenanceScale?)');
    expect(text).toContain(
      'study.yaml:5  parameters.1.path: margin.tiers.Y.maxLeverage: margin.tiers has no Y; it has default, X',
    );
    expect(text).toContain('expected an index from 0 to 0 after margin.tiers.default, received 3');
    expect(text).toContain('liquidation.scope is no number, so it has no range from low to high; list its values');
    expect(text).toContain('study.yaml:9  policies.0.set.liquidatoin.slippageCap: the scenario has no liquidatoin');
    expect(text).toContain('(did you mean liquidation.slippageCap?)');
  });

  it('means every key of a map by a star, in a parameter, a policy and for all', async () => {
    const file = writeStudyFiles(
      makeFolder(),
      `
scenario: scenario.json
set: { book.curves.*.block.usdPerLog: 5.0e+11 }
parameters:
  - { path: margin.tiers.*.maxLeverage, low: 2, high: 4, steps: 2 }
policies:
  - { name: thin, set: { book.curves.*.block.usdPerLog: 1.0e+11 } }
`,
    );
    const { study, base } = await openStudy(file, {}, () => []);
    expect(base.scenario.book.curves['X']).toMatchObject({ block: { usdPerLog: 5e11 } });
    expect(study.parameters[0].path).toEqual(['margin.tiers.default.maxLeverage', 'margin.tiers.X.maxLeverage']);
    expect(study.policies[0].set).toEqual({ 'book.curves.X.block.usdPerLog': 1e11 });
  });

  it('is told at its own line what a scenario refuses of a value', async () => {
    const text = await errorOf(`
scenario: scenario.json
parameters:
  - { path: liquidation.slippageCap, low: 0.5, high: 5, steps: 3 }
`);
    expect(text).toMatch(
      /^study\.yaml has 2 problems:\n {2}study\.yaml:4 {2}parameters\.0: liquidation\.slippageCap: expected a fraction above 0 and at most 1/,
    );
    expect(text).toContain('(policy slippageCap 5)');
  });

  it('is told when a grid lacks its steps, when there is nothing to vary, and when the tail has no ten paths', async () => {
    const text = await errorOf(`
scenario: scenario.json
paths: 100
parameters:
  - { path: margin.maintenanceScale, low: 0.5, high: 1 }
`);
    expect(text).toContain('study.yaml:5  parameters.0.steps: expected a number of steps for a grid, received nothing');
    expect(text).toContain(
      'study.yaml:3  paths: expected at least 200 paths, 10 of them beyond the level 0.95, received 100',
    );
    expect(await errorOf('scenario: scenario.json')).toContain(
      'policies: expected policies, or parameters to make them of, received none',
    );
  });

  it('is told when parameters are more than a design has room for, or set one field twice', async () => {
    const many = Array.from(
      { length: 41 },
      (_, k) => `  - { path: margin.maintenanceScale, low: 0.5, high: 1.${k + 1} }`,
    );
    const text = await errorOf(`
scenario: scenario.json
design: { kind: sobol, points: 4 }
parameters:
${many.join('\n')}
`);
    // Direction numbers are there for 40 dimensions (kernel/random/direction-numbers.ts).
    expect(text).toContain('study.yaml:4  parameters: expected at most 40 parameters for sobol, received 41');
    expect(text).toContain(
      'study.yaml:6  parameters.1.path: parameters.0 has the path margin.maintenanceScale already, and would do nothing',
    );
    const grid = await errorOf(`
scenario: scenario.json
parameters:
  - { path: margin.maintenanceScale, low: 0.5, high: 1, steps: 1000 }
  - { path: liquidation.slippageCap, low: 0.5, high: 1, steps: 101 }
`);
    expect(grid).toContain('parameters: expected a grid of at most 100000 points, received 1000 × 101');
  });

  it('is told that no number of paths asked for could meet a probability', async () => {
    const text = await errorOf(
      `
scenario: scenario.json
paths: 1000
parameters:
  - { path: margin.maintenanceScale, low: 0.5, high: 1, steps: 2 }
constraint: { of: fundDepleted, aboveUsd: 5, probability: 0.001 }
solve:
  - { quantity: openInterestUsd, low: 1, high: 2, probability: 0.5 }
  - { quantity: insuranceFundUsd, low: 1, high: 2, aboveUsd: 5, probability: 0.5 }
heldOut: { seed: 7 }
`,
      'optimise',
    );
    expect(text.split('\n')).toHaveLength(6);
    expect(text).toContain(
      'study.yaml:6  constraint.probability: expected at least 2995 paths, with fewer nothing can be shown to be as rare as 0.001; received 1000',
    );
    expect(text).toContain('study.yaml:6  constraint.aboveUsd: must not be set for fundDepleted, received 5');
    expect(text).toContain('solve.0.quantity: openInterestUsd can be capped only for a generated population');
    // Without a loss of its own a question is about the fund: an amount would never be exceeded, and every value would do.
    expect(text).toContain('study.yaml:9  solve.1.aboveUsd: must not be set for fundDepleted, received 5');
    expect(text).toContain('study.yaml:10  heldOut.seed: expected another seed than that of the search, received 7');
  });

  it('of loans alone is told that they have no margin to be efficient with, and no positions to cap', async () => {
    const folder = makeFolder();
    writeStudyFiles(folder, '');
    const scenario = JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8'));
    scenario.accounts.list = [
      { account: 'borrower', kind: 'collateral', asset: 'X', quantity: 100 },
      { account: 'borrower', kind: 'debt', asset: 'USD', quantity: 7000 },
    ];
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify(scenario));
    const file = join(folder, 'study.yaml');
    const policy = 'scenario: scenario.json\npolicies: [{ name: a, set: { liquidation.feeRate: 0.01 } }]\n';
    const none = 'study.yaml:1  scenario: expected accounts with a margin requirement, which efficiency is measured by';
    const refused = async (study: string, run: typeof runFrontier | typeof runOptimise) => {
      writeFileSync(file, study);
      return run({ file, threads: 1 }).then(String, String);
    };
    expect(await refused(policy, runFrontier)).toContain(none);
    expect(await refused(`${policy}constraint: { probability: 0.5 }`, runOptimise)).toContain(none);
    const cap = 'scenario: scenario.json\nsolve: [{ quantity: accountSizeUsd, low: 1, high: 2, probability: 0.5 }]\n';
    expect(await refused(cap, runOptimise)).toContain(
      'study.yaml:2  solve.0.quantity: accountSizeUsd caps positions, and the accounts of this scenario hold none',
    );
  });

  it('is told at its line which scenario is missing, and which of its own changes names no field', async () => {
    expect(await errorOf('policies: [{ name: a, set: { book.depthScale: 2 } }]\nscenario: other.json')).toContain(
      'study.yaml:2  scenario: there is no file other.json',
    );
    const text = await errorOf('scenario: scenario.json\nset:\n  book.depthScal: 2');
    expect(text).toContain('study.yaml:3  set.book.depthScal: book has no depthScal');
    expect(text).toContain('(did you mean book.depthScale?)');
  });

  it('that does not exist, or is no map, is said so', async () => {
    const folder = makeFolder();
    const missing = join(folder, 'none.yaml');
    await expect(runFrontier({ file: missing, threads: 1 })).rejects.toThrow('the file does not exist');
    writeFileSync(missing, '- a list');
    await expect(runFrontier({ file: missing, threads: 1 })).rejects.toThrow('expected a map of keys such as');
  });
});
