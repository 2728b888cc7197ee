/** Columns of the files of a sensitivity study: tornado.arrow, sensitivity.arrow and sensitivity-runs.arrow. */

import {
  count,
  flag,
  index,
  label,
  type Nameless,
  named,
  nullable,
  type TableDeclaration,
  text,
  usd,
} from './column.ts';

const number = (title: string, description: string): Nameless => ({
  type: 'f64',
  unit: 'as in `unit`',
  label: title,
  description,
  nullable: true,
});
const plain = (title: string, description: string): Nameless => ({
  ...number(title, description),
  unit: 'of the field',
});
const optionalUsd = (title: string, description: string): Nameless => nullable(usd(title, description));

export const TORNADO: TableDeclaration = {
  file: 'tornado.arrow',
  row: 'a parameter × setting',
  description:
    'One parameter at a time, all on the shocks of the base: the expected shortfall at each end of its range, largest swing first.',
  columns: named({
    rank: index('Rank', 'Order of the parameter by its swing, 0 the largest.'),
    parameter: label('Parameter', 'Name of the parameter in the study.'),
    path: text('Path', 'Field of the scenario, or fields, separated by commas.'),
    end: label('End', 'low or high end of the range, or the name of the setting.'),
    value: plain('Value', 'Value at this end, or the factor; null for a setting that is no number.'),
    baseExpectedShortfallUsd: optionalUsd('Base', 'Expected shortfall of the base.'),
    expectedShortfallUsd: optionalUsd(
      'Expected shortfall',
      'Expected shortfall at this end; null where there are not enough paths.',
    ),
    expectedShortfallUsdStdError: optionalUsd('Expected shortfall, standard error', 'Standard error over the paths.'),
    expectedShortfallLow: optionalUsd('Expected shortfall, low', 'Lower end of its 95 % interval.'),
    expectedShortfallHigh: optionalUsd('Expected shortfall, high', 'Upper end of its 95 % interval.'),
    differenceUsd: optionalUsd('Difference', 'Expected shortfall at this end minus that of the base.'),
    differenceUsdStdError: optionalUsd(
      'Difference, standard error',
      'Standard error of the paired difference over the paths.',
    ),
    differenceLow: optionalUsd('Difference, low', 'Lower end of the 95 % interval of the paired difference.'),
    differenceHigh: optionalUsd('Difference, high', 'Upper end of the 95 % interval of the paired difference.'),
    swingUsd: optionalUsd('Swing', 'Largest minus smallest over the settings of this parameter and the base.'),
    swingUsdStdError: optionalUsd('Swing, standard error', 'Standard error of the paired difference of the two.'),
    swingLow: optionalUsd('Swing, low', 'Lower end of the 95 % interval of the swing.'),
    swingHigh: optionalUsd('Swing, high', 'Upper end of the 95 % interval of the swing.'),
    flipsDecision: nullable(
      flag(
        'Flips the decision',
        'The measure lies on the other side of the threshold than at the base; null without one.',
      ),
    ),
    isFlipCertain: nullable(
      flag('Flip is certain', 'The whole 95 % interval lies on that side; null without a threshold.'),
    ),
    flag: nullable(label('Flag', 'notEnoughPaths, fewPaths or noneSeen of the figure at this end; null otherwise.')),
    source: text('Source', 'Where the range comes from; empty where the study does not say.'),
  }),
};

export const SENSITIVITY: TableDeclaration = {
  file: 'sensitivity.arrow',
  row: 'a method × parameter × index',
  description:
    'Screening by elementary effects (Morris) and variance-based indices (Sobol) of the response over all ranges together.',
  columns: named({
    method: label('Method', 'morris or sobol.'),
    parameter: label('Parameter', 'Name of the parameter in the study.'),
    path: text('Path', 'Field of the scenario, or fields, separated by commas.'),
    index: label(
      'Index',
      'meanAbsolute (μ*, how much it matters), mean (μ, in which direction), standardDeviation (σ, how far that depends on the others), first (share of the variance by itself), total (share that would be left if only it stayed unknown).',
    ),
    unit: label('Unit', 'Unit of the estimate: of the response over a whole range, or a fraction of the variance.'),
    estimate: number('Estimate', 'The index; null where the response does not vary.'),
    estimateStdError: number('Estimate, standard error', 'Bootstrap over the design and over the paths behind it.'),
    low: number('Low', 'Lower end of the 95 % interval.'),
    high: number('High', 'Upper end of the 95 % interval.'),
    noiseShare: nullable({
      ...number(
        'Noise share',
        'Variance that Monte Carlo noise adds between runs, over the variance of the response between runs; null where it does not vary.',
      ),
      unit: 'fraction',
    }),
    runs: count('Runs', 'Runs behind the index.'),
    intervalMethod: text('Method of the interval', 'How estimate and interval were made.'),
  }),
};

export const SENSITIVITY_RUNS: TableDeclaration = {
  file: 'sensitivity-runs.arrow',
  row: 'a method × run × parameter',
  description: 'The points of the designs and the response at each: what a surrogate can be fitted to.',
  columns: named({
    method: label('Method', 'morris or sobol.'),
    run: index('Run', 'Row of the design.'),
    parameter: label('Parameter', 'Name of the parameter in the study.'),
    coordinate: {
      ...number('Coordinate', 'Place in the range, 0 its low and 1 its high end.'),
      unit: 'fraction',
      nullable: false,
    },
    value: { ...plain('Value', 'Value of the parameter, or the factor.'), nullable: false },
    response: {
      ...number('Response', 'Response of the run, the same in its rows.'),
      unit: 'log or USD',
      nullable: false,
    },
    responseStdError: {
      ...number('Response, standard error', 'Monte Carlo error, by resampling the paths; common to all runs in part.'),
      unit: 'log or USD',
      nullable: false,
    },
  }),
};
