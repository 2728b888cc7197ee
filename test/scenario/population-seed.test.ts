// What: the population has a seed of its own, so that sampling error of paths and of accounts can be told apart.

import { expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';

const load = async (...set: string[]) =>
  (await loadScenario('scenarios/perp-majors.yaml', { set: ['accounts.count=300', ...set] })).kernel;

test('with a seed of its own the population stays while the paths change', async () => {
  const one = await load('seed=1', 'accounts.population.seed=crowd');
  const two = await load('seed=2', 'accounts.population.seed=crowd');
  expect(two.accounts).toEqual(one.accounts);
  expect(two.seedKey).not.toEqual(one.seedKey);
});

test('without one, another seed of the scenario draws other accounts', async () => {
  expect((await load('seed=2')).accounts.quantityBase).not.toEqual((await load('seed=1')).accounts.quantityBase);
});

test('the seed of the scenario given as the population seed changes nothing', async () => {
  expect((await load('seed=1', 'accounts.population.seed="1"')).accounts).toEqual((await load('seed=1')).accounts);
});
