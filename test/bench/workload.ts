/**
 * What the benches run: the default scenario with another number of accounts, steps or assets, and a calm and a crash day.
 *
 * Total open interest stays that of the scenario, so more accounts are smaller accounts. All are lists of `--set` texts.
 */

import { loadScenario } from '../../src/scenario/load.ts';

export const SCENARIO = 'scenarios/perp-majors.yaml';
const DAY_SECONDS = 86_400;
/** Warm-up of contenders in the kernel: enough for V8 to compile what they run. */
export const WARM_UP_MILLISECONDS = 1500;
/** Steps and half-life of depth thinning in the default scenario; the half-life is held in seconds. */
const DEFAULT_STEPS = 288;
const DEFAULT_HALF_LIFE_STEPS = 12;

export const DAYS = ['default', 'calm', 'crash'] as const;
export type Day = (typeof DAYS)[number];

/** Overrides for a number of accounts. */
export function withAccounts(accountCount: number): string[] {
  return [`accounts.count=${accountCount}`];
}

/** Overrides for a day cut into so many steps. */
export function withSteps(stepCount: number): string[] {
  return [
    `horizon.steps=${stepCount}`,
    `horizon.stepSeconds=${DAY_SECONDS / stepCount}`,
    `book.thinning.halfLifeSteps=${(DEFAULT_HALF_LIFE_STEPS * stepCount) / DEFAULT_STEPS}`,
  ];
}

/** Overrides that leave the first assets of the scenario. */
export async function withAssets(assetCount: number): Promise<string[]> {
  const { scenario } = await loadScenario(SCENARIO);
  return [`assets=${JSON.stringify(Object.fromEntries(Object.entries(scenario.assets).slice(0, assetCount)))}`];
}

/**
 * Overrides for a kind of day. Calm: 20 % volatility a year, no jumps. Crash: prices stand still until noon, then all
 * fall by a quarter in one step and stay there, so that very many accounts close at once.
 */
export async function withDay(day: Day, stepCount: number = DEFAULT_STEPS): Promise<string[]> {
  if (day === 'default') return [];
  if (day === 'calm') return ['shocks.volatilityPerYear=0.2', 'shocks.jumps={}'];
  const { scenario } = await loadScenario(SCENARIO);
  const prices = Object.fromEntries(
    Object.entries(scenario.assets).map(([asset, { priceUsd }]) => [
      asset,
      Array.from({ length: stepCount }, (_, step) => (step < stepCount / 2 ? priceUsd : 0.75 * priceUsd)),
    ]),
  );
  const { volatilityPerYear } = scenario.shocks;
  return [`shocks=${JSON.stringify({ kind: 'replay', prices, volatilityPerYear })}`];
}
