/**
 * A study file as people write it: a scenario, what is varied of it, how users respond, and what is asked.
 *
 * `firebreak frontier` and `firebreak optimise` read the same file, so that a question and its answer share their policies.
 * Whether a path exists in the scenario is judged in parameters.ts, which knows the scenario.
 */

import { z } from 'zod';
import { LOSSES } from '../kernel/result.ts';
import { choice, fraction, quantity, text, usd, whole } from '../scenario/schema/base.ts';
import { DEFAULT_ELASTICITY } from './policy.ts';
import { checkRange, overrides, pathCount } from './schema-parts.ts';

const parameterSchema = z
  .strictObject({
    /** Field of the scenario, or several that take the same value. */
    path: z.union([text('a field path'), z.array(text('a field path')).min(1)], {
      error: 'a field path or a list of them',
    }),
    low: quantity('a number').optional(),
    high: quantity('a number').optional(),
    /** Points of a grid between low and high, both included. */
    steps: whole('a number of steps', { from: 2, to: 1000 }).optional(),
    /** Instead of a range: the values themselves, in order. */
    values: z.array(z.unknown(), { error: 'a list of values' }).optional(),
    scale: choice('linear', 'log').default('linear'),
  })
  .check((context) => {
    const { low, high, steps, values } = context.value;
    const fail = (key: string, message: string) =>
      context.issues.push({ code: 'custom', input: context.value, path: [key], message });
    if (values !== undefined) {
      for (const [key, value] of Object.entries({ low, high, steps }))
        if (value !== undefined) fail(key, `must not be set beside values, received ${value}`);
      const distinct = new Set(values.map((value) => JSON.stringify(value)));
      if (distinct.size < 2 || distinct.size < values.length)
        fail('values', `expected at least two values, all different, received ${JSON.stringify(values)}`);
      return;
    }
    if (low === undefined && high === undefined)
      fail('low', 'expected a range, low and high, or values; received nothing');
    else checkRange(context.value, fail);
  });

const policySchema = z.strictObject({
  name: text('a name'),
  set: overrides,
});

const designSchema = z
  .strictObject({
    /** `grid`: every combination; `latinHypercube` and `sobol`: `points` points that fill the box evenly. */
    kind: choice('grid', 'latinHypercube', 'sobol'),
    points: whole('a number of points', { from: 2, to: 100_000 }).optional(),
  })
  .check((context) => {
    const { kind, points } = context.value;
    const fail = (message: string) =>
      context.issues.push({ code: 'custom', input: context.value, path: ['points'], message });
    if (kind !== 'grid' && points === undefined) fail(`expected a number of points for ${kind}, received nothing`);
    if (kind === 'grid' && points !== undefined) fail(`must not be set for a grid, whose points follow from the steps`);
  });

/** P(loss > x) ≤ α. */
const eventShape = {
  /** A loss of paths.arrow; `fundDepleted` where a claim on a fund could not be paid. */
  of: choice(...LOSSES, 'fundDepleted').optional(),
  aboveUsd: usd().default(0),
  probability: quantity('a probability', { above: 0, below: 1 }),
};

const solveSchema = z
  .strictObject({
    /** `accountSizeUsd`: accounts that hold more cut their positions to it. */
    quantity: choice('insuranceFundUsd', 'openInterestUsd', 'accountSizeUsd'),
    low: quantity('a number', { above: 0 }),
    high: quantity('a number', { above: 0 }),
    ...eventShape,
    /** Halvings after the ladder over the whole range. */
    bisections: whole('a number of bisections', { from: 0, to: 30 }).default(4),
  })
  .check((context) => {
    checkRange(context.value, (key, message) =>
      context.issues.push({ code: 'custom', input: context.value, path: [key], message }),
    );
  });

export const studySchema = z.strictObject({
  description: text().optional(),
  /** Scenario file, relative to the study file. */
  scenario: text('a scenario file'),
  /** Changes of the scenario that hold for the base and every policy. */
  set: overrides.default({}),
  paths: pathCount.optional(),
  /** Level of the expected shortfall; by default the highest of the scenario with 10 paths in its tail. */
  confidence: quantity('a confidence level', { above: 0, below: 1 }).optional(),
  response: z.strictObject({ elasticity: fraction().default(DEFAULT_ELASTICITY) }).prefault({}),
  design: designSchema.optional(),
  parameters: z.array(parameterSchema).default([]),
  policies: z.array(policySchema).default([]),
  /** What makes a policy best among those that meet the constraint. */
  objective: choice('exposurePerMargin', 'exposurePerInitialMargin').default('exposurePerMargin'),
  constraint: z.strictObject(eventShape).optional(),
  search: z
    .strictObject({
      /** Runs at most, the design included, held-out runs not. */
      runs: whole('a number of runs', { from: 1, to: 100_000 }).default(40),
      /** Halvings of the step around the best policy found. */
      halvings: whole('a number of halvings', { from: 0, to: 20 }).default(2),
    })
    .prefault({}),
  heldOut: z
    .strictObject({
      /** Draws the fresh shocks; by default the scenario's seed with `-held-out`. */
      seed: z.union([text(), z.int()], { error: 'a text or a whole number' }).transform(String).optional(),
      /** By default as many as the study's. */
      paths: pathCount.optional(),
      /** Candidates that may be tried before the search gives up. */
      tries: whole('a number of tries', { from: 1, to: 1000 }).default(5),
    })
    .prefault({}),
  solve: z.array(solveSchema).default([]),
});

/** A validated study with every default filled in. */
export type Study = z.output<typeof studySchema>;
export type StudyParameter = Study['parameters'][number];
export type StudyConstraint = NonNullable<Study['constraint']>;
export type SolveQuestion = Study['solve'][number];
