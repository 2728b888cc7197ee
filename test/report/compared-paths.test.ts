// What: the figures of both sides of a comparison from their own paths, and one text a figure wherever it is printed. The run is
// one of the program itself; the comparison beside it is written by hand and names that run as its base.
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport } from '../../src/report/build-report.ts';
import type { Report } from '../../src/report/content.ts';
import { readStudy } from '../../src/report/facts/study-facts.ts';
import { renderMarkdown } from '../../src/report/markdown/render-markdown.ts';
import { tailsSection } from '../../src/report/sections/compare-tails.ts';
import { readSummary } from '../../src/results/read-summary.ts';
import type { Summary } from '../../src/results/summary.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { writeStudy } from '../../src/study/study-folder.ts';
import { resolveEveryPayer } from '../support/every-payer.ts';
import { figuresOf, findLongSentences, findRefused, findTwoTexts, textsOf } from '../support/report-texts.ts';
import { makeFolder, removeFolders } from '../support/result-folder.ts';
import { comparisonOf, differenceOf, rowOf } from './study-fixtures.ts';

const PATHS = 600;
let run: string;
let compare: string;
let summary: Summary;
let report: Report;

beforeAll(async () => {
  const root = makeFolder();
  const resolved = await resolveEveryPayer('11', PATHS, undefined);
  run = (await runScenario(resolved, { folder: `${root}/run`, threads: 1 })).folder!;
  summary = readSummary(run);
  const { beyondFundUsd } = summary.contagion.tail;
  const level = Object.keys(beyondFundUsd.expectedShortfall)[0];
  const baseEstimate = beyondFundUsd.expectedShortfall[level].estimate;
  const rows = [
    rowOf(differenceOf(-2e5, -3e5, -1e5), { level: Number(level), baseEstimate }),
    rowOf(differenceOf(-0.01, -0.02, -0.005, { unit: 'fraction' }), {
      figure: 'probability',
      measure: 'fundDepleted',
      level: null,
    }),
    rowOf(differenceOf(-2e5, -3e5, -1e5), { figure: 'mean', measure: 'shortfallUsd', level: null }),
    rowOf(differenceOf(-2e5, -3e5, -1e5), { measure: 'shortfallUsd', level: Number(level) }),
  ];
  const facts = comparisonOf(rows);
  const policies = facts.policies.map((policy, k) => (k === 0 ? { ...policy, scenarioHash: resolved.hash } : policy));
  compare = `${root}/compare`;
  await writeStudy(compare, {
    kind: 'compare',
    base: resolved,
    settings: {},
    tables: [],
    summary: { ...facts, policies, paths: PATHS },
    elapsedSeconds: 1,
    threads: 1,
  });
  report = await buildReport(compare, [run]);
}, 120_000);
afterAll(removeFolders);

describe('a comparison beside its base', () => {
  it('gives the base the figures of its run, interval included', async () => {
    const study = await readStudy(compare);
    if (study.kind !== 'compare') throw new Error('expected a comparison');
    const [tail, depleted, mean] = study.summary.rows.map((row) => study.own.get(row)?.base);
    const { contagion } = summary;
    expect(tail).toEqual(Object.values(contagion.tail.beyondFundUsd.expectedShortfall)[0]);
    expect(depleted).toEqual(contagion.probability.fundDepleted);
    // Sums of blocks differ in the last digits.
    expect(mean?.estimate).toBeCloseTo(contagion.mean.shortfallUsd.estimate!, 6);
  });

  it('gives the base the tail of its run, and no tail to a policy whose paths are not at hand', async () => {
    const study = await readStudy(compare);
    if (study.kind !== 'compare') throw new Error('expected a comparison');
    const { valueAtRisk, expectedShortfall } = summary.contagion.tail.shortfallUsd;
    const [level] = Object.keys(valueAtRisk);
    expect(study.tails.map(({ name }) => name)).toEqual([study.summary.base]);
    const [{ levels, tails, fundDepleted }] = study.tails;
    expect(levels).toEqual([{ level: Number(level), exceeded: valueAtRisk[level], mean: expectedShortfall[level] }]);
    expect(fundDepleted).toEqual(summary.contagion.probability.fundDepleted);
    // The payers add up to the mean loss of the tail.
    const paid = tails[0].payers.reduce((sum, { figure }) => sum + figure.estimate!, 0);
    expect(paid / expectedShortfall[level].estimate!).toBeCloseTo(1, 9);
    expect(tailsSection(study)).toBeUndefined();
  });

  it('leaves a policy whose paths are not at hand without an interval of its own', async () => {
    const study = await readStudy(compare);
    if (study.kind !== 'compare') throw new Error('expected a comparison');
    expect(study.own.get(study.summary.rows[0])?.policy).toBeUndefined();
  });

  it('reads nothing outside of the folder that it is held to', async () => {
    const own = async (within: string) => {
      const study = await readStudy(compare, realpathSync(within));
      if (study.kind !== 'compare') throw new Error('expected a comparison');
      return study.own.size;
    };
    expect(await own(dirname(compare))).toBeGreaterThan(0);
    expect(await own(compare)).toBe(0);
  });

  it('prints the same string for the same figure in the comparison and in the run', () => {
    const depleted = figuresOf(report).find(({ id }) => id === 'contagion.probability.fundDepleted')!.text;
    const table = report.sections.flatMap(({ tables }) => tables).find(({ caption }) => caption.startsWith('Losses,'));
    expect(table?.rows.find(([label]) => label.includes('use up the fund'))?.[1]).toBe(depleted);
  });
});

describe('every text of a report', () => {
  it('has one string a figure, over page, alternative texts and the post', () => {
    expect(findTwoTexts(report)).toEqual([]);
    const post = renderMarkdown(report);
    // An amount that the post prints stands in the report as well.
    const all = textsOf(report).join('\n');
    const amounts = [...post.matchAll(/USD [\d.,]+(?: (?:M|bn))? \([^)]*\)/g)].map(([amount]) => amount);
    expect(amounts.length).toBeGreaterThan(5);
    expect(amounts.filter((amount) => !all.includes(amount))).toEqual([]);
  });

  it('has sentences of at most 25 words, a figure or a quotation being one', () => {
    // who-pays names all six payers in one sentence.
    const long = findLongSentences(report).filter((sentence) => !/stays unpaid/.test(sentence));
    expect(long).toEqual([]);
  });

  it('has no refused word', () => {
    expect(findRefused(report)).toEqual([]);
  });
});
