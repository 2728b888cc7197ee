// What: summary.json. The invented run's exact figures are worked out beside each claim.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ResultsError } from '../../src/results/results-error.ts';
import { computeSummary, SUMMARY_FILE, writeSummary } from '../../src/results/summary.ts';
import { buildScenario } from '../support/result-builder.ts';
import { collectRun, makeFolder, removeFolders, VERSION } from '../support/result-folder.ts';

afterAll(removeFolders);

describe('computeSummary', () => {
  it('measures the start exactly: 6 accounts long 10 at 100 with 300 each, fund 2,000', async () => {
    const { folder, resolved } = await collectRun({ paths: 1000 });
    const { run, efficiency } = await computeSummary(resolved, folder, VERSION);
    expect(run).toMatchObject({
      accounts: 6,
      openInterestUsd: 6000,
      insuranceFundUsd: 2000,
      residualMakerShare: 0.5,
      populationSeed: null,
    });
    // Exposure 6 × 1000; maintenance 5 %, initial 10 %; equity 1800; idle (1800 − 600)/1800.
    expect(efficiency.exposureUsd.estimate).toBe(6000);
    expect(efficiency.exposurePerMargin.estimate).toBeCloseTo(20, 12);
    expect(efficiency.exposurePerInitialMargin.estimate).toBeCloseTo(10, 12);
    expect(efficiency.effectiveLeverage.estimate).toBeCloseTo(6000 / 1800, 12);
    expect(efficiency.idleShare.estimate).toBeCloseTo(2 / 3, 12);
    expect(efficiency.borrowUsage.estimate).toBeNull();
    expect(efficiency.exposureUsd).toMatchObject({ confidence: 1, low: 6000, high: 6000 });
  });

  it('has margin coverage = ES of the shortfall over fund and maintenance margin', async () => {
    const { folder, resolved } = await collectRun({ paths: 1000 });
    const { contagion, efficiency } = await computeSummary(resolved, folder, VERSION);
    const es = contagion.tail.shortfallUsd.expectedShortfall['0.9'];
    expect(efficiency.marginCoverage['0.9'].estimate!).toBeCloseTo(es.estimate! / 2300, 12);
    expect(efficiency.marginCoverage['0.9'].high!).toBeCloseTo(es.high! / 2300, 12);
  });

  it('parts the expected shortfall by asset: three quarters of what accounts 0 to 3 cause is made in A', async () => {
    for (const isTilted of [false, true]) {
      const { folder, resolved } = await collectRun({ paths: 2000, isTilted });
      const { contagion } = await computeSummary(resolved, folder, VERSION);
      const whole = contagion.tail.shortfallUsd.expectedShortfall['0.99'];
      const { A, B } = contagion.marginalExpectedShortfall['0.99'];
      expect(A.estimate! + B.estimate!).toBeCloseTo(whole.estimate!, 6);
      // At most all is caused by accounts 0 to 3, and less than all.
      expect(A.estimate!).toBeLessThan(0.75 * whole.estimate!);
      expect(A.estimate!).toBeGreaterThan(0.5 * whole.estimate!);
      expect(A.stdError!).toBeLessThan(whole.stdError!);
    }
  });

  it('gives every estimated figure an interval that holds it, or says why there is none', async () => {
    for (const isTilted of [false, true]) {
      const { folder, resolved } = await collectRun({ paths: 1500, isTilted });
      const { contagion } = await computeSummary(resolved, folder, VERSION);
      const visit = (value: unknown, path: string): void => {
        if (value === null || typeof value !== 'object') return;
        if (!('method' in value)) {
          for (const [key, entry] of Object.entries(value)) visit(entry, `${path}.${key}`);
          return;
        }
        const { estimate, low, high, flag, n } = value as unknown as {
          estimate: number;
          low: number;
          high: number;
          flag?: string;
          n: number;
        };
        expect(n, path).toBe(1500);
        if (flag === 'notEnoughPaths') expect(estimate, path).toBeNull();
        else {
          expect(low, path).toBeLessThanOrEqual(estimate);
          if (flag !== 'noneSeen') expect(high, path).toBeGreaterThanOrEqual(estimate);
        }
      };
      visit(contagion, 'contagion');
    }
  });

  it('needs no special case where nothing ever happens', async () => {
    const { folder, resolved } = await collectRun({ paths: 1000, threshold: 99 });
    const { contagion, worst } = await computeSummary(resolved, folder, VERSION);
    expect(contagion.probability.fundDepleted).toMatchObject({ estimate: 0, flag: 'noneSeen' });
    expect(contagion.tail.shortfallUsd.valueAtRisk['0.99']).toMatchObject({ estimate: 0, low: 0, high: 0 });
    expect(contagion.endogenousLossShare).toMatchObject({ estimate: null, flag: 'notEnoughPaths' });
    expect(contagion.cascadeDepth['0.99'].estimate).toBe(0);
    expect(worst.path).toBe(0);
  });
});

describe('writeSummary', () => {
  it('writes JSON that reads back the same, without NaN', async () => {
    const { folder, resolved } = await collectRun({ paths: 600 });
    const summary = await writeSummary(resolved, folder, VERSION);
    const text = readFileSync(`${folder}/${SUMMARY_FILE}`, 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(summary)));
    expect(JSON.parse(text)).toEqual(summary);
  });

  it('says which file is missing', async () => {
    const folder = makeFolder();
    await expect(writeSummary(buildScenario(), folder, VERSION)).rejects.toThrow(ResultsError);
    await expect(writeSummary(buildScenario(), folder, VERSION)).rejects.toThrow(/paths\.arrow: no such file/);
  });
});
