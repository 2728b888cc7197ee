/** candidates.arrow and solutions.arrow from what an optimisation found. */

import type { ColumnValues } from '../../results/column-values.ts';
import { CANDIDATES, SOLUTIONS } from '../../results/columns/optimise.ts';
import type { Figure } from '../../results/statistics/figure.ts';
import { figureColumns, formatSettings } from '../frontier/frontier-table.ts';
import type { StudyTable } from '../study-folder.ts';
import type { PolicyRun } from './policy-run.ts';
import type { SearchOutcome } from './run-search.ts';
import type { SolveOutcome } from './run-solve.ts';

/** The columns that both tables share; NaN where a policy was not run. */
function riskColumns(runs: readonly (PolicyRun | null)[]): Record<string, Float64Array> {
  const of = (name: string, figure: (run: PolicyRun) => Figure) =>
    figureColumns(
      name,
      runs.map((run) => (run === null ? null : figure(run))),
    );
  return {
    ...of('probability', ({ verdict }) => verdict.probability),
    ...of('expectedShortfallUsd', ({ expectedShortfallUsd }) => expectedShortfallUsd),
    ...of('meanShortfallUsd', ({ meanShortfallUsd }) => meanShortfallUsd),
    ...of('meanLossUsd', ({ meanLossUsd }) => meanLossUsd),
  };
}

function meetsColumn(runs: readonly (PolicyRun | null)[]): Float64Array {
  return Float64Array.from(runs, (run) => (run === null ? Number.NaN : Number(run.verdict.meets)));
}

export function candidatesTable({ candidates }: SearchOutcome): StudyTable {
  const names = [...new Set(candidates.map(({ name }) => name))];
  const stages = [...new Set(candidates.map(({ stage }) => stage))];
  const runs = candidates.map(({ run }) => run);
  return {
    table: CANDIDATES,
    labels: { policy: names, stage: stages },
    columns: {
      policy: Int32Array.from(candidates, ({ name }) => names.indexOf(name)),
      stage: Int32Array.from(candidates, ({ stage }) => stages.indexOf(stage)),
      settings: candidates.map(({ settings }) => formatSettings(settings)),
      objective: Float64Array.from(candidates, ({ efficiency }) => efficiency),
      isChosen: Uint8Array.from(candidates, ({ isChosen }) => Number(isChosen)),
      meets: meetsColumn(runs),
      ...riskColumns(runs),
    },
  };
}

export function solutionsTable(solutions: readonly SolveOutcome[]): StudyTable {
  const rows = solutions.flatMap(({ quantity, rows: of }, question) =>
    of.map((row) => ({ ...row, quantity, question })),
  );
  const quantities = [...new Set(rows.map(({ quantity }) => quantity))];
  const runs = rows.map(({ run }) => run);
  const number = (of: (run: PolicyRun) => number): ColumnValues => Float64Array.from(runs, of);
  return {
    table: SOLUTIONS,
    labels: { quantity: quantities },
    columns: {
      question: rows.map(({ question }) => question),
      quantity: Int32Array.from(rows, ({ quantity }) => quantities.indexOf(quantity)),
      valueUsd: rows.map(({ value }) => value),
      isHeldOut: rows.map(({ run }) => Number(run.isHeldOut)),
      isAnswer: rows.map(({ isAnswer }) => Number(isAnswer)),
      meets: meetsColumn(runs),
      insuranceFundUsd: number((run) => run.insuranceFundUsd),
      openInterestUsd: number((run) => run.openInterestUsd),
      largestAccountUsd: number((run) => run.largestAccountUsd),
      residualMakerShare: number((run) => run.residualMakerShare),
      pathsAgainstTrend: rows.map(({ pathsAgainstTrend }) => pathsAgainstTrend ?? Number.NaN),
      ...riskColumns(runs),
    },
  };
}
