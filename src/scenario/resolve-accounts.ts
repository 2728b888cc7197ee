/**
 * From the `accounts` block to the account table at the start: a generated population, or holdings from a file or the
 * scenario's list, with accounts under maintenance and unequal open interest dealt with as the scenario says.
 */

import type { AccountTable, TierTable, VenueConfig } from '../kernel/config.ts';
import { seedKey as seedKeyOf } from '../run/seed.ts';
import { createAccountTable, type NamedAccountTable } from './account-table.ts';
import { formatReceived, type Problem, type ScenarioProblem } from './errors.ts';
import { checkHoldings, type Holding } from './holdings.ts';
import { hintNearest } from './nearest.ts';
import { generatePopulation } from './population/generate.ts';
import type { Scenario } from './schema.ts';
import { closeOpenInterest, settleBreached } from './starting-state.ts';
import { DEFAULT_VENUE } from './venues.ts';

export interface ResolvedAccounts {
  readonly table: AccountTable;
  /** Names from a file or list; null for a generated population. */
  readonly accounts: readonly string[] | null;
  readonly groups: readonly string[];
  /** Names of the venues; an unnamed single venue takes the name that the accounts give it. */
  readonly venues: readonly string[];
  readonly problems: readonly ScenarioProblem[];
  readonly warnings: readonly string[];
}

/** What the accounts depend on besides their own block. */
export interface AccountsContext {
  readonly scenario: Scenario;
  readonly assets: readonly string[];
  readonly startPriceUsd: Float64Array;
  readonly venueNames: readonly string[];
  /** Rules by venue, in the order of `venueNames`. */
  readonly venues: readonly VenueConfig[];
  readonly seedKey: readonly [number, number];
  /** Checked rows of `accounts.file`; undefined where there is no file or it cannot be read. */
  readonly fileHoldings: readonly Holding[] | undefined;
}

/** Resolves the block; mistakes are listed, and no table is made when there are any in the rows. */
export function resolveAccounts(context: AccountsContext): ResolvedAccounts | { readonly problems: ScenarioProblem[] } {
  const { scenario, assets, startPriceUsd } = context;
  const made = scenario.accounts.population === undefined ? makeFromRows(context) : makePopulation(context);
  if (made.problems.length > 0 || made.named === undefined) return { problems: [...made.problems] };
  const { breached, residual } = scenario.accounts;
  const settled = settleBreached(made.named, context.venues, startPriceUsd, breached);
  const problems: ScenarioProblem[] = [];
  if (settled.problem !== undefined) {
    problems.push({ path: 'accounts.breached', message: settled.problem, hint: settled.hint });
  }
  const { table, accounts, groups } = settled.named;
  const closed = closeOpenInterest(table, startPriceUsd, assets, made.venueNames, residual);
  for (const message of closed.problems) {
    problems.push({ path: 'accounts.residual', message, hint: 'accounts.residual: maker closes it' });
  }
  if (table.accountCount === 0) {
    problems.push({ path: 'accounts', message: 'expected at least one account, none is left' });
  }
  const warnings = [...settled.warnings, ...closed.warnings];
  return { table: closed.table, accounts, groups, venues: made.venueNames, problems, warnings };
}

interface MadeAccounts {
  readonly named: NamedAccountTable | undefined;
  readonly venueNames: readonly string[];
  readonly problems: readonly ScenarioProblem[];
}

