// What: the report of a run on small folders of the program itself: what adds up, what is counted, what is said of partial, weighted
// and later runs.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReport, buildRunReport } from '../../src/report/build-report.ts';
import type { FigureText, Report } from '../../src/report/content.ts';
import { readRunFacts } from '../../src/report/facts/run-facts.ts';
import { figureText, usdText } from '../../src/report/figure-text.ts';
import { quantileDots } from '../../src/report/sections/how-bad.ts';
import { exceedancePoints, lossCurveSection } from '../../src/report/sections/loss-curve.ts';
import { leadingAssets } from '../../src/report/sections/price-fan.ts';
import { shortName } from '../../src/report/sections/who-is-hit.ts';
import { findRefusedWords } from '../../src/report/words.ts';
import { readTable } from '../../src/results/read-table.ts';
import type { Figure } from '../../src/results/statistics/figure.ts';
import { sortSample } from '../../src/results/statistics/sample.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { resolveEveryPayer } from '../support/every-payer.ts';
import { makeFolder, removeFolders } from '../support/result-folder.ts';

const PATHS = 600;

/** Runs the small system in which every payer pays. @param stopAfter  paths after which it is interrupted */
async function makeRun(options: { tilt?: Record<string, number>; stopAfter?: number } = {}): Promise<string> {
  const folder = `${makeFolder()}/run`;
  const controller = new AbortController();
  const resolved = await resolveEveryPayer('11', PATHS, options.tilt);
  const outcome = await runScenario(resolved, {
    folder,
    threads: 1,
    blocksPerBatch: 1,
    signal: controller.signal,
    onProgress: ({ done }) => void (done >= (options.stopAfter ?? Infinity) && controller.abort()),
  });
  return outcome.folder!;
}

/** All text of a report, but for commands, identifiers and the specifications of charts. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (value === null || typeof value !== 'object') return [];
  const skipped = new Set(['spec', 'id', 'kind', 'hash', 'figure', 'code', 'reproduction', 'direction', 'align']);
  return Object.entries(value).flatMap(([key, inner]) => (skipped.has(key) ? [] : textsOf(inner)));
}

/** Every `FigureText` of a report. */
function figuresOf(value: unknown): FigureText[] {
  if (Array.isArray(value)) return value.flatMap(figuresOf);
  if (value === null || typeof value !== 'object') return [];
  if ('estimate' in value && 'interval' in value && 'text' in value && 'id' in value) return [value as FigureText];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'spec' ? [] : figuresOf(inner)));
}

function sectionOf(report: Report, id: string) {
  const found = report.sections.find((section) => section.id === id);
  if (found === undefined) throw new Error(`no section ${id}`);
  return found;
}

/** The figure of summary.json that an identifier names: levels hold a dot, so the longest key that fits is taken. */
function lookUp(root: unknown, id: string): Figure | undefined {
  let at = root as Record<string, unknown> | undefined;
  let rest = id;
  while (rest !== '' && at !== undefined) {
    const keys = Object.keys(at).filter((key) => rest === key || rest.startsWith(`${key}.`));
    const key = keys.sort((a, b) => b.length - a.length)[0];
    if (key === undefined) return undefined;
    at = at[key] as Record<string, unknown>;
    rest = rest.slice(key.length + 1);
  }
  return at as unknown as Figure;
}

let plain: string;
let weighted: string;
let partial: string;
let report: Report;

beforeAll(async () => {
  plain = await makeRun();
  weighted = await makeRun({ tilt: { plainShare: 0.3, standardDeviations: -1, commonJumpFactor: 2 } });
  partial = await makeRun({ stopAfter: 256 });
  report = await buildReport(plain);
}, 120_000);
afterAll(removeFolders);

