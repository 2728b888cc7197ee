// What: what a sensitivity study refuses before anything runs, with the line at fault, and the list that stands in for one.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import type { PathProblem } from '../../../src/scenario/zod-problems.ts';
import { valueAt } from '../../../src/study/sensitivity/parameter.ts';
import { resolveParameters } from '../../../src/study/sensitivity/resolve-parameters.ts';
import { standardParameters } from '../../../src/study/sensitivity/standard-parameters.ts';
import { loadSensitivityStudy } from '../../../src/study/sensitivity/study-file.ts';
import { problemsOf, SMALL, sentences, writeFolder } from '../../scenario/small-scenario.ts';
import { ROOT } from '../../support/command.ts';

const load = (study: string) => {
  const folder = writeFolder({ 's.yaml': SMALL, 'study.yaml': study });
  return loadSensitivityStudy(join(folder, 'study.yaml'), { threads: 1 });
};
const refuse = async (study: string) => sentences(await problemsOf(load(study)));

describe('a study with mistakes', () => {
  it('names them all at once, at their lines', async () => {
    const study = `scenario: s.yaml
methods: [tornadoo]
methds: 3
parameters:
  - { path: book.depthScale, low: 2, high: 2 }
  - { path: book.depthScale, low: 2, high: 1 }
  - { path: book.depthScale, low: 0, high: 1, scale: log }
  - { path: book.depthScale, low: 1 }
  - { path: book.depthScale, values: [1], low: 2, high: 3 }
`;
    const problems = await problemsOf(load(study));
    expect(problems.map(({ line, path }) => [line, path])).toEqual([
      [2, 'methods.0'],
      [3, 'methds'],
      [5, 'parameters.0.high'],
      [6, 'parameters.1.high'],
      [7, 'parameters.2.low'],
      [8, 'parameters.3.high'],
      [9, 'parameters.4'],
    ]);
    const said = sentences(problems).join('\n');
    expect(said).toContain('(did you mean tornado?)');
    expect(said).toContain('(did you mean methods?)');
    expect(said).toContain('expected more than low, 2, received 2: a range needs two ends');
    expect(said).toContain('expected more than low, 2, received 1: a range needs two ends');
    expect(said).toContain('expected a number above 0 on a log scale, received 0');
  });

  it('moves one field by one range, where ranges are moved together', async () => {
    const study = (method: string) => `scenario: s.yaml
methods: [${method}]
parameters:
  - { name: thin, path: book.depthScale, low: 0.5, high: 1 }
  - { name: deep, path: book.depthScale, low: 1, high: 2 }
`;
    expect(await refuse(study('morris'))).toEqual([
      'parameters.1.path: morris and sobol move all parameters at once: thin has the path book.depthScale already',
    ]);
    expect((await load(study('tornado'))).parameters).toHaveLength(2);
  });

  it('is told which field a path was meant to be', async () => {
    const said = await refuse(`scenario: s.yaml
parameters:
  - { path: book.depthScal, low: 0.5, high: 2 }
  - { path: seed, low: 1, high: 2 }
  - { path: shocks.volatilityPerYear, low: 0.5, high: 2 }
  - { path: liquidation.latencySteps, low: 0.5, high: 2 }
  - { name: mix, cases: { a: { mark.knd: external } } }
`);
    expect(said).toEqual([
      'parameters.0.path: book.depthScal: book has no depthScal; it has depthScale, thinning, recoveryHalfLifeSeconds, curves, file (did you mean book.depthScale?)',
      'parameters.1.path: seed is no parameter: it names the run or draws other shocks',
      'parameters.2.path: expected a number at shocks.volatilityPerYear, found a map with BTC, ETH (did you mean `as: factor`, which multiplies what is there?)',
      'parameters.3.low: expected whole numbers for liquidation.latencySteps, received 0.5 to 2',
      'parameters.4.cases: mark.knd: mark has no knd; it has kind, impactPassThrough, averageSeconds (did you mean mark.kind?)',
    ]);
  });

  it('is told which end breaks which rule', async () => {
    const said = await refuse(`scenario: s.yaml
parameters:
  - { name: depth, path: book.depthScale, low: 0, high: 2 }
  - { path: margin.maintenanceScale, low: 0.5, high: 4 }
  - { path: mark.kind, values: [bookmid] }
`);
    expect(said[0]).toBe(
      'parameters.0.low: depth at its low end 0 breaks a rule of the scenario: book.depthScale: expected a factor above 0, received 0',
    );
    expect(said[1]).toMatch(/^parameters\.1\.high: margin\.maintenanceScale at its high end 4 breaks a rule/);
    expect(said[2]).toMatch(/^parameters\.2\.values: mark\.kind at its setting bookmid .*did you mean bookMid\?/);
  });

  it('is told where the scenario it names is missing', async () => {
    const problems = await problemsOf(load('parameters: [{ path: seed, low: 1, high: 2 }]\nscenario: other.yaml\n'));
    expect(problems).toMatchObject([{ line: 2, path: 'scenario' }]);
    expect(problems[0].message).toMatch(/^there is no file .*other\.yaml$/);
  });

  it('is told which of its own changes, and which rule of its policy, name no field', async () => {
    const parameters = 'parameters: [{ path: book.depthScale, low: 0.5, high: 2 }]';
    expect(await refuse(`scenario: s.yaml\nset: { book.depthScal: 2 }\n${parameters}`)).toEqual([
      expect.stringMatching(/^set\.book\.depthScal: book has no depthScal; .*did you mean book\.depthScale\?/),
    ]);
    expect(await refuse(`scenario: s.yaml\npolicy: { liquidation.slipageCap: 0.5 }\n${parameters}`)).toEqual([
      expect.stringMatching(
        /^policy\.liquidation\.slipageCap: liquidation has no slipageCap.*liquidation\.slippageCap\?/,
      ),
    ]);
  });

  it('needs a range for morris and sobol, and a name of its own for every parameter', async () => {
    expect(
      await refuse(`scenario: s.yaml
methods: [morris]
parameters:
  - { path: mark.kind, values: [external] }
`),
    ).toEqual(['methods: morris and sobol need a parameter with a range; there are only cases']);
    expect(
      await refuse(`scenario: s.yaml
parameters:
  - { path: book.depthScale, low: 0.5, high: 2 }
  - { path: book.depthScale, low: 0.5, high: 4 }
`),
    ).toEqual(['parameters.1.name: two parameters are named book.depthScale']);
  });
});

