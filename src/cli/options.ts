/** Option values that several commands share, read from text with an error that says what was expected. */

import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Threads that anybody could mean. */
const THREADS_MAX = 1024;

/** Reads a whole number from `low` to `high`; fractions, signs, exponents of ten and words are refused. */
function parseWhole(low: number, high: number, what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text.trim()) || value < low || value > high) {
      throw new InvalidArgumentError(
        `expected ${what}, a whole number from ${low} to ${high}, received ${text.trim() || 'nothing'}`,
      );
    }
    return value;
  };
}

export const parsePathCount = parseWhole(1, 4_294_967_295, 'a number of paths');
export const parseRunCount = parseWhole(1, 100_000, 'a number of runs');
export const parsePathIndex = parseWhole(0, 4_294_967_294, 'a path index');
export const parseThreads = parseWhole(1, THREADS_MAX, 'a number of threads');
export const parsePort = parseWhole(1, 65_535, 'a port');
export const parseRowCount = parseWhole(0, 1_000_000, 'a number of rows');

/** Reads an elasticity: a number from 0 to 1. */
export function parseElasticity(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError(
      `expected an elasticity, a number from 0 to 1, received ${text.trim() || 'nothing'}`,
    );
  }
  return value;
}

/** Collects a repeated option. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** All cores, unless the user says otherwise. */
export function defaultThreads(): number {
  return availableParallelism();
}

/** Overrides of the scenario: `--set` as typed, with `--paths` and `--seed` as shorthands that win. */
export function collectOverrides(options: {
  readonly set?: readonly string[] | undefined;
  readonly paths?: number | undefined;
  readonly seed?: string | undefined;
}): string[] {
  const overrides = [...(options.set ?? [])];
  if (options.paths !== undefined) overrides.push(`paths=${options.paths}`);
  if (options.seed !== undefined) overrides.push(`seed=${options.seed}`);
  return overrides;
}
