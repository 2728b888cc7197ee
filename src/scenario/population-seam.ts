/** Stand-in until the population generator lands. */
import type { AccountTable, TierTable } from '../kernel/config.ts';
import type { Problem } from './errors.ts';
import type { Population } from './schema/population.ts';

export function generatePopulation(
  _population: Population,
  _context: {
    readonly count: number;
    readonly openInterestUsd: number;
    readonly assets: readonly string[];
    readonly startPriceUsd: Float64Array;
    readonly lotBase: Float64Array;
    readonly maintenance: TierTable;
    readonly initial: TierTable;
    readonly seedKey: readonly [number, number];
  },
): { table: AccountTable; groups: string[]; problems: Problem[] } {
  throw new Error('the population generator is missing');
}
