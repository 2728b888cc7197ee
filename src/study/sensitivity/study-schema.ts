/** A sensitivity study as people write it: which scenario, which parameters over which ranges, by which methods. */

import { z } from 'zod';
import { LOSSES } from '../../kernel/result.ts';
import { choice, fraction, quantity, text, whole } from '../../scenario/schema/base.ts';
import { SALTELLI_COLUMNS_MAX } from '../design/saltelli.ts';
import { DEFAULT_ELASTICITY } from '../policy.ts';
import { checkRange, overrides, pathCount } from '../schema-parts.ts';

export const METHODS = ['tornado', 'morris', 'sobol'] as const;
export type Method = (typeof METHODS)[number];

const parameterSchema = z
  .strictObject({
    name: text('a name').optional().describe('For tables and charts; the path where left out'),
    path: z
      .union([text('a path such as book.depthScale'), z.array(text('a path'), { error: 'a list of paths' }).min(1)], {
        error: 'a path such as book.depthScale, or a list of them',
      })
      .optional(),
    as: choice('value', 'factor')
      .default('value')
      .describe('value: what the field is set to; factor: what every number under the path is multiplied by'),
    low: quantity('a number').optional(),
    high: quantity('a number').optional(),
    base: quantity('a number').optional().describe('Value of the base; that of the scenario where left out'),
    scale: choice('linear', 'log').default('linear').describe('log: equal steps are equal factors'),
    values: z.array(z.unknown(), { error: 'a list of values' }).min(1).optional().describe('Settings without an order'),
    cases: z
      .record(z.string(), overrides, { error: 'a map of cases, each with its values by path' })
      .optional()
      .describe('Settings of several fields at once, by name'),
    source: text('a source').optional().describe('Where the range comes from'),
  })
  .check((context) => {
    const { path, low, high, values, cases, as } = context.value;
    const fail = (key: string, message: string) =>
      context.issues.push({ code: 'custom', input: context.value, path: key === '' ? [] : [key], message });
    const forms = [low !== undefined || high !== undefined, values !== undefined, cases !== undefined];
    if (forms.filter(Boolean).length !== 1) {
      fail('', 'expected one of a range (low and high), values, or cases');
      return;
    }
    if (cases === undefined && path === undefined)
      fail('path', 'expected a path such as book.depthScale, received nothing');
    if (cases !== undefined && path !== undefined)
      fail('path', 'must not be set beside cases, which name their own paths');
    if (values !== undefined && typeof path !== 'string') fail('path', 'expected a single path for a list of values');
    if (!forms[0]) return;
    if (checkRange(context.value, fail) && as === 'factor' && low! < 0)
      fail('low', `expected a factor of at least 0, received ${low}`);
  });

export const sensitivityStudySchema = z.strictObject({
  /** Scenario file, or the manifest of a result folder; relative to this file. */
  scenario: text('a scenario file'),
  /** Changes of the scenario, before everything else. */
  set: overrides.default({}),
  /** A policy in force in every run; users answer what it changes. */
  policy: overrides.default({}),
  /** Elasticity of users' notional to a changed requirement. */
  elasticity: fraction().default(DEFAULT_ELASTICITY),
  /** Paths of each run; those of the scenario where left out. */
  paths: pathCount.optional(),
  measure: z
    .strictObject({
      loss: choice(...LOSSES).optional(),
      level: quantity('a confidence level', { above: 0, below: 1 }).optional(),
    })
    .prefault({}),
  /** What Morris and Sobol explain: log(1 + ES in USD), or ES itself. */
  response: choice('log', 'loss').default('log'),
  methods: z
    .array(choice(...METHODS), { error: 'a list of tornado, morris, sobol' })
    .min(1, { error: 'at least one method' })
    .default(['tornado']),
  morris: z
    .strictObject({
      trajectories: whole('a number of trajectories', { from: 2, to: 10_000 }).default(20),
      levels: whole('a number of levels', { from: 2, to: 64 })
        .refine((levels) => levels % 2 === 0, { error: 'an even number of levels' })
        .default(4),
    })
    .prefault({}),
  sobol: z
    .strictObject({
      size: whole('a number of rows', { from: 8, to: 1_048_576 })
        .refine((size) => Number.isInteger(Math.log2(size)), { error: 'a power of 2, such as 64' })
        .default(64),
    })
    .prefault({}),
  /** The question behind the study: is the measure above this? `fund` is the insurance fund of the base. */
  decision: z
    .strictObject({
      above: z.union([quantity('an amount in USD', { from: 0 }), z.literal('fund')], {
        error: 'an amount in USD or the word fund',
      }),
    })
    .optional(),
  parameters: z.array(parameterSchema, { error: 'a list of parameters' }).min(1, { error: 'at least one parameter' }),
});

/** A validated study. */
export type SensitivityStudy = z.output<typeof sensitivityStudySchema>;
export type ParameterInput = SensitivityStudy['parameters'][number];

/** Ordered parameters that Sobol indices have room for. */
export const SOBOL_PARAMETERS_MAX = SALTELLI_COLUMNS_MAX;
