/** candidates.arrow and solutions.arrow from what an optimisation found. */

import { CANDIDATES, SOLUTIONS } from '../../results/columns/optimise.ts';
import { formatSettings } from '../frontier/frontier-table.ts';
import type { StudyTable } from '../study-folder.ts';
import { type Cells, figureCells, makeTable } from '../study-table.ts';
import type { PolicyRun } from './policy-run.ts';
import type { SearchOutcome } from './run-search.ts';
import type { SolveOutcome } from './run-solve.ts';

/** A policy that was run, or was not. */
interface Row {
  readonly run: PolicyRun | null;
}

/** The columns that both tables share; nothing where a policy was not run. */
const RISK_CELLS: Cells<Row> = {
  meets: ({ run }) => run?.verdict.meets,
  ...figureCells<Row>('probability', ({ run }) => run?.verdict.probability),
  ...figureCells<Row>('expectedShortfallUsd', ({ run }) => run?.expectedShortfallUsd),
  ...figureCells<Row>('meanShortfallUsd', ({ run }) => run?.meanShortfallUsd),
  ...figureCells<Row>('meanLossUsd', ({ run }) => run?.meanLossUsd),
};

export function candidatesTable({ candidates }: SearchOutcome): StudyTable {
  return makeTable(CANDIDATES, candidates, {
    policy: ({ name }) => name,
    stage: ({ stage }) => stage,
    settings: ({ settings }) => formatSettings(settings),
    objective: ({ efficiency }) => efficiency,
    isChosen: ({ isChosen }) => isChosen,
    ...RISK_CELLS,
  });
}

export function solutionsTable(solutions: readonly SolveOutcome[]): StudyTable {
  const rows = solutions.flatMap(({ quantity, rows: of }, question) =>
    of.map((row) => ({ ...row, quantity, question })),
  );
  return makeTable(SOLUTIONS, rows, {
    question: ({ question }) => question,
    quantity: ({ quantity }) => quantity,
    valueUsd: ({ value }) => value,
    isHeldOut: ({ run }) => run.isHeldOut,
    isAnswer: ({ isAnswer }) => isAnswer,
    insuranceFundUsd: ({ run }) => run.insuranceFundUsd,
    openInterestUsd: ({ run }) => run.openInterestUsd,
    largestAccountUsd: ({ run }) => run.largestAccountUsd,
    residualMakerShare: ({ run }) => run.residualMakerShare,
    pathsAgainstTrend: ({ pathsAgainstTrend }) => pathsAgainstTrend,
    ...RISK_CELLS,
  });
}
