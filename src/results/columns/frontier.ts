/** Columns of frontier.arrow and policies.arrow: policies between margin efficiency and contagion, and what each sets. */

import { EFFICIENCY } from './accounts.ts';
import { count, flag, fraction, label, named, nullable, ratio, type TableDeclaration, text, usd } from './column.ts';
import { withInterval } from './with-interval.ts';

/** Figures of efficiency that are those of efficiency.arrow, for all accounts of the policy. */
export const EFFICIENCY_NAMES = [
  'accounts',
  'exposureUsd',
  'equityUsd',
  'collateralUsd',
  'initialMarginUsd',
  'maintenanceMarginUsd',
  'exposurePerMargin',
  'exposurePerInitialMargin',
  'effectiveLeverage',
  'offsetSaving',
  'idleShare',
  'borrowUsage',
] as const;

const POLICY = { policy: label('Policy', 'Name of the policy; `current` is the scenario as it is.') };

export const FRONTIER: TableDeclaration = {
  file: 'frontier.arrow',
  row: 'a policy × elasticity',
  description:
    'Margin efficiency against contagion, policies on the same shocks. Rows of one elasticity are weighed against each other; contagion is the expected shortfall of the loss named in summary.json at the level named there.',
  columns: [
    ...named({
      ...POLICY,
      elasticity: fraction(
        'Elasticity',
        'How users’ notional answers a changed requirement: 0 keeps notional and lets freed margin leave, 1 keeps collateral and lets positions grow.',
      ),
      isHeadline: flag('Headline', 'The elasticity that the study declares; the others bracket it.'),
      isCurrent: flag('Current', 'The scenario as it is.'),
      settings: text('Settings', 'What the policy sets, `path=value`; in columns in policies.arrow.'),
    }),
    ...EFFICIENCY.columns.filter(({ name }) => (EFFICIENCY_NAMES as readonly string[]).includes(name)),
    ...named({
      openInterestUsd: usd('Open interest', 'One-sided open interest at the start.'),
      insuranceFundUsd: usd('Insurance fund', 'Funds of all venues at the start.'),
    }),
    ...withInterval({
      expectedShortfallUsd: usd('Expected shortfall', 'Expected shortfall of the loss over the paths.'),
      expectedShortfallPerOpenInterest: ratio('Contagion', 'expectedShortfallUsd / openInterestUsd.'),
      probabilityDepleted: fraction('P(fund depleted)', 'Probability that a claim on a fund cannot be paid in full.'),
      marginCoverage: ratio(
        'Margin coverage',
        'Expected shortfall of shortfallUsd over insurance fund and maintenance margin.',
      ),
      meanFeesUsd: usd('Mean fees', 'Mean of the liquidation fees that accounts pay.'),
      meanAdlCostUsd: usd('Mean cost of deleveraging', 'Mean of what deleveraged accounts give up.'),
      meanAccountLossUsd: usd('Mean account loss', 'Mean of start minus end equity of liquidated accounts.'),
      priceAgainstCurrent: ratio(
        'Price of efficiency',
        'Dollars of expected shortfall for a dollar of freed maintenance margin, between the current rules and this policy; null where both require the same.',
      ),
      priceToNext: ratio(
        'Price of the next step',
        'The same between this policy and the next more efficient one of the Pareto set; null outside the set and for its last.',
      ),
    }),
    ...named({
      nextPolicy: nullable(label('Next policy', 'That next policy of the Pareto set.')),
      isPareto: flag(
        'Pareto',
        'No policy is at least as efficient and at most as contagious, and better in one of the two, by the estimates.',
      ),
      paretoShare: nullable(
        fraction(
          'Pareto share',
          'Share of 1,000 resamples of the paths, the same for all policies, in which the policy is in the Pareto set; null where its expected shortfall rests on too few paths to be weighed.',
        ),
      ),
      isParetoDepleted: flag('Pareto, fund', 'isPareto with P(fund depleted) as contagion.'),
      paretoShareDepleted: nullable(fraction('Pareto share, fund', 'paretoShare with P(fund depleted) as contagion.')),
      respondingAccounts: count('Accounts that respond', 'Accounts whose requirement the policy changes.'),
      notionalChange: fraction(
        'Change of notional',
        'Relative change of gross perp notional by the response of users.',
      ),
      withdrawnUsd: usd('Withdrawn', 'Collateral that leaves since less is required.'),
      paidInUsd: usd('Paid in', 'Collateral that comes since more is required.'),
      toppedUpUsd: usd('Topped up', 'Paid in beyond that by accounts still under maintenance: a cost to users.'),
      toppedUpAccounts: count('Accounts topped up', 'Number of those accounts.'),
    }),
  ],
};

export const POLICIES: TableDeclaration = {
  file: 'policies.arrow',
  row: 'a policy × field that it sets',
  description: 'What the policies of a study set, field by field. The current rules have no row.',
  columns: named({
    ...POLICY,
    path: label('Field', 'Path of the field in the scenario.'),
    value: nullable({
      ...ratio('Value', 'What it is set to, in the unit of the field; null where it is no number.'),
      unit: 'of the field',
    }),
    text: text('Value as text', 'What it is set to, as JSON.'),
  }),
};
