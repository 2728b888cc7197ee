/** `report`: what a report says besides the figures. None of it changes a result. */

import { z } from 'zod';
import { quantity, text } from './base.ts';

const date = () =>
  z.string({ error: 'a date such as 2026-02-13' }).regex(/^\d{4}-\d{2}-\d{2}/, { error: 'a date such as 2026-02-13' });

export const reportSchema = z.strictObject({
  /** The question that the run answers. */
  question: text().optional(),
  author: text().optional(),
  /** The author's interests in the outcome. */
  interests: text().optional(),
  /** Day of the data. */
  dataDate: date().optional(),
  validUntil: date().optional(),
  /** What would make this result stale: `We would change our mind if …`. */
  triggers: z.union([text(), z.array(text())], { error: 'text or a list of texts' }).optional(),
  /** Losses beyond account equity of past days, as ticks on the loss curve. */
  pastLosses: z
    .array(z.strictObject({ date: date(), lossUsd: quantity('an amount in USD', { above: 0 }), source: text() }), {
      error: 'a list of past losses',
    })
    .optional()
    .describe('Losses beyond account equity of past days, drawn as ticks on the loss curve'),
  /** Result folders or references to compare with. */
  priorResults: z.union([text(), z.array(text())], { error: 'text or a list of texts' }).optional(),
});