describe('the report of a run', () => {
  it('answers every question that a run can answer and says what would answer the rest', () => {
    expect(report.sections.map(({ id }) => id)).toEqual([
      'how-bad',
      'who-pays',
      'loss-curve',
      'price-fan',
      'cascade',
      'contagion',
      'who-is-hit',
      'efficiency',
      'worst-path',
      'definitions',
    ]);
    // Six kinds of study would answer more.
    // Six studies, and the earlier forecast that no file holds.
    expect(report.unanswered.length).toBe(7);
    expect(report.decision.figures.length).toBeLessThanOrEqual(3);
    expect(report.decision.assumptions.length).toBe(3);
    expect(report.warnings).toEqual(readRunFacts(plain).summary.run.warnings);
  });

  it('holds each figure of summary.json as the one string that the rule makes of it', () => {
    const summary = JSON.parse(readFileSync(`${plain}/summary.json`, 'utf8'));
    const figures = figuresOf(report).filter(({ id }) => /^(contagion|efficiency)\.(?!arrow)/.test(id));
    expect(figures.length).toBeGreaterThan(20);
    for (const { id, figure, text } of figures) {
      expect([id, figure]).toEqual([id, lookUp(summary, id)]);
      expect(text).toBe(figureText(id, figure).text);
    }
  });

  it('uses no refused word, no dollar sign and no tilde in any text, plain or weighted or partial', async () => {
    for (const folder of [plain, weighted, partial]) {
      const found = textsOf(await buildReport(folder)).flatMap((text) =>
        findRefusedWords(text).map((word) => [word, text]),
      );
      expect(found).toEqual([]);
    }
  });

  it('counts days as paths.arrow holds them', async () => {
    const table = await readTable(`${plain}/paths.arrow`, ['shortfallUsd', 'fundDepleted']);
    const lost = table.number('shortfallUsd').filter((loss) => loss > 0).length;
    const used = table.number('fundDepleted').filter((flag) => flag > 0).length;
    expect(lost).toBeGreaterThan(0);
    const rate = figureText('fund', readRunFacts(plain).summary.contagion.probability.fundDepleted, {
      as: 'odds',
    }).text;
    expect(sectionOf(report, 'how-bad').text[0]).toBe(
      `Of 600 simulated days, ${600 - lost} end without a loss beyond account equity, ${lost} with one, and ${used} use up the fund. Rounded to what it carries, that rate is ${rate}.`,
    );
  });

  it('has charts whose identifiers are unique, each with a table and an alternative text', () => {
    const charts = report.sections.flatMap((section) => section.charts);
    expect(charts.map(({ id }) => id)).toEqual([
      'loss-dots',
      'who-pays',
      'who-pays-2',
      'loss-curve',
      'loss-curve-linear',
      'price-fan',
      'price-fan-2',
      'price-fan-3',
      'cascade',
      'contagion',
    ]);
    for (const { alt, table } of charts) {
      expect(alt.length).toBeGreaterThan(40);
      expect(table.rows.length).toBeGreaterThan(0);
    }
  });

  it('prints a replay command without the folders of this machine', () => {
    expect(sectionOf(report, 'worst-path').code).toMatch(/^firebreak replay run --path \d+$/);
    expect(textsOf(report).filter((text) => text.includes(plain))).toEqual([]);
  });

  it('has a hash that depends on the files, not on the folder or the time', async () => {
    const copy = `${makeFolder()}/elsewhere`;
    cpSync(plain, copy, { recursive: true });
    editJson(`${copy}/manifest.json`, (manifest) => ({ ...manifest, startedAt: '2020-01-01T00:00:00.000Z' }));
    expect((await buildReport(copy)).hash).toBe(report.hash);
    expect(report.hash).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('losses of past days', () => {
  it('are ticks on the curve and are told with their source, as text', async () => {
    const facts = readRunFacts(plain);
    const { manifest } = facts;
    const past = { date: '2020-03-12', lossUsd: 5.3e6, source: '<b>forum post</b>' };
    const scenario = { ...manifest.scenario, report: { ...manifest.scenario.report, pastLosses: [past] } };
    const told = await lossCurveSection({ ...facts, manifest: { ...manifest, scenario } });
    expect(told.notes.at(-1)).toBe(
      'Ticks are losses of past days, as their sources have them: 2020-03-12, USD 5.3 M (“<b>forum post</b>”).',
    );
    const texts = JSON.stringify(told.charts[0]!.spec);
    expect(texts).toContain('2020-03-12');
    expect(texts).toContain('5300000');
    const none = await lossCurveSection(facts);
    expect(none.notes.join(' ')).not.toContain('past days');
  });
});

describe('who pays', () => {
  it('the payers add up to the expected shortfall of summary.json, plain and weighted', async () => {
    for (const folder of [plain, weighted]) {
      const { payers, whole } = (await readRunFacts(folder).tail()).headline!;
      const sum = payers.reduce((total, { figure }) => total + figure.estimate!, 0);
      expect(whole!.estimate).toBeGreaterThan(0);
      expect(sum).toBeCloseTo(whole!.estimate!, 3);
      expect(payers.filter(({ figure }) => figure.estimate! > 0).length).toBeGreaterThanOrEqual(4);
    }
  });

  it('each payer is the plain mean over the worst paths where the tail is a whole number of them', async () => {
    // 600 paths at 0.95: the 30 paths with the largest shortfall.
    const { level, payers, paths } = (await readRunFacts(plain).tail()).headline!;
    expect([level, paths]).toEqual([0.95, 30]); // some of them without a loss
    const table = await readTable(`${plain}/paths.arrow`);
    const loss = table.number('shortfallUsd');
    const worst = Array.from(loss.keys())
      .sort((a, b) => loss[b] - loss[a])
      .slice(0, 30);
    for (const { column, figure, reached } of payers) {
      const paid = worst.map((path) => table.number(column)[path]);
      expect(figure.estimate).toBeCloseTo(paid.reduce((a, b) => a + b, 0) / 30, 6);
      expect(reached.paths).toBe(paid.filter((usd) => usd > 0).length);
    }
  });

  it('totals of the worst path are those of paths.arrow', async () => {
    const { worst } = readRunFacts(plain).summary;
    const table = await readTable(`${plain}/paths.arrow`, ['shortfallUsd', 'socialisedUsd']);
    const totals = sectionOf(report, 'worst-path').tables.at(-1)!.rows;
    expect(totals).toContainEqual(['Loss beyond account equity', usdText(table.number('shortfallUsd')[worst.path])]);
    expect(totals).toContainEqual(['Socialised', usdText(table.number('socialisedUsd')[worst.path])]);
    expect(totals.at(-1)).toEqual(['Residual: loss less payments', 'USD 0']);
  });
});

describe('runs to be read with care', () => {
  it('a partial run says on top how far it got', async () => {
    const { warnings } = await buildReport(partial);
    expect(warnings[0]).toMatch(/^Partial run: 256 of 600 paths were done before it was interrupted\./);
  });

  it('a weighted run counts no paths as days', async () => {
    const made = await buildReport(weighted);
    const texts = textsOf(made);
    expect(texts.filter((text) => /\bof (these )?[\d,]+ simulated days/i.test(text))).toEqual([]);
    expect(sectionOf(made, 'how-bad').text[0]).toMatch(
      /^Weighted paths, with the precision of about \d+ plain simulated days\. Loss/,
    );
    expect(sectionOf(made, 'how-bad').notes[0]).toContain('no count of days');
  });

  it('a folder of a later version is said to be one, and a column that it lacks leaves one question open', async () => {
    const copy = `${makeFolder()}/later`;
    cpSync(plain, copy, { recursive: true });
    editJson(`${copy}/manifest.json`, (manifest) => ({ ...manifest, firebreakVersion: '99.1.0' }));
    const facts = readRunFacts(copy);
    cpSync(`${copy}/generations.arrow`, `${copy}/accounts.arrow`);
    const made = await buildRunReport(facts);
    expect(made.warnings[0]).toContain('Written by Firebreak 99.1.0, a later version');
    expect(made.unanswered[0]).toMatchObject({ question: 'Who is hit?', reason: expect.stringContaining('99.1.0') });
    expect(made.sections.length).toBe(9);
  });

  it('a damaged folder of this version is an error', async () => {
    const copy = `${makeFolder()}/damaged`;
    cpSync(plain, copy, { recursive: true });
    cpSync(`${copy}/generations.arrow`, `${copy}/accounts.arrow`);
    await expect(buildReport(copy)).rejects.toThrow(/accounts\.arrow/);
  });

  it('a run without the third pass leaves who pulls whom open', async () => {
    const copy = `${makeFolder()}/alone`;
    cpSync(plain, copy, { recursive: true });
    rmSync(`${copy}/contagion.arrow`);
    const { unanswered } = await buildReport(copy);
    expect(unanswered[0].reason).toContain('--no-contagion');
  });
});

describe('parts', () => {
  const sample = (values: readonly number[]) =>
    sortSample({ value: Float64Array.from(values), weight: new Float64Array(values.length).fill(1) });

  it('dots are the middles of equal parts: of 100 losses each dot is the larger of two', () => {
    const dots = quantileDots(sample(Array.from({ length: 100 }, (_, k) => k + 1)));
    // Dot k stands for losses 2k+1 and 2k+2; half of its weight lies at the larger of them.
    expect(dots).toEqual(Array.from({ length: 50 }, (_, k) => 2 * k + 2));
  });

  it('the loss curve stops at the tenth largest loss and is the share of paths at or above', () => {
    const points = exceedancePoints(sample(Array.from({ length: 1000 }, (_, k) => k + 1)));
    expect(points.at(-1)).toMatchObject({ lossUsd: 991, probability: 0.01, paths: 10 });
    for (const { lossUsd, probability } of points) expect(probability).toBeCloseTo((1001 - lossUsd) / 1000, 12);
    expect(points.every(({ low, high, probability }) => low < probability && probability < high)).toBe(true);
  });

  it('the asset of the price fan is the one that most of the tail is made in', () => {
    const facts = readRunFacts(plain);
    const parts = facts.summary.contagion.marginalExpectedShortfall['0.95'];
    const largest = Math.max(...Object.values(parts).map(({ estimate }) => estimate!));
    expect(parts[leadingAssets(facts)[0]].estimate).toBe(largest);
  });

  it('long names are shortened in the middle, missing ones are the index', () => {
    expect(shortName('0x1234567890abcdef1234', 3)).toBe('0x1234…1234');
    expect(shortName('17', 17)).toBe('account 17');
    expect(shortName('<b>x</b>', 1)).toBe('<b>x</b>');
  });

  it.each(['This could happen.', 'A significant loss', 'the worst case', 'a 5 $ note', 'a loss of -3', 'no risk'])(
    'refuses "%s"',
    (text) => {
      expect(findRefusedWords(text)).not.toEqual([]);
    },
  );

  it.each(['2 of 50 equally likely days', 'shares add up to 100 %', 'to May 2026', 'path-assets', '2026-11-22'])(
    'lets "%s" pass',
    (text) => {
      expect(findRefusedWords(text)).toEqual([]);
    },
  );
});

function editJson(file: string, change: (value: Record<string, unknown>) => unknown): void {
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
}