describe('a study', () => {
  it('sets a field, multiplies numbers by asset, and changes nothing at the base', async () => {
    const { parameters } = await load(`scenario: s.yaml
parameters:
  - { path: book.depthScale, low: 0.5, high: 2 }
  - { path: shocks.volatilityPerYear, as: factor, low: 0.5, high: 2 }
  - { path: elasticity, low: 0, high: 1 }
`);
    const changes = parameters.map((one) => (one.kind === 'range' ? [1, 2, 0.5].map(one.changeTo) : []));
    expect(changes[0]).toEqual([{ set: [] }, { set: ['book.depthScale=2'] }, { set: ['book.depthScale=0.5'] }]);
    // By hand: twice 0.6 and 0.8.
    expect(changes[1][1]).toEqual({ set: ['shocks.volatilityPerYear={"BTC":1.2,"ETH":1.6}'] });
    expect(changes[1][0]).toEqual({ set: [] });
    expect(changes[2]).toEqual([{ set: [], elasticity: 1 }, { set: [], elasticity: 2 }, { set: [] }]);
  });

  it('has no base where the fields that share a value differ, so that each end sets them all', async () => {
    const { parameters } = await load(`scenario: s.yaml
parameters:
  - { path: book.curves.*.block.usdPerLog, low: 1e6, high: 2e6 }
`);
    const [depth] = parameters;
    if (depth.kind !== 'range') throw new Error('expected a range');
    // 1e6 is what BTC has and ETH has not.
    expect(depth.base).toBeNull();
    expect(depth.changeTo(1e6)).toEqual({
      set: ['book.curves.BTC.block.usdPerLog=1000000', 'book.curves.ETH.block.usdPerLog=1000000'],
    });
  });

  it('takes each whole number equally often, and the base where it is told to', async () => {
    const { parameters, origin } = await load(`scenario: s.yaml
parameters:
  - { path: liquidation.latencySteps, low: 0, high: 3, base: 1 }
`);
    const [latency] = parameters;
    if (latency.kind !== 'range') throw new Error('expected a range');
    expect([0, 0.24, 0.26, 0.49, 0.51, 0.74, 0.76, 1].map((unit) => valueAt(latency, unit))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3,
    ]);
    expect(origin.scenario.liquidation.latencySteps).toBe(1);
    expect(latency.changeTo(1)).toEqual({ set: [] });
  });

  it('says when the base lies outside a range, and what screening leaves out', async () => {
    const { notes } = await load(`scenario: s.yaml
methods: [morris]
morris: { trajectories: 4 }
parameters:
  - { path: book.depthScale, low: 2, high: 4 }
  - { path: mark.kind, values: [external] }
`);
    expect(notes).toEqual([
      'The base of book.depthScale, 1, lies outside its range 2 to 4.',
      'Morris and Sobol leave out what has no order: mark.kind.',
      '4 trajectories are few: 20 or more make a screening.',
    ]);
  });
});

describe('the standard list', () => {
  it.each(['perp-majors.yaml', 'perp-majors-stressed.yaml', 'linear-cascade.yaml', 'first-passage.yaml'])(
    'names fields that %s has, each range with its source',
    async (name) => {
      const { scenario } = await loadScenario(join(ROOT, 'scenarios', name), {
        set: name.startsWith('perp') ? ['accounts.count=200'] : [],
      });
      const inputs = standardParameters(scenario);
      const problems: PathProblem[] = [];
      const parameters = resolveParameters(inputs, scenario, 0.5, problems);
      expect(problems).toEqual([]);
      expect(parameters.length).toBe(inputs.length);
      for (const { source, name: parameter } of parameters) expect(source, parameter).not.toBeNull();
    },
  );

  it('stands in for a scenario by itself, and is valid at every end', async () => {
    const folder = writeFolder({ 's.yaml': SMALL });
    const { parameters, study } = await loadSensitivityStudy(join(folder, 's.yaml'), { threads: 1 });
    expect(parameters.map(({ name }) => name)).toContain('impact pass-through φ');
    expect(study.methods).toEqual(['tornado']);
  });
});
