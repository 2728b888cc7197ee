/**
 * `accounts.population`: margin accounts drawn by group, as people write it (MODEL.md, population).
 *
 * Shares of open interest are of the gross notional, longs and shorts together. Sizes are shapes only: their scale follows
 * from `accounts.openInterestUsd` and `accounts.count`, so that the count changes granularity and nothing else.
 */

import { z } from 'zod';
import { fraction, quantity, seedText, text, usd, whole } from './base.ts';

const above0 = (noun: string) => quantity(noun, { above: 0 });

/** A distribution by its quantiles: piecewise linear in the logarithm of the value between the points given. */
const quantileTable = z
  .strictObject({
    probability: z.array(fraction()).min(2).describe('Probabilities, rising from 0 to 1'),
    value: z.array(above0('a number')).min(2).describe('Value at each probability, rising'),
  })
  .superRefine((table, context) => {
    const fail = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const { probability, value } = table;
    if (probability.length !== value.length) {
      fail(['value'], `expected as many values as probabilities, ${probability.length}, received ${value.length}`);
      return;
    }
    for (let i = 1; i < value.length; i++) {
      if (probability[i] <= probability[i - 1]) {
        fail(
          ['probability', i],
          `expected more than the one before, ${probability[i - 1]}, received ${probability[i]}`,
        );
      }
      if (value[i] < value[i - 1]) {
        fail(['value', i], `expected at least the one before, ${value[i - 1]}, received ${value[i]}`);
      }
    }
    if (probability[0] !== 0) fail(['probability', 0], `expected 0, received ${probability[0]}`);
    const last = probability.length - 1;
    if (probability[last] !== 1) fail(['probability', last], `expected 1, received ${probability[last]}`);
  });

const leverage = z.strictObject({
  /** Effective leverage by quantiles; weight 1 where there is nothing else. */
  quantiles: quantileTable.optional(),
  /** Log-normal part. */
  logNormal: z
    .strictObject({
      weight: fraction(),
      median: above0('a leverage'),
      sdLog: above0('a standard deviation of the logarithm'),
    })
    .optional(),
  /** Settings an interface offers, as weights by leverage. */
  presets: z
    .array(z.strictObject({ leverage: above0('a leverage'), weight: fraction() }))
    .default([])
    .describe('Atoms of the mixture'),
  presetSpreadLog: quantity('a standard deviation of the logarithm', { from: 0 })
    .default(0)
    .describe('How far effective leverage has moved from the preset since the position was opened'),
});

const group = z.strictObject({
  /** Part of the gross notional (longs and shorts of all assets) that this group holds. */
  openInterestShare: fraction(),
  /** Part of `accounts.count`. */
  accountShare: fraction(),
  size: z.strictObject({
    sdLog: above0('a standard deviation of the logarithm').describe('Log-normal body of the account notional'),
    tailFrom: fraction().default(1).describe('Probability above which the size has a Pareto tail; 1 for none'),
    tailAlpha: above0('a tail index').default(1.5).describe('Pareto index of the tail'),
    maximumOverMedian: above0('a ratio').default(1e4).describe('Largest size over the median'),
  }),
  leverage,
  /** Rank correlation by Gaussian copula between size and leverage. */
  sizeLeverageCorrelation: quantity('a correlation', { from: -1, to: 1 }).default(0),
  /** Probability (up to a factor) of holding 1, 2, … of the scenario's assets. */
  assetCount: z.array(quantity('a weight', { from: 0 })).min(1),
  /** Spread of the position sizes within an account. */
  weightSdLog: quantity('a standard deviation of the logarithm', { from: 0 }).default(1),
  /** How strongly positions within an account follow the assets' open interest; 1 in proportion, 0 not at all. */
  weightTilt: quantity('an exponent', { from: 0, to: 2 }).default(0.5),
  side: z.strictObject({
    longShare: fraction().describe('Probability that a position is long'),
    correlation: fraction().default(0.5).describe('Correlation of direction between positions of one account'),
  }),
  /** Favourable log move of the price since entry; it sets entry prices, not equity. */
  profit: z
    .strictObject({
      meanLog: quantity('a log return').default(0),
      sdLog: quantity('a standard deviation of the logarithm', { from: 0 }).default(0),
    })
    .prefault({}),
});

const atRisk = z.strictObject({
  distance: z.array(fraction()).min(1),
  share: z.array(fraction()).min(1),
});

export const populationSchema = z.strictObject({
  seed: seedText()
    .optional()
    .describe(
      'Draws the accounts; the seed of the scenario where left out. Set, it keeps them while other seeds draw paths',
    ),
  /** One-sided open interest by asset, as shares (up to a factor) over the scenario's assets. */
  assetShares: z.record(z.string(), quantity('a weight', { from: 0 })),
  groups: z.record(z.string(), group),
  /** Few low-leverage accounts that close what longs and shorts of an asset differ by (basis traders, market makers). */
  basis: z
    .strictObject({
      accounts: whole('a number of accounts', { from: 2, to: 10_000 }).default(12),
      minimumShare: fraction().default(0.02).describe('Least part of one side of each asset that they hold'),
      leverage: z.tuple([above0('a leverage'), above0('a leverage')]).default([1, 2]),
    })
    .prefault({}),
  /** No account starts with equity below this multiple of its maintenance requirement. */
  startCushion: quantity('a ratio', { above: 1 }).default(1.02),
  /** What was measured on real accounts, for `firebreak check`: the figures that `group` was fitted to. */
  targets: z
    .strictObject({
      source: text(),
      group: text('a group name'),
      accounts: whole('a number of accounts', { from: 1 }),
      /** Notional of an account over the median one. */
      sizeOverMedian: quantileTable,
      leverage: quantileTable,
      /** Share of accounts with 1, 2, … assets. */
      assetCount: z.array(fraction()).min(1),
      /** |liquidation price / mark − 1| of longs and shorts that have a liquidation price. */
      distance: quantileTable,
      /** Part of positions (by number) that have one. */
      withLiquidationPrice: fraction(),
      /** Part of the group's open interest, both sides, that is liquidated within each move against it. */
      atRisk,
      gini: fraction().optional(),
      medianUsd: usd().optional(),
    })
    .optional(),
});

/** The validated block. */
export type Population = z.output<typeof populationSchema>;
export type PopulationGroup = Population['groups'][string];
export type QuantileTable = z.output<typeof quantileTable>;
