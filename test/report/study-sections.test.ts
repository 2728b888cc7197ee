// What: sections of studies in words. Studies are written by hand (study-fixtures.ts), so each expected text can be read off them.
import { describe, expect, it } from 'vitest';
import type { ReportSection } from '../../src/report/content.ts';
import { comparePaths, type PathCounts } from '../../src/report/facts/compared-paths.ts';
import type { CompareStudy } from '../../src/report/facts/study-facts.ts';
import { backtestSection, missesFirst } from '../../src/report/sections/backtest.ts';
import { differenceSection } from '../../src/report/sections/compare-difference.ts';
import { payersSection } from '../../src/report/sections/compare-payers.ts';
import { policyRows } from '../../src/report/sections/compare-rows.ts';
import { settingsSection, userCostSection } from '../../src/report/sections/compare-settings.ts';
import { decidingAssumptions, sensitivitySection } from '../../src/report/sections/sensitivity.ts';
import { compareDecision } from '../../src/report/sections/study-decision.ts';
import { findRefusedWords } from '../../src/report/words.ts';
import {
  backtestOf,
  barOf,
  comparisonOf,
  differenceOf,
  manifestOf,
  observationOf,
  rowOf,
  sensitivityOf,
} from './study-fixtures.ts';

/** Every text of a section that a reader sees. */
const textsOf = (section: ReportSection): string[] => [
  section.title,
  section.question,
  ...section.text,
  ...section.notes,
  ...section.figures.map(({ text }) => text),
  ...section.charts.flatMap(({ title, alt }) => [title, alt]),
  ...section.tables.flatMap(({ caption, rows }) => [caption, ...rows.flat()]),
];
const refused = (sections: readonly ReportSection[]) =>
  sections.flatMap(textsOf).flatMap((text) => findRefusedWords(text));

const LOWER = differenceOf(-2.8e6, -3.7e6, -2.0e6);
const MEANS = { figure: 'mean', level: null } as const;
const ROWS = [
  rowOf(LOWER),
  rowOf(differenceOf(-0.0138, -0.0162, -0.0114, { unit: 'fraction' }), {
    figure: 'probability',
    measure: 'fundDepleted',
    level: null,
    baseEstimate: 0.0266,
    estimate: 0.0128,
  }),
  rowOf(differenceOf(-2e5, -2.2e5, -1.8e5), { ...MEANS, measure: 'shortfallUsd', baseEstimate: 5e5, estimate: 3e5 }),
  rowOf(differenceOf(-2e5, -2.2e5, -1.8e5), { ...MEANS, measure: 'fundPaidUsd', baseEstimate: 4e5, estimate: 2e5 }),
  rowOf(differenceOf(0, 0, 0), { ...MEANS, measure: 'adlCostUsd', baseEstimate: 1e5, estimate: 1e5 }),
  rowOf(differenceOf(-6e8, -6e8, -6e8, { confidence: 1, pValue: null }), {
    figure: 'efficiency',
    measure: 'exposureUsd',
    level: null,
    baseEstimate: 5e9,
    estimate: 4.4e9,
  }),
];
const COUNTS: PathCounts = { lower: 0.0096, same: 0.987, higher: 0.0034, isUnweighted: true };
const study = (rows = ROWS, counts: PathCounts | null = COUNTS): CompareStudy => ({
  kind: 'compare',
  folder: 'cmp',
  manifest: manifestOf('compare'),
  summary: comparisonOf(rows),
  own: new Map(),
  tails: [],
  counts: new Map(counts === null ? [] : [['strict', counts]]),
});
const rowsOf = (given = study()) => policyRows(given)[0];

