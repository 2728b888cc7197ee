/** Columns of comparison.arrow: differences of policies on the same shocks. */

import { label, type Nameless, named, nullable, type TableDeclaration, text } from './column.ts';

const number = (title: string, description: string): Nameless => ({
  type: 'f64',
  unit: 'as in `unit`',
  label: title,
  description,
  nullable: true,
});

const pValue = (title: string, description: string): Nameless => ({ ...number(title, description), unit: 'fraction' });

export const COMPARISON: TableDeclaration = {
  file: 'comparison.arrow',
  row: 'a policy × figure',
  description: 'Every summary figure of each policy beside the base, with the paired difference over the same shocks.',
  columns: named({
    policy: label('Policy', 'Name of the policy that is compared with the base.'),
    figure: label(
      'Figure',
      'valueAtRisk, expectedShortfall, probability, mean, ratio, depth, shareWorse (share of paths on which the policy loses more than the base) or efficiency.',
    ),
    measure: label('Measure', 'What is measured: a column of paths.arrow, an event, or a figure of efficiency.'),
    level: number('Level', 'Confidence level of a quantile or an expected shortfall; null for other figures.'),
    unit: label('Unit', 'Unit of the estimates of this row.'),
    baseEstimate: number('Base', 'The figure under the base; null where there are not enough paths.'),
    estimate: number('Policy', 'The figure under the policy; null where there are not enough paths.'),
    difference: number('Difference', 'Policy minus base.'),
    differenceStdError: number(
      'Difference, standard error',
      'Standard error of the paired difference; null where the interval comes from a bootstrap or the figure is exact.',
    ),
    differenceLow: number('Difference, low', 'Lower end of the 95 % interval of the difference.'),
    differenceHigh: number('Difference, high', 'Upper end of the 95 % interval of the difference.'),
    pValue: pValue('p-value', 'Two-sided, of no difference, for this policy by itself; null where there is no test.'),
    pValueHolm: pValue('p-value, Holm', 'The same after Holm’s correction over all policies compared.'),
    method: text('Method', 'How the difference and its interval were made.'),
    flag: nullable(label('Flag', 'notEnoughPaths, fewPaths or noneSeen; null where there is nothing to say.')),
  }),
};
