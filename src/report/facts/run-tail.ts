/**
 * Losses and payers of every path, and the tail that a report speaks of: that of the highest level with a figure.
 *
 * The mean payments over that tail are marginal parts of its expected shortfall, so that they add up to it, atoms and weights
 * included (results/statistics/marginal.ts).
 */

import { PATHS } from '../../results/columns/paths.ts';
import { type ReadTable, readTable } from '../../results/read-table.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { addMarginal, createMarginalSums, createTailPart, marginalFigure } from '../../results/statistics/marginal.ts';
import { type SortedSample, sortSample } from '../../results/statistics/sample.ts';
import type { Summary } from '../../results/summary.ts';

/** Who pays, in the order in which the layers are used. */
export const PAYERS = ['fundPaidUsd', 'vaultLossUsd', 'adlCostUsd', 'socialisedUsd', 'badDebtUsd'] as const;
export type PayerColumn = (typeof PAYERS)[number];

/** Columns of paths.arrow that a tail is made of. */
export const TAIL_COLUMNS = ['weight', 'shortfallUsd', ...PAYERS, 'fundDepleted'] as const;

export interface PayerFact {
  readonly column: PayerColumn;
  /** Mean over the tail, USD. */
  readonly figure: Figure;
  /** Tail paths on which the layer pays. */
  readonly reached: Reached;
}

/** On how much of the tail something happens: its paths counted, and their share of the tail's weight. */
export interface Reached {
  readonly paths: number;
  readonly share: number;
}

/** The paths beyond a level, and who pays there. */
export interface Tail {
  readonly level: number;
  /** Mean loss in the tail: that of summary.json. */
  readonly whole: Figure;
  readonly payers: readonly PayerFact[];
  /** Paths that make up the tail, with or without a loss, and those of them that lose anything. */
  readonly paths: number;
  readonly losing: number;
  /** Of those, where the fund is used up. */
  readonly fundDepleted: Reached;
}

export interface RunTail {
  /** Columns of paths.arrow: `weight`, `shortfallUsd`, the payers, `fundDepleted`. */
  readonly table: ReadTable;
  /** By shortfallUsd. */
  readonly sorted: SortedSample;
  /** The tail that the report speaks of; null where no level has a figure, or no path lost anything. */
  readonly headline: Tail | null;
  /** All tails with a figure, the one that the report speaks of first, then the rarer before the more frequent. */
  readonly tails: readonly Tail[];
}

/** Levels at which the expected shortfall has a figure above nothing, the highest first. */
function levelsWithFigure({ contagion }: Summary): string[] {
  const figures = contagion.tail.shortfallUsd.expectedShortfall;
  return Object.keys(figures)
    .filter((level) => (figures[level].estimate ?? 0) > 0)
    .sort((a, b) => Number(b) - Number(a));
}

/** The highest level at which the expected shortfall has a figure above nothing; null without one. */
export function headlineLevel(summary: Summary): string | null {
  return levelsWithFigure(summary)[0] ?? null;
}

/** Reads paths.arrow of a folder. @throws {ResultsError} when it cannot be read or lacks a column */
export async function readRunTail(folder: string, summary: Summary): Promise<RunTail> {
  const table = await readTable(`${folder}/${PATHS.file}`, TAIL_COLUMNS);
  const sorted = sortSample({ value: table.number('shortfallUsd'), weight: table.number('weight') });
  const means = summary.contagion.tail.shortfallUsd.expectedShortfall;
  const tails = levelsWithFigure(summary).map((level) => tailAt(table, sorted, means[level], Number(level)));
  return { table, sorted, headline: tails[0] ?? null, tails };
}

/**
 * Who pays in the tail beyond a level.
 *
 * @param table  with the columns of `TAIL_COLUMNS`
 * @param whole  mean loss of that tail, which the payers add up to
 */
export function tailAt(table: ReadTable, sorted: SortedSample, whole: Figure, level: number): Tail {
  const value = table.number('shortfallUsd');
  const weight = table.number('weight');
  const part = createTailPart(sorted, level);
  // Paths at exactly the quantile belong to the tail in part, by the share that fills it up.
  const coefficient = (path: number): number =>
    value[path] > part.valueAtRisk
      ? weight[path]
      : value[path] === part.valueAtRisk
        ? weight[path] * part.atomShare
        : 0;
  const tail = Array.from(value.keys()).filter((path) => value[path] > 0 && coefficient(path) > 0);
  const reach = (column: Float64Array): Reached => {
    const total = tail.reduce((sum, path) => sum + coefficient(path), 0);
    const hit = tail.filter((path) => column[path] > 0);
    return { paths: hit.length, share: hit.reduce((sum, path) => sum + coefficient(path), 0) / total };
  };
  const payers = PAYERS.map((column) => {
    const paid = table.number(column);
    const sums = createMarginalSums(part);
    for (let path = 0; path < table.rows; path++) addMarginal(sums, value[path], paid[path], weight[path]);
    return { column, figure: marginalFigure(sums, table.rows, whole), reached: reach(paid) };
  });
  const fundDepleted = reach(table.number('fundDepleted'));
  const paths = Math.max(tail.length, Math.round(table.rows * (1 - level)));
  return { level, whole, payers, paths, losing: tail.length, fundDepleted };
}
