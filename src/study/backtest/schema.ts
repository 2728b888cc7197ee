/**
 * backtest.yaml: a past event as people write it. What happened (observations with their sources), what is replayed
 * (prices and reported liquidations), what is assumed, and what is uncertain and so varies over the runs.
 */

import { z } from 'zod';
import { assetName } from '../../scenario/schema/assets.ts';
import { choice, quantity, text, whole } from '../../scenario/schema/base.ts';
import { EVENT_MEASURES } from './event-measures.ts';

const time = (noun: string) => z.union([quantity('a time in unix seconds'), text('an ISO time')], { error: noun });
const dataFile = () =>
  text('a file name').describe(
    'File below the folder that FIREBREAK_DATA names, or beside backtest.yaml with ./ in front',
  );
const where = z
  .record(text('a column'), z.union([text('text'), quantity('a number')]), { error: 'a map of column to value' })
  .default({})
  .describe('Rows to read: those with these values in these columns');

const rangeFile = z.strictObject({ file: dataFile(), where });

const priceSource = z
  .strictObject({
    file: dataFile().optional(),
    where,
    columns: z
      .array(text('a column'), { error: 'a list of columns' })
      .min(1)
      .default(['close'])
      .describe('Price of a row: the mean of these columns'),
    barSeconds: quantity('a time in seconds', { from: 0 })
      .default(0)
      .describe('Length of a bar whose `ts` is its start: its close is known that much later'),
    maximumGapSeconds: quantity('a time in seconds', { above: 0 })
      .optional()
      .describe('How long the last price may stand; one and a half steps by default'),
    like: assetName()
      .optional()
      .describe(
        'Asset whose path gives the shape: ln(P/P₀) times the ratio of the two falls in `range` and `likeRange`',
      ),
    range: rangeFile
      .optional()
      .describe('Candles (ts, open, low) of this asset over the event, for the depth of its fall'),
    likeRange: rangeFile.optional().describe('Candles of the asset that gives the shape, on the same clock'),
  })
  .superRefine((source, context) => {
    const fail = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if ((source.file === undefined) === (source.like === undefined))
      fail(source.file === undefined ? 'file' : 'like', 'expected one of file and like');
    if (source.like === undefined) return;
    for (const key of ['range', 'likeRange'] as const)
      if (source[key] === undefined) fail(key, 'expected candles, since `like` needs the depth of both falls');
  });

const usdByReading = z.union([
  quantity('an amount in USD', { from: 0 }),
  z.record(text('a reading'), quantity('an amount in USD', { from: 0 }), {
    error: 'an amount in USD, or one a reading',
  }),
]);

const assetFlow = z
  .strictObject({
    soldColumn: text('a column').optional().describe('Base units of longs that were sold out, by row'),
    boughtColumn: text('a column').optional().describe('Base units of shorts that were bought in, by row'),
    soldUsd: usdByReading
      .optional()
      .describe(
        'Total in USD of all rows that are read, those outside the event too, spread over time in proportion to `shape`',
      ),
    boughtUsd: usdByReading.optional(),
  })
  .refine(
    (flow) => (flow.soldColumn ?? flow.boughtColumn) === undefined || (flow.soldUsd ?? flow.boughtUsd) === undefined,
    { error: 'expected columns or totals, received both' },
  );

const liquidations = z.strictObject({
  file: dataFile(),
  where,
  timeColumn: text('a column').default('ts'),
  timeOrigin: time('a time in unix seconds or an ISO time').default(0).describe('Time at which `timeColumn` is 0'),
  shape: z
    .array(z.strictObject({ column: text('a column'), factor: quantity('a factor').default(1) }), {
      error: 'a list of columns with factors',
    })
    .default([])
    .describe('Weight of a row in the course of the totals: the sum of factor × column, at least 0'),
  assets: z.record(assetName(), assetFlow, { error: 'a map of asset names' }),
});

const value = z.union(
  [
    quantity('a number'),
    z.literal('replayed'),
    z.record(text('a reading'), quantity('a number'), { error: 'a number a reading' }),
  ],
  { error: 'a number, a number a reading, or the word replayed' },
);

const observation = z
  .strictObject({
    name: text('a name'),
    measure: choice(...EVENT_MEASURES),
    assets: z.array(assetName(), { error: 'a list of asset names' }).min(1).optional().describe('All by default'),
    from: time('a time').optional().describe('Start of what is counted; the start of the event by default'),
    to: time('a time').optional(),
    value: value.describe('What was observed; `replayed`: the same measure of the replayed prices'),
    unit: text('a unit'),
    source: text('where the figure comes from'),
    date: text('a date').describe('Day the figure is about'),
    scored: z.boolean({ error: 'true or false' }),
    whyNotScored: text('a reason').optional(),
    note: text().optional(),
    ifAbove: text().optional().describe('What it says about the model when more was observed than simulated'),
    ifBelow: text().optional().describe('The same when less was'),
  })
  .refine((one) => one.scored || one.whyNotScored !== undefined, {
    path: ['whyNotScored'],
    error: 'expected the reason why the figure is not scored, received nothing',
  });

const vary = z
  .strictObject({
    path: text('a path of a scenario field'),
    from: quantity('a number'),
    to: quantity('a number'),
    scale: choice('linear', 'log').default('linear').describe('Uniform in the value, or in its logarithm'),
    why: text('why this range'),
  })
  .superRefine((one, context) => {
    const fail = (message: string) => context.addIssue({ code: 'custom', path: ['to'], message });
    if (!(one.to > one.from)) fail(`expected more than from, ${one.from}, received ${one.to}`);
    if (one.scale === 'log' && !(one.from > 0))
      context.addIssue({
        code: 'custom',
        path: ['from'],
        message: `expected a number above 0 on a log scale, received ${one.from}`,
      });
  });

const assumed = z.strictObject({
  input: text('a field or part of the scenario'),
  value: text('what is assumed'),
  source: text('where it comes from'),
  date: text('a date').describe('Day of the source'),
  afterEvent: z.boolean({ error: 'true or false' }).describe('Whether the source is dated after the event'),
  note: text().optional(),
});

export const backtestSchema = z.strictObject({
  name: z.string({ error: 'a name' }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: 'a name of letters, digits, ., _ or -, since it names the result folder',
  }),
  description: text().optional(),
  sources: z.array(text(), { error: 'a list of texts' }).default([]),
  scenario: text('a file name').default('scenario.yaml').describe('State before the event'),
  from: time('unix seconds or an ISO time').describe('Start of the path; the horizon is that of the scenario'),
  runs: whole('a number of runs', { from: 1, to: 100_000 }).default(200),
  confidence: quantity('a confidence', { above: 0, below: 1 })
    .default(0.9)
    .describe('Probability of the simulated interval'),
  readings: z
    .record(text('a reading'), text('what it means'), { error: 'a map of reading to meaning' })
    .default({})
    .describe('Ways to read totals that the sources leave open'),
  prices: z.record(assetName(), priceSource, { error: 'a map of asset names' }),
  liquidations: liquidations.optional().describe('Reported liquidations, for the de-cascaded replay'),
  observations: z.array(observation, { error: 'a list of observations' }).min(1),
  vary: z.array(vary, { error: 'a list of varied fields' }).default([]),
  assumed: z.array(assumed, { error: 'a list of assumed inputs' }).default([]),
});

/** The validated file. */
export type Backtest = z.output<typeof backtestSchema>;
export type PriceSource = Backtest['prices'][string];
export type LiquidationSource = NonNullable<Backtest['liquidations']>;
export type Observation = Backtest['observations'][number];
export type VariedInput = Backtest['vary'][number];
