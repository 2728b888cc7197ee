/**
 * The `shocks` block of a scenario, as people write it: simulated prices with correlated diffusion, a mixing variable and
 * jumps, or prices that are given.
 *
 * Only what can be judged without the list of assets and the horizon is checked here; ../resolve-shocks.ts does the rest.
 */

import { z } from 'zod';
import { assetName } from './assets.ts';
import { choice, fraction, quantity, text, whole } from './base.ts';

/** One figure for all assets, or one an asset. */
function perAsset<T extends z.ZodNumber>(value: T) {
  return z.union([value, z.record(assetName(), value, { error: 'a map of asset names' })]);
}
/** One figure for all assets, or one an asset. */
export type PerAsset = number | Record<string, number>;

/** Also catches percent written for a fraction: 63 for 0.63. */
const volatility = () => quantity('a volatility as a fraction per √year', { from: 0, to: 10 });
const perYear = (noun: string) => quantity(noun, { from: 0, to: 100_000 });
const meanLog = () =>
  quantity('a mean log jump as a fraction', { from: -1, to: 1 }).describe(
    'Mean size of a jump in log price (−0.02 is −2 %)',
  );
const sdLog = () =>
  quantity('a standard deviation of log jumps as a fraction', { from: 0, to: 1 }).describe(
    'Standard deviation of the size of a jump in log price',
  );

const correlation = z.strictObject({
  assets: z
    .array(assetName(), { error: 'a list of asset names' })
    .min(1)
    .describe('Order of rows and columns; may name more assets than the scenario trades'),
  matrix: z
    .array(z.array(quantity('a correlation', { from: -1, to: 1 }), { error: 'a list of numbers' }), {
      error: 'a list of rows',
    })
    .describe('Correlation of the diffusion innovations, symmetric with 1 on the diagonal'),
  repair: z
    .boolean()
    .default(false)
    .describe('Replace a matrix that is not positive semi-definite by the nearest correlation matrix (Higham 2002)'),
});

const mixing = z.strictObject({
  degreesOfFreedom: quantity('degrees of freedom', { from: 2.05, to: 1000 }).describe(
    'ν of the Student-t law of the diffusion over one hold; small is heavy-tailed; above 2, so that a variance exists',
  ),
  holdSeconds: quantity('a time in seconds', { above: 0 })
    .default(86_400)
    .describe('How long one draw of the mixing variable holds; rounded to whole steps'),
  maximumMultiplier: quantity('a multiple of the usual volatility', { from: 2 })
    .optional()
    .describe(
      'Bound on the volatility of one hold, in multiples of the usual one; total volatility stays as asked for',
    ),
});

const commonJumps = z.strictObject({
  perYear: perYear('a number of common jumps per year').describe('Jumps per year that hit all assets in one step'),
  meanLog: perAsset(meanLog()),
  sdLog: perAsset(sdLog()),
  correlation: quantity('a correlation', { from: -1, to: 1 })
    .default(1)
    .describe('Correlation of the sizes between any two assets within one common jump'),
});

const ownJumps = z.record(
  assetName(),
  z.strictObject({
    perYear: perYear('a number of jumps per year').describe('Jumps per year of this asset alone'),
    meanLog: meanLog().default(0),
    sdLog: sdLog(),
  }),
  { error: 'a map of asset names' },
);

/** The law that leaves everything as it is. */
export const PLAIN_LAW = {
  standardDeviations: 0,
  commonJumpFactor: 1,
  mixingFactor: 1,
  ownJumpFactor: 1,
  ownJumpShift: 0,
} as const;

/** Laws of a mixture at most: what `--rare` proposes has one for each asset that jumps by itself, and three. */
export const TILTED_LAWS_MAX = 1000;

