// What: names of figures after --until and --rare. Expected choices follow from the names.
import { expect, it } from 'vitest';
import { chooseFigure } from '../../src/run/until-figure.ts';

it.each([
  ['es0.999', { kind: 'es', level: 0.999, measure: 'beyondFundUsd' }],
  ['es99.9', { kind: 'es', level: 0.999, measure: 'beyondFundUsd' }],
  ['var99.badDebtUsd', { kind: 'var', level: 0.99, measure: 'badDebtUsd' }],
  ['var.95.badDebtUsd', { kind: 'var', level: 0.95, measure: 'badDebtUsd' }],
  ['pFundDepleted', { kind: 'probability', measure: 'fundDepleted' }],
])('%s is what it says, levels as fractions or in percent', (name, choice) => {
  expect(chooseFigure(name, 'beyondFundUsd')).toEqual(choice);
});

it.each(['es', 'es0', 'es100', 'es1e1', 'es99.9.', 'es99.9.badDebt', 'pFund'])('%s is none', (name) => {
  expect(() => chooseFigure(name, 'beyondFundUsd')).toThrow(RangeError);
});
