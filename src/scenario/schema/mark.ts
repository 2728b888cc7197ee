/** `mark`: the price that accounts are margined on (model §4.3: a first-order parameter of a cascade). */

import { z } from 'zod';
import { choice, fraction, quantity } from './base.ts';

export const markSchema = z.strictObject({
  /** `bookMid`: the venue's own book; `external`: the outside price; `medianWithExternal`: Hyperliquid's median of three. */
  kind: choice('bookMid', 'external', 'medianWithExternal').default('medianWithExternal'),
  /** φ: how much of the book's displacement the outside world follows; 1 is one shared market, 0 an immune one. */
  impactPassThrough: fraction().default(1),
  /** Time constant of the average of (mid − oracle). */
  averageSeconds: quantity('a time in seconds', { above: 0 }).default(150),
});