describe('a comparison', () => {
  it('says the paired difference with level, day, sign and interval, and both policies', () => {
    expect(differenceSection(rowsOf(), 0).text[0]).toBe(
      'Mean loss beyond the fund on the worst 1 in 100 days (ES 99 %) is lower by USD 2.8 M (2.0 to 3.7) under strict. It is USD 10.0 M under base and USD 7.2 M under strict.',
    );
  });

  it('counts the shared paths on which the loss is lower, the same and higher', () => {
    // 0.96 %, 98.7 % and 0.34 % of 10,000.
    expect(differenceSection(rowsOf(), 0).text[1]).toContain(
      'Of the same 10,000 shocks, loss beyond the fund is lower on 96, the same on 9,870 and higher on 34.',
    );
  });

  it('does not print weighted shares as counts of paths', () => {
    const text = differenceSection(rowsOf(study(ROWS, { ...COUNTS, isUnweighted: false })), 0).text[1];
    expect(text).toContain('lower on 96 in 10,000');
  });

  it('compares paths one by one: lower, same, higher of hand-made losses', () => {
    const [base, own] = [Float64Array.of(0, 5, 5, 7), Float64Array.of(0, 4, 6, 6)];
    expect(comparePaths(base, own, new Float64Array(4).fill(1))).toEqual({
      lower: 0.5,
      same: 0.25,
      higher: 0.25,
      isUnweighted: true,
    });
  });

  it('names Holm’s correction only where several policies are compared', () => {
    const holm = (names: readonly string[]) => {
      const rows = names.flatMap((policy) => ROWS.map((row) => ({ ...row, policy })));
      const several = { ...study(), summary: comparisonOf(rows, names) };
      return differenceSection(rowsOf(several), 0).text[2].includes('Holm');
    };
    expect([holm(['strict']), holm(['strict', 'other'])]).toEqual([false, true]);
  });

  it('shows each setting now and proposed; leverage is read from the rate of the first tier', () => {
    const summary = comparisonOf(ROWS);
    const set = ['margin.maintenanceScale=1.3', 'margin.tiers.BTC.maxLeverage=10'];
    const policies = [summary.policies[0], { ...summary.policies[1], set }];
    const section = settingsSection(policyRows({ ...study(), summary: { ...summary, policies } }));
    // 1 / 0.05 is 20.
    expect(section.tables[0].rows).toEqual([
      ['strict', 'margin.maintenanceScale', '1', '1.3'],
      ['strict', 'margin.tiers.BTC.maxLeverage', '20', '10'],
    ]);
  });

  it('says what users pay beside what is saved', () => {
    const { title, tables } = userCostSection(rowsOf(), 0);
    // 4.4 of 5 bn.
    expect(title).toBe('Strict: users hold 12 % less exposure; tail loss lower by USD 2.8 M');
    // Tail, depletion and cost to winners; exposure.
    expect(tables.map(({ rows }) => rows.length)).toEqual([3, 1]);
  });

  it('adds the layers up to the loss and prints what is missing', () => {
    expect(payersSection(rowsOf(), 0)?.text[1]).toContain('but for less than USD 1 under base');
    const short = ROWS.map((row) => (row.measure === 'fundPaidUsd' ? { ...row, baseEstimate: 3.5e5 } : row));
    // 500,000 less 350,000 and 100,000.
    expect(payersSection(rowsOf(study(short)), 0)?.text[1]).toContain('but for USD 50,000 under base');
  });

  it('answers what changes, how bad, who pays, what users pay and how sure on the first screen, with at most three figures', () => {
    const { headline, answers, figures } = compareDecision(study(), []);
    expect(headline).toBe(
      'strict: mean loss beyond the fund on the worst 1 in 100 days lower by USD 2.8 M (2.0 to 3.7); users hold 12 % less exposure',
    );
    expect(answers.map(({ question }) => question)).toEqual([
      'What changes?',
      'Does a bad day cost more?',
      'Who pays?',
      'What does it cost users?',
      'How sure?',
    ]);
    expect(answers[0].answer).toBe('strict sets margin.maintenanceScale from 1 to 1.3; nothing else changes.');
    expect(answers[2].answer).toContain(
      '266 in 10,000 use up the fund of USD 7 M now and 128 in 10,000 under strict: lower by 138 in 10,000 (114 to 162)',
    );
    expect(figures.length).toBe(3);
  });

  it('gives no verdict where the interval gives none', () => {
    const open = study([rowOf(differenceOf(2e5, -1e5, 5e5)), ...ROWS.slice(1)]);
    expect(compareDecision(open, []).headline).toContain('no clear difference; at most USD 500,000 either way');
    expect(differenceSection(rowsOf(open), 0).charts[0].title).toBe('No clear difference on a bad day');
  });

  it('reads the rarest level that 50 paths carry', () => {
    const thin = rowOf({ ...LOWER, flag: 'fewPaths' }, { level: 0.999 });
    expect(rowsOf(study([...ROWS, thin])).level).toBe(0.99);
  });

  it('uses no refused word', () => {
    const rows = rowsOf();
    expect(
      refused([settingsSection([rows]), differenceSection(rows, 0), payersSection(rows, 0)!, userCostSection(rows, 0)]),
    ).toEqual([]);
  });
});

