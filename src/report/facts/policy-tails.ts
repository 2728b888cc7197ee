/** Rarity of the loss and who pays in its tail, of each policy of a comparison whose paths are at hand. */

import type { ReadTable } from '../../results/read-table.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { measureEvent } from '../../results/statistics/probability.ts';
import { isUnweighted, type SortedSample, sortSample } from '../../results/statistics/sample.ts';
import { expectedShortfallFigure, valueAtRiskFigure } from '../../results/statistics/tail.ts';
import type { CompareFacts } from './policy-studies.ts';
import { TAIL_COLUMNS, type Tail, tailAt } from './run-tail.ts';

export interface PolicyTail {
  readonly name: string;
  readonly paths: number;
  readonly isWeighted: boolean;
  /** By shortfallUsd. */
  readonly sorted: SortedSample;
  /** Loss exceeded and mean loss beyond it by level, ascending. */
  readonly levels: readonly { readonly level: number; readonly exceeded: Figure; readonly mean: Figure }[];
  /** Tails with a loss, by level, ascending. */
  readonly tails: readonly Tail[];
  readonly fundDepleted: Figure;
}

/** Levels at which a comparison reads the tail of the loss beyond account equity, ascending. */
function levelsOf({ rows }: CompareFacts): number[] {
  const levels = rows.flatMap(({ figure, measure, level }) =>
    figure === 'expectedShortfall' && measure === 'shortfallUsd' && level !== null ? [level] : [],
  );
  return [...new Set(levels)].sort((a, b) => a - b);
}

/** Tails by policy, in the order of the summary; none of a policy without paths, or with those of a version that lacks a column. */
export function policyTails(summary: CompareFacts, tables: ReadonlyMap<string, ReadTable>): PolicyTail[] {
  const levels = levelsOf(summary);
  if (levels.length === 0) return [];
  return summary.policies.flatMap(({ name }) => {
    const table = tables.get(name);
    return table !== undefined && TAIL_COLUMNS.every((column) => table.names.includes(column))
      ? [tailOf(name, table, levels)]
      : [];
  });
}

function tailOf(name: string, table: ReadTable, levels: readonly number[]): PolicyTail {
  const weight = table.number('weight');
  const replicates = Number(table.metadata['replicates'] ?? 0);
  const sorted = sortSample({ value: table.number('shortfallUsd'), weight, replicates });
  const figures = levels.map((level) => ({
    level,
    exceeded: valueAtRiskFigure(sorted, level, 'USD'),
    mean: expectedShortfallFigure(sorted, level, 'USD'),
  }));
  return {
    name,
    paths: table.rows,
    isWeighted: !isUnweighted(weight),
    sorted,
    levels: figures,
    tails: figures.flatMap(({ level, mean }) => ((mean.estimate ?? 0) > 0 ? [tailAt(table, sorted, mean, level)] : [])),
    fundDepleted: measureEvent({ value: table.number('fundDepleted'), weight, replicates }),
  };
}
