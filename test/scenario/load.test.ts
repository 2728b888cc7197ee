// What: a scenario file becomes a resolved scenario, and every mistake is named with the file and line it stands in.
// Expected texts are written by hand from the rules of the schema.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/scenario/errors.ts';
import { loadScenario, loadScenarioText, loadScenarioValue } from '../../src/scenario/load.ts';
import { problemsOf, SMALL, sentences, writeFolder, writeOne } from './small-scenario.ts';

describe('loadScenario', () => {
  it('fills defaults in, so that the result is a valid scenario itself and resolves to the same', async () => {
    const first = await loadScenario(writeOne('small.yaml', SMALL));
    const again = await loadScenarioValue(first.scenario);
    expect(again.scenario).toEqual(first.scenario);
    expect(again.hash).toBe(first.hash);
    expect(again.kernel).toEqual(first.kernel);
  });

  it('reads JSON as it reads YAML', async () => {
    const yaml = await loadScenario(writeOne('small.yaml', SMALL));
    const json = await loadScenario(writeOne('small.json', JSON.stringify(yaml.scenario)));
    expect(json.hash).toBe(yaml.hash);
  });

  it('reads a text that is not saved yet as the file that it would be', async () => {
    const file = writeOne('small.yaml', SMALL);
    const { hash } = await loadScenario(file);
    const draft = join(file, '../draft.yaml');
    expect((await loadScenarioText(SMALL, draft)).hash).toBe(hash);
    expect((await loadScenarioText('extends: small.yaml', draft)).hash).toBe(hash);
    expect(await problemsOf(loadScenarioText('extends: small.yaml', file))).toMatchObject([
      { file, line: 1, path: 'extends', message: expect.stringContaining('in a circle') },
    ]);
    expect(await problemsOf(loadScenarioText(`${SMALL}\nnoKey: 1`, draft))).toMatchObject([
      { file: draft, path: 'noKey' },
    ]);
  });

  it('opens no file that may not be read, and does not tell whether it is there', async () => {
    const file = writeOne('small.yaml', SMALL);
    const isReadable = (name: string) => !name.includes('secret');
    for (const extended of [writeOne('secret.yaml', SMALL), 'no-secret-here.yaml'])
      expect(await problemsOf(loadScenarioText(`extends: ${extended}`, file, { isReadable }))).toMatchObject([
        { line: 1, path: 'extends', message: expect.stringMatching(/lies outside the folders that are read here$/) },
      ]);
    const named = SMALL.replace('book:\n', 'book:\n  file: secret.csv\n');
    expect(await problemsOf(loadScenarioText(named, file, { isReadable }))).toMatchObject([{ path: 'book.file' }]);
  });

  it('samples the timeline at evenly spaced step ends, the last one included', async () => {
    const { kernel } = await loadScenario(writeOne('s.yaml', SMALL), { set: ['record.timelinePoints=5'] });
    // By hand: 48 steps in 5 parts of 9.6, rounded.
    expect([...kernel.record.timelineStep]).toEqual([10, 19, 29, 38, 48]);
    const few = await loadScenario(writeOne('s.yaml', SMALL), { set: ['horizon.steps=3'] });
    expect([...few.kernel.record.timelineStep]).toEqual([1, 2, 3]);
  });

  it('reports a file that is missing, empty, no YAML, or no map', async () => {
    expect(sentences(await problemsOf(loadScenario('no-such-file.yaml')))).toEqual([': the file does not exist']);
    expect((await problemsOf(loadScenario(writeOne('e.yaml', '')))).length).toBeGreaterThan(3);
    expect((await problemsOf(loadScenario(writeOne('l.yaml', '- a\n- b')))).map((p) => p.message)).toEqual([
      'expected a map of keys such as name, assets and shocks',
    ]);
    const [syntax] = await problemsOf(loadScenario(writeOne('b.yaml', 'name: a\nassets: {BTC: [1}\n')));
    expect(syntax.message).toMatch(/^not readable as YAML/);
    expect(syntax.line).toBe(2);
    const [twice] = await problemsOf(loadScenario(writeOne('d.yaml', 'name: a\npaths: 1\npaths: 2\n')));
    expect(twice.message).toMatch(/unique/);
  });

  it('names file, line, path, rule, value and likely slip', async () => {
    const file = writeOne('bad.yaml', SMALL.replace('slippageCap: 0.1', 'slippageCap: 10'));
    const [problem] = await problemsOf(loadScenario(file));
    expect(formatProblem(problem)).toBe(
      `${file}:24  liquidation.slippageCap: expected a fraction above 0 and at most 1, received 10 ` +
        '(did you mean 0.1 (10 percent)?)',
    );
  });

  it('names the nearest known key of an unknown one, at every depth', async () => {
    const text = SMALL.replace('slippageCap', 'slipageCap')
      .replace('horizon', 'horizont')
      .replace('usdPerLog', 'usdPerlog');
    const found = sentences(await problemsOf(loadScenario(writeOne('bad.yaml', text))));
    expect(found.filter((line) => line.includes('unknown key')).map((line) => line.replace(/;.*\(/, ' ('))).toEqual([
      'horizont: unknown key (did you mean horizon?)',
      'book.curves.BTC.block.usdPerlog: unknown key (did you mean usdPerLog?)',
      'liquidation.slipageCap: unknown key (did you mean slippageCap?)',
    ]);
  });
});

describe('a scenario with every field wrong', () => {
  it('reports all of it at once', async () => {
    const text = `nme: x
name: "a b"
description: 3
sources: none
mode: ledgr
seed: 1.5
paths: 0
horizon: { steps: 2.5, stepSeconds: -1 }
assets:
  BTC: { priceUsd: -5, lotBase: 0 }
  default: { priceUsd: 1 }
shocks: { kind: simulated, volatilityPerYear: { BTC: 63 }, driftOf: both, mixing: { degreesOfFreedom: 2 } }
accounts: { list: [{ account: 1, kind: prep, quantity: .nan }], file: 7, residual: yes, breached: no, count: 0 }
margin: { maintenanceScale: 0, tiers: { BTC: [{ fromUsd: 0, initialRate: 10, maintenanceRate: 5 }] } }
book: { depthScale: 0, thinning: off, recoveryHalfLifeSeconds: -1, curves: { BTC: { block: { usdPerLog: 0 } } } }
mark: { kind: mid, impactPassThrough: 2, averageSeconds: 0 }
liquidation: { scope: some, slice: { kind: fraction, fraction: 20 }, slippageCap: 5, feeRate: 2, latencySteps: -1, roundSeconds: -1 }
waterfall: { insuranceFundUsd: -1, beyondFund: nobody, adl: { ranking: best, closeAt: never } }
venues: { "a b": {} }
measure: { confidence: [99], loss: everything }
record: { worstPaths: -1, samplePaths: 0.5, timelinePoints: 0 }
report: { dataDate: yesterday, questions: x }
`;
    const problems = await problemsOf(loadScenario(writeOne('bad.yaml', text)));
    const paths = problems.map((problem) => problem.path);
    const expected = [
      ...['nme', 'name', 'description', 'sources', 'mode', 'seed', 'paths', 'horizon.steps', 'horizon.stepSeconds'],
      ...['assets.BTC.priceUsd', 'assets.BTC.lotBase', 'assets.default', 'shocks.volatilityPerYear.BTC'],
      ...['shocks.driftOf', 'shocks.mixing.degreesOfFreedom', 'accounts.list.0.kind', 'accounts.list.0.quantity'],
      ...['accounts.file', 'accounts.residual', 'accounts.breached', 'accounts.count', 'margin.maintenanceScale'],
      ...['margin.tiers.BTC.0.initialRate', 'margin.tiers.BTC.0.maintenanceRate', 'book.depthScale', 'book.thinning'],
      ...['book.recoveryHalfLifeSeconds', 'book.curves.BTC.block.usdPerLog', 'mark.kind', 'mark.impactPassThrough'],
      ...['mark.averageSeconds', 'liquidation.scope', 'liquidation.slice.fraction', 'liquidation.slippageCap'],
      ...['liquidation.feeRate', 'liquidation.latencySteps', 'liquidation.roundSeconds', 'waterfall.insuranceFundUsd'],
      ...['waterfall.beyondFund', 'waterfall.adl.ranking', 'waterfall.adl.closeAt', 'venues.a b'],
      ...['measure.confidence.0', 'measure.loss', 'record.worstPaths', 'record.samplePaths', 'record.timelinePoints'],
      ...['report.dataDate', 'report.questions'],
    ];
    expect(expected.filter((path) => !paths.includes(path))).toEqual([]);
    for (const problem of problems) {
      expect(problem.line, problem.path).toBeGreaterThan(0);
      expect(problem.message, problem.path).not.toMatch(/invalid|undefined|\[object/i);
    }
    const percents = problems.filter((problem) => problem.hint?.includes('percent')).map((problem) => problem.path);
    expect(percents).toEqual(
      expect.arrayContaining([
        'shocks.volatilityPerYear.BTC',
        'margin.tiers.BTC.0.initialRate',
        'margin.tiers.BTC.0.maintenanceRate',
        'liquidation.slice.fraction',
        'liquidation.slippageCap',
        'liquidation.feeRate',
        'measure.confidence.0',
      ]),
    );
  });
});

describe('extends', () => {
  it('lays the file over its bases, later ones over earlier ones', async () => {
    const folder = writeFolder({
      'base.yaml': SMALL,
      'presets/deep.yaml': 'book: { depthScale: 4 }\nmark: { kind: external }\nliquidation: { slippageCap: 0.2 }\n',
      'top.yaml': 'extends: [base.yaml, presets/deep.yaml]\nname: top\nliquidation: { slippageCap: 0.3 }\n',
    });
    const { scenario } = await loadScenario(join(folder, 'top.yaml'));
    expect(scenario.name).toBe('top');
    expect(scenario.book.depthScale).toBe(4);
    expect(scenario.mark.kind).toBe('external');
    expect(scenario.liquidation.slippageCap).toBe(0.3);
    expect(scenario.paths).toBe(100);
  });

  it('adds the sources of all layers up', async () => {
    const folder = writeFolder({
      'base.yaml': `${SMALL}sources: [a, b]\n`,
      'preset.yaml': 'sources: [b, c]\n',
      'top.yaml': 'extends: [base.yaml, preset.yaml]\nsources: [d]\n',
    });
    expect((await loadScenario(join(folder, 'top.yaml'))).scenario.sources).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes a mistake to the file and line it was written in', async () => {
    const folder = writeFolder({
      'base.yaml': SMALL,
      'sub/rules.yaml': '# rules\nmark:\n  impactPassThrough: 7\n',
      'top.yaml': 'extends: [base.yaml, sub/rules.yaml]\n',
    });
    const [problem] = await problemsOf(loadScenario(join(folder, 'top.yaml')));
    expect([problem.file, problem.line]).toEqual([join(folder, 'sub/rules.yaml'), 3]);
  });

  it('finds files that are named in a base beside that base', async () => {
    const accounts =
      'account,kind,asset,quantity\nlong,cash,,1000\nlong,perp,BTC,10\nshort,cash,,1000\nshort,perp,BTC,-10\n';
    const folder = writeFolder({
      'sub/base.yaml': SMALL.replace(/accounts:[\s\S]*?margin:/, 'accounts: { file: a.csv }\nmargin:'),
      'sub/a.csv': accounts,
      'top.yaml': 'extends: sub/base.yaml\n',
    });
    expect((await loadScenario(join(folder, 'top.yaml'))).labels.accounts).toEqual(['long', 'short']);
  });

  it('replaces alternatives instead of mixing them: shocks of another kind, a slice, a curve, the accounts', async () => {
    const folder = writeFolder({
      'base.yaml': SMALL,
      'a.csv': 'account,kind,asset,quantity\nL,cash,,1000\nL,perp,ETH,1\nS,cash,,1000\nS,perp,ETH,-1\n',
      'top.yaml':
        'extends: base.yaml\nhorizon: { steps: 1 }\nshocks: { kind: replay, prices: { BTC: [90], ETH: [40] } }\n' +
        'accounts: { file: a.csv }\nbook: { curves: { BTC: { linear: { usdPerBase: 1 } } } }\n' +
        'liquidation: { slice: { kind: full } }\n',
    });
    const { scenario } = await loadScenario(join(folder, 'top.yaml'));
    expect(scenario.shocks).toEqual({ kind: 'replay', prices: { BTC: [90], ETH: [40] }, scale: 1 });
    expect(scenario.accounts.list).toBeUndefined();
    expect(scenario.book.curves['BTC'].block).toBeUndefined();
    expect(scenario.liquidation.slice).toEqual({ kind: 'full' });
    expect(scenario.liquidation.slippageCap).toBe(0.1);
  });

  it('takes a key of the base away by null', async () => {
    const folder = writeFolder({
      'base.yaml': `${SMALL}report: { author: me, question: why }\n`,
      'top.yaml': 'extends: base.yaml\nreport: { author: null }\n',
    });
    expect((await loadScenario(join(folder, 'top.yaml'))).scenario.report).toEqual({ question: 'why' });
  });

  it('reports a circle and a missing base at the line that names it', async () => {
    const folder = writeFolder({ 'a.yaml': 'name: a\nextends: b.yaml\n', 'b.yaml': 'extends: a.yaml\n' });
    const [circle] = await problemsOf(loadScenario(join(folder, 'a.yaml')));
    expect(circle.message).toBe('the files extend each other in a circle: a.yaml → b.yaml → a.yaml');
    expect([circle.file, circle.line]).toEqual([join(folder, 'b.yaml'), 1]);
    const [missing] = await problemsOf(loadScenario(writeOne('c.yaml', 'name: c\nextends: none.yaml\n')));
    expect(missing.message).toMatch(/^there is no file .*none\.yaml$/);
    expect(missing.line).toBe(2);
  });
});

describe('venues', () => {
  const venues = SMALL.replace(/quantity: (-?10)\b/g, 'quantity: $1, venue: a')
    .replace(/quantity: 1000/g, 'quantity: 1000, venue: a')
    .concat('venues:\n  a: { mark: { kind: external } }\n  b:\n    liquidation: { slippageCap: 0.4 }\n');

  it('take what they do not set from the top-level blocks', async () => {
    const { kernel, labels } = await loadScenario(writeOne('v.yaml', venues));
    expect(labels.venues).toEqual(['a', 'b']);
    expect(kernel.venues.map((venue) => venue.mark.kind)).toEqual(['external', 'medianWithExternal']);
    expect(kernel.venues.map((venue) => venue.liquidation.slippageCap)).toEqual([0.1, 0.4]);
    expect(kernel.venues.map((venue) => venue.waterfall.insuranceFundUsd)).toEqual([500, 500]);
  });

  it('follow an override of the top-level block where they set nothing', async () => {
    const set = ['liquidation.slippageCap=0.2', 'venues.b.waterfall.insuranceFundUsd=9'];
    const { kernel } = await loadScenario(writeOne('v.yaml', venues), { set });
    expect(kernel.venues.map((venue) => venue.liquidation.slippageCap)).toEqual([0.2, 0.4]);
    expect(kernel.venues.map((venue) => venue.waterfall.insuranceFundUsd)).toEqual([500, 9]);
  });

  it('may extend a preset, of which they take the rules only', async () => {
    const folder = writeFolder({
      'p.yaml': 'name: preset\nsources: [x]\nwaterfall: { insuranceFundUsd: 77 }\n',
      'v.yaml': venues.replace('  a: {', '  a: { extends: p.yaml,'),
    });
    const { kernel } = await loadScenario(join(folder, 'v.yaml'));
    expect(kernel.venues.map((venue) => venue.waterfall.insuranceFundUsd)).toEqual([77, 500]);
  });

  it('report their own mistakes with their own path, and those of the top level once', async () => {
    const text = venues.replace('0.4', '40').replace('kind: external', 'knd: external');
    expect(sentences(await problemsOf(loadScenario(writeOne('v.yaml', text))))).toEqual([
      'venues.a.mark.knd: unknown key; known here: kind, impactPassThrough, averageSeconds (did you mean kind?)',
      'venues.b.liquidation.slippageCap: expected a fraction above 0 and at most 1, received 40 (did you mean 0.4 (40 percent)?)',
    ]);
    const round = venues.replace('slippageCap: 0.4', 'roundSeconds: 5');
    expect((await problemsOf(loadScenario(writeOne('v.yaml', round)))).map((problem) => problem.path)).toEqual([
      'venues.b.liquidation.roundSeconds',
    ]);
  });

  it('must be named by every account when there are several', async () => {
    const [problem] = await problemsOf(loadScenario(writeOne('v.yaml', venues.replace(/venue: a/g, 'venue: aa'))));
    expect(problem.message).toBe('expected a venue of the scenario (a, b), received "aa" in 4 rows');
    expect(problem.hint).toBe('did you mean a?');
  });
});

describe('mode: ledger', () => {
  it('reports each setting that departs from the reference rules', async () => {
    const text = `mode: ledger\n${SMALL}mark: { kind: external }\n`.replace(
      'book:',
      'book:\n  recoveryHalfLifeSeconds: 60',
    );
    const set = ['liquidation.latencySteps=1', 'book.thinning={}', 'liquidation.roundSeconds=10'];
    const problems = await problemsOf(loadScenario(writeOne('l.yaml', text), { set }));
    expect(problems.map((problem) => problem.path)).toEqual([
      'book.recoveryHalfLifeSeconds',
      'book.curves.BTC',
      'book.curves.ETH',
      'mark.kind',
      'book.thinning',
      'liquidation.latencySteps',
      'liquidation.roundSeconds',
    ]);
  });
});
