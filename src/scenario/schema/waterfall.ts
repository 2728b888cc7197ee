/** `waterfall`: who pays a loss beyond the account's own equity. */

import { z } from 'zod';
import { choice, usd } from './base.ts';

export const waterfallSchema = z.strictObject({
  insuranceFundUsd: usd().default(0),
  /** `adl`: winners are closed; `socialised`: winners share; `none`: bad debt. */
  beyondFund: choice('adl', 'socialised', 'none').default('adl'),
  adl: z
    .strictObject({
      ranking: choice('hyperliquid', 'bitmex', 'proRata').default('hyperliquid'),
      closeAt: choice('bankruptcy', 'mark', 'previousMark').default('bankruptcy'),
    })
    .prefault({}),
});
