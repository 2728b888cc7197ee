/**
 * A rate written as a fraction, which people often write as a percentage: 5 where 0.05 was meant.
 *
 * The message says the range; the hint travels in the issue's `params` so that the error printer can set it apart.
 */

import { z } from 'zod';

/**
 * Makes the schema of a fraction in [minimum, maximum].
 *
 * A number above the maximum and at most 100 gets the hint "did you mean 0.05 (5 percent)?".
 */
export function fraction(minimum: number, maximum: number) {
  return z.number().superRefine((value, context) => {
    if (value >= minimum && value <= maximum) return;
    const asPercent = value / 100;
    const hint =
      value > maximum && asPercent >= minimum && asPercent <= maximum
        ? `did you mean ${Number(asPercent.toPrecision(12))} (${value} percent)?`
        : undefined;
    context.addIssue({
      code: 'custom',
      message: `expected a fraction from ${minimum} to ${maximum}, received ${value}`,
      ...(hint === undefined ? {} : { params: { hint } }),
    });
  });
}
