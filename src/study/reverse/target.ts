/**
 * What a reverse stress test looks for: an empty insurance fund, or a loss above an amount.
 */

import type { PathMeasure } from '../../kernel/result.ts';
import { LOSSES } from '../../kernel/result.ts';
import { formatUsd } from '../../results/number-text.ts';
import { hintNearest } from '../../scenario/nearest.ts';

export interface BreakTarget {
  readonly measure: PathMeasure;
  /** A value above it breaks. */
  readonly threshold: number;
  /** In words, such as "depletes the insurance fund". */
  readonly text: string;
}

/** Losses that a target may name. */
const TARGET_LOSSES: readonly PathMeasure[] = [
  ...LOSSES,
  'adlNotionalUsd',
  'vaultLossUsd',
  'liquidatedUsd',
  'accountLossUsd',
];
const EVENT = 'fundDepleted';

/** The default: some claim on the fund cannot be paid in full. */
export const FUND_DEPLETED: BreakTarget = {
  measure: EVENT,
  threshold: 0,
  text: 'depletes the insurance fund',
};

/**
 * Reads a target: `fundDepleted`, or `<loss> > <USD>`.
 *
 * @throws {RangeError} with what was expected and the nearest known name
 */
export function parseTarget(text: string): BreakTarget {
  const match = /^\s*([A-Za-z]+)\s*(?:>=?\s*(\S+))?\s*$/.exec(text);
  const [, name, amount] = match ?? [];
  if (name === EVENT && amount === undefined) return FUND_DEPLETED;
  if (name === EVENT) throw new RangeError(`expected ${EVENT} without a level, received ${text.trim()}`);
  if (name === undefined)
    throw new RangeError(`expected ${EVENT} or a loss and a level such as "beyondFundUsd > 5e6", received ${text}`);
  const measure = TARGET_LOSSES.find((loss) => loss === name);
  if (measure === undefined) {
    const hint = hintNearest(name, [...TARGET_LOSSES, EVENT]);
    throw new RangeError(
      `expected ${EVENT} or one of ${TARGET_LOSSES.join(', ')}, received ${name}${hint === undefined ? '' : ` (${hint})`}`,
    );
  }
  const threshold = Number(amount);
  if (amount === undefined || !(threshold > 0) || !Number.isFinite(threshold))
    throw new RangeError(
      `expected a level above 0 USD, as in "${name} > 5e6", received ${amount === undefined ? text.trim() : amount}`,
    );
  return { measure, threshold, text: `takes ${measure} beyond ${formatUsd(threshold)}` };
}
