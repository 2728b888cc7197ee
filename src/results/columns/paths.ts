/**
 * Columns of the files with rows by path: paths.arrow, path-venues.arrow and path-assets.arrow.
 *
 * The keys are the kernel's measures, so that a measure without a declaration does not compile.
 */

import type { AssetMeasure, PathMeasure, VenueMeasure } from '../../kernel/result.ts';
import {
  base,
  count,
  flag,
  index,
  label,
  log,
  type Nameless,
  named,
  nullable,
  price,
  ratio,
  type TableDeclaration,
  usd,
} from './column.ts';

const PATH_INDEX = index(
  'Path',
  'Index of the path; with the seed it names the path, and `firebreak replay` walks it.',
);

const PATH: Record<PathMeasure, Nameless> = {
  weight: ratio(
    'Weight',
    'Likelihood ratio of the path: 1 without importance sampling. Every mean is Σ weight × value / paths.',
  ),
  liquidatedUsd: usd('Liquidated', 'Fill value of all liquidation orders, one side; auto-deleveraging excluded.'),
  liquidatedMarkUsd: usd('Liquidated at start prices', 'The same orders valued at the prices before the first step.'),
  liquidatedExogenousUsd: usd(
    'Liquidated, generation 0',
    'Fill value of liquidations that the outside move alone brings about.',
  ),
  liquidations: count('Liquidation orders', 'Number of liquidation orders that filled at least in part.'),
  liquidatedAccounts: count('Liquidated accounts', 'Accounts liquidated at least once on the path, each counted once.'),
  cascadeDepth: {
    ...count(
      'Cascade depth',
      'Highest generation of liquidations reached; 0 when nothing followed from another liquidation.',
    ),
    type: 'u16',
    unit: 'generation',
  },
  unresolvedAccounts: count(
    'Unresolved accounts',
    'Accounts still open with negative equity at the horizon, settled there.',
  ),
  accountLossUsd: usd('Account loss', 'Start minus end equity of liquidated accounts, at most their start equity.'),
  feesUsd: usd('Liquidation fees', 'Liquidation fees paid by accounts to the funds.'),
  shortfallUsd: usd('Shortfall', 'Loss beyond the equity of the accounts that made it: the tail variable L.'),
  fundPaidUsd: usd('Fund paid', 'Gross outflow of the insurance funds.'),
  fundEndUsd: usd('Fund at the end', 'Insurance funds at the horizon, all venues.'),
  fundDepleted: flag('Fund depleted', 'A claim on a fund could not be paid in full.'),
  vaultLossUsd: usd('Vault loss', 'Loss of positions taken over by a fund or vault, marked at the final book price.'),
  adlNotionalUsd: usd('Deleveraged', 'Value closed by auto-deleveraging, one side.'),
  adlAccounts: count('Deleveraged accounts', 'Accounts that lost a position to auto-deleveraging, each counted once.'),
  adlCostUsd: usd('Cost of deleveraging', 'What deleveraged accounts gave up against the book price after the fills.'),
  socialisedUsd: usd('Socialised loss', 'Loss spread over winning accounts.'),
  badDebtUsd: usd('Bad debt', 'Loss that nobody paid.'),
  beyondFundUsd: usd('Beyond the fund', 'adlCostUsd + socialisedUsd + badDebtUsd.'),
  liquidatedNoImpactUsd: usd('Liquidated, no impact', 'Liquidated value in the twin, where selling moves no price.'),
  shortfallNoImpactUsd: usd('Shortfall, no impact', 'Shortfall in the twin, where selling moves no price.'),
  troughFall: log(
    'Trough fall',
    'Σ over assets of open-interest share × largest |ln mid/P₀| below the start, over step ends.',
  ),
  troughFallNoImpact: log('Trough fall, no impact', 'troughFall of the twin.'),
  peakRise: log('Peak rise', 'The same as troughFall for prices above the start.'),
  peakRiseNoImpact: log('Peak rise, no impact', 'peakRise of the twin.'),
  amplification: nullable(
    ratio('Amplification', 'troughFall over troughFallNoImpact; null where the latter is under 0.01.'),
  ),
  conservationErrorUsd: usd(
    'Conservation error',
    'Residual of the closed ledger of cash and positions; rounding only.',
  ),
};

