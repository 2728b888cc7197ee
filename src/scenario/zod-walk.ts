/** Looking into a zod schema: which schema holds at a path, and which keys it knows there. */

import type { z } from 'zod';
import type { PathKey } from './source.ts';

/** The parts of zod's schema definitions that the walk reads. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly shape?: Record<string, z.ZodType>;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly discriminator?: string;
  readonly entries?: Record<string, string>;
  readonly values?: readonly unknown[];
}

function definition(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

/** Takes off defaults, optionals and transforms. */
export function unwrap(schema: z.ZodType): z.ZodType {
  for (;;) {
    const { innerType, in: input } = definition(schema);
    const next = innerType ?? input;
    if (next === undefined) return schema;
    schema = next;
  }
}

/**
 * Schemas that may hold at a path, given the value as written: more than one under a union.
 *
 * @param value  the value at the root of `schema`; decides between the variants of a `kind`
 */
export function findSchemas(schema: z.ZodType, path: readonly PathKey[], value: unknown): z.ZodType[] {
  schema = unwrap(schema);
  const def = definition(schema);
  if (def.type === 'union') {
    return (def.options ?? [])
      .filter((option) => fitsVariant(option, def.discriminator, value))
      .flatMap((option) => findSchemas(option, path, value));
  }
  const [key, ...rest] = path;
  if (key === undefined) return [schema];
  const child = (value as Record<PathKey, unknown> | null | undefined)?.[key];
  if (def.type === 'object') {
    const next = def.shape?.[key];
    return next ? findSchemas(next, rest, child) : [];
  }
  const next = def.type === 'record' ? def.valueType : def.type === 'tuple' ? def.items?.[Number(key)] : def.element;
  return next ? findSchemas(next, rest, child) : [];
}

function fitsVariant(option: z.ZodType, discriminator: string | undefined, value: unknown): boolean {
  if (discriminator === undefined || value === null || typeof value !== 'object') return true;
  const tag = definition(unwrap(option)).shape?.[discriminator];
  if (!tag) return true;
  const { values, entries } = definition(unwrap(tag));
  const written = (value as Record<string, unknown>)[discriminator];
  const known = values ?? Object.values(entries ?? {});
  return known.length === 0 || known.includes(written);
}

/** Keys that a map may have at a path; empty where names are free. */
export function findKeys(schema: z.ZodType, path: readonly PathKey[], value: unknown): string[] {
  const found = findSchemas(schema, path, value).flatMap((at) => Object.keys(definition(at).shape ?? {}));
  return [...new Set(found)];
}
