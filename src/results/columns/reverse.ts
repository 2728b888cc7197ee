/** Columns of reverse.arrow: the shocks that break a system, by course and direction. */

import { flag, fraction, index, label, log, named, nullable, ratio, type TableDeclaration, usd } from './column.ts';

export const REVERSE: TableDeclaration = {
  file: 'reverse.arrow',
  row: 'a breaking shock × asset',
  description:
    'The smallest shock that breaks in each direction searched, on each course of prices, and what it does. Its figures repeat on the rows of its assets.',
  columns: named({
    point: index('Shock', 'Number of the shock; its rows are those of its assets.'),
    shape: label('Course', '`line`, `ramp`, `gap` or `own`: how prices get from the start to the shock.'),
    direction: label('Direction', 'Where it was looked for; `nearest` was found by the search over directions.'),
    isMinimum: flag(
      'Minimum',
      'End of a search over directions; the others are first breaks of the rays it began with.',
    ),
    isLikeliest: flag('Likeliest', 'The nearest of all courses and directions.'),
    distance: ratio(
      'Mahalanobis distance',
      'Distance from the mean in standard deviations of moves over the time of the course, jumps and mixing included.',
    ),
    asset: label('Asset', 'Asset.'),
    shock: fraction('Shock', 'Price at the end of the course over the start price, minus 1.'),
    logReturn: log('Log return', 'The same as a log return.'),
    deviations: ratio('Standard deviations', 'Log return less its mean, in standard deviations of this asset alone.'),
    liquidatedUsd: usd('Liquidated', 'Fill value of what this shock liquidates.'),
    shortfallUsd: usd('Shortfall', 'Loss beyond the equity of accounts.'),
    fundPaidUsd: usd('Fund, paid', 'What the funds paid.'),
    fundEndUsd: usd('Fund, end', 'What they hold at the end.'),
    beyondFundUsd: usd('Beyond the fund', 'Loss that the funds could not pay.'),
    badDebtUsd: usd('Bad debt', 'Loss that nobody paid.'),
    amplification: nullable(
      ratio('Amplification', 'Fall with impact over the fall without; null where the latter is under 0.01.'),
    ),
  }),
};