const VENUE: Record<VenueMeasure, Nameless> = {
  liquidatedUsd: PATH.liquidatedUsd,
  feesUsd: PATH.feesUsd,
  shortfallUsd: PATH.shortfallUsd,
  fundPaidUsd: PATH.fundPaidUsd,
  fundEndUsd: usd('Fund at the end', 'Insurance fund of the venue at the horizon.'),
  fundDepleted: flag('Fund depleted', 'A claim on the fund of the venue could not be paid in full.'),
  vaultLossUsd: PATH.vaultLossUsd,
  adlNotionalUsd: PATH.adlNotionalUsd,
  adlCostUsd: PATH.adlCostUsd,
  socialisedUsd: PATH.socialisedUsd,
  badDebtUsd: PATH.badDebtUsd,
  beyondFundUsd: PATH.beyondFundUsd,
};

const ASSET: Record<AssetMeasure, Nameless> = {
  endPriceUsd: price('End price', 'Book mid at the horizon.'),
  endPriceNoImpactUsd: price('End price, no impact', 'Outside price at the horizon, untouched by selling.'),
  troughPriceUsd: price('Lowest price', 'Lowest book mid over step ends.'),
  troughPriceNoImpactUsd: price('Lowest price, no impact', 'Lowest outside price over step ends.'),
  peakPriceUsd: price('Highest price', 'Highest book mid over step ends.'),
  peakPriceNoImpactUsd: price('Highest price, no impact', 'Highest outside price over step ends.'),
  soldBase: base('Sold', 'Base units sold by liquidations.'),
  boughtBase: base('Bought', 'Base units bought by liquidations.'),
  soldUsd: usd('Sold', 'Fill value of sales by liquidations.'),
  boughtUsd: usd('Bought', 'Fill value of purchases by liquidations.'),
  displacementMax: log(
    'Largest displacement',
    'Largest |displacement| of the book from the outside price, log, over step ends.',
  ),
  shortfallUsd: usd(
    'Shortfall',
    'Part of the path’s shortfallUsd made in this asset: the shortfall of an account goes to what it held at the start in proportion to what each holding had lost at the book’s price when it was settled (by value where none lost). Adds up to shortfallUsd of paths.arrow.',
  ),
};

export const PATHS: TableDeclaration = {
  file: 'paths.arrow',
  row: 'a path',
  description: 'Every measure of every path. All other statistics over paths can be recomputed from this file.',
  columns: [
    { name: 'path', ...PATH_INDEX },
    {
      name: 'replicate',
      type: 'u16',
      unit: 'index',
      label: 'Replicate',
      description: 'Independent group of the path (strata, scrambles); 0 where all paths are one group.',
      nullable: false,
    },
    ...named(PATH),
  ],
};

export const PATH_VENUES: TableDeclaration = {
  file: 'path-venues.arrow',
  row: 'a path × venue',
  description: 'Who pays, venue by venue. Written only where a scenario has several venues.',
  columns: [
    { name: 'path', ...PATH_INDEX },
    { name: 'weight', ...PATH.weight },
    { name: 'venue', ...label('Venue', 'Name of the venue in the scenario.') },
    ...named(VENUE),
  ],
};

export const PATH_ASSETS: TableDeclaration = {
  file: 'path-assets.arrow',
  row: 'a path × asset',
  description: 'Prices with and without impact, and what liquidations traded, asset by asset.',
  columns: [
    { name: 'path', ...PATH_INDEX },
    { name: 'weight', ...PATH.weight },
    { name: 'asset', ...label('Asset', 'Name of the asset in the scenario.') },
    ...named(ASSET),
  ],
};
