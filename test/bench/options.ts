/** The options of `npm run bench`. */

import { parseArgs } from 'node:util';
import { DAYS, type Day } from './workload.ts';

export interface BenchOptions {
  /** Names of the suites to run, in order; empty for all. */
  readonly suites: readonly string[];
  readonly rounds: number;
  /** Numbers of accounts to compare; the suite's own by default. */
  readonly accounts: readonly number[] | undefined;
  /** Paths a round where a suite runs whole paths; the suite's own by default. */
  readonly paths: number | undefined;
  /** Kind of day of the suites kernel and profile. */
  readonly day: Day;
  /** Adds one million accounts. */
  readonly isLarge: boolean;
  readonly isJson: boolean;
}

const ROUNDS = 5;

/** Reads the command line's arguments. @throws {Error} for an option that does not exist or is no whole number */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      accounts: { type: 'string' },
      paths: { type: 'string' },
      day: { type: 'string', default: 'default' },
      large: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    suites: positionals,
    rounds: values.rounds === undefined ? ROUNDS : parseCount('--rounds', values.rounds),
    accounts: values.accounts?.split(',').map((text) => parseCount('--accounts', text)),
    paths: values.paths === undefined ? undefined : parseCount('--paths', values.paths),
    day: parseDay(values.day),
    isLarge: values.large,
    isJson: values.json,
  };
}

function parseDay(text: string): Day {
  const day = DAYS.find((name) => name === text);
  if (day === undefined) throw new Error(`--day: expected one of ${DAYS.join(', ')}, received ${text}`);
  return day;
}

function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`${option}: expected a whole number from 1, received ${text}`);
  return count;
}