function makePopulation(context: AccountsContext): MadeAccounts {
  const { scenario, assets, startPriceUsd, venueNames, venues, seedKey } = context;
  const { population, count, openInterestUsd } = scenario.accounts;
  const problems: Problem[] = [];
  if (venueNames.length > 1) {
    const message = `a generated population belongs to one venue, received ${venueNames.length}: ${venueNames.join(', ')}`;
    problems.push({ path: 'accounts.population', message, hint: 'name venues in an account file or list' });
  }
  const lotBase = Float64Array.from(assets, (asset) => scenario.assets[asset].lotBase ?? Number.NaN);
  for (const asset of assets.filter((_, a) => Number.isNaN(lotBase[a]))) {
    const message = 'expected a lot size in base units above 0 for a generated population, received nothing';
    problems.push({ path: `assets.${asset}.lotBase`, message });
  }
  if (problems.length > 0) return { named: undefined, venueNames, problems };
  const { maintenance, initial }: { maintenance: TierTable; initial: TierTable } = venues[0];
  const generated = generatePopulation(population!, {
    count: count!,
    openInterestUsd: openInterestUsd!,
    assets,
    startPriceUsd,
    lotBase,
    maintenance,
    initial,
    seedKey: population!.seed === undefined ? seedKey : seedKeyOf(population!.seed),
  });
  const named = { table: generated.table, accounts: null, groups: generated.groups };
  return { named, venueNames, problems: generated.problems };
}

function makeFromRows(context: AccountsContext): MadeAccounts {
  const { scenario, assets, startPriceUsd } = context;
  const problems: ScenarioProblem[] = [];
  const isFile = scenario.accounts.file !== undefined;
  const holdings = isFile ? context.fileHoldings : readList(scenario, assets, problems);
  if (holdings === undefined || problems.length > 0) return { named: undefined, venueNames: [], problems };
  const block = isFile ? 'accounts.file' : 'accounts.list';
  const { venueNames, index } = matchVenues(holdings, scenario, context.venueNames, block, problems);
  if (problems.length > 0) return { named: undefined, venueNames, problems };
  const assetIndex = new Map(assets.map((asset, a) => [asset, a]));
  return { named: createAccountTable(holdings, assetIndex, index, startPriceUsd), venueNames, problems };
}

/** The rows of `accounts.list`, judged like those of a file. */
function readList(scenario: Scenario, assets: readonly string[], problems: ScenarioProblem[]): Holding[] {
  const list = scenario.accounts.list ?? [];
  const rows = list.map((row) => ({
    account: row.account,
    kind: row.kind,
    asset: row.asset ?? '',
    quantity: row.quantity,
    entryPriceUsd: row.entryPriceUsd,
    isolated: row.isolated,
    group: row.group ?? '',
    venue: row.venue ?? '',
  }));
  const quote = (row: number, column: string) => formatReceived((list[row] as Record<string, unknown>)[column]);
  return checkHoldings(rows, assets, quote, (row, column, message, hint) => {
    problems.push({ path: `accounts.list.${row}.${column}`, message, hint });
  });
}

/**
 * Index of every venue that the rows name. A scenario without `venues` has one, which takes the name in the rows if they
 * all agree; with several venues every row must name one.
 */
function matchVenues(
  holdings: readonly Holding[],
  scenario: Scenario,
  known: readonly string[],
  block: string,
  problems: ScenarioProblem[],
): { venueNames: readonly string[]; index: ReadonlyMap<string, number> } {
  const named = [...new Set(holdings.map((holding) => holding.venue))];
  if (Object.keys(scenario.venues).length === 0) {
    const names = named.filter((name) => name !== '');
    if (names.length > 1) {
      const message = `the accounts name ${names.length} venues (${names.join(', ')}), but the scenario has no venues`;
      problems.push({ path: block, message, hint: 'give each its rules under venues' });
    }
    return { venueNames: [names[0] ?? DEFAULT_VENUE], index: new Map(named.map((name) => [name, 0])) };
  }
  const index = new Map(known.map((name, venue) => [name, venue]));
  if (known.length === 1) index.set('', 0);
  for (const name of named.filter((candidate) => !index.has(candidate))) {
    const rows = holdings.filter((holding) => holding.venue === name).length;
    const message = `expected a venue of the scenario (${known.join(', ')}), received ${formatReceived(name || undefined)} in ${rows} rows`;
    problems.push({ path: block, message, hint: name === '' ? undefined : hintNearest(name, known) });
  }
  return { venueNames: known, index };
}
