/**
 * Whether a field path exists in a scenario: what was written, what has a default, and what the schema would take.
 */

import type { z } from 'zod';
import { hintNearest } from '../scenario/nearest.ts';
import { type Scenario, scenarioSchema } from '../scenario/schema.ts';
import { findKeys, findSchemas } from '../scenario/zod-walk.ts';

/** A field that exists, or what is wrong with its path. */
export type FieldLookup =
  | { readonly ok: true; readonly value: unknown; readonly isNumber: boolean }
  | { readonly ok: false; readonly message: string; readonly hint: string | undefined };

/**
 * Follows a dotted path through a validated scenario. A key that is not there is known only if the schema names it, so that
 * free names (assets, groups, venues) have to exist.
 */
export function findField(scenario: Scenario, path: string): FieldLookup {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  const bands = findBands(scenario, keys);
  if (bands !== undefined) return bands;
  let value: unknown = scenario;
  for (const [depth, key] of keys.entries()) {
    const above = keys.slice(0, depth);
    const child = (value as Record<string, unknown> | null | undefined)?.[key];
    if (child === undefined) {
      const named = findKeys(scenarioSchema, above, scenario);
      if (!named.includes(key)) return unknownKey(above, key, value, named);
    }
    value = child;
  }
  const schemas = findSchemas(scenarioSchema, keys, scenario);
  const isNumber = typeof value === 'number' || (value === undefined && schemas.some(isNumberSchema));
  return { ok: true, value, isNumber };
}

/** `margin.tiers.<asset>.maxLeverage` is no field of its own but a way to say the bands of an asset (override-leverage.ts). */
function findBands({ assets, margin }: Scenario, keys: readonly string[]): FieldLookup | undefined {
  const [asset, last] = keys.slice(-2);
  if (last !== 'maxLeverage' || keys.slice(-4, -2).join('.') !== 'margin.tiers') return undefined;
  const bands = margin.tiers[asset] ?? (asset in assets ? margin.tiers['default'] : undefined);
  if (bands !== undefined) return { ok: true, value: 1 / bands[0].initialRate, isNumber: true };
  return unknownKey(['margin', 'tiers'], asset, margin.tiers, Object.keys(assets));
}

function isNumberSchema(schema: z.ZodType): boolean {
  return (schema.def as { type: string }).type === 'number';
}

function unknownKey(above: readonly string[], key: string, value: unknown, named: readonly string[]): FieldLookup {
  const where = above.length === 0 ? 'the scenario' : above.join('.');
  if (Array.isArray(value)) {
    const message = `expected an index from 0 to ${value.length - 1} after ${where}, received ${key}`;
    return { ok: false, message, hint: undefined };
  }
  if (value === null || typeof value !== 'object') {
    const message = `${where} is ${value === undefined ? 'not set' : `${String(value)}, not a map`}, so it has no ${key}`;
    return { ok: false, message, hint: undefined };
  }
  const known = [...new Set([...Object.keys(value), ...named])];
  const list = known.length <= 12 ? `; it has ${known.join(', ')}` : '';
  return { ok: false, message: `${where} has no ${key}${list}`, hint: hintNearest(key, known) };
}