describe('a sensitivity study', () => {
  const bars = [
    barOf('depth', differenceOf(2e7, 1.5e7, 2.5e7), 'surely'),
    barOf('volatility', differenceOf(8e6, 6e6, 1e7), 'estimate'),
    barOf('draw', differenceOf(1e5, -1e5, 3e5)),
  ];
  const given = {
    kind: 'sensitivity',
    folder: 's',
    manifest: manifestOf('sensitivity'),
    summary: sensitivityOf(bars),
  } as const;

  it('puts the first line of the tornado into words', () => {
    expect(sensitivitySection(given).text[1]).toMatch(
      /^Depth, tried from 0.5 to 2, moves the mean loss beyond account equity on the worst 1 in 20 days \(ES 95 %\) most, by USD 20 M \(15 to 25\)\. At 0.5: .*\. At 2: .*\./,
    );
  });

  it('tells flips that the interval settles from those that it does not', () => {
    expect(sensitivitySection(given).text[0]).toBe(
      'Flipped, interval included, by depth (at 0.5). Flipped by the estimate alone: volatility (at 0.5). As the scenario stands, the tail loss lies above USD 7 M.',
    );
  });

  it('leaves swings within noise out of the chart, marks them in the table, and keeps the source of every range', () => {
    const { text, tables, charts } = sensitivitySection(given);
    expect(text[2]).toContain('Of 3 assumptions, 1 moves the tail loss within the noise of the paths.');
    expect(tables[1].rows[2].slice(3)).toEqual(['within the noise', 'source of draw']);
    expect(charts[0].table.rows.some((row) => row[0] === 'draw')).toBe(false);
    expect(tables[1].rows.map((row) => row[4])).toEqual(['source of depth', 'source of volatility', 'source of draw']);
  });

  it('gives the decision box those that decide, with the direction where both ends push one way', () => {
    // Both ends of the hand-made bars lie above the base.
    expect(decidingAssumptions(given).map(({ direction }) => direction)).toEqual(['smaller', 'smaller']);
  });

  it('uses no refused word', () => {
    expect(refused([sensitivitySection(given)])).toEqual([]);
  });
});

describe('a backtest', () => {
  const rows = [
    observationOf('hit'),
    observationOf('near miss', { observed: 1.2e7, isInside: false, missRatio: 1.2 }),
    observationOf('far miss', { observed: 1e8, isInside: false, missRatio: 10, says: 'too few accounts' }),
    observationOf('far below', { observed: 1e4, isInside: false, missRatio: 0.01 }),
    observationOf('not scored', {
      observed: 1e9,
      isInside: false,
      missRatio: 100,
      isScored: false,
      whyNotScored: 'unclear',
    }),
  ];
  const assumed = [
    { input: 'book', value: 'medians', source: 'exchange', date: '2025-10-09', afterEvent: false },
    { input: 'leverage', value: '5', source: 'crawl', date: '2026-02-01', afterEvent: true },
  ];
  const given = (list = rows) =>
    ({
      kind: 'backtest',
      folder: 'b',
      manifest: manifestOf('backtest'),
      summary: backtestOf(list, { assumed }),
    }) as const;

  it('puts misses first, the farthest of them ahead, and what is not scored last', () => {
    expect(missesFirst(rows).map(({ observation }) => observation)).toEqual([
      'far below',
      'far miss',
      'near miss',
      'hit',
      'not scored',
    ]);
  });

  it('names misses before anything else, in text and table', () => {
    const { title, text, tables } = backtestSection(given());
    expect(title).toBe('2025-10-10: 3 of 4 known figures lie outside what was simulated');
    expect(text[0]).toMatch(/^Misses, the furthest first\. “far below”/);
    expect(tables[0].rows[0][3]).toBe('no');
  });

  it('sets exceedances seen beside those expected, and does not call hits of one day many checks', () => {
    // A tenth of 4.
    expect(backtestSection(given()).text[1]).toContain(
      'leaves out about 0.4 of 4 figures by chance alone. 3 are outside',
    );
    expect(backtestSection(given()).text[1]).toContain('this is one check');
  });

  it('marks inputs dated after the event, first in their table', () => {
    const { notes, tables } = backtestSection(given());
    expect(notes[0]).toBe('1 of 2 assumed inputs are dated after the event: this is not a forecast made before it.');
    const assumed = tables.find(({ caption }) => caption.startsWith('Assumed'))!;
    expect(assumed.rows.map((row) => row[3])).toEqual(['2026-02-01, after the event', '2025-10-09']);
  });

  it('says how many runs would do where there are too few', () => {
    const thin = observationOf('thin', {
      low: null,
      median: null,
      high: null,
      isInside: null,
      runs: 20,
      runsNeeded: 199,
    });
    expect(backtestSection(given([thin])).tables[0].rows[0][2]).toBe('not enough runs; 199 would do');
  });

  it('uses no refused word', () => {
    expect(refused([backtestSection(given())])).toEqual([]);
  });
});