/** How a tilted law differs from the plain one; the defaults are the plain law. */
const tiltedLaw = {
  standardDeviations: quantity('a number of standard deviations', { from: -10, to: 10 })
    .default(PLAIN_LAW.standardDeviations)
    .describe(
      'Shift of the equally weighted log return of all assets over the whole horizon, in standard deviations of its diffusion',
    ),
  commonJumpFactor: quantity('a factor', { from: 0.01, to: 1000 })
    .default(PLAIN_LAW.commonJumpFactor)
    .describe('Intensity of common jumps on tilted paths over the plain one'),
  mixingFactor: quantity('a factor', { from: 0.01, to: 1000 })
    .default(PLAIN_LAW.mixingFactor)
    .describe(
      'Rate of the law of the mixing variable on tilted paths over the plain one: variances grow about as much',
    ),
  ownJumpFactor: perAsset(quantity('a factor', { from: 0.01, to: 1000 }))
    .default(PLAIN_LAW.ownJumpFactor)
    .describe("Intensity of an asset's own jumps on tilted paths over the plain one; 1 for assets that are not named"),
  ownJumpShift: perAsset(quantity('a number of standard deviations', { from: -10, to: 10 }))
    .default(PLAIN_LAW.ownJumpShift)
    .describe(
      "Shift of the size of an asset's own jumps on tilted paths, in standard deviations of that size; 0 for assets not named",
    ),
};

const dangerOf = (noun: string) =>
  z
    .record(assetName(), quantity('a coefficient', { from: -100, to: 100 }), { error: 'a map of asset names' })
    .default({})
    .describe(
      `By asset, what ln(0.01 + its ${noun}) adds to the danger of a path, in log returns; 0 for assets not named`,
    );

const screening = z.strictObject({
  candidates: whole('a number of price paths', { from: 2, to: 1024 })
    .default(16)
    .describe(
      'Price paths drawn for each that is walked; one is chosen in proportion to its danger, and weighted back',
    ),
  floor: quantity('a danger', { from: 1e-9, to: 1 }).describe(
    'Danger of a path without any, added to a logistic function between 0 and 1: small floors make large weights',
  ),
  intercept: quantity('a number', { from: -1000, to: 1000 }).describe(
    'Constant in the argument of the logistic function',
  ),
  fall: dangerOf('deepest fall from the start'),
  rise: dangerOf('highest rise from the start'),
  newLow: dangerOf('largest step below its lowest price so far'),
  newHigh: dangerOf('largest step above its highest price so far'),
  quarterHourFall: dangerOf('largest fall within 15 minutes'),
  quarterHourRise: dangerOf('largest rise within 15 minutes'),
  hourFall: dangerOf('largest fall within an hour'),
  hourRise: dangerOf('largest rise within an hour'),
});
export type ScreeningBlock = z.output<typeof screening>;

const tilt = z.strictObject({
  plainShare: quantity('a fraction', { from: 0.01, to: 1 })
    .default(0.2)
    .describe('ε of the defensive mixture: share of paths drawn from the plain law; weights are at most 1/ε'),
  ...tiltedLaw,
  components: z
    .array(
      z.strictObject({
        share: quantity('a share', { above: 0, to: 1 })
          .default(1)
          .describe('Share of the tilted paths; shares are divided by their sum'),
        ...tiltedLaw,
      }),
      { error: 'a list of tilted laws' },
    )
    .min(1)
    .max(TILTED_LAWS_MAX)
    .optional()
    .describe('Several tilted laws, for losses that come about in several ways; instead of the keys above'),
  screening: screening
    .optional()
    .describe('Of several drawn price paths the more dangerous is walked, and weighted back; left out, every one is'),
});
export type Tilt = z.output<typeof tilt>;
/** One tilted law as people write it. */
export type TiltLaw = NonNullable<Tilt['components']>[number];

const sampling = z.strictObject({
  kind: choice('sobol'),
  replicates: whole('a number of replicates', { from: 16, to: 1024 })
    .default(16)
    .describe(
      'Independent scrambles, which the intervals come from; paths has to be this times a power of 2, so a power of 2 is handy',
    ),
});

