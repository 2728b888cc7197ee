/**
 * Columns of the files with rows by account and by cohort: accounts.arrow and efficiency.arrow.
 */

import {
  count,
  estimated,
  fraction,
  index,
  label,
  named,
  nullable,
  price,
  ratio,
  type TableDeclaration,
  text,
  usd,
} from './column.ts';

const START_STATE = {
  equityUsd: usd(
    'Equity',
    'Equity at the start: cash + collateral − debt + Σ quantity × price over all buckets, no haircut.',
  ),
  collateralUsd: usd('Collateral', 'What was put in: equity plus debt, less unrealised profit of perps.'),
  debtUsd: usd('Debt', 'Dollar debt plus borrowed base units at start prices.'),
  notionalUsd: usd('Exposure', 'Σ |quantity| × price over perps, plus debt.'),
  initialMarginUsd: usd('Initial margin', 'Initial requirement of all open perps under the rules of the venue.'),
  maintenanceMarginUsd: usd(
    'Maintenance margin',
    'Maintenance requirement of all open perps under the rules of the venue.',
  ),
};

export const ACCOUNTS: TableDeclaration = {
  file: 'accounts.arrow',
  row: 'an account',
  description:
    'State at the start and what happens to the account over the paths. The residual maker is not an account.',
  columns: [
    ...named({
      account: index('Account', 'Index of the account in this run.'),
      name: text('Name', 'Name from the account file, or the index where the population was generated.'),
      group: label('Group', 'Cohort of the account.'),
      venue: label('Venue', 'Venue of the account.'),
      ...START_STATE,
      effectiveLeverage: nullable(ratio('Leverage', 'notionalUsd / equityUsd; null where equity is not positive.')),
      positions: count('Positions', 'Open perps.'),
      triggerPriceUsd: nullable(
        price(
          'Trigger price',
          'Price of the largest position at which its bucket reaches maintenance, all else frozen at the start; null where no positive price does.',
        ),
      ),
      triggerAsset: nullable(
        label('Trigger asset', 'Asset of that position: the largest perp by value, else the largest collateral.'),
      ),
      overlapImportance: fraction(
        'Overlap importance',
        'Share of the account in the overlap of portfolios at the start, all accounts adding up to 1: Perron vector of Ω, Ω_ab = Σ over book sides of the values that a and b would both have to trade there, over its depth within 1 % (log) of the price. Longs and collateral meet the bids, shorts and borrowed units the asks; a long and a short do not overlap. 0 outside the largest cluster.',
      ),
    }),
    ...estimated({
      probabilityLiquidated: fraction('P(liquidated)', 'Probability that the account is liquidated at least once.'),
      probabilityDeleveraged: fraction(
        'P(deleveraged)',
        'Probability that the account loses a position to auto-deleveraging.',
      ),
      expectedLossUsd: usd(
        'Expected loss',
        'Mean over all paths of start minus end equity where liquidated, at most start equity.',
      ),
      tailLossShare: nullable(
        fraction(
          'Share of tail loss',
          'Share of the expected shortfall that this account causes in the tail named in the metadata (atom-safe); null without a tail.',
        ),
      ),
    }),
  ],
};

export const EFFICIENCY: TableDeclaration = {
  file: 'efficiency.arrow',
  row: 'a cohort of accounts, and `all`',
  description: 'Margin efficiency beside contagion: what a cohort costs in margin and what it does to the system.',
  columns: [
    ...named({
      group: label('Group', 'Cohort; `all` is every account.'),
      accounts: count('Accounts', 'Number of accounts.'),
      exposureUsd: usd('Exposure', 'Σ |quantity| × price over perps, both sides, plus debt.'),
      equityUsd: START_STATE.equityUsd,
      collateralUsd: START_STATE.collateralUsd,
      initialMarginUsd: START_STATE.initialMarginUsd,
      maintenanceMarginUsd: START_STATE.maintenanceMarginUsd,
      exposurePerMargin: nullable(
        ratio('Exposure per margin', 'exposureUsd / maintenanceMarginUsd; null where nothing is required.'),
      ),
      exposurePerInitialMargin: nullable(
        ratio('Exposure per initial margin', 'exposureUsd / initialMarginUsd; null where nothing is required.'),
      ),
      effectiveLeverage: nullable(ratio('Leverage', 'exposureUsd / equityUsd; null where equity is not positive.')),
      offsetSaving: nullable(
        fraction(
          'Offset saving',
          '1 − Σ max(0, initial margin − unrealised profit) taken by bucket over the same taken by position: what cross margin saves over isolated. Null where nothing is required.',
        ),
      ),
      idleShare: nullable(
        fraction(
          'Idle collateral',
          'Σ max(0, equity − initial margin) over Σ max(0, equity), by bucket; null without equity.',
        ),
      ),
      borrowUsage: nullable(
        fraction(
          'Borrow usage',
          'Debt over what may be borrowed (cash + collateral after haircut) by buckets with debt; null without debt.',
        ),
      ),
    }),
    ...estimated({
      probabilityLiquidated: fraction(
        'P(liquidated)',
        'Expected share of the accounts that is liquidated at least once.',
      ),
      expectedShortfallContributionUsd: usd(
        'Mean shortfall caused',
        'Mean over all paths of the shortfall that the cohort causes.',
      ),
      contagionShare: nullable(
        fraction(
          'Share of shortfall',
          'The cohort’s mean shortfall over that of all accounts; null where there is none.',
        ),
      ),
      expectedShortfallPerMargin: nullable(
        ratio(
          'Shortfall per margin',
          'Mean shortfall caused over maintenanceMarginUsd: the price of the margin that was not asked for.',
        ),
      ),
    }),
  ],
};
