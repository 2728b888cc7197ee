/**
 * Parameters of a population group from real portfolios: what the generator's laws need beyond plain quantiles.
 */

import { accountSizes, type Portfolios } from './accounts.ts';
import { hillIndex } from './prices.ts';
import { quantileOfSorted, rankCorrelation } from './sample-statistics.ts';

export interface GroupShape {
  /** Standard deviation of ln size between the 10 % and 90 % quantiles, as if it were normal. */
  readonly sizeSdLog: number;
  /** Hill estimate of the tail index over the largest tenth. */
  readonly tailAlpha: number;
  readonly maximumOverMedian: number;
  /** Spearman's rank correlation of size and leverage. */
  readonly sizeLeverageRank: number;
  /** Part of positions, and of notional, that is long. */
  readonly longShare: { readonly byCount: number; readonly byNotional: number };
  /** Among accounts with two positions: both on one side; mean share of the larger. */
  readonly pair: { readonly accounts: number; readonly sameSide: number; readonly largerShare: number };
}

/** Fits the shape. */
export function fitGroupShape(portfolios: Portfolios): GroupShape {
  const { accountCount, start, notionalUsd, equityUsd } = portfolios;
  const sizes = accountSizes(portfolios);
  const sorted = sizes.slice().sort();
  const [low, median, high] = [0.1, 0.5, 0.9].map((p) => quantileOfSorted(sorted, p));
  let longs = 0;
  let longUsd = 0;
  let grossUsd = 0;
  for (const usd of notionalUsd) {
    grossUsd += Math.abs(usd);
    if (usd > 0) longs++;
    if (usd > 0) longUsd += usd;
  }
  const pair = { accounts: 0, sameSide: 0, largerShare: 0 };
  for (let account = 0; account < accountCount; account++) {
    const first = start[account];
    if (start[account + 1] - first !== 2) continue;
    const [a, b] = [notionalUsd[first], notionalUsd[first + 1]];
    pair.accounts++;
    if (a * b > 0) pair.sameSide++;
    pair.largerShare += Math.max(Math.abs(a), Math.abs(b)) / (Math.abs(a) + Math.abs(b));
  }
  return {
    // 2.5631 standard deviations lie between the tenth and the ninetieth percentile of a normal.
    sizeSdLog: Math.log(high / low) / 2.5631,
    tailAlpha: hillIndex(sizes, 0.1, 'upper'),
    maximumOverMedian: sorted[sorted.length - 1] / median,
    sizeLeverageRank: rankCorrelation(
      sizes,
      sizes.map((usd, account) => usd / equityUsd[account]),
    ),
    longShare: { byCount: longs / notionalUsd.length, byNotional: longUsd / grossUsd },
    pair: {
      accounts: pair.accounts,
      sameSide: pair.sameSide / pair.accounts,
      largerShare: pair.largerShare / pair.accounts,
    },
  };
}
