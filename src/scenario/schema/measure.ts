/** `measure`: the levels of VaR and ES, and the loss that decisions are made on. */

import { z } from 'zod';
import { LOSSES } from '../../kernel/result.ts';
import { choice, quantity } from './base.ts';

export const measureSchema = z.strictObject({
  confidence: z
    .array(quantity('a confidence level', { above: 0, below: 1 }), { error: 'a list of confidence levels' })
    .min(1, { error: 'at least one confidence level' })
    .refine((levels) => levels.every((level, i) => i === 0 || level > levels[i - 1]!), {
      error: 'confidence levels that rise',
    })
    .default([0.95, 0.99, 0.999]),
  /** A loss of paths.arrow; frontier, optimise and sensitivity use it. */
  loss: choice(...LOSSES).default('beyondFundUsd'),
});
