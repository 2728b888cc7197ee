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

const COLUMNS = ['weight', 'shortfallUsd', ...PAYERS, 'fundDepleted'] as const;

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

export interface RunTail {
  /** Columns of paths.arrow: `weight`, `shortfallUsd`, the payers, `fundDepleted`. */
  readonly table: ReadTable;
  /** By shortfallUsd. */
  readonly sorted: SortedSample;
  /** Level of the tail; null where no level has a figure, or no path lost anything. */
  readonly level: number | null;
  /** Mean loss in the tail: that of summary.json. */
  readonly whole: Figure | null;
  readonly payers: readonly PayerFact[];
  /** Paths that make up the tail, with or without a loss, and those of them that lose anything. */
  readonly paths: number;
  readonly losing: number;
  /** Of those, where the fund is used up. */
  readonly fundDepleted: Reached;
}

/** The highest level at which the expected shortfall has a figure above nothing; null without one. */
export function headlineLevel({ contagion }: Summary): string | null {
  const figures = contagion.tail.shortfallUsd.expectedShortfall;
  const levels = Object.keys(figures).sort((a, b) => Number(b) - Number(a));
  return levels.find((level) => (figures[level].estimate ?? 0) > 0) ?? null;
}

/** Reads paths.arrow of a folder. @throws {ResultsError} when it cannot be read or lacks a column */
export async function readRunTail(folder: string, summary: Summary): Promise<RunTail> {
  const table = await readTable(`${folder}/${PATHS.file}`, COLUMNS);
  const value = table.number('shortfallUsd');
  const weight = table.number('weight');
  const sorted = sortSample({ value, weight });
  const level = headlineLevel(summary);
  if (level === null)
    return {
      table,
      sorted,
      level: null,
      whole: null,
      payers: [],
      paths: 0,
      losing: 0,
      fundDepleted: { paths: 0, share: 0 },
    };
  const whole = summary.contagion.tail.shortfallUsd.expectedShortfall[level];
  const part = createTailPart(sorted, Number(level));
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
  const paths = Math.max(tail.length, Math.round(table.rows * (1 - Number(level))));
  return { table, sorted, level: Number(level), whole, payers, paths, losing: tail.length, fundDepleted };
}
