/**
 * From zod's issues to problems as people read them: "expected <rule with unit>, received <value> (likely slip)".
 *
 * Schemas made with schema/base.ts carry the rule as their message; for plain zod checks the rule is made here from the
 * issue. Messages of custom checks stand as they are.
 */

import type { z } from 'zod';
import { formatReceived, type Problem, tidyNumber } from './errors.ts';
import { hintNearest } from './nearest.ts';
import type { PathKey } from './source.ts';
import { findKeys, findSchemas } from './zod-walk.ts';

/** How the message about a key that the schema does not know begins. */
export const UNKNOWN_KEY = 'unknown key';

/** A problem whose path is still a list of keys, so that its place can be looked up. */
export interface PathProblem extends Omit<Problem, 'path'> {
  readonly path: readonly PathKey[];
}

type Issue = z.core.$ZodIssue;

export type ParseResult<T> = { readonly value: T; readonly problems: readonly [] } | ParseFailure;
export interface ParseFailure {
  readonly value: undefined;
  readonly problems: readonly PathProblem[];
}

/** Validates a plain value; all problems are returned, none thrown. */
export function parseWith<S extends z.ZodType>(schema: S, value: unknown): ParseResult<z.output<S>> {
  const result = schema.safeParse(value, { error: (issue) => describeIssue(issue as Issue) });
  if (result.success) return { value: result.data, problems: [] };
  return { value: undefined, problems: result.error.issues.flatMap((issue) => toProblems(issue, schema, value, [])) };
}

function toProblems(issue: Issue, schema: z.ZodType, root: unknown, above: readonly PathKey[]): PathProblem[] {
  const path = [...above, ...(issue.path as PathKey[])];
  const received = valueAt(root, path);
  if (issue.code === 'unrecognized_keys') {
    const known = findKeys(schema, path, root);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `${UNKNOWN_KEY}${known.length > 0 && known.length <= 12 ? `; known here: ${known.join(', ')}` : ''}`,
      hint: hintNearest(key, known),
    }));
  }
  if (issue.code === 'invalid_key')
    return [{ path, message: `expected ${issue.issues[0]?.message ?? 'another name'}` }];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = chooseBranch(issue.errors);
    if (branch) return branch.flatMap((inner) => toProblems(inner, schema, root, path));
    const rules = issue.errors.map((errors) => errors[0]!.message);
    return [{ path, message: `expected ${[...new Set(rules)].join(' or ')}, received ${formatReceived(received)}` }];
  }
  if (issue.code === 'custom' || issue.message.startsWith('expected ')) {
    const hint = (issue as { params?: { hint?: unknown } }).params?.hint;
    const isRule = /^(a|an|at (least|most)|exactly|one of|text|confidence)\b/.test(issue.message);
    const message = isRule ? `expected ${issue.message}, received ${formatReceived(received)}` : issue.message;
    return [{ path, message, hint: typeof hint === 'string' ? hint : undefined }];
  }
  const message = `expected ${ruleWithBounds(issue, schema, path, root)}, received ${formatReceived(received)}`;
  return [{ path, message, hint: hintSlip(issue, received, schema, path, root) }];
}

/** The one alternative of a union that the value was meant for: the others do not even fit its type. */
function chooseBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((issues) => !issues.some((inner) => inner.path.length === 0 && isTypeIssue(inner)));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function isTypeIssue(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function valueAt(root: unknown, path: readonly PathKey[]): unknown {
  let value = root;
  for (const key of path) value = (value as Record<PathKey, unknown> | null | undefined)?.[key];
  return value;
}

/** The rule behind an issue of a plain zod check. */
function describeIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return describeBound(issue.origin, 'least', 'more', Number(issue.minimum), issue.inclusive !== false);
    case 'too_big':
      return describeBound(issue.origin, 'most', 'less', Number(issue.maximum), issue.inclusive !== false);
    case 'invalid_union':
      return 'one of the allowed forms';
    default:
      return undefined;
  }
}

const TYPE_NAMES: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function describeBound(origin: string, included: string, excluded: string, bound: number, inclusive: boolean): string {
  if (origin === 'array') return `a list of at ${included} ${bound} items`;
  if (origin === 'string') return `text of at ${included} ${bound} characters`;
  return inclusive ? `a number of at ${included} ${bound}` : `a number ${excluded} than ${bound}`;
}

/** A plain number with both bounds names both of them. */
function ruleWithBounds(issue: Issue, schema: z.ZodType, path: readonly PathKey[], root: unknown): string {
  const number = findNumber(schema, path, root);
  const isPlain =
    /^a (whole )?number\b/.test(issue.message) && (issue.code === 'too_small' || issue.code === 'too_big');
  if (!isPlain || !number || number.minValue === null || number.maxValue === null) return issue.message;
  if (Math.abs(number.minValue) > 1e15 || Math.abs(number.maxValue) > 1e15) return issue.message;
  return `a number from ${number.minValue} to ${number.maxValue}`;
}

interface NumberSchema {
  readonly minValue: number | null;
  readonly maxValue: number | null;
}

function findNumber(schema: z.ZodType, path: readonly PathKey[], root: unknown): NumberSchema | undefined {
  const found = findSchemas(schema, path, root).find((at) => (at.def as { type: string }).type === 'number');
  return found as unknown as NumberSchema | undefined;
}

/** Percent given for a fraction, and numbers written in a way that YAML reads as text. */
function hintSlip(
  issue: Issue,
  received: unknown,
  schema: z.ZodType,
  path: readonly PathKey[],
  root: unknown,
): string | undefined {
  const number = findNumber(schema, path, root);
  if (typeof received === 'number' && issue.code === 'too_big' && number?.maxValue != null) {
    return number.maxValue <= 10 ? hintPercent(received, number.minValue ?? 0, number.maxValue) : undefined;
  }
  if (typeof received === 'string' && number) {
    const percent = /^\s*(-?[\d.]+)\s*%\s*$/.exec(received);
    if (percent) return `did you mean ${tidyNumber(Number(percent[1]) / 100)}?`;
    const bare = Number(received.replace(/[_,\s$]/g, ''));
    if (received.trim() !== '' && Number.isFinite(bare)) return `did you mean ${bare}, without separators and quotes?`;
  }
  if (issue.code === 'invalid_value' && typeof received === 'string') {
    return hintNearest(received, issue.values.map(String));
  }
  return undefined;
}

/** "did you mean 0.05 (5 percent)?" where a hundredth of the value would be allowed. */
export function hintPercent(value: number, from: number, to: number): string | undefined {
  const meant = value / 100;
  return meant >= from && meant <= to ? `did you mean ${tidyNumber(meant)} (${value} percent)?` : undefined;
}
