/**
 * The `margin` block of a scenario, as people write it: tiers by asset, collateral haircuts, the maintenance scale.
 *
 * Only what can be judged without the list of assets is checked here; ../resolve-margin.ts does the rest.
 */

import { z } from 'zod';
import { fraction, quantity, usd } from './base.ts';

const fromUsd = usd().describe('Lower bound of the band, USD; the first band starts at 0');

const tier = z
  .strictObject({
    fromUsd,
    initialRate: fraction().describe('Initial margin rate in the band, a fraction of notional (1 / maximum leverage)'),
    maintenanceRate: quantity('a fraction', { from: 0, to: 0.99 }).describe(
      'Maintenance margin rate in the band, a fraction of notional',
    ),
  })
  .superRefine((band, context) => {
    if (band.maintenanceRate <= band.initialRate) return;
    context.addIssue({
      code: 'custom',
      path: ['maintenanceRate'],
      message: `expected at most the initial rate ${band.initialRate}, received ${band.maintenanceRate}`,
    });
  });

const haircutBand = z.strictObject({
  fromUsd,
  rate: fraction().describe('Part of the value in the band that does not count as margin'),
});

/** Bands start at 0, their bounds rise, and no rate of a higher band is below that of a lower one. */
function bands<Band extends z.ZodType<{ fromUsd: number }>>(band: Band, rateKeys: readonly string[]) {
  return z
    .array(band)
    .min(1)
    .superRefine((list, context) => {
      if (list[0].fromUsd !== 0) {
        const message = `expected the first band to start at 0, received ${list[0].fromUsd}`;
        context.addIssue({ code: 'custom', path: [0, 'fromUsd'], message });
      }
      for (let t = 1; t < list.length; t++) {
        const before = list[t - 1] as unknown as Record<string, number>;
        const here = list[t] as unknown as Record<string, number>;
        if (here['fromUsd'] <= before['fromUsd']) {
          const message = `expected more than the bound before, ${before['fromUsd']}, received ${here['fromUsd']}`;
          context.addIssue({ code: 'custom', path: [t, 'fromUsd'], message });
        }
        for (const key of rateKeys) {
          if (here[key] >= before[key]) continue;
          const message = `expected at least the rate of the band before, ${before[key]}, received ${here[key]}`;
          context.addIssue({ code: 'custom', path: [t, key], message });
        }
      }
    });
}

const tierBands = bands(tier, ['initialRate', 'maintenanceRate']);
const haircutBands = bands(haircutBand, ['rate']);

export const marginSchema = z.strictObject({
  maintenanceScale: quantity('a factor', { above: 0 })
    .default(1)
    .describe('Multiplies every maintenance rate; tier deductions are recomputed, initial rates stay'),
  tiers: z
    .record(z.string(), tierBands)
    .describe('Margin tiers by asset; `default` holds for assets that are not named'),
  haircut: z
    .record(z.string(), haircutBands)
    .default({ default: [{ fromUsd: 0, rate: 0 }] })
    .describe('Marginal haircut bands on collateral value by asset; `default` holds for assets that are not named'),
  isolatedOnly: z
    .array(z.string())
    .default([])
    .describe(
      'Assets the venue lets nobody hold in a cross-margined portfolio; importers give them their own collateral',
    ),
});

/** The validated block. */
export type Margin = z.infer<typeof marginSchema>;
