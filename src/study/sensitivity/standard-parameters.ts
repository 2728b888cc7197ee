/**
 * The standard list of a sensitivity: what a result is to be shown under before anybody acts on it, as far as the scenario has
 * it. Ranges without a measurement behind them say that they are assumptions.
 */

import type { Scenario } from '../../scenario/schema.ts';
import { findFields } from '../field-path.ts';
import { powerCurves } from './power-curves.ts';
import type { ParameterInput } from './study-schema.ts';

type Written = Partial<ParameterInput>;

/** The parameters of the list that this scenario has. */
export function standardParameters(scenario: Scenario): ParameterInput[] {
  return [
    ...bookParameters(scenario),
    ...markParameters(scenario),
    ...shockParameters(scenario),
    ...populationParameters(scenario),
    ...ruleParameters(scenario),
  ].map((written) => ({ as: 'value', scale: 'linear', ...written }));
}

function bookParameters(scenario: Scenario): Written[] {
  const { thinning, recoveryHalfLifeSeconds } = scenario.book;
  const withExponent = (exponent: number) => ({
    'book.thinning': thinning === 'none' ? { exponent } : { ...thinning, exponent },
  });
  const isOff = thinning === 'none';
  const list: Written[] = [
    {
      name: 'depth',
      path: 'book.depthScale',
      low: scenario.book.depthScale / 2,
      high: scenario.book.depthScale * 2,
      scale: 'log',
      source:
        'assumption: from the share of the depth that is left to a venue when all liquidate to all that makers can reach',
    },
    {
      name: 'thinning of depth with volatility',
      cases: {
        ...(isOff ? {} : { none: { 'book.thinning': 'none' } }),
        ...(!isOff && thinning.exponent === 1 ? {} : { 'exponent 1': withExponent(1) }),
        ...(!isOff && thinning.exponent === 2 ? {} : { 'exponent 2': withExponent(2) }),
      },
      source: 'the usual range of the exponent, 0 to 2',
    },
  ];
  const shapes = powerCurves(scenario);
  if (shapes !== null) {
    list.push({
      name: 'shape of depth',
      cases: { 'visible, exponent 0.4': shapes(0.4), 'latent, exponent 2': shapes(2) },
      source:
        'cumulative depth by distance to this power, the depth within 1 % kept: 0.4 as published for BTC within 0.5 to 5 % in 2025, 2 as the square-root law of impact needs (Donier and Bonart 2015)',
    });
  }
  if (typeof recoveryHalfLifeSeconds === 'number')
    list.push({
      name: 'recovery half-life',
      path: 'book.recoveryHalfLifeSeconds',
      low: 60,
      high: 3600,
      scale: 'log',
      source: 'assumption: from a calm minute to an hour under stress',
    });
  if (hasPermanentImpact(scenario))
    list.push({
      name: 'permanent impact',
      path: 'book.curves.*.permanentPerUsd',
      as: 'factor',
      low: 0,
      high: 4,
      source: 'none, to the fifth of the peak that institutional orders leave (Bucci et al. 2018)',
    });
  return list;
}

function hasPermanentImpact({ book }: Scenario): boolean {
  return Object.values(book.curves).some(({ permanentPerUsd }) => permanentPerUsd > 0);
}

function markParameters(scenario: Scenario): Written[] {
  if (scenario.mode === 'ledger') return [];
  return [
    {
      name: 'mark rule where φ is 0',
      // With φ = 1 all marks follow the book and are one.
      cases: {
        'own book': { 'mark.kind': 'bookMid', 'mark.impactPassThrough': 0 },
        'outside price': { 'mark.kind': 'external', 'mark.impactPassThrough': 0 },
      },
      source: 'the two ends of what venues use',
    },
    {
      name: 'impact pass-through φ',
      path: 'mark.impactPassThrough',
      low: 0,
      high: 1,
      source: 'both extremes: an outside world that is immune, and one shared market',
    },
  ];
}

function shockParameters(scenario: Scenario): Written[] {
  const { shocks } = scenario;
  if (shocks.kind !== 'simulated') return [];
  const list: Written[] = [
    {
      name: 'volatility',
      path: 'shocks.volatilityPerYear',
      as: 'factor',
      low: 0.8,
      high: 1.25,
      scale: 'log',
      source: 'assumption: a quarter up, a fifth down',
    },
  ];
  if (shocks.mixing !== undefined)
    list.push({
      name: 'tail degrees of freedom',
      path: 'shocks.mixing.degreesOfFreedom',
      low: 3,
      high: 6,
      source: 'assumption: the usual fits of daily returns',
    });
  if (shocks.jumps?.common !== undefined)
    list.push({
      name: 'common jumps a year',
      path: 'shocks.jumps.common.perYear',
      as: 'factor',
      low: 0.5,
      high: 1.5,
      source: 'assumption: half as many, and half as many again',
    });
  return list;
}

function populationParameters(scenario: Scenario): Written[] {
  if (scenario.accounts.population === undefined) return [];
  const groups = 'accounts.population.groups.*.leverage';
  const path = [`${groups}.quantiles.value`, `${groups}.logNormal.median`, `${groups}.presets.*.leverage`].filter(
    (one) => Array.isArray(findFields(scenario, one)),
  );
  return [
    {
      name: 'leverage of the population',
      path,
      as: 'factor',
      low: 0.75,
      high: 1.25,
      source: 'assumption: a quarter either way',
    },
    {
      name: 'draw of the population',
      path: 'accounts.population.seed',
      values: ['draw 2', 'draw 3'],
      source: 'other accounts from the same law',
    },
  ];
}

function ruleParameters(scenario: Scenario): Written[] {
  const { waterfall, liquidation } = scenario;
  const list: Written[] = [];
  if (waterfall.insuranceFundUsd > 0)
    list.push({
      name: 'insurance fund',
      path: 'waterfall.insuranceFundUsd',
      low: waterfall.insuranceFundUsd / 2,
      high: waterfall.insuranceFundUsd * 2,
      scale: 'log',
      source: 'assumption: half and twice its size',
    });
  const cap = liquidation.slippageCap;
  list.push({
    name: 'slippage cap',
    path: 'liquidation.slippageCap',
    low: cap / 2,
    high: Math.min(1, cap * 2),
    scale: 'log',
    source: 'assumption: half and twice the rule',
  });
  if (scenario.mode !== 'ledger')
    list.push({
      name: 'latency of liquidation',
      path: 'liquidation.latencySteps',
      low: liquidation.latencySteps,
      high: liquidation.latencySteps + 1,
      source: 'assumption: one step more',
    });
  return list;
}
