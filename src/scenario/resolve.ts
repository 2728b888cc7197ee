/**
 * From a valid scenario and the files it names to what the kernel trusts. Each block has its own resolver; here they are
 * called in order, and what only several blocks together can show is checked.
 */

import type { KernelConfig, VenueConfig } from '../kernel/config.ts';
import { seedKey } from '../run/seed.ts';
import type { ScenarioProblem } from './errors.ts';
import { hashScenario } from './hash.ts';
import { checkLedgerMode } from './ledger-mode.ts';
import type { ScenarioInputs } from './read-inputs.ts';
import { resolveAccounts } from './resolve-accounts.ts';
import { resolveBook } from './resolve-book.ts';
import { resolveMargin } from './resolve-margin.ts';
import { checkReplicates } from './resolve-sampling.ts';
import { resolveShocks } from './resolve-shocks.ts';
import { checkCandidates } from './resolve-tilt.ts';
import type { ResolvedScenario } from './resolved.ts';
import type { Scenario } from './schema.ts';
import { listVenues, type NamedVenue } from './venues.ts';

/**
 * Resolves a scenario.
 *
 * @param inputs  content of the files that the scenario names (read-inputs.ts)
 * @param naive  the plain loop over all accounts; same events
 * @param problems  receives what is wrong; paths are dotted, `venues.<name>.` in front for a venue's own rules
 * @returns undefined when there are problems, found here or before
 */
export function resolveScenario(
  scenario: Scenario,
  inputs: ScenarioInputs,
  naive: boolean,
  problems: ScenarioProblem[],
): ResolvedScenario | undefined {
  const assets = Object.keys(scenario.assets);
  const startPriceUsd = Float64Array.from(assets, (asset) => scenario.assets[asset].priceUsd);
  const key = seedKey(scenario.seed);
  const named = listVenues(scenario);
  problems.push(
    ...checkLedgerMode(scenario, named),
    ...checkRoundSeconds(scenario, named),
    ...checkReplicates(scenario),
    ...checkCandidates(scenario),
  );
  const { shocks, calmVolatilityPerStep, warnings } = takeShocks(scenario, assets, startPriceUsd, inputs, problems);
  const book = resolveBook(scenario.book, assets, startPriceUsd, calmVolatilityPerStep, inputs.curves ?? {});
  problems.push(...book.problems);
  const venues = named.map((venue) => resolveVenue(venue, scenario, assets, problems));
  const accounts = resolveAccounts({
    scenario,
    assets,
    startPriceUsd,
    venueNames: named.map((venue) => venue.name),
    venues,
    seedKey: key,
    fileHoldings: inputs.holdings,
  });
  problems.push(...accounts.problems);
  if (problems.length > 0 || !('table' in accounts)) return undefined;
  const { steps, stepSeconds } = scenario.horizon;
  const kernel: KernelConfig = {
    seedKey: key,
    stepCount: steps,
    stepSeconds,
    assetCount: assets.length,
    startPriceUsd,
    shocks,
    bookDynamics: book.dynamics,
    books: book.books,
    venues,
    accounts: accounts.table,
    roundSeconds: named[0].rules.liquidation.roundSeconds,
    naive,
    record: { timelineStep: chooseTimelineSteps(steps, scenario.record.timelinePoints) },
  };
  return {
    scenario,
    kernel,
    labels: {
      assets,
      venues: accounts.venues,
      groups: accounts.groups,
      accounts: accounts.accounts,
      bookSource: book.source,
    },
    hash: hashScenario(scenario, inputs.sources),
    warnings: [...warnings, ...accounts.warnings],
    inputs: inputs.sources,
  };
}

function takeShocks(
  scenario: Scenario,
  assets: readonly string[],
  startPriceUsd: Float64Array,
  inputs: ScenarioInputs,
  problems: ScenarioProblem[],
) {
  const found = resolveShocks(scenario.shocks, assets, scenario.horizon, startPriceUsd, inputs.prices);
  // A price file that could not be read has said so already.
  const isFileAtFault = scenario.shocks.kind === 'replay' && scenario.shocks.file !== undefined && !inputs.prices;
  problems.push(...found.problems.filter((problem) => !(isFileAtFault && problem.path === 'shocks.file')));
  const { config: shocks, calmVolatilityPerStep, warnings } = found;
  return { shocks, calmVolatilityPerStep, warnings };
}

function resolveVenue(
  { name, rules }: NamedVenue,
  scenario: Scenario,
  assets: readonly string[],
  problems: ScenarioProblem[],
): VenueConfig {
  const margin = resolveMargin(rules.margin, assets);
  const isOwn = Object.hasOwn(scenario.venues, name);
  problems.push(
    ...margin.problems.map((problem) => (isOwn ? { ...problem, path: `venues.${name}.${problem.path}` } : problem)),
  );
  const { scope, slice, slippageCap, feeRate, latencySteps } = rules.liquidation;
  return {
    maintenance: margin.maintenance,
    initial: margin.initial,
    haircut: margin.haircut,
    mark: rules.mark,
    liquidation: { scope, slice, slippageCap, feeRate, latencySteps },
    waterfall: rules.waterfall,
  };
}

/** Rounds are shared by all venues, since their orders meet in the same books. */
function checkRoundSeconds(scenario: Scenario, venues: readonly NamedVenue[]): ScenarioProblem[] {
  const shared = scenario.liquidation.roundSeconds;
  return venues
    .filter(({ rules }) => rules.liquidation.roundSeconds !== shared)
    .map(({ name, rules }) => ({
      path: `venues.${name}.liquidation.roundSeconds`,
      message: `expected the one of all venues, ${shared}, received ${rules.liquidation.roundSeconds}`,
      hint: 'set liquidation.roundSeconds at the top level',
    }));
}

/** Evenly spaced step ends, at most `points` of them, the last step included; ascending, one-based. */
export function chooseTimelineSteps(steps: number, points: number): Int32Array {
  const count = Math.min(points, steps);
  return Int32Array.from({ length: count }, (_, i) => Math.round(((i + 1) * steps) / count));
}
