// What: the scenario hash changes with everything that decides a figure, and with nothing else.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createArrowWriter } from '../../src/results/arrow-file.ts';
import type { Column } from '../../src/results/columns/column.ts';
import { canonicalJson, hashScenario } from '../../src/scenario/hash.ts';
import { type InputSource, sourceFileName } from '../../src/scenario/input-source.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { ResolvedScenario } from '../../src/scenario/resolved.ts';
import { type Scenario, scenarioSchema } from '../../src/scenario/schema.ts';
import { SMALL, writeFolder, writeOne } from './small-scenario.ts';

const LEDGER = join(dirname(fileURLToPath(import.meta.url)), '../../scenarios/ledger-o8/scenario.yaml');
let small: ResolvedScenario;
beforeAll(async () => {
  small = await loadScenario(writeOne('s.yaml', SMALL));
});

/** Dotted paths of all numbers in a value. */
function numericLeaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value === 'number') return [path];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => numericLeaves(child, [...path, key]));
}
const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((at, key) => (at as Record<string, unknown>)[key], value);

describe('the scenario hash', () => {
  it('changes with every number of the scenario', () => {
    const leaves = numericLeaves(small.scenario);
    expect(leaves.length).toBeGreaterThan(40);
    fc.assert(
      fc.property(fc.constantFrom(...leaves), fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (path, number) => {
        const before = valueAt(small.scenario, path);
        fc.pre(before !== number);
        const changed = structuredClone(small.scenario);
        (valueAt(changed, path.slice(0, -1)) as Record<string, unknown>)[path.at(-1)!] = number;
        return hashScenario(changed, []) !== small.hash;
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('changes with --set of any number that stays valid', async () => {
    const file = writeOne('s.yaml', SMALL);
    let changed = 0;
    for (const path of numericLeaves(small.scenario)) {
      const before = valueAt(small.scenario, path) as number;
      const after = Number.isInteger(before) && before > 0 ? before * 2 : before * 0.99 || 0.01;
      const set = [`${path.join('.')}=${after}`];
      const resolved = await loadScenario(file, { set }).catch(() => undefined);
      if (resolved === undefined) continue;
      expect(resolved.hash, set[0]).not.toBe(small.hash);
      changed++;
    }
    expect(changed).toBeGreaterThan(25);
  });

  it('does not change with names, texts, comments, the order of keys, or the plain loop', async () => {
    const text = `# a comment\n${SMALL.replace('name: small', 'name: other\ndescription: x\nsources: [y]\nreport: { author: z }')}`;
    expect((await loadScenario(writeOne('t.yaml', text))).hash).toBe(small.hash);
    expect((await loadScenario(writeOne('t.yaml', SMALL), { naive: true })).hash).toBe(small.hash);
    const turned = Object.fromEntries(Object.entries(small.scenario).reverse());
    expect(hashScenario(turned as unknown as Scenario, [])).toBe(small.hash);
  });

  it('changes with the content of a file, not with its place or format of numbers', async () => {
    const accounts = (quantity: string) =>
      `account,kind,asset,quantity\na,cash,,500\na,perp,BTC,${quantity}\nb,cash,,500\nb,perp,BTC,-${quantity}\n`;
    const load = (name: string, quantity: string) => {
      const scenario = SMALL.replace(/accounts:[\s\S]*?margin:/, `accounts: { file: ${name} }\nmargin:`);
      return loadScenario(join(writeFolder({ 's.yaml': scenario, [name]: accounts(quantity) }), 's.yaml'));
    };
    const first = await load('a.csv', '10');
    expect((await load('sub/b.csv', '10.0')).hash).toBe(first.hash);
    expect((await load('a.csv', '11')).hash).not.toBe(first.hash);
  });

  it('is that of canonical JSON', () => {
    expect(canonicalJson({ b: [1, { d: undefined, c: 'x' }], a: 0.1 })).toBe('{"a":0.1,"b":[1,{"c":"x"}]}');
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(RangeError);
  });
});

/** Keeps an input as the result folder does. */
async function keep(folder: string, { role, columns }: InputSource): Promise<void> {
  const declared = Object.entries(columns).map(([name, values]): Column => {
    const isNumber = values instanceof Float64Array;
    return {
      name,
      type: isNumber ? 'f64' : 'utf8',
      unit: '',
      label: name,
      description: '',
      nullable: isNumber,
    } as Column;
  });
  const table = { file: sourceFileName(role), row: 'a row', description: '', columns: declared };
  const writer = await createArrowWriter(folder, table, { metadata: {}, labels: {} });
  writer.append(columns);
  writer.close();
}

describe('a manifest', () => {
  it('resolves to the same scenario from the inputs kept beside it', async () => {
    const first = await loadScenario(LEDGER);
    const folder = writeFolder({ 'manifest.json': JSON.stringify({ scenario: first.scenario, inputs: [] }) });
    mkdirSync(join(folder, 'inputs'));
    for (const input of first.inputs ?? []) await keep(folder, input);
    const again = await loadScenario(join(folder, 'manifest.json'));
    expect(again.hash).toBe(first.hash);
    expect(again.kernel).toEqual(first.kernel);
    expect(again.labels).toEqual(first.labels);
  });

  it('keeps resampled prices as they were used', async () => {
    const text = SMALL.replace(
      /shocks:[\s\S]*?accounts:/,
      'shocks: { kind: replay, file: p.csv, from: 1800, scale: 2 }\naccounts:',
    );
    const rows = Array.from({ length: 51 }, (_, i) => `${i * 1800 + 7},${10 + (i % 7)},${5 + (i % 3)}`).join('\n');
    const source = writeFolder({ 's.yaml': text, 'p.csv': `ts,BTC,ETH\n${rows}\n` });
    const first = await loadScenario(join(source, 's.yaml'));
    const folder = writeFolder({ 'manifest.json': JSON.stringify({ scenario: first.scenario }) });
    for (const input of first.inputs ?? []) await keep(folder, input);
    const again = await loadScenario(join(folder, 'manifest.json'));
    expect(again.kernel.shocks).toEqual(first.kernel.shocks);
    expect(again.hash).toBe(first.hash);
  });

  it('warns when the kept inputs are not those of its run', async () => {
    const first = await loadScenario(LEDGER);
    const manifest = { scenario: first.scenario, scenarioHash: first.hash };
    const folder = writeFolder({ 'manifest.json': JSON.stringify(manifest) });
    const [accounts] = first.inputs ?? [];
    await keep(folder, accounts);
    expect((await loadScenario(join(folder, 'manifest.json'))).warnings).toEqual([]);
    const cash = Float64Array.from(accounts.columns['quantity'] as Float64Array, (q) => (q === 4400 ? 4401 : q));
    await keep(folder, { ...accounts, columns: { ...accounts.columns, quantity: cash } });
    expect((await loadScenario(join(folder, 'manifest.json'))).warnings[0]).toMatch(/^The scenario hash is not/);
  });

  it('lets an override take another file', async () => {
    const first = await loadScenario(LEDGER);
    const folder = writeFolder({ 'manifest.json': JSON.stringify({ scenario: first.scenario }) });
    for (const input of first.inputs ?? []) await keep(folder, input);
    const other = join(folder, 'other.csv');
    writeFileSync(other, 'account,kind,asset,quantity\nonly,cash,,5\n');
    const again = await loadScenario(join(folder, 'manifest.json'), { set: [`accounts.file=${other}`] });
    expect(again.labels.accounts).toEqual(['only']);
  });
});

describe('scenarioSchema', () => {
  it('accepts its own output unchanged', () => {
    expect(scenarioSchema.parse(small.scenario)).toEqual(small.scenario);
  });
});
