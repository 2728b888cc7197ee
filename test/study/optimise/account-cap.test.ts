// What: a cap on account size, worked by hand, and that held-out shocks meet the same accounts.
import { afterAll, describe, expect, it } from 'vitest';
import { openInterestUsd } from '../../../src/results/open-interest.ts';
import { openStudy, withShocks } from '../../../src/study/open-study.ts';
import { capAccounts } from '../../../src/study/optimise/account-cap.ts';
import { writeStudyFiles } from '../../support/one-account-study.ts';
import { makeFolder, removeFolders } from '../../support/result-folder.ts';

afterAll(removeFolders);

async function open(study: string) {
  const folder = makeFolder();
  return openStudy(writeStudyFiles(folder, study), {}, () => []);
}

describe('capAccounts', () => {
  it('cuts the positions of a larger account at the start price, keeps its equity and gives the maker the other side', async () => {
    // A long of 100 X at 100 USD on 2,000 USD; the maker is short 100. Capped at 2,500 USD: 25 X are left, 75 X go at 100 USD, so
    // cash rises from 2,000 − 100·100 by 7,500, and the maker's −100 becomes −25.
    const { base } = await open('scenario: scenario.json');
    const before = base.kernel.accounts;
    const after = capAccounts(base.kernel, 2500);
    expect(after.quantityBase[0]).toBeCloseTo(25, 12);
    expect(after.cashUsd[0] - before.cashUsd[0]).toBeCloseTo(7500, 9);
    expect(after.residualMakerBase[0]).toBeCloseTo(before.residualMakerBase[0] + 75, 12);
    const equity = (cash: number, quantity: number) => cash + quantity * 100;
    expect(equity(after.cashUsd[0], after.quantityBase[0])).toBeCloseTo(
      equity(before.cashUsd[0], before.quantityBase[0]),
      9,
    );
    expect(before.quantityBase[0]).toBe(100);
    expect(openInterestUsd({ ...base.kernel, accounts: after })).toBeCloseTo(2500, 9);
  });

  it('leaves accounts alone that are no larger', async () => {
    const { base } = await open('scenario: scenario.json');
    expect(capAccounts(base.kernel, 10_000)).toBe(base.kernel.accounts);
  });
});

describe('withShocks', () => {
  it('draws other paths for the same generated accounts', async () => {
    const root = new URL('../../../scenarios/studies/perp-majors-optimise.yaml', import.meta.url).pathname;
    const opened = await openStudy(root, { set: ['accounts.count=200'] }, () => []);
    const fresh = await withShocks(opened, { seed: 'another', paths: 300 });
    expect(fresh.base.kernel.accounts.quantityBase).toEqual(opened.base.kernel.accounts.quantityBase);
    expect(fresh.base.kernel.seedKey).not.toEqual(opened.base.kernel.seedKey);
    expect(fresh.base.scenario.paths).toBe(300);
    expect(fresh.base.hash).not.toBe(opened.base.hash);
  });
});
