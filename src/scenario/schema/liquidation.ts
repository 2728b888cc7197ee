/** `liquidation`: how a breached account is sold off. */

import { z } from 'zod';
import { choice, fraction, quantity, usd, whole } from './base.ts';

const restore = { buffer: 0, floor: 0.2, expectedSlippage: 0.005 };

export const sliceSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('full') }),
    /** A share of the position; whole below a size; after the first slice whole if `thenFull`. */
    z.strictObject({
      kind: z.literal('fraction'),
      fraction: quantity('a fraction', { above: 0, to: 1 }),
      fullBelowUsd: usd().default(0),
      thenFull: z.boolean({ error: 'true or false' }).default(false),
    }),
    /** What restores (1 + buffer) × maintenance at the expected cost, at least `floor` of the position. */
    z.strictObject({
      kind: z.literal('restore'),
      buffer: quantity('a fraction', { from: 0, to: 10 }).default(restore.buffer),
      floor: fraction().default(restore.floor),
      expectedSlippage: fraction().default(restore.expectedSlippage),
    }),
  ],
  { error: 'one of the kinds full, fraction, restore' },
);

export const liquidationSchema = z.strictObject({
  /** `largest`: one position a round, the largest notional; `all`: every position in asset order. */
  scope: choice('largest', 'all').default('largest'),
  slice: sliceSchema.prefault({ kind: 'restore' }),
  /** Limit of the immediate-or-cancel order, from the round's mark. */
  slippageCap: quantity('a fraction', { above: 0, to: 1 }).default(0.05),
  /** On the filled value, at most the surplus over bankruptcy. */
  feeRate: quantity('a fraction', { from: 0, to: 0.5 }).default(0.005),
  latencySteps: whole('a number of steps', { from: 0, to: 100_000 }).default(0),
  /** 0: rounds go on until nothing is breached; r > 0: at most ⌊stepSeconds/r⌋ rounds a step. One for all venues. */
  roundSeconds: quantity('a time in seconds', { from: 0 }).default(0),
});
