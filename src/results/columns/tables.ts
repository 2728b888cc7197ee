/** All files, in the order of the data dictionary: those of a run, and those of studies. */

import { ACCOUNTS, EFFICIENCY } from './accounts.ts';
import { BACKTEST } from './backtest.ts';
import { GENERATIONS, TIMELINE } from './bands.ts';
import type { TableDeclaration } from './column.ts';
import { COMPARISON } from './comparison.ts';
import { CONTAGION } from './contagion.ts';
import { FRONTIER, POLICIES } from './frontier.ts';
import { INPUT_ACCOUNTS, INPUT_BOOKS, INPUT_PRICES, INPUT_RESIDUAL } from './inputs.ts';
import { CANDIDATES, SOLUTIONS } from './optimise.ts';
import { PATH_ASSETS, PATH_VENUES, PATHS } from './paths.ts';
import { REVERSE } from './reverse.ts';
import { SENSITIVITY, SENSITIVITY_RUNS, TORNADO } from './sensitivity.ts';
import { LIQUIDATIONS, TRACE } from './trace.ts';

export const TABLES: readonly TableDeclaration[] = [
  PATHS,
  PATH_VENUES,
  PATH_ASSETS,
  ACCOUNTS,
  EFFICIENCY,
  CONTAGION,
  TIMELINE,
  GENERATIONS,
  TRACE,
  LIQUIDATIONS,
  INPUT_ACCOUNTS,
  INPUT_RESIDUAL,
  INPUT_PRICES,
  INPUT_BOOKS,
];

/** Files that a study leaves in its own folder. */
export const STUDY_TABLES: readonly TableDeclaration[] = [
  COMPARISON,
  REVERSE,
  BACKTEST,
  TORNADO,
  SENSITIVITY,
  SENSITIVITY_RUNS,
  FRONTIER,
  POLICIES,
  CANDIDATES,
  SOLUTIONS,
];
