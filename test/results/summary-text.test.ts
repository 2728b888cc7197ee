// What: the summary as people read it.
import { afterAll, describe, expect, it } from 'vitest';
import { type PullSummary, summarisePulls } from '../../src/results/contagion/pull-figures.ts';
import {
  formatCount,
  formatLevel,
  formatPercent,
  formatSeconds,
  formatShort,
  formatUsd,
} from '../../src/results/number-text.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';
import { computeSummary } from '../../src/results/summary.ts';
import { formatSummary, line } from '../../src/results/summary-text.ts';
import { collectRun, removeFolders, VERSION } from '../support/result-folder.ts';

afterAll(removeFolders);

describe('numbers', () => {
  it('have three significant digits and a scale word', () => {
    expect(formatUsd(4.4e9)).toBe('4.40 bn USD');
    expect(formatUsd(999_999)).toBe('1.00 M USD');
    expect(formatUsd(-12_345)).toBe('-12.3 k USD');
    expect(formatUsd(456)).toBe('456 USD');
    expect(formatUsd(0)).toBe('0 USD');
    expect(formatUsd(0.001)).toBe('0 USD');
    expect(formatShort(0.9996)).toBe('1.00');
    expect(formatShort(0.00012345)).toBe('0.000123');
    expect(formatPercent(0.01234)).toBe('1.23 %');
    expect(formatPercent(-5e-14)).toBe('0 %');
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatLevel(0.999)).toBe('99.9 %');
    expect([300, 86_400, 172_800, 5400, 7, 3600].map(formatSeconds)).toEqual([
      '5 min',
      '1 day',
      '2 days',
      '1.5 h',
      '7 s',
      '1 h',
    ]);
  });
});

describe('a line', () => {
  const figure: Figure = {
    estimate: 0.0123,
    low: 0.01,
    high: 0.015,
    confidence: 0.95,
    method: '',
    n: 1000,
    unit: 'fraction',
  };

  it('prints the interval beside the estimate, shares in percent', () => {
    expect(line('P(x)', figure)).toMatch(/^ {2}P\(x\) +1\.23 % {3}1\.00 % … 1\.50 %$/);
  });

  it('says when paths are few, none were seen, or not enough', () => {
    expect(line('P(x)', { ...figure, flag: 'fewPaths' })).toContain('(few paths)');
    expect(line('P(x)', { ...figure, estimate: 0, low: 0, high: 0.003, flag: 'noneSeen' })).toMatch(
      /0 % {3}at most 0\.300 % {2}\(none in 1,000 paths\)/,
    );
    const missing = {
      ...figure,
      estimate: null,
      low: null,
      high: null,
      flag: 'notEnoughPaths',
      pathsNeeded: 20_000,
    } as const;
    expect(line('ES', missing)).toMatch(/not enough paths, 20,000 would do$/);
    expect(line('Share', { ...figure, estimate: null, low: null, high: null })).toMatch(/does not apply$/);
  });

  it('does not invent an interval for what is exact', () => {
    expect(line('Leverage', { ...figure, estimate: 3, low: 3, high: 3, confidence: 1, unit: 'ratio' })).toMatch(
      / 3\.00$/,
    );
  });
});

describe('formatSummary', () => {
  it('fits 100 columns and says what was run, the figures with intervals, the worst path and how to replay it', async () => {
    const { folder, resolved } = await collectRun({ paths: 2000, venues: 2 });
    const long = {
      ...resolved,
      warnings: ['The residual maker holds a great deal of the open interest. '.repeat(4).trim()],
    };
    const text = formatSummary(await computeSummary(long, folder, VERSION), { folder: 'results/invented-7' });
    const lines = text.split('\n');
    for (const text of lines) expect([...text].length, text).toBeLessThanOrEqual(100);
    expect(text).toMatch(/invented: seed 7, 2,000 paths, 4 steps of 5 min, 20 min/);
    expect(text).toContain('north bookMid, φ = 1; south bookMid, φ = 1');
    expect(text).toContain('open interest 6.00 k USD one side, residual maker 50.0 % of it');
    expect(text).toMatch(/P\(fund depleted\) +\d[\d.]* % {3}\d[\d.]* % … \d[\d.]* %/);
    expect(text).toMatch(/Shortfall, expected \(ES\) 99\.9 % +not enough paths, 10,000 would do/);
    expect(text).toMatch(/Shortfall, expected \(ES\) 99 % .*\(few paths\)/);
    expect(text).toMatch(/Amplification of falls +1\.50 {3}1\.50 … 1\.50/);
    expect(text).toMatch(/Bad debt, at every level +0 USD {3}\(none in 2,000 paths\)/);
    expect(text).toMatch(/firebreak replay results\/invented-7 --path \d+/);
  });

  it('names the strongest pull, the strongest source and the radii, and of one asset only its feedback', async () => {
    const { folder, resolved } = await collectRun({ paths: 300 });
    const side = {
      draw: Int32Array.from({ length: 20 }, (_, k) => k),
      sourceMove: Float64Array.from({ length: 20 }, (_, k) => 0.2 - 0.001 * (k % 10)),
      // A pulls B by a quarter of its move and itself by a half; B pulls nobody.
      extraMove: Float64Array.from({ length: 40 }, (_, k) => (k < 20 ? (k % 2 === 0 ? 0.1 : 0.05) : 0)),
    };
    const sample = { assetCount: 2, kept: 10, drawn: 1000, isSampled: true, down: side, up: side };
    const text = async (matrix: PullSummary | null) =>
      formatSummary(await computeSummary(resolved, folder, VERSION, matrix), { folder: 'out' });
    const both = await text(summarisePulls(sample, ['A', 'B']));
    expect(both).toMatch(/Pull per 10 % fall, A on B +2\.5\d % {3}2\.\d+ % … 2\.\d+ % {2}\(few paths\)/);
    expect(both).toMatch(/Pull per 10 % fall, A on all others +2\.5\d %/);
    expect(both).toMatch(/Spectral radius of the pulls +0 {3}\(none in 10 paths\)/);
    expect(both).toMatch(/Feedback of falls \(1 feeds itself\) +0\.33\d/);
    const one = { ...sample, assetCount: 1, down: { ...side, extraMove: side.extraMove.subarray(0, 10) } };
    expect(await text(summarisePulls(one, ['A']))).not.toMatch(/Pull per/);
    expect(await text(null)).not.toMatch(/Pull per|Feedback/);
    for (const row of both.split('\n')) expect([...row].length, row).toBeLessThanOrEqual(100);
  });
});
