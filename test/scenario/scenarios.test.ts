// What: the scenarios that come with the project load without a problem, and the published schema is the current one.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createJsonSchema } from '../../src/scenario/json-schema.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const SCENARIOS = join(dirname(fileURLToPath(import.meta.url)), '../../scenarios');

describe('scenarios/', () => {
  const files = readdirSync(SCENARIOS).filter((name) => name.endsWith('.yaml'));

  it.each([...files, 'ledger-o8/scenario.yaml'].filter((name) => name !== 'hyperliquid-accounts.yaml'))(
    '%s loads without a problem',
    async (name) => {
      const { scenario, hash } = await loadScenario(join(SCENARIOS, name));
      expect(scenario.name.length).toBeGreaterThan(0);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it('README.md names every scenario', () => {
    const text = readFileSync(join(SCENARIOS, 'README.md'), 'utf8');
    expect(files.filter((name) => !text.includes(name))).toEqual([]);
    expect(text).toContain('ledger-o8');
  });

  it('schema.json is made from the current schema (renew with UPDATE_SCHEMA=1, then format)', () => {
    const file = join(SCENARIOS, 'schema.json');
    if (process.env['UPDATE_SCHEMA']) writeFileSync(file, createJsonSchema());
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(createJsonSchema()));
  });
});

describe('createJsonSchema', () => {
  it('knows every top-level key, their bounds and their descriptions', () => {
    const schema = JSON.parse(createJsonSchema()) as { properties: Record<string, Record<string, unknown>> };
    const keys = [
      'name',
      'extends',
      'seed',
      'paths',
      'horizon',
      'assets',
      'shocks',
      'accounts',
      'margin',
      'book',
      'mark',
    ];
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining([...keys, 'venues', 'measure', 'report']));
    expect(schema.properties['paths']).toMatchObject({ minimum: 1, default: 1000 });
    expect(schema.properties['mark']).toMatchObject({
      properties: { impactPassThrough: { description: 'a fraction from 0 to 1' } },
    });
  });
});
