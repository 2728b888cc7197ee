/**
 * `book`: the resting liquidity of each asset, as people write it.
 *
 * Depth is cumulative USD by distance from the mid in basis points of the price, or one of four formulas. What needs
 * the assets' prices is done in ../resolve-book.ts.
 */

import { z } from 'zod';
import { findDepthFault } from '../book-curve.ts';
import { tidyNumber } from '../errors.ts';
import { choice, quantity, text } from './base.ts';

const positive = (noun: string) => quantity(noun, { above: 0 });

const depthPoints = z
  .strictObject({
    bps: z
      .array(quantity('a distance in basis points', { above: 0 }), { error: 'a list of distances in basis points' })
      .describe('Distances from the mid, basis points of the price (100 is 1 %), rising'),
    cumulativeUsd: z
      .array(quantity('an amount in USD', { above: 0 }), { error: 'a list of amounts in USD' })
      .describe('What rests within each distance, USD, rising'),
  })
  .superRefine((points, context) => {
    const fault = findDepthFault(points);
    if (!fault) return;
    const params = fault.hint === undefined ? {} : { params: { hint: fault.hint } };
    context.addIssue({ code: 'custom', path: [...fault.path], message: fault.message, ...params });
  });

const bidPoints = depthPoints.superRefine((points, context) => {
  const at = points.bps.findIndex((bps) => bps >= 10_000);
  if (at < 0) return;
  const message = `expected a distance below 10000 basis points (a price of 0), received ${points.bps[at]}`;
  context.addIssue({ code: 'custom', path: ['bps', at], message });
});

const HALF_SPREAD_MAX = 0.1;
const halfSpread = quantity('a fraction', { from: 0 })
  .superRefine((value, context) => {
    if (value <= HALF_SPREAD_MAX) return;
    const bps = tidyNumber(value / 10_000);
    context.addIssue({
      code: 'custom',
      message: `expected a fraction from 0 to ${HALF_SPREAD_MAX}, received ${value}`,
      params: { hint: `did you mean ${bps} (${value} basis points)?` },
    });
  })
  .default(0);

/** Names of the ways to write depth; exactly one is used by a curve. */
const SHAPES = ['bid and ask', 'linear', 'block', 'power', 'exponential'] as const;

const curve = z
  .strictObject({
    source: choice('measured', 'scaled', 'assumed')
      .default('assumed')
      .describe('measured: from a book of this asset; scaled: from another asset; assumed: neither'),
    market: text().optional().describe('Which market and time the figures are of, and how they were made'),
    date: text().optional().describe('When the figures were measured'),
    halfSpread: halfSpread.describe('Half the quoted spread over the price, paid on every fill'),
    permanentPerUsd: quantity('a log price per USD', { from: 0, to: 0.001 })
      .default(0)
      .describe('Permanent log-price impact per USD traded'),
    bid: bidPoints.optional(),
    ask: depthPoints.optional(),
    /** Ledger book: the price falls by this much per base unit sold. */
    linear: z.strictObject({ usdPerBase: positive('a price change in USD per base unit') }).optional(),
    /** Constant depth per log price, USD at the reference price. */
    block: z.strictObject({ usdPerLog: positive('an amount in USD') }).optional(),
    /** Depth usdAtUnit·(x/unit)^exponent. */
    power: z
      .strictObject({
        usdAtUnit: positive('an amount in USD'),
        unit: quantity('a log distance', { above: 0, to: 1 }),
        exponent: quantity('an exponent', { from: 0.1, to: 10 }),
      })
      .optional(),
    /** Depth usdTotal·(1 − e^{−x/scale}): nothing rests beyond usdTotal. */
    exponential: z
      .strictObject({ usdTotal: positive('an amount in USD'), scale: quantity('a log distance', { above: 0, to: 1 }) })
      .optional(),
  })
  .superRefine((value, context) => {
    const given = SHAPES.filter((shape) =>
      shape === 'bid and ask' ? value.bid !== undefined || value.ask !== undefined : value[shape] !== undefined,
    );
    if (given.length !== 1) {
      const received = given.length === 0 ? 'none' : given.join(' with ');
      const message = `expected one of ${SHAPES.join(', ')}; received ${received}`;
      context.addIssue({ code: 'custom', message });
    } else if (given[0] === 'bid and ask' && (value.bid === undefined || value.ask === undefined)) {
      const missing = value.bid === undefined ? 'bid' : 'ask';
      context.addIssue({ code: 'custom', path: [missing], message: 'expected both sides of the book, received one' });
    }
  });

const halfLife = z.union([positive('a time in seconds'), z.literal('never')], {
  error: 'a time in seconds above 0 or never',
});

export const bookSchema = z.strictObject({
  depthScale: positive('a factor').default(1).describe('Multiplies every depth'),
  thinning: z
    .union(
      [
        z.literal('none'),
        z.strictObject({
          exponent: quantity('an exponent', { above: 0, to: 5 }).default(1),
          floor: quantity('a fraction', { above: 0, to: 1 }).default(0.1),
          halfLifeSteps: quantity('a number of steps', { from: 1 }).default(12),
        }),
      ],
      { error: 'none, or a map with exponent, floor and halfLifeSteps' },
    )
    .default('none')
    .describe('Depth leaves as realised volatility rises: factor (σ/σ₀)^−exponent, between floor and 1'),
  recoveryHalfLifeSeconds: z
    .union([halfLife, z.record(z.string(), halfLife)], { error: 'a time in seconds, never, or a map of them by asset' })
    .default('never')
    .describe('Half-life of consumed depth: one for all, or by asset'),
  curves: z.record(z.string(), curve, { error: 'a map of curves by asset' }).default({}),
  file: text('a file name').optional().describe('CSV with a snapshot or a depth curve; replaces curves of its assets'),
});

/** The validated block. */
export type Book = z.output<typeof bookSchema>;
/** One asset's entry in `curves`. */
export type BookCurve = Book['curves'][string];
