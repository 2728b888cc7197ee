// What: scenarios as drafts: which can be opened, what a draft may name, how it is judged, where it is saved and what is never overwritten.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkDraft } from '../../src/explore/check-draft.ts';
import { realPlace } from '../../src/explore/inside.ts';
import { moveFileNames } from '../../src/explore/move-file-names.ts';
import { listSaved, listShipped, openDraft, saveDraft, shippedFolder } from '../../src/explore/scenario-files.ts';
import { isDraftFile, type Served } from '../../src/explore/served.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { createTestFolder } from '../support/toy-run.ts';

let root: string;
let working: string;
beforeEach(() => {
  root = realPlace(createTestFolder());
  working = join(root, 'scenarios');
});
const shipped = (name: string) => openDraft({ kind: 'shipped', name }, working, root);
const judge = (draft: { file: string; text: string }) =>
  checkDraft(draft, working, isDraftFile({ root, working } as Served));

describe('shipped scenarios', () => {
  it('are those that can be run, each with its question', () => {
    const names = listShipped().map(({ name }) => name);
    expect(names).toContain('perp-majors.yaml');
    expect(names).toContain('ledger-o8/scenario.yaml');
    expect(names.filter((name) => /^(venues|book|population|shocks|studies)|backtest\.yaml$/.test(name))).toEqual([]);
    expect(listShipped().every(({ question }) => (question ?? '') !== '')).toBe(true);
  });

  it.each(listShipped().map(({ name }) => name))(
    '%s means the same as a draft: its hash is that of the file',
    async (name) => {
      const draft = await shipped(name);
      const { problems, scenario } = await judge(draft);
      const own = loadScenario(join(shippedFolder(), name));
      if (scenario === null) {
        // It needs data of its own: both say so.
        await expect(own).rejects.toMatchObject({ problems: { length: problems.length } });
      } else expect(scenario.hash).toBe((await own).hash);
    },
  );

  it('are never saved over: the draft has a place of its own', async () => {
    const before = readFileSync(join(shippedFolder(), 'perp-majors.yaml'), 'utf8');
    const draft = await shipped('perp-majors.yaml');
    saveDraft({ ...draft, text: 'name: other\n' }, working);
    expect(readFileSync(join(working, 'perp-majors.yaml'), 'utf8')).toBe('name: other\n');
    expect(readFileSync(join(shippedFolder(), 'perp-majors.yaml'), 'utf8')).toBe(before);
    expect((await shipped('perp-majors.yaml')).file).toBe('perp-majors-2.yaml');
  });

  it.each(['../package.json', 'venues/hyperliquid.yaml', 'nothing.yaml', '/etc/passwd'])('have no %s', async (name) => {
    await expect(shipped(name)).rejects.toMatchObject({ status: 404 });
  });
});

describe('a draft', () => {
  it('is judged as firebreak check judges a file: line, field, rule, what was received, the likely slip', async () => {
    const { text, file } = await shipped('perp-majors.yaml');
    const wrong = text.replace('insuranceFundUsd: 7.0e6', 'insuranceFundUsd: -1\n  insuranceFundUSD: 3');
    const line = wrong.split('\n').findIndex((one) => one.includes('insuranceFundUsd: -1')) + 1;
    const { problems, scenario } = await judge({ file, text: wrong });
    expect(scenario).toBeNull();
    expect(problems).toMatchObject([
      { isOwn: true, line, path: 'waterfall.insuranceFundUsd', message: expect.stringContaining('received -1') },
      {
        isOwn: true,
        line: line + 1,
        path: 'waterfall.insuranceFundUSD',
        hint: expect.stringContaining('insuranceFundUsd'),
      },
    ]);
  });

  it('names the line of a text that is no YAML', async () => {
    const { problems } = await judge({ file: 'a.yaml', text: 'name: a\nassets: {\n' });
    expect(problems[0]).toMatchObject({ isOwn: true, message: expect.stringContaining('not readable as YAML') });
  });

  it('that is laid over a file at fault is still judged by the published schema, field by field', async () => {
    const text = 'name: a\nextends: nothing.yaml\npaths: many\nhorizon: { steps: 3 }\nwaterfal: {}\n';
    const { problems } = await judge({ file: 'a.yaml', text });
    // By hand: horizon lacks a key that the other file may have; the rest is at fault in this one.
    expect(problems.map(({ line, path }) => [line, path])).toEqual([
      [2, 'extends'],
      [3, 'paths'],
      [5, 'waterfal'],
    ]);
    expect(problems[2]).toMatchObject({ isOwn: true, hint: expect.stringContaining('waterfall') });
  });

  it.each([
    ['extends: /etc/hostname', 'extends'],
    ['extends: ../../outside.yaml', 'extends'],
  ])('may lay itself over no file outside (%s), whether it is there or not', async (line, path) => {
    const { problems } = await judge({ file: 'a.yaml', text: `name: a\n${line}\n` });
    expect(problems).toMatchObject([
      { path, message: expect.stringContaining('outside the folders that are read here') },
    ]);
  });

  it.each([
    ['accounts: { file: /etc/passwd }', 'accounts.file'],
    ['book: { file: ../../../etc/passwd }', 'book.file'],
    ['accounts: { file: link.csv }', 'accounts.file'],
  ])('may name no input outside (%s)', async (line, path) => {
    const { text, file } = await shipped('perp-majors.yaml');
    mkdirSync(working, { recursive: true });
    const outside = join(createTestFolder(), 'secret.csv');
    writeFileSync(outside, 'secret\n1\n');
    symlinkSync(outside, join(working, 'link.csv'));
    const { problems } = await judge({ file, text: `${text}\n${line}\n` });
    expect(problems).toMatchObject([{ path, message: expect.stringContaining('outside the folders') }]);
    expect(JSON.stringify(problems)).not.toContain('root:');
  });
});