const targets = z.strictObject({
  returnSeconds: quantity('a time in seconds', { above: 0 })
    .default(3600)
    .describe('Length of the returns that the targets are about'),
  tailShare: quantity('a fraction', { from: 0.0001, to: 0.5 })
    .default(0.01)
    .describe('Share of returns that counts as a tail in tail dependence'),
  meanCorrelation: quantity('a correlation', { from: -1, to: 1 })
    .optional()
    .describe('Mean correlation of returns over all pairs'),
  lowerTailDependence: fraction()
    .optional()
    .describe('Share of the worst returns of one asset that are also among the worst of another, mean over pairs'),
  upperTailDependence: fraction().optional().describe('The same for the best returns'),
  worstShares: z
    .array(quantity('a fraction', { from: 1e-6, to: 0.5 }), { error: 'a list of fractions' })
    .default([0.001, 0.0001])
    .describe('Shares of the worst returns at which `worstReturn` gives a quantile'),
  worstReturn: z
    .record(assetName(), z.array(quantity('a log return', { from: -5, to: 5 }), { error: 'a list of log returns' }), {
      error: 'a map of asset names',
    })
    .default({})
    .describe('Quantiles of the log return by asset, in the order of `worstShares`'),
});

const simulated = z.strictObject({
  kind: choice('simulated'),
  volatilityPerYear: perAsset(volatility()).describe(
    'Total volatility per √year, mixing and jumps included; the diffusion gets what the jumps leave',
  ),
  correlation: correlation.optional().describe('Needed with two assets or more'),
  driftPerYear: perAsset(quantity('a drift as a fraction per year', { from: -10, to: 10 }))
    .default(0)
    .describe('Drift per year; of what, says driftOf'),
  driftOf: choice('log', 'price')
    .default('log')
    .describe(
      'log: mean of the log return. price: growth of the mean price (not with mixing, which has no mean price)',
    ),
  mixing: mixing.optional(),
  jumps: z.strictObject({ common: commonJumps.optional(), own: ownJumps.optional() }).optional(),
  tilt: tilt.optional().describe('Importance sampling: paths are drawn worse than they are and weighted back'),
  sampling: sampling
    .optional()
    .describe(
      'Scrambled Sobol points for the leading draws of a path: means need fewer paths. Left out, all draws are pseudo-random',
    ),
  targets: targets.optional().describe('What `firebreak check` compares the simulated returns with'),
});

const price = () => quantity('a price in USD', { above: 0 });
const replay = z
  .strictObject({
    kind: choice('replay'),
    prices: z
      .record(assetName(), z.array(price(), { error: 'a list of prices' }), { error: 'a map of asset names' })
      .optional()
      .describe('Price at the end of each step by asset'),
    file: text('a file name').optional().describe('CSV with `ts` (unix seconds) and a column of closes an asset'),
    from: z
      .union([quantity('a time in unix seconds'), text('an ISO time')])
      .optional()
      .describe('Time of the row that is the start of the path; the first row by default'),
    scale: quantity('a factor', { from: -10, to: 10 })
      .default(1)
      .describe('Multiplies every log return since the start; 1 replays prices as they are'),
    volatilityPerYear: perAsset(volatility())
      .optional()
      .describe('Calm volatility per √year that depth thinning compares with; that of the replay by default'),
  })
  .refine((block) => (block.prices === undefined) !== (block.file === undefined), {
    error: 'exactly one of prices and file',
  });

export const shocksSchema = z.discriminatedUnion('kind', [simulated, replay], {
  error: 'a map with kind: simulated or kind: replay',
});

/** The validated block. */
export type Shocks = z.output<typeof shocksSchema>;
export type SimulatedShocks = Extract<Shocks, { kind: 'simulated' }>;
export type ReplayShocks = Extract<Shocks, { kind: 'replay' }>;
export type ShockTargets = NonNullable<SimulatedShocks['targets']>;
