// What: policies share the base's accounts and shocks; variants are read from text.
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { joinScenario, resolvePolicies } from '../../src/study/policy.ts';
import { parseVariant } from '../../src/study/variant.ts';
import { problemsOf, SMALL, sentences, writeOne } from '../scenario/small-scenario.ts';

/** A generated population, whose leverage follows the margin rules when it is drawn anew. */
const GENERATED = SMALL.replace(
  /accounts:[\s\S]*?margin:/,
  `accounts:
  count: 60
  openInterestUsd: 1e6
  population:
    assetShares: { BTC: 2, ETH: 1 }
    groups:
      crowd:
        openInterestShare: 1
        accountShare: 1
        size: { sdLog: 1 }
        leverage: { logNormal: { weight: 1, median: 3, sdLog: 0.5 } }
        assetCount: [1]
        side: { longShare: 0.5 }
margin:`,
);
const file = () => writeOne('s.yaml', GENERATED);

describe('a policy', () => {
  it('meets the accounts of the base, not accounts drawn under its own rules', async () => {
    const set = ['margin.tiers.default.maxLeverage=4', 'liquidation.slippageCap=0.2'];
    const [base, policy] = await resolvePolicies(file(), [{ name: 'tight', set }], { elasticity: 0 });
    const drawn = await loadScenario(file(), { set: [...set, 'accounts.breached=liquidate'] });
    expect(policy.resolved.kernel.accounts.quantityBase).toEqual(base.resolved.kernel.accounts.quantityBase);
    expect(drawn.kernel.accounts.cashUsd).not.toEqual(base.resolved.kernel.accounts.cashUsd);
    expect(drawn.kernel.accounts.cashUsd).not.toEqual(policy.resolved.kernel.accounts.cashUsd);
    expect(policy.resolved.kernel.venues[0].initial.rate[0]).toBe(0.25);
    expect(policy.response?.paidInUsd).toBeGreaterThan(0);
  });

  it('that changes no requirement has exactly the accounts of the base', async () => {
    const [base, policy] = await resolvePolicies(file(), [{ name: 'thin', set: ['book.depthScale=0.5'] }], {
      elasticity: 0.5,
    });
    expect(policy.response).toBeNull();
    expect(policy.resolved.kernel.accounts).toEqual(base.resolved.kernel.accounts);
    expect(policy.resolved.hash).not.toBe(base.resolved.hash);
  });

  it('that changes the population has it drawn under the base rules', async () => {
    const set = ['accounts.count=90', 'margin.tiers.default.maxLeverage=4'];
    const [, policy] = await resolvePolicies(file(), [{ name: 'more', set }], { elasticity: 0 });
    const drawn = await loadScenario(file(), { set: ['accounts.count=90'] });
    expect(policy.resolved.kernel.accounts.quantityBase).toEqual(drawn.kernel.accounts.quantityBase);
  });

  it('has another hash for another elasticity, and the same for the same', async () => {
    const policies = [{ name: 'tight', set: ['margin.maintenanceScale=1.5'] }];
    const hash = async (elasticity: number) =>
      (await resolvePolicies(file(), policies, { elasticity }))[1].resolved.hash;
    expect(await hash(0.5)).toBe(await hash(0.5));
    expect(await hash(0.5)).not.toBe(await hash(1));
  });

  it('with a mistake is named, and the mistakes of all policies come at once', async () => {
    const wrong = ['margin.maintenanceScal=2', 'margin.tiers.defalt.maxLeverage=3'].map((text, k) => ({
      name: `p${k}`,
      set: [text],
    }));
    const problems = await problemsOf(resolvePolicies(file(), wrong, { elasticity: 0.5 }));
    expect(problems.map(({ file: place }) => place)).toEqual(['policy p0', 'policy p1']);
    expect(sentences(problems)[0]).toContain('maintenanceScale');
    expect(sentences(problems)[1]).toContain('no margin tiers for defalt');
  });

  it('names a path that does not exist, with the nearest that does', async () => {
    const wrong = [{ name: 'wrong', set: ['margin.maintenanceScal=2'] }];
    const [text] = sentences(await problemsOf(resolvePolicies(file(), wrong, { elasticity: 0.5 })));
    expect(text).toContain('maintenanceScale');
  });

  it('in a scenario of its own meets the base’s accounts only where they are described alike', async () => {
    const base = await loadScenario(file());
    const alike = await loadScenario(file(), { set: ['margin.maintenanceScale=1.5'] });
    const other = await loadScenario(file(), { set: ['accounts.count=90'] });
    expect(joinScenario('alike', alike, base, 0).response?.accounts).toBe(60);
    expect(joinScenario('other', other, base, 0).resolved).toBe(other);
  });
});

describe('a variant', () => {
  it('is a name and overrides; commas inside values stay', () => {
    expect(parseVariant('two: a.b=1, c.d=[1, 2],e[0].f={x: 1, y: 2}')).toEqual({
      name: 'two',
      set: ['a.b=1', 'c.d=[1, 2]', 'e[0].f={x: 1, y: 2}'],
    });
  });

  it.each(['margin.maintenanceScale=2', ': a=1', 'name:', 'name: a', 'two: a.0=1, b=2, a[0]=3'])(
    '%j is refused with what is expected',
    (text) => {
      expect(parseVariant(text)).toMatch(/^expected /);
    },
  );
});