describe('saving', () => {
  it.each(['../a.yaml', 'a/b.yaml', '/tmp.yaml', '.hidden.yaml', 'a.txt', '', 'a\\b.yaml', '-x.yaml'])(
    'takes no name such as %j',
    (file) => {
      expect(() => saveDraft({ file, text: '', seen: null }, working)).toThrow('Expected a file name');
    },
  );

  it('replaces the file that was opened and no other', async () => {
    const seen = saveDraft({ file: 'a.yaml', text: 'one', seen: null }, working);
    expect(() => saveDraft({ file: 'a.yaml', text: 'two', seen: null }, working)).toThrow('is there already');
    expect(await openDraft({ kind: 'saved', name: 'a.yaml' }, working, root)).toMatchObject({ text: 'one', seen });
    saveDraft({ file: 'a.yaml', text: 'two', seen }, working);
    expect(() => saveDraft({ file: 'a.yaml', text: 'three', seen }, working)).toThrow('is there already');
    expect(readFileSync(join(working, 'a.yaml'), 'utf8')).toBe('two');
    expect(listSaved(working)).toEqual(['a.yaml']);
  });

  it('writes through no link that leads outside', () => {
    const outside = join(createTestFolder(), 'outside.yaml');
    writeFileSync(outside, 'kept');
    mkdirSync(working, { recursive: true });
    symlinkSync(outside, join(working, 'a.yaml'));
    expect(() => saveDraft({ file: 'a.yaml', text: 'x', seen: null }, working)).toThrow('outside');
    expect(readFileSync(outside, 'utf8')).toBe('kept');
    expect(existsSync(join(working, 'a.yaml.partial'))).toBe(false);
  });
});

describe('file names of a draft', () => {
  it('lead to the same files from another folder; all else stays as it is typed', () => {
    const text = [
      '# extends: a.yaml is a comment',
      'extends: [a.yaml, "b c.yaml", /whole.yaml] # both',
      'accounts: { file: in/accounts.csv,   breached: error }',
      "book:\n  file: '7'",
      'venues:\n  one: { extends: ../v.yaml }',
      'description: "extends: a.yaml"',
    ].join('\n');
    expect(moveFileNames(text, '/x/from', '/x/to/deep')).toBe(
      [
        '# extends: a.yaml is a comment',
        'extends: [../../from/a.yaml, "../../from/b c.yaml", /whole.yaml] # both',
        'accounts: { file: ../../from/in/accounts.csv,   breached: error }',
        'book:\n  file: ../../from/7',
        'venues:\n  one: { extends: ../../v.yaml }',
        'description: "extends: a.yaml"',
      ].join('\n'),
    );
  });

  it('of a text that is no YAML stay', () => {
    expect(moveFileNames('extends: {', '/a', '/b')).toBe('extends: {');
  });
});
