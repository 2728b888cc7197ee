/** Whether the lazy kernel and `--naive` give the same columns, to the last bit, on a few paths. */

import { askOnce } from './contender-process.ts';
import { numberOf } from './contest.ts';
import type { Target } from './report.ts';

export interface Agreement {
  readonly target: Target;
  /** Mean share of accounts liquidated on these paths. */
  readonly liquidatedShare: number;
  /** Share of accounts with two positions or more. */
  readonly severalPositionsShare: number;
}

/** Simulates the paths from 0 both ways, each in its own process, and compares the hashes of all columns. */
export async function checkAgreement(label: string, set: readonly string[], paths: number): Promise<Agreement> {
  const ask = (naive: boolean) => askOnce({ task: 'simulate', input: { set, naive, paths: 0, hashPaths: paths } });
  const lazy = await ask(false);
  const naive = await ask(true);
  return {
    target: createHashTarget(label, lazy['hash'] === naive['hash'], paths),
    liquidatedShare: numberOf(lazy, 'liquidatedShare'),
    severalPositionsShare: numberOf(lazy, 'severalPositionsShare'),
  };
}

/** The demand that two hashes are equal, as a row of the table of targets. */
export function createHashTarget(label: string, isEqual: boolean, paths: number): Target {
  const figure = `${label}: hash of all columns equals that of --naive, ${paths === 1 ? '1 path' : `${paths} paths`}`;
  return { figure, value: Number(isEqual), unit: 'equal', atLeast: 1 };
}
