/** Columns of candidates.arrow and solutions.arrow: what an optimisation ran, and what it chose. */

import { flag, fraction, index, label, named, nullable, ratio, type TableDeclaration, text, usd } from './column.ts';
import { withInterval } from './with-interval.ts';

const RISK = withInterval({
  probability: fraction('Probability', 'Probability of the event of the constraint; its upper end is what is judged.'),
  expectedShortfallUsd: usd(
    'Expected shortfall',
    'Expected shortfall of the loss named in summary.json, at the level named there.',
  ),
  meanShortfallUsd: usd('Mean shortfall', 'Mean of shortfallUsd.'),
  meanLossUsd: usd('Mean loss', 'Mean of the loss named in summary.json.'),
});

const meets = nullable(
  flag('Meets', 'The upper end of the interval is at most the probability asked for; null where it was not run.'),
);

export const CANDIDATES: TableDeclaration = {
  file: 'candidates.arrow',
  row: 'a policy that the search thought of, and each check on held-out shocks',
  description: 'The search for the most efficient policy under a constraint, in the order of its thoughts.',
  columns: [
    ...named({
      policy: label('Policy', 'Name of the policy.'),
      stage: label(
        'Stage',
        '`current`, `named` in the study, `design`, `refinement` around the best, or `heldOut`: checked on fresh shocks.',
      ),
      settings: text('Settings', 'What the policy sets, `path=value`.'),
      objective: ratio('Efficiency', 'The figure of efficiency that the study maximises; exact.'),
      isChosen: flag('Chosen', 'The policy that the optimisation chose.'),
      meets,
    }),
    ...RISK,
  ],
};

export const SOLUTIONS: TableDeclaration = {
  file: 'solutions.arrow',
  row: 'a question × value that was run',
  description: 'Values run to solve for a fund or a cap, ascending, then the checks on held-out shocks.',
  columns: [
    ...named({
      question: index('Question', 'Index in the `solve` list of the study.'),
      quantity: label(
        'Quantity',
        'insuranceFundUsd, openInterestUsd or accountSizeUsd, a cap on the exposure of an account.',
      ),
      valueUsd: usd('Value', 'Value of the quantity.'),
      isHeldOut: flag('Held out', 'Run on the held-out shocks.'),
      isAnswer: flag('Answer', 'The value that the optimisation gives.'),
      meets,
      insuranceFundUsd: usd('Insurance fund', 'Funds at the start.'),
      openInterestUsd: usd('Open interest', 'One-sided open interest at the start.'),
      largestAccountUsd: usd('Largest account', 'Exposure of the largest account.'),
      residualMakerShare: fraction(
        'Residual maker',
        'Share of open interest, both sides, that the residual maker holds; a cap on account size gives it the other side of what is cut.',
      ),
      pathsAgainstTrend: nullable({
        ...ratio(
          'Paths against the trend',
          'Paths with the event at this value but not at the next riskier one; null for the riskiest and for held-out runs.',
        ),
        unit: 'count',
      }),
    }),
    ...RISK,
  ],
};
