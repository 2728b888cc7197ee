/**
 * Building blocks of the scenario schema: numbers that know their bounds and unit, so that an error can name the rule.
 *
 * Every message is the rule itself ("a fraction from 0 to 0.5"); zod-problems.ts puts "expected" before and what was
 * received after it.
 */

import { z } from 'zod';

// A scenario is judged once: a function compiled for each object would cost more than it saves.
z.config({ jitless: true });

export interface Bounds {
  /** Smallest value, included. */
  readonly from?: number;
  /** Lower bound, excluded. */
  readonly above?: number;
  /** Largest value, included. */
  readonly to?: number;
  /** Upper bound, excluded. */
  readonly below?: number;
}

/**
 * A finite number.
 *
 * @param noun  what it is, with its unit: "a fraction", "an amount in USD"
 */
export function quantity(noun: string, bounds: Bounds = {}) {
  return withBounds(z.number({ error: describeRule(noun, bounds) }), noun, bounds);
}

/** A whole number. */
export function whole(noun: string, bounds: Bounds = {}) {
  const wholeNoun = noun.replace(/^a number/, 'a whole number');
  return withBounds(z.int({ error: describeRule(wholeNoun, bounds) }), wholeNoun, bounds);
}

function withBounds<T extends z.ZodNumber>(schema: T, noun: string, bounds: Bounds): T {
  const error = describeRule(noun, bounds);
  if (bounds.from !== undefined) schema = schema.min(bounds.from, { error });
  if (bounds.above !== undefined) schema = schema.gt(bounds.above, { error });
  if (bounds.to !== undefined) schema = schema.max(bounds.to, { error });
  if (bounds.below !== undefined) schema = schema.lt(bounds.below, { error });
  return schema.meta({ description: error }) as T;
}

/** "a fraction from 0 to 0.5", "an amount in USD of at least 0". */
export function describeRule(noun: string, { from, above, to, below }: Bounds): string {
  if (from !== undefined && to !== undefined) return `${noun} from ${from} to ${to}`;
  const low = from !== undefined ? `at least ${from}` : above !== undefined ? `above ${above}` : '';
  const high = to !== undefined ? `at most ${to}` : below !== undefined ? `below ${below}` : '';
  const rule = [low, high].filter((part) => part !== '').join(' and ');
  return `${noun}${rule.startsWith('at') ? ' of' : ''} ${rule}`.trimEnd();
}

/** One of several words. */
export function choice<const T extends readonly string[]>(...words: T) {
  return z.enum(words, { error: words.length === 1 ? `the word ${words[0]}` : `one of ${words.join(', ')}` });
}

/** Text that is not empty. */
export function text(noun = 'text') {
  return z.string({ error: noun }).min(1, { error: noun });
}

/** A seed: any text; numbers, which YAML reads from it, are taken as theirs. */
export const seedText = () => z.union([text(), z.int()], { error: 'a text or a whole number' }).transform(String);

/** A fraction from 0 to 1; percent given for it is recognised. */
export const fraction = () => quantity('a fraction', { from: 0, to: 1 });
/** An amount in USD of at least 0. */
export const usd = () => quantity('an amount in USD', { from: 0 });
/** A price in USD above 0. */
export const priceUsd = () => quantity('a price in USD', { above: 0 });
